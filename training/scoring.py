"""SQuAD's numbers of predictions, the best threshold, calibration. Scores: higher means more surely answerable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from askhz.metrics import exact_match, f1


@dataclass(frozen=True, slots=True)
class Prediction:
    """A model's best span in its own words, and its scores that the passage answers the question at all."""

    text: str
    start: int
    scores: dict[str, float]


def at_best_threshold(quality: np.ndarray, answerable: np.ndarray, score: np.ndarray) -> tuple[float, float]:
    """Return the highest mean quality over all questions and the threshold that gives it.

    A question scoring above the threshold is answered and earns its ``quality`` (0 where nothing answers it); one at
    or below is declined and earns 1 where nothing answers it.

    >>> at_best_threshold(np.array([0.5, 0.0, 1.0]), np.array([True, False, True]), np.array([2.0, 1.0, 3.0]))
    (0.8333333333333334, 1.0)
    """
    order = np.argsort(score, kind="stable")
    gain = np.where(answerable, -quality, 1.0)[order].cumsum()
    base = float(np.where(answerable, quality, 0.0).sum())
    ends = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    best = ends[np.argmax(gain[ends])]
    if gain[best] <= 0:
        return base / len(score), float(score.min()) - 1.0
    return (base + float(gain[best])) / len(score), float(score[order][best])


def summarise(golds: Sequence[Sequence[str]], predictions: Sequence[Prediction], score: str) -> dict[str, float]:
    """Return SQuAD 2.0's numbers in percent, ``score`` deciding what is declined.

    Raises:
        ValueError: where there are not as many golds as predictions.
    """
    pairs = list(zip(predictions, golds, strict=True))
    matches = [(exact_match(p.text, gold), f1(p.text, gold)) for p, gold in pairs]
    answerable = np.array([bool(gold) for gold in golds])
    exact, overlap = (np.where(answerable, column, 0.0) for column in np.array(matches).T)
    scores = np.array([prediction.scores[score] for prediction in predictions])
    all_exact, _ = at_best_threshold(exact, answerable, scores)
    all_f1, threshold = at_best_threshold(overlap, answerable, scores)
    return {
        "questions": len(predictions),
        "answerable": int(answerable.sum()),
        "answerable_exact": 100 * float(exact[answerable].mean()),
        "answerable_f1": 100 * float(overlap[answerable].mean()),
        "all_exact": 100 * all_exact,
        "all_f1": 100 * all_f1,
        "threshold": threshold,
        "auc": 100 * area_under_curve(scores, answerable),
    }


def area_under_curve(scores: np.ndarray, answerable: np.ndarray) -> float:
    """Return the share of (answerable, unanswerable) pairs in the right order, ROC AUC.

    >>> area_under_curve(np.array([1.0, 2.0, 3.0]), np.array([False, True, True]))
    1.0
    """
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(answerable, scores))


def fit_platt(scores: np.ndarray, answerable: np.ndarray) -> tuple[float, float]:
    """Return scale and bias such that ``1 / (1 + exp(-(scale * score + bias)))`` is P(answerable)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6).fit(scores[:, None], answerable)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def probability(scores: np.ndarray, scale: float, bias: float) -> np.ndarray:
    """Return P(answerable) of the scores.

    >>> probability(np.array([0.0, 1.0]), 2.0, -2.0).round(3).tolist()
    [0.119, 0.5]
    """
    return 1 / (1 + np.exp(-(scale * scores + bias)))
