"""What was added, fixed or removed in a version: the part of its section that is headed so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..records import Block, Document, Span

_CATEGORIES = tuple(
    (name, re.compile(rf"\b(?:{asked})\b", re.IGNORECASE), re.compile(rf"\b(?:{heads})", re.IGNORECASE))
    for name, asked, heads in (
        ("added", r"add(?:s|ed)?", r"add|new\b|features?\b|enhancements?\b"),
        ("fixed", r"fix(?:es|ed)?", r"fix|bugs?\b|bug ?fixes"),
        ("removed", r"removed?|removes|drop(?:s|ped)?", r"remov|dropped"),
        ("deprecated", r"deprecate[ds]?", r"deprecat"),
    )
)
_CHANGED = re.compile(r"\b(?:chang|updat|improv|secur)", re.IGNORECASE)
_ASKS = re.compile(
    r"^\W*(?:and |so )?what(?: all)?(?: features?| bugs?| options?)?\s+(?:was|were|is|are|has|have|got|did|does|do)\b",
    re.IGNORECASE,
)
_TAKEN_AWAY = frozenset(["removed", "deprecated"])
_LONGEST = 40  # characters of a heading that is no more than a category
_SAYS = {
    "added": r"\b(?:add|new\b|introduc|support|allow)",
    "fixed": r"\b(?:fix|bug|correct|repair|resolv)",
    "removed": r"\b(?:remov|drop|delet|no longer|gone|withdraw|eliminat)",
    "deprecated": r"\b(?:deprecat|obsolet)",
}


def category_asked(asked: str) -> str | None:
    """What of a version's changes a question asks for; None where it asks for all, or for something else.

    >>> [category_asked(one) for one in ("What was removed in 5.1.0?", "What changed in 5.1?", "Who fixed it in 5.1?")]
    ['removed', None, None]
    """
    if not _ASKS.match(asked):
        return None
    found = [name for name, words, _ in _CATEGORIES if words.search(asked)]
    return found[0] if len(found) == 1 else None


def words_of(category: str | None, asked: str) -> frozenset[str]:
    """The words of a question that say which changes it asks for."""
    words = next((words for name, words, _ in _CATEGORIES if name == category), None)
    found = {match.group().lower() for match in words.finditer(asked)} if words else set()
    return frozenset(found | ({"features", "feature", "bugs", "bug", "got"} if found else set()))


def part_of(document: Document, start: int, category: str) -> list[Span] | None:
    """The parts of the section that starts there that a category heads; None where its headings tell no categories.

    No part where none heads this category, and nothing in the section says so either; without such headings only what
    was taken away is sure to be said.
    """
    headings = [one for one in document.blocks if one.kind == "heading" and one.start >= start]
    after = (one.start for one in headings[1:] if one.level <= headings[0].level)
    end = next(after, len(document.text))
    heads = [one for one in headings[1:] if one.start < end]
    told = [(one, name) for one in heads if (name := _category_of(document.text[one.start : one.end])) is not None]
    says = re.search(_SAYS[category], document.text[start:end], re.IGNORECASE) is not None
    if not told:
        return None if says or category not in _TAKEN_AWAY else []
    parts = [(one.start, _end(one, heads, end)) for one, name in told if name == category]
    return None if says and not parts else parts


def _category_of(heading: str) -> str | None:
    line = heading.strip(" #=*_:-\t\n").split("\n")[0]
    if len(line) > _LONGEST:
        return None
    name = next((name for name, _, heads in _CATEGORIES if heads.match(line) or heads.search(line)), None)
    return name or ("changed" if _CHANGED.search(line) else None)


def _end(heading: Block, heads: Sequence[Block], end: int) -> int:
    return next((one.start for one in heads if one.start > heading.start and one.level <= heading.level), end)
