"""Sentences ordered by weighed features, with a reader of two features and weights chosen by hand."""

import math
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
import pytest

from askhz.claims import CLAIM_FEATURES
from askhz.reading.candidates import Candidate
from askhz.reading.weighing import Scored, WeighingReader, shared_confidence_features
from askhz.records import Kind, Passage, Question, Reading, Span
from askhz.retrieval import Retrieved
from askhz.text.aliases import Aliases

TEXT = "One. Two. Three."
SPANS: tuple[Span, ...] = ((0, 4), (5, 9), (10, 16))
WEIGHTS: dict[str, Any] = {
    "sentence": {"intercept": -1.0, "cosine": 2.0, "asks": -3.0},
    "confidence": {"intercept": 0.5, "lead": 2.0},
    "threshold": 0.4,
}
NOTHING = Retrieved((), (), np.zeros((0, 2), np.float32), {}, Aliases())
ASKED = Question("Which?", "other", ("Which?",), "Which?")


def candidate(
    number: int, source: str = "a.txt", rank: int = 1, *, whole: Span | None = None, **features: float
) -> Candidate:
    start, end = SPANS[number]
    passage, text = Passage(source, 0, len(TEXT), TEXT, SPANS), TEXT[start:end]
    return Candidate(passage, (start, end), text, text, rank, features, whole=whole)


class Weighing(WeighingReader):
    """Weighs the candidates that it is given; the short answer is a sentence's first letter."""

    sentence_features: ClassVar[tuple[str, ...]] = ("cosine", "asks")
    confidence_names: ClassVar[tuple[str, ...]] = ("lead",)

    def __init__(self, *given: Candidate, weights: dict[str, Any] = WEIGHTS) -> None:
        super().__init__(weights)
        self._given = list(given)

    @property
    def name(self) -> str:
        return "by hand"

    def candidates(self, question: Question, retrieved: Retrieved) -> list[Candidate]:
        return self._given

    def short_span(self, question: Question, candidate: Candidate) -> Span | None:
        return candidate.span[0], candidate.span[0] + 1

    def confidence_features(self, question: Question, scored: Scored) -> dict[str, float]:
        return {"lead": scored[0][0] - scored[-1][0]}


def test_scores_and_confidence_are_weighted_sums_made_probabilities() -> None:
    read = Weighing(
        candidate(0, cosine=0.25, asks=0.0),
        candidate(1, cosine=0.75, asks=0.0, rank=2),
        candidate(2, cosine=1.0, asks=1.0),
    ).weigh(ASKED, NOTHING)
    assert [finding.text for finding in read.findings] == ["Two.", "One.", "Three."]
    odds = [-1 + 2 * 0.75, -1 + 2 * 0.25, -1 + 2 * 1.0 - 3 * 1.0]
    assert [finding.score for finding in read.findings] == pytest.approx([1 / (1 + math.exp(-x)) for x in odds])
    assert read.confidence == pytest.approx(1 / (1 + math.exp(-(0.5 + 2 * (odds[0] - odds[-1])))))
    assert (read.threshold, read.reader) == (0.4, "by hand")


def test_a_finding_says_where_it_stands() -> None:
    (finding,) = Weighing(candidate(1, rank=7, whole=(0, 16), cosine=0.0, asks=0.0)).weigh(ASKED, NOTHING).findings
    assert (finding.source, finding.start, finding.end, finding.text) == ("a.txt", 5, 9, "Two.")
    assert (finding.short, finding.hit_rank, finding.whole) == ((5, 6), 7, (0, 16))


def test_no_candidate_no_finding() -> None:
    assert Weighing().weigh(ASKED, NOTHING) == Reading((), 0.0, 0.4, "by hand")


def test_equal_sentences_are_ordered_by_source_then_place() -> None:
    places = [(2, "a.txt"), (1, "b.txt"), (0, "b.txt"), (1, "a.txt")]
    ranked = Weighing().ranked([candidate(n, source, cosine=0.5, asks=0.0) for n, source in places])
    assert [(one.passage.source, one.text) for _, one in ranked] == [
        ("a.txt", "Two."),
        ("a.txt", "Three."),
        ("b.txt", "One."),
        ("b.txt", "Two."),
    ]


def test_an_identity_changes_with_weights_and_encoder_alone() -> None:
    one = Weighing()
    assert one.identity("e@1") == Weighing(candidate(0, cosine=1.0)).identity("e@1")
    assert one.identity("e@1") == Weighing(weights=dict(reversed(WEIGHTS.items()))).identity("e@1")
    assert one.identity("e@1") != one.identity("e@2")
    assert one.identity("e@1") != Weighing(weights={**WEIGHTS, "threshold": 0.5}).identity("e@1")


@pytest.mark.parametrize(("behind", "lead"), [([0.25], 1.5 - 0.25), ([-4.0], 2.0), ([], 2.0)])
def test_the_lead_is_at_most_two(behind: list[float], lead: float) -> None:
    features = {"overlap": 0.3, "passage_cosine": 0.4, "covered": 0.0, "kind_missing": 1.0, "unknown": 0.0}
    first, second = (replace(candidate(number), features=features) for number in (0, 1))
    scored = [(1.5, first), *((odds, second) for odds in behind)]
    claims = dict.fromkeys(CLAIM_FEATURES, 0.0)
    expected = {"logit": 1.5, "lead": lead, **features, "explains": 0.0, **claims}
    assert shared_confidence_features(ASKED, scored) == expected


@pytest.mark.parametrize(("kind", "explains"), [("other", 0.0), ("reason", 1.0), ("manner", 1.0), ("list", 1.0)])
def test_what_one_sentence_cannot_answer_explains(kind: Kind, explains: float) -> None:
    features = dict.fromkeys(("overlap", "passage_cosine", "covered", "kind_missing", "unknown"), 0.0)
    asked = Question("Which?", kind, ("Which?",), "Which?")
    first = replace(candidate(0), features=features)
    assert shared_confidence_features(asked, [(0.0, first)])["explains"] == explains
