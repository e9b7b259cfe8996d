"""The reader with a network: its answering spans are weighed together with what the ranker looks at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..models.span_model import LONGEST_SPAN, Extraction, SpanModel, best_span
from ..question import TYPED, as_question, asks_by_itself
from ..records import Passage, Question, Reading, Span
from ..retrieval import Retrieved
from ..text.passages import view_of_passage
from ..text.views import View
from ..text.words import in_chinese, word_set
from .answer_types import lacks_kind, tidy
from .candidates import SENTENCE_FEATURES, Candidate, candidates
from .ranker import SentenceRanker
from .staged import read_in_stages
from .tracing import Trace
from .weighing import Scored, WeighingReader, shared_confidence_features

_LONGEST_LIST = 60  # word pieces
_COUNTED = 8  # passages that are added up, however many were read
_CLEAR = 0.16  # how likely what answers in a unit must begin and end within a span for that to be its few words
_BOUND = 8.0  # log odds beyond which a network's certainty says no more


class SpanReader(WeighingReader):
    """Weighs sentences by a trained network's spans together with what `SentenceRanker` looks at.

    Questions in a language that the network has not learnt are left to a `SentenceRanker`.
    """

    # Without `cosine`: encoding every unit for each question would cost more than it tells beside the network.
    sentence_features = (
        *(name for name in SENTENCE_FEATURES if name != "cosine"),
        "answerable",
        "mass",
        "span",
        "evidence",
    )
    confidence_names = (
        "sum_answerable",
        "sum_evidence",
        "answerable",
        "evidence",
        "logit",
        "lead",
        "passage_cosine",
        "covered",
        "kind_missing",
        "span_of_other_kind",
        "unknown",
        "term_missing",
        "term_rival",
        "word_absent",
        "event_elsewhere",
        "event_missing",
    )
    belonging_names = ("evidence", "answerable", "logit", "behind")
    weights_file = "reader.json"

    def __init__(
        self,
        model: SpanModel,
        weights: dict[str, Any] | None = None,
        *,
        name: str | None = None,
        beside: SpanModel | None = None,
    ) -> None:
        """`model`: the network; `weights`: as in `reader.json`, the default; `name`: what to call it.

        `beside`: a second network, which reads the passages that the first puts forward; what the two find in a unit
        is averaged, and the few words that answer are those of the first.
        """
        super().__init__(weights)
        self._model = model
        self._beside = beside
        self._name = name or model.name
        self._ranker = SentenceRanker()

    @property
    def name(self) -> str:
        """What tells this reader from others."""
        return self._name

    def identity(self, encoder: str) -> str:
        """What decides this reader's confidence, with the encoder of this name."""
        return " ".join([super().identity(encoder), *self.digests])

    @property
    def digests(self) -> list[str]:
        """What tells the networks from others."""
        return [model.digest for model in (self._model, self._beside) if model]

    def identities(self, encoder: str, /) -> dict[str, str]:
        """The names and identities of this reader and of the ranker that it leaves questions to."""
        return {self.name: self.identity(encoder), **self._ranker.identities(encoder)}

    def supports(self, question: Question, /) -> bool:
        """Whether the network has learnt the language of the question."""
        return not in_chinese(question.as_asked) or not self._model.languages or "zh" in self._model.languages

    def compares_units(self, question: Question, passages: Sequence[Passage], /) -> bool:
        """Whether the reader that will read the question needs vectors of units."""
        if self.supports(question):
            return super().compares_units(question, passages)
        return self._ranker.compares_units(question, passages)

    def read(self, question: Question, retrieved: Retrieved, /) -> Reading:
        """Findings, best first, and the probability that the best is right."""
        return self.weigh(question, retrieved) if self.supports(question) else self._ranker.read(question, retrieved)

    def trace(self, question: Question, retrieved: Retrieved, /) -> Trace:
        """How the passages were read, by whom they are read."""
        return (
            super().trace(question, retrieved) if self.supports(question) else self._ranker.trace(question, retrieved)
        )

    def candidates(self, question: Question, retrieved: Retrieved) -> list[Candidate]:
        """Every sentence of the passages read, once, with the network's features from where it answers best."""
        views = self._views(question, retrieved)
        made = []
        for candidate in candidates(question, retrieved):
            if view := views.get((candidate.passage.source, candidate.span)):
                _, features, short = view
                made.append(replace(candidate, features=candidate.features | features, short=short))
        return made

    def _views(
        self, question: Question, retrieved: Retrieved
    ) -> dict[tuple[str, Span], tuple[float, dict[str, float], Span | None]]:
        """Source and span of every unit to its weight, the network's features and the best span in it."""
        texts = (question.as_asked,) if asks_by_itself(question) else question.search
        # With what these passages write out of its abbreviations; other names of what it names are there already.
        texts = tuple(dict.fromkeys((*texts, *retrieved.aliases.variants(texts[0]))))
        longest = _LONGEST_LIST if question.kind == "list" else LONGEST_SPAN
        passages = [one.hit.passage for one in retrieved.found]
        read = [view_of_passage(passage) for passage in passages]
        pairs = [(as_question(_text_for(view.text, texts)), view.text) for view in read]
        views: dict[tuple[str, Span], tuple[float, dict[str, float], Span | None]] = {}
        scores = [one.hit.score for one in retrieved.found]
        whole = not question.wants_one
        beside = self._beside.read if self._beside else None
        extracted = read_in_stages(pairs, scores, self._model.read, beside, whole=whole)
        for at, extractions in extracted.items():
            passage, view = passages[at], read[at]
            for span in passage.sentences:
                features, short = _mean([_unit_view(one, view, span, longest) for one in extractions])
                joint = features["answerable"] + features["mass"]
                known = views.get((passage.source, span))
                if known is None or joint > known[0]:
                    views[passage.source, span] = (joint, features, short)
        return views

    def short_span(self, question: Question, candidate: Candidate) -> Span | None:
        """The network's best span of the sentence, where a few words can answer and it is clear which they are."""
        if candidate.short is None or question.explains or question.kind == "yes-no":
            return None
        if candidate.features["clear"] < _CLEAR and question.kind not in TYPED and not in_chinese(question.as_asked):
            return None  # of a kind that tells itself a name said twice is unclear but right
        start, end = (at - candidate.span[0] for at in candidate.short)
        start, end = tidy(candidate.text, start, end)
        return (candidate.span[0] + start, candidate.span[0] + end) if start < end else None

    def confidence_features(self, question: Question, scored: Scored) -> dict[str, float]:
        """What tells whether the best sentence is right.

        Where a matter is treated, several passages seem to answer; a near miss is taken for an answer by one at most.
        So the passages' log odds are added up, as `log(sum(exp(…)))`.
        """
        best = scored[0][1]
        return shared_confidence_features(question, scored) | {
            "answerable": best.features["answerable"],
            "evidence": best.features["evidence"],
            "sum_answerable": _over_passages(scored, "answerable"),
            "sum_evidence": _over_passages(scored, "evidence"),
            "span_of_other_kind": float(_span_of_other_kind(question, best)),
        }


def _over_passages(scored: Scored, feature: str) -> float:
    """The log odds that any of the first passages does, as far as they are independent.

    Fewer passages, in a small collection, count as many times as it takes to be as many.
    """
    highest: dict[int, float] = {}
    for _, candidate in scored:
        if candidate.hit_rank <= _COUNTED:
            value = candidate.features[feature]
            highest[candidate.hit_rank] = max(value, highest.get(candidate.hit_rank, value))
    return math.log(_COUNTED * float(np.mean(np.exp(list(highest.values()))))) if highest else -_BOUND


def _span_of_other_kind(question: Question, best: Candidate) -> bool:
    """Whether a number or a time is asked for and the network points at words that hold none."""
    if best.short is None:
        return False
    start, end = (at - best.span[0] for at in best.short)
    return lacks_kind(question.kind, best.text[start:end])


def _text_for(passage: str, texts: Sequence[str]) -> str:
    """The wording that shares most words with the passage: it has the name that this document uses."""
    present = word_set(passage)
    return max(texts, key=lambda text: len(word_set(text) & present))


def _mean(views: Sequence[tuple[dict[str, float], Span | None]]) -> tuple[dict[str, float], Span | None]:
    """The mean of what networks found of a unit, and the first one's best span; another's where that has none."""
    features = {name: sum(found[name] for found, _ in views) / len(views) for name in views[0][0]}
    return features, next((short for _, short in views if short is not None), None)


def _unit_view(extraction: Extraction, view: View, unit: Span, longest: int) -> tuple[dict[str, float], Span | None]:
    """The network's features of a unit, and its best span there, as offsets in the document's text."""
    answerable = max(-_BOUND, min(_BOUND, extraction.answerable))
    nothing = {"answerable": answerable, "mass": -_BOUND, "span": -2 * _BOUND, "evidence": -_BOUND, "clear": 0.0}
    shown = view.find(*unit)
    if shown is None:
        return nothing, None
    low, high = shown
    inside = [i for i, (start, end) in enumerate(extraction.pieces) if low <= start and end <= high]
    if not inside:
        return nothing, None
    part = slice(inside[0], inside[-1] + 1)
    belongs = float(extraction.evidence[part].mean()) if len(extraction.evidence) else 0.0
    nothing["evidence"] = max(-_BOUND, min(_BOUND, belongs))
    odds = np.exp(extraction.start - extraction.start.max())
    mass = math.log(max(float(odds[part].sum() / odds.sum()), math.exp(-_BOUND)))
    best = best_span(extraction.start[part], extraction.end[part], longest)
    if best is None:
        return nothing | {"mass": mass}, None
    first, last, score = best
    ends = np.exp(extraction.end[part] - extraction.end[part].max())
    inner = slice(first, last + 1)  # a span that begins or ends a word beside is nearly the same
    clear = float(odds[part][inner].sum() / odds[part].sum() * ends[inner].sum() / ends.sum())
    span = view.locate(extraction.pieces[inside[first]][0], extraction.pieces[inside[last]][1])
    return nothing | {"mass": mass, "span": max(-2 * _BOUND, min(2 * _BOUND, score)), "clear": clear}, span
