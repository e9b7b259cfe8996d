"""Where the tables of a sheet are, and how they become rows that read "name: cell; name: cell"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..records import Place
from .drafting import Draft, one_line
from .tables import is_figure, joined_names, line, names_columns

CELL_LIMIT = 1_000_000  # cells that hold something, of one file; each takes some hundred bytes
_MOST_BESIDE = 10  # tables beside each other
_TITLE_LIMIT = 120  # characters; a longer cell is no title of a table
_TEXT = 100  # characters; a longer cell that stands alone is running text

_AMOUNT = re.compile(r"[-+−$€£(]*\d[\d.,'’]*\s?%?\)?")

Cells = list[str]
Numbered = tuple[int, Cells]
"""A row's number, from 1, and its cells from the first column."""


@dataclass(frozen=True, slots=True)
class _Named:
    """The names of columns `first` and on, of the table that stood last."""

    names: tuple[str, ...]
    first: int
    last: int


def add_sheet(draft: Draft, sheet: str, rows: Iterable[Numbered]) -> str | None:
    """Add a sheet's rows; the first line that only names a table is returned, or None.

    Empty rows part tables, and so do empty columns where what stands on both sides has names of its own.
    """
    title, named = None, None
    for band in _bands(rows):
        draft.leave_headings(2)
        for table in _side_by_side(band):
            found, named = _add(draft, sheet, table, named)
            title = title or found
    return title


def _bands(rows: Iterable[Numbered]) -> list[list[Numbered]]:
    """Neighbouring rows that hold something; names that only one empty row parts from their table stand with it."""
    bands: list[list[Numbered]] = []
    for row in rows:
        if not any(row[1]):
            continue
        if bands and row[0] == bands[-1][-1][0] + 1:
            bands[-1].append(row)
        else:
            bands.append([row])
    joined: list[list[Numbered]] = []
    for band in bands:
        near = bool(joined) and band[0][0] == joined[-1][-1][0] + 2
        if near and _only_names(joined[-1]) and not _names(band)[1]:
            joined[-1] += band
        else:
            joined.append(band)
    return joined


def _only_names(band: list[Numbered]) -> bool:
    """Whether rows hold nothing but what may name columns."""
    filled = [cell for cell in band[-1][1] if cell]
    return (
        len(band) <= 3 and len(filled) >= 3 and not any(is_figure(cell) for _, cells in band for cell in cells if cell)
    )


def _side_by_side(band: list[Numbered]) -> list[list[Numbered]]:
    """The tables of neighbouring rows: one, or several if each has names of its own."""
    used = sorted({at for _, cells in band for at, cell in enumerate(cells) if cell})
    parts = [[used[0]]]
    for before, at in pairwise(used):
        if at == before + 1:
            parts[-1].append(at)
        else:
            parts.append([at])
    wide: list[list[int]] = []
    for part in parts:  # a column that stands alone holds remarks on the table to its left
        if wide and (len(part) < 2 or len(wide[-1]) < 2):
            wide[-1] += part
        else:
            wide.append(part)
    if not 1 < len(wide) <= _MOST_BESIDE:
        return [band]
    tables = []
    for part in wide:
        only = [
            (number, [cell if part[0] <= at <= part[-1] else "" for at, cell in enumerate(cells)])
            for number, cells in band
        ]
        tables.append([row for row in only if any(row[1])])
    named = all(_names(table)[1] for table in tables)
    # Amounts alone are columns of the table to their left, from which an empty column only sets them off.
    amounts = [_begins_with_amounts(table) for table in tables] if named else []
    return tables if named and (amounts[0] or not any(amounts)) else [band]


def _begins_with_amounts(rows: list[Numbered]) -> bool:
    column, _ = span(cells for _, cells in rows)
    values = [cells[column] for _, cells in rows if column < len(cells) and cells[column]]
    return 2 * sum(_AMOUNT.fullmatch(value) is not None for value in values) > len(values)


def _titles(rows: Sequence[Numbered]) -> int:
    """How many rows at the top hold one cell only, above rows that hold more."""
    counts = [sum(map(bool, cells)) for _, cells in rows]
    titles = next((at for at, count in enumerate(counts) if count > 1), 0)
    return titles if all(len(_only(rows[at][1])) <= _TITLE_LIMIT for at in range(titles)) else 0


def _only(cells: Cells) -> str:
    return next(filter(None, cells))


def _names(rows: Sequence[Numbered]) -> tuple[tuple[str, ...], int]:
    """The names of a table's columns, and how many rows below its titles tell them (0: none does)."""
    cells = [row for _, row in rows[_titles(rows) :]]
    first, last = span(cells)
    within = [row[first : last + 1] for row in cells[:60]]
    before = ("",) * first
    if names_columns(within):
        return (*before, *cells[0][first : last + 1]), 1
    # Names over several columns, and below them the names of these.
    if len(within) > 2 and 1 < sum(map(bool, within[0])) < sum(map(bool, within[1])) and names_columns(within[1:]):
        return (*before, *joined_names(within[:2])), 2
    return (), 0


def span(rows: Iterable[Cells]) -> tuple[int, int]:
    """The first and the last column that holds something."""
    used = [at for cells in rows for at, cell in enumerate(cells) if cell]
    return (min(used), max(used)) if used else (0, 0)


def _add(draft: Draft, sheet: str, rows: list[Numbered], before: _Named | None) -> tuple[str | None, _Named | None]:
    """Add one table. Without names of its own it goes on under those of the table before it, if its columns fit."""
    first, last = span(cells for _, cells in rows)
    if first == last:
        for at, (number, cells) in enumerate(rows):
            draft.place = Place(sheet=sheet, row=number)
            if len(cells[first]) > _TEXT:
                draft.add("paragraph", cells[first])
            else:
                draft.row(*line(cells, ()), first=at == 0)
        return None, before
    titles, (names, told) = _titles(rows), _names(rows)
    title = None
    used = [at for at in range(first, last + 1) if any(at < len(cells) and cells[at] for _, cells in rows)]
    for number, cells in rows[:titles]:
        draft.place = Place(sheet=sheet, row=number)
        if title is None:
            title = one_line(_only(cells))
            draft.heading(title, 2)
        else:
            draft.add("caption", _only(cells))
    if not names and not titles and before is not None and before.first <= first and last <= before.last:
        names = before.names
    columns = [names[at] if at < len(names) else "" for at in used] if names else []
    for at, (number, whole) in enumerate(rows[titles:]):
        draft.place = Place(sheet=sheet, row=number)
        cells = [whole[at] if at < len(whole) else "" for at in used]
        alone = not columns and sum(map(bool, cells)) == 1
        if alone and len(_only(cells)) > _TEXT:
            draft.add("paragraph", _only(cells))
        else:
            draft.row(*line(cells, () if at < told else columns), header=at < told, first=at == 0)
    return title, _Named(names, first, last) if told else None if titles else before


def limited(rows: Iterable[Numbered], budget: Budget) -> Iterator[Numbered]:
    """The rows, their cells cleaned, while the budget lasts; it then holds the number of the first row left out."""
    for number, cells in rows:
        cells = [one_line(cell) for cell in cells]
        count = len(cells) - cells.count("")
        if count > budget.cells:
            budget.stopped = number
            return
        budget.cells -= count
        yield number, cells


@dataclass(slots=True)
class Budget:
    """How many cells of a file may still be read, and the row of a sheet at which they were used up."""

    cells: int = CELL_LIMIT
    stopped: int | None = None

    def is_used_up(self) -> bool:
        """Whether rows were left out."""
        return self.stopped is not None
