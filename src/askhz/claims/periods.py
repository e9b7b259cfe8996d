"""Whether what a text tells of lies in other years than those that a question asks about: the 10th century, 1072."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..records import Span
from ..text.numerals import ORDINALS
from .dates import dates_in

_NTH = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(ORDINALS)})"
_CENTURIES = re.compile(
    rf"\b(?P<first>{_NTH})(?:(?:,? (?:and|or|to) | ?[-–] ?)(?P<last>{_NTH}))?[ -]centur(?:y|ies)\b(?P<early> BCE?\b)?",
    re.IGNORECASE,
)
_DECADE = re.compile(r"\b(?P<year>1\d\d0|20\d0)['’]?s\b")
_YEARS = re.compile(
    r"(?<![\w-])(?P<first>1\d{3}|20\d\d)\s*(?:[-–]|to|and|until|till)\s*(?P<last>1\d{3}|20\d\d|\d\d)(?![\w-])"
)
_CODE = re.compile(r"\S*[/\\@=]\S*|\b[A-Za-z][\w.]*-\d[\w-]*")  # a link or a path, CVE-2014-0224
# How years are asked about, not how they are bounded ("before 1900"), nor what only has a number ("EIP 1716").
_LED_IN = re.compile(r"(?:\b(?:in|during|of)(?: the)?(?: (?:year|early|late|mid))?|^the)[ -]$", re.IGNORECASE)
Years = tuple[int, int]
"""The first and the last year; those before Christ are below nought."""


def in_other_years(asked: str, text: str, above: str = "") -> bool:
    """Whether a question asks about a century, a decade or a year, and a text tells years, but none of these.

    `above`: what stands above and before the text, where they may stand as well.

    >>> in_other_years("Who invaded it in the 10th century?", "William invaded it in 1072.")
    True
    >>> in_other_years("Who invaded it in the 11th century?", "William invaded it in 1072.")
    False
    """
    wanted = [years for years, span in _years_in(asked) if _LED_IN.search(asked, 0, span[0])]
    told = [years for years, _ in _years_in(text)]
    around = [*told, *(years for years, _ in _years_in(above))]
    return bool(wanted and told) and not any(
        one[0] <= last and first <= one[1] for one in wanted for first, last in around
    )


def _years_in(text: str) -> Iterator[tuple[Years, Span]]:
    """The years, decades and centuries that a text names, with their places."""
    text = _CODE.sub(lambda code: " " * len(code[0]), text)
    for match in _CENTURIES.finditer(text):
        first, last = sorted(_number(match[name] or match["first"]) for name in ("first", "last"))
        years = (-100 * last, -100 * (first - 1) - 1) if match["early"] else (100 * (first - 1) + 1, 100 * last)
        yield years, match.span()
    for match in _DECADE.finditer(text):
        year = int(match["year"])
        yield (year, year + (99 if year % 100 == 0 else 9)), match.span()
    for match in _YEARS.finditer(text):
        first = int(match["first"])
        yield (first, int(match["first"][: 4 - len(match["last"])] + match["last"])), match.span()
    for date, span in dates_in(text):
        if date.year:
            yield (date.year, date.year + (date.year % 100 == 0)), span  # 1800 is of two centuries, as people speak


def _number(ordinal: str) -> int:
    """The number that an ordinal stands for, in figures or in words."""
    ordinal = ordinal.lower()
    return int(re.sub(r"\D", "", ordinal)) if ordinal[0].isdigit() else ORDINALS.index(ordinal) + 1
