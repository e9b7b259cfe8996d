from __future__ import annotations

import io
import time

from browser import CITY, FakeBot

from askhz.documents.markdown import read_markdown
from askhz.documents.reader import About
from askhz.records import Document
from askhz.web.examples import Examples, examples_for


def bot_of(text: str, title: str = "a.md") -> FakeBot:
    (document,) = read_markdown(io.BytesIO(text.encode()), About("a.md", "a.md", title))
    assert isinstance(document, Document)
    return FakeBot([document])


def found(bot: FakeBot) -> tuple[str, ...]:
    return examples_for(bot, bot.sources())


def test_questions_come_from_headings_and_from_questions_in_the_text() -> None:
    text = "# Boats\n\n## How to paint the hull\n\nPaint the hull twice each year.\n\n"
    text += "## Which paint is best?\n\nThe best paint is red.\n"
    assert found(bot_of(text)) == ("Which paint is best?", "How do I paint the hull?")


def test_a_heading_is_asked_about_in_a_sentence() -> None:
    text = "# Boats\n\n## 3.2 Changes in **Porter**\n\nThe changes in Porter are many.\n"
    assert found(bot_of(text)) == ("What do the documents say about “Changes in Porter”?",)


def test_what_is_not_answered_is_not_offered() -> None:
    assert found(bot_of("# Boats\n\n## How to go\n\nNothing here.\n")) == ()


def test_an_answer_that_only_repeats_the_question_is_none() -> None:
    assert found(bot_of("## Changes in Porter\n\nChanges in Porter.\n")) == ()


def test_marks_and_addresses_make_no_question() -> None:
    bot = bot_of("# Boats\n\n## See [the site](http://example.org) | <b>\n\nSee the site of boats.\n")
    assert found(bot) == ()
    assert bot.asked == []


def test_few_are_tried() -> None:
    headings = "\n\n".join(f"## How to {'x' * n}\n\nAll." for n in range(1, 40))
    bot = bot_of(headings)
    assert found(bot) == ()
    assert len(bot.asked) <= 12


def test_they_are_found_beside_the_page_once_for_each_state() -> None:
    bot = bot_of("# Boats\n\n## How to paint the hull\n\nPaint the hull twice each year.\n")
    examples = Examples(bot)
    deadline = time.monotonic() + 60
    while not (told := examples.found())[1]:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert told == (("How do I paint the hull?",), True)
    asked = len(bot.asked)
    assert examples.found() == told
    assert len(bot.asked) == asked
    bot.texts["b.txt"] = Document("b.txt", "B", CITY, "d")
    assert examples.found()[1] is False


def test_given_ones_are_offered_as_they_are() -> None:
    bot = bot_of("# Boats\n")
    assert Examples(bot, ["Who are <they>?"]).found() == (("Who are <they>?",), True)
    assert bot.asked == []


def test_a_heading_that_names_nothing_asks_nothing() -> None:
    text = "# How to do it\n\nPull it.\n\n# How to Test\n\nPush it.\n\n"
    text += "# How to Paint the hull\n\nPaint the hull slowly.\n"
    offered = found(bot_of(text))
    assert "How do I paint the hull?" in offered
    assert not {"How do I do it?", "How do I Test?", "How do I test?"} & set(offered)
