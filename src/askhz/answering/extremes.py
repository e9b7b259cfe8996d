"""Which row of a table has the most or the least, where the question asks for it and the column is plain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ..claims import dates_in
from ..records import Question
from ..text.words import spans, word_set
from .cells import Cell, asked_for, cells_of, names_column, sums_up
from .nouns import nouns_asked
from .superlatives import asks_for_least, asks_of_time, asks_since, participles
from .surroundings import Group, Stretch, Unit

_NUMBER = re.compile(
    r"[~<>≈+$€£¥]?\s*(?P<number>-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)\s*(?P<unit>[^\W\d]{0,12})\W{0,2}"
)
# How much of its smallest unit a unit of time, mass, length, volume or data is.
_UNITS: tuple[Mapping[str, float], ...] = tuple(
    {unit: size for units, size in scale for unit in units.split()}
    for scale in (
        (
            ("ms", 0.001),
            ("s sec secs second seconds", 1),
            ("min mins minute minutes", 60),
            ("h hr hrs hour hours", 3600),
            ("d day days", 86400),
            ("w week weeks", 604800),
        ),
        (("mg", 0.001), ("g gram grams", 1), ("kg", 1000), ("t", 1e6)),
        (("mm", 0.001), ("cm", 0.01), ("m metre metres meter meters", 1), ("km", 1000)),
        (("ml", 0.001), ("cl", 0.01), ("dl", 0.1), ("l litre litres liter liters", 1)),
        (("b bytes", 1), ("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("tb", 1e12)),
    )
)
_TIME = frozenset(_UNITS[0])
_SPEED = re.compile(r"\b(?:fastest|quickest|slowest)\b", re.IGNORECASE)  # the least of a time is the fastest
_UNITS_OF_TIME = "|".join(sorted(unit for unit in _TIME if len(unit) > 2))
_TAKES = re.compile(rf"\b(?:time|duration|takes?|(?<!/)(?:{_UNITS_OF_TIME}))\b", re.IGNORECASE)
_ORDINALS = frozenset(["first", "last"])  # superlatives, not the "First name"
_AGE = re.compile(r"\bage\b", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)")
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?\s+", re.IGNORECASE)


def extreme_row(
    question: Question, group: Group, stretch: Stretch, *, named: bool = False, among: Sequence[Unit] = ()
) -> Unit | None:
    """The row that has the most, or the least, in the column that the question means; None where that is not plain.

    It is plain where the question names the column, or its adjective does ("cheapest": price), or only one column holds
    numbers (dates, where time is asked for), every row has a value there in units that compare, and no two rows share
    the extreme one. Several columns that are meant must have it in the same row. `named`:
    only where the question names the column, or its adjective does, and no other column. `among` are the rows that the
    question means, where it does not mean all.
    """
    units = [unit for unit in tuple(among) or group.members if not sums_up(cells_of(unit, stretch))]
    rows = [{cell.column: cell for cell in cells_of(unit, stretch) if cell.column} for unit in units]
    of_time = asks_of_time(question)
    columns = {
        column: values
        for column in (rows[0] if rows else {})
        if (values := _values(column, rows, of_time)) and len(values) == len(rows)
    }
    asked = word_set(question.search[0] if question.search else question.text) - _ORDINALS
    said = [column for column in (rows[0] if rows else {}) if names_column(column, asked) and not asks_since(question)]
    open_ = set(said) - _of_rows_asked(question, rows)
    chosen = _meant(question, [column for column in said if column in columns])
    if named and any(one not in columns and len({row[one].reads for row in rows if one in row}) > 1 for one in open_):
        return None
    if not chosen and not _tells_columns(open_, rows):
        meant = nouns_asked(question)
        # A column that is meant and lacks a value in some row ("free") leaves it open; no other takes its place.
        meant_ones = [column for column in (rows[0] if rows else {}) if names_column(column, meant)]
        meant_ones = meant_ones or ([] if named and not of_time else list(columns))
        chosen = [column for column in meant_ones if column in columns]
    least = asks_for_least(question)
    # Of several columns (net and gross) the row must be the same in each.
    found = [_extreme_of(columns[one], least is not _is_turned(question, one, rows)) for one in chosen]
    return units[found[0]] if found and found[0] is not None and len(set(found)) == 1 else None


def _of_rows_asked(question: Question, rows: Sequence[Mapping[str, Cell]]) -> set[str]:
    """The columns that say what rows are of: the first, and the one that is asked for ("Which customer …?")."""
    columns = list(rows[0] if rows else ())
    return {*columns[:1], *(column for column in columns if names_column(column, asked_for(question)))}


def _meant(question: Question, columns: Sequence[str]) -> list[str]:
    """Of columns that the question names those that it names best.

    That are those that its participle names ("most holiday left": "Days left"), if any, then those of which it says
    most words, the small ones as well ("Hours this year", not "Hours last year").
    """
    told = [column for column in columns if names_column(column, participles(question))] or list(columns)
    asked = {word.folded for word in spans(question.as_asked)}
    said = [sum(word.folded in asked for word in spans(column)) for column in told]
    return [column for column, words in zip(told, said, strict=True) if words == max(said)]


def _extreme_of(values: Sequence[tuple[float, ...]], least: bool) -> int | None:
    """The place of the only value that is the least, or the most."""
    extreme = min(values) if least else max(values)
    return values.index(extreme) if values.count(extreme) == 1 else None


def _is_turned(question: Question, column: str, rows: Sequence[Mapping[str, Cell]]) -> bool:
    """Whether the most of what is asked is the least in a column: the fastest takes the least time, the oldest was born
    first.
    """
    if _AGE.search(column):
        return asks_of_time(question)
    return _SPEED.search(question.as_asked) is not None and _is_a_time(column, rows)


def _is_a_time(column: str, rows: Sequence[Mapping[str, Cell]]) -> bool:
    """Whether a column says how long something takes, by its name or the units in it."""
    units = {_unit_of(row[column].reads) for row in rows if column in row}
    return _TAKES.search(column) is not None or (bool(units - {""}) and units <= _TIME)


def _tells_columns(named: Iterable[str], rows: Sequence[Mapping[str, Cell]]) -> bool:
    """Whether the question names a column that holds values, though not in every row."""
    return any(
        _number(row[column].reads) or _date(row[column].reads) for column in named for row in rows if column in row
    )


def _values(column: str, rows: Sequence[Mapping[str, Cell]], of_time: bool) -> list[tuple[float, ...]]:
    """What a column holds, in order: numbers, or dates as year, month and day; none of what is neither."""
    cells = [row[column].reads for row in rows if column in row]
    if of_time and not _AGE.search(column):
        dates = [value for cell in cells if (value := _date(cell)) is not None]
        return dates if len({len(date) for date in dates}) == 1 else []
    numbers = [(value[0], unit) for cell in cells if (value := _number(cell)) is not None for unit in [_unit_of(cell)]]
    units = {unit for _, unit in numbers}
    if len(units) < 2:
        return [(number,) for number, _ in numbers]
    scale = next((sizes for sizes in _UNITS if units <= sizes.keys()), None)
    return [] if scale is None else [(number * scale[unit],) for number, unit in numbers]


def _number(text: str) -> tuple[float, ...] | None:
    match = _NUMBER.fullmatch(text.strip())
    return (float(match["number"].replace(",", "")),) if match else None


def _unit_of(text: str) -> str:
    match = _NUMBER.fullmatch(text.strip())
    return match["unit"].lower() if match else ""


def _date(text: str) -> tuple[float, ...] | None:
    """A date as year, month and day, or a time as hours and minutes; None for what is neither."""
    text = _WEEKDAY.sub("", text.strip())
    if (match := _DATE.fullmatch(text)) or (match := _CLOCK.fullmatch(text)):
        return tuple(float(part or 0) for part in match.groups())
    found = dates_in(text)
    return (
        tuple(map(float, found[0][0]))
        if len(found) == 1 and found[0][1] == (0, len(text)) and found[0][0].year
        else None
    )


def is_date(text: str) -> bool:
    """Whether a cell holds a day."""
    found = _date(text)
    return found is not None and len(found) == 3 and found[1] > 0
