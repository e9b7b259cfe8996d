import pytest
from findings import HITS, finding

from askhz.answering import compose
from askhz.answering.qualified import by_whom, with_denial, with_qualifier, without_purpose
from askhz.question import analyse
from askhz.records import Finding, Reading, ShortAnswer


@pytest.mark.parametrize(
    ("asked", "text", "short", "expected"),
    [
        ("Which versions fail?", "It fails with 1.2 and earlier ones.", "1.2", "1.2 and earlier"),
        ("Which versions fail?", "It fails with `1.2` or older.", "1.2", "1.2` or older"),
        ("What is the oldest version?", "It needs 1.2 or newer.", "1.2", "1.2"),  # that goes without saying
        ("How many may come?", "Ten and more boats.", "Ten", "Ten and more"),
        ("Which versions fail?", "It fails with 1.2 and runs with 1.3.", "1.2", "1.2"),
        ("Who reads it?", "Someone outside the pair should read it.", "Someone", "Someone outside the pair"),
        (
            "Who reads it?",
            "A member who spent less (or no) time on it should read it.",
            "A member",
            "A member who spent less (or no) time on it",
        ),
        ("Who reads it?", "It is read by staff with keys to the mill.", "staff", "staff with keys to the mill"),
        ("Who reads it?", "Ada Lind of the mill should read it.", "Ada Lind", "Ada Lind"),
        ("Who reads it?", "The staff on Monday should read it.", "The staff", "The staff"),
        ("Which staff is it?", "It is staff with keys.", "staff", "staff"),
        ("Who reads it?", "? It is read.", "?", "?"),
    ],
)
def test_what_tells_which_ones_are_meant(asked: str, text: str, short: str, expected: str) -> None:
    start = text.index(short)
    assert text[start : with_qualifier(analyse(asked), text, start, start + len(short))] == expected


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("What do I need to reach the mill?", "a key to get to the mill", "a key"),
        ("What is required for the mill?", "a key for the mill", "a key"),
        ("What do I need to reach the mill?", "a key to open doors", "a key to open doors"),  # the question says none
        ("What do I need to reach the mill?", "a key", "a key"),
        ("Do I need a key to reach the mill?", "a key to get to the mill", "a key to get to the mill"),
        ("What opens the mill?", "a key to get to the mill", "a key to get to the mill"),
    ],
)
def test_what_is_needed_goes_without_what_for(asked: str, text: str, expected: str) -> None:
    assert text[: without_purpose(analyse(asked), text, 0, len(text))] == expected


QUOTE = Finding("a.txt", 10, 52, "It meets in Bristol. Organised by Ada Lind", 0.9, None, 1)
SAID = ShortAnswer("Bristol", "a.txt", 22, 29)


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("Who runs the Bristol meeting?", "It meets in Bristol. Organised by Ada Lind", "Ada Lind"),
        ("Who runs the Bristol meeting?", "In Bristol, organised by Ada Lind and Bo Ek", "Ada Lind and Bo Ek"),
        ("Who runs the Bristol meeting?", "In Bristol, led by Ada Lind, now led by Bo Ek", None),
        ("Who runs the Bristol meeting?", "In Bristol, by the river", None),  # it is what is asked about
        ("Who runs it, Bristol or Bath?", "In Bristol, by the river", "Bristol"),
        ("Who runs the meeting?", "It meets in Bristol. Organised by Ada Lind", "Bristol"),  # it may be a person's name
        ("Where is the Bristol meeting?", "It meets in Bristol. Organised by Ada Lind", "Bristol"),
    ],
)
def test_the_name_behind_by_where_the_answer_says_no_more_than_the_question(
    asked: str, text: str, expected: str | None
) -> None:
    quote = Finding("a.txt", 10, 10 + len(text), text, 0.9, None, 1)
    start = 10 + text.index("Bristol")
    told = by_whom(analyse(asked), ShortAnswer("Bristol", "a.txt", start, start + 7), [quote])
    assert (told and told.text) == expected
    assert told is None or text[told.start - 10 : told.end - 10] == expected


def test_nothing_is_taken_from_another_quote() -> None:
    other = Finding("b.txt", 10, 52, QUOTE.text, 0.9, None, 1)
    assert by_whom(analyse("Who runs the Bristol meeting?"), SAID, [other]) is None
    assert by_whom(analyse("Who runs the Bristol meeting?"), None, [QUOTE]) is None


@pytest.mark.parametrize(
    ("asked", "text", "short", "expected"),
    [
        ("Which keys are needed?", "No keys are needed.", "keys", "No keys"),
        ("Which keys are needed?", "Two keys are needed, no more.", "Two keys", "Two keys"),
        ("Which keys are not needed?", "Not the red key.", "the red key", "the red key"),
        ("Which keys are needed?", "No [keys](a.md) are.", "keys", "No [keys"),
    ],
)
def test_what_denies_it_belongs_to_it(asked: str, text: str, short: str, expected: str) -> None:
    start = text.index(short)
    assert text[with_denial(analyse(asked), text, start) : start + len(short)] == expected


def test_the_value_of_the_label_that_is_asked_for() -> None:
    text = "Author(s): Ada Lind, Bo Ek\nIt meets in Bristol."
    quote = Finding("a.txt", 10, 10 + len(text), text, 0.9, None, 1)
    told = by_whom(analyse("Who are the authors of the plan?"), SAID, [quote])
    assert told == ShortAnswer("Ada Lind, Bo Ek", "a.txt", 21, 36)
    assert by_whom(analyse("Who are the owners of the plan?"), SAID, [quote]) is SAID
    marked = Finding("a.txt", 10, 40, "Author: [Ada Lind](ada), [Bo](bo)", 0.9, None, 1)
    assert by_whom(analyse("Who is the author of the plan?"), SAID, [marked]) is SAID


def test_answers_are_told_so() -> None:
    text = "Someone outside the pair should read it."
    answer = compose(analyse("Who should read it?"), Reading((finding(text, 0.9, short="Someone"),), 0.9), HITS, 0.5)
    assert answer.short is not None
    assert answer.short.text == "Someone outside the pair"
