"""Values as a sheet shows them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askhz.documents.numberformats import NumberFormat, number_format, shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (1e21, "General", "1e+21"),
        (0.125, "0.0%", "12.5%"),
        (1200.5, "#,##0.00", "1,200.50"),
        (-1200.5, '"$"#,##0.00_);\\("$"#,##0.00\\)', "-$1,200.50"),
        (12, "[$€-407] 0.0#", "€ 12.0"),
        (-0.001, "0.00", "0.00"),
        (5, '0 "km"', "5 km"),
        (5.5, "# ?/?", "5.5"),
        (5.5, '"' * 300, "5.5"),
        (True, "General", "TRUE"),
        (datetime.date(2024, 5, 1), "General", "2024-05-01"),
        (datetime.datetime(2024, 5, 1, 9, 30), "General", "2024-05-01 09:30"),
        (datetime.time(9, 30, 5), "General", "09:30:05"),
        (datetime.timedelta(hours=36, minutes=5), "General", "36:05"),
        (datetime.timedelta(seconds=-61), "General", "-0:01:01"),
        (None, "General", ""),
    ],
)
def test_values_are_shown_as_in_the_sheet(value: object, code: str, text: str) -> None:
    assert shown(value, number_format(code)) == text


@given(st.text(st.sampled_from('#0?.,%"$€\\[] -_*;()E@dy'), max_size=30), st.floats(allow_nan=True))
def test_any_code_shows_a_number(code: str, value: float) -> None:
    form = number_format(code)
    assert form is None or isinstance(form, NumberFormat)
    assert shown(value, form)
