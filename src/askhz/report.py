"""Evaluations as a table, as JSON and as one self-contained page.

The page fetches nothing: styles, script and plots stand in it, its fonts are the system's, and a content policy forbids
the rest. Every text from questions, answers and documents is escaped. The same evaluation gives the same page. This
module measures nothing; matplotlib is imported only when a page is made.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any, NamedTuple

from askhz.calibration import CalibrationReport
from askhz.evaluation import (
    MISSES,
    Evaluation,
    Result,
    SearchEvaluation,
    SearchResult,
    Summary,
    Threshold,
    confidences_and_outcomes,
    reliability,
    risk_coverage,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

AnyEvaluation = Evaluation | SearchEvaluation
Labelled = Sequence[tuple[str, Evaluation]]

MOST_WITH_PASSAGES = 300
"""So many missed questions are shown with the passages read; later ones without, to keep the page small."""


class Column(NamedTuple):
    """One figure of a summary: its column in a table, what it means, how to read it off and to write it."""

    column: str
    title: str
    meaning: str
    of: Callable[[Summary], float | None]
    write: Callable[[float], str]
    higher_is_better: bool = True


def _rate(value: float) -> str:
    return f"{value:.2f}"


def _precise(value: float) -> str:
    return f"{value:.3f}"


def _time(value: float) -> str:
    return f"{value:.1f}" if value < 100 else f"{value:.0f}"


def _length(value: float) -> str:
    return f"{value:.0f}"


_COLUMNS = (
    Column("read", "Evidence read", "some evidence lies in the passages read", lambda s: s.evidence_read, _rate),
    Column("quoted", "Evidence quoted", "some evidence is quoted in the answer", lambda s: s.evidence_answered, _rate),
    Column("cover", "Coverage", "share of the evidence that is quoted", lambda s: s.coverage, _rate),
    Column("EM", "Exact match", "the short answer is an allowed one", lambda s: s.exact_match, _rate),
    Column("F1", "F1", "words shared by the short answer and an allowed one", lambda s: s.f1, _rate),
    Column("answered", "Answered", "answerable questions not declined", lambda s: s.answered, _rate),
    Column("rightly", "Answered rightly", "answerable questions answered rightly", lambda s: s.answered_rightly, _rate),
    Column("declined", "Declined rightly", "unanswerable questions declined", lambda s: s.declined_rightly, _rate),
    Column("words", "Words", "mean words per answer", lambda s: s.words, _length, higher_is_better=False),
    Column("ms", "Median ms", "median milliseconds per question", lambda s: s.ms_median, _time, higher_is_better=False),
    Column(
        "p95",
        "95 % ms",
        "milliseconds that 95 % of the questions do not exceed",
        lambda s: s.ms_p95,
        _time,
        higher_is_better=False,
    ),
)


class _Overall(NamedTuple):
    title: str
    meaning: str
    of: Callable[[Evaluation], float | None]
    write: Callable[[float], str]
    higher_is_better: bool | None


_OVERALL = (
    _Overall(
        "Calibration error",
        "distance between confidence and share of right answers, ten bins of equal width, over the answers given",
        lambda e: e.calibration.error,
        _precise,
        False,
    ),
    _Overall(
        "Calibration error, equal mass",
        "the same over ten bins of equally many answers",
        lambda e: e.calibration.error_equal_mass,
        _precise,
        False,
    ),
    _Overall(
        "Brier score", "mean squared distance of confidence and outcome", lambda e: e.calibration.brier, _precise, False
    ),
    _Overall(
        "Area under risk and coverage",
        "mean share of wrong answers, the surest answered first; a declined question counts as not right",
        lambda e: e.calibration.area,
        _precise,
        False,
    ),
    _Overall("Refusal precision", "of the questions declined, the unanswerable", lambda e: e.refusal[0], _rate, True),
    _Overall("Refusal recall", "of the unanswerable questions, those declined", lambda e: e.refusal[1], _rate, True),
    _Overall("MRR of the evidence", "mean of 1/rank of the first passage with evidence", lambda e: e.mrr, _rate, True),
    _Overall(
        "Best exact match",
        "exact match at the best threshold of confidence",
        lambda e: e.best_exact_match.score if e.best_exact_match else None,
        _rate,
        True,
    ),
    _Overall(
        "Best F1",
        "F1 at the best threshold of confidence",
        lambda e: e.best_f1.score if e.best_f1 else None,
        _rate,
        True,
    ),
    _Overall(
        "Threshold of the best F1",
        "the confidence from which on to answer for it",
        lambda e: e.best_f1.confidence if e.best_f1 and math.isfinite(e.best_f1.confidence) else None,
        _rate,
        None,
    ),
)

# --------------------------------------------------------------------------------------------------------------- table


def table(evaluation: AnyEvaluation) -> str:
    """Return a plain-text table, one row a kind and one over all, and the figures that have no kind below it."""
    if isinstance(evaluation, SearchEvaluation):
        return _grid(
            ["set", "questions", "nDCG@10", "recall@100", "ms", "p95"], [_search_row(evaluation.name, evaluation)]
        )
    kinds = [_summary_row(summary) for summary in evaluation.kinds]
    shown = [
        column for column in _COLUMNS if any(column.of(s) is not None for s in (*evaluation.kinds, evaluation.total))
    ]
    rows = [[row[0], row[1], *(row[2][column.column] for column in shown)] for row in kinds]
    last = _summary_row(evaluation.total)
    rows.append([last[0], last[1], *(last[2][column.column] for column in shown)])
    grid = _grid(["kind", "n", *(column.column for column in shown)], rows, total=True)
    return "\n".join([grid, "", *_remarks(evaluation)])


def comparison(evaluations: Sequence[tuple[str, AnyEvaluation]]) -> str:
    """Return a plain-text table of several evaluations, one row each: answers first, then searches."""
    answers, searches = _apart(evaluations)
    grids = []
    if answers:
        shown = [column for column in _COLUMNS if any(column.of(e.total) is not None for _, e in answers)]
        rows = []
        for label, e in answers:
            _, size, cells = _summary_row(e.total)
            rows.append(
                [_line(label), size, *(cells[c.column] for c in shown), _written(e.calibration.error, _precise)]
            )
        grids.append(_grid(["", "n", *(column.column for column in shown), "calibration"], rows))
    if searches:
        rows = [_search_row(label, e) for label, e in searches]
        grids.append(_grid(["", "questions", "nDCG@10", "recall@100", "ms", "p95"], rows))
    return "\n\n".join(grids)


def calibration_table(report: CalibrationReport) -> str:
    """What a calibration was fitted on, and what it changes."""
    rows = [
        [name, _rate(measures.answered), _rate(measures.declined), _precise(measures.error)]
        for name, measures in (("built-in", report.before), ("fitted, cross-validated", report.after))
    ]
    threshold = _rate(report.calibration.threshold)
    return (
        f"Fitted to {report.answerable} questions with an answer and {report.unanswerable} without.\n"
        f"The index keeps it: below a confidence of {threshold} a question is declined.\n\n"
        + _grid(["", "answerable answered", "unanswerable declined", "calibration error"], rows)
    )


def _summary_row(summary: Summary) -> tuple[str, str, dict[str, str]]:
    cells = {column.column: _written(column.of(summary), column.write) for column in _COLUMNS}
    return _line(summary.kind), str(summary.questions), cells


def _search_row(label: str, e: SearchEvaluation) -> list[str]:
    scores = [_precise(e.ndcg_at_10), _precise(e.recall_at_100)]
    return [_line(label), str(len(e.results)), *scores, _time(e.ms_median), _time(e.ms_p95)]


def _remarks(evaluation: Evaluation) -> list[str]:
    figures = [(o.title, o.of(evaluation), o.write) for o in _OVERALL]
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
    return f"not in {len(flawed)} answers; first in {first.gold.id}: {(first.flaws or ('',))[0]}"


def _grid(head: Sequence[str], rows: Sequence[Sequence[str]], *, total: bool = False) -> str:
    """Columns set to their widest cell: the first to the left, the others to the right; a rule above the total."""
    widths = [max(_width(row[i]) for row in (head, *rows)) for i in range(len(head))]
    rule = "  ".join("-" * width for width in widths)
    lines = [
        "  ".join(_padded(cell, width, right=i > 0) for i, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in (head, *rows)
    ]
    body = [*lines[1:-1], rule, lines[-1]] if total and len(rows) > 1 else lines[1:]
    return "\n".join(line.rstrip() for line in (lines[0], rule, *body))


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _written(value: float | None, write: Callable[[float], str]) -> str:
    return "–" if value is None else write(value)


def _apart(
    evaluations: Sequence[tuple[str, AnyEvaluation]],
) -> tuple[list[tuple[str, Evaluation]], list[tuple[str, SearchEvaluation]]]:
    answers = [(label, e) for label, e in evaluations if isinstance(e, Evaluation)]
    searches = [(label, e) for label, e in evaluations if isinstance(e, SearchEvaluation)]
    return answers, searches


# ---------------------------------------------------------------------------------------------------------------- JSON


def to_json(evaluation: AnyEvaluation) -> dict[str, Any]:
    """Return the evaluation as plain values in a fixed order; what is measured in time is apart, in `timings_ms`."""
    if isinstance(evaluation, SearchEvaluation):
        return _search_json(evaluation)
    c = evaluation.calibration
    return {
        "name": evaluation.name,
        "format": evaluation.format,
        "k": evaluation.k,
        "total": _summary_json(evaluation.total),
        "kinds": {summary.kind: _summary_json(summary) for summary in evaluation.kinds},
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
        "coverage": _round(s.coverage),
        "exact_match": _round(s.exact_match),
        "f1": _round(s.f1),
        "answered": _round(s.answered),
        "answered_rightly": _round(s.answered_rightly),
        "declined_rightly": _round(s.declined_rightly),
        "words": _round(s.words),
        "misses": {miss: s.misses[miss] for miss in MISSES},
    }


def _result_json(r: Result) -> dict[str, Any]:
    return {
        "id": r.gold.id,
        "kind": r.gold.kind,
        "question": r.gold.question,
        "answered": r.answer.answered,
        "confidence": _round(r.answer.confidence),
        "short": r.answer.short.text if r.answer.short else None,
        "right": r.right,
        "miss": r.miss,
        "rank": r.rank,
        "evidence_answered": r.evidence_answered,
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
    # JSON has no infinity; null says that declining everything is best.
    confidence = None if math.isinf(threshold.confidence) else _round(threshold.confidence)
    return {"confidence": confidence, "score": _round(threshold.score)}


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), 6)


# ---------------------------------------------------------------------------------------------------------------- page


def html(evaluations: Sequence[tuple[str, AnyEvaluation]], *, title: str = "askhz: how good it is") -> str:
    """Return one self-contained page about labelled evaluations, side by side where there are several.

    ValueError if there are none.
    """
    if not evaluations:
        raise ValueError("a report needs at least one evaluation")
    answers, searches = _apart(evaluations)
    parts = [_header(title, answers, searches)]
    if answers:
        parts += [_overview(answers), *(_by_kind(label, e, several=len(answers) > 1) for label, e in answers)]
        parts += [_plots(answers)]
    if searches:
        parts.append(_searches(searches))
    if answers:
        parts.append(_missed(answers))
    if searches:
        parts.append(_missed_searches(searches))
    return _PAGE.format(title=_safe(title), style=_STYLE, body="\n".join(parts), script=_SCRIPT)


def _safe(text: object) -> str:
    """Escaped, and control characters made visible as what they are: unreadable."""
    shown = "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t\r" else c for c in str(text))
    return escape(shown)


def _header(title: str, answers: Labelled, searches: Sequence[tuple[str, SearchEvaluation]]) -> str:
    lines = []
    sets = {e.name: len(e.results) for _, e in answers} | {e.name: len(e.results) for _, e in searches}
    for name, size in sets.items():
        lines.append(f"<li><b>{_safe(name)}</b> {size} questions</li>")
    if answers:
        total = answers[0][1].total
        lines.append(f"<li>{total.answerable} answerable</li><li>{total.unanswerable} unanswerable</li>")
        lines.append(f"<li>{answers[0][1].k} passages read</li>")
    return f'<header><h1>{_safe(title)}</h1><ul class="facts">{"".join(lines)}</ul></header>'


def _overview(answers: Labelled) -> str:
    return _tiles(answers[0][1]) if len(answers) == 1 else _side_by_side(answers)


def _tiles(e: Evaluation) -> str:
    t = e.total
    figures = [
        ("Evidence read", t.evidence_read, _rate, "in the passages"),
        ("Evidence quoted", t.evidence_answered, _rate, "in the answer"),
        ("Short answers", t.f1, _rate, "F1"),
        ("Answered", t.answered, _rate, "of the answerable"),
        ("Declined", t.declined_rightly, _rate, "of the unanswerable"),
        ("Calibration error", e.calibration.error, _precise, "lower is better"),
        ("Time", t.ms_median, _time, f"ms median, {_time(t.ms_p95)} at 95 %"),
    ]
    tiles = "".join(
        f'<div class="tile"><span class="what">{name}</span><span class="figure">{_written(value, write)}</span>'
        f'<span class="how">{how}</span></div>'
        for name, value, write, how in figures
        if value is not None
    )
    more = _flaw_notice(e) + _details(e)
    return f'<section><h2 class="unseen">At a glance</h2><div class="tiles">{tiles}</div>{more}</section>'


def _details(e: Evaluation) -> str:
    rows = "".join(
        f'<tr><th>{o.title}</th><td>{o.write(value)}</td><td class="note">{o.meaning}</td></tr>'
        for o in _OVERALL
        if (value := o.of(e)) is not None
    )
    rows += f"<tr><th>Quotes word for word</th><td>{'–' if e.verbatim is None else 'yes' if e.verbatim else 'no'}</td>"
    rows += f'<td class="note">{"not checked" if e.verbatim is None else "compared with the documents"}</td></tr>'
    return f'<details class="more"><summary>More figures</summary><table class="plain">{rows}</table></details>'


def _flaw_notice(e: Evaluation) -> str:
    if e.verbatim is not False:
        return ""
    items = "".join(f"<li>{_safe(r.gold.id)}: {_safe('; '.join(r.flaws))}</li>" for r in e.results if r.flaws)
    return f'<div class="alarm"><b>Quotes that are not word for word</b><ul>{items}</ul></div>'


def _side_by_side(answers: Labelled) -> str:
    head = "".join(f"<th>{_swatch(i)}{_safe(label)}</th>" for i, (label, _) in enumerate(answers))
    rows = []
    for column in _COLUMNS:
        values = [column.of(e.total) for _, e in answers]
        # Many words are neither good nor bad.
        better = None if column.column == "words" else column.higher_is_better
        rows.append(_compared(column.title, column.meaning, values, column.write, better))
    for overall in _OVERALL:
        values = [overall.of(e) for _, e in answers]
        rows.append(_compared(overall.title, overall.meaning, values, overall.write, overall.higher_is_better))
    notices = "".join(_flaw_notice(e) for _, e in answers)
    return (
        f'<section><h2>Side by side</h2><div class="scroll"><table class="compare"><thead><tr><th></th>{head}</tr>'
        f"</thead><tbody>{''.join(rows)}</tbody></table></div>{notices}</section>"
    )


def _compared(
    title: str, meaning: str, values: Sequence[float | None], write: Callable[[float], str], higher: bool | None
) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return ""
    best = None if higher is None else write(max(known) if higher else min(known))
    distinct = len({write(value) for value in known}) > 1
    cells = "".join(
        f"<td{' class=best' if distinct and _written(value, write) == best else ''}>{_written(value, write)}</td>"
        for value in values
    )
    return f'<tr><th>{title}<span class="note">{meaning}</span></th>{cells}</tr>'


def _by_kind(label: str, e: Evaluation, *, several: bool) -> str:
    shown = [c for c in _COLUMNS if any(c.of(s) is not None for s in (*e.kinds, e.total))]
    head = "".join(f'<th title="{c.meaning}">{c.title}</th>' for c in shown)
    rows = "".join(_kind_row(s, shown) for s in e.kinds)
    heading = f"By kind: {_safe(label)}" if several else "By kind of question"
    return (
        f'<section><h2>{heading}</h2><div class="scroll"><table class="kinds"><thead><tr><th>Kind</th>'
        f"<th>Questions</th>{head}</tr></thead><tbody>{rows}</tbody>"
        f"<tfoot>{_kind_row(e.total, shown)}</tfoot></table></div></section>"
    )


def _kind_row(s: Summary, shown: Sequence[Column]) -> str:
    cells = "".join(_cell(c.of(s), c.write) for c in shown)
    return f"<tr><th>{_safe(s.kind)}</th><td>{s.questions}</td>{cells}</tr>"


def _cell(value: float | None, write: Callable[[float], str]) -> str:
    if value is None:
        return '<td class="none">–</td>'
    if write is not _rate:
        return f"<td>{write(value)}</td>"
    return f'<td class="rate" style="--v:{value:.3f}">{write(value)}</td>'


def _swatch(i: int) -> str:
    return f'<i class="swatch" style="background:var(--s{i % _SERIES})"></i>'


# --------------------------------------------------------------------------------------------------------------- plots

_SERIES = 6
# Matplotlib draws in these stand-ins; in the page each becomes a variable, so that light and dark both fit.
_INK, _FAINT, _GRID, _GROUND = "#010101", "#010102", "#010103", "#010104"
_SERIES_INKS = tuple(f"#0102{i:02d}" for i in range(_SERIES))
_PARTS = ("right", *MISSES)
_PART_INKS = {part: f"#0103{i:02d}" for i, part in enumerate(_PARTS)}
_VARIABLES = {
    _INK: "--ink",
    _FAINT: "--faint",
    _GRID: "--rule",
    _GROUND: "--card",
    **{ink: f"--s{i}" for i, ink in enumerate(_SERIES_INKS)},
    **{ink: f"--m{i}" for i, ink in enumerate(_PART_INKS.values())},
}


def _plots(answers: Labelled) -> str:
    several = len(answers) > 1
    figures = []
    if any(confidences_and_outcomes(e.results, declined_too=True)[0] for _, e in answers):
        caption = (
            "Answering only the surest questions: the share answered, and the share of wrong ones among them. "
            "A declined question counts as not right; the ring marks where the bot stops answering."
        )
        plot = _drawn(lambda figure: _draw_risk(figure, answers), (4.7, 3.5), "risk", "Risk against coverage")
        figures.append(_figure("Risk against coverage", caption, plot))
    for i, (label, e) in enumerate(answers):
        if not e.calibration.answers:
            continue
        heading = f"Calibration: {label}" if several else "Calibration"
        caption = "How often answers of a confidence are right; on the diagonal confidence means what it says. "
        caption += "Bars count the answers."

        def draw(figure: Figure, i: int = i, e: Evaluation = e) -> None:
            _draw_reliability(figure, e, _SERIES_INKS[i % _SERIES])

        figures.append(_figure(heading, caption, _drawn(draw, (4.7, 3.5), f"calibration{i}", heading)))
    for i, (label, e) in enumerate(answers):
        heading = f"Where questions are lost: {label}" if several else "Where questions are lost"
        caption = (
            "Not found: no passage read has the evidence. Not read: one has it, the answer does not quote it. "
            "Declined: one has it, and the question was declined. Answered wrongly: there is no answer to give."
        )

        def draw_lost(figure: Figure, e: Evaluation = e) -> None:
            _draw_lost(figure, e)

        height = 1.0 + 0.27 * len(e.kinds)
        figures.append(_figure(heading, caption, _drawn(draw_lost, (9.6, height), f"lost{i}", heading), wide=True))
    return f'<section><h2>Plots</h2><div class="plots">{"".join(figures)}</div></section>'


def _figure(heading: str, caption: str, svg: str, *, wide: bool = False) -> str:
    kind = ' class="wide"' if wide else ""
    return f"<figure{kind}><h3>{_safe(heading)}</h3>{svg}<figcaption>{caption}</figcaption></figure>"


def _draw_risk(figure: Figure, answers: Labelled) -> None:
    axes = figure.add_subplot()
    highest = 0.0
    for i, (label, e) in enumerate(answers):
        points = risk_coverage(*confidences_and_outcomes(e.results, declined_too=True))
        if not points:
            continue
        ink = _SERIES_INKS[i % _SERIES]
        coverage, risk = [p.coverage for p in points], [p.risk for p in points]
        axes.plot(
            [0, *coverage], [risk[0], *risk], color=ink, linewidth=1.8, label=_line(label), solid_joinstyle="round"
        )
        confidences, right = confidences_and_outcomes(e.results)
        every = len(confidences_and_outcomes(e.results, declined_too=True)[0])
        if confidences:
            at = (len(confidences) / every, right.count(False) / len(right))
            axes.plot(*at, marker="o", markersize=7, markerfacecolor=_GROUND, markeredgecolor=ink, markeredgewidth=1.8)
        highest = max(highest, *risk)
    axes.set(
        xlim=(0, 1.02),
        ylim=(0, max(0.1, highest * 1.12)),
        xlabel="coverage: share answered",
        ylabel="risk: share wrong",
    )
    _plain_axes(axes)
    if len(answers) > 1:
        axes.legend(frameon=False, labelcolor=_INK, loc="upper left", fontsize=8.5)


def _draw_reliability(figure: Figure, e: Evaluation, ink: str) -> None:
    axes = figure.add_subplot()
    points = reliability(*confidences_and_outcomes(e.results))
    most = max(p.size for p in points)
    for p in points:
        height = 0.22 * p.size / most
        axes.bar((p.low + p.high) / 2, height, width=0.9 * (p.high - p.low), color=_GRID)
        axes.text(
            (p.low + p.high) / 2, height + 0.012, str(p.size), ha="center", va="bottom", color=_FAINT, fontsize=7.5
        )
    axes.plot([0, 1], [0, 1], color=_FAINT, linewidth=1, linestyle=(0, (4, 3)))
    axes.plot(
        [p.confidence for p in points], [p.right for p in points], color=ink, marker="o", markersize=5, linewidth=1.8
    )
    axes.set(xlim=(0, 1.02), ylim=(0, 1.04), xlabel="confidence", ylabel="share right")
    _plain_axes(axes)


def _draw_lost(figure: Figure, e: Evaluation) -> None:
    from matplotlib.ticker import MaxNLocator

    axes = figure.add_subplot()
    names = [_line(s.kind) for s in e.kinds]
    rows = range(len(names))
    left = [0] * len(names)
    for part in _PARTS:
        sizes = [_part(e, s, part) for s in e.kinds]
        axes.barh(
            rows, sizes, left=left, color=_PART_INKS[part], height=0.66, label=part, edgecolor=_GROUND, linewidth=0.8
        )
        left = [before + size for before, size in zip(left, sizes, strict=True)]
    axes.set_yticks(rows, names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0, max(1, *left) * 1.01)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("questions")
    _plain_axes(axes, grid="x")
    axes.legend(
        frameon=False,
        labelcolor=_INK,
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=len(_PARTS),
        fontsize=8.5,
        handlelength=1,
        handleheight=1,
        columnspacing=1.6,
    )


def _part(e: Evaluation, s: Summary, part: str) -> int:
    if part == "right":
        return sum(r.right is True for r in e.results if r.gold.kind == s.kind)
    return {str(miss): size for miss, size in s.misses.items()}[part]


def _plain_axes(axes: Axes, grid: str = "both") -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(_GRID)
    axes.tick_params(colors=_FAINT, labelcolor=_FAINT, length=0, labelsize=8.5)
    axes.xaxis.label.set_color(_INK)
    axes.yaxis.label.set_color(_INK)
    axes.grid(visible=True, axis=grid, color=_GRID, linewidth=0.7)  # type: ignore[arg-type]
    axes.set_axisbelow(True)


def _drawn(draw: Callable[[Figure], None], inches: tuple[float, float], name: str, label: str) -> str:
    """Return what `draw` draws as an SVG element to stand in a page; `name` keeps its ids apart from other plots'."""
    import warnings

    from matplotlib import rc_context
    from matplotlib.figure import Figure

    written = StringIO()
    # The page's own fonts draw the text: that matplotlib's has no Chinese does not matter.
    with (
        rc_context(
            {
                "svg.fonttype": "none",
                "svg.hashsalt": name,
                "text.parse_math": False,
                "font.family": ["DejaVu Sans"],
                "font.size": 9,
            }
        ),
        warnings.catch_warnings(),
    ):
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure = Figure(figsize=inches, layout="constrained")
        figure.patch.set_visible(False)
        draw(figure)
        for axes in figure.axes:
            axes.patch.set_visible(False)
        metadata: Mapping[str, Any] = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(written, format="svg", metadata=dict(metadata))
    return _inline(written.getvalue(), name, label)


def _inline(svg: str, name: str, label: str) -> str:
    view = re.search(r'viewBox="([^"]+)"', svg)
    if view is None:
        raise ValueError("matplotlib wrote an SVG without a viewBox")
    inside = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    inside = re.sub(r"<style.*?</style>", "", inside, count=1, flags=re.DOTALL)  # it would style the whole page
    inside = re.sub(r"font-family: [^;\"]+;?", "", inside)
    inside = re.sub(r'(<[^<>]* )id="', rf'\1id="{name}-', inside)
    inside = inside.replace("url(#", f"url(#{name}-").replace('href="#', f'href="#{name}-')
    inside = re.sub("#01010[1-4]|#010[23][0-9]{2}", lambda ink: f"var({_VARIABLES[ink.group()]})", inside)
    return f'<svg viewBox="{view.group(1)}" role="img" aria-label="{_safe(label)}">{inside}</svg>'


# ----------------------------------------------------------------------------------------------------- missed questions


def _missed(answers: Labelled) -> str:
    lost = [(i, r) for i, (_, e) in enumerate(answers) for r in e.results if r.miss]
    if not lost:
        return (
            "<section><h2>Missed questions</h2><p>None: every question was answered or declined rightly.</p></section>"
        )
    items = [
        _missed_item(i, r, answers if len(answers) > 1 else None, passages=n < MOST_WITH_PASSAGES)
        for n, (i, r) in enumerate(lost)
    ]
    beyond = len(lost) - MOST_WITH_PASSAGES
    note = (
        f"<p class=note>The passages of the last {beyond} are left out to keep the page small.</p>"
        if beyond > 0
        else ""
    )
    return (
        f'<section id="missed"><h2>Missed questions <span class="count">{len(lost)}</span></h2>'
        f"{_controls(answers, [r for _, r in lost])}{note}<div class=list>{''.join(items)}</div>"
        '<p class="nothing" hidden>No missed question is like that.</p></section>'
    )


def _controls(answers: Labelled, lost: Sequence[Result]) -> str:
    stages = "".join(
        f'<button type="button" class="chip" data-stage="{miss}" aria-pressed="false"><i class="dot m{i}"></i>{miss} '
        f"<b>{sum(r.miss == miss for r in lost)}</b></button>"
        for i, miss in enumerate(MISSES, start=1)
        if any(r.miss == miss for r in lost)
    )
    kinds = "".join(f"<option>{_safe(kind)}</option>" for kind in dict.fromkeys(r.gold.kind for r in lost))
    labels = "".join(f'<option value="{i}">{_safe(label)}</option>' for i, (label, _) in enumerate(answers))
    which = f'<select id="which" aria-label="Evaluation"><option value="">all evaluations</option>{labels}</select>'
    return (
        '<div class="controls" hidden><input id="find" type="search" placeholder="Search questions, answers, passages" '
        f'aria-label="Search"><select id="kind" aria-label="Kind"><option value="">all kinds</option>{kinds}</select>'
        f'{which if len(answers) > 1 else ""}<button type="button" id="fold">Open all</button>'
        f'<div class="chips">{stages}</div></div>'
    )


def _missed_item(i: int, r: Result, answers: Labelled | None, *, passages: bool) -> str:
    gold = r.gold
    stage = MISSES.index(r.miss) + 1 if r.miss else 0
    label = f'<span class="tag">{_swatch(i)}{_safe(answers[i][0])}</span>' if answers else ""
    history = "".join(f"<li>{_safe(earlier)}</li>" for earlier in gold.history)
    asked = f'<div class="history"><h4>Asked before</h4><ul>{history}</ul></div>' if history else ""
    read = _passages(r) if passages else ""
    return (
        f'<details class="miss" data-stage="{r.miss}" data-kind="{_safe(gold.kind)}" data-which="{i}"><summary>'
        f'<i class="dot m{stage}"></i><span class="question">{_safe(gold.question)}</span><span class="tags">{label}'
        f'<span class="tag">{_safe(gold.kind)}</span><span class="tag stage">{r.miss}</span></span></summary>'
        f'<div class="inside">{asked}<div class="pair"><div><h4>Answer given</h4>{_given(r)}</div>'
        f"<div><h4>Expected</h4>{_expected(r)}</div></div>{read}"
        f'<p class="note">{_safe(gold.id)} · confidence {r.answer.confidence:.2f}</p></div></details>'
    )


def _given(r: Result) -> str:
    if not r.answer.answered:
        return f'<p class="declined">Declined. {_safe(r.answer.reason or "")}</p>'
    short = f'<p class="short">{_safe(r.answer.short.text)}</p>' if r.answer.short else ""
    quotes = "".join(
        f"<blockquote>{_safe(c.quote)}<cite>[{c.n}] {_safe(c.source)} {c.start}–{c.end}</cite></blockquote>"
        for c in r.answer.citations
    )
    return short + quotes


def _expected(r: Result) -> str:
    if not r.gold.answerable:
        return '<p class="declined">The documents hold no answer.</p>'
    allowed = " · ".join(_safe(answer) for answer in r.gold.answers)
    short = f'<p class="short">{allowed}</p>' if allowed else ""
    quotes = "".join(
        f"<blockquote>{_safe(e.quote)}<cite>{_safe(e.source or '')}</cite></blockquote>" for e in r.gold.evidence
    )
    return short + quotes


def _passages(r: Result) -> str:
    if not r.answer.passages:
        return '<p class="note">No passage was read.</p>'
    quotes = [e.quote for e in r.gold.evidence]
    items = "".join(
        f"<li><p>{_marked(hit.passage.text, quotes)}</p><cite>{_safe(hit.passage.source)} {hit.passage.start}–"
        f"{hit.passage.end} · score {hit.score:.3f}</cite></li>"
        for hit in r.answer.passages
    )
    size = len(r.answer.passages)
    return (
        f'<details class="passages"><summary>{size} passage{"s" * (size > 1)} read</summary><ol>{items}</ol></details>'
    )


def _marked(text: str, quotes: Iterable[str]) -> str:
    """Return the text escaped, the first place of each quote in it marked."""
    spans = sorted((at, at + len(quote)) for quote in quotes if quote and (at := text.find(quote)) >= 0)
    written, end = [], 0
    for start, stop in spans:
        if stop <= end:
            continue
        first = max(start, end)
        written += [_safe(text[end:first]), f"<mark>{_safe(text[first:stop])}</mark>"]
        end = stop
    return "".join([*written, _safe(text[end:])])


# ------------------------------------------------------------------------------------------------------------ searches


def _searches(searches: Sequence[tuple[str, SearchEvaluation]]) -> str:
    several = len(searches) > 1
    rows = "".join(
        f"<tr><th>{_safe(label)}</th><td>{_safe(e.name)}</td><td>{len(e.results)}</td>{_cell(e.ndcg_at_10, _rate)}"
        f"{_cell(e.recall_at_100, _rate)}<td>{_time(e.ms_median)}</td><td>{_time(e.ms_p95)}</td></tr>"
        for label, e in searches
    )
    return (
        f'<section><h2>{"Searches side by side" if several else "Search"}</h2><div class="scroll"><table class="kinds">'
        "<thead><tr><th></th><th>Set</th><th>Questions</th><th>nDCG@10</th><th>Recall@100</th><th>Median ms</th>"
        f"<th>95 % ms</th></tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _missed_searches(searches: Sequence[tuple[str, SearchEvaluation]]) -> str:
    parts = []
    for label, e in searches:
        lost = [r for r in e.results if r.ndcg_at_10 == 0]
        items = "".join(_missed_search(r) for r in lost)
        parts.append(
            f'<details class="more"><summary>{_safe(label)}: {len(lost)} of {len(e.results)} questions without a '
            f"relevant document in the first ten</summary><div class=list>{items}</div></details>"
        )
    return f"<section><h2>Missed searches</h2>{''.join(parts)}</section>"


def _missed_search(r: SearchResult) -> str:
    relevant = sorted(name for name, grade in r.relevant.items() if grade > 0)
    best = next((rank for rank, name in enumerate(r.ranked, start=1) if r.relevant.get(name, 0) > 0), None)
    more = f" and {len(relevant) - 50} more" if len(relevant) > 50 else ""
    place = f"first at rank {best}" if best else "not in the first hundred"
    return (
        f'<details class="miss"><summary><i class="dot m{2 if best else 1}"></i><span class="question">'
        f'{_safe(r.gold.question)}</span><span class="tags"><span class="tag stage">{place}</span></span></summary>'
        f'<div class="inside"><div class="pair"><div><h4>First ten found</h4>'
        f"<p>{_safe(', '.join(r.ranked[:10]) or 'none')}</p></div><div><h4>Relevant</h4>"
        f"<p>{_safe(', '.join(relevant[:50]) + more)}</p></div></div></div></details>"
    )


# ------------------------------------------------------------------------------------------------------- page's clothes

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
{body}
</main>
<script>{script}</script>
</body>
</html>
"""  # noqa: E501

_STYLE = """
:root {
  --paper: #f6f5f2; --card: #ffffff; --ink: #1d2129; --faint: #6b7280; --rule: #e4e3de; --accent: #0f6e6e;
  --wash: #dcecea; --mark: #fde9a8; --alarm: #b3382c;
  --s0: #0f6e6e; --s1: #c2571a; --s2: #4c5fb0; --s3: #96418c; --s4: #6d7a1f; --s5: #2f7fbf;
  --m0: #cfe0dc; --m1: #4c5fb0; --m2: #d99a2b; --m3: #8a93a3; --m4: #b3382c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --card: #1c2024; --ink: #e7e6e2; --faint: #98a0aa; --rule: #30363c; --accent: #63c3ba;
    --wash: #23403e; --mark: #5d4d14; --alarm: #e8796b;
    --s0: #63c3ba; --s1: #ee9a5f; --s2: #93a4f0; --s3: #d68acb; --s4: #b9c65c; --s5: #7dbcf0;
    --m0: #2c4744; --m1: #8496e8; --m2: #e3b04f; --m3: #77818f; --m4: #e8796b;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", sans-serif;
}
main { max-width: 1120px; margin: 0 auto; padding: 48px 28px 96px; }
h1 { font-size: 2rem; line-height: 1.2; letter-spacing: -.02em; margin: 0 0 10px; font-weight: 650; }
h2 { font-size: 1.25rem; letter-spacing: -.01em; margin: 52px 0 14px; font-weight: 650; }
h3 { font-size: .95rem; margin: 0 0 10px; font-weight: 600; }
h4 { font-size: .75rem; margin: 0 0 8px; font-weight: 600; color: var(--faint); letter-spacing: .02em; }
.unseen { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
.note, figcaption, cite { color: var(--faint); font-size: .8125rem; font-style: normal; }
.facts { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 0 0 30px; padding: 0; color: var(--faint); }
.facts b { color: var(--ink); font-weight: 600; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(136px, 1fr)); gap: 12px; }
.tile { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 14px; display: grid; align-content: start; }
.tile .what { font-size: .8125rem; white-space: nowrap; letter-spacing: -.01em; }
.tile .figure { font-size: 1.75rem; line-height: 1.25; font-weight: 600; font-variant-numeric: tabular-nums; color: var(--accent); }
.tile .how { font-size: .75rem; line-height: 1.35; color: var(--faint); }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--rule); border-radius: 10px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .875rem; }
th, td { padding: 7px 9px; text-align: right; white-space: nowrap; }
th:first-child { text-align: left; font-weight: 500; }
thead th { font-weight: 500; color: var(--faint); font-size: .75rem; white-space: normal; vertical-align: bottom; line-height: 1.25; }
tbody tr, tfoot tr { border-top: 1px solid var(--rule); }
tfoot th, tfoot td { font-weight: 650 !important; border-top: 2px solid var(--faint); }
.kinds td, .kinds thead th:not(:first-child) { min-width: 5.1em; }
td.none { color: var(--faint); }
td.rate { background: linear-gradient(90deg, var(--wash) calc(var(--v) * 100%), transparent 0) 50% 50% / calc(100% - 10px) 68% no-repeat; }
.compare th .note { display: block; font-weight: 400; white-space: normal; }
.compare thead th { font-size: .875rem; color: var(--ink); font-weight: 600; }
.compare td { font-size: .9375rem; min-width: 8em; }
.compare th:first-child { width: 99%; }
td.best { font-weight: 700; color: var(--accent); }
.swatch { display: inline-block; width: .7em; height: .7em; border-radius: 2px; margin-right: .45em; }
details.more { margin-top: 14px; }
details.more > summary { cursor: pointer; color: var(--accent); font-size: .9375rem; padding: 4px 0; }
table.plain { width: auto; margin-top: 6px; }
table.plain td.note { text-align: left; white-space: normal; }
.alarm { border: 1px solid var(--alarm); border-radius: 10px; padding: 12px 16px; margin-top: 14px; color: var(--alarm); }
.alarm ul { margin: 6px 0 0; padding-left: 20px; font-size: .875rem; overflow-wrap: anywhere; }
.plots { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px; }
figure { margin: 0; background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 18px 20px; }
figure.wide { grid-column: 1 / -1; }
figcaption { margin-top: 10px; line-height: 1.4; }
figure svg { display: block; width: 100%; height: auto; stroke-linejoin: round; overflow: visible; font-family: inherit; }
.count { color: var(--faint); font-weight: 400; }
.controls:not([hidden]) { display: flex; flex-wrap: wrap; gap: 10px; margin-bottom: 14px; }
.controls input { flex: 1 1 260px; }
.controls input, .controls select, .controls button {
  font: inherit; font-size: .875rem; color: inherit; background: var(--card); border: 1px solid var(--rule);
  border-radius: 8px; padding: 7px 12px; min-height: 38px;
}
.controls button { cursor: pointer; }
.controls :focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.chips { display: flex; flex-wrap: wrap; gap: 8px; flex-basis: 100%; }
.controls .chip { border-radius: 99px; min-height: 32px; padding: 3px 13px; }
.chip b { font-weight: 600; color: var(--faint); }
.chip[aria-pressed=true] { border-color: var(--accent); background: var(--wash); }
.dot { flex: none; display: inline-block; width: 9px; height: 9px; border-radius: 50%; margin-right: 4px; }
.dot.m1 { background: var(--m1); } .dot.m2 { background: var(--m2); }
.dot.m3 { background: var(--m3); } .dot.m4 { background: var(--m4); }
.list { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; overflow: hidden; }
.miss + .miss { border-top: 1px solid var(--rule); }
.miss > summary { display: flex; align-items: baseline; gap: 8px; padding: 10px 16px; cursor: pointer; list-style: none; }
.miss > summary::-webkit-details-marker { display: none; }
.miss > summary:hover { background: color-mix(in srgb, var(--wash) 35%, transparent); }
.miss .question { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.miss[open] > summary .question { font-weight: 600; }
.tags { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 4px 14px; }
.tag { font-size: .8125rem; color: var(--faint); white-space: nowrap; }
.stage { min-width: 7.6em; }
.inside { padding: 4px 18px 14px 33px; overflow-wrap: anywhere; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 28px; }
.history ul { margin: 0 0 12px; padding-left: 18px; }
.inside p { margin: 0 0 8px; } .inside .note { margin: 12px 0 0; }
.short { font-weight: 650; } .declined { color: var(--faint); }
blockquote { margin: 0 0 10px; padding-left: 12px; border-left: 3px solid var(--rule); font-size: .9375rem; white-space: pre-line; }
blockquote cite, .passages cite { display: block; margin-top: 2px; }
.passages > summary { cursor: pointer; color: var(--accent); font-size: .875rem; margin-top: 6px; }
.passages ol { padding-left: 22px; } .passages li { margin-bottom: 12px; font-size: .875rem; }
.passages li p { white-space: pre-line; margin: 0; }
mark { background: var(--mark); color: inherit; border-radius: 2px; }
@media (max-width: 760px) {
  main { padding: 28px 16px 64px; }
  .plots, .pair { grid-template-columns: minmax(0, 1fr); }
  .miss > summary { flex-wrap: wrap; } .tags { flex-basis: 100%; justify-content: flex-start; } .stage { min-width: 0; }
}
@media print { .controls { display: none !important; } body { background: none; } figure, .miss { break-inside: avoid; } }
"""  # noqa: E501

_SCRIPT = """
(() => {
  const section = document.getElementById("missed");
  const controls = section && section.querySelector(".controls");
  if (!controls) return;
  controls.hidden = false;
  const items = [...section.querySelectorAll(".miss")];
  const texts = items.map((item) => item.textContent.toLowerCase());
  const find = document.getElementById("find"), kind = document.getElementById("kind");
  const which = document.getElementById("which"), fold = document.getElementById("fold");
  const chips = [...section.querySelectorAll(".chip")], count = section.querySelector(".count");
  const update = () => {
    const words = find.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const pressed = chips.filter((chip) => chip.getAttribute("aria-pressed") === "true");
    const stages = pressed.map((chip) => chip.dataset.stage);
    let shown = 0;
    items.forEach((item, i) => {
      const fits = words.every((word) => texts[i].includes(word))
        && (!stages.length || stages.includes(item.dataset.stage))
        && (!kind.value || item.dataset.kind === kind.value)
        && (!which || !which.value || item.dataset.which === which.value);
      item.hidden = !fits;
      shown += fits;
    });
    count.textContent = shown === items.length ? shown : `${shown} of ${items.length}`;
    section.querySelector(".list").hidden = !shown;
    section.querySelector(".nothing").hidden = !!shown;
  };
  find.addEventListener("input", update);
  kind.addEventListener("change", update);
  if (which) which.addEventListener("change", update);
  chips.forEach((chip) => chip.addEventListener("click", () => {
    chip.setAttribute("aria-pressed", chip.getAttribute("aria-pressed") !== "true");
    update();
  }));
  fold.addEventListener("click", () => {
    const open = fold.textContent === "Open all";
    items.forEach((item) => { if (!item.hidden) item.open = open; });
    fold.textContent = open ? "Close all" : "Open all";
  });
})();
"""
