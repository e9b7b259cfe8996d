"""A reader's confidence and threshold fitted to a person's own questions: `askhz calibrate`.

Every question is asked with nothing declined. A logistic regression learns from the reader's confidence how often its
answers are right (Platt scaling), and a threshold is chosen for the corrected confidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from ..bot import Answerer
from ..chatbot import Chatbot, open_chatbot
from ..errors import QuestionError
from ..index.calibrations import store_calibrations
from ..progress import Progress, silent
from ..question import analyse
from ..reading.weights import Calibration, log_odds
from ..records import Question
from .gold import GoldQuestion, QuestionSet
from .metrics import expected_calibration_error
from .running import answer_all

ANSWERED = 0.95
"""The share of the answerable questions that must stay answered."""
_FEWEST = 10  # questions of each sort, with an answer and without
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question asked with nothing declined: the reader's confidence, whether the answer was right, and the truth."""

    confidence: float
    right: bool
    answerable: bool


@dataclass(frozen=True, slots=True)
class Measures:
    """What a threshold does: answerable questions answered, others declined, and the expected calibration error."""

    answered: float
    declined: float
    error: float


@dataclass(frozen=True, slots=True)
class CalibrationReport:
    """What was fitted, on how many questions, and what it changes.

    `before` is the built-in calibration; `after` was measured by cross-validation: each fifth of the questions with
    what was fitted on the others.
    """

    calibration: Calibration
    answerable: int
    unanswerable: int
    before: Measures
    after: Measures


def calibrate(
    folder: Path,
    questions: Sequence[QuestionSet],
    *,
    reader: str | None = None,
    answered: float = ANSWERED,
    on_progress: Progress = silent,
) -> CalibrationReport:
    """Fit a reader to questions about the documents of an index, and store the calibration in the index.

    `answered`: the share of the answerable questions that must stay answered. Raises `QuestionError` if the questions
    are too few or tell nothing, `IndexFolderError` if the index cannot be read or written.
    """
    for one in questions:
        if one.brings_documents:
            raise QuestionError(f"{one.name}: asks about documents of its own; want questions about those indexed")
    store_calibrations(folder, {})  # check now that the index can be written, before the long work
    with closing(open_chatbot(folder, reader=reader, on_progress=on_progress, threshold=0.0, calibrated=False)) as bot:
        outcomes = ask_all(bot, _chosen(questions, bot), on_progress)
        built_in = Calibration(1.0, 0.0, bot.reader.threshold)
        name, identity = bot.reader.name, bot.reader_identity()
    calibration = fit(outcomes, answered)
    report = CalibrationReport(
        calibration,
        sum(outcome.answerable for outcome in outcomes),
        sum(not outcome.answerable for outcome in outcomes),
        measure(outcomes, built_in),
        _cross_validated(outcomes, answered, built_in),
    )
    store_calibrations(folder, {name: {"identity": identity, **asdict(calibration), "questions": len(outcomes)}})
    return report


def forget(folder: Path) -> list[str]:
    """Delete every calibration of an index. The names of the readers that had one."""
    readers = store_calibrations(folder, {})
    store_calibrations(folder, dict.fromkeys(readers))
    return readers


def _chosen(questions: Sequence[QuestionSet], bot: Chatbot) -> QuestionSet:
    """The questions that tell whether an answer is right and that the bot's reader supports, each once."""
    name = ", ".join(one.name for one in questions)
    every = [gold for one in questions for gold in one.questions]
    once = {(gold.question, gold.history): gold for gold in every if gold.answerable is not None}
    told = [gold for gold in once.values() if not gold.answerable or gold.answers or gold.evidence]
    read = [gold for gold in told if bot.reader.supports(_analysed(gold, name))]
    with_answer = sum(bool(gold.answerable) for gold in read)
    without = len(read) - with_answer
    if min(with_answer, without) < _FEWEST:
        others = [one for one in bot.reader.identities("") if one != bot.reader.name]
        left = (
            f" ({len(told) - len(read)} more are left to another: --reader {others[0]})"
            if others and len(told) > len(read)
            else ""
        )
        raise QuestionError(
            f"{name}: {with_answer} questions with a known answer and {without} without one; "
            f"want at least {_FEWEST} of each{left}"
        )
    return QuestionSet(name, "native", tuple(read))


def _analysed(gold: GoldQuestion, name: str) -> Question:
    try:
        return analyse(gold.question, gold.history)
    except QuestionError as error:
        raise QuestionError(f"{name}, question {gold.id}: {error}") from error


def ask_all(bot: Answerer, questions: QuestionSet, on_progress: Progress = silent) -> list[Outcome]:
    """Every question asked of a bot that declines nothing."""
    asked = answer_all(bot, questions, on_progress=on_progress)
    return [
        Outcome(result.answer.confidence, bool(result.right and result.gold.answerable), bool(result.gold.answerable))
        for result in asked.results
    ]


def fit(outcomes: Sequence[Outcome], answered: float = ANSWERED, weights: Sequence[float] | None = None) -> Calibration:
    """The calibration that makes confidence the share of right answers, with the threshold of `choose_threshold`.

    `weights`: how much each outcome counts for the confidence. Raises `QuestionError` if all answers were right or all
    wrong, or if confidence does not tell them apart.
    """
    right = [outcome.right for outcome in outcomes]
    if len(set(right)) < 2:
        raise QuestionError(f"{'every' if all(right) else 'no'} answer was right: nothing to tell apart by confidence")
    slope, intercept = fit_sigmoid([log_odds(outcome.confidence) for outcome in outcomes], right, weights)
    if slope <= 0:
        raise QuestionError("confidence does not tell right answers from wrong ones here; check the file's answers")
    correct = Calibration(slope, intercept, 0.0).correct
    corrected = [correct(outcome.confidence) for outcome in outcomes]
    return Calibration(slope, intercept, choose_threshold(corrected, outcomes, answered))


def fit_sigmoid(log_odds: ArrayLike, right: ArrayLike, weights: ArrayLike | None = None) -> tuple[float, float]:
    """The slope and intercept of the sigmoid that best tells from log odds how often answers are right.

    `log_odds`, `right` and `weights` (how much each one counts) have one value for each answer; `right` must hold both
    outcomes. Platt 1999, without his smoothed targets but with scikit-learn's default regularisation.

    >>> slope, intercept = fit_sigmoid([-2.0, -1.0, 1.0, 2.0], [False, False, True, True])
    >>> slope > 0, abs(intercept) < 1e-6
    (True, True)
    """
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression().fit(np.reshape(log_odds, (-1, 1)), right, sample_weight=weights)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def choose_threshold(confidences: Sequence[float], outcomes: Sequence[Outcome], answered: float) -> float:
    """The threshold at which most is done right: right answers given and unanswerable questions declined.

    Answerable and unanswerable questions count the same, however many there are of each (Youden 1950). Only thresholds
    that keep at least the share `answered` of the answerable questions are considered. Among equally good ones it is
    the middle of the widest gap between confidences.

    >>> of = [Outcome(0, True, True), Outcome(0, True, True), Outcome(0, False, False)]
    >>> choose_threshold([0.9, 0.8, 0.2], of, answered=0.95)
    0.5
    """
    rows = sorted(zip(confidences, outcomes, strict=True), key=lambda row: row[0])
    bounds = [0.0, *(confidence for confidence, _ in rows), 1.0]
    answerable = sum(outcome.answerable for _, outcome in rows)
    unanswerable = len(rows) - answerable
    best = (-1, 0.0, 0.0)
    # A threshold between the rows `n` - 1 and `n` declines the first `n` rows.
    for declined in range(len(rows) + 1):
        gap = bounds[declined + 1] - bounds[declined]
        given = rows[declined:]
        if gap <= 0 and declined:
            continue
        if sum(outcome.answerable for _, outcome in given) < answered * answerable:
            break
        right = sum(outcome.right for _, outcome in given)
        rightly_declined = sum(not outcome.answerable for _, outcome in rows[:declined])
        # The sum of both shares over a common denominator: whole numbers, so that equal sums compare as equal.
        done = right * max(1, unanswerable) + rightly_declined * max(1, answerable)
        best = max(best, (done, gap, bounds[declined] + gap / 2))
    return best[2]


def measure(outcomes: Sequence[Outcome], calibration: Calibration) -> Measures:
    """What a calibration does on questions; slightly too good on those that it was fitted to."""
    confidences = [calibration.correct(outcome.confidence) for outcome in outcomes]
    return _measures(outcomes, confidences, [confidence >= calibration.threshold for confidence in confidences])


def _measures(outcomes: Sequence[Outcome], confidences: Sequence[float], given: Sequence[bool]) -> Measures:
    rows = list(zip(outcomes, confidences, given, strict=True))
    answers = [(confidence, outcome.right) for outcome, confidence, answered in rows if answered]
    return Measures(
        answered=float(np.mean([answered for outcome, _, answered in rows if outcome.answerable])),
        declined=float(np.mean([not answered for outcome, _, answered in rows if not outcome.answerable])),
        error=expected_calibration_error([c for c, _ in answers], [r for _, r in answers]),
    )


def _cross_validated(outcomes: Sequence[Outcome], answered: float, built_in: Calibration) -> Measures:
    """Each fifth of the questions measured with the fit of the others, or with `built_in` if they cannot be fitted."""
    from sklearn.model_selection import StratifiedKFold

    confidences, given = [0.0] * len(outcomes), [False] * len(outcomes)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    for others, held in folds.split(np.zeros(len(outcomes)), [outcome.answerable for outcome in outcomes]):
        fitted = built_in
        with suppress(QuestionError):
            fitted = fit([outcomes[n] for n in others], answered)
        for n in held:
            confidences[n] = fitted.correct(outcomes[n].confidence)
            given[n] = confidences[n] >= fitted.threshold
    return _measures(outcomes, confidences, given)
