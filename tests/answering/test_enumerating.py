"""What a name stands for is answered where it is enumerated."""

import pytest
from findings import finding

from askhz.answering.enumerating import all_named
from askhz.question import analyse

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


def test_another_kind_of_question_enumerates_nothing() -> None:
    assert named("Why are the Three Sisters steep?", TEXTS[0][0]) == []
