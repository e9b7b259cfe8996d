"""Heads, feet and page numbers of a PDF: what repeats at the top and bottom of its pages and is not its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .pdf_order import Item
from .pdf_pages import Line

_TOP, _BOTTOM = 0.08, 0.07  # shares of a page's height where heads, feet and page numbers stand


class PageItems(NamedTuple):
    """What stands on one page, in the order of reading. `width` and `height` in points."""

    items: Sequence[Item]
    width: float
    height: float


def without_heads(pages: Sequence[PageItems]) -> list[PageItems]:
    """The pages without what stands on top and at the bottom of many: the same words, digits aside, or the number."""
    seen: Counter[tuple[str, bool]] = Counter()
    places: Counter[tuple[int, bool]] = Counter()
    for page in pages:
        edge = list(_at_edges(page))
        seen.update({(_pattern(line.text), top) for _, line, top in edge})
    for page in pages:
        places.update(
            {(round(line.top / 3), top) for _, line, top in _at_edges(page) if seen[_pattern(line.text), top] >= 3}
        )
    usual = {place for place, count in places.items() if count >= max(3, 0.4 * len(pages))}
    found = []
    for page in pages:
        gone, numbers = set(), set()
        edge = list(_at_edges(page))
        for index, line, top in edge:
            repeated = seen[_pattern(line.text), top] >= 3
            apart = _stands_apart(line, page)
            in_place = apart and any((round(line.top / 3) + off, top) in usual for off in (-1, 0, 1))
            number = apart and _PAGE_NUMBER.fullmatch(line.text)
            if number:
                numbers.add(index)
            elif repeated or in_place:
                gone.add(index)
        if len(gone | numbers) == len(page.items):  # nothing else stands on it
            gone = set()
        gone |= numbers
        found.append(page._replace(items=[item for index, item in enumerate(page.items) if index not in gone]))
    return found


_PAGE_NUMBER = re.compile(
    r"[-–—|]?\s*(?:page|seite|p\.|第)?\s*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/|von)\s*\d+)?\s*页?\s*[-–—|]?",
    re.IGNORECASE,
)


def _at_edges(page: PageItems) -> Iterator[tuple[int, Line, bool]]:
    """The lines where heads and feet stand, by index, and whether on top: near the edge, or outermost and apart."""
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
            elif item.bottom > lowest - 2 and item.top > (1 - 2 * _BOTTOM) * page.height and _stands_apart(item, page):
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
