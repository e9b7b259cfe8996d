"""Names in a question that is typed without capitals: "who played wickham in pride and prejudice".

No capital marks them. What tells them is their place, without an article behind a verb or a preposition, and how the
documents write them: nowhere, or always with a capital.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from ..records import Span
from ..text.english import is_english
from ..text.language import latin_language, other_latin_language
from ..text.words import STOP_WORDS, Word, latin_only, other_script, slips, spans, word_set
from .abbreviated import abbreviates

_AUXILIARY = r"(?:is|are|was|were|do|does|did|can|could|will|would|has|have|had)"
# What stands before a name: "did _", "in _", "who founded _".
_LEADS = re.compile(
    rf"\b(?:(?:when|where|why|how|who|whom|what|which)(?:['’]?s| {_AUXILIARY})|whose|of|in|on|from|by|with|for|at|to"
    rf"|during|against|between|and|than"
    rf"|who (?:(?:has|had|have|is|was|were|first|originally) )*(?!{_AUXILIARY}\b)[a-z]+) $"
)
_NOUN = re.compile(rf"(?:{_LEADS.pattern[:-1]}|\b(?:the|an?) )$")
_PLAYS = re.compile(
    rf"\bwho (?:{_AUXILIARY} )?(?:first |originally )?(?:play|portray|voic)(?:s|ed|es|e|ing)? (?P<part>[a-z]+)"
)
_NO_NAMES = frozenset(
    "one two three four five six seven eight nine ten first last next other another new old many more most both each"
    " every several different".split()
)
_WITHIN = re.compile(r"\b[a-z]+,? [\"“‘(]?$")  # what stands before a word within a sentence
_BEFORE = 20  # characters that are looked at for that
_SHORTEST = 3  # letters of a name
_ALIKE, _LONG = 1, 6  # slips between two spellings of a name, one more from so many letters on


def is_uncapitalised(asked: str) -> bool:
    """Whether a question is typed in English without any capital, so that its names are not marked.

    >>> [is_uncapitalised(asked) for asked in ("who wrote emma", "Who wrote it?", "wer schrieb das und wann")]
    [True, False, False]
    """
    return asked.isascii() and asked.islower() and latin_language(asked) in ("en", None)


def name_nowhere(asked: str, held: Callable[[str], bool], texts: Sequence[str]) -> Span | None:
    """Where a question without capitals has a name that no document has: no English word, in the place of a noun.

    `held`: whether a stem stands in some passage; `texts`: what was found, which may spell the name otherwise.

    >>> name_nowhere("who played wickham in the film", lambda stem: stem == "film", ["Mr Darcy was played by Firth."])
    (11, 18)
    >>> name_nowhere("who donates money to the club", lambda stem: stem == "club", ["The club lives on gifts."])
    """
    if not is_uncapitalised(asked) or any(other_script(asked, text) for text in texts):
        return None
    if other_latin_language(asked, "\n".join(texts)):
        return None
    for word in _bare(asked, _NOUN):
        if not (held(word.stem) or is_english(word.folded) or _spelt_otherwise(word.folded, texts)):
            return word.start, word.end
    return None


def name_elsewhere(asked: str, quoted: str, found: Sequence[str]) -> str | None:
    """A name of a question without capitals that what is quoted does not have; `quoted` has what stands around it.

    `found`: the texts that were found, which write it with a capital wherever they have it. Who plays a part must be
    told where that part is named.

    >>> found = ["The plague of London came from Asia.", "The diary of Anne was printed in Delft."]
    >>> name_elsewhere("whose diary describes the plague of london", found[1], found)
    'london'
    >>> name_elsewhere("whose diary describes the plague of london", found[0], found)
    """
    if not is_uncapitalised(asked):
        return None
    have = word_set(quoted)
    part = _PLAYS.search(asked)
    for word in _bare(asked):
        if word.stem in have or not (
            (part is not None and word.start == part.start("part")) or _always_capital(word, found)
        ):
            continue
        if not _spelt_otherwise(word.folded, [quoted]):
            return word.folded
    return None


def names_written(asked: str, found: Sequence[str]) -> list[str]:
    """The words of a question without capitals that the texts that were found write with a capital wherever they stand.

    >>> names_written("who crossed the hudson in winter", ["Ice on the Hudson.", "It was winter."])
    ['hudson']
    """
    if not is_uncapitalised(asked):
        return []
    words = [word for word in spans(asked) if word.folded not in STOP_WORDS and len(word.folded) >= _SHORTEST]
    return [word.folded for word in words if _always_capital(word, found)]


def _bare(asked: str, leads: re.Pattern[str] = _LEADS) -> Iterator[Word]:
    """The words of a question that stand where a name may: without an article behind what leads in to one."""
    for word in spans(asked):
        if word.folded in STOP_WORDS or word.folded in _NO_NAMES or len(word.folded) < _SHORTEST:
            continue
        if asked[word.start].isalpha() and leads.search(asked[: word.start]):
            yield word


def _always_capital(word: Word, texts: Sequence[str]) -> bool:
    """Whether the texts have a word, never without a capital, and within a sentence: in a heading any may have one.

    >>> (word,) = spans("money")
    >>> [_always_capital(word, [text]) for text in ("Money: it is lent.", "It is lent by Money Ltd.", "our money")]
    [False, True, False]
    """
    within = False
    for text in texts:
        for one in spans(text) if word.stem in word_set(text) else ():
            if one.stem == word.stem:
                if not text[one.start].isupper():
                    return False
                within = within or _WITHIN.search(text[max(0, one.start - _BEFORE) : one.start]) is not None
    return within


def _spelt_otherwise(name: str, texts: Sequence[str]) -> bool:
    """Whether the texts have a name with a slip, in two words, shortened, lengthened, or the words that it abbreviates.

    >>> [_spelt_otherwise(name, ["A hat-trick of Rudolph"]) for name in ("hattrick", "rudolf", "trickster", "carl")]
    [True, True, True, False]
    """
    if abbreviates(name, "\n".join(texts)):
        return True
    most = _ALIKE + (len(name) >= _LONG)
    for text in texts:
        words = [word.folded for word in spans(latin_only(text))]
        for other in {*words, *(one + two for one, two in pairwise(words))}:
            if other[0] != name[0] or len(other) < _SHORTEST:
                continue
            begins = other.startswith(name) or (len(other) > _SHORTEST and name.startswith(other))
            if begins or slips(other, name, most) <= most:
                return True
    return False
