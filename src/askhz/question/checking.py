"""What can be asked at all: a text of words, not too long, without characters that act."""

from __future__ import annotations

import unicodedata

from ..errors import QuestionError
from ..text.words import spans

LIMIT = 10_000  # characters of a question; a longer one is a document pasted by mistake


def check(text: str) -> str:
    """The question without surrounding space. Raises `QuestionError` if it cannot be asked."""
    stripped = text.strip()
    if not stripped:
        raise QuestionError("the question is empty; ask something, for example: Who founded it?")
    if len(stripped) > LIMIT:
        raise QuestionError(f"the question has {len(stripped):,} characters, at most {LIMIT:,} are read; shorten it")
    for at, character in enumerate(stripped):
        if unicodedata.category(character) == "Cs":
            raise QuestionError(f"the question is not UTF-8 (at character {at}); type it again in UTF-8")
        if unicodedata.category(character) == "Cc" and character not in "\t\n\r":
            raise QuestionError(f"the question holds the control character {character!r} at {at}; remove it")
    if not any(True for _ in spans(stripped)):
        raise QuestionError(f"the question {stripped[:40]!r} holds no word; ask in words")
    return " ".join(stripped.split())
