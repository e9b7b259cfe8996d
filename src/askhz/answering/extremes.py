"""Which row of a table has the most or the least, where the question asks for it and the column is plain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..records import Question
from ..text.words import word_set
from .cells import Cell, cells_of, names_column, sums_up
from .nouns import nouns_asked
from .surroundings import Group, Stretch, Unit

_MOST = re.compile(
    r"\b(?:highest|largest|biggest|greatest|longest|tallest|deepest|heaviest|widest|fastest|quickest|hottest|warmest|strongest"
    r"|priciest|most(?! of\b| \w+ly\b| recent)|newest|latest|most recent|most recently)\b",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"\b(?:lowest|smallest|least(?<!at least)|fewest|shortest|cheapest|lightest|slowest|coldest|narrowest|shallowest"
    r"|oldest|earliest)\b",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(r" (?:expensive|recent|powerful|popular|common)\b", re.IGNORECASE)
_OF_TIME = re.compile(r"\b(?:newest|latest|most recent(?:ly)?|oldest|earliest)\b", re.IGNORECASE)
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
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def asks_for_extreme(question: Question) -> bool:
    """Whether what has most or least of something is asked for."""
    return bool(_MOST.search(question.as_asked) or _LEAST.search(question.as_asked))


def superlatives(question: Question) -> frozenset[str]:
    """The stems of the words that ask for the most or the least: "cheapest", "most expensive"."""
    found = [match for pattern in (_MOST, _LEAST) for match in pattern.finditer(question.as_asked)]
    adjectives = [_ADJECTIVE.match(question.as_asked, match.end()) for match in found]
    return word_set(" ".join(match[0] for match in (*found, *adjectives) if match))


def extreme_row(question: Question, group: Group, stretch: Stretch, *, named: bool = False) -> Unit | None:
    """The row that has the most, or the least, in the column that the question means; None where that is not plain.

    It is plain where the question names the column, or its adjective does ("cheapest": price), or only one column holds
    numbers (dates, where time is asked for), every row has a value there in units that compare, and no two rows share
    the extreme one. Several columns that are meant must have it in the same row. `named`:
    only where the question names the column, or its adjective does, and no other column.
    """
    table = [(unit, cells) for unit in group.members if not sums_up(cells := cells_of(unit, stretch))]
    rows = [{cell.column: cell for cell in cells if cell.column} for _, cells in table]
    of_time = _OF_TIME.search(question.as_asked) is not None
    columns = {
        column: values
        for column in (rows[0] if rows else {})
        if (values := _values(column, rows, of_time)) and len(values) == len(rows)
    }
    asked = word_set(question.search[0] if question.search else question.text)
    said = [column for column in (rows[0] if rows else {}) if names_column(column, asked)]
    chosen = [column for column in said if column in columns]
    if named and set(said) - set(chosen) - set(list(rows[0] if rows else ())[:1]):  # the first says what rows are of
        return None
    if not chosen and not _tells_columns(said, rows):
        meant = nouns_asked(question)
        # A column that is meant and lacks a value in some row ("free") leaves it open; no other takes its place.
        among = [column for column in (rows[0] if rows else {}) if names_column(column, meant)]
        among = among or ([] if named else list(columns))
        chosen = [column for column in among if column in columns]
    least = _LEAST.search(question.as_asked) is not None
    # Of several columns (net and gross) the row must be the same in each.
    found = [_extreme_of(columns[one], least is not _is_turned(question, one, rows)) for one in chosen]
    return table[found[0]][0] if found and found[0] is not None and len(set(found)) == 1 else None


def _extreme_of(values: Sequence[tuple[float, ...]], least: bool) -> int | None:
    """The place of the only value that is the least, or the most."""
    extreme = min(values) if least else max(values)
    return values.index(extreme) if values.count(extreme) == 1 else None


def _is_turned(question: Question, column: str, rows: Sequence[Mapping[str, Cell]]) -> bool:
    """Whether the most of what is asked is the least in a column: the fastest takes the least time."""
    return _SPEED.search(question.as_asked) is not None and _is_a_time(column, rows)


def _is_a_time(column: str, rows: Sequence[Mapping[str, Cell]]) -> bool:
    """Whether a column says how long something takes, by its name or the units in it."""
    units = {_unit_of(row[column].reads) for row in rows if column in row}
    return _TAKES.search(column) is not None or (bool(units - {""}) and units <= _TIME)


def _tells_columns(named: Sequence[str], rows: Sequence[Mapping[str, Cell]]) -> bool:
    """Whether the question names a column that holds values, though not in every row."""
    return any(
        _number(row[column].reads) or _date(row[column].reads) for column in named for row in rows if column in row
    )


def _values(column: str, rows: Sequence[Mapping[str, Cell]], of_time: bool) -> list[tuple[float, ...]]:
    """What a column holds, in order: numbers, or dates as year, month and day; none of what is neither."""
    cells = [row[column].reads for row in rows if column in row]
    if of_time:
        return [value for cell in cells if (value := _date(cell)) is not None]
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
    match = _DATE.fullmatch(text.strip())
    return tuple(float(part or 0) for part in match.groups()) if match else None
