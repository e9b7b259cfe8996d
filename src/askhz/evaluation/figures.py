"""The figures of an evaluation: what each means, how it is read off, and how tables and the report write it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from .searches import SearchEvaluation
from .summaries import Evaluation, Summary

AnyEvaluation = Evaluation | SearchEvaluation
Labelled = Sequence[tuple[str, Evaluation]]


class Column(NamedTuple):
    """One figure of a summary, and its column in a table. `higher_is_better` None: neither way."""

    column: str
    title: str
    meaning: str
    of: Callable[[Summary], float | None]
    write: Callable[[float], str]
    higher_is_better: bool | None = True


class Overall(NamedTuple):
    """One figure of an evaluation that kinds of questions do not have. `higher_is_better` None: neither way."""

    title: str
    meaning: str
    of: Callable[[Evaluation], float | None]
    write: Callable[[float], str]
    higher_is_better: bool | None


def rate(value: float) -> str:
    """A share, to two decimals."""
    return f"{value:.2f}"


def exact(value: float) -> str:
    """A share, to three decimals."""
    return f"{value:.3f}"


def brief(value: float) -> str:
    """Milliseconds: below 100 to one decimal, from there on whole."""
    return f"{value:.1f}" if value < 100 else f"{value:.0f}"


def whole(value: float) -> str:
    """A whole number."""
    return f"{value:.0f}"


COLUMNS = (
    Column("read", "Evidence read", "some evidence lies in the passages found", lambda s: s.evidence_read, rate),
    Column("quoted", "Evidence quoted", "some evidence is quoted in the answer", lambda s: s.evidence_answered, rate),
    Column("complete", "Complete", "all of the evidence is quoted in the answer", lambda s: s.complete, rate),
    Column("cover", "Coverage", "share of the evidence that is quoted", lambda s: s.coverage, rate),
    Column("EM", "Exact match", "the short answer is an allowed one", lambda s: s.exact_match, rate),
    Column("F1", "F1", "words shared by the short answer and an allowed one", lambda s: s.f1, rate),
    Column("answered", "Answered", "answerable questions not declined", lambda s: s.answered, rate),
    Column("rightly", "Answered rightly", "answerable questions answered rightly", lambda s: s.answered_rightly, rate),
    Column("declined", "Declined rightly", "unanswerable questions declined", lambda s: s.declined_rightly, rate),
    Column(
        "calib",
        "Calibration error",
        "distance between confidence and share of right answers, over the answers given",
        lambda s: s.calibration_error,
        exact,
        False,
    ),
    Column("words", "Words", "mean words per answer", lambda s: s.words, whole, None),
    Column("ms", "Median ms", "median milliseconds per question", lambda s: s.ms_median, brief, False),
    Column("p95", "95 % ms", "milliseconds that 95 % of the questions do not exceed", lambda s: s.ms_p95, brief, False),
)

OVERALL = (
    Overall(
        "Calibration error",
        "distance between confidence and share of right answers, ten bins of equal width, over the answers given",
        lambda e: e.calibration.error,
        exact,
        False,
    ),
    Overall(
        "Calibration error, equal mass",
        "the same over ten bins of equally many answers",
        lambda e: e.calibration.error_equal_mass,
        exact,
        False,
    ),
    Overall(
        "Brier score", "mean squared distance of confidence and outcome", lambda e: e.calibration.brier, exact, False
    ),
    Overall(
        "Area under risk and coverage",
        "mean share of wrong answers, the surest answered first; a declined question counts as not right",
        lambda e: e.calibration.area,
        exact,
        False,
    ),
    Overall("Refusal precision", "of the questions declined, the unanswerable", lambda e: e.refusal[0], rate, True),
    Overall("Refusal recall", "of the unanswerable questions, those declined", lambda e: e.refusal[1], rate, True),
    Overall("MRR of the evidence", "mean of 1/rank of the first passage with evidence", lambda e: e.mrr, rate, True),
    Overall(
        "Best exact match",
        "exact match at the best threshold of confidence",
        lambda e: e.best_exact_match.score if e.best_exact_match else None,
        rate,
        True,
    ),
    Overall(
        "Best F1",
        "F1 at the best threshold of confidence",
        lambda e: e.best_f1.score if e.best_f1 else None,
        rate,
        True,
    ),
    Overall(
        "Threshold of the best F1",
        "the confidence from which on to answer for it",
        lambda e: e.best_f1.confidence if e.best_f1 and math.isfinite(e.best_f1.confidence) else None,
        rate,
        None,
    ),
)


def written(value: float | None, write: Callable[[float], str]) -> str:
    """A figure, or a dash where it does not apply."""
    return "–" if value is None else write(value)


def columns_shown(summaries: Sequence[Summary]) -> list[Column]:
    """The columns that apply to at least one of the summaries."""
    return [column for column in COLUMNS if any(column.of(summary) is not None for summary in summaries)]


def answers_and_searches(
    evaluations: Sequence[tuple[str, AnyEvaluation]],
) -> tuple[list[tuple[str, Evaluation]], list[tuple[str, SearchEvaluation]]]:
    """The evaluations of answers, and those of searches."""
    answers = [(label, e) for label, e in evaluations if isinstance(e, Evaluation)]
    searches = [(label, e) for label, e in evaluations if isinstance(e, SearchEvaluation)]
    return answers, searches


def one_line(text: str) -> str:
    """A text on one line, without what cannot be printed."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
