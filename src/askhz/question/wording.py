"""How a question reads for a network."""

from __future__ import annotations

import re

from ..records import Question


def asks_by_itself(question: Question) -> bool:
    """Whether the follow-up is complete; the added words only guide retrieval."""
    filled_in = question.search[0] != question.as_asked and question.search[0].startswith(question.as_asked)
    return filled_in and not re.match(r"(and|but|or|so)\b", question.as_asked, re.IGNORECASE)


_COMMAND = re.compile(
    r"^(?:please |can you |could you |would you )?(?:list|name|enumerate|give(?: me)?)"
    r"(?: me)?(?: some| a few| any| all)?(?: examples?)?(?: of)? (?=\w)",
    re.IGNORECASE,
)


def as_question(text: str) -> str:
    """A command to list things as the question it stands for: a network has learnt to answer questions.

    >>> as_question("List the rivers of France."), as_question("Which rivers?")
    ('What are the rivers of France?', 'Which rivers?')
    """
    asked = _COMMAND.sub("What are ", text, count=1)
    return text if asked == text else asked.rstrip(" .?!") + "?"
