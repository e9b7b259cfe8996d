from __future__ import annotations

import pytest
from browser import HOSTILE, LONGEST, FakeBot

from askhz.render.page import turn_html
from askhz.web.replying import Conversation, pending, reply

UNICORNS = "How many unicorn companies does Hangzhou have?"


def test_an_answer() -> None:
    turn = reply(FakeBot(), (), UNICORNS)
    assert (turn.number, turn.question, turn.understood) == (1, UNICORNS, True)
    assert "<strong>24</strong>" in turn.bubble
    assert turn.sources
    assert "A city and its dragons" in turn.sources
    assert "Guo Bin" in turn.sources


def test_a_refusal() -> None:
    turn = reply(FakeBot(), (), "Which bank lends?")
    assert "hz-refused" in turn.bubble
    assert "No sentence speaks of that." in turn.bubble
    assert turn.understood


def test_the_history_holds_the_questions_that_were_understood() -> None:
    bot = FakeBot()
    conversation: Conversation = ()
    for question in ("Who founded Hangzhou Bowu Culture?", "", "x" * (LONGEST + 1), "What did she say?"):
        conversation = (*conversation, reply(bot, conversation, question))
    assert bot.asked[-1] == ("What did she say?", ("Who founded Hangzhou Bowu Culture?",))
    assert [turn.number for turn in conversation] == [1, 2, 3, 4]


def test_the_turn_that_waits_has_the_number_of_the_one_that_comes() -> None:
    conversation = (reply(FakeBot(), (), UNICORNS),)
    waiting = pending(conversation, "Why?")
    assert (waiting.number, waiting.sources) == (2, None)
    assert 'aria-busy="true"' in waiting.bubble
    assert reply(FakeBot(), conversation, "Why?").number == 2


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "the question is empty: ask something"),
        ("x" * 100_000, "the question has 100000 characters: ask in at most 2000"),
    ],
)
def test_an_error_is_said_in_a_bubble(question: str, said: str) -> None:
    turn = reply(FakeBot(), (), question)
    assert "hz-error" in turn.bubble
    assert said in turn.bubble
    assert not turn.sources


def test_an_unforeseen_error_is_logged_and_its_words_are_kept_from_the_page(
    caplog: pytest.LogCaptureFixture,
) -> None:
    turn = reply(FakeBot(), (), "break")
    assert "hz-error" in turn.bubble
    assert "on purpose" not in turn.bubble
    assert "on purpose" in caplog.text


def test_hostile_text_is_escaped() -> None:
    turn = reply(FakeBot(), (), f"What does the hostile sample read: {HOSTILE}")
    assert turn.sources
    for part in (turn.bubble, turn.sources, turn_html(1, turn.question, turn.bubble)):
        for tag in ("<img", "<script", "<style"):
            assert tag not in part
