"""A cell's value as a spreadsheet shows it: whole numbers without ".0", dates in ISO form, percentages, amounts."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 38: "#,##0"} | {
    39: "#,##0.00",
    40: "#,##0.00",
}
_DIGITS = re.compile(r"[#0?](?:[#0?,]*[#0?])?(?:\.([#0?]*))?")
_LARGEST = 1e15  # beyond it, a cell of a spreadsheet keeps no single units


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a number is shown: what stands before and after it, digits after the point, a mark between thousands.

    `width` is the least number of digits before the point.
    """

    before: str
    after: str
    least: int
    most: int
    thousands: bool
    percent: bool
    width: int = 1


def built_in(identity: int) -> NumberFormat | None:
    """The format that spreadsheets know by a number; None if it shows a number plainly, or a date."""
    return number_format(_BUILT_IN.get(identity, "General"))


def is_date(identity: int, code: str | None) -> bool:
    """Whether a format shows a number as a date or a time; `code` is None for those that spreadsheets know by a number.

    >>> is_date(14, None), is_date(164, 'yyyy-mm-dd'), is_date(165, '0 "days"'), is_date(166, "[Red]0.00")
    (True, True, False, False)
    """
    if code is None:
        return 14 <= identity <= 22 or 27 <= identity <= 36 or 45 <= identity <= 47 or 50 <= identity <= 58
    code = re.sub(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', "", code.lower())
    return "general" not in code and re.search("[dmyhs]", code) is not None


@lru_cache(maxsize=1024)
def number_format(code: str) -> NumberFormat | None:
    """What a format's code says; None if it shows a number plainly, or in a way that is not known here (a date).

    >>> shown(0.125, number_format("0.0%")), shown(1200, number_format('[$€-407] #,##0.00'))
    ('12.5%', '€ 1,200.00')
    >>> shown(0.005, number_format("0%")), shown(2.675, number_format("0.00")), shown(7030, number_format("00000"))
    ('1%', '2.68', '07030')
    """
    if len(code) > 200:
        return None
    code = code.split(";")[0]
    code = re.sub(r"\[\$([^\]\-]*)(?:-[^\]]*)?\]", lambda sign: f'"{sign[1]}"', code)
    code = re.sub(r"\[[^\]]*\]|[_*].|\\(?=[ ])", "", code)
    literal = r'("[^"]*"|\\.|[$€£¥ %+()\-])*'
    found = re.fullmatch(f"(?P<before>{literal})(?P<digits>{_DIGITS.pattern})(?P<after>{literal})", code)
    if found is None:
        return None
    before, after = (re.sub(r'["\\]', "", found[side]) for side in ("before", "after"))
    whole, _, decimals = found["digits"].partition(".")
    width = min(max(1, whole.count("0")), 15)
    percent = "%" in before + after
    plain = not (before or after or decimals or "," in found["digits"])
    if plain:
        return NumberFormat("", "", 0, 0, False, False, width)
    return NumberFormat(
        before, after, min(decimals.count("0"), 15), min(len(decimals), 15), "," in found["digits"], percent, width
    )


def shown(value: object, form: NumberFormat | None = None) -> str:
    """A cell's value as text.

    >>> shown(3.0), shown(0.1 + 0.2), shown(datetime.datetime(2024, 5, 1)), shown(True)
    ('3', '0.3', '2024-05-01', 'TRUE')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(float(value), form)
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d}" if value.time() == datetime.time() else f"{value:%Y-%m-%d} {_clock(value.time())}"
    if isinstance(value, datetime.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, datetime.time):
        return _clock(value)
    if isinstance(value, datetime.timedelta):
        minutes, seconds = divmod(round(abs(value.total_seconds())), 60)
        sign = "-" if value < datetime.timedelta() else ""
        return f"{sign}{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    return "" if value is None else str(value)


def _clock(time: datetime.time) -> str:
    return f"{time:%H:%M:%S}" if time.second else f"{time:%H:%M}"


def _number(value: float, form: NumberFormat | None) -> str:
    if form is None or abs(value) >= _LARGEST:
        if value.is_integer() and abs(value) < _LARGEST:
            return str(int(value))
        return f"{value:.15g}"
    # As spreadsheets do: of the 15 digits that they keep, and a half goes up.
    exact = Decimal(f"{abs(value):.15g}") * (100 if form.percent else 1)
    exact = exact.quantize(Decimal(1).scaleb(-form.most), ROUND_HALF_UP)
    length = form.width + (form.most + 1 if form.most else 0)
    text = f"{exact:,f}" if form.thousands else f"{exact:f}".rjust(length, "0")
    if form.least < form.most:
        whole, _, decimals = text.partition(".")
        decimals = decimals[: form.least] + decimals[form.least :].rstrip("0")
        text = f"{whole}.{decimals}" if decimals else whole
    negative = value < 0 and any(c in text for c in "123456789")
    return f"{'-' if negative else ''}{form.before}{text}{form.after}".strip()
