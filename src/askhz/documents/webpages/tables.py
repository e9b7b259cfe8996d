"""Tables as text: a row on each line, and how a row reads with its headers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...records import Edit
from .parts import words_of

if TYPE_CHECKING:
    from lxml.etree import _Element

BETWEEN = " | "
_COLUMN_LIMIT = 1000  # columns of a table; what stands further right goes into the last
_CELL_LIMIT = 1000  # letters; a longer cell is layout, unless the table has header cells
_REPEATED = 200  # characters; a longer cell that spans rows is not repeated for a model
_GLUED_BEFORE = frozenset(["$", "€", "£", "¥", "US$", "(", "+", "-", "−", "±"])
_GLUED_AFTER = frozenset([")", "%", ")%", "%)", "*"])


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text in one line, how many columns and rows it covers, whether it is a header."""

    text: str
    columns: int = 1
    rows: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is written: its text, the edits in it (from its start), whether it is a header row."""

    text: str
    edits: tuple[Edit, ...]
    header: bool


@dataclass(slots=True)
class _Slot:
    """What stands in one column of a row: a cell's text; `above` if the cell began in a row above."""

    text: str = ""
    header: bool = False
    above: bool = False


def written_rows(rows: Sequence[Sequence[Cell]], heads: int = 0) -> Iterator[Row]:
    """The rows of a table that are not empty, as they are written and read.

    The first `heads` rows are headers; so are further rows that hold only header cells, at the top. Where there is no
    header row, a header cell at a row's beginning is the header of what follows it.

    >>> rows = [[Cell("Year", header=True), Cell("Rain", header=True)], [Cell("2019"), Cell("530 mm")]]
    >>> [(row.text, row.header) for row in written_rows(rows)]
    [('Year | Rain', True), ('2019 | 530 mm', False)]
    """
    grid = _without_spacers(_grid(rows))
    heads = max(heads, _heads(grid))
    headers = _headers(grid[:heads])
    for number, slots in enumerate(grid):
        texts = ["" if slot.above else slot.text for slot in slots]
        while texts and not texts[-1]:
            texts.pop()
        if any(texts):
            header = number < heads
            edits = () if header else tuple(_edits(slots, texts, headers))
            yield Row(_joined(texts), edits, header)


def _grid(rows: Sequence[Sequence[Cell]]) -> list[list[_Slot]]:
    """The rows with a slot for every column. A cell of several columns fills the first of them."""
    grid: list[list[_Slot]] = []
    hanging: dict[int, tuple[int, Cell]] = {}  # by column: for how many more rows a cell from above stands there
    for cells in rows:
        slots: list[_Slot] = []

        def fill(slots: list[_Slot] = slots) -> None:
            while (held := hanging.get(len(slots))) is not None:
                left, cell = held
                if left == 1:
                    del hanging[len(slots)]
                else:
                    hanging[len(slots)] = (left - 1, cell)
                slots.append(_Slot(cell.text, cell.header, above=True))

        for cell in cells:
            fill()
            if len(slots) >= _COLUMN_LIMIT:
                slots[-1].text = f"{slots[-1].text} {cell.text}".strip()
                continue
            if cell.rows > 1:
                hanging[len(slots)] = (cell.rows - 1, cell)
            slots.append(_Slot(cell.text, cell.header))
            slots += [_Slot("", cell.header) for _ in range(min(cell.columns, _COLUMN_LIMIT - len(slots) + 1) - 1)]
        fill()
        grid.append(slots)
    return grid


def _without_spacers(grid: list[list[_Slot]]) -> list[list[_Slot]]:
    """The grid without columns that are empty everywhere; signs that have a cell of their own join their number."""
    for slots in grid:
        for at, slot in enumerate(slots):
            if slot.text in _GLUED_BEFORE and at + 1 < len(slots) and slots[at + 1].text[:1].isdecimal():
                slots[at + 1].text, slot.text = slot.text + slots[at + 1].text, ""
        for at in range(len(slots) - 1, 0, -1):
            if slots[at].text in _GLUED_AFTER and slots[at - 1].text[-1:].isdecimal():
                slots[at - 1].text, slots[at].text = slots[at - 1].text + slots[at].text, ""
    used = {at for slots in grid for at, slot in enumerate(slots) if slot.text}
    width = max(map(len, grid), default=0)
    if len(used) == width:
        return grid
    return [[slot for at, slot in enumerate(slots) if at in used] for slots in grid]


def _heads(grid: Sequence[Sequence[_Slot]]) -> int:
    """How many rows at the top hold only header cells, at least two of them in one row."""
    count, wide = 0, False
    for slots in grid:
        filled = [slot for slot in slots if slot.text]
        if not all(slot.header for slot in filled):
            break
        wide = wide or sum(not slot.above for slot in filled) > 1
        count += 1
    return count if wide and count < len(grid) else 0


def _headers(rows: Sequence[Sequence[_Slot]]) -> list[str]:
    """The header of each column: the texts above each other, each once. One over several columns counts for each."""
    found: list[list[str]] = [[] for _ in range(max(map(len, rows), default=0))]
    for slots in rows:
        text = ""
        for at, slot in enumerate(slots):
            text = slot.text or (text if slot.header and not slot.above else "")
            if text and text not in found[at]:
                found[at].append(text)
    return [" ".join(texts).rstrip(":：") for texts in found]


def _joined(texts: Sequence[str]) -> str:
    """Cells in one line; between empty ones a single space.

    >>> _joined(["a", "", "c"])
    'a | | c'
    """
    return "".join(_between(texts, at) + text for at, text in enumerate(texts))


def _between(texts: Sequence[str], at: int) -> str:
    """What is written before a cell."""
    return "" if at == 0 else BETWEEN if texts[at - 1] else BETWEEN.lstrip()


def _edits(slots: Sequence[_Slot], texts: Sequence[str], headers: Sequence[str]) -> Iterator[Edit]:
    """The edits that name each value by its header, and fill in what a cell above says of this row."""
    at, said, lead = 0, False, bool(slots) and slots[0].header and not headers and not slots[0].above
    for column, text in enumerate(texts):
        before = _between(texts, column)
        header = headers[column] if column < len(headers) else ""
        value = text or (slots[column].text if slots[column].above else "")
        reads = ""
        if value and (text or len(value) <= _REPEATED):
            named = "" if not header or header == value else f"{header}: "
            reads = ("; " if said and not (lead and column == 1) else ": " if said else "") + named
            reads += "" if text else value
            said = True
        if reads != before:
            yield Edit(at, at + len(before), reads)
        at += len(before) + len(text)


def is_data(table: _Element) -> bool:
    """Whether a table is one of values, and not a way to lay out a page."""
    if table.get("role") in ("presentation", "none"):
        return False
    names = ["table", *(f"h{level}" for level in range(1, 7)), "pre", "blockquote"]
    inner = table.iterdescendants(*names, *(f"{{*}}{name}" for name in names))
    if next(inner, None) is not None:
        return False
    if next(table.iter("th", "caption", "thead", "{*}th", "{*}caption", "{*}thead"), None) is not None:
        return True
    wide = False
    for row in table.iter("tr", "{*}tr"):
        filled = [len(text) for cell in row if (text := words_of(cell).strip())]
        if max(filled, default=0) > _CELL_LIMIT:
            return False
        wide = wide or len(filled) > 1
    return wide


def span(cell: _Element, name: str) -> int:
    """How many columns or rows a cell covers."""
    value = cell.get(name) or ""
    return max(1, min(int(value), 1000)) if value.isascii() and value.isdigit() and len(value) < 6 else 1
