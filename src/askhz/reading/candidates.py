"""The sentences that may answer, each with the features that the ranker weighs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..claims import WORDED, Ground, ground_of, passage_claims, permitted, question_claims, required, unit_claims
from ..models.encoder import Rows
from ..question import TYPED, asks_by_itself
from ..records import Passage, Question, Span
from ..retrieval import Found, Retrieved
from ..text.aliases import Aliases
from ..text.passages import unit_text, unit_texts, view_of_passage, wholes
from ..text.words import STOP_WORDS, fold, other_script, spans, word_set
from .answer_types import figures, spans_of_kind

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
_ALL = 1 - 1e-6  # share of a question's words, rounding apart
_ASKS = re.compile(r"[?？]\s*$")
_ENUMERATION = re.compile(r"[,;，、；][^,;，、；.]+[,;，、；]| and \w+ in ")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit of a passage found, with its features (see `SENTENCE_FEATURES`) and the span that may answer.

    `text` is the unit's own text, `reads` how it reads for a model, `whole` the list or code that it belongs to.
    """

    passage: Passage
    span: Span
    text: str
    reads: str
    hit_rank: int
    features: dict[str, float]
    short: Span | None = None
    whole: Span | None = None


def candidates(question: Question, retrieved: Retrieved) -> list[Candidate]:
    """Every sentence of the passages once, with its features, in the order of the hits.

    `cosine` is only there where the units' vectors are (see `retrieve`). Left out is what speaks of another code,
    version or date than the one asked for, as long as something is left.
    """
    asked = _Asked(question, retrieved)
    made: dict[tuple[str, Span], Candidate] = {}
    for found in retrieved.found:
        passage = found.hit.passage
        ground = ground_of(passage, found.hit.document)
        shared = asked.passage_features(found, ground)
        groups = wholes(passage)
        cosines = asked.cosines(found)
        other = asked.in_other_language(passage)
        context = word_set(ground.context)
        for span, reads, cosine, whole in zip(passage.sentences, unit_texts(passage), cosines, groups, strict=True):
            if (passage.source, span) not in made:
                text = passage.text[span[0] - passage.start : span[1] - passage.start]
                features = asked.sentence_features(reads, context) | cosine | shared
                if other:
                    alike = _as_share(features.get("cosine", features["passage_cosine"]))
                    features |= {"overlap": alike, "event_elsewhere": 0.0}
                made[passage.source, span] = Candidate(
                    passage, span, text, reads, found.hit.rank, features, whole=whole
                )
    documents = {found.hit.passage.source: found.hit.document for found in retrieved.found}
    places = [(one.passage, one.span, documents[one.passage.source]) for one in made.values()]
    may = permitted(required(question), places)
    return [one for one, allowed in zip(made.values(), may, strict=True) if allowed]


class _Asked:
    """What a sentence is compared with."""

    def __init__(self, question: Question, retrieved: Retrieved) -> None:
        self._question = question
        # A follow-up is also judged as it was asked: what was filled in says where to look, not what is wanted.
        self._rows = retrieved.rows
        self._words = [_question_words(text, retrieved.rarity) for text in retrieved.texts]
        # What was filled in need not be named where the answer stands.
        said = fold(question.as_asked if asks_by_itself(question) else question.search[0])
        self._names = [name for name in question.names if fold(name) in said]
        self._figures = figures(question.as_asked)
        self._foreign = retrieved.in_other_language(question)
        self._terms = [term for term in required(question) if not (self._foreign and term.kind in WORDED)]
        self._absent = question_claims(question, retrieved.rarity, retrieved.absent)
        self._aliases = retrieved.aliases
        self._comparable = retrieved.comparable

    def passage_features(self, found: Found, ground: Ground) -> dict[str, float]:
        """The features that all sentences of a passage share."""
        passage = found.hit.passage
        cosine = self._comparable(_cosine(self._rows, found.vector))
        features = {
            "passage_cosine": cosine,
            "passage_overlap": self._overlap(word_set(view_of_passage(passage).text)),
            "rank": 1 / found.hit.rank,
            "unknown": float(not self._all_named(passage, found.neighbours)),
            **passage_claims(self._terms, ground, self._aliases),
            **self._absent,
        }
        if self.in_other_language(passage):
            # No word can stand in both: what is known is how alike they are.
            features |= {"passage_overlap": _as_share(cosine), "word_absent": 0.0}
        return features

    def in_other_language(self, passage: Passage) -> bool:
        """Whether the words of the question and of a passage cannot be compared."""
        return self._foreign or other_script(self._question.as_asked, passage.text)

    def cosines(self, found: Found) -> list[dict[str, float]]:
        """The feature `cosine` of each unit; nothing where no vectors of units were asked for."""
        if found.unit_vectors is None:
            return [{}] * len(found.hit.passage.sentences)
        return [{"cosine": self._comparable(_cosine(self._rows, vector))} for vector in found.unit_vectors]

    def sentence_features(self, text: str, context: frozenset[str]) -> dict[str, float]:
        """The features of one sentence that its own words decide, with those of its headings, title and header."""
        question = self._question
        words = word_set(text)
        typed = question.kind in TYPED
        of_kind = bool(typed and spans_of_kind(question.kind, text, question.text))
        return {
            "overlap": self._overlap(words),
            "covered": float(self._overlap(words | context) > _ALL),
            "kind_found": float(of_kind),
            "kind_missing": float(typed and not of_kind),
            "asks": float(bool(_ASKS.search(text))),
            "enumeration": float(question.kind == "list" and bool(_ENUMERATION.search(text))),
            "short_line": float(len(words) < 6),
            "short_line_explains": float(len(words) < 8 and not question.wants_one),
            **unit_claims(question, self._terms, text),
        }

    def _overlap(self, present: frozenset[str]) -> float:
        return max(share_of_rarity(words, present) for words in self._words)

    def _all_named(self, passage: Passage, neighbours: Sequence[Passage]) -> bool:
        """Whether the names and the years asked for stand in the passage, its context or one unit beside it."""
        beside = [unit_text(one, -1 if one.start < passage.start else 0) for one in neighbours]
        around = "\n".join([view_of_passage(passage).text, *beside])
        words, names = word_set(around), _names_in(around, self._aliases)
        other = self.in_other_language(passage)
        return self._figures <= figures(around) and all(
            word_set(name) <= words
            or bool(self._aliases.same(fold(name)) & names)
            or (other and not self._aliases.same(fold(name)))  # how it is called there is not known
            for name in self._names
        )


def _cosine(rows: Rows, vector: Rows) -> float:
    return float(np.max(rows @ vector))


def _question_words(text: str, rarity: Mapping[str, float]) -> dict[str, float]:
    """A question's content words with their rarity; all of its words if it has only stop words."""
    found = {word.stem: rarity[word.stem] for word in spans(text) if word.folded not in STOP_WORDS}
    return found or {word.stem: rarity[word.stem] for word in spans(text)}


def _as_share(cosine: float) -> float:
    """What share of a question's words to take for given in a text of another script that is as like it.

    Fitted on half of the Chinese questions over the seed articles (docs/chinese.md).

    >>> _as_share(0.3), round(_as_share(0.6), 2)
    (0.0, 0.5)
    """
    return min(1.0, max(0.0, 2 * (cosine - 0.35)))


def share_of_rarity(words: Mapping[str, float], present: frozenset[str]) -> float:
    """How much of the words' rarity is present.

    >>> share_of_rarity({"unicorn": 3.0, "hangzhou": 1.0}, frozenset({"unicorn"}))
    0.75
    """
    total = sum(words.values())
    return sum(rarity for word, rarity in words.items() if word in present) / total if total else 0.0


def _names_in(text: str, aliases: Aliases) -> frozenset[str]:
    return frozenset(fold(name) for name in aliases.names_in(text))
