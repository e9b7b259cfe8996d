"""Tables on a PDF page: by the lines drawn around their cells, or by words that stand in columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from .parts import Line, Page, Word

EDGE_LIMIT = 1500  # drawn edges of a page; a page with more is a drawing
_THIN = 3.0  # points; a rectangle this thin is a line
_NEAR = 3.0  # points between the ends of lines that meet
_NUMBER = re.compile(r"[-−–+(]?[$€£¥]?\s?[\d][\d.,%)/ ]*|[-–—]|n/a", re.IGNORECASE)
_MARK = re.compile(r"[^\w\s]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{2,5})[.)]|\d{1,2}(?:\.\d{1,2})*\.?")


@dataclass(slots=True)
class Row:
    """A row of a table: the lines of each of its cells, empty cells included, and where it stands on the page."""

    cells: list[list[Line]]
    left: float
    top: float
    right: float
    bottom: float
    header: bool = False
    first: bool = False  # whether it begins a table
    turned: bool = field(default=False, init=False)


class _Edge(NamedTuple):
    at: float
    start: float
    end: float


def with_tables(page: Page, lines: list[Line]) -> list[Line | Row]:
    """A page's lines in their order, those of tables replaced by rows where the table's first line stood."""
    found: list[Line | Row] = list(lines)
    for grid in _grids(page):
        found = _with_grid(found, grid)
    return _with_columns(found, page)


# Tables with lines drawn around their cells


class _Grid(NamedTuple):
    """Lines that meet: the level and the upright ones, and the places where they stand."""

    level: list[_Edge]
    upright: list[_Edge]
    rows: list[float]
    columns: list[float]


def _grids(page: Page) -> list[_Grid]:
    """The tables' lines: drawn ones, and where there are none, the edges of filled cells."""
    found: list[_Grid] = []
    for filled in (False, True):
        level, upright = _edges(page, filled)
        if len(upright) < 2 or len(level) < 2 or len(level) + len(upright) > EDGE_LIMIT:
            continue
        for group_level, group_upright in _connected(level, upright):
            rows, columns = _places(group_level), _places(group_upright)
            if filled and not _has_column(group_upright, columns):
                continue
            if len(rows) >= 3 and len(columns) >= 3 and not any(_inside(rows, grid) for grid in found):
                found.append(_Grid(group_level, group_upright, rows, columns))
    return found


def _has_column(upright: Sequence[_Edge], columns: Sequence[float]) -> bool:
    """Whether cells of two rows end at one place inside: behind marked words in running text, none do."""
    return any(
        len({round(edge.start) for edge in upright if abs(edge.at - at) <= 2 * _NEAR}) > 1 for at in columns[1:-1]
    )


def _inside(rows: Sequence[float], grid: _Grid) -> bool:
    return min(rows[-1], grid.rows[-1]) - max(rows[0], grid.rows[0]) > 0.5 * (rows[-1] - rows[0])


def _edges(page: Page, filled: bool) -> tuple[list[_Edge], list[_Edge]]:
    """Level and upright edges: of lines, or of `filled` rectangles as well."""
    level, upright = [], []
    for left, top, right, bottom in page.rules:
        width, height = right - left, bottom - top
        if width > 0.98 * page.width and height > 0.98 * page.height:
            continue
        if height <= _THIN:
            if width > 2 * _THIN:
                level.append(_Edge((top + bottom) / 2, left, right))
        elif width <= _THIN:
            upright.append(_Edge((left + right) / 2, top, bottom))
        elif filled and width > 8 and height > 6:
            level += [_Edge(top, left, right), _Edge(bottom, left, right)]
            upright += [_Edge(left, top, bottom), _Edge(right, top, bottom)]
    return level, upright


def _connected(level: Sequence[_Edge], upright: Sequence[_Edge]) -> list[tuple[list[_Edge], list[_Edge]]]:
    """The lines in groups that meet."""
    edges = [*level, *upright]
    group = list(range(len(edges)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    order = sorted(range(len(level)), key=lambda index: level[index].at)
    heights = [level[index].at for index in order]
    for number, line in enumerate(upright, len(level)):
        for place in range(bisect_right(heights, line.start - _NEAR), bisect_right(heights, line.end + _NEAR)):
            other = level[order[place]]
            if other.start - _NEAR <= line.at <= other.end + _NEAR:
                group[root(order[place])] = root(number)
    groups: dict[int, tuple[list[_Edge], list[_Edge]]] = {}
    for index, edge in enumerate(edges):
        groups.setdefault(root(index), ([], []))[index >= len(level)].append(edge)
    return [both for both in groups.values() if both[0] and both[1]]


def _places(edges: Sequence[_Edge]) -> list[float]:
    places: list[float] = []
    for at in sorted(edge.at for edge in edges):
        if not places or at - places[-1] > 2 * _NEAR:
            places.append(at)
    return places


def _with_grid(items: list[Line | Row], grid: _Grid) -> list[Line | Row]:
    left, right = grid.columns[0] - _NEAR, grid.columns[-1] + _NEAR
    top, bottom = grid.rows[0] - _NEAR, grid.rows[-1] + _NEAR
    inside: list[tuple[int, Line]] = []
    for index, item in enumerate(items):
        if isinstance(item, Line) and not item.turned:
            middle = (item.top + item.bottom) / 2
            if top <= middle <= bottom and left <= item.left and item.right <= right + item.size:
                inside.append((index, item))
    rows: list[list[list[Line]]] = [[[] for _ in grid.columns[1:]] for _ in grid.rows[1:]]
    for _, line in inside:
        middle = (line.top + line.bottom) / 2
        cells = rows[min(len(rows), max(1, bisect_right(grid.rows, middle))) - 1]
        borders = _places([edge for edge in grid.upright if edge.start - 1 <= middle <= edge.end + 1])
        for piece in _cut(line, borders):
            column = bisect_right(grid.columns, (piece.words[0].left + piece.words[0].right) / 2)
            cells[min(len(grid.columns) - 1, max(1, column)) - 1].append(piece)
    filled = [sum(map(bool, row)) for row in rows]
    if sum(count >= 2 for count in filled) < 2 or sum(filled) < 0.25 * len(rows[0]) * sum(map(bool, filled)):
        return items
    if max(len(cell) for row in rows for cell in row) > 25 or len(inside) > 12 * sum(filled):
        return items
    used = [column for column in range(len(grid.columns) - 1) if any(row[column] for row in rows)]
    made = []
    for number, row in enumerate(rows):
        for part in _bands([row[column] for column in used]):
            if any(part):
                made.append(Row(part, left, grid.rows[number], right, grid.rows[number + 1]))
    titles = next(number for number, row in enumerate(made) if sum(map(bool, row.cells)) > 1)
    above = [line for row in made[:titles] for cell in row.cells for line in cell]
    _mark_header(made[titles:], ruled=True)
    return _replaced(items, [index for index, _ in inside], [*above, *made[titles:]])


def _bands(cells: list[list[Line]]) -> list[list[list[Line]]]:
    """The rows that stand between two drawn lines: more than one where numbers stand in rows below each other."""
    lines = [line for cell in cells for line in cell]
    filled = sum(map(bool, cells))
    numbers = sum(bool(_NUMBER.fullmatch(line.text)) for cell in cells[1:] for line in cell)
    if filled < 3 or len(lines) < 2 * filled or numbers < 0.5 * len(lines):
        return [cells]
    heights = _places([_Edge((line.top + line.bottom) / 2, 0, 0) for line in lines])
    bands: list[list[list[Line]]] = [[[] for _ in cells] for _ in heights]
    for column, cell in enumerate(cells):
        for line in cell:
            middle = (line.top + line.bottom) / 2
            bands[max(0, bisect_right(heights, middle + _NEAR) - 1)][column].append(line)
    return bands


def _cut(line: Line, borders: Sequence[float]) -> list[Line]:
    """A line cut where an upright line stands between its words."""
    pieces: list[list[Word]] = []
    last = -1
    for word in line.words:
        column = bisect_right(borders, (word.left + word.right) / 2)
        if column != last:
            pieces.append([])
            last = column
        pieces[-1].append(word)
    return [line] if len(pieces) == 1 else [piece_of(line, words) for words in pieces]


def piece_of(line: Line, words: Sequence[Word]) -> Line:
    """A piece of a line with some of its words, in their order."""
    return Line(
        " ".join(word.text for word in words),
        min(word.left for word in words),
        line.top,
        max(word.right for word in words),
        line.bottom,
        line.size,
        line.bold,
        line.fixed,
        line.broken and words[-1] is line.words[-1],
        line.turned,
        words,
        line.first_size if words[0] is line.words[0] else line.size,
        line.last_size if words[-1] is line.words[-1] else line.size,
    )


def _replaced(items: list[Line | Row], indices: Sequence[int], rows: Sequence[Line | Row]) -> list[Line | Row]:
    gone = set(indices)
    found: list[Line | Row] = []
    for index, item in enumerate(items):
        if index == indices[0]:
            found += rows
        if index not in gone:
            found.append(item)
    return found


def _mark_header(rows: Sequence[Row], *, ruled: bool = False) -> None:
    """Mark the first row, as header where it is bold, or names columns of numbers or of longer texts."""
    first, *others = rows
    first.first = True
    texts = [" ".join(line.text for line in cell) for cell in first.cells]
    named = all(texts[1:]) and not any(_NUMBER.fullmatch(text) for text in texts) and max(map(len, texts)) <= 80
    if not others or not named:
        return
    bold = all(line.bold for cell in first.cells for line in cell)
    below = [[" ".join(line.text for line in row.cells[column]) for row in others] for column in range(len(texts))]
    plain = [line.bold for row in others for cell in row.cells for line in cell]
    if (bold and sum(plain) < 0.5 * len(plain)) or any(_are_numbers(column) for column in below[1:]):
        first.header = True
    elif ruled and len(others) >= 2 and all(texts) and len(set(texts)) == len(texts):
        lengths = [sum(map(len, column)) / len(column) for column in below]
        longer = sum(length > 1.5 * len(text) for length, text in zip(lengths, texts, strict=True))
        first.header = longer >= (len(texts) + 1) // 2 if len(texts) > 2 else longer == len(texts)


def _are_numbers(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text]
    return len(filled) >= 2 and sum(bool(_NUMBER.fullmatch(text)) for text in filled) >= 0.7 * len(filled)


# Tables without lines: words that stand in columns


def pieces_of(line: Line) -> list[list[Word]]:
    """A line's words in groups, parted where the space is far wider than a space between words."""
    words = line.words
    if len(words) < 2 or line.even:
        return [list(words)]
    gaps = [max(second.left - first.right, first.left - second.right) for first, second in pairwise(words)]
    usual = sorted(gaps)[len(gaps) // 2] if len(gaps) > 3 else 0.3 * line.size
    wide = max(1.1 * line.size, 2.5 * min(usual, 0.6 * line.size))
    found = [[words[0]]]
    for (before, word), gap in zip(pairwise(words), gaps, strict=True):
        if gap > wide or (gap > 0.9 * line.size and not line.fixed and _is_number(before) and _is_number(word)):
            found.append([])
        found[-1].append(word)
    return found


def _is_number(word: Word) -> bool:
    return any(c.isdigit() for c in word.text) and _NUMBER.fullmatch(word.text) is not None


def _with_columns(items: list[Line | Row], page: Page) -> list[Line | Row]:
    found: list[Line | Row] = []
    group: list[tuple[Line, list[list[Word]]]] = []

    def close() -> None:
        nonlocal group
        rows = _aligned(group, page)
        found.extend(rows or [line for line, _ in group])
        group = []

    for item in items:
        if isinstance(item, Row) or item.turned:
            close()
            found.append(item)
            continue
        pieces = pieces_of(item)
        after = group and 0 < item.top - group[-1][0].top < 3 * max(item.size, 4) + 2
        if len(pieces) < 2 or (group and not after):
            close()
        if len(pieces) < 2:
            found.append(item)
        else:
            group.append((item, pieces))
    close()
    return found


def _aligned(group: Sequence[tuple[Line, list[list[Word]]]], page: Page) -> list[Row]:
    """The rows of a table, if the pieces of these lines stand in columns; else none."""
    if len(group) < 3:
        return []
    spans = [(min(w.left for w in piece), max(w.right for w in piece)) for _, pieces in group for piece in pieces]
    edges = sorted([(left, 1) for left, _ in spans] + [(right, -1) for _, right in spans])
    columns: list[float] = []  # where one column ends and the next may begin
    depth = 0
    allowed = max(1, len(group) // 10) if len(group) >= 6 else 0
    for (at, step), (following, _) in pairwise(edges):
        depth += step
        if depth <= allowed and following - at > 3 and columns is not None:
            columns.append((at + following) / 2)
    rows = []
    for line, pieces in group:
        cells: list[list[Line]] = [[] for _ in range(len(columns) + 1)]
        for piece in pieces:
            middle = (min(w.left for w in piece) + max(w.right for w in piece)) / 2
            cells[bisect_right(columns, middle)].append(piece_of(line, piece))
        rows.append(Row(cells, line.left, line.top, line.right, line.bottom))
    used = [number for number in range(len(columns) + 1) if sum(bool(row.cells[number]) for row in rows) > 0]
    for row in rows:
        row.cells = [row.cells[number] for number in used]
    texts = [line.text for row in rows for cell in row.cells for line in cell]
    filled = sum(bool(cell) for row in rows for cell in row.cells)
    if len(used) < 2 or filled < 0.6 * len(used) * len(rows):
        return []
    marked = all(_MARK.fullmatch(row.cells[0][0].text) for row in rows if row.cells[0])
    if len(used) == 2 and (marked or _is_prose(texts)):
        return []
    _mark_header(rows)
    return rows


def _is_prose(texts: Sequence[str]) -> bool:
    return sum(map(len, texts)) / len(texts) > 28
