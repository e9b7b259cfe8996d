"""One turn of a conversation: a question, and what the page shows for it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from markupsafe import Markup

from ..api.refusals import without_paths
from ..bot import Bot
from ..errors import AskhzError
from ..render import page as html

_UNFORESEEN = "Something went wrong inside askhz. The window that it was started from says more; you can go on asking."
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what the page shows for it; `understood` is false where the question could not be read at all."""

    number: int
    question: str
    bubble: Markup
    sources: Markup | None = None
    understood: bool = True


Conversation = tuple[Turn, ...]


def pending(conversation: Conversation, question: str) -> Turn:
    """The turn that is shown until the answer is there."""
    return Turn(_next_number(conversation), question, html.pending_html())


def reply(bot: Bot, conversation: Conversation, question: str) -> Turn:
    """The turn that answers, declines, or says what went wrong. Nothing is raised: a conversation goes on."""
    number = _next_number(conversation)
    history = [turn.question for turn in conversation if turn.understood]
    try:
        answer = bot.ask(question, history=history)
    except AskhzError as error:
        return Turn(number, question, html.error_html(without_paths(str(error))), understood=False)
    except Exception:
        _log.exception("a question failed in a way that was not foreseen")
        return Turn(number, question, html.error_html(_UNFORESEEN), understood=False)
    sources = None if answer.social else html.sources_html(number, answer)
    return Turn(number, question, html.answer_html(number, answer), sources)


def _next_number(conversation: Conversation) -> int:
    return conversation[-1].number + 1 if conversation else 1
