"""The anchors that hold at an offset, or within a stretch, of a document's text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ..records import Anchor


def anchor_at(anchors: Sequence[Anchor], offset: int) -> Anchor | None:
    """The anchor that holds at an offset: the last one that starts there or before. `anchors`: ordered by start.

    >>> anchors = [Anchor(10, headings=("One",)), Anchor(20, headings=("Two",))]
    >>> anchor_at(anchors, 19).headings, anchor_at(anchors, 20).headings
    (('One',), ('Two',))
    >>> anchor_at(anchors, 9) is None
    True
    """
    at = bisect_right(anchors, offset, key=_start)
    return anchors[at - 1] if at else None


def anchors_within(anchors: Sequence[Anchor], start: int, end: int) -> tuple[Anchor, ...]:
    """The anchors that hold anywhere in a stretch: the one at its start first, then those that start inside it.

    >>> anchors = [Anchor(10, headings=("One",)), Anchor(20, headings=("Two",)), Anchor(30, headings=("Three",))]
    >>> [anchor.headings[0] for anchor in anchors_within(anchors, 15, 30)]
    ['One', 'Two']
    >>> anchors_within(anchors, 0, 10)
    ()
    """
    first = bisect_right(anchors, start, key=_start)
    last = bisect_left(anchors, end, lo=first, key=_start)
    return tuple(anchors[max(0, first - 1) : last])


def _start(anchor: Anchor) -> int:
    return anchor.start
