"""Dates, however they are written."""

import pytest

from askhz.claims.dates import Date, dates_in, within


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("minutes-2023-04.md", Date(2023, 4)),
        ("minutes/2024-06-11.md", Date(2024, 6, 11)),
        ("the 9th of July 2024", Date(2024, 7, 9)),
        ("July 9, 2024", Date(2024, 7, 9)),
        ("on 9 July", Date(0, 7, 9)),
        ("Sept. 2021", Date(2021, 9)),
        ("02/19 2025", Date(2025, 2, 19)),
        ("9.7.2024", Date(2024, 7, 9)),
        ("20240709", Date(2024, 7, 9)),
        ("2024年7月9日", Date(2024, 7, 9)),
        ("the rules of 2020.", Date(2020)),
    ],
)
def test_dates_however_they_are_written(text: str, date: Date) -> None:
    assert [found for found, _ in dates_in(text)] == [date]


@pytest.mark.parametrize("text", ["version 2020.2", "2020 euros", "1.2024.5", "no. 12020", "you may 5"])
def test_what_is_no_date(text: str) -> None:
    assert not [found for found, _ in dates_in(text) if found.year]


@pytest.mark.parametrize(
    ("asked", "given", "expected"),
    [
        (Date(2024), Date(2024, 7, 9), True),
        (Date(2024, 7), Date(2024, 7, 9), True),
        (Date(2024, 7), Date(2024), False),
        (Date(2024, 7, 9), Date(2024, 7, 10), False),
        (Date(0, 7, 9), Date(2023, 7, 9), True),
    ],
)
def test_a_date_lies_in_what_is_asked_for(asked: Date, given: Date, expected: bool) -> None:
    assert within(asked, given) is expected
