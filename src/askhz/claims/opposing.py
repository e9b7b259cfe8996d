"""Whether a text says the opposite of what a question asks for: "the upper canal" where the lower one is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..text.words import STOP_WORDS, Word, spans, word_set
from .denials import is_denied
from .features import events, opposites

# What a prefix turns round: "uncomplicated", "non-deterministic", "informal", but not "intake".
_NEGATIVE = re.compile(
    r"(?:un|non)(?P<any>\w{4,})"
    r"|(?:in|im|il|ir)(?P<quality>\w+(?:[ai]ble|[ae]n(?:t|ce|cy)|ate|ic|al|ive|ity|ly|ous|lete|rect|fect|finite|pure))"
)
# What says one of these says the other as well: a brother and his sister, what is open and when it is closed.
_EITHER = frozenset(
    "husband wife father mother son daughter king queen brother sister buy sell bought sold win lose won lost gain with"
    " without before after open closed opens closes opened close allow allowed forbid forbidden prohibited enter leave"
    " joined left right arrive arrives depart departs friend enemy include exclude possible impossible succeed fail"
    " unless day night front back enable enables enabled disable disables disabled required mandatory optional legal"
    " illegal".split()
)
_PREFIX = re.compile(r"\b(un-|non[- ]|in-)(?=[^\W\d])", re.IGNORECASE)  # "un-elected"
# Words that are no opposites here: "how old is the new bridge?"
_PHRASE = re.compile(
    r"\bat (?:the )?(?:same|least|most|best|worst|first|last)\b|\bmore or less\b|\bhow \w+", re.IGNORECASE
)
_SAID = 0.75  # share of the question's other words that a text must have where no neighbour of the word is the same


def says_opposite(asked: str, text: str, above: str = "") -> bool:
    """Whether a text has the opposite of a word of a question in its place, and neither it nor what is above the word.

    Two negations are none: what is "not solved" is unsolved.

    >>> says_opposite("Where is the lower canal?", "The upper canal begins at Diepoldsau.")
    True
    >>> says_opposite("Which problem is unsolved?", "The problem of the knots is not solved.")
    False
    """
    asked, text = (_PREFIX.sub(lambda prefix: prefix[0].rstrip("- "), each) for each in (asked, text))
    words, said = _words(asked), _words(text)
    known, have = {word.stem for word in words}, word_set(f"{text}\n{above}")
    return any(
        _are_opposites(word, other)
        and _in_its_place(words, at, said, place)
        and is_denied(asked, word.start) == is_denied(text, other.start)
        for at, word in enumerate(words)
        if word.folded not in _EITHER and have.isdisjoint({word.stem} | events().get(word.stem, frozenset()))
        for place, other in enumerate(said)
        if other.stem not in known and other.folded not in _EITHER
    )


def _words(text: str) -> list[Word]:
    """The words of a text that say what it is about, and those that have an opposite."""
    plain = _PHRASE.sub(lambda phrase: " " * len(phrase[0]), text)
    return [word for word in spans(plain) if word.folded not in STOP_WORDS or word.stem in opposites()]


def _are_opposites(one: Word, other: Word) -> bool:
    """Whether two words are opposites, by the list or by a prefix: "uncomplicated"."""
    if other.stem in opposites().get(one.stem, ()):
        return True
    short, long = sorted((one.folded, other.folded), key=len)
    turned = _NEGATIVE.fullmatch(long)
    return turned is not None and short == (turned["any"] or turned["quality"])


def _in_its_place(words: Sequence[Word], at: int, said: Sequence[Word], place: int) -> bool:
    """Whether a word of a text stands where one of the question does: beside the same word, or among the same ones."""
    for step in (1, -1):
        inside = 0 <= at + step < len(words) and 0 <= place + step < len(said)
        if inside and words[at + step].stem == said[place + step].stem:
            return True
    others = {word.stem for n, word in enumerate(words) if n != at}
    return len(others & {word.stem for word in said}) >= _SAID * len(others) > 0
