"""Rows of one name in several tables of one kind."""

from __future__ import annotations

import pytest
from wholetables import row_found, whole_tables

from askhz.answering.twins import twins_of
from askhz.question import analyse

from .test_absences import HOTEL


def told(asked: str, text: str = HOTEL, row: str = "Anchor") -> tuple[str, ...]:
    known = whole_tables(text)
    differ = twins_of(analyse(asked), row_found(known, row), known)
    if differ is None:
        return ()
    assert [one.text for one in differ.findings] == ["| Anchor | 84 |", "| Anchor | 128 |"]
    return differ.labels


def test_each_table_is_a_reading() -> None:
    assert told("How much is the Anchor?") == ("Winter", "Summer")


@pytest.mark.parametrize(
    "asked",
    ["How much is the Anchor in winter?", "How much is a room?", "Why is the Anchor cheap?", "Which is the cheapest?"],
)
def test_none_where_the_question_says_which_or_asks_of_no_row(asked: str) -> None:
    assert told(asked) == ()


def test_none_where_all_say_the_same() -> None:
    assert told("How much is the Anchor?", HOTEL.replace("128", "84")) == ()


def test_none_where_nothing_tells_the_tables_apart() -> None:
    assert told("How much is the Anchor?", HOTEL.replace("Summer", "Winter")) == ()


def test_what_stands_above_a_group_of_rows_tells_which() -> None:
    text = HOTEL.replace("| Anchor | 128 |", "| **With sea** | |\n| Anchor | 128 |\n| **Others** | |")
    assert told("How much is the Anchor?", text) == ("Winter", "Summer")
    known = whole_tables(text)
    assert twins_of(analyse("How much is the Anchor with sea?"), row_found(known[1:], "Anchor"), known) is None
