"""Questions to begin with, found for any documents."""

from __future__ import annotations

import re
from itertools import islice

from ..bot import Bot
from ..errors import QuestionError

_MOST = 4
_TRIED = 8  # questions asked to find them; each takes as long as any question
_LONGEST_TITLE = 100  # characters; a longer one makes no question that a person would ask


def examples_for(bot: Bot) -> tuple[str, ...]:
    """At most four questions, each about one document, that are answered with more than the document's title."""
    titles = [document.title for document in bot.documents() if 0 < len(document.title) <= _LONGEST_TITLE]
    asked = ((title, f"What is “{title}” about?") for title in titles[:_TRIED])
    return tuple(islice((question for title, question in asked if _is_good(bot, question, title)), _MOST))


def _is_good(bot: Bot, question: str, title: str) -> bool:
    try:
        answer = bot.ask(question)
    except QuestionError:  # a title may hold what no question may
        return False
    return any(not _words(citation.quote) <= _words(title) for citation in answer.citations)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
