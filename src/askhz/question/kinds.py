"""The kind of answer that a question wants, and what it compares, counts or chooses from."""

from __future__ import annotations

import re
from functools import cache

from ..records import Kind
from ..text.language import latin_language
from ..text.words import fold, simplified
from .languages import OTHERS, Kinds, language_of

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])\s*")
CONSIDERED = 500  # characters of a question that tell what it wants; more are a text pasted with it

TYPED: frozenset[Kind] = frozenset({"number", "date", "person", "organisation", "place"})
"""The kinds that a few words of one sort answer."""


def kind_of(text: str) -> Kind:
    """The kind of answer that a question wants.

    >>> [kind_of(q) for q in ("How many are there?", "Why?", "Which cities?", "who founded it", "How did it grow?")]
    ['number', 'reason', 'list', 'person', 'manner']
    >>> [kind_of(q) for q in ("How do I reset it?", "What is a kiln?", "Is it open?", "A vs B")]
    ['procedure', 'definition', 'yes-no', 'comparison']
    >>> [kind_of(q) for q in ("Warum ist das so?", "Comment puis-je le faire ?", "Wie viele gibt es?")]
    ['reason', 'procedure', 'other']
    """
    text = asking(text[:CONSIDERED])
    language = language_of(text)
    if language.code == "en" and (others := OTHERS.get(latin_language(text) or "")) is not None:
        return _earliest(others, fold(text).rstrip("?!. ")) or "other"
    if language.named_definition and not text.isupper() and pattern(language.named_definition).search(text):
        return "definition"
    folded = fold(text).rstrip("?!.？！。 ")
    for written, whole in language.contractions:
        folded = pattern(written).sub(whole, folded)
    if (kind := _earliest(language.kinds, folded)) is not None:
        return kind
    return next((kind for kind, each in language.last_kinds if pattern(each).search(folded)), "other")


def _earliest(kinds: Kinds, folded: str) -> Kind | None:
    """The kind whose pattern matches first; of equally early ones the first."""
    found = [(match.start(), kind) for kind, each in kinds if (match := pattern(each).search(folded))]
    return min(found, key=lambda pair: pair[0])[1] if found else None


def asking(text: str) -> str:
    """The sentences that end with a question mark, where others stand beside them: these only say what it is about.

    >>> asking("I met people who cook. What do I do?"), asking("Tell me. All of it.")
    ('What do I do?', 'Tell me. All of it.')
    """
    sentences = _SENTENCE_END.split(text)
    asking = [sentence for sentence in sentences if sentence.rstrip("\"'”’) ").endswith(("?", "？"))]
    return " ".join(asking) if asking else text


def sides_of(text: str) -> tuple[str, ...]:
    """The two things that a question compares, as it names them; none where it compares nothing.

    >>> sides_of("What is the difference between a rake and a hoe?"), sides_of("Is the Elk older than the Lynx?")
    (('a rake', 'a hoe'), ('the Elk', 'the Lynx'))
    >>> sides_of("What is a rake?")
    ()
    """
    text = text[:CONSIDERED]
    language = language_of(text)
    searched = simplified(text)
    for each in language.sides:
        if match := pattern(each, re.IGNORECASE).search(searched):
            sides = (text[slice(*match.span("one"))].strip(), text[slice(*match.span("other"))].strip())
            if all(sides):
                return sides
    return ()


def counted_in(text: str) -> str | None:
    """The things whose number is asked for, as the question names them.

    >>> counted_in("How many unicorn companies are there?"), counted_in("How much is it?")
    ('unicorn companies', None)
    """
    text = text[:CONSIDERED]
    language = language_of(text)
    match = pattern(language.counted, re.IGNORECASE).search(simplified(text))
    return text[slice(*match.span("things"))] if match else None


def chooses(text: str) -> bool:
    """Whether a question asks which of several things are of a certain kind.

    >>> chooses("Which of them can be rented?"), chooses("Which year was it?")
    (True, False)
    """
    text = text[:CONSIDERED]
    language = language_of(text)
    return pattern(language.chooses).search(fold(text)) is not None


@cache
def pattern(written: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern of a language, compiled once."""
    return re.compile(written, flags)
