"""The judged answers of a question set summed up, by kind of question and over all.

Every rate lies between 0 and 1, and None says that a measure does not apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from .gold import Format
from .metrics import (
    Threshold,
    area_under_risk_coverage,
    best_threshold,
    brier,
    expected_calibration_error,
    mrr,
    percentile,
    refusal_precision_recall,
    risk_coverage,
)
from .scoring import MISSES, Miss, Result


@dataclass(frozen=True, slots=True)
class Summary:
    """The questions of one kind: counts, rates (None: does not apply), words per answer, milliseconds per question.

    `answered` and `answered_rightly` are shares of the answerable questions, `declined_rightly` of the unanswerable.
    `words` is the mean over the answers given. `complete` is the share of the questions with evidence of which all is
    quoted, `calibration_error` that of the answers given, as in `Reliability`.
    """

    kind: str
    questions: int
    answerable: int
    unanswerable: int
    evidence_read: float | None
    evidence_answered: float | None
    coverage: float | None
    exact_match: float | None
    f1: float | None
    answered: float | None
    answered_rightly: float | None
    declined_rightly: float | None
    words: float | None
    ms_median: float
    ms_p95: float
    misses: dict[Miss, int]
    complete: float | None = None
    calibration_error: float | None = None


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far confidence can be trusted, over `answers` answers given.

    `error` and `error_equal_mass`: expected calibration error over ten bins of equal width and of equal mass.
    `error_all`, and the `area` under risk against coverage, are over all questions; a declined one counts as not right.
    """

    answers: int
    error: float | None
    error_equal_mass: float | None
    brier: float | None
    error_all: float | None
    area: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Answers and refusals measured on one set of questions.

    `refusal` is precision and recall of declining; `mrr` is over the ranks of the first passages with evidence;
    `verbatim`: whether every quote stands in its document (None: not checked). `best_exact_match` and `best_f1` (SQuAD
    only): what declining below the best confidence would reach. Questions that were declined stay declined.
    `taken_for` sums up by the kind that askhz takes a question for, `kinds` by that in the question file.
    """

    name: str
    format: Format
    k: int
    results: tuple[Result, ...]
    kinds: tuple[Summary, ...]
    total: Summary
    calibration: Reliability
    refusal: tuple[float | None, float | None]
    mrr: float | None
    verbatim: bool | None
    best_exact_match: Threshold | None = None
    best_f1: Threshold | None = None
    taken_for: tuple[Summary, ...] = ()


def summarise(name: str, results: Sequence[Result], *, format: Format = "native", k: int = 8) -> Evaluation:  # noqa: A002
    """The evaluation of judged answers: each kind, in the order of its first question, and all together."""
    kinds: dict[str, list[Result]] = {}
    taken_for: dict[str, list[Result]] = {}
    for result in results:
        kinds.setdefault(result.gold.kind, []).append(result)
        taken_for.setdefault(result.taken_for, []).append(result)
    judged = [result for result in results if result.gold.answerable is not None]
    evidenced = [result.rank for result in results if result.gold.evidence]
    checked = [result.flaws for result in results if result.flaws is not None]
    squad = format == "squad" and bool(results)
    confidences, possible = [_answer_confidence(r) for r in results], [bool(r.gold.answerable) for r in results]
    return Evaluation(
        name=name,
        format=format,
        k=k,
        results=tuple(results),
        kinds=tuple(_summary(kind, members) for kind, members in kinds.items()),
        total=_summary("all", results),
        calibration=_calibration(results),
        refusal=refusal_precision_recall(
            [not r.answer.answered for r in judged], [not r.gold.answerable for r in judged]
        ),
        mrr=mrr(evidenced) if evidenced else None,
        verbatim=not any(checked) if checked else None,
        best_exact_match=best_threshold(confidences, [r.exact or 0.0 for r in results], possible) if squad else None,
        best_f1=best_threshold(confidences, [r.f1 or 0.0 for r in results], possible) if squad else None,
        taken_for=tuple(_summary(kind, members) for kind, members in taken_for.items()),
    )


def confidences_and_outcomes(
    results: Iterable[Result], *, declined_too: bool = False
) -> tuple[list[float], list[bool]]:
    """Confidence and rightness of the answers given whose rightness is known, for calibration.

    With `declined_too` also those of the questions declined, which count as not right: nothing right was said.
    """
    rows = [r for r in results if r.right is not None and (declined_too or r.answer.answered)]
    return [r.answer.confidence for r in rows], [bool(r.right) and r.answer.answered for r in rows]


def _answer_confidence(result: Result) -> float:
    """The confidence, or -1 for a declined question: it stays declined under every threshold."""
    return result.answer.confidence if result.answer.answered else -1.0


def _calibration(results: Sequence[Result]) -> Reliability:
    given = confidences_and_outcomes(results)
    every = confidences_and_outcomes(results, declined_too=True)
    return Reliability(
        answers=len(given[0]),
        error=expected_calibration_error(*given) if given[0] else None,
        error_equal_mass=expected_calibration_error(*given, by="mass") if given[0] else None,
        brier=brier(*given) if given[0] else None,
        error_all=expected_calibration_error(*every) if every[0] else None,
        area=area_under_risk_coverage(risk_coverage(*every)) if every[0] else None,
    )


def _summary(kind: str, results: Sequence[Result]) -> Summary:
    answerable = [r for r in results if r.gold.answerable is True]
    unanswerable = [r for r in results if r.gold.answerable is False]
    times = [r.milliseconds for r in results]
    given = confidences_and_outcomes(results)
    return Summary(
        kind=kind,
        questions=len(results),
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        evidence_read=_mean(r.evidence_read for r in results),
        evidence_answered=_mean(r.evidence_answered for r in results),
        coverage=_mean(r.coverage for r in results),
        exact_match=_mean(r.exact for r in results),
        f1=_mean(r.f1 for r in results),
        answered=_mean(r.answer.answered for r in answerable),
        answered_rightly=_mean(r.right for r in answerable),
        declined_rightly=_mean(r.right for r in unanswerable),
        words=_mean(r.words for r in results if r.answer.answered),
        ms_median=median(times) if times else 0.0,
        ms_p95=percentile(times, 0.95),
        misses={miss: sum(r.miss == miss for r in results) for miss in MISSES},
        complete=_mean(r.complete for r in results),
        calibration_error=expected_calibration_error(*given) if given[0] else None,
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
