"""What the readers share: sentences ordered by weighed features, and how sure the best one is.

The weights stand in `judge.json` and `reader.json` beside this file and are made by `training/`. This module knows
neither the encoder nor a network: features come in, findings go out.
"""

from __future__ import annotations

import json
import zlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from ..claims import CLAIM_FEATURES
from ..records import Finding, Passage, Question, Reading, Span
from ..retrieval import Retrieved
from .candidates import Candidate
from .tracing import Trace, TracedUnit
from .weights import load_weights, sigmoid

Scored = Sequence[tuple[float, Candidate]]
"""Candidates with their log odds of answering, best first."""


class WeighingReader(ABC):
    """A reader that weighs the features of sentences.

    A subclass says which features there are, where its weights stand, and makes the candidates.
    """

    sentence_features: ClassVar[tuple[str, ...]]
    confidence_names: ClassVar[tuple[str, ...]]
    belonging_names: ClassVar[tuple[str, ...]] = ()
    weights_file: ClassVar[str]

    def __init__(self, weights: dict[str, Any] | None = None) -> None:
        """`weights`: as in `weights_file`, which is the default."""
        self.weights = load_weights(self.weights_file) if weights is None else weights

    @property
    @abstractmethod
    def name(self) -> str:
        """What tells this reader from others."""

    @property
    def threshold(self) -> float:
        """The confidence below which to decline."""
        return float(self.weights["threshold"])

    def identity(self, encoder: str) -> str:
        """What decides this reader's confidence, with the encoder of this name."""
        weights = zlib.crc32(json.dumps(self.weights, sort_keys=True).encode())
        return f"{self.name} {weights:08x} {encoder}"

    def compares_units(self, question: Question, passages: Sequence[Passage], /) -> bool:
        """Whether units are compared with the question by their own vectors: whether `cosine` has a weight."""
        return "cosine" in self.weights["sentence"]

    @abstractmethod
    def candidates(self, question: Question, retrieved: Retrieved) -> list[Candidate]:
        """Every sentence of the passages once, with its features."""

    @abstractmethod
    def short_span(self, question: Question, candidate: Candidate) -> Span | None:
        """The smallest answering span of a sentence, in the document's text, or None."""

    @abstractmethod
    def confidence_features(self, question: Question, scored: Scored) -> dict[str, float]:
        """What tells whether the best sentence is right."""

    def weigh(self, question: Question, retrieved: Retrieved) -> Reading:
        """The candidates as findings, best first, and the probability that the best is right."""
        return self._reading(question, self.ranked(self.candidates(question, retrieved)))

    def _reading(self, question: Question, scored: Scored) -> Reading:
        if not scored:
            return Reading((), 0.0, self.threshold, self.name)
        findings = tuple(
            Finding(
                candidate.passage.source,
                *candidate.span,
                candidate.text,
                sigmoid(logit),
                self.short_span(question, candidate),
                candidate.hit_rank,
                candidate.whole,
                evidence=self.belonging(logit, scored[0][0], candidate),
            )
            for logit, candidate in scored
        )
        confidence = sigmoid(self._logit("confidence", self.confidence_features(question, scored)))
        return Reading(findings, confidence, self.threshold, self.name)

    def belonging(self, logit: float, best: float, candidate: Candidate) -> float | None:
        """The probability that a unit belongs to the answer, if there is one; None for a reader that does not know it.

        `logit` is the unit's own log odds of answering, `best` the best unit's.
        """
        if "belonging" not in self.weights:
            return None
        return sigmoid(self._logit("belonging", belonging_features(logit, best, candidate)))

    def trace(self, question: Question, retrieved: Retrieved, /) -> Trace:
        """What `weigh` gives, and how: every unit, best first, with its features and what they weigh."""
        scored = self.ranked(self.candidates(question, retrieved))
        units = tuple(
            TracedUnit(c.passage.source, *c.span, c.text, c.hit_rank, sigmoid(logit), c.features) for logit, c in scored
        )
        answerable: dict[int, float] = {}
        for _, candidate in scored:
            if "answerable" in candidate.features:
                answerable.setdefault(candidate.hit_rank, candidate.features["answerable"])
        return Trace(
            self.name,
            units,
            self.weights["sentence"],
            self.confidence_features(question, scored) if scored else {},
            self.weights["confidence"],
            answerable,
            self._reading(question, scored),
        )

    def ranked(self, candidates: Sequence[Candidate]) -> list[tuple[float, Candidate]]:
        """The candidates with their log odds of answering, best first; equal ones by source, then place."""
        scored = [(self._logit("sentence", candidate.features), candidate) for candidate in candidates]
        return sorted(scored, key=lambda pair: (-pair[0], pair[1].passage.source, pair[1].span))

    def _logit(self, part: str, features: Mapping[str, float]) -> float:
        weights = self.weights[part]
        return float(
            weights["intercept"] + sum(weights[name] * features[name] for name in weights if name != "intercept")
        )


def belonging_features(logit: float, best: float, candidate: Candidate) -> dict[str, float]:
    """What tells whether a unit belongs to the answer."""
    return candidate.features | {"logit": logit, "behind": min(4.0, best - logit)}


def shared_confidence_features(question: Question, scored: Scored) -> dict[str, float]:
    """The confidence features that every reader has, of the best sentence and the one behind it."""
    logit, best = scored[0]
    behind = scored[1][0] if len(scored) > 1 else logit - 2
    return {
        "logit": logit,
        "lead": min(2.0, logit - behind),
        "overlap": best.features["overlap"],
        "passage_cosine": best.features["passage_cosine"],
        "covered": best.features["covered"],
        "kind_missing": best.features["kind_missing"],
        "unknown": best.features["unknown"],
        "explains": float(not question.wants_one),
        **{name: best.features.get(name, 0.0) for name in CLAIM_FEATURES},
    }
