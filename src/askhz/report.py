"""Evaluations as one self-contained page.

The page fetches nothing: styles, script and plots stand in it, its fonts are the system's, and a content policy forbids
the rest. Every text from questions, answers and documents is escaped. The same evaluation gives the same page. This
module measures nothing; matplotlib is imported only when a page is made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from importlib import resources
from io import StringIO
from typing import TYPE_CHECKING, Any

from .evaluation import MISSES, Evaluation, Result, SearchEvaluation, SearchResult, Summary, confidences_and_outcomes
from .metrics import reliability, risk_coverage
from .tables import COLUMNS, OVERALL, AnyEvaluation, Column, brief, exact, one_line, rate, set_apart, written

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Labelled = Sequence[tuple[str, Evaluation]]

MOST_WITH_PASSAGES = 300
"""So many missed questions are shown with the passages read; later ones without, to keep the page small."""


def html(evaluations: Sequence[tuple[str, AnyEvaluation]], *, title: str = "askhz: how good it is") -> str:
    """Return one self-contained page about labelled evaluations, side by side where there are several.

    ValueError if there are none.
    """
    if not evaluations:
        raise ValueError("a report needs at least one evaluation")
    answers, searches = set_apart(evaluations)
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
    style = resources.files("askhz").joinpath("report.css").read_text("utf-8")
    script = resources.files("askhz").joinpath("report.js").read_text("utf-8")
    return _PAGE.format(title=_safe(title), style=style, body="\n".join(parts), script=script)


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
        ("Evidence read", t.evidence_read, rate, "in the passages"),
        ("Evidence quoted", t.evidence_answered, rate, "in the answer"),
        ("Short answers", t.f1, rate, "F1"),
        ("Answered", t.answered, rate, "of the answerable"),
        ("Declined", t.declined_rightly, rate, "of the unanswerable"),
        ("Calibration error", e.calibration.error, exact, "lower is better"),
        ("Time", t.ms_median, brief, f"ms median, {brief(t.ms_p95)} at 95 %"),
    ]
    tiles = "".join(
        f'<div class="tile"><span class="what">{name}</span><span class="figure">{written(value, write)}</span>'
        f'<span class="how">{how}</span></div>'
        for name, value, write, how in figures
        if value is not None
    )
    more = _flaw_notice(e) + _details(e)
    return f'<section><h2 class="unseen">At a glance</h2><div class="tiles">{tiles}</div>{more}</section>'


def _details(e: Evaluation) -> str:
    rows = "".join(
        f'<tr><th>{o.title}</th><td>{o.write(value)}</td><td class="note">{o.meaning}</td></tr>'
        for o in OVERALL
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
    for column in COLUMNS:
        values = [column.of(e.total) for _, e in answers]
        # Many words are neither good nor bad.
        better = None if column.column == "words" else column.higher_is_better
        rows.append(_compared(column.title, column.meaning, values, column.write, better))
    for overall in OVERALL:
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
        f"<td{' class=best' if distinct and written(value, write) == best else ''}>{written(value, write)}</td>"
        for value in values
    )
    return f'<tr><th>{title}<span class="note">{meaning}</span></th>{cells}</tr>'


def _by_kind(label: str, e: Evaluation, *, several: bool) -> str:
    shown = [c for c in COLUMNS if any(c.of(s) is not None for s in (*e.kinds, e.total))]
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
    if write is not rate:
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
            [0, *coverage], [risk[0], *risk], color=ink, linewidth=1.8, label=one_line(label), solid_joinstyle="round"
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
    names = [one_line(s.kind) for s in e.kinds]
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
    # Within tags only: a kind of question may be called like an ink.
    inside = re.sub(rf"({'|'.join(_VARIABLES)})(?=[^<>]*>)", lambda ink: f"var({_VARIABLES[ink.group()]})", inside)
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
        f"<tr><th>{_safe(label)}</th><td>{_safe(e.name)}</td><td>{len(e.results)}</td>{_cell(e.ndcg_at_10, rate)}"
        f"{_cell(e.recall_at_100, rate)}<td>{brief(e.ms_median)}</td><td>{brief(e.ms_p95)}</td></tr>"
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


# --------------------------------------------------------------------------------------------------------- page's frame

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
</main>
<script>
{script}</script>
</body>
</html>
"""  # noqa: E501
