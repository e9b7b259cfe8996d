"""A pronoun stands for what it stood for in the question before."""

import pytest

from askhz.question import analyse
from askhz.question.chaining import carried_on
from askhz.question.languages import Role
from askhz.question.languages.english import ENGLISH


@pytest.mark.parametrize(
    ("role", "asked", "resolved", "expected"),
    [
        ("thing", "How do I install it?", "How do I install dotenv?", "dotenv"),
        ("thing", "and is it quick", "Is the old mill quick", "the old mill"),
        ("thing", "Is it?", "Is the mill?", "the mill"),
        ("thing", "Does it last?", "Does it last? mill", None),
        ("many", "Does it last?", "Does the mill last?", None),
        ("thing", "Is the mill old?", "Is the barn old?", None),
    ],
)
def test_what_took_the_place_of_a_pronoun(role: Role, asked: str, resolved: str, expected: str | None) -> None:
    assert carried_on(role, asked, resolved, ENGLISH) == expected


def looked_up(*asked: str) -> str:
    return analyse(asked[-1], asked[:-1]).search[0]


def test_it_is_what_it_was_in_the_question_before() -> None:
    before = ("What is dotenv?", "How do I install it?")
    assert looked_up(*before) == "How do I install dotenv?"
    # It may be what was done as well: the words say so.
    assert looked_up(*before, "Does it support comments?") == "Does dotenv support comments? install"


def test_what_is_defined_may_have_an_article_or_be_several() -> None:
    assert looked_up("What is a mutual fund?", "Is it risky?") == "Is a mutual fund risky?"
    assert looked_up("What is a mutual fund?", "Is it risky?", "How is it taxed?") == "How is a mutual fund taxed?"
    assert looked_up("What are lock files?", "When are they created?") == "When are lock files created?"
    assert (
        looked_up("What are lock files?", "When are they created?", "Can I delete them?") == "Can I delete lock files?"
    )


def test_another_kind_of_the_same() -> None:
    found = analyse("And geometric?", ["What is linear depreciation?"], together=lambda words: True)
    assert found.search[0] == "What is geometric depreciation?"
    found = analyse("And dust?", ["What is linear depreciation?"], together=lambda words: False)
    assert found.search[0] == "And dust? linear depreciation"


def test_over_tor_asks_of_the_same_in_another_way() -> None:
    assert looked_up("Does Radicale work at home?", "And over Tor?") == "Does Radicale work at home over Tor?"
    assert looked_up("Does Radicale work at home?", "And Tor?") == "Does Tor work at home?"
