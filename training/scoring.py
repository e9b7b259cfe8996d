"""SQuAD's numbers of predictions, the best threshold, calibration. Scores: higher means more surely answerable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from askhz.evaluation.metrics import best_threshold, exact_match, f1


@dataclass(frozen=True, slots=True)
class Prediction:
    """A model's best span in its own words, and its scores that the passage answers the question at all."""

    text: str
    start: int
    scores: dict[str, float]


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
    best_exact = best_threshold(scores.tolist(), exact.tolist(), answerable.tolist())
    best_f1 = best_threshold(scores.tolist(), overlap.tolist(), answerable.tolist())
    return {
        "questions": len(predictions),
        "answerable": int(answerable.sum()),
        "answerable_exact": 100 * float(exact[answerable].mean()),
        "answerable_f1": 100 * float(overlap[answerable].mean()),
        "all_exact": 100 * best_exact.score,
        "all_f1": 100 * best_f1.score,
        "threshold": best_f1.confidence,
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
