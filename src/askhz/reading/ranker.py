"""Passages to findings: which sentences answer, with which span, and how likely they are right.

`Reader` is the protocol. `SentenceJudge` weighs whole sentences by the encoder, the words and simple rules for the kind
of answer wanted; `SpanReader` weighs them together with a trained network's spans. The weights stand in `judge.json`
and `reader.json`, fitted by `bench/fit_reader.py`. This module renders nothing.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

from ..index.lookup import Index
from ..question import asks_by_itself
from ..records import Finding, Hit, Question, Reading, Span
from ..text.passages import widened
from ..text.words import fold, word_set
from .answer_types import TYPED, figures, find_span, spans_of_kind
from .candidates import ASKS, ENUMERATION, SENTENCE_FEATURES, Candidate, names_of, question_words, share_of_rarity
from .weights import Calibration, load_weights, sigmoid

CONFIDENCE_FEATURES = ("logit", "lead", "overlap", "passage_cosine", "kind_missing", "unknown", "explains")
SENTENCE_RANKER = "sentence-judge"


class SentenceRanker:
    """Judges sentences by the encoder, the words and the kind of answer wanted."""

    sentence_features: tuple[str, ...] = SENTENCE_FEATURES
    confidence_names: tuple[str, ...] = CONFIDENCE_FEATURES
    weights_file = "judge.json"

    def __init__(self, index: Index, weights: dict[str, Any] | None = None, *, calibrated: bool = True) -> None:
        """`weights`: as in `weights_file`, the default; `calibrated`: corrected by the index's calibration, if any."""
        self._index = index
        self._calibrated = calibrated
        self.weights = load_weights(self.weights_file) if weights is None else weights

    @property
    def name(self) -> str:
        """What tells this reader from others: a calibration is kept under it."""
        return SENTENCE_RANKER

    @property
    def identity(self) -> str:
        """What decides this reader's confidence: a calibration fitted to another is not used."""
        weights = zlib.crc32(json.dumps(self.weights, sort_keys=True).encode())
        return f"{self.name} {weights:08x} {self._index.encoder.name}"

    def calibration(self) -> Calibration | None:
        """The index's calibration of this reader, or None."""
        found = self._index.calibration(self.name)
        if found is None or found["identity"] != self.identity:
            return None
        return Calibration(found["slope"], found["intercept"], found["threshold"])

    def reads(self, question: Question) -> bool:
        """Whether this reader reads such a question itself and leaves it to no other."""
        return True

    def outgrown(self) -> bool:
        """Whether the index holds a calibration that was fitted before this reader or the encoder changed."""
        return self._index.calibration(self.name) is not None and self.calibration() is None

    def read(self, question: Question, hits: Sequence[Hit], /) -> Reading:
        """Call it within `index.snapshot()`."""
        reading = self._read(question, hits)
        calibration = self.calibration() if self._calibrated else None
        if calibration is None or not reading.findings:
            return reading
        return Reading(reading.findings, calibration.correct(reading.confidence), calibration.threshold)

    def _read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        threshold = float(self.weights["threshold"])
        candidates = self.candidates(question, hits)
        if not candidates:
            return Reading((), 0.0, threshold)
        scored = self.ranked(candidates)
        findings = tuple(
            Finding(
                candidate.passage.source,
                *candidate.span,
                candidate.text,
                sigmoid(logit),
                self.short_span(question, candidate),
                candidate.hit_rank,
            )
            for logit, candidate in scored
        )
        features = self.confidence_features(question, [(logit, c.features) for logit, c in scored])
        return Reading(findings, sigmoid(self._logit("confidence", features)), threshold)

    def ranked(self, candidates: Sequence[Candidate]) -> list[tuple[float, Candidate]]:
        """The candidates with their log odds of answering, best first."""
        scored = [(self._logit("sentence", candidate.features), candidate) for candidate in candidates]
        return sorted(scored, key=lambda pair: (-pair[0], pair[1].passage.source, pair[1].span))

    def short_span(self, question: Question, candidate: Candidate) -> Span | None:
        """The smallest answering span of a sentence, or None."""
        return find_span(question, candidate.text, candidate.span[0])

    def _logit(self, part: str, features: dict[str, float]) -> float:
        weights = self.weights[part]
        return float(
            weights["intercept"] + sum(weights[name] * features[name] for name in weights if name != "intercept")
        )

    def confidence_features(
        self, question: Question, scored: Sequence[tuple[float, dict[str, float]]]
    ) -> dict[str, float]:
        """What tells whether the best sentence is right; `scored`: logit and features, best first."""
        logit, best = scored[0]
        behind = scored[1][0] if len(scored) > 1 else logit - 2
        return {
            "logit": logit,
            "lead": min(2.0, logit - behind),
            "overlap": best["overlap"],
            "passage_cosine": best["passage_cosine"],
            "kind_missing": best["kind_missing"],
            "unknown": best["unknown"],
            "explains": float(not question.wants_one),
        }

    def candidates(self, question: Question, hits: Sequence[Hit]) -> list[Candidate]:
        """Every sentence of the passages once, with its features, in the order of the hits."""
        # A follow-up is also judged as it was asked: what was filled in says where to look, not what is wanted.
        texts = tuple(dict.fromkeys((*question.search, question.as_asked)))
        rows = self._index.encode_query(texts)
        asked = [question_words(text, self._index) for text in texts]
        # What was filled in need not be named where the answer stands.
        said = fold(question.as_asked if asks_by_itself(question) else question.search[0])
        names = [name for name in question.names if fold(name) in said]
        named, same = [word_set(name) for name in names], [fold(name) for name in names]
        asked_figures = figures(question.as_asked)
        found: dict[tuple[str, Span], Candidate] = {}
        for hit in hits:
            stored = self._index.stored_at(hit.passage)
            if stored is None:
                continue
            passage = hit.passage
            in_passage = word_set(passage.text)
            passage_cosine = float((rows @ stored.vector).max())
            # A subject, or a year, is often named one sentence earlier.
            around = widened(passage, self._index.beside(passage), lambda _: True).text
            in_reach, names_in_reach = word_set(around), names_of(around, self._index)
            known = asked_figures <= figures(around) and all(
                stems <= in_reach or bool(self._index.aliases.same(name) & names_in_reach)
                for stems, name in zip(named, same, strict=True)
            )
            for span, vector in zip(passage.sentences, stored.sentence_vectors, strict=True):
                if (passage.source, span) in found:
                    continue
                text = passage.text[span[0] - passage.start : span[1] - passage.start]
                in_sentence = word_set(text)
                overlap = max(share_of_rarity(words, in_sentence) for words in asked)
                passage_overlap = max(share_of_rarity(words, in_passage) for words in asked)
                typed = question.kind in TYPED
                of_kind = bool(typed and spans_of_kind(question.kind, text, question.text))
                features = {
                    "cosine": float((rows @ vector).max()),
                    "passage_cosine": passage_cosine,
                    "overlap": overlap,
                    "passage_overlap": passage_overlap,
                    "kind_found": float(of_kind),
                    "kind_missing": float(typed and not of_kind),
                    "asks": float(bool(ASKS.search(text))),
                    "enumeration": float(question.kind == "list" and bool(ENUMERATION.search(text))),
                    "short_line": float(len(in_sentence) < 6),
                    "short_line_explains": float(len(in_sentence) < 8 and not question.wants_one),
                    "rank": 1 / hit.rank,
                    "unknown": float(not known),
                }
                found[passage.source, span] = Candidate(passage, span, text, hit.rank, features)
        return list(found.values())
