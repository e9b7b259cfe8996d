"""Tables: which row names the columns, a row as a line of text, and how that line reads with the names before it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..records import Edit
from .drafting import Draft, one_line

BETWEEN = " | "
_NAME_LIMIT = 80  # characters; a longer cell is no name of a column
_ABBREVIATED = 3  # words of a name of a column that may end with a full stop
_SHORTER = 3  # times that the cells below must be longer than a name that only its length tells
_FIGURE = re.compile(
    r"[\s\-+−–(]*[$€£¥]?\s*\d[\d.,'’\s]*\s*(%|[$€£¥])?\)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d{1,2}:\d\d(:\d\d)?)?|"
    r"\d{1,2}:\d\d(:\d\d)?|-|–|—|true|false",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the text of each cell ("" where none is), and whether the file marks it as naming the columns."""

    cells: tuple[str, ...]
    header: bool = False


def add_table(draft: Draft, rows: Sequence[Row], *, guess: bool = True) -> None:
    """Add a table's rows that hold anything; `guess` whether its first row names the columns, where none is marked."""
    rows = [row for row in rows if any(row.cells)]
    names, above = header(rows) if guess or any(row.header for row in rows) else ((), 0)
    for at, row in enumerate(rows):
        text, edits = line(row.cells, () if at < above else names)
        draft.row(text, edits, header=at < above, first=at == 0)


def header(rows: Sequence[Row]) -> tuple[tuple[str, ...], int]:
    """The names of the columns and how many rows at the top tell them; ((), 0) if none does.

    Rows that are marked count; of two or three such rows the names are joined. Else the first row does where it looks
    like one: see `names_columns`.
    """
    marked, naming = 0, list[tuple[str, ...]]()
    while marked < min(len(rows), 4) and rows[marked].header:
        cells = rows[marked].cells
        if any(cells[1:]) or len(cells) == 1:
            naming.append(cells)
        elif naming:
            break  # a title between the rows, which programs mark with the names above it
        marked += 1
    if marked == len(rows):
        return (), 0
    if naming:
        return joined_names(naming), marked
    if names_columns([row.cells for row in rows]):
        return rows[0].cells, 1
    return (), 0


def joined_names(rows: Sequence[Sequence[str]], wide: Sequence[Mapping[int, int]] = ()) -> tuple[str, ...]:
    """The names that several header rows give together: a name over several columns counts for each of them.

    It counts as far as the next one of its row or of a row above. `wide` holds for each row the last column of each
    cell that is merged to the right, by its first; in a row with such cells, no others count for several columns.

    >>> joined_names([("Sales", "", "Staff"), ("2023", "2024", "")])
    ('Sales 2023', 'Sales 2024', 'Staff')
    >>> joined_names([("2023", "", "2024"), ("May", "", ""), ("Paid", "Due", "Due")])
    ('2023 May Paid', '2023 May Due', '2024 Due')
    >>> joined_names([("in CHF", "", "2023", "", "2024"), ("", "Paid", "Due", "Paid", "Due")])
    ('in CHF', '2023 Paid', '2023 Due', '2024 Paid', '2024 Due')
    """
    width = max(map(len, rows))
    names: list[list[str]] = [[] for _ in range(width)]
    begun = set[int]()  # columns at which a name of a row above begins
    if not any(wide[:1]) and names_at_ends(rows):
        corner, over = next(at for at, cell in enumerate(rows[0]) if cell), ""
        names[corner].append(rows[0][corner])
        for at in range(len(rows[0]) - 1, corner, -1):
            over = rows[0][at] or over
            names[at].append(over)
        rows = [[""] * width, *rows[1:]]
    for number, row in enumerate(rows):
        over = ""
        merged = wide[number] if number < len(wide) else {}
        end = width
        for at in range(width):
            cell = row[at] if at < len(row) else ""
            if cell and merged:
                end = merged.get(at, at)
            if at > end:
                over = ""
            # Only a higher row's name stretches to the right, and only until the next.
            over = cell or (over if number < len(rows) - 1 and at not in begun else "")
            if cell:
                begun.add(at)
            if over and over not in names[at]:
                names[at].append(over)
    return tuple(" ".join(name) for name in names)


def names_at_ends(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the names of a first row that count for several columns stand over the last one of them.

    So they do in reports whose figures stand at the right: the first row begins with what all is counted in, over the
    column of what is counted, which has no name below; then nothing stands over the first name below, and something
    over the last one.
    """
    if len(rows) < 2:
        return False
    first, below = ([at for at, cell in enumerate(row) if cell] for row in rows[:2])
    return len(first) > 1 and len(below) > 1 and first[0] < below[0] < first[1] and first[-1] == below[-1]


def names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row of cells names the columns, told from the cells alone.

    Each cell must be a short text of its own and no figure. What follows decides: figures below a text, or, where all
    is text, either three columns or names much shorter than what stands below them. No name is a value in its column,
    and the rows below are about as full.

    >>> names_columns([("City", "People"), ("Lugano", "63 000")])
    True
    >>> names_columns([("Landlord", "Ada Ferri"), ("Tenant", "Guo Lin")])
    False
    """
    if len(rows) < 2:
        return False
    first, rest = rows[0], rows[1:50]
    used = [at for at in range(max(map(len, rows[:50]))) if any(at < len(row) and row[at] for row in rest)]
    names = {at: first[at] for at in used if at < len(first) and first[at]}
    if len(names) < 2 or len(names) < 0.6 * len(used):
        return False
    if any(is_figure(name) or len(name) > _NAME_LIMIT or _is_sentence(name) for name in names.values()):
        return False
    if len(set(names.values())) < len(names):
        return False
    fullness = [sum(at < len(row) and row[at] != "" for at in names) for row in rest[:3]]
    if sum(fullness) < 0.5 * len(names) * len(fullness):
        return False
    figures = 0
    short = True
    for at, name in names.items():
        values = [row[at] for row in rest if at < len(row) and row[at]]
        if name in values:
            return False
        figures += 2 * sum(map(is_figure, values)) > len(values)
        short = short and _SHORTER * len(name) * len(values) < sum(map(len, values))
    return figures > 0 or short or len(names) >= 3


def _is_sentence(name: str) -> bool:
    """Whether a cell ends as a sentence does; "Article no." is an abbreviation."""
    return name.endswith("。") or (name.endswith(".") and len(name.split()) > _ABBREVIATED)


def is_figure(text: str) -> bool:
    """Whether a cell holds a number, an amount, a date or a time and nothing else.

    >>> [is_figure(text) for text in ("-3.5 %", "2024-05-01", "$ 1,200", "Room 3")]
    [True, True, True, False]
    """
    return _FIGURE.fullmatch(text) is not None


def line(cells: Sequence[str], names: Sequence[str], above: Mapping[int, str] | None = None) -> tuple[str, list[Edit]]:
    """A row as a line, its cells parted by " | ", and the edits that make it read "name: cell; name: cell".

    Empty cells at the ends are left away; so are all others where no column has a name. `above` holds, by column, what
    stands in a cell above and counts for this row too: it is read before the row's own cells and stands nowhere in it.

    >>> text, edits = line(["Lugano", "", "63 000"], ["City", "Canton", "People"])
    >>> text, [(edit.start, edit.end, edit.text) for edit in edits]
    ('Lugano |  | 63 000', [(0, 0, 'City: '), (6, 12, '; People: ')])
    """
    cells = [one_line(cell) for cell in cells]
    filled = [at for at, cell in enumerate(cells) if cell]
    if len(filled) == 1 and len(names) > 2 and filled[0] == next(at for at, name in enumerate(names) if name):
        names = ()  # a title between the rows
    shown = range(filled[0], filled[-1] + 1) if any(names) else filled
    pieces: list[str] = []
    edits: list[Edit] = []
    length = gap = 0
    held = "".join(
        f"{one_line(names[at]).rstrip(':')}: {value}; " if at < len(names) and names[at] else f"{value}; "
        for at, value in (above or {}).items()
    )
    for at in shown:
        if pieces:
            pieces.append(BETWEEN)
            length += len(BETWEEN)
        cell = cells[at]
        if cell:
            name = one_line(names[at]).rstrip(":") if at < len(names) else ""
            before = ("; " if gap else held) + (f"{name}: " if name and name != cell else "")
            if before:
                edits.append(Edit(gap, length, before))
            gap = length + len(cell)
        pieces.append(cell)
        length += len(cell)
    return "".join(pieces), edits
