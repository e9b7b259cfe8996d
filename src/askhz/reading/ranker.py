"""The reader without a network: sentences ranked by the encoder, the words and the kind of answer wanted."""

from __future__ import annotations

from ..records import Question, Reading, Span
from ..retrieval import Retrieved
from .answer_types import find_span
from .candidates import SENTENCE_FEATURES, Candidate, candidates
from .weighing import Scored, WeighingReader, shared_confidence_features

SENTENCE_RANKER = "sentence-judge"
"""The name of this reader on the command line and in stored calibrations; older than the class, and kept."""


class SentenceRanker(WeighingReader):
    """Ranks sentences by the encoder, the words and the kind of answer wanted."""

    sentence_features = SENTENCE_FEATURES
    confidence_names = ("logit", "lead", "overlap", "passage_cosine", "kind_missing", "unknown", "explains")
    weights_file = "judge.json"

    @property
    def name(self) -> str:
        """What tells this reader from others."""
        return SENTENCE_RANKER

    def identities(self, encoder: str, /) -> dict[str, str]:
        """The name and the identity of this reader."""
        return {self.name: self.identity(encoder)}

    def supports(self, question: Question, /) -> bool:
        """It reads every question."""
        return True

    def read(self, question: Question, retrieved: Retrieved, /) -> Reading:
        """Findings, best first, and the probability that the best is right."""
        return self.weigh(question, retrieved)

    def candidates(self, question: Question, retrieved: Retrieved) -> list[Candidate]:
        """Every sentence of the passages once, with its features, in the order of the hits."""
        return candidates(question, retrieved)

    def short_span(self, question: Question, candidate: Candidate) -> Span | None:
        """The smallest answering span of a sentence, or None."""
        return find_span(question, candidate.text, candidate.span[0])

    def confidence_features(self, question: Question, scored: Scored) -> dict[str, float]:
        """What tells whether the best sentence is right."""
        return shared_confidence_features(question, scored)
