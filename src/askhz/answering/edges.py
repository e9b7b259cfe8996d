"""Quotes without what says nothing at their ends: a label, the number of a figure, a picture, the next heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..records import Finding
from ..text.stretches import is_picture
from ..text.words import count_words
from .surroundings import Stretch, Unit, is_ended, leads_in, stretch_of, text_of

_SHORT = 6  # words of a heading
_PROSE = ("paragraph", "quotation")
# Read alone these say nothing: "Note", "Figure 7.7.", "See also #225.", "[Quoted by Ada, p. 7]", a link, a picture.
_NUMBER = re.compile(
    r"(?:figure|fig\.?|table|equation|example|listing|image)\s+(?:[A-Z]\.?)?\d[\d.]*\W*", re.IGNORECASE
)
_BARE = re.compile(
    r"(?:notes?|tips?|hints?|warnings?|caution|attention|important|danger|example)\W*"
    r"|see (?:also )?\S+|\[[^\]]+\]\.?|<img\b[^>]*>",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[[^\]\n]*\]\([^)\s]*\)\.?")


def without_bare_ends(quotes: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The quotes, each without the bare units at its ends; one that is nothing else is left out unless all are."""
    found = [cut for quote in quotes if (cut := _cut(quote, known)) is not None]
    return found or list(quotes)


def is_bare(text: str) -> bool:
    """Whether a unit says nothing where it is read alone.

    >>> [is_bare(text) for text in ("Note", "Figure 7.7.", "See also #225.", "[Ada, p. 7]", "See the note.", "[1] Ada")]
    [True, True, True, True, False, False]
    """
    text = text.strip()
    return bool(_BARE.fullmatch(text) or _NUMBER.fullmatch(text) or _LINK.fullmatch(text)) or is_picture(text)


def _cut(quote: Finding, known: Sequence[Stretch]) -> Finding | None:
    stretch = stretch_of(quote, known)
    units = [one for one in stretch.units if quote.start <= one.start and one.end <= quote.end] if stretch else []
    if stretch is None or not units:
        return quote
    first, last = 0, len(units)
    while last > first and (is_bare(units[last - 1].text) or _heads_next(units[first:last], stretch)):
        last -= 1
    while first < last and is_bare(units[first].text):
        if _NUMBER.fullmatch(units[first].text) and first + 1 < last:
            break  # that of a figure stays before its caption
        first += 1
    if first == last:
        return None
    start = quote.start if first == 0 else units[first].start
    end = quote.end if last == len(units) else units[last - 1].end
    return (
        quote
        if (start, end) == (quote.start, quote.end)
        else replace(quote, start=start, end=end, text=text_of(stretch, start, end))
    )


def _heads_next(units: Sequence[Unit], stretch: Stretch) -> bool:
    """Whether the last of some units is the heading of what stands behind them: no sentence, behind one that ends."""
    if len(units) < 2:
        return False
    before, last = units[-2:]
    at = stretch.units.index(last)
    if at + 1 == len(stretch.units) or is_ended(last.text) or leads_in(last.text) or count_words(last.reads) > _SHORT:
        return False
    if last.kind not in ("item", "paragraph") or ":" in last.reads or last.kind == stretch.units[at + 1].kind == "item":
        return False
    return before.kind in _PROSE and is_ended(before.text)
