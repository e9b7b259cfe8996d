"""The days and months that abbreviations in cells stand for: "Sun 7" is a Sunday, "Mon–Fri" has a Wednesday."""

from __future__ import annotations

import re

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The days of the week in English, from Monday."""
_SHORT = {day: (day[:3],) for day in DAYS} | {"tuesday": ("tue", "tues"), "thursday": ("thu", "thur", "thurs")}
_MONTHS = tuple("january february march april may june july august september october november december".split())
_DAY = r"(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)"
_WHOLE = "|".join(day.capitalize() for day in DAYS)
# Only before a number, a mark or an end: "Sun Chemical" is no day.
_ALONE = r"(?=\.?(?:\s*(?:\d|[;,:|/&–—()-]|$)|\s+(?:and|to|until|till)\b))"
_SPAN = re.compile(rf"\b({_WHOLE}|{_DAY})\.?\s*(?:-|–|—|to|until|till|through)\s*({_WHOLE}|{_DAY})\b", re.MULTILINE)
_SHORT_DAY = re.compile(rf"\b{_DAY}\b{_ALONE}", re.MULTILINE)
_SHORT_MONTH = re.compile(rf"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b{_ALONE}", re.MULTILINE)


def spelt_out(text: str) -> str:
    """The names of the days and months that stand in a text as abbreviations, and of the days of a span of them.

    >>> spelt_out("Sun 7"), spelt_out("Mon–Wed"), spelt_out("Sun Chemical sat down"), spelt_out("from Feb. to 3 Mar")
    ('sunday', 'monday wednesday tuesday', '', 'february march')
    """
    found = [_day(match[0]) for match in _SHORT_DAY.finditer(text)]
    for match in _SPAN.finditer(text):
        first, last = (DAYS.index(_day(one)) for one in match.groups())
        found += DAYS[first : last + 1] if first <= last else (*DAYS[first:], *DAYS[: last + 1])
    found += [
        next(name for name in _MONTHS if name.startswith(match[0][:3].lower())) for match in _SHORT_MONTH.finditer(text)
    ]
    return " ".join(dict.fromkeys(found))


def shortened(name: str) -> tuple[str, ...]:
    """How a day of the week is written short, in small letters; nothing for what is none.

    >>> shortened("Tuesday"), shortened("Friday"), shortened("Hartsgate")
    (('tue', 'tues'), ('fri',), ())
    """
    return _SHORT.get(name.lower().removesuffix("s"), ())


def days_in(text: str) -> frozenset[str]:
    """The days of the week that stand in a text, whole or as abbreviations.

    >>> sorted(days_in("Mondays, Wed; Sat–Sun"))
    ['monday', 'saturday', 'sunday', 'wednesday']
    """
    low = text.lower()
    return frozenset(day for day in DAYS if re.search(rf"\b{day}s?\b", low)) | (
        frozenset(spelt_out(text).split()) & frozenset(DAYS)
    )


def _day(short: str) -> str:
    return next(day for day in DAYS if day.startswith(short[:3].lower()))
