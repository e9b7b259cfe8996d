"""What a question asks the most of."""

from __future__ import annotations

import pytest

from askhz.answering.superlatives import (
    asks_for_amount,
    asks_for_extreme,
    asks_for_least,
    asks_of_time,
    asks_since,
    has_superlative,
    head_of_superlative,
    participles,
    superlatives,
)
from askhz.question import analyse


@pytest.mark.parametrize(
    ("asked", "least", "of_time", "since"),
    [
        ("Who has the highest salary?", False, False, False),
        ("Who earns least?", True, False, False),
        ("Who joined first?", True, True, False),
        ("Which bill is due first?", True, True, False),
        ("Who was the last to join?", False, True, False),
        ("Who joined most recently?", False, True, False),
        ("Who has been here longest?", True, True, True),
        ("Who has worked here the shortest?", False, True, True),
        ("Who has volunteered longest?", True, True, True),
        ("Which bridge is the longest?", False, False, False),
        ("Who is the youngest?", False, True, False),
    ],
)
def test_which_end_of_what(asked: str, least: bool, of_time: bool, since: bool) -> None:
    question = analyse(asked)
    assert asks_for_extreme(question)
    assert (asks_for_least(question), asks_of_time(question), asks_since(question)) == (least, of_time, since)


@pytest.mark.parametrize(
    "asked",
    [
        "What is the first step?",
        "Who gives first aid?",
        "What is the first name of Lomax?",
        "When was it used last year?",
    ],
)
def test_an_ordinal_is_no_superlative(asked: str) -> None:
    assert not asks_for_extreme(analyse(asked))


def test_the_words_of_it() -> None:
    assert superlatives(analyse("Which is the most expensive room?")) == {"most", "expens"}
    assert head_of_superlative(analyse("What is the most expensive room in May?")) == {"room", "in"}
    assert head_of_superlative(analyse("Who earns least?")) == set()
    assert participles(analyse("Who has most holiday left, who has taken most?")) == {"left", "taken"}


def test_the_amount_or_what_has_it() -> None:
    assert asks_for_amount(analyse("How much is the cheapest room?"))
    assert asks_for_amount(analyse("When is the earliest train?"))
    assert not asks_for_amount(analyse("What is the cheapest room?"))


def test_what_a_sentence_says() -> None:
    assert has_superlative("Ada has the highest wage.")
    assert not has_superlative("Ada has a high wage.")
