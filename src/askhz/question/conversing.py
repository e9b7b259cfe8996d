"""What a conversation is about, and whether a question stays with it.

What is asked next mostly has its answer where the last answers stood: "who won?" says nothing of what, and needs no
word that a rule could see. So a question that does not name what it is about is put first to the documents that were
spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..records import Question, Topic
from ..text.aliases import Aliases
from .kinds import CONSIDERED
from .languages import language_of
from .leaning import leans_on_history, matter_of
from .naming import content_words_beyond, names_in
from .subjects import things_in

_MANY = 4  # words of matter; a question of more says itself what it is about


def topics_of(text: str, earlier: Sequence[str], aliases: Aliases) -> tuple[Topic, ...]:
    """What a question may speak of if it does not say so itself: how it began, and the newest.

    `earlier` holds the questions before it, oldest first.

    >>> before = ["What was the Larch race?", "ok and how long was it", "Who runs the Harbour choir?", "since when"]
    >>> [topic.opened for topic in topics_of("how old is he?", before, Aliases())]
    ['What was the Larch race?', 'Who runs the Harbour choir?']
    >>> topics_of("Who founded the Harbour choir?", ["What was the Larch race?"], Aliases())
    ()
    """
    if not earlier or len(text) > CONSIDERED or names_itself(text, aliases):
        return ()
    at = next((at for at in range(len(earlier) - 1, 0, -1) if names_itself(earlier[at], aliases)), 0)
    return tuple(Topic(earlier[start], " ".join(earlier[start:])) for start in dict.fromkeys((0, at)))


def topics_of_like(
    text: str, meant: str, earlier: Sequence[str], aliases: Aliases, *, another: bool
) -> tuple[Topic, ...]:
    """What a question may speak of that is asked like the one before; `meant` is all that it means.

    Another thing, code or number most likely stands in the same document, another name in another: a document that was
    asked of the first may tell of that alone.

    >>> before = ["What is the lease?", "What does clause 1 say?", "And clause 2?"]
    >>> topics_of_like("And 3?", "What does clause 3 say?", before, Aliases(), another=True)[0].asked
    'What does clause 1 say? And clause 2?'
    >>> topics_of_like("And for Edda?", "What does it say for Edda?", before, Aliases(), another=True)[0].asked
    'What is the lease?'
    """
    last = len(earlier) - 1
    while last > 0 and leans_on_history(earlier[last], aliases, language_of(earlier[last])):
        last -= 1
    if not another or any(re.search(r"[^\W\d_]", name) for name in names_in(text, aliases)):
        return topics_of(meant, earlier[: max(last, 0)], aliases)
    return (Topic("", " ".join(earlier[max(last, 0) :])),)


def names_itself(text: str, aliases: Aliases) -> bool:
    """Whether a question says what it is about: by a name, or by many words.

    >>> [names_itself(asked, Aliases()) for asked in ("Is anything left?", "Is Edda left?", "When was it?")]
    [False, True, False]
    """
    language = language_of(text)
    if leans_on_history(text, aliases, language):
        return False
    return bool(things_in(text, aliases, language)) or len(content_words_beyond(text)) > _MANY


def matter(text: str) -> list[str]:
    """The words that say what a question is about, as stems.

    >>> matter("Do I need a permit?")
    ['permit']
    """
    return matter_of(text, language_of(text))


def is_whole(question: Question) -> bool:
    """Whether a question can be put to all documents: nothing was left out, or it is certain what.

    >>> is_whole(Question("Why?", "reason", ("Why? the tug",), "Why?", leans=True))
    False
    """
    filled_in = question.search[0]
    return not question.leans or (
        filled_in != question.as_asked and not filled_in.startswith(question.as_asked.rstrip(" ?!."))
    )


def within_topic(question: Question, topic: Topic) -> Question:
    """The question as it is looked up in the documents that are spoken of: with the words that opened the topic too.

    >>> asked = Question("Who won?", "person", ("Who won?",), "Who won?")
    >>> within_topic(asked, Topic("What is the race?", "")).search
    ('Who won? What is the race?',)
    """
    filled_in = () if question.search[0] == question.as_asked else question.search[:1]
    search = (*filled_in, f"{question.as_asked} {topic.opened}") if topic.opened else question.search
    return replace(question, search=search, understood=search[0])
