"""Passages that hold a term of a question as it is written, looked up by its words and checked letter by letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from .claims import CERTAIN, LOOKED_AT, Ground, Term, ground_of, is_numbered, is_option, required, stands
from .records import DocumentInfo, Hit, Passage, Question
from .text.words import normal_words

_MOST = 3  # passages that are put forward for a term
_READ_FIRST = 3  # passages that are read in any case
_OF_LETTERS = 5  # times as many for an option: one letter stands in many passages


class Holding(Protocol):
    """What is needed of an index; `retrieval.Lookup` has all of it."""

    def matching(self, words: Sequence[str], k: int, /) -> Sequence[tuple[int, float]]:
        """The k best passages for any of the normal words: ids with scores, best first."""

    def holding(self, words: Sequence[str], /) -> int:
        """How many passages hold all of some normal words."""

    def stored(self, ids: Sequence[int], /) -> Mapping[int, Stored]:
        """Id to passage and document."""


class Stored(Protocol):
    """A passage with its document."""

    @property
    def passage(self) -> Passage:
        """The passage with its text."""

    @property
    def document(self) -> DocumentInfo:
        """What is known of its document."""


def holding_terms(
    terms: Sequence[Term],
    grounds: Sequence[Ground],
    index: Holding,
    scores: Mapping[int, float] = MappingProxyType({}),
    numbers: Sequence[int] = (),
) -> list[int]:
    """The ids of passages that have terms which none of the first of the `grounds`, those found already, has.

    They are in order, the best first; `numbers` are the ids of the grounds, `scores` are how well passages answer
    otherwise.
    """
    found: list[int] = []
    for term in terms:
        if not (term.kind in CERTAIN or _is_numbered(term)):
            continue
        if places := [at for at, one in enumerate(grounds) if _stands_in(term, one)]:
            found += [numbers[at] for at in places[:_MOST] if numbers and places[0] >= _READ_FIRST]
            continue
        ids: dict[int, None] = {}
        most = LOOKED_AT * (_OF_LETTERS if is_option(term.text) else 1)
        for words in [normal_words(f"{term.noun} {term.text}")] if _is_numbered(term) else term.wordings:
            if index.holding(words):
                ids |= dict.fromkeys(number for number, _ in index.matching(words, most))
        having = [number for number, one in index.stored(list(ids)[: 3 * most]).items() if _has(term, one)]
        found += sorted(having, key=lambda number: (-scores.get(number, 0.0), number))[:_MOST]
    return list(dict.fromkeys(found))


def sources_with(code: str, index: Holding) -> list[str]:
    """The documents of which a passage has the words of a code."""
    ids = [number for number, _ in index.matching(normal_words(code), LOOKED_AT)]
    stored = index.stored(ids)
    return list(dict.fromkeys(one.passage.source for one in (stored[n] for n in ids if n in stored)))


def unwritten(question: Question, hits: Sequence[Hit], index: Holding) -> str | None:
    """A code that stands nowhere though its words do, in other forms: "maxRetry" where there is "maxRetries"."""
    for term in required(question):
        if term.kind != "identifier" or term.filled_in or is_option(term.text):
            continue
        if any(_has_in(term, hit.passage, hit.document) for hit in hits):
            continue
        if sum(index.holding(words) for words in term.wordings) <= LOOKED_AT and not holding_terms([term], [], index):
            return term.text
    return None


def _has(term: Term, one: Stored) -> bool:
    return _has_in(term, one.passage, one.document)


def _has_in(term: Term, passage: Passage, document: DocumentInfo | None) -> bool:
    return _stands_in(term, ground_of(passage, document))


def _is_numbered(term: Term) -> bool:
    """Whether a term is a small number that is a name's."""
    return bool(term.noun) and term.kind == "number"


def _stands_in(term: Term, ground: Ground) -> bool:
    if _is_numbered(term):
        return is_numbered(term.noun, term.text, ground.text, ground.context)
    return stands(term, f"{ground.context}\n{ground.text}")
