"""Which documents a question is asked of: a `Filter` from what a person or a program says, and the days that it means.

This module knows no index: whoever finds passages decides how to look only among those that a filter lets through.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from posixpath import normpath
from typing import Any

from .errors import QuestionError
from .records import Filter

Days = tuple[date, date]
"""The first and the last day of a stretch of time, both within it."""

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?![\d-])")
_LISTS = {"sources": "sources", "source": "sources", "folders": "folders", "folder": "folders"}
_LISTS |= {"types": "types", "type": "types"}
KEYS = (*_LISTS, "since", "until")
"""What a filter may be given by: a list or a single text for each but the last two."""


def filter_from(given: Mapping[str, Any]) -> Filter:
    """The filter that some of `KEYS` say; other keys are passed over.

    Raises `QuestionError` for a value of another kind, or a date that is none.

    >>> filter_from({"folder": "./reports/", "types": ["PDF", ".md"], "since": "2024-05"})
    Filter(sources=(), folders=('reports',), types=('pdf', 'md'), since='2024-05', until=None)
    """
    lists: dict[str, list[str]] = {"sources": [], "folders": [], "types": []}
    for key, name in _LISTS.items():
        lists[name] += _texts(key, given.get(key))
    made = Filter(
        tuple(dict.fromkeys(lists["sources"])),
        tuple(dict.fromkeys(map(_folder, lists["folders"]))),
        tuple(dict.fromkeys(kind.lower().removeprefix(".") for kind in lists["types"])),
        _date(given, "since"),
        _date(given, "until"),
    )
    window(made)
    return made


def _folder(text: str) -> str:
    """A folder as documents' names begin with it; "" for all."""
    return "" if (path := normpath(text or ".").strip("/")) == "." else path


def narrowed(where: Filter | Mapping[str, Any] | None, sources: Sequence[str]) -> Filter | None:
    """One filter of both ways to give it; None if everything is asked.

    Raises `QuestionError` as `filter_from` does, and for a key that is none of `KEYS`.
    """
    if isinstance(sources, str):
        raise QuestionError(f"sources is {sources!r}; want a list of documents' names")
    if where is not None and not isinstance(where, Filter):
        for key in where:
            if key not in KEYS:
                raise QuestionError(f"{key!r} is no filter; want one of {', '.join(KEYS)}")
        where = filter_from(where)
    found = replace(where or Filter(), sources=(*(where.sources if where else ()), *_texts("sources", list(sources))))
    window(found)
    return None if found == Filter() else found


def window(where: Filter) -> tuple[date, date] | None:
    """The first and the last day that a filter lets through; None if it lets through every day.

    Raises `QuestionError` if one is no date, or the last lies before the first.
    """
    if where.since is None and where.until is None:
        return None
    first = date.min if where.since is None else _meant("since", where.since)[0]
    last = date.max if where.until is None else _meant("until", where.until)[1]
    if last < first:
        raise QuestionError(f"until is {where.until}, which is before since, {where.since}; exchange them")
    return first, last


def days(written: str) -> Days | None:
    """The days that a date in a document's details means: a whole year where only that is given; None if it is none.

    >>> days("2024-02"), days("2025-03-19T08:00:00+08:00")[0].isoformat(), days("undated")
    ((datetime.date(2024, 2, 1), datetime.date(2024, 2, 29)), '2025-03-19', None)
    """
    return _iso_days(written) or _spelt_day(written)


def _iso_days(written: str) -> Days | None:
    found = _ISO.match(written.strip())
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last_month = month or 12
        last = first if day else date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])
    except ValueError:
        return None
    return first, last


def _spelt_day(written: str) -> Days | None:
    """A date that is spelt out, as "19 March 2025"; without a year it is none."""
    if not re.search(r"\d{4}", written):
        return None
    from dateutil import parser  # only documents of some formats need it

    try:
        # What is not given is the first: two of these tell what that was.
        first = parser.parse(written, default=parser.parse("2000-01-01")).date()
        last = parser.parse(written, default=parser.parse("2000-12-28")).date()
    except (ValueError, OverflowError, TypeError):
        return None
    if first == last:
        return first, last
    month = first.month if first.month == last.month else 12
    return first, date(first.year, month, calendar.monthrange(first.year, month)[1])


def _meant(key: str, written: str) -> Days:
    found = _iso_days(written) if _ISO.fullmatch(written.strip()) else None
    if found is None:
        raise QuestionError(f"{key} is {written!r}; want a date as 2024, 2024-05 or 2024-05-31")
    return found


def _date(given: Mapping[str, Any], key: str) -> str | None:
    value = given.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise QuestionError(f"{key} is {value!r}; want a date as 2024, 2024-05 or 2024-05-31")
    return value


def _texts(key: str, value: Any) -> list[str]:
    values = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(values, (list, tuple)) or not all(isinstance(one, str) and one for one in values):
        raise QuestionError(f"{key} is {value!r}; want a list of names")
    for one in values:
        try:
            one.encode("utf-8")
        except UnicodeEncodeError as error:
            raise QuestionError(f"{key}: {one!r} is not UTF-8, so no document's name") from error
    return list(values)
