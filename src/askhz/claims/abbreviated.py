"""What an abbreviation in a question is short for in the documents: by common use, or by the letters of their words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

from ..text.aliases import Aliases
from ..text.english import is_english
from ..text.words import STOP_WORDS, fold
from .grounds import Ground
from .letters import SMALL

_SMALL = rf"(?:{'|'.join(sorted(SMALL))})[ -]"  # a word that has no letter in an abbreviation
_BETWEEN = rf"[^\W\d_]+[ -](?:{_SMALL})?"  # two letters of an abbreviation
_WITHIN_NAME = rf"[a-z]+[ -](?:{_SMALL})*"  # between a name's initials
_TOKEN = re.compile(r"[^\W_][\w&-]*[^\W_]")
_FEWEST = 3  # letters of an abbreviation whose words are told by their first letters


def abbreviates(letters: str, text: str) -> bool:
    r"""Whether letters, in any case, are short for words of a text.

    They are by common use, or as the first letters of a name or of words that the text says more than once: any three
    letters may begin three words somewhere by chance, but not the same words twice.

    >>> abbreviates("SSN", "Enter the Social Security Number."), abbreviates("DLT", "It is done, late and tested.")
    (True, False)
    >>> abbreviates("DLT", "Daily line test\nThe daily line test is at six."), abbreviates("hr", "Human resources")
    (True, True)
    """
    return _words_of(letters, text) is not None


def with_abbreviated(aliases: Aliases, asked: str, names: Sequence[str], grounds: Sequence[Ground]) -> Aliases:
    """The aliases and, for each abbreviation of a question, the words that what was found has for it.

    `names` are the names in the question.

    >>> with_abbreviated(Aliases(), "Who approves PTO?", ["PTO"], [Ground("Paid time off is granted.", "")]).groups
    (('PTO', 'paid time off'),)
    """
    abbreviations = list(dict.fromkeys(_abbreviations(asked, names)))
    text = "\n".join(f"{ground.context}\n{ground.text}" for ground in grounds) if abbreviations else ""
    groups = [(letters, words) for letters in abbreviations if (words := _words_of(letters, text)) is not None]
    return Aliases((*aliases.groups, *groups)) if groups else aliases


def _abbreviations(asked: str, names: Sequence[str]) -> Iterator[str]:
    """The names that are written as abbreviations, and the known ones; in small letters not "it", "us", "who"."""
    yield from (name for name in names if sum(map(str.isupper, name)) > 1)
    if not asked.isupper():
        for token in _TOKEN.findall(asked):
            word = fold(token)
            a_word = word in STOP_WORDS or (len(word) < _FEWEST and is_english(word))
            if word in _known() and (token.isupper() or not a_word):
                yield token


def _words_of(letters: str, text: str) -> str | None:
    """The words of a text that letters are short for, folded; None if there are none, or perhaps by chance."""
    folded, short = fold(text), fold(letters)
    for words in _known().get(short, _known().get(short.removesuffix("s"), ())):
        if found := re.search(rf"(?<!\w){'[ -]'.join(re.split('[ -]', words))}(?!\w)", folded):
            return found[0]
    if not re.fullmatch(r"[A-Za-z]{3,7}", letters):
        return None
    letters = letters[:-1] if len(letters) > _FEWEST and letters.endswith("s") else letters  # KPIs
    if letters.isupper() and (name := re.search(rf"\b{_WITHIN_NAME.join(letters)}[a-z]+", text)):
        return fold(name[0])
    said = Counter(found[0] for found in re.finditer(rf"\b{_BETWEEN.join(fold(letters))}[^\W\d_]+", folded))
    likely = [words for words, times in said.items() if times > 1 or f"{words} ({short}" in folded]
    return next((words for words in likely if not re.match(_SMALL, words)), None)


@cache
def _known() -> Mapping[str, tuple[str, ...]]:
    """For each abbreviation in common use the words that it is short for, folded; a hyphen may be a space."""
    lines = resources.files(__package__).joinpath("abbreviations.txt").read_text(encoding="utf-8").splitlines()
    entries = (line.split(": ", 1) for line in lines)
    return {letters: tuple(fold(written).split(" | ")) for letters, written in entries}
