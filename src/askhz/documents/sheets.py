"""Where the tables of a sheet are, and how they become rows that read "name: cell; name: cell"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..records import Place
from .drafting import Draft, one_line
from .layouts import Area, Layout
from .tables import is_figure, joined_names, line, names_at_ends, names_columns

CELL_LIMIT = 1_000_000  # cells that hold something, of one file; each takes some hundred bytes
_MOST_BESIDE = 10  # tables beside each other
_TITLE_LIMIT = 120  # characters; a longer cell is no title of a table
_NAMING = 4  # rows that together name columns
_TITLES = 3  # lines above a table that name it
_UNTOLD = Layout()
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


def add_sheet(draft: Draft, sheet: str, rows: Iterable[Numbered], layout: Layout = _UNTOLD) -> str | None:
    """Add a sheet's rows; the first line that only names a table is returned, or None.

    Tables that the file tells of are taken as told. Elsewhere empty rows part tables, and so do empty columns where
    what stands on both sides has names of its own.
    """
    title, named = None, None
    told, others = _told_tables(rows, layout.areas)
    bands = [(band[0][0], 0, band, None) for band in _bands(others)]
    for _, _, band, area in sorted([*bands, *told], key=lambda one: one[:2]):
        draft.leave_headings(2)
        for table in [band] if area else _side_by_side(band):
            found, named = _add(draft, sheet, table, named, layout, area)
            title = title or found
    return title


def _told_tables(
    rows: Iterable[Numbered], areas: Sequence[Area]
) -> tuple[list[tuple[int, int, list[Numbered], Area | None]], Iterable[Numbered]]:
    """The tables that a file tells of, each with its first row and column and the lines that name it; the rest."""
    if not areas:
        return [], rows
    others = {number: list(cells) for number, cells in rows}
    found: list[tuple[int, int, list[Numbered], Area | None]] = []
    for area in areas:
        before = slice(area.left, area.right + 1)
        table = [(number, _taken(others[number], before)) for number in _numbers(others, area.top, area.bottom)]
        top = area.top
        while top - 1 in others and area.top - top < _TITLES and _is_title(others[top - 1], before):
            top -= 1
            table.insert(0, (top, _taken(others[top], before)))
        table = [row for row in table if any(row[1])]
        if table and table[-1][0] >= area.top + area.headers:
            found.append((table[0][0], area.left, table, area))
        else:
            for number, cells in table:  # nothing stands below the names
                others[number][: len(cells)] = [a or b for a, b in zip(cells, others[number], strict=False)]
    return found, others.items()


def _numbers(rows: Mapping[int, Cells], top: int, bottom: int) -> list[int]:
    """The numbers of the rows there are from one to another."""
    if bottom - top > len(rows):
        return [number for number in rows if top <= number <= bottom]
    return [number for number in range(top, bottom + 1) if number in rows]


def _taken(cells: Cells, columns: slice) -> Cells:
    """The cells of some columns, at their places; they are empty afterwards."""
    taken = [""] * min(columns.start, len(cells)) + cells[columns]
    cells[columns] = [""] * len(cells[columns])
    return taken


def _is_title(cells: Cells, columns: slice) -> bool:
    filled = [cell for cell in cells if cell]
    return len(filled) == 1 and any(cells[columns]) and len(filled[0]) <= _TITLE_LIMIT and not is_figure(filled[0])


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


def _names(rows: Sequence[Numbered], layout: Layout = _UNTOLD) -> tuple[tuple[str, ...], int]:
    """The names of a table's columns, and how many rows below its titles tell them (0: none does)."""
    rows = rows[_titles(rows) :]
    cells = [row for _, row in rows]
    first, last = span(cells)
    within = [row[first : last + 1] for row in cells[:60]]
    if names_columns(within):
        return (*("",) * first, *cells[0][first : last + 1]), 1
    # Names over several columns, and below them the names of these.
    for above in range(1, min(_NAMING, len(within) - 1)):
        filled = [sum(map(bool, row)) for row in within[: above + 1]]
        if not 1 < filled[above - 1] <= filled[above]:
            break
        wide = [layout.wide.get(number, {}) for number, _ in rows[: above + 1]]
        names, below = joined_names(cells[: above + 1], wide), within[above + 1 :]
        if above == 1 and filled[0] < filled[1] and names_columns(within[1:]):
            return names, 2
        # Names that only merged cells, or where they stand, tell apart: "Men", "Women", "Men", "Women".
        apart = all(wide[:above]) or (above == 1 and names_at_ends(within[:2]))
        if apart and _holds_figures(below) and names_columns([names[first : last + 1], *below]):
            return names, above + 1
    return (), 0


def _holds_figures(rows: Sequence[Cells]) -> bool:
    """Whether most cells of some rows, those of their first column aside, are figures."""
    cells = [cell for row in rows for cell in row[1:] if cell]
    return 2 * sum(map(is_figure, cells)) > len(cells)


def span(rows: Iterable[Cells]) -> tuple[int, int]:
    """The first and the last column that holds something."""
    used = [at for cells in rows for at, cell in enumerate(cells) if cell]
    return (min(used), max(used)) if used else (0, 0)


def _add(
    draft: Draft, sheet: str, rows: list[Numbered], before: _Named | None, layout: Layout, area: Area | None
) -> tuple[str | None, _Named | None]:
    """Add one table. Without names of its own it goes on under those of the table before it, if its columns fit."""
    first, last = span(cells for _, cells in rows)
    if first == last and area is None:
        for at, (number, cells) in enumerate(rows):
            draft.place = Place(sheet=sheet, row=number)
            if len(cells[first]) > _TEXT:
                draft.add("paragraph", cells[first])
            else:
                draft.row(*line(cells, ()), first=at == 0)
        return None, before
    if area is None:
        titles, (names, told) = _titles(rows), _names(rows, layout)
    else:
        titles = sum(number < area.top for number, _ in rows)
        named = [row for row in rows if area.top <= row[0] < area.top + area.headers]
        wide = [layout.wide.get(number, {}) for number, _ in named]
        names, told = joined_names([cells for _, cells in named], wide) if named else (), len(named)
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
    labels = range(area.left, area.left + area.labels) if area else range(0)
    latest: dict[int, tuple[int, str]] = {}
    for at, (number, whole) in enumerate(rows[titles:]):
        draft.place = Place(sheet=sheet, row=number)
        cells = [whole[at] if at < len(whole) else "" for at in used]
        above = _above(latest, number, cells, used, layout.covered, labels) if at >= told else {}
        alone = not columns and sum(map(bool, cells)) == 1
        if alone and len(_only(cells)) > _TEXT:
            draft.add("paragraph", _only(cells))
        else:
            draft.row(*line(cells, () if at < told else columns, above), header=at < told, first=at == 0)
    return title, _Named(names, first, last) if told else None if titles else before


def _above(
    latest: dict[int, tuple[int, str]],
    number: int,
    cells: Cells,
    used: Sequence[int],
    covered: Mapping[tuple[int, int], int],
    labels: range,
) -> dict[int, str]:
    """What stands above and counts for a row too: a cell merged down to it, or a label that is not said again.

    `latest` is what stood last in each column, with its row; it is brought up to this row. By number of the cell.
    """
    found: dict[int, str] = {}
    goes_on = True
    for at, (column, cell) in enumerate(zip(used, cells, strict=True)):
        row, text = latest.get(column, (0, ""))
        if cell:
            latest[column] = number, cell
            goes_on = False
        elif text and (covered.get((number, column)) == row or (column in labels and goes_on)):
            found[at] = text
    return found if any(cells) else {}


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
