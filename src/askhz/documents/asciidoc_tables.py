"""The tables of AsciiDoc: how many columns one has, and which cells make up its rows.

A row's cells may stand on one line or each on lines of its own: a row ends where its columns are full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .outline import Cell, Line, Row

COLUMN_LIMIT = 200
_COLUMNS = re.compile(r"\bcols\s*=\s*(?:\"(?P<quoted>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^,\]\s]+))")
_HEADER = re.compile(r"(?<!%)\bheader\b|%header\b")
_BAR = re.compile(
    r"(?:(?:^|(?<=\s))(?:(?P<across>\d{1,3})?(?:\.(?P<down>\d{1,3}))?(?P<how>[+*]))?[.^<>]{0,4}[a-z]?)?(?<!\\)\|"
)


@dataclass(slots=True)
class _Begun:
    """A cell that begins: where its mark stands, the columns and rows that it reaches over, and its lines."""

    at: int
    across: int
    down: int
    pieces: list[tuple[int, int]] = field(default_factory=list)


def columns_told(attributes: str) -> int:
    """How many columns a table has by the attributes above it; 0 where they say nothing.

    >>> [columns_told(text) for text in ('[cols="1,2a,^.>3"]', "[cols=3*]", '[cols="1,2*"]', "[%header]")]
    [3, 3, 3, 0]
    """
    found = _COLUMNS.search(attributes)
    if not found:
        return 0
    told = (found["quoted"] or found["single"] or found["bare"] or "").strip()
    if told.isdecimal():
        return min(int(told[:4]), COLUMN_LIMIT)
    times = (re.match(r"\s*(\d{1,3})\*", one) for one in re.split("[,;]", told)) if told else ()
    return min(sum(int(one[1]) if one else 1 for one in times), COLUMN_LIMIT)


def says_header(attributes: str) -> bool:
    """Whether the attributes above a table say that its first row is a header."""
    return _HEADER.search(attributes) is not None


def table_rows(lines: Sequence[Line], columns: int) -> tuple[list[Row], bool]:
    """The rows of a table from the lines between its borders, and whether its first line is set apart as a header.

    Without `columns` there are as many as there are cells on the first line.
    """
    filled = [line for line in lines if not line.blank and not line.text.startswith("//")]
    cells: list[_Begun] = []
    for line in filled:
        cells.extend(_cells(line, cells[-1] if cells else None))
    width = sum(cell.across for cell in cells if cell.at < filled[0].end)
    columns = columns or min(width, COLUMN_LIMIT)
    apart = len(filled) > 1 and filled[0] is lines[0] and lines[1].blank and width == columns
    return list(_filled(cells, columns)) if columns else [], apart


def _cells(line: Line, before: _Begun | None) -> Iterator[_Begun]:
    """The cells that begin in a line; what stands before the first of them goes on with the one before."""
    bars = [] if line.long else list(_BAR.finditer(line.text))
    if before is not None:
        _add(before, line, 0, bars[0].start() if bars else len(line.text))
    for bar, end in zip(bars, [bar.start() for bar in bars[1:]] + [len(line.text)] * bool(bars), strict=True):
        across = int(bar["across"] or 1) if bar["how"] else 1
        down = int(bar["down"] or 1) if bar["how"] == "+" else 1
        cell = _Begun(line.start + bar.start(), min(max(across, 1), COLUMN_LIMIT), max(down, 1))
        _add(cell, line, bar.end(), end)
        yield cell


def _add(cell: _Begun, line: Line, first: int, last: int) -> None:
    if line.long:
        cell.pieces.append((line.start, line.end))
        return
    piece = line.text[first:last]
    start = line.start + first + len(piece) - len(piece.lstrip())
    if piece.strip():
        cell.pieces.append((start, start + len(piece.strip())))


def _filled(cells: Sequence[_Begun], columns: int) -> Iterator[Row]:
    """The rows that cells fill one after the other, past the places that one reaches down to from above."""
    reaching: dict[int, tuple[int, _Begun]] = {}  # by column: for how many rows more a cell above counts, and the cell
    row: list[Cell] = []
    above: list[Cell] = []
    start = end = column = 0
    for cell in cells:
        column = _past(reaching, column, columns, above)
        if column >= columns:
            if row:
                yield Row(start, end, tuple(row), tuple(above))
            row, above = [], []
            column = _past(reaching, 0, columns, above)
        column = min(column, columns - 1)  # where cells above leave no place
        start = start if row else cell.at
        end = max(cell.at + 1, cell.pieces[-1][1] if cell.pieces else 0)
        row += [Cell(*piece, column) for piece in cell.pieces]
        for over in range(column, min(column + cell.across, columns)):
            reaching[over] = (cell.down - 1, cell)
        column += cell.across
    if row:
        yield Row(start, end, tuple(row), tuple(above))


def _past(reaching: dict[int, tuple[int, _Begun]], column: int, columns: int, above: list[Cell]) -> int:
    """The next column of a row with a place for a cell; those before it are added to `above`."""
    while column < columns and reaching.get(column, (0, None))[0]:
        rows, cell = reaching[column]
        reaching[column] = (rows - 1, cell)
        above += [Cell(*piece, column) for piece in cell.pieces]
        column += 1
    return column
