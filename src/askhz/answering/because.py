"""The cause that a sentence names: what stands behind "because", "due to", "for reasons of", as a short answer."""

from __future__ import annotations

import re

from ..records import Span
from ..text.words import telling_set, word_set

_BEHIND = re.compile(
    r"\b(?:because(?: of)?|due to|owing to|thanks to|in order to|(?<=, )(?:since|as)"
    r")\s+(?P<cause>[^.;!?()]+)"
    r"|\b(?P<reasons>for (?:[\w-]+ reasons|reasons of [\w-]+))",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"[.!?]\s+(?=[A-Z])")
_AFTER_FIRST = re.compile(r"^\W*(?:because(?: of)?|due to|owing to|since)\s+(?P<cause>[^,.;!?()]+),", re.IGNORECASE)


def cause_in(text: str, asked: str = "") -> Span | None:
    """Where the cause stands that a sentence gives in words; None where it gives none so, or more than one.

    Of a text of several sentences one that says nothing of what is asked gives the cause of something else.

    >>> text = "Files over 2 GB are skipped, because tally holds a whole file in memory."
    >>> start, end = cause_in(text)
    >>> text[start:end]
    'tally holds a whole file in memory'
    >>> cause_in("Files over 2 GB are skipped.")
    """
    first = _AFTER_FIRST.match(text)
    if first is not None:
        return first.span("cause")
    found = list(_BEHIND.finditer(text))
    if len(found) != 1:
        return None
    start, end = found[0].span("cause" if found[0]["cause"] else "reasons")
    if _BEHIND.search(text, start + 1, end):
        return None
    begins = max((mark.end() for mark in _SENTENCE_ENDS.finditer(text, 0, start)), default=0)
    if begins and asked and telling_set(text[begins:end]).isdisjoint(word_set(asked)):
        return None
    return start, start + len(text[start:end].rstrip(" ,\n"))
