"""Heads, feet and page numbers of a PDF: what repeats at the top and bottom of its pages and is not its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from .order import Item
from .parts import Line

_TOP, _BOTTOM = 0.08, 0.07  # shares of a page's height where heads, feet and page numbers stand
_NUMBERED = 15  # numbers of lines on a page, at least
_MOST = 0.6  # of the page's height, over which they stand
_MARGIN = 0.1  # of the page's width, in which they stand


class PageItems(NamedTuple):
    """What stands on one page, in the order of reading. `width` and `height` in points."""

    items: Sequence[Item]
    width: float
    height: float


def without_heads(pages: Sequence[PageItems]) -> list[PageItems]:
    """The pages without what stands on top and at the bottom of many: the same words, digits aside, or the number.

    Nor do they hold the numbers of lines that stand in a page's margin.
    """
    pages = [page._replace(items=_without_line_numbers(page)) for page in pages]
    seen: Counter[tuple[str, bool]] = Counter()
    for page in pages:
        seen.update({(_pattern(line.text), top) for _, line, top in _at_edges(page)})
    slots = _usual_slots(pages, seen)
    repeated: list[set[int]] = []
    numbers: list[set[int]] = []
    for number, page in enumerate(pages, 1):
        repeated.append(set())
        numbers.append(set())
        for index, line, top in _at_edges(page):
            apart = _stands_apart(line, page)
            if _PAGE_NUMBER.fullmatch(line.text) and (apart or line.text == str(number)):
                numbers[-1].add(index)
            elif seen[_pattern(line.text), top] >= 3 or (apart and _slots(line, top) & slots):
                repeated[-1].add(index)
        last = max(range(len(page.items)), key=lambda at: page.items[at].bottom, default=0)
        if page.items and isinstance(lowest := page.items[last], Line) and lowest.text == str(number):
            numbers[-1].update({last} if _stands_apart(lowest, page) else ())
    emptied = sum(len(one) == len(page.items) > 0 for one, page in zip(repeated, pages, strict=True))
    if emptied > len(pages) / 2:  # what repeats is all there is
        repeated = [set() for _ in pages]
    return [
        page._replace(items=[item for index, item in enumerate(page.items) if index not in heads | feet])
        for page, heads, feet in zip(pages, repeated, numbers, strict=True)
    ]


def _without_line_numbers(page: PageItems) -> Sequence[Item]:
    """What stands on a page but the numbers of its lines, as transcripts and drafts have them.

    These are numbers from 1 on, one below the other at even distances over most of the page, that are drawn in a row.
    """
    items, at = page.items, 0
    while at < len(items):
        run = 0
        while at + run < len(items) and isinstance(one := items[at + run], Line) and one.text == str(run + 1):
            run += 1
        numbers = items[at : at + run]
        if run >= _NUMBERED and _is_margin(numbers, page):
            return [*items[:at], *items[at + run :]]
        at += max(1, run)
    return items


def _is_margin(numbers: Sequence[Item], page: PageItems) -> bool:
    steps = sorted(below.top - above.top for above, below in pairwise(numbers))
    even = steps[0] > 0 and steps[-1] < 1.5 * steps[len(steps) // 2]
    if not even or numbers[-1].bottom - numbers[0].top < _MOST * page.height:
        return False
    left, right = min(one.left for one in numbers), max(one.right for one in numbers)
    top, bottom = numbers[0].top, numbers[-1].bottom
    beside = [one for one in page.items if one not in numbers and top < one.bottom and one.top < bottom]
    if right - left > _MARGIN * page.width or 2 * len(beside) < len(numbers):
        return False
    return all(one.left > right for one in beside) or all(one.right < left for one in beside)


def _slots(line: Line, top: bool) -> set[tuple[int, bool]]:
    """The heights of a line, three points each, with those beside it."""
    return {(round(line.top / 3) + off, top) for off in (-1, 0, 1)}


def _usual_slots(pages: Sequence[PageItems], seen: Counter[tuple[str, bool]]) -> set[tuple[int, bool]]:
    """The heights where many pages have a head or foot, though it may name a chapter: most stand on others too."""
    lines: dict[tuple[int, bool], list[str]] = {}
    for page in pages:
        for _, line, top in _at_edges(page):
            lines.setdefault((round(line.top / 3), top), []).append(_pattern(line.text))
    found = set()
    for slot, patterns in lines.items():
        begins = Counter(" ".join(pattern.split()[:2]) for pattern in patterns)
        repeated = sum(
            seen[pattern, slot[1]] >= 2 or begins[" ".join(pattern.split()[:2])] >= 3 for pattern in patterns
        )
        if len(patterns) >= max(4, 0.3 * len(pages)) and repeated >= 0.5 * len(patterns):
            found.add(slot)
    return found


_PAGE_NUMBER = re.compile(
    r"[-–—|]?\s*(?:page|seite|p\.|第)?\s*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/|von)\s*\d+)?\s*页?\s*[-–—|]?",
    re.IGNORECASE,
)


def _at_edges(page: PageItems) -> Iterator[tuple[int, Line, bool]]:
    """The lines where heads and feet stand, by index, and whether on top: near the edge, or outermost.

    One on top that is not near the edge stands apart from the text: it may be a heading.
    """
    if not page.items:
        return
    highest = min(item.top for item in page.items)
    lowest = max(item.bottom for item in page.items)
    for index, item in enumerate(page.items):
        if isinstance(item, Line):
            if item.bottom < 1.5 * _TOP * page.height and item.top < _TOP * page.height:
                yield index, item, True
            elif item.bottom > (1 - _BOTTOM) * page.height:
                yield index, item, False
            elif item.top < highest + 2 and item.bottom < 2 * _TOP * page.height and _stands_apart(item, page):
                yield index, item, True
            elif item.bottom > lowest - 2 and item.top > (1 - 2 * _BOTTOM) * page.height:
                yield index, item, False


def _pattern(text: str) -> str:
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", text.lower())


def _stands_apart(line: Line, page: PageItems) -> bool:
    """Whether no text stands close above or below a line at a page's edge."""
    near = 1.2 * max(line.size, 6)
    return not any(
        item is not line
        and item.top < line.bottom + near
        and item.bottom > line.top - near
        and abs(item.top - line.top) > 0.5 * line.size
        for item in page.items
    )
