import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askhz.question import reply, social_line
from askhz.question.languages import LANGUAGES


@pytest.mark.parametrize(
    ("text", "act", "language"),
    [
        ("hi", "greeting", "en"),
        ("Hello there!", "greeting", "en"),
        ("Good evening", "greeting", "en"),
        ("Thank you so much for your help!", "thanks", "en"),
        ("OK, thanks.", "thanks", "en"),
        ("Great!", "assent", "en"),
        ("That’s great", "assent", "en"),
        ("see you later", "farewell", "en"),
        ("Are you sure?", "doubt", "en"),
        ("that's wrong", "doubt", "en"),
        ("What can you do?", "about", "en"),
        ("Hi, who are you?", "about", "en"),
        ("HELP", "about", "en"),
        ("What documents do you have?", "about", "en"),
        ("你好！", "greeting", "zh"),
        ("謝謝你", "thanks", "zh"),
        ("好的，谢谢", "thanks", "zh"),
        ("确定吗？", "doubt", "zh"),
        ("你能做什么？", "about", "zh"),
        ("你有哪些文档？", "about", "zh"),
        ("再见", "farewell", "zh"),
    ],
)
def test_social_lines(text: str, act: str, language: str) -> None:
    line = social_line(text)
    assert line is not None
    assert (line.act, line.language.code) == (act, language)


@pytest.mark.parametrize(
    "text",
    [
        "Who are the trustees?",
        "What can you do with a rake?",
        "help desk",
        "Help with fault E4",
        "hi, when does the mill open?",
        "Thanks to whom was the mill saved?",
        "Is it good?",
        "ok button",
        "there",
        "please",
        "谢谢谁？",
        "你好酒店在哪里？",
        "what documents do I need?",
    ],
)
def test_questions_to_the_documents(text: str) -> None:
    assert social_line(text) is None


@settings(deadline=None)  # the first call compiles the patterns
@given(st.text(max_size=100))
def test_any_text_can_be_looked_at(text: str) -> None:
    social_line(text)


def test_a_line_of_many_phrases_is_quick() -> None:
    began = time.process_time()
    assert social_line("好的" * 39 + "船") is None
    assert social_line("bye " * 19 + "boat") is None
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "text", ["hi", "thanks", "ok", "bye", "are you sure?", "help", "你好", "谢谢", "好", "再见", "确定吗", "帮助"]
)
def test_every_reply_says_what_askhz_is_and_what_it_has(text: str) -> None:
    line = social_line(text)
    assert line is not None
    said = reply(line, ["Mill", "Boats"])
    assert "askhz" in said
    assert "Mill" in said
    assert "Boats" in said
    assert "{" not in said
    assert "\n" not in said


def test_many_documents_and_none() -> None:
    line = social_line("hi")
    assert line is not None
    assert "12 documents: “T0”, “T1”, “T2”, “T3”, “T4”, 7 more." in reply(line, [f"T{n}" for n in range(12)])
    assert "one document: “Mill”." in reply(line, ["Mill"])
    assert "Nothing is indexed" in reply(line, [])
    assert len(reply(line, ["long " * 100])) < 400


def test_every_language_answers_every_act() -> None:
    for language in LANGUAGES.values():
        assert language.courtesies.lines.keys() == language.courtesies.replies.keys()


def test_an_option_of_a_command_is_no_word_of_assent() -> None:
    assert social_line("And k?") is not None
    assert social_line("And -k?") is None
    assert social_line("thanks - bye") is not None
