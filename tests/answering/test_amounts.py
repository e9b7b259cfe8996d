"""Which of several numbers a question asks for, and the name that a number is a part of."""

import pytest

from askhz.answering.amounts import number_asked, of_a_change, with_its_name
from askhz.question import analyse

GAS = "It shows a net usage of 28.5 MGas, but has 4.01 MGas of refunds, bringing the gross usage to 32.51 MGas."


@pytest.mark.parametrize(
    ("asked", "text", "span", "expected"),
    [
        ("How many masts does it have?", "It has 12 sails and 3 masts.", "12", "3"),
        ("How many sails does it have?", "It has 12 sails and 3 masts.", "12", "12"),
        ("How many crates are in the hold?", "With 15 crates in the hold, twice, it has 30 crates.", "30", "15"),
        ("How many crates are there?", "With 15 crates in the hold, twice, it has 30 crates.", "30", "30"),
        ("How many boats pay a fee?", "Each of 4 boats pays, and 2 boats do not.", "2", "4"),
        ("How many boats came?", "Then 4 boats came, and 2 boats came later.", "2", "2"),  # both are so many boats
        ("How many rowers are there?", "It has 12 sails and 3 masts.", "12", "12"),
        ("How many must agree?", "It passes when four out of five members agree.", "five", "four out of five"),
        ("How many members are there?", "One out of ten pays; all five members row.", "five", "five"),
        ("How big was the loss?", "On Easter Monday the loss was 10% of it.", "Easter Monday", "10%"),
        ("How big was the loss?", "On Easter Monday it was 10%, then 4%.", "Easter Monday", "Easter Monday"),
        ("Who lost?", "On Easter Monday 10 lost.", "Easter Monday", "Easter Monday"),
    ],
)
def test_the_number_that_is_asked_for(asked: str, text: str, span: str, expected: str) -> None:
    at = text.index(span)
    start, end = number_asked(analyse(asked), text, at, at + len(span))
    assert text[start:end] == expected


def test_a_follow_up_asks_for_the_number_of_something_else() -> None:
    asked = analyse("And the refunds?", ("How much was the gross usage?",))
    at = GAS.index("32.51")
    assert GAS[slice(*number_asked(asked, GAS, at, at + 10))] == "4.01 MGas"


@pytest.mark.parametrize(
    ("asked", "expected"), [("And Bo?", "2 coins"), ("And Ida?", "3 coins"), ("And Al?", "3 coins")]
)
def test_a_follow_up_asks_for_the_number_in_the_clause_of_another(asked: str, expected: str) -> None:
    text = "Ada has 1 coins; Bo has 2 coins; and Ida has 3 coins."
    question = analyse(asked, ("How many coins does Ida have?",))
    at = text.index("3 coins")
    assert text[slice(*number_asked(question, text, at, at + 7))] == expected


@pytest.mark.parametrize(
    ("asked", "span", "expected"),
    [
        ("What was it before?", "64 KiB", "16 KiB"),
        ("What is the new limit?", "16 KiB", "64 KiB"),
        ("What is the limit?", "64 KiB", "64 KiB"),
        ("What is the new name?", "Elk", "Elk"),  # no part of what changed
    ],
)
def test_of_a_change_one_end_is_asked_for(asked: str, span: str, expected: str) -> None:
    text = "In Elk it was raised from 16 KiB to 64 KiB."
    at = text.index(span)
    assert text[slice(*of_a_change(analyse(asked), text, at, at + len(span)))] == expected


@pytest.mark.parametrize(
    ("asked", "text", "span", "expected"),
    [
        ("Which licence is it under?", "It is under Open Maps 4.0 since May.", "4.0", "Open Maps 4.0"),
        ("Which version of Lisa runs it?", "It runs on Lisa 2013 Server now.", "2013", "2013 Server"),
        ("In which Lisa version is it new?", "It is new in Lisa 3.2.", "3.2", "3.2"),
        ("Which version fixes it?", "Update to Lisa 3.2.", "3.2", "3.2"),
        ("How many came?", "On Monday in Bonn 12 came.", "12", "12"),
        ("Which one is it?", "It ends. Lisa 12 is it.", "12", "12"),  # a sentence begins with a capital
        ("Which licence is it under?", "It is under version 4 of it.", "4", "4"),
    ],
)
def test_a_number_takes_along_the_name_that_it_ends(asked: str, text: str, span: str, expected: str) -> None:
    at = text.index(span)
    assert text[slice(*with_its_name(analyse(asked), text, at, at + len(span)))] == expected


def test_a_range_is_no_change() -> None:
    text = "The government road from Ash to Elm."
    assert of_a_change(analyse("Where does the road go now?"), text, 25, 28) == (25, 28)
    text = "The price now ranges from 20 euros to 45 euros."
    assert of_a_change(analyse("What is the current price?"), text, 25, 45) == (25, 45)
    text = "The price rose from 20 euros to 45 euros."
    start, end = of_a_change(analyse("What was the price before?"), text, 32, 40)
    assert text[start:end] == "20 euros"
