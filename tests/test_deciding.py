"""How confidence and threshold of the span reader are fitted."""

import math

import numpy as np
from scipy.special import expit
from training.deciding import LOWERING, Read, fit_decision, odds_held_out, slopes_of, threshold_of

from askhz.reading import SpanReader

NAMES = ("answerable", "evidence", "unknown")


def a_source(name: str = "real", questions: int = 240, *, seed: int = 0, wrong: float = 0.0) -> Read:
    """Questions of which a third has no answer: the first feature tells, the others are noise.

    `wrong`: the share of the answerable questions whose quotes are wrong.
    """
    random = np.random.default_rng(seed)
    answerable = np.arange(questions) % 3 > 0
    rows = random.normal(size=(questions, len(NAMES)))
    rows[:, 0] += 2.0 * answerable
    right = answerable & (random.random(questions) >= wrong)
    return Read(name, rows, right, answerable, np.arange(questions) // 6)


def test_sources_count_alike_and_a_quarter_of_each_as_unanswerable() -> None:
    source = a_source("seeds")
    assert math.isclose(source.weights.sum(), 100)
    assert math.isclose(source.weights[~source.answerable].sum(), 25)


def test_no_slope_has_the_wrong_sign() -> None:
    source = a_source()
    # Turned round, the telling feature would speak against an answer, and a missing name for one.
    for names, low, high in ((("answerable", "evidence", "span"), 0.0, math.inf), (("unknown",) * 3, -math.inf, 0.0)):
        for rows in (source.rows, -source.rows):
            turned = Read("real", rows, source.right, source.answerable, source.documents)
            slopes = slopes_of([turned], [np.ones(240, bool)], names)[1:]
            assert all(low <= slope <= high for slope in slopes)


def test_what_speaks_against_an_answer_is_a_feature() -> None:
    assert set(SpanReader.confidence_names) >= LOWERING


def test_each_document_is_judged_by_what_was_learnt_without_it() -> None:
    plain = a_source()
    # A feature that names the documents tells everything of those that were learnt and nothing of others.
    random = np.random.default_rng(1)
    answerable = random.random(240) < 0.5
    told = np.zeros((240, 40))
    told[np.arange(240), plain.documents] = np.where(answerable, 1.0, -1.0)
    source = Read("real", told, answerable, answerable, plain.documents)
    (odds,) = odds_held_out([source], [f"document {n}" for n in range(40)])
    assert np.ptp(odds) < 0.5


def test_the_threshold_leaves_the_share_answered() -> None:
    sources = [a_source("real"), a_source("seeds", 120, seed=1)]
    confidences = [expit(source.rows[:, 0]) for source in sources]
    threshold = threshold_of(confidences, sources, answered=0.9)
    kept = [
        float((one >= threshold)[source.answerable].mean()) for one, source in zip(confidences, sources, strict=True)
    ]
    assert abs((kept[0] + kept[1]) / 2 - 0.9) < 0.02


def test_confidence_is_the_share_of_right_quotes() -> None:
    source = a_source(questions=1200, wrong=0.3)
    weights, threshold, (confidence,) = fit_decision([source], NAMES)
    assert set(weights) == {"intercept", *NAMES}
    assert weights["answerable"] > 0.5
    assert 0 < threshold < 1
    assert abs(float(confidence.mean() - source.right.mean())) < 0.02
    again = expit(weights["intercept"] + source.rows @ [weights[name] for name in NAMES])
    assert float(np.abs(again - confidence).max()) < 0.1
