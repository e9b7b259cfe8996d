"""Which questions a few words answer, and whether these few do."""

from __future__ import annotations

import pytest

from askhz.answering.brief import asks_for_few_words, is_all_that_is_asked
from askhz.question import analyse


@pytest.mark.parametrize(
    "asked",
    [
        "What should a feature request contain?",
        "What must I bring?",
        "What could it look like?",
        "feature request template - what should it contain",
        "For which apps do I use Weblate and for which do I edit files by hand?",
        "Hunters and wolves: what is each after?",
        "Who inspects the lifts and when do they come?",
        "Who sends the yearly letter and to whom?",
        "When's the book club and what are they reading?",
        "What do we learn about the harbour?",
        "What is known about the harbour?",
        "harbour handbook, whats it about",
        "What's the harbour working group about?",
        "What has the town done to support its shops?",
        "What part do students play in this?",
        "The tool found wrong hashes on our box. What now?",
        "What did they do to make it safe?",
        "Is it open on Mondays?",
        "What is a kiln?",
    ],
)
def test_what_asks_for_more_is_answered_by_no_few_words(asked: str) -> None:
    assert not asks_for_few_words(analyse(asked))


@pytest.mark.parametrize(
    "asked",
    [
        "Who runs it?",
        "What does the crate hold?",
        "Which city is it in?",
        "Where and when was it built?",
        "What should the folder be called?",
        "What may the name be replaced with?",
    ],
)
def test_what_asks_for_one_thing_is_answered_by_a_few_words(asked: str) -> None:
    assert asks_for_few_words(analyse(asked))


@pytest.mark.parametrize(
    ("asked", "one", "several"),
    [
        ("Which tools are there for trying it out?", "web IDE", "a web IDE and a desktop app"),
        ("What are the main drawbacks of these tests?", "noise", "noise, cost"),
        ("Which language models can we pick?", "Elk", "small models"),
        ("On which days did they write of it?", "7 February", "February 7 to 8"),
        ("What are the core hours?", "9.30 am", "9.30 am to 3 pm"),
        ("What data about me do they get?", "some limited information", "name and address"),
        ("Which kinds of shop are there?", "a lot of glass", "glass and tin"),
        ("tips for new staff", "be kind", "be kind, be on time"),
        ("downsides of moving to it", "moved already", "cost and noise"),
        ("Quelles sont les règles du port ?", "la prudence", "la prudence et le silence"),
        ("酸梅汤要用哪些材料?", "干桂花", "乌梅、山楂和甘草"),
    ],
)
def test_one_thing_is_not_all_where_several_are_asked_for(asked: str, one: str, several: str) -> None:
    question = analyse(asked)
    assert not is_all_that_is_asked(question, one)
    assert is_all_that_is_asked(question, several)


def test_costs_may_be_one_sum() -> None:
    assert is_all_that_is_asked(analyse("costs of a permit"), "$20")


def test_any_and_the_noun_that_is_asked_for_are_all_of_several() -> None:
    assert is_all_that_is_asked(analyse("Which values may the key take?"), "Any integer")
    assert is_all_that_is_asked(analyse("Which margins are new?"), "wide margins")
    children = analyse("Which children must be with an adult?")
    assert is_all_that_is_asked(children, "under eight", "Children ")
    assert not is_all_that_is_asked(children, "eight", "Children under ")
    rules = analyse("Which safety rules does it meet?")
    assert is_all_that_is_asked(rules, "Elk 2.0", "It meets the ", " safety rules.")
    assert not is_all_that_is_asked(rules, "Elk 2.0", "It meets the ", " and all of the other rules.")
    assert is_all_that_is_asked(analyse("Which Elk versions does it run with?"), "3.6+")


def test_of_each_of_many_one_thing_is_said_where_it_holds_for_all() -> None:
    asked = analyse("What may each guest's name be replaced with?")
    assert is_all_that_is_asked(asked, "a number", "Each name is replaced with ")
    assert not is_all_that_is_asked(asked, "a number", "The name is replaced with ")
    assert not is_all_that_is_asked(analyse("How does each name differ?"), "a number", "Each name has ")


@pytest.mark.parametrize(
    "asked",
    [
        "What kind of robots does it help?",
        "What keeps the nitrogen out of the bay?",
        "Give an example of a unicorn.",
        "nova microversion since which actions of servers are visible",
    ],
)
def test_one_thing_is_all_where_the_noun_asked_for_is_one(asked: str) -> None:
    assert is_all_that_is_asked(analyse(asked), "two works")


@pytest.mark.parametrize(
    ("asked", "text", "all_of_it"),
    [
        ("Elk versus Lynx, which is older?", "the older one", True),
        ("Elk versus Lynx, what do they say of each other?", "they do not know it", False),
        ("Compare the fee of the Elk and of the Lynx", "$20", True),
    ],
)
def test_a_comparison_is_answered_by_one_of_the_two_a_name_or_a_number(asked: str, text: str, all_of_it: bool) -> None:
    question = analyse(asked)
    assert question.kind == "comparison"
    assert is_all_that_is_asked(question, text) is all_of_it
