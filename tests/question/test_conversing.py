import pytest

from askhz.question import analyse, is_whole, within_topic
from askhz.question.conversing import names_itself, topics_of
from askhz.records import Topic
from askhz.text.aliases import Aliases

RACE, CHOIR = "What was the Larch race about?", "Who runs the Harbour choir?"


@pytest.mark.parametrize(
    ("asked", "itself"),
    [
        ("who won?", False),
        ("Is anything left behind?", False),
        ("what is the first step", False),
        ("When did Edda Lindqvist leave?", True),
        ("when did you first need a driving licence on the island", True),
        ("When did she leave Bergen?", False),
    ],
)
def test_a_question_names_what_it_is_about_or_does_not(asked: str, itself: bool) -> None:
    assert names_itself(asked, Aliases()) is itself


def test_a_conversation_is_about_its_first_question_and_the_newest_that_names_something() -> None:
    before = [RACE, "and when", CHOIR, "since when", "who sings"]
    assert topics_of("how old is he?", before, Aliases()) == (
        Topic(RACE, f"{RACE} and when {CHOIR} since when who sings"),
        Topic(CHOIR, f"{CHOIR} since when who sings"),
    )
    assert topics_of("how old is he?", ["and when", RACE], Aliases())[-1] == Topic(RACE, RACE)
    assert topics_of("how old is he?", ["who sings"], Aliases()) == (Topic("who sings", "who sings"),)


@pytest.mark.parametrize("asked", [CHOIR, "who won?" + " or not" * 100])
def test_what_names_itself_or_is_a_text_leaves_the_topic(asked: str) -> None:
    assert topics_of(asked, [RACE], Aliases()) == ()
    assert analyse(asked, [RACE]).topics == ()


def test_without_a_history_there_is_no_topic() -> None:
    asked = analyse("Who won it?")
    assert (asked.topics, asked.leans, is_whole(asked)) == ((), False, True)


def test_social_lines_open_no_topic() -> None:
    assert analyse("who won?", ["hi", RACE, "thanks"]).topics == (Topic(RACE, RACE),)


@pytest.mark.parametrize(
    ("asked", "leans", "whole"),
    [
        ("who won?", False, True),  # it may be another topic
        ("why?", True, False),
        ("how does one win this", True, False),
        ("When was it held?", True, True),  # "it" is certain
    ],
)
def test_what_leaves_out_its_subject_is_not_put_to_all_documents(asked: str, leans: bool, whole: bool) -> None:
    found = analyse(asked, ["When does the Larch race start?"])
    assert (found.leans, is_whole(found)) == (leans, whole)


def test_what_goes_on_behind_the_question_is_as_little_whole() -> None:
    found = analyse("what does it cost?", ["How do I enter the race?"])
    assert found.search == ("what does it cost to enter the race?",)
    assert not is_whole(found)


def test_the_topic_is_looked_up_beside_what_was_filled_in() -> None:
    topic = Topic(RACE, RACE)
    assert within_topic(analyse("who won?", [RACE]), topic).search == (f"who won? {RACE}",)
    found = within_topic(analyse("When was it held?", [RACE]), topic)
    assert found.search == (found.understood, f"When was it held? {RACE}")
    assert found.search[0] != found.as_asked
