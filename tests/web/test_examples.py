from __future__ import annotations

from browser import CITY, LONGEST, FakeBot

from askhz.records import Document
from askhz.web.examples import examples_for


def bot_of(title: str, text: str) -> FakeBot:
    return FakeBot([Document("a.txt", title, text, "d")])


def test_a_title_is_asked_about_where_that_is_answered() -> None:
    bot = bot_of("the Grand Canal", "The Grand Canal is a canal. It is long.")
    assert examples_for(bot) == ("What is “the Grand Canal” about?",)
    assert examples_for(bot_of("Something else", "The Grand Canal is a canal. It is long.")) == ()


def test_an_answer_that_only_repeats_the_title_is_none() -> None:
    assert examples_for(bot_of("Changes in Porter", "Changes in Porter. It ends.")) == ()


def test_a_title_that_cannot_be_asked_about_gives_none() -> None:
    assert examples_for(bot_of("", CITY)) == ()
    long = bot_of("Grand Canal " * LONGEST, CITY)
    assert examples_for(long) == ()
    assert long.asked == []
    assert examples_for(bot_of("  ", CITY)) == ()


def test_a_question_that_may_not_be_asked_gives_none() -> None:
    class Strict(FakeBot):
        longest = 20

    bot = Strict([Document("a.txt", "the Grand Canal", CITY, "d")])
    assert examples_for(bot) == ()
    assert bot.asked


def test_no_more_are_asked_than_are_shown() -> None:
    bot = FakeBot([Document(f"{n}.txt", f"the Grand Canal {n}", CITY, "d") for n in range(20)])
    assert len(examples_for(bot)) == len(bot.asked) == 4
    unanswered = FakeBot([Document(f"{n}.txt", f"nowhere {n}", CITY, "d") for n in range(20)])
    assert examples_for(unanswered) == ()
    assert len(unanswered.asked) == 8
