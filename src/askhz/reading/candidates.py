"""The sentences that may answer, with their features."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..index.lookup import Index
from ..records import Passage, Span
from ..text.words import STOP_WORDS, fold, spans

SENTENCE_FEATURES = (
    "cosine",
    "passage_cosine",
    "overlap",
    "passage_overlap",
    "kind_found",
    "kind_missing",
    "asks",
    "enumeration",
    "short_line",
    "short_line_explains",
    "rank",
)
ASKS = re.compile(r"[?？]\s*$")
ENUMERATION = re.compile(r"[,;，、；][^,;，、；.]+[,;，、；]| and \w+ in ")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage found, with its features (see `SENTENCE_FEATURES`) and its unit vector."""

    passage: Passage
    span: Span
    text: str
    hit_rank: int
    features: dict[str, float]
    short: Span | None = None


def question_words(text: str, index: Index) -> dict[str, float]:
    """A question's content words with their rarity."""
    found = {w.stem: index.rarity(w.stem) for w in spans(text) if w.folded not in STOP_WORDS}
    return found or {w.stem: index.rarity(w.stem) for w in spans(text)}


def share_of_rarity(words: dict[str, float], present: frozenset[str]) -> float:
    """How much of the words' rarity is present.

    >>> share_of_rarity({"unicorn": 3.0, "hangzhou": 1.0}, frozenset({"unicorn"}))
    0.75
    """
    total = sum(words.values())
    return sum(rarity for word, rarity in words.items() if word in present) / total if total else 0.0


def names_of(text: str, index: Index) -> frozenset[str]:
    return frozenset(fold(name) for name in index.aliases.names_in(text))
