"""The proper names and the words in a question."""

from __future__ import annotations

import re

from ..text.aliases import Aliases
from ..text.language import latin_language
from ..text.words import STOP_WORDS, fold, latin_only, spans

_NAME = re.compile(r"\b[A-Z][\w’'-]*(?: (?:of|the|and|&|de|von) (?=[A-Z])| (?=[A-Z0-9])|[\w’'-]+)*")
_INNER = re.compile(r"[a-z][A-Z]|[A-Z]{2}|\d")  # what an ordinary noun does not have
_SENTENCE = re.compile(r"[.!?]\s+[¿¡]?$")
_ENDED = re.compile(r"(?:^|[.!?:;,]\s+)$")
_MAY = re.compile(r"May (?:i|we|you|they|he|she|it|one|the|a|an|our|my|this|that|these|those|there)\b", re.IGNORECASE)
_NO_NAMES = frozenset("i why when where which who whom whose what how is are was were do does did can could".split())


def names_in(text: str, aliases: Aliases) -> list[str]:
    """The proper names in a question: known names, and words in capitals past the first.

    >>> names_in("Who founded Hangzhou Bowu Culture?", Aliases()), names_in("Koopa IR是谁设计的？", Aliases())
    (['Hangzhou Bowu Culture'], ['Koopa IR'])

    In German every noun has a capital: only what has another one, or a digit, is a name there.

    >>> names_in("Wie viele Inseln hat OpenSee?", Aliases()), names_in("¿Quién fundó OpenSee?", Aliases())
    (['OpenSee'], ['OpenSee'])
    """
    found = list(aliases.names_in(text))
    latin = latin_only(text)
    first_is_any = latin == text  # in Chinese no capital begins a sentence
    language = latin_language(text)
    nouns_have_capitals = language == "de"
    known = language in ("en", None)  # the words that English questions begin with are known
    if not text.isupper() or not first_is_any:
        for match in _NAME.finditer(latin):
            before = latin[: match.start()]
            starts = first_is_any and not any(map(str.isalpha, before))
            starts = starts or (not known and _SENTENCE.search(before) is not None)
            # "Defra's CI" are two names, and the mark behind a quoted one is no part of it.
            for part in re.split(r"['’]s\b", match.group()):
                name = _without_first(part.strip(), starts=starts, may=_begins(latin, match.start()))
                if nouns_have_capitals:
                    name = " ".join(word for word in name.split() if _INNER.search(word))
                if name and not any(fold(name) in fold(other) for other in found):
                    found.append(name)
                starts = False
    return found


def _without_first(name: str, *, starts: bool, may: bool) -> str:
    """A name without first words that are none: a question's first, question words, "may" where a question begins."""
    words = name.split()
    while words and (starts or _NO_NAMES.union(STOP_WORDS).intersection(re.split("['’]", fold(words[0]))[:1])):
        words, starts = words[1:], False
    if may and words[:1] == ["May"]:
        words = words[1:]
    return " ".join(words).strip(" '’")


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins there, and it is a question about persons: "May we …"."""
    return _ENDED.search(text[:at]) is not None and _MAY.match(text, at) is not None


def content_words_beyond(text: str) -> list[str]:
    """The words of a question that are neither stop words nor question words.

    >>> content_words_beyond("And why is that?"), content_words_beyond("Who founded it?")
    ([], ['found'])
    """
    return [word.stem for word in spans(text) if word.folded not in STOP_WORDS]


def same_name(one: str, other: str) -> bool:
    """Whether one of two names is the other or a part of it."""
    return fold(one) in fold(other) or fold(other) in fold(one)
