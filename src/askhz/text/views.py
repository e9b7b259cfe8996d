"""How a stretch of a document reads for a model, and where each piece of that stands in the document."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..records import Edit, Span


class Piece(NamedTuple):
    """A run of a view that is the document's own: its characters stand in the document from `at` on."""

    start: int
    end: int
    at: int


@dataclass(frozen=True, slots=True)
class View:
    """What a model reads. `pieces` are in order and do not overlap; what lies between them stands nowhere."""

    text: str
    pieces: tuple[Piece, ...]

    def locate(self, start: int, end: int) -> Span | None:
        """The smallest span of the document that covers the located characters of `text[start:end]`.

        None if there are none.

        >>> view = view_of("a **bold** word", 0, 15, [Edit(2, 4, ""), Edit(8, 10, "")])
        >>> view.text, view.locate(2, 6), view.locate(0, 6)
        ('a bold word', (4, 8), (0, 8))
        """
        first = bisect_right(self.pieces, start, key=_end)
        last = bisect_left(self.pieces, end, key=_start) - 1
        if first > last or start >= end:
            return None
        one, other = self.pieces[first], self.pieces[last]
        return one.at + max(0, start - one.start), other.at + min(end, other.end) - other.start

    def find(self, start: int, end: int) -> Span | None:
        """The smallest span of the view that covers what it shows of `document.text[start:end]`; None if nothing.

        >>> view = view_of("a **bold** word", 0, 15, [Edit(2, 4, ""), Edit(8, 10, "")])
        >>> view.find(4, 15), view.find(2, 4) is None
        ((2, 11), True)
        """
        first = bisect_right(self.pieces, start, key=_document_end)
        last = bisect_left(self.pieces, end, key=_document_start) - 1
        if first > last or start >= end:
            return None
        one, other = self.pieces[first], self.pieces[last]
        return one.start + max(0, start - one.at), other.start + min(end - other.at, other.end - other.start)


def view_of(text: str, start: int, end: int, edits: Sequence[Edit] = (), context: str = "", *, offset: int = 0) -> View:
    r"""The view of a stretch of a document's text, `text[start - offset : end - offset]`.

    `text` is the document's from `offset` on, `edits` are all of the document's, in order. `context` goes before the
    stretch on a line of its own and is located nowhere. An edit that reaches over an end of the stretch takes away what
    lies inside; its own text is not shown.

    >>> view = view_of("**Rent** is\ndue.", 0, 16, [Edit(0, 2, ""), Edit(6, 8, ""), Edit(11, 12, " ")], "Money")
    >>> view.text
    'Money\nRent is due.'
    >>> [(view.text[piece.start : piece.end], piece.at) for piece in view.pieces]
    [('Rent', 2), (' is', 8), ('due.', 12)]
    """
    parts = [f"{context}\n"] if context else []
    length = len(parts[0]) if parts else 0
    pieces: list[Piece] = []
    reached = start
    at = bisect_right(edits, start, key=_end)
    # An insertion at the very start ends where the stretch starts.
    while at and edits[at - 1].start == start:
        at -= 1
    while at < len(edits) and (edit := edits[at]).start < end:
        at += 1
        if reached < edit.start:
            parts.append(text[reached - offset : edit.start - offset])
            pieces.append(Piece(length, length + edit.start - reached, reached))
            length += edit.start - reached
        if start <= edit.start and edit.end <= end:
            parts.append(edit.text)
            length += len(edit.text)
        reached = min(end, max(reached, edit.end))
    if reached < end:
        parts.append(text[reached - offset : end - offset])
        pieces.append(Piece(length, length + end - reached, reached))
    return View("".join(parts), tuple(pieces))


def _start(piece: Piece) -> int:
    return piece.start


def _end(piece: Piece | Edit) -> int:
    return piece.end


def _document_start(piece: Piece) -> int:
    return piece.at


def _document_end(piece: Piece) -> int:
    return piece.at + piece.end - piece.start
