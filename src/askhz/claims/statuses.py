"""Numbers that a text lists with what each means: exit statuses, error codes, signals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..records import Document, Span
from ..text.anchors import anchor_at

STATUS = re.compile(
    r"\b(?:(?:exit|return|error|status|fault|result) )?(?P<noun>code|status|error|fault|signal)\s+"
    r"(?P<status>\d{1,3})\b(?![.,:/-]?\d|%)",
    re.IGNORECASE,
)
_LINE = (
    r"(?m)^[ \t]*(?:[|*•-][ \t]*)?[`*'\"]{{0,2}}(?P<number>{number})[`*'\"]{{0,2}}"
    r"(?:[ \t]*[|:=–—][ \t]*|[ \t]{{2,}}|[ \t]+-[ \t]+)(?=\S)"
)
_ANY = re.compile(_LINE.format(number=r"\d{1,3}"))
_NOUNS = re.compile(r"\b(?:exit|return|error|fault|status|statuses|codes?|signals?)\b", re.IGNORECASE)
_LED_BY = 200  # characters before a list that may say what its numbers are
_NEAR = 600  # characters between two lines of one list


def lists_statuses(document: Document) -> bool:
    """Whether a document lists such numbers at all."""
    return next(_lines(document), None) is not None


def status_lines(number: str, document: Document) -> Iterator[Span]:
    """The lines that say what a number means, each to the next number of its list or the end of its paragraph."""
    for match in _lines(document):
        if int(match["number"]) != int(number):
            continue
        text = document.text
        following = _ANY.search(text, match.end())
        blank = re.compile(r"\n[ \t]*\n").search(text, match.end())
        ends = [one.start() for one in (following, blank) if one is not None]
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        yield start, start + len(text[start : min(ends, default=len(text))].rstrip())


def _lines(document: Document) -> Iterator[re.Match[str]]:
    """The lines that begin with a number of a list of them, where what leads to it says what they are."""
    found = list(_ANY.finditer(document.text))
    for at, match in enumerate(found):
        beside = found[max(0, at - 1) : at] + found[at + 1 : at + 2]
        if not any(abs(one.start() - match.start()) < _NEAR and one["number"] != match["number"] for one in beside):
            continue
        anchor = anchor_at(document.anchors, match.start())
        first = at
        while first and found[first].start() - found[first - 1].start() < _NEAR:
            first -= 1
        begins = max(0, found[first].start() - _LED_BY, anchor.start if anchor else 0)
        led = document.text[begins : found[first].start()]
        above = " ".join(anchor.headings[-1:]) if anchor else ""
        if _NOUNS.search(f"{above} {led}"):
            yield match
