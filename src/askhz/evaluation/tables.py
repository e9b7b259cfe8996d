"""Evaluations and calibrations as plain-text tables and as JSON. Nothing is measured here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ..render import columns_of
from .calibrating import CalibrationReport
from .figures import (
    OVERALL,
    AnyEvaluation,
    Column,
    answers_and_searches,
    brief,
    columns_shown,
    exact,
    one_line,
    rate,
    written,
)
from .metrics import Threshold
from .scoring import MISSES, Result
from .searches import SearchEvaluation
from .summaries import Evaluation, Summary

_SEARCH_HEAD = ("questions", "nDCG@10", "recall@100", "ms", "p95")


def table(evaluation: AnyEvaluation) -> str:
    """A plain-text table, one row a kind and one over all; below it the figures that kinds do not have."""
    if isinstance(evaluation, SearchEvaluation):
        return _grid(["set", *_SEARCH_HEAD], [_search_row(evaluation.name, evaluation)])
    summaries = (*evaluation.kinds, evaluation.total)
    shown = columns_shown(summaries)
    rows = [_summary_row(summary.kind, summary, shown) for summary in summaries]
    grid = _grid(["kind", "n", *(column.column for column in shown)], rows, total=True)
    parts = [grid, *_taken_for(evaluation, shown), *_missed(evaluation), "\n".join(_remarks(evaluation))]
    return "\n\n".join(parts)


def comparison(evaluations: Sequence[tuple[str, AnyEvaluation]]) -> str:
    """A plain-text table of several evaluations, one row each: answers first, then searches."""
    answers, searches = answers_and_searches(evaluations)
    grids = []
    if answers:
        shown = columns_shown([e.total for _, e in answers])
        rows = [_summary_row(label, e.total, shown) for label, e in answers]
        grids.append(_grid(["", "n", *(column.column for column in shown)], rows))
    if searches:
        grids.append(_grid(["", *_SEARCH_HEAD], [_search_row(label, e) for label, e in searches]))
    return "\n\n".join(grids)


def calibration_table(report: CalibrationReport) -> str:
    """What a calibration was fitted on, and what it changes."""
    rows = [
        [name, rate(measures.answered), rate(measures.declined), exact(measures.error)]
        for name, measures in (("built-in", report.before), ("fitted, cross-validated", report.after))
    ]
    threshold = rate(report.calibration.threshold)
    gained = report.after.answered + report.after.declined - report.before.answered - report.before.declined
    better = gained > 0 or report.after.error < report.before.error
    return (
        f"Fitted to {report.answerable} questions with an answer and {report.unanswerable} without.\n"
        f"The index keeps it: below a confidence of {threshold} a question is declined.\n\n"
        + _grid(["", "answerable answered", "unanswerable declined", "calibration error"], rows)
        + ("" if better else "\n\nThe built-in does as well on these questions; --reset goes back to it.")
    )


def _summary_row(label: str, summary: Summary, shown: Sequence[Column]) -> list[str]:
    cells = [written(column.of(summary), column.write) for column in shown]
    return [one_line(label), str(summary.questions), *cells]


def _taken_for(evaluation: Evaluation, shown: Sequence[Column]) -> list[str]:
    """The same figures by the kind that askhz takes a question for."""
    rows = [_summary_row(summary.kind, summary, shown) for summary in evaluation.taken_for]
    return [_grid(["taken for", "n", *(column.column for column in shown)], rows)] if rows else []


def _missed(evaluation: Evaluation) -> list[str]:
    """How many questions of each kind are missed, and why; nothing where none is."""
    reasons = [miss for miss in MISSES if evaluation.total.misses[miss]]
    summaries = [s for s in (*evaluation.kinds, evaluation.total) if any(s.misses.values())]
    rows = [[one_line(s.kind), *(str(s.misses[miss] or "–") for miss in reasons)] for s in summaries]
    return [_grid(["missed", *reasons], rows, total=True)] if rows else []


def _search_row(label: str, e: SearchEvaluation) -> list[str]:
    scores = [exact(e.ndcg_at_10), exact(e.recall_at_100)]
    return [one_line(label), str(len(e.results)), *scores, brief(e.ms_median), brief(e.ms_p95)]


def _remarks(evaluation: Evaluation) -> list[str]:
    figures = [(o.title, o.of(evaluation), o.write) for o in OVERALL]
    lines = [(title, write(value)) for title, value, write in figures if value is not None]
    lines.append(("Missed", ", ".join(f"{evaluation.total.misses[miss]} {miss}" for miss in MISSES)))
    lines.append(("Quotes word for word", _verbatim(evaluation)))
    width = max(len(title) for title, _ in lines)
    return [f"{title:<{width}}  {text}" for title, text in lines]


def _verbatim(evaluation: Evaluation) -> str:
    if evaluation.verbatim is None:
        return "not checked"
    flawed = [result for result in evaluation.results if result.flaws]
    if not flawed:
        return "all"
    first = flawed[0]
    return one_line(f"not in {len(flawed)} answers; first in {first.gold.id}: {(first.flaws or ('',))[0]}")


def _grid(head: Sequence[str], rows: Sequence[Sequence[str]], *, total: bool = False) -> str:
    """The rows in columns as wide as their widest cell, the first aligned left, the others right.

    `total`: a rule above the last row.
    """
    widths = [max(columns_of(row[i]) for row in (head, *rows)) for i in range(len(head))]
    rule = "  ".join("-" * width for width in widths)
    lines = [
        "  ".join(_padded(cell, width, right=i > 0) for i, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in (head, *rows)
    ]
    body = [*lines[1:-1], rule, lines[-1]] if total and len(rows) > 1 else lines[1:]
    return "\n".join(line.rstrip() for line in (lines[0], rule, *body))


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - columns_of(text))
    return space + text if right else text + space


def to_json(evaluation: AnyEvaluation) -> dict[str, Any]:
    """The evaluation as plain values in a fixed order. Measured times stand apart, in `timings_ms`."""
    if isinstance(evaluation, SearchEvaluation):
        return _search_json(evaluation)
    c = evaluation.calibration
    return {
        "name": evaluation.name,
        "format": evaluation.format,
        "k": evaluation.k,
        "total": _summary_json(evaluation.total),
        "kinds": {summary.kind: _summary_json(summary) for summary in evaluation.kinds},
        "taken_for": {summary.kind: _summary_json(summary) for summary in evaluation.taken_for},
        "calibration": {
            "answers": c.answers,
            "error": _round(c.error),
            "error_equal_mass": _round(c.error_equal_mass),
            "brier": _round(c.brier),
            "error_all": _round(c.error_all),
            "area_under_risk_coverage": _round(c.area),
        },
        "refusal": {"precision": _round(evaluation.refusal[0]), "recall": _round(evaluation.refusal[1])},
        "mrr": _round(evaluation.mrr),
        "verbatim": evaluation.verbatim,
        "best_exact_match": _threshold_json(evaluation.best_exact_match),
        "best_f1": _threshold_json(evaluation.best_f1),
        "results": [_result_json(result) for result in evaluation.results],
        "timings_ms": {
            "median": round(evaluation.total.ms_median, 3),
            "p95": round(evaluation.total.ms_p95, 3),
            "kinds": {s.kind: {"median": round(s.ms_median, 3), "p95": round(s.ms_p95, 3)} for s in evaluation.kinds},
        },
    }


def _summary_json(s: Summary) -> dict[str, Any]:
    return {
        "questions": s.questions,
        "answerable": s.answerable,
        "unanswerable": s.unanswerable,
        "evidence_read": _round(s.evidence_read),
        "evidence_answered": _round(s.evidence_answered),
        "complete": _round(s.complete),
        "coverage": _round(s.coverage),
        "exact_match": _round(s.exact_match),
        "f1": _round(s.f1),
        "answered": _round(s.answered),
        "answered_rightly": _round(s.answered_rightly),
        "declined_rightly": _round(s.declined_rightly),
        "calibration_error": _round(s.calibration_error),
        "words": _round(s.words),
        "misses": {miss: s.misses[miss] for miss in MISSES},
    }


def _result_json(r: Result) -> dict[str, Any]:
    return {
        "id": r.gold.id,
        "kind": r.gold.kind,
        "taken_for": r.taken_for,
        "question": r.gold.question,
        "answered": r.answer.answered,
        "confidence": _round(r.answer.confidence),
        "short": r.answer.short.text if r.answer.short else None,
        "right": r.right,
        "miss": r.miss,
        "rank": r.rank,
        "evidence_answered": r.evidence_answered,
        "complete": r.complete,
        "coverage": _round(r.coverage),
        "exact_match": r.exact,
        "f1": _round(r.f1),
        "words": r.words,
        "flaws": None if r.flaws is None else list(r.flaws),
    }


def _search_json(e: SearchEvaluation) -> dict[str, Any]:
    return {
        "name": e.name,
        "format": "beir",
        "questions": len(e.results),
        "ndcg_at_10": _round(e.ndcg_at_10),
        "recall_at_100": _round(e.recall_at_100),
        "results": [
            {"id": r.gold.id, "ndcg_at_10": _round(r.ndcg_at_10), "recall_at_100": _round(r.recall_at_100)}
            for r in e.results
        ],
        "timings_ms": {"median": round(e.ms_median, 3), "p95": round(e.ms_p95, 3)},
    }


def _threshold_json(threshold: Threshold | None) -> dict[str, float | None] | None:
    if threshold is None:
        return None
    # JSON has no infinity: null says that declining everything is best.
    confidence = None if math.isinf(threshold.confidence) else _round(threshold.confidence)
    return {"confidence": confidence, "score": _round(threshold.score)}


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), 6)
