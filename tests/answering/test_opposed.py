"""What says the opposite of what is asked for gives way, or the question is declined."""

from __future__ import annotations

from findings import finding, passage_of

from askhz.answering import compose
from askhz.answering.opposed import without_opposite
from askhz.answering.surroundings import stretches
from askhz.question import analyse
from askhz.records import Finding, Hit, Reading

TEXT = "The upper canal begins at Diepoldsau.\nThe lower canal begins at Fussach."
UPPER, LOWER = TEXT.split("\n")


def found(*lines: str, text: str = TEXT) -> list[Finding]:
    return [finding(line, 0.9 - 0.1 * at, start=text.index(line)) for at, line in enumerate(lines)]


def first(asked: str, *lines: str, text: str = TEXT) -> str | None:
    kept = without_opposite(analyse(asked), found(*lines, text=text), stretches([passage_of(text)]))
    return kept[0].text if kept else None


def test_another_of_the_likely_ones_takes_its_place() -> None:
    assert first("Where does the lower canal begin?", UPPER, LOWER) == LOWER
    assert first("Where does the upper canal begin?", UPPER, LOWER) == UPPER


def test_what_does_it_comes_before_what_does_not() -> None:
    text = "The boat Elk does not sail to Ash.\nThe boat Roe sails to Ash."
    elk, roe = text.split("\n")
    assert first("Which boat sails to Ash?", elk, roe, text=text) == roe
    assert first("Which boat does not sail to Ash?", elk, roe, text=text) == elk
    assert first("Which boat sails to Ash?", elk, text=elk) == elk


def test_the_other_need_not_be_the_next_sentence() -> None:
    text = f"{UPPER}\nIt is deep.\n{LOWER}"
    assert first("Where does the lower canal begin?", UPPER, LOWER, text=text) == LOWER


def test_where_no_other_answers_none_is_left() -> None:
    text = f"{UPPER}\nIt is deep."
    assert first("Where does the lower canal begin?", UPPER, "It is deep.", text=text) is None
    assert first("Who fought there in the 10th century?", text := "Two dukes fought there in 1072.", text=text) is None


def test_what_takes_its_place_is_as_likely_as_it_was() -> None:
    asked, known = analyse("Where does the lower canal begin?"), stretches([passage_of(TEXT)])
    assert [one.score for one in without_opposite(asked, found(UPPER, LOWER), known)] == [0.8]


def test_what_takes_its_place_says_as_much_of_what_is_asked() -> None:
    text = f"{UPPER}\nIt is wide.\nThe lower canal is deep."
    assert first("Where does the lower canal begin?", UPPER, "The lower canal is deep.", text=text) is None


def test_the_next_sentence_may_say_it_of_them() -> None:
    text = "The red lockers are heated by the stove.\nThose in the yard are not heated."
    assert first("Which lockers are not heated?", *text.split("\n"), text=text) == "Those in the yard are not heated."
    text = f"{UPPER}\nThe lower begins at Fussach."
    assert first("Where does the lower canal begin?", *text.split("\n"), text=text) == "The lower begins at Fussach."


def test_a_question_for_yes_or_no_is_answered_by_an_opposite() -> None:
    assert first("Does the lower canal begin at Diepoldsau?", UPPER) == UPPER


def test_rows_have_their_own_ways() -> None:
    row = "| upper canal | begins at Diepoldsau |"
    assert first("Where does the lower canal begin?", row, text=row) == row


def test_years_of_the_sentence_before_are_those_of_the_next() -> None:
    text = "In 1850 the mill was sold.\nThe firm of 1780 bought the mill."
    assert first("Who bought the mill in the 19th century?", text.split("\n")[1], text=text) == text.split("\n")[1]


def test_the_refusal_says_why() -> None:
    text = "The treaties limit free trade."
    passage = passage_of(text)
    reading = Reading(tuple(found(text, text=text)), 0.9, 0.4, "reader")
    asked = analyse("What do the treaties not limit?")
    answer = compose(asked, reading, [Hit(passage, 1, 0.5, 0.5, 1, 1, None)], 0.4)
    assert not answer.answered
    assert answer.reason == "The documents do not seem to answer this: what is nearest says the opposite."
    assert answer.confidence < 0.1
