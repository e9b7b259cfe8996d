"""The anchors of a document that has headings."""

from __future__ import annotations

from collections.abc import Iterable

from ..records import Anchor, Place


def heading_anchors(headings: Iterable[tuple[int, int, str]]) -> list[Anchor]:
    """An anchor for each heading, given as its start, level and text, with the headings of higher levels above it.

    >>> [anchor.headings for anchor in heading_anchors([(0, 1, "A"), (5, 3, "B"), (9, 2, "C")])]
    [('A',), ('A', 'B'), ('A', 'C')]
    """
    anchors = []
    above: list[tuple[int, str]] = []
    for start, level, heading in headings:
        while above and above[-1][0] >= level:
            above.pop()
        above.append((level, heading))
        anchors.append(Anchor(start, Place(section=heading), tuple(name for _, name in above)))
    return anchors
