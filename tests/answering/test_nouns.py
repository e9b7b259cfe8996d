import pytest

from askhz.answering.nouns import nouns_asked
from askhz.question import analyse
from askhz.text.words import word_set


@pytest.mark.parametrize(
    ("asked", "noun"),
    [
        ("How heavy is it?", "weight"),
        ("Which pump is the cheapest?", "price"),
        ("What is the most expensive one?", "price"),
        ("How long does it take?", "duration"),
        ("How much does it cost?", "fee"),
        ("How many boards are there?", "stock"),
        ("How loud is it?", "noise"),
        ("Where is it?", "room"),
    ],
)
def test_an_adjective_stands_for_a_noun(asked: str, noun: str) -> None:
    assert word_set(noun) <= nouns_asked(analyse(asked))


@pytest.mark.parametrize("asked", ["Who made it?", "Which colour is it?", "Why is it heavy?"])
def test_other_questions_stand_for_none(asked: str) -> None:
    assert not nouns_asked(analyse(asked))
