"""What a document is shown as: parts with runs of text, in sections that a browser can lay out one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar

T = TypeVar("T")

# A browser lays out a section once it comes near, so none may be long, whatever blocks the document has: a log without
# an empty line is one paragraph, a CSV file one table.
_SECTION = 40  # parts
_SECTION_SIZE = 8000  # characters
_PART_SIZE = 3000  # characters of each of the parts that a paragraph or code twice as long becomes
_PART_MEMBERS = 60  # items of a list, rows of a table


@dataclass(frozen=True, slots=True)
class Run:
    """A run of shown text; `start` is None for text that stands nowhere. `styles` are names of elements."""

    text: str
    start: int | None
    end: int = 0
    styles: tuple[str, ...] = ()


@dataclass(slots=True)
class Item:
    """An item of a list with the lists in it."""

    runs: list[Run]
    numbered: bool
    level: int
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Part:
    """What is shown as one: a heading, a paragraph, a list, a table, a block of code, a place.

    `rows` are a table's: whether it is a header, and its cells. `label` says a place. `divided`: it is one of several
    that were one; `goes_on`: and not the last of them.
    """

    kind: str
    level: int = 0
    runs: list[Run] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    rows: list[tuple[bool, list[list[Run]]]] = field(default_factory=list)
    label: tuple[str, str] | None = None
    divided: bool = False
    goes_on: bool = False


def in_sections(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """The parts in sections that a browser can lay out one by one; a long part becomes several."""
    section: list[Part] = []
    size = 0
    for part in chain.from_iterable(map(_divided, parts)):
        length = _size(part)
        if section and (len(section) == _SECTION or size + length > _SECTION_SIZE):
            yield section
            section, size = [], 0
        section.append(part)
        size += length
    if section:
        yield section


def _size(part: Part) -> int:
    cells = (run for _, cells in part.rows for cell in cells for run in cell)
    return sum(len(run.text) for run in chain(part.runs, cells)) + sum(map(_item_size, part.items))


def _item_size(item: Item) -> int:
    return sum(len(run.text) for run in item.runs) + sum(map(_item_size, item.items))


def _divided(part: Part) -> Iterator[Part]:
    """A part as several that are short enough to be laid out one by one."""
    pieces: list[Part] = []
    if part.items:
        pieces = [Part(part.kind, part.level, items=members) for members in _in_pieces(part.items)]
    elif part.rows:
        pieces = [Part(part.kind, part.level, rows=members) for members in _in_pieces(part.rows)]
    elif _size(part) > 2 * _PART_SIZE:
        pieces = [Part(part.kind, part.level, runs=runs) for runs in _stretches(part.runs)]
    if len(pieces) < 2:
        yield part
        return
    for number, piece in enumerate(pieces, start=1):
        piece.divided, piece.goes_on = True, number < len(pieces)
        yield piece


def _in_pieces(members: list[T]) -> Iterator[list[T]]:
    for at in range(0, len(members), _PART_MEMBERS):
        yield members[at : at + _PART_MEMBERS]


def _stretches(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """Runs in stretches of about `_PART_SIZE` characters, each up to the end of a line or else of a word."""
    stretch: list[Run] = []
    size = 0
    for run in chain.from_iterable(map(_short_runs, runs)):
        # Between two runs a word ends only where white space stands; what has none is cut anywhere.
        reached = size + len(run.text)
        if reached > 2 * _PART_SIZE or (reached > _PART_SIZE and stretch and stretch[-1].text[-1:].isspace()):
            yield stretch
            stretch, size = [], 0
        stretch.append(run)
        size += len(run.text)
    if stretch:
        yield stretch


def _short_runs(run: Run) -> Iterator[Run]:
    """A run as several of at most `_PART_SIZE` characters, each but the last up to white space where there is some."""
    at = 0
    while len(run.text) - at > _PART_SIZE:
        stop = at + _PART_SIZE
        cut = max(run.text.rfind("\n", at, stop), -1) + 1 or run.text.rfind(" ", at, stop) + 1 or stop
        yield _piece(run, at, cut)
        at = cut
    yield _piece(run, at, len(run.text))


def _piece(run: Run, start: int, end: int) -> Run:
    if run.start is None:
        return Run(run.text[start:end], None, styles=run.styles)
    return Run(run.text[start:end], run.start + start, run.start + end, run.styles)
