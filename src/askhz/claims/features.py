"""How far a unit meets what a question claims: features for a reader's confidence, each from 0 to 1."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources

from ..records import Question
from ..text.aliases import Aliases
from ..text.words import STOP_WORDS, in_chinese, normal_words, spans, word_set
from .grounds import Ground
from .standing import rivals, stands
from .terms import Term

CLAIM_FEATURES = (
    "term_missing",
    "term_rival",
    "word_absent",
    "event_elsewhere",
    "event_missing",
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|nothing|none|neither|nor|cannot|without|except|unless|forbidden|prohibited)\b|n['’]t\b"
    r"|(?<![是能会要可])不(?![同仅但过错断久管论])|(?<!有)没有?|未(?!来)|禁止|切勿|严禁|除了|除非|以外|之外",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:only|solely|exclusively)\b|仅|只(?:有|能|是|在|对|支持)|唯一", re.IGNORECASE)
_AUXILIARY = r"(?:is|are|was|were|does|did|do|can|could|may|must|will|would|should|has|have|had)"
# "Who founded …", "When was … released?", "When did the mill close?"
_HAPPENED = re.compile(
    r"^(?:and |but |so )?who(?: (?:has|had|have|was|were|is))?(?: first| originally)? (?P<event>[a-z]+)\b"
    rf"|\bwhen (?:{_AUXILIARY}) .*?\b(?P<later>[a-z]+)[?.! ]*$",
    re.IGNORECASE,
)


@cache
def events() -> Mapping[str, frozenset[str]]:
    """The stem of each word for something that happens with those that tell of it: found with establish, founder."""
    lines = resources.files(__package__).joinpath("events.txt").read_text(encoding="utf-8").splitlines()
    found: dict[str, set[str]] = {}
    for line in lines:
        if not line.startswith("#"):
            words = normal_words(line)
            for word in words:
                found.setdefault(word, set()).update(words)
    return {word: frozenset(others) for word, others in found.items()}


@cache
def opposites() -> Mapping[str, frozenset[str]]:
    """The stem of each word with those of its opposites: open with closed, closed with open."""
    lines = resources.files(__package__).joinpath("opposites.txt").read_text(encoding="utf-8").splitlines()
    found: dict[str, set[str]] = {}
    for line in lines:
        words = normal_words(line)
        if len(words) == 2 and words[0] != words[1]:
            found.setdefault(words[0], set()).add(words[1])
            found.setdefault(words[1], set()).add(words[0])
    return {word: frozenset(others) for word, others in found.items()}


def passage_claims(terms: Sequence[Term], ground: Ground, aliases: Aliases) -> dict[str, float]:
    """The features that all units of a passage share: the share of the terms that do not stand in it or its context."""
    around = f"{ground.context}\n{ground.text}"
    missing = [term for term in terms if not stands(term, around, aliases)]
    return {"term_missing": len(missing) / len(terms) if terms else 0.0}


def question_claims(question: Question, rarity: Mapping[str, float], absent: frozenset[str]) -> dict[str, float]:
    """The features that all units share.

    `rarity` tells how much each normal word of the question tells passages apart, `absent` are those that stand in no
    passage.
    """
    return {"word_absent": _share(question.as_asked, rarity, absent)}


def unit_claims(question: Question, terms: Sequence[Term], unit: str) -> dict[str, float]:
    """The features of one unit, as it reads."""
    asked = question.as_asked
    rival = any(next(rivals(term, unit), None) is not None and not stands(term, unit) for term in terms)
    return {
        "term_rival": float(rival),
        "event_elsewhere": float(question.kind == "date" and _event_elsewhere(asked, unit)),
        "event_missing": float(question.kind in ("date", "person", "organisation") and _event_missing(asked, unit)),
    }


def _share(asked: str, rarity: Mapping[str, float], absent: frozenset[str]) -> float:
    """How much of the rarity of a question's content words is that of words that stand nowhere."""
    words = {word.stem: rarity.get(word.stem, 0.0) for word in spans(asked) if word.folded not in STOP_WORDS}
    total = sum(words.values())
    return sum(weight for word, weight in words.items() if word in absent) / total if total else 0.0


def _negated(text: str) -> bool:
    return len(_NEGATION.findall(text)) % 2 == 1


def tells_the_rest(asked: str, unit: str) -> bool:
    """Whether a unit names the only ones that are so, and the question asks which are not: what it names is wrong.

    >>> tells_the_rest("Which lane is not heated?", "Only lane four is heated.")
    True
    >>> tells_the_rest("Which lane is heated?", "Only lane four is heated.")
    False
    """
    return _negated(asked) and not _negated(unit) and _ONLY.search(unit) is not None


def _event_elsewhere(asked: str, unit: str) -> bool:
    """Whether a unit does not speak of what is said to have happened: the last word of the question is its verb.

    Not so in Chinese.
    """
    if in_chinese(asked):
        return False
    event, said = _last_word(asked), word_set(unit)
    return event is not None and event not in said and not said & opposites().get(event, frozenset())


@lru_cache(maxsize=64)
def _last_word(asked: str) -> str | None:
    """The stem of the last word that says something; the same for every unit that a question is compared with."""
    words = [word for word in spans(asked) if word.folded not in STOP_WORDS]
    return words[-1].stem if words else None


def _event_missing(asked: str, unit: str) -> bool:
    """Whether what a question says to have happened is a known event, and a unit has no word for that.

    >>> _event_missing("Who founded Acme?", "Produced by Acme Review"), _event_missing("Who founded it?", "Its founder")
    (True, False)
    """
    match = _HAPPENED.search(asked)
    happened = normal_words(match["event"] or match["later"]) if match else []
    known = events().get(happened[0]) if happened else None
    return known is not None and known.isdisjoint(word_set(unit))
