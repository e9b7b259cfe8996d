"""How a stretch of a document reads for a model, and where each piece of that reading stands in the document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Edit, Span


@dataclass(frozen=True, slots=True)
class View:
    """A clean text; `pieces` are (start in the view, start in the document, length) of what is the document's own."""

    text: str
    pieces: tuple[tuple[int, int, int], ...]

    def locate(self, start: int, end: int) -> Span | None:
        """The smallest span of the document that covers its own characters in `text[start:end]`; None without any.

        >>> view_of("**rent** is due", 0, 15, [Edit(0, 2, ""), Edit(6, 8, "")], "Title").locate(6, 10)
        (2, 6)
        """
        first = last = None
        at = max(0, bisect_right(self.pieces, (start, -1, -1)) - 1)
        for view, document, length in self.pieces[at:]:
            if view >= end:
                break
            low, high = max(start, view), min(end, view + length)
            if low < high:
                first = document + low - view if first is None else first
                last = document + high - view
        return None if first is None or last is None else (first, last)

    def find(self, start: int, end: int) -> Span | None:
        """The span of the view that shows the document's characters from `start` to `end`; None if none are shown.

        >>> view_of("**rent** is due", 0, 15, [Edit(0, 2, ""), Edit(6, 8, "")]).find(0, 8)
        (0, 4)
        """
        first = last = None
        for view, document, length in self.pieces:
            low, high = max(start, document), min(end, document + length)
            if low < high:
                first = view + low - document if first is None else first
                last = view + high - document
        return None if first is None or last is None else (first, last)


def view_of(text: str, start: int, end: int, edits: Sequence[Edit] = (), context: str = "", offset: int = 0) -> View:
    """The view of the document's stretch from `start` to `end`, under a line of context that stands nowhere in it.

    `text` begins at `offset` in the document; edits that do not lie within the stretch are passed over.

    >>> view_of("a  b", 0, 4, [Edit(1, 3, " ")], "Title").text
    'Title\\na b'
    """
    written = [context + "\n"] if context else []
    length = sum(map(len, written))
    pieces = []
    at = start
    for edit in edits:
        if edit.start < at or edit.end > end:  # of another stretch
            continue
        if edit.start > at:
            pieces.append((length, at, edit.start - at))
            written.append(text[at - offset : edit.start - offset])
            length += edit.start - at
        written.append(edit.text)
        length += len(edit.text)
        at = edit.end
    if end > at:
        pieces.append((length, at, end - at))
        written.append(text[at - offset : end - offset])
    return View("".join(written), tuple(pieces))
