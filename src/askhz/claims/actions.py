"""What a question wants to do to a thing: how it is added does not say how it is deleted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

from ..records import Question
from ..text.words import in_chinese, normal_words, word_set

# "How do I delete …", "how to export …", "the command to rename …"
_DONE = re.compile(
    r"\bhow (?:do|does|can|could|should|must|would|may) (?:i|you|we|one|someone|people|users?) "
    r"(?:\w+ly |best |then |also )?(?P<done>[a-z]+)"
    r"|\bhow to (?P<infinitive>[a-z]+)"
    r"|\b(?:commands?|steps|way|procedure|instructions) (?:to|for) (?P<purpose>[a-z]+)",
    re.IGNORECASE,
)


@cache
def actions() -> Mapping[str, frozenset[str]]:
    """The stem of each word for something that is done with those of which one tells how."""
    lines = resources.files(__package__).joinpath("actions.txt").read_text(encoding="utf-8").splitlines()
    found: dict[str, frozenset[str]] = {}
    for line in lines:
        if not line.startswith("#"):
            asked, _, telling = line.partition(":")
            words = normal_words(asked)
            for word in words:
                found[word] = frozenset(words) | frozenset(normal_words(telling))
    return found


def action_missing(question: Question, text: str) -> str | None:
    """What a question asks how to do and a text with what stands above it has no word for, as words for a person.

    >>> action_missing(Question("", "procedure", (), "How do I delete a tag?"), "Press + to create a tag.")
    'a word for "delete"'
    >>> action_missing(Question("", "procedure", (), "How do I delete a tag?"), "Removing: press - beside the tag.")
    """
    asked = question.as_asked
    match = _DONE.search(asked)
    if match is None or in_chinese(text):
        return None
    word = match[match.lastgroup or 0]
    stems = normal_words(word)
    told = actions().get(stems[0]) if stems else None
    return None if told is None or told & word_set(text) else f'a word for "{word}"'
