"""Edits that readers share: of white space, of what stands between blocks, of rows of tables as "Header: value"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ..records import Block, Edit, Span
from ..text.views import view_of
from .decoding import BOM, has_word

_HEADER_LIMIT = 100  # characters; a longer header is not repeated in each row
_SPACE = re.compile(r"\s+")
_NO_SPACE = re.compile(r"\s{2,}|[^\S ]")  # white space that is not one space


def collapsed(source: str, edits: Iterable[Edit]) -> list[Edit]:
    r"""Edits in order, with those that leave one space between words, and none at the ends.

    >>> collapsed(" a\t b", [Edit(2, 2, " ")])
    [Edit(start=0, end=1, text=''), Edit(start=2, end=2, text=' '), Edit(start=2, end=4, text='')]
    """
    edits = sorted(edits, key=_place)
    if not edits and source and not needs_collapsing(source):
        return []  # as most are
    found: list[Edit] = []
    space, last = True, None  # whether the view so far ends in a space, or is empty; what that space is
    reached = 0

    def keep(start: int, end: int) -> None:
        nonlocal space, last
        if space and (run := _SPACE.match(source, start, end)):
            found.append(Edit(start, run.end(), ""))
            start = run.end()
        if start == end:
            return
        found.extend(Edit(*run.span(), " ") for run in _NO_SPACE.finditer(source, start, end))
        space = source[end - 1].isspace()
        if space:
            last = Edit(start + len(source[start:end].rstrip()), end, "")

    for edit in [*edits, Edit(len(source), len(source), "")]:
        if edit.start < reached:
            continue
        keep(reached, edit.start)
        reached = edit.end
        text = edit.text.lstrip() if space else edit.text
        if edit.start < edit.end or text:
            found.append(Edit(edit.start, edit.end, text))
        if text:
            space = text[-1].isspace()
            last = Edit(edit.start, edit.end, text.rstrip())
    if space and last is not None:
        found = [one for one in found if (one.start, one.end) != (last.start, last.end)]
        if last.start < last.end or last.text:
            found = sorted([*found, last], key=_place)
    return found


def collapsed_within(text: str, start: int, end: int, edits: Iterable[Edit]) -> list[Edit]:
    """The same for a stretch of a text; the edits lie within it, in the text's offsets."""
    moved = [Edit(edit.start - start, edit.end - start, edit.text) for edit in edits]
    return shifted(collapsed(text[start:end], moved), start)


def needs_collapsing(view: str) -> bool:
    """Whether a view holds white space that is not one space between words."""
    if view.isprintable() and "  " not in view and view[:1] != " " != view[-1:]:
        return False  # as most; no white space is printable but the space
    return _NO_SPACE.search(view) is not None or view[:1].isspace() or view[-1:].isspace()


def shifted(edits: Iterable[Edit], by: int) -> list[Edit]:
    """The edits, so much further on."""
    return [Edit(edit.start + by, edit.end + by, edit.text) for edit in edits]


def cell_text(text: str, cell: Span, edits: Sequence[Edit]) -> str:
    """How a cell reads; `edits` are its own, in the text's offsets."""
    return view_of(text, *cell, edits).text.strip() if edits else text[cell[0] : cell[1]].strip()


def row_edits(
    text: str, row: Span, cells: Sequence[tuple[Span, Sequence[Edit]]], headers: Sequence[str] = (), held: str = ""
) -> Iterator[Edit]:
    """The edits of a row: its cells, each with its own edits, under the texts of the headers. Empty cells are left out.

    `held` is what stands above a group of rows, read before the first cell of each.

    >>> text = "| 530 m | 12 |"
    >>> edits = list(row_edits(text, (0, 14), [((2, 7), []), ((10, 12), [])], ["Altitude", "Beds"]))
    >>> view_of(text, 0, 14, edits).text
    'Altitude: 530 m; Beds: 12'
    """
    reached, before = row[0], f"{held}; " if held else ""
    for at, ((start, end), edits) in enumerate(cells):
        if not cell_text(text, (start, end), edits):
            continue
        header = headers[at].rstrip(":： ") if at < len(headers) else ""
        if header and len(header) <= _HEADER_LIMIT:
            before += f"{header}: "
        if reached < start or before:
            yield Edit(reached, start, before)
        yield from edits
        reached, before = end, "; "
    if reached < row[1]:
        yield Edit(reached, row[1], "")


def without_space(text: str, start: int, end: int) -> tuple[int, int]:
    r"""The stretch without the white space, or the byte order mark, at its ends.

    >>> without_space("\ufeff  A word. ", 0, 12)
    (3, 10)
    """
    piece = text[start:end]
    if start == 0:
        start += len(piece) - len(piece.removeprefix(BOM))
        piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())


def without_gaps(text: str, blocks: Sequence[Block], edits: Sequence[Edit]) -> Sequence[Edit]:
    r"""The edits, and those that drop what stands between the blocks of a text; all in order.

    A closing bracket, or a line of signs, stays: it is a part of what is around it. Between rows of a table it is not.

    >>> without_gaps("1 a\n:::b\n*c*", [Block("item", 0, 3), Block("paragraph", 9, 12)], [Edit(9, 10, "")])
    [Edit(start=4, end=8, text=''), Edit(start=9, end=10, text='')]
    """
    if not blocks:
        return edits
    around = pairwise([Block("paragraph", 0, 0), *blocks, Block("paragraph", len(text), len(text))])
    gaps = [
        gap
        for before, after in around
        if (gap := without_space(text, before.end, after.start))[0] < gap[1]
        and (before.kind == after.kind == "row" or has_word(text, *gap))
    ]
    if not gaps:
        return edits
    found: list[Edit] = []
    at = 0
    for start, end in gaps:
        while at < len(edits) and edits[at].end <= start:
            found.append(edits[at])
            at += 1
        if at < len(edits) and edits[at].start < start:  # it begins in the block before
            found.append(edits[at])
            start = edits[at].end
            at += 1
        while at < len(edits) and edits[at].start < end and edits[at].end <= end:
            at += 1
        if at < len(edits):  # it may end in the block behind
            end = min(end, edits[at].start)
        if start < end:
            found.append(Edit(start, end, ""))
    return [*found, *edits[at:]]


def _place(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end
