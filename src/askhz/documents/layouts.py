"""What an XLSX file itself tells of a sheet's tables: where they are, which rows name columns, merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .packages import Package, attribute, child, name_of
from .reader import UnreadableError

if TYPE_CHECKING:
    from lxml.etree import _Element

_AREAS = 1000  # tables of a sheet that are looked at
_COVERED = 200_000  # merged cells of a sheet that are looked at
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")


@dataclass(frozen=True, slots=True)
class Area:
    """A table: its rows, from 1, and columns, from 0, the last ones included.

    Its first `headers` rows name the columns. An empty cell of its first `labels` columns holds what stands above it.
    """

    top: int
    bottom: int
    left: int
    right: int
    headers: int
    labels: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """The tables of a sheet and its merged cells, each by row, from 1, and column, from 0.

    `covered` holds for a cell the row of the cell that is merged down to it, `wide` by row and column the last column
    of a cell that is merged to the right.
    """

    areas: tuple[Area, ...] = ()
    covered: Mapping[tuple[int, int], int] = field(default_factory=dict)
    wide: Mapping[int, Mapping[int, int]] = field(default_factory=dict)


def layout_of(package: Package, part: str) -> Layout:
    """What a file tells of the sheet in a part; parts that cannot be read tell nothing."""
    areas: list[Area] = []
    for kind, path in list(package.related(part).values())[:_AREAS]:
        if kind in ("table", "pivotTable"):
            root = package.optional(path)
            found = None if root is None else _table(root) if kind == "table" else _pivot(root)
            if found is not None and not any(_meet(found, other) for other in areas):
                areas.append(found)
    covered: dict[tuple[int, int], int] = {}
    wide: dict[int, dict[int, int]] = {}
    for top, bottom, left, right in _merged(package, part):
        covered.update(((row, left), top) for row in range(top + 1, bottom + 1))
        if left < right:
            wide.setdefault(top, {})[left] = right
    return Layout(tuple(sorted(areas, key=lambda area: (area.top, area.left))), covered, wide)


def _table(root: _Element) -> Area | None:
    """A table with names of its columns; those of one without names would only be made up."""
    cells = cells_of(attribute(root, "ref") or "")
    headers = _number(attribute(root, "headerRowCount"), 1)
    return Area(*cells, headers) if cells and headers else None


def _pivot(root: _Element) -> Area | None:
    """A pivot table; the names of its fields, which stand above those of its columns, are no part of it."""
    place = child(root, "location")
    cells = cells_of(attribute(place, "ref") or "")
    first, data = _number(attribute(place, "firstHeaderRow"), 1), _number(attribute(place, "firstDataRow"), 1)
    if cells is None or not 0 < data <= cells[1] - cells[0]:
        return None
    top, bottom, left, right = cells
    first = min(first, data - 1)
    return Area(top + first, bottom, left, right, data - first, _number(attribute(place, "firstDataCol"), 1))


def _merged(package: Package, part: str) -> Iterator[tuple[int, int, int, int]]:
    """The merged cells of a sheet: first and last row, first and last column."""
    # Most sheets have none, which a look at the bytes tells.
    if not package.has(part) or b"mergeCell" not in package.read(part):
        return
    count = 0
    # The rows come before them; they are named so that each is forgotten.
    with suppress(UnreadableError):
        for one in package.elements(part, "row", "mergeCell"):
            if name_of(one) == "mergeCell" and (cells := cells_of(attribute(one, "ref") or "")):
                count += cells[1] - cells[0] + 1
                if count > _COVERED:
                    return
                yield cells


def _meet(one: Area, other: Area) -> bool:
    return one.top <= other.bottom and other.top <= one.bottom and one.left <= other.right and other.left <= one.right


def cells_of(reference: str) -> tuple[int, int, int, int] | None:
    """The first and last row, from 1, and the first and last column, from 0, of cells as a file names them.

    >>> cells_of("B2:D10"), cells_of("A1"), cells_of("?")
    ((2, 10, 1, 3), (1, 1, 0, 0), None)
    """
    found = _RANGE.fullmatch(reference)
    if found is None:
        return None
    top, left = int(found[2]), column(found[1])
    bottom, right = (int(found[4]), column(found[3])) if found[3] else (top, left)
    return (top, bottom, left, right) if 0 < top <= bottom and left <= right else None


def column(reference: str) -> int:
    """The column of a cell, from 0, by its name; 0 if it has none.

    >>> column("A1"), column("AB12"), column("")
    (0, 27, 0)
    """
    number = 0
    for letter in reference[:4].upper():
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return max(0, number - 1)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch("[0-9]{1,5}", text) else otherwise
