"""The tables of reStructuredText: which lines are which rows, and where the cells of each stand.

A cell of several lines has a `Cell` for each. What a table says of its header is the number of rows that it has; None
where nothing tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .outline import Cell, Line, Row

GRID = re.compile(r"\s*\+(?:[-=]+\+)+\s*$")
SIMPLE = re.compile(r"\s*=+(?:[ \t]+=+)+\s*$")
_RULE = re.compile(r"[=-]+$")
_PART_OF_A_RULE = re.compile(r"[-=+]{2,}$")
_BULLET = re.compile(r"\s*(?:(?P<row>[*+-])\s+)?(?P<cell>[*+-])(?:\s+|$)")


def grid_rows(lines: Sequence[Line]) -> tuple[list[Row], int | None]:
    """The rows of a table drawn with "+", "-" and "|", and how many head it."""
    edges = sorted({at for line in lines if GRID.match(line.text) for at, c in enumerate(line.text) if c == "+"})
    rows: list[list[Line]] = [[]]
    heads = None
    for line in lines:
        if not GRID.match(line.text):
            rows[-1].append(line)
            continue
        rows += [[]] if rows[-1] else []
        if "=" in line.text and heads is None and len(rows) > 1:
            heads = len(rows) - 1
    return [_row(row, [cell for line in row for cell in _between_bars(line, edges)]) for row in rows if row], heads


def end_of_simple(lines: Sequence[Line], first: int) -> int:
    """The line behind a table between lines of "=" that begins with `first`: its border alone if it has no end."""
    rules = 0
    for at in range(first + 1, len(lines)):
        if SIMPLE.match(lines[at].text):
            rules += 1
            if rules == 2 or at + 1 == len(lines) or lines[at + 1].blank:
                return at + 1
    return first + 1


def simple_rows(lines: Sequence[Line]) -> tuple[list[Row], int | None]:
    """The rows of a table between lines of "=", which are its first and its last line, and how many head it.

    A line with nothing in the first column goes on with the row above.
    """
    columns = [mark.start() for mark in re.finditer(r"=+", lines[0].text)]
    rows: list[tuple[list[Line], list[Cell]]] = []
    heads = None
    for line in lines[1:-1]:
        if SIMPLE.match(line.text):
            heads = len(rows)
        elif not line.blank and not _RULE.match(re.sub(r"\s", "", line.text)):
            cells = [cell for cell in _in_columns(line, columns) if cell.start < cell.end]
            if rows and cells and cells[0].column > 0 and heads != len(rows):
                rows[-1][0].append(line)
                rows[-1][1].extend(cells)
            else:
                rows.append(([line], cells))
    return [_row(*row) for row in rows], heads


def list_rows(lines: Sequence[Line]) -> list[Row]:
    """The rows of a list of lists: the outer one's items are rows, the inner one's their cells."""
    rows: list[tuple[list[Line], list[Cell]]] = []
    indent = -1
    for line in lines:
        mark = None if line.long else _BULLET.match(line.text)
        if mark and mark["row"]:
            rows.append(([], []))
            indent = mark.start("cell")
        if not rows or line.blank:
            continue
        cells = rows[-1][1]
        begins = mark is not None and mark.start("cell") == indent
        at = mark.end() if mark is not None and begins else len(line.text) - len(line.text.lstrip())
        column = (cells[-1].column if cells else -1) + begins
        rows[-1][0].append(line)
        cells.append(Cell(line.start + at, line.start + at + len(line.text[at:].rstrip()), max(column, 0)))
    return [_row(*row) for row in rows if row[0]]


def _row(lines: Sequence[Line], cells: Sequence[Cell]) -> Row:
    return Row(lines[0].start, lines[-1].end, tuple(cell for cell in cells if cell.start < cell.end))


def _between_bars(line: Line, edges: Sequence[int]) -> Iterator[Cell]:
    """The cells of a line: what stands between two bars on edges of the table, over one column or several.

    Where its bars stand elsewhere, as wide characters push them, they are counted.
    """
    bars = [at for at in edges if line.text[at : at + 1] in ("|", "+")]
    columns = {at: column for column, at in enumerate(edges)}
    if len(line.text.rstrip()) - 1 not in bars:
        bars = [at for at, c in enumerate(line.text) if c == "|"]
        columns = {at: column for column, at in enumerate(bars)}
    for first, last in pairwise(bars):
        cell = _cell(line, first + 1, last, columns[first])
        if not _PART_OF_A_RULE.match(line.text[cell.start - line.start : cell.end - line.start]):
            yield cell


def _in_columns(line: Line, columns: Sequence[int]) -> list[Cell]:
    ends = [*columns[1:], len(line.text)]
    return [_cell(line, *span, number) for number, span in enumerate(zip(columns, ends, strict=True))]


def _cell(line: Line, first: int, last: int, column: int) -> Cell:
    piece = line.text[first:last]
    start = line.start + min(first, len(line.text)) + len(piece) - len(piece.lstrip())
    return Cell(start, start + len(piece.strip()), column)
