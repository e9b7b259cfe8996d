"""What stands above a group of a table's rows."""

from __future__ import annotations

import pytest

from askhz.documents.rowgroups import RowGroups
from askhz.records import Edit, Span


def told(*rows: str) -> list[str]:
    """What stands above each of the rows, "above" for one that stands above others; an asterisk is no word."""
    groups, found = RowGroups("".join(f"| {row} |\n" for row in rows)), []
    for row in rows:
        cells: list[tuple[Span, list[Edit]]] = []
        at = 0
        for cell in row.split("|"):
            start, end = at + len(cell) - len(cell.lstrip()), at + len(cell.rstrip())
            stars = [n for n in range(start, end) if row[n] == "*"]
            cells.append(((start, max(start, end)), [Edit(n, n + 1, "") for n in stars]))
            at += len(cell) + 1
        found.append("above" if groups.tell(row, cells) else groups.held)
    return found


@pytest.mark.parametrize(
    ("rows", "above"),
    [
        (
            ("Elk|4", "**Deck**|", "Lynx|2", "Seal|", "*Hold*|", "Otter|6"),
            ["", "above", "Deck", "Deck", "above", "Hold"],
        ),
        (("Elk|4", "Deck|", "Lynx|2"), ["", "", ""]),  # a row without a value
        (("**Elk**|4", "**Deck**|", "**Lynx**|2"), ["", "", ""]),  # all first cells are so
        (("**Deck**|", "**Elk**|4", "**Lynx**|2", "**Seal**|"), ["above", "", "", ""]),  # which shows but later
        (("Elk|4", "**Deck**|", "Lynx|2"), ["", "", ""]),  # one alone may be a row without a value
        (("***All***|", "**Elk**|4", "**Lynx**|", "***None***|"), ["above", "All", "All", "above"]),
        (("**Deck**|8", "Elk|4"), ["", ""]),  # it has a value of its own
        (("**Deck** of it|", "Elk|4"), ["", ""]),  # not all of the cell
        (("**Deck**", "Elk"), ["", ""]),  # a table of one column
    ],
)
def test_what_stands_above_each_row(rows: tuple[str, ...], above: list[str]) -> None:
    assert told(*rows) == above
