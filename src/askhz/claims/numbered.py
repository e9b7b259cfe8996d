"""Names with a small number, "Debian 12": whether a text has the name with that number, another one, or a range.

The number alone tells nothing: it may count something else, or be another thing's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ..text.words import normal_words, word_set
from .grounds import Ground
from .terms import Term

_GENERAL = frozenset("version versions release releases edition series line no number v or and".split())
# A range of numbers behind a name: it decides for each number whether it is in it.
_RANGE = (
    r"{number}\s*(?:\+|\)?\s*(?:and|or|und|oder|et|ou|y|o)\s+(?:later|newer|above|up|higher|greater|older|earlier|below|lower"
    r"|neuer|höher|älter|später|plus|supérieur\w*|ultérieur\w*|superior\w*|posterior\w*)"
    r"|\s*(?:to|through|bis|à|a|–|—|-|至|到)\s*v?{number}|及?以[上下后前])"
    r"|(?:from|since|ab|seit|at least|minimum|mindestens|dès|desde|depuis|>=|≥|up to|until|below|above|older than"
    r"|newer than|before|after)\s+(?:version\s+)?v?{number}"
)
_NUMBER = r"\d{1,4}(?:\.\d+){0,2}(?:\.x)?"
_RANGED = re.compile(_RANGE.format(number=_NUMBER), re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?。！？;；])\s+|\n")
_NUMBERS = re.compile(
    rf"(?<![\w.,:/-])v?(?P<number>{_NUMBER})(?P<ordinal>st|nd|rd|th)?(?![\w%]|[.,:/-]\d)", re.IGNORECASE
)
_CAPITAL = re.compile(r"(?<![\w.\"“'‘`-])[A-Z][\w.+-]*[\w+]|\b[a-z]+[A-Z]\w*")
# They tell parts of a text, which may have their numbers without these words.
PARTS = frozenset(
    "section article clause chapter part step rule figure table page appendix paragraph schedule annex question item"
    " point phase day week stage line row note"
    " artikel paragraf abschnitt kapitel absatz seite chapitre cláusula".split()
)
LOOKED_AT = 40  # passages that have the words of a term, of which those are kept that have it
_COUNTED = re.compile(r" (?!(?:is|was|has|does|runs|works|needs)\b)[a-z]+s\b")
_BESIDE = re.compile(r"(?:[\W\d]|\b(?:and|or|to|through|v|versions?|releases?)\b)*", re.IGNORECASE)
_FAR = 120  # characters between a name and its number


def numbers_of(name: str, text: str, context: str = "") -> list[str]:
    """The numbers that a text gives for a name, or, where nothing else is named before them, for what it is about.

    >>> numbers_of("Debian", "It runs on Debian 12 and 13, and on Ubuntu 22.04 with 2 GB; bookworm (Debian 12).")
    ['12', '13', '12']
    >>> numbers_of("Loom", "Version: 4.0; Node: 18, 20", context="Loom"), numbers_of("Loom", "4.0", context="Flax")
    (['4.0'], [])
    >>> numbers_of("level", "At the 12th level. Level: 13th; a level of the 2nd house.")
    ['12', '13']
    """
    return [number for number, _ in _numbers(name, text, context)]


def is_numbered(name: str, number: str, text: str, context: str = "") -> bool:
    """Whether a text has a name with a number, or with one that begins with it: 4 for 4.0.1 and for 4.x."""
    return any(one == number or one.startswith(f"{number}.") for one in numbers_of(name, text, context))


def is_ranged(name: str, text: str) -> bool:
    """Whether a text gives a range of numbers for a name, so that it decides for others: "Fedora 41 and later".

    >>> is_ranged("Fedora", "It runs on Fedora 41 and later."), is_ranged("Fedora", "Debian 12 or later, Fedora 41.")
    (True, False)
    """
    for sentence in _SENTENCE.split(text):
        for found in _RANGED.finditer(sentence):
            at = next((match.start("number") for match in _NUMBERS.finditer(sentence, found.start())), None)
            if at is not None and _named_before(name, sentence, at) is True:
                return True
    return False


def told_of_number(term: Term, grounds: Sequence[Ground], holding: Callable[[Sequence[str]], int]) -> bool | None:
    """Whether what was found has the name of a term with its number, or a range that decides; None where nothing tells.

    It does not have it where the name stands there with other numbers only, unless so many passages hold both words
    that not all of them were looked at.
    """
    if term.noun.lower() in PARTS:
        return None
    texts = [(ground.text, ground.context) for ground in grounds] + [(ground.context, "") for ground in grounds]
    if any(is_numbered(term.noun, term.text, *each) or is_ranged(term.noun, each[0]) for each in texts):
        return True
    if term.kind != "number" or not any(numbers_of(term.noun, *each) for each in texts):
        return None
    return None if holding(normal_words(f"{term.noun} {term.text}")) > LOOKED_AT else False


def _numbers(name: str, text: str, context: str) -> Iterator[tuple[str, int]]:
    about = _has(name, context)
    for sentence in _SENTENCE.split(text):
        for match in _NUMBERS.finditer(sentence):
            if _counts(sentence, match.end()) or _counts_others(name, sentence, match):
                continue
            if match["ordinal"]:
                named: bool | None = _is_beside(name, sentence, match)
            else:
                named = _named_before(name, sentence, match.start())
            if named or (named is None and about):
                yield match["number"].removesuffix(".x"), match.start("number")


def _is_beside(name: str, sentence: str, ordinal: re.Match[str]) -> bool:
    """Whether a name stands next to an ordinal: "the 12th level", "Level: 12th"; else it counts something else."""
    before = [match.end() for match in _places(name, sentence[: ordinal.start()])]
    behind = next(_places(name, sentence[ordinal.end() :]), None)
    follows = behind is not None and behind.start() == 1
    return follows or (bool(before) and re.search(r"\w", sentence[before[-1] : ordinal.start()]) is None)


def _named_before(name: str, sentence: str, at: int) -> bool | None:
    """Whether the nearest name before a place is this one; None where there is none before it."""
    before = sentence[max(0, at - _FAR) : at]
    last = max((match.end() for match in _places(name, before)), default=-1)
    others = [
        match
        for match in _CAPITAL.finditer(before)
        if match.start() >= max(last, 0) and match[0].lower() not in _GENERAL and not _has(name, match[0])
    ]
    if not others:
        return True if last >= 0 else None
    return False


def _places(name: str, text: str) -> Iterator[re.Match[str]]:
    """Where a name stands, in one or several: rooms, PostgreSQL for Postgres."""
    longer = r"\w{0,3}" if len(name) > 4 else "s?"
    return re.finditer(rf"(?<!\w){re.escape(name)}{longer}(?!\w)", text, re.IGNORECASE)


def _has(name: str, text: str) -> bool:
    return word_set(name) <= word_set(text) or next(_places(name, text), None) is not None


def _counts_others(name: str, sentence: str, number: re.Match[str]) -> bool:
    """Whether a number counts what stands behind it, where words part it from the name: "Debian 12, with 15 users"."""
    if _COUNTED.match(sentence, number.end()) is None:
        return False
    last = max((match.end() for match in _places(name, sentence[: number.start()])), default=-1)
    return last < 0 or _BESIDE.fullmatch(sentence, last, number.start()) is None


def _counts(sentence: str, end: int) -> bool:
    """Whether a number counts something: 2 GB, 30 days."""
    behind = re.match(
        r"\s?(?:[KMGT]i?B|[kmc]?m|[ap]m|°|euros?|years?|days?|hours?|minutes?|seconds?|times?|percent)\b|\s?%",
        sentence[end:],
    )
    return behind is not None
