"""A reader's confidence and threshold fitted to a person's own questions: `askhz calibrate`.

Every question is asked with nothing declined; a logistic regression learns from the reader's confidence how often it is
right on them (Platt scaling), and the threshold is chosen with it. `fit` and `choose_threshold` are pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from ..chatbot import Chatbot
from ..errors import QuestionError
from ..index.lookup import Index, store_calibrations
from ..progress import Progress
from ..question import analyse
from ..reading.opening import open_reader
from ..reading.ranker import SENTENCE_RANKER, SentenceRanker
from ..reading.weights import Calibration, log_odds
from ..records import Question
from .gold import GoldQuestion, QuestionSet
from .metrics import expected_calibration_error
from .running import answer_all

ANSWERED = 0.95  # share of the answerable questions that must stay answered
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
    on_progress: Progress | None = None,
) -> CalibrationReport:
    """Fit a reader to questions about the documents of an index, and store what was fitted in the index.

    `answered`: the share of the answerable questions that must stay answered. Raises `QuestionError` if the questions
    are too few or tell nothing, `IndexFolderError` if the index cannot be read or written.
    """
    for one in questions:
        if one.brings_documents:
            raise QuestionError(f"{one.name}: asks about documents of its own; want questions about those indexed")
    store_calibrations(folder, {})  # whether it can be written, before the questions are asked
    with closing(Index(folder)) as index:
        judge = open_reader(index, reader, on_progress, calibrated=False)
        outcomes = ask_all(Chatbot(index, judge, threshold=0.0), _chosen(questions, judge), on_progress)
        with index.snapshot():
            built_in = Calibration(1.0, 0.0, float(judge.weights["threshold"]))
            name, identity = judge.name, judge.identity
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
    """Take every calibration out of an index; returns the names of the readers that had one."""
    readers = store_calibrations(folder, {})
    store_calibrations(folder, dict.fromkeys(readers))
    return readers


def _chosen(questions: Sequence[QuestionSet], judge: SentenceRanker) -> QuestionSet:
    """The questions that tell whether an answer is right and that the reader reads, each once."""
    name = ", ".join(one.name for one in questions)
    every = [gold for one in questions for gold in one.questions]
    once = {(gold.question, gold.history): gold for gold in every if gold.answerable is not None}
    told = [gold for gold in once.values() if not gold.answerable or gold.answers or gold.evidence]
    read = [gold for gold in told if judge.reads(_analysed(gold, name))]
    with_answer = sum(bool(gold.answerable) for gold in read)
    without = len(read) - with_answer
    if min(with_answer, without) < _FEWEST:
        left = (
            f" ({len(told) - len(read)} more are left to the {SENTENCE_RANKER}: --reader {SENTENCE_RANKER})"
            if len(told) > len(read)
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


def ask_all(bot: Chatbot, questions: QuestionSet, on_progress: Progress | None = None) -> list[Outcome]:
    """Every question asked; the bot must decline nothing."""
    asked = answer_all(
        bot,
        questions,
        on_progress=on_progress,
    )
    return [
        Outcome(result.answer.confidence, bool(result.right and result.gold.answerable), bool(result.gold.answerable))
        for result in asked.results
    ]


def fit(outcomes: Sequence[Outcome], answered: float = ANSWERED, weights: Sequence[float] | None = None) -> Calibration:
    """The calibration under which confidence is the share of right answers. Raises `QuestionError` if none is.

    Logistic regression of what was right on the log odds of the confidence; `weights`: how much each outcome counts
    there. See `choose_threshold`.
    """
    from sklearn.linear_model import LogisticRegression

    right = [outcome.right for outcome in outcomes]
    if len(set(right)) < 2:
        raise QuestionError(f"{'every' if all(right) else 'no'} answer was right: nothing to tell apart by confidence")
    odds = np.array([[log_odds(outcome.confidence)] for outcome in outcomes])
    model = LogisticRegression().fit(odds, right, sample_weight=weights)
    slope, intercept = float(model.coef_[0, 0]), float(model.intercept_[0])
    if slope <= 0:
        raise QuestionError("confidence does not tell right answers from wrong ones here; check the file's answers")
    unlimited = Calibration(slope, intercept, 0.0)
    corrected = [unlimited.correct(outcome.confidence) for outcome in outcomes]
    return Calibration(unlimited.slope, unlimited.intercept, choose_threshold(corrected, outcomes, answered))


def choose_threshold(confidences: Sequence[float], outcomes: Sequence[Outcome], answered: float) -> float:
    """The threshold at which most is done right: right answers given and unanswerable questions declined.

    The two sorts of question count alike, however many of each there are (Youden 1950). Of the thresholds that let a
    share of at least `answered` of the answerable questions through; of equally good ones the middle of the widest gap.

    >>> of = [Outcome(0, True, True), Outcome(0, True, True), Outcome(0, False, False)]
    >>> choose_threshold([0.9, 0.8, 0.2], of, answered=0.95)
    0.5
    """
    rows = sorted(zip(confidences, outcomes, strict=True), key=lambda row: row[0])
    bounds = [0.0, *(confidence for confidence, _ in rows), 1.0]
    answerable = sum(outcome.answerable for _, outcome in rows)
    unanswerable = len(rows) - answerable
    best = (-1, 0.0, 0.0)
    # A threshold in the gap before row `n` declines the first `n` rows.
    for declined in range(len(rows) + 1):
        gap = bounds[declined + 1] - bounds[declined]
        given = rows[declined:]
        if gap <= 0 and declined:
            continue
        if sum(outcome.answerable for _, outcome in given) < answered * answerable:
            break
        right = sum(outcome.right for _, outcome in given)
        rightly_declined = sum(not outcome.answerable for _, outcome in rows[:declined])
        # Both shares over one denominator, so that equal ones are equal.
        done = right * max(1, unanswerable) + rightly_declined * max(1, answerable)
        best = max(best, (done, gap, bounds[declined] + gap / 2))
    return best[2]


def measure(outcomes: Sequence[Outcome], calibration: Calibration) -> Measures:
    """What a calibration makes of questions: of those that it was fitted to, a little too much."""
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
    """Each fifth measured with what was fitted on the others, or where that cannot be fitted, with the built-in."""
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
