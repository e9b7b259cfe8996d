"""Which sentences explain something, and which only name it or ask about it."""

from __future__ import annotations

import re

from ..records import Finding
from ..text.words import count_words

_HEADING = 12  # words of a line without an end mark that make it a heading
_ASKING = re.compile(r"[?？]\W*$|(?<!reason )(?<!reasons )(?<!is )(?<!was )(?<!['’]s )\bwhy\b", re.IGNORECASE)


def explains_nothing(finding: Finding) -> bool:
    """Whether it is a heading or only asks a question; the steps and items of a list are neither."""
    return (finding.whole is None and is_heading(finding.text)) or only_asks(finding.text)


def is_heading(text: str) -> bool:
    """Whether a short line has no end mark."""
    return count_words(text) <= _HEADING and not any(mark in text[-3:] for mark in ".!?:;…。！？：；")


def only_asks(text: str) -> bool:
    """Whether a sentence is a question, or says that someone asks why.

    >>> only_asks("They asked why it fell."), only_asks("That is why it fell."), only_asks("The reason why: rust.")
    (True, False, False)
    """
    return _ASKING.search(text) is not None
