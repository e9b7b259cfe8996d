"""Dates in a text, however they are written, as far as they are given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from ..records import Span
from ..text.numerals import value
from ..text.words import CJK, fold

_MONTHS = "january february march april may june july august september october november december".split()
_NAMES = "|".join(f"{name}|{name[:3]}\\.?" if name != "may" else name for name in _MONTHS) + "|sept\\.?"
# In German, French and Spanish, behind a day.
_ELSEWHERE = tuple(
    tuple(names.split())
    for names in (
        "januar jänner janvier enero",
        "februar février fevrier febrero",
        "märz mars marzo",
        "april avril abril",
        "mai mayo",
        "juni juin junio",
        "juli juillet julio",
        "august août aout agosto",
        "september septembre septiembre setiembre",
        "oktober octobre octubre",
        "november novembre noviembre",
        "dezember décembre decembre diciembre",
    )
)
_FOREIGN = "|".join(name for names in _ELSEWHERE for name in names)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_YEAR = r"(?:1[0-9]|20|21)\d\d"
_HAN_MONTH = "十[一二]?|[一二三四五六七八九]"
_HAN_DAY = "三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九]"
_LED_IN = re.compile(rf"(?![年月])[{CJK}](?=\d)")
DATE = re.compile(
    # 2024-07-09, 2024/7/9 (not 2024.7.9, which is a version), 2024.07.09, 2024_07
    rf"(?<![\d.])(?P<y1>{_YEAR})(?P<s>[-/._])(?P<m1>1[0-2]|0[1-9]|[1-9](?=[/-]\d))(?:(?P=s)(?P<d1>{_DAY}))?(?![\d])"
    rf"|(?<!\d)(?P<y2>{_YEAR})(?P<m2>0[1-9]|1[0-2])(?P<d2>0[1-9]|[12]\d|3[01])(?!\d)"
    # 9 July 2024, 9th of July, July 9, 2024, July 2024
    rf"|\b(?P<d3>{_DAY})(?:st|nd|rd|th)?(?:(?: of)? |-)(?P<m3>{_NAMES})(?!\w)(?:(?:,? |-)(?P<y3>{_YEAR}))?"
    rf"|\b(?P<m4>{_NAMES}) (?P<d4>{_DAY})(?:st|nd|rd|th)?(?![\d:])(?:,? (?P<y4>{_YEAR}))?"
    rf"|\b(?P<m5>{_NAMES}),? (?:of )?(?P<y5>{_YEAR})\b"
    # 9. Juli 2024, 9 juillet 2024, 9 de julio de 2024
    rf"|(?<![\d.])(?P<d11>{_DAY})(?:\.|er|º)? (?:de )?(?P<m11>{_FOREIGN})(?!\w)(?: (?:del? )?(?P<y11>{_YEAR}))?"
    # 9.7.2024, 9/7/2024: the day first, or where that cannot be, the month
    rf"|(?<![\d.])(?P<a6>{_DAY})[./](?P<b6>{_DAY})[./ ](?P<y6>{_YEAR})(?!\d|-\d)"
    # 2024年7月9日, 二〇二四年七月, 7月9日
    rf"|(?P<y7>{_YEAR}) ?年(?: ?(?P<m7>{_MONTH}) ?月(?: ?(?P<d7>{_DAY}) ?[日号號])?)?"
    rf"|(?P<y9>[〇零一二三四五六七八九]{{4}})年(?:(?P<m9>{_HAN_MONTH})月(?:(?P<d9>{_HAN_DAY})[日号號])?)?"
    rf"|(?<![\d年])(?P<m10>{_MONTH}|{_HAN_MONTH}) ?月 ?(?P<d10>{_DAY}|{_HAN_DAY}) ?[日号號]"
    rf"|(?<![\w.,/$€£-])(?P<y8>{_YEAR})(?![\w/%]|[.,]\d|-\d{{1,3}}\b| ?(?:euros?|dollars?|crowns?|people)\b)",
    re.IGNORECASE,
)


# What stands between the first and the last day of a span.
_TO = re.compile(r"\s*(?:[-–—]|to|until|till|through)\s*", re.IGNORECASE)
_FIRST_DAY = re.compile(
    rf"(?<![\d.,:/-])(?P<day>{_DAY})(?:st|nd|rd|th)?\s*(?:[-–—]|to|until|till|through|(?P<apart>and|or|&|/|,))\s*$",
    re.IGNORECASE,
)


class Date(NamedTuple):
    """A date as far as it is given; 0 is not given. Later dates compare higher."""

    year: int = 0
    month: int = 0
    day: int = 0


def date_of_match(match: re.Match[str]) -> Date | None:
    """The date that a match of `DATE` stands for."""
    found = match.groupdict()

    def given(letter: str) -> str:
        return next((found[f"{letter}{n}"] for n in range(1, 12) if found.get(f"{letter}{n}")), "")

    year, month, day = given("y"), given("m"), given("d")
    if found["a6"]:
        one, other = int(found["a6"]), int(found["b6"])
        if other > 12:
            one, other = other, one
        return Date(int(year), other, one) if other <= 12 else None
    return Date(_number(year), _month(month), _number(day))


def date_matches(text: str) -> Iterator[re.Match[str]]:
    """The matches of `DATE`, also right behind a Chinese character."""
    return DATE.finditer(text if text.isascii() else _LED_IN.sub("、", text))


def _number(text: str) -> int:
    """A number in figures or Chinese characters; 0 for none."""
    if not text or text.isdecimal():
        return int(text or 0)
    return value(text) or "一二三四五六七八九十".index(text) + 1


def _month(text: str) -> int:
    if not text:
        return 0
    elsewhere = next((n for n, names in enumerate(_ELSEWHERE, 1) if text.lower() in names), 0)
    if elsewhere:
        return elsewhere
    if text.isdecimal() or not text.isascii():
        return _number(text)
    return next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(fold(text).rstrip(".")[:3]))


@lru_cache(maxsize=4096)
def dates_in(text: str) -> tuple[tuple[Date, Span], ...]:
    """The dates of a text with their places, in order.

    >>> [date for date, _ in dates_in("On 9 July 2024, in minutes/2024-06-11.md, and May 2023; 2021.")]
    [Date(year=2024, month=7, day=9), Date(year=2024, month=6, day=11), Date(year=2023, month=5, day=0), \
Date(year=2021, month=0, day=0)]
    >>> [tuple(date) for date, _ in dates_in("于2024 年 7 月 9 日开，二〇二五年五月止；5月3号，在1999，1500人")]
    [(2024, 7, 9), (2025, 5, 0), (0, 5, 3), (1999, 0, 0)]
    """
    return tuple(_dates(text))


def _dates(text: str) -> Iterator[tuple[Date, Span]]:
    for match in date_matches(text):
        date = date_of_match(match)
        if date is not None:
            yield date, match.span()


def within(asked: Date, given: Date) -> bool:
    """Whether a date that a text gives lies in the one asked for, or may be it.

    >>> within(Date(2024, 5), Date(2024, 5, 14)), within(Date(2024, 5), Date(2024))
    (True, False)
    """
    return all(want == 0 or want == have for want, have in zip(asked, given, strict=True))


def month_named(text: str) -> int:
    """The number of the month that a text is the name of; 0 where it is none.

    >>> month_named("June"), month_named("Sept."), month_named("Junes")
    (6, 9, 0)
    """
    return _month(text) if re.fullmatch(_NAMES, text, re.IGNORECASE) else 0


def stands_month(month: int, text: str) -> bool:
    """Whether a month stands in a text, by its name or in a date.

    >>> [stands_month(5, text) for text in ("In May.", "2026-05-12", "You may go.", "2026-04-05")]
    [True, True, False, False]
    """
    name = _MONTHS[month - 1].capitalize()
    short = "" if name == "May" else "|Sept?" if name == "September" else f"|{name[:3]}"
    named = re.search(rf"\b(?:{name}{short})\b", text) is not None
    return named or any(date.month == month for date, _ in dates_in(text))


def in_span_of_days(asked: Date, text: str) -> bool:
    """Whether a day lies in a span of days that a text gives.

    >>> texts = "28–30 April 2026", "from 27 April to 2 May", "29 and 30 April", "28 and 30 April"
    >>> [in_span_of_days(Date(2026, 4, 29), text) for text in texts]
    [True, True, True, False]
    """
    if not (asked.month and asked.day):
        return False
    dates = dates_in(text)
    for (first, (_, ends)), (last, (begins, _)) in pairwise(dates):
        if _TO.fullmatch(text, ends, begins) and first.day and last.day and _between(asked, first, last):
            return True
    for last, (begins, _) in dates:
        first_day = _FIRST_DAY.search(text, max(0, begins - 12), begins)
        if first_day is None or not last.day:
            continue
        first = last._replace(day=int(first_day["day"]))
        if _between(asked, first, first if first_day["apart"] else last):
            return True
    return False


def _between(asked: Date, first: Date, last: Date) -> bool:
    """Whether a day is one from the first to the last; years that are not given are those of the others."""
    year = asked.year or last.year or first.year
    last = last._replace(year=last.year or year)
    first = first._replace(year=first.year or last.year)
    return first <= asked._replace(year=year) <= last


def spellings(date: Date) -> list[str]:
    """The ways to write a date, as words that stand together."""
    year, month, day = date
    if not month:
        return [str(year)]
    name = _MONTHS[month - 1]
    years = [str(year)] if year else [""]
    months = [name, name[:3], f"{month:02}", str(month)] if year else [name, name[:3]]
    days = [str(day), f"{day:02}", f"{day}{_ending(day)}"] if day else [""]
    made = [f"{y} {m} {d}" for y in years for m in months for d in days]
    made.append((f"{year}年" if year else "") + f"{month}月" + (f"{day}日" if day else ""))
    return [*made, f"{year}{month:02}{day:02}", f"{year}.{month:02}.{day:02}"] if year and day else made


def _ending(day: int) -> str:
    return "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
