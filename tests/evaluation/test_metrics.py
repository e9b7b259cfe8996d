"""Metrics against sums a reader can check."""

import math
from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askhz.evaluation.metrics import (
    area_under_risk_coverage,
    best_threshold,
    brier,
    exact_match,
    expected_calibration_error,
    f1,
    mrr,
    normalise_answer,
    percentile,
    refusal_precision_recall,
    reliability,
    reliability_equal_mass,
    risk_coverage,
)

words = st.lists(st.sampled_from(["the", "dragon", "six", "24", "Hang-zhou", "。", "a"]), max_size=6).map(" ".join)
judged = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


Pairs = Sequence[tuple[float, bool]]


def apart(pairs: Pairs) -> tuple[list[float], list[bool]]:
    return [p[0] for p in pairs], [p[1] for p in pairs]


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The  Six Little Dragons!", "six little dragons"),
        ("a theatre, an anthem", "theatre anthem"),
        ("$1.1 billion", "11 billion"),
        ("...", ""),
        ("六小龙", "六 小 龙"),
        ("《全球独角兽榜》： 24家。", "全 球 独 角 兽 榜 24 家"),
    ],
)
def test_answers_are_normalised_as_in_squad(text: str, normal: str) -> None:
    assert normalise_answer(text) == normal


@given(words)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise_answer(normalise_answer(text)) == normalise_answer(text)


@given(words, words)
def test_f1_is_symmetric_bounded_and_one_where_the_match_is_exact(one: str, other: str) -> None:
    score = f1(one, [other])
    assert math.isclose(score, f1(other, [one]))
    assert 0 <= score <= 1
    if exact_match(one, [other]):
        assert score == 1


@given(words, st.lists(words, min_size=1, max_size=3), words)
def test_one_more_real_answer_never_lowers_a_score(said: str, allowed: list[str], more: str) -> None:
    if not normalise_answer(more) or not any(map(normalise_answer, allowed)):
        return
    assert f1(said, [*allowed, more]) == max(f1(said, allowed), f1(said, [more]))
    assert exact_match(said, [*allowed, more]) >= exact_match(said, allowed)


def test_no_answer_is_scored_as_in_squad_2() -> None:
    assert (exact_match("", []), f1("", [])) == (1, 1)
    assert (exact_match("24", []), f1("24", [])) == (0, 0)
    assert (exact_match("", ["24"]), f1("", ["24"])) == (0, 0)
    assert (exact_match("", ["the"]), f1("the", [""])) == (1, 1)  # answers of articles alone are none


def test_f1_counts_repeated_words() -> None:
    precision, recall = 2 / 3, 2 / 2
    assert math.isclose(f1("run run run", ["run run"]), 2 * precision * recall / (precision + recall))


@given(st.lists(st.one_of(st.none(), st.integers(1, 9)), min_size=1, max_size=6))
def test_mrr_agrees_with_trec_eval(ranks: list[int | None]) -> None:
    import ir_measures
    from ir_measures import RR

    judged = {str(n): {"right": 1} for n in range(len(ranks))}
    rows = {
        str(n): {**{f"wrong{i}": -float(i) for i in range(1, rank or 10)}, **({"right": -float(rank)} if rank else {})}
        for n, rank in enumerate(ranks)
    }
    assert math.isclose(mrr(ranks), ir_measures.pytrec_eval.calc_aggregate([RR], judged, rows)[RR], abs_tol=1e-9)


def test_a_mean_over_nothing_has_no_meaning() -> None:
    with pytest.raises(ValueError, match="no question"):
        mrr([])


def test_reliability_bins_have_their_upper_edge() -> None:
    points = reliability([0.0, 0.1, 0.11, 0.2, 1.0], [False, True, True, False, True])
    assert [(p.low, p.high, p.size, p.right) for p in points] == [
        (0.0, 0.1, 2, 1 / 2),
        (0.1, 0.2, 2, 1 / 2),
        (0.9, 1.0, 1, 1 / 1),
    ]


def test_calibration_error_is_the_weighted_distance() -> None:
    confidences, right = [0.95, 0.85, 0.85, 0.15], [True, True, False, False]
    wide = (1 * abs(0.95 - 1) + 2 * abs(0.85 - 1 / 2) + 1 * abs(0.15 - 0)) / 4
    assert math.isclose(expected_calibration_error(confidences, right), wide)
    # Two halves by mass; the two of 0.85 stay together: {0.15, 0.85, 0.85} and {0.95}.
    low = (0.15 + 0.85 + 0.85) / 3
    mass = (3 * abs(low - 1 / 3) + 1 * abs(0.95 - 1)) / 4
    assert math.isclose(expected_calibration_error(confidences, right, 2, by="mass"), mass)


@given(judged, st.integers(1, 20), st.sampled_from(["width", "mass"]), st.randoms())
def test_calibration_error_is_bounded_and_blind_to_order(
    pairs: list[tuple[float, bool]], bins: int, by: Literal["width", "mass"], random: Random
) -> None:
    error = expected_calibration_error(*apart(pairs), bins, by=by)
    assert 0 <= error <= 1
    random.shuffle(pairs)
    assert math.isclose(expected_calibration_error(*apart(pairs), bins, by=by), error, abs_tol=1e-12)


@given(judged, st.integers(1, 20))
def test_bins_hold_every_answer_once(pairs: Pairs, bins: int) -> None:
    for points in (reliability(*apart(pairs), bins), reliability_equal_mass(*apart(pairs), bins)):
        assert sum(p.size for p in points) == len(pairs)
        assert len(points) <= bins
        assert all(p.low - 1e-12 <= p.confidence <= p.high + 1e-12 for p in points)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=6, unique=True))
def test_perfect_calibration_has_no_error(tenths: list[int]) -> None:
    pairs = [(tenth / 10, n < tenth) for tenth in tenths for n in range(10)]
    assert expected_calibration_error(*apart(pairs)) == pytest.approx(0, abs=1e-12)
    assert expected_calibration_error(*apart(pairs), by="mass") == pytest.approx(0, abs=1e-12)


@given(judged)
def test_brier_is_bounded_and_zero_for_the_sure_and_right(pairs: Pairs) -> None:
    assert 0 <= brier(*apart(pairs)) <= 1
    assert brier([float(right) for _, right in pairs], [right for _, right in pairs]) == 0


@given(judged)
def test_risk_ends_at_the_share_wrong_and_the_area_lies_between_the_risks(pairs: Pairs) -> None:
    points = risk_coverage(*apart(pairs))
    wrong = Fraction(sum(not right for _, right in pairs), len(pairs))
    assert points[-1].coverage == 1
    assert points[-1].risk == pytest.approx(float(wrong))
    assert [p.coverage for p in points] == sorted(p.coverage for p in points)
    area = area_under_risk_coverage(points)
    assert min(p.risk for p in points) - 1e-9 <= area <= max(p.risk for p in points) + 1e-9


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.booleans()), min_size=1, max_size=12))
def test_the_best_threshold_is_that_of_the_slow_search(rows: list[tuple[int, int, bool]]) -> None:
    confidences, scores, possible = [r[0] / 3 for r in rows], [r[1] / 4 for r in rows], [r[2] for r in rows]

    def declining_below(threshold: float) -> float:
        kept = zip(confidences, scores, possible, strict=True)
        return sum(s if c >= threshold else float(not p) for c, s, p in kept) / len(rows)

    best = best_threshold(confidences, scores, possible)
    thresholds = [*confidences, math.inf]
    assert best.score == pytest.approx(max(map(declining_below, thresholds)))
    assert best.score == pytest.approx(declining_below(best.confidence))


def test_confidence_outside_zero_and_one_is_refused() -> None:
    with pytest.raises(ValueError, match=r"1\.5 is not between 0 and 1"):
        brier([1.5], [True])


def test_refusal_and_percentiles() -> None:
    declined, unanswerable = [True, True, False, False], [True, False, True, True]
    assert refusal_precision_recall(declined, unanswerable) == (1 / 2, 1 / 3)
    assert refusal_precision_recall([False], [True]) == (None, 0 / 1)
    assert [percentile(range(1, 101), share) for share in (0.5, 0.95, 1.0)] == [50, 95, 100]
    assert percentile([], 0.95) == 0
