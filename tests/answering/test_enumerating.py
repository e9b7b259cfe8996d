"""What a name stands for is answered where it is enumerated."""

import pytest
from findings import HITS, finding

from askhz.answering import compose
from askhz.answering.enumerating import all_named
from askhz.question import analyse
from askhz.records import Reading

TEXTS = [
    ("The Three Sisters of the valley (Ada, Bea and Cleo) are hills.", "Ada, Bea and Cleo"),
    ("The Three Sisters: Ada, Bea and Cleo.", "Ada, Bea and Cleo"),
    ("The Three Sisters are Ada, Bea, and Cleo.", "Ada, Bea, and Cleo"),
    ("We climbed the Three Sisters, namely Ada, Bea and Cleo.", "Ada, Bea and Cleo"),
    ("Ada, Bea and Cleo are called the Three Sisters.", "Ada, Bea and Cleo"),
]
OTHERS = [
    "The Three Sisters (Ada and Bea) are hills.",
    "The Three Sisters are old, steep, bare and far away from here as the crow flies.",
    "The Three Brothers (Ada, Bea and Cleo) are hills.",
    "The Three Sisters rise there. Others (Ada, Bea and Cleo) do not.",
]


def named(asked: str, text: str) -> list[str]:
    found = all_named(analyse(asked), [finding(text, 0.9, start=50)])
    return [text[one.short[0] - 50 : one.short[1] - 50] for one in found if one.short]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
@pytest.mark.parametrize(
    "asked", ["Who are the Three Sisters?", "Which hills are the Three Sisters?", "Name the Three Sisters"]
)
def test_what_is_named_is_enumerated(asked: str, text: str, expected: str) -> None:
    assert named(asked, text) == [expected]


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_no_enumeration_of_it_is_none(text: str) -> None:
    assert named("Who are the Three Sisters?", text) == []


def test_small_words_in_a_name_are_no_part_of_it() -> None:
    assert named("Who are the members of the board?", "The members of our board are Ada, Bea and Cleo.") == [
        "Ada, Bea and Cleo"
    ]


def test_another_kind_of_question_enumerates_nothing() -> None:
    assert named("Why are the Three Sisters steep?", TEXTS[0][0]) == []


def test_the_enumeration_alone_is_quoted_whatever_answers_better_otherwise() -> None:
    better = finding("The Three Sisters are loved by all who climb.", 0.9, start=500)
    answer = compose(
        analyse("Who are the Three Sisters?"), Reading((better, finding(TEXTS[0][0], 0.1)), 0.9), HITS, 0.5
    )
    assert [citation.quote for citation in answer.citations] == [TEXTS[0][0]]
    assert answer.short is not None
    assert answer.short.text == TEXTS[0][1]
