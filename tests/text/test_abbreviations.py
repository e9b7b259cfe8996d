"""Days and months that are written short."""

import pytest

from askhz.text.abbreviations import days_in, spelt_out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Day: Sun 7; Morning: market", "sunday"),
        ("Tue", "tuesday"),
        ("Thurs. and Fri.", "thursday friday"),
        ("Open: Mon-Fri", "monday friday tuesday wednesday thursday"),
        ("Sat–Mon", "saturday monday sunday"),
        ("Monday to Wednesday", "monday tuesday wednesday"),
        ("3 Sept; Dec", "september december"),
        ("The sun sat low", ""),
        ("Sat down", ""),
        ("in Mar a Lago", ""),
        ("", ""),
    ],
)
def test_what_abbreviations_stand_for(text: str, expected: str) -> None:
    assert spelt_out(text) == expected


def test_the_days_of_a_text() -> None:
    assert days_in("closed on Wednesdays, open Fri 9-12") == {"wednesday", "friday"}
    assert days_in("any day") == set()
