"""Evaluations as one self-contained page.

The page fetches nothing: styles, script and plots stand in it, its fonts are the system's, and a content policy forbids
the rest. Every text from questions, answers and documents is escaped. The same evaluation gives the same page. This
module measures nothing; matplotlib is imported only when a page is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import resources

from .figures import COLUMNS, OVERALL, AnyEvaluation, Column, Labelled, brief, exact, rate, safe, set_apart, written
from .plots import SERIES, plots_html
from .scoring import MISSES, Evaluation, Result, SearchEvaluation, SearchResult, Summary

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
        parts += [plots_html(answers)]
    if searches:
        parts.append(_searches(searches))
    if answers:
        parts.append(_missed(answers))
    if searches:
        parts.append(_missed_searches(searches))
    style = resources.files(__package__).joinpath("report.css").read_text("utf-8")
    script = resources.files(__package__).joinpath("report.js").read_text("utf-8")
    return _PAGE.format(title=safe(title), style=style, body="\n".join(parts), script=script)


def _header(title: str, answers: Labelled, searches: Sequence[tuple[str, SearchEvaluation]]) -> str:
    lines = []
    sets = {e.name: len(e.results) for _, e in answers} | {e.name: len(e.results) for _, e in searches}
    for name, size in sets.items():
        lines.append(f"<li><b>{safe(name)}</b> {size} questions</li>")
    if answers:
        total = answers[0][1].total
        lines.append(f"<li>{total.answerable} answerable</li><li>{total.unanswerable} unanswerable</li>")
        lines.append(f"<li>{answers[0][1].k} passages read</li>")
    return f'<header><h1>{safe(title)}</h1><ul class="facts">{"".join(lines)}</ul></header>'


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
    items = "".join(f"<li>{safe(r.gold.id)}: {safe('; '.join(r.flaws))}</li>" for r in e.results if r.flaws)
    return f'<div class="alarm"><b>Quotes that are not word for word</b><ul>{items}</ul></div>'


def _side_by_side(answers: Labelled) -> str:
    head = "".join(f"<th>{_swatch(i)}{safe(label)}</th>" for i, (label, _) in enumerate(answers))
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
    heading = f"By kind: {safe(label)}" if several else "By kind of question"
    return (
        f'<section><h2>{heading}</h2><div class="scroll"><table class="kinds"><thead><tr><th>Kind</th>'
        f"<th>Questions</th>{head}</tr></thead><tbody>{rows}</tbody>"
        f"<tfoot>{_kind_row(e.total, shown)}</tfoot></table></div></section>"
    )


def _kind_row(s: Summary, shown: Sequence[Column]) -> str:
    cells = "".join(_cell(c.of(s), c.write) for c in shown)
    return f"<tr><th>{safe(s.kind)}</th><td>{s.questions}</td>{cells}</tr>"


def _cell(value: float | None, write: Callable[[float], str]) -> str:
    if value is None:
        return '<td class="none">–</td>'
    if write is not rate:
        return f"<td>{write(value)}</td>"
    return f'<td class="rate" style="--v:{value:.3f}">{write(value)}</td>'


def _swatch(i: int) -> str:
    return f'<i class="swatch" style="background:var(--s{i % SERIES})"></i>'


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
    kinds = "".join(f"<option>{safe(kind)}</option>" for kind in dict.fromkeys(r.gold.kind for r in lost))
    labels = "".join(f'<option value="{i}">{safe(label)}</option>' for i, (label, _) in enumerate(answers))
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
    label = f'<span class="tag">{_swatch(i)}{safe(answers[i][0])}</span>' if answers else ""
    history = "".join(f"<li>{safe(earlier)}</li>" for earlier in gold.history)
    asked = f'<div class="history"><h4>Asked before</h4><ul>{history}</ul></div>' if history else ""
    read = _passages(r) if passages else ""
    return (
        f'<details class="miss" data-stage="{r.miss}" data-kind="{safe(gold.kind)}" data-which="{i}"><summary>'
        f'<i class="dot m{stage}"></i><span class="question">{safe(gold.question)}</span><span class="tags">{label}'
        f'<span class="tag">{safe(gold.kind)}</span><span class="tag stage">{r.miss}</span></span></summary>'
        f'<div class="inside">{asked}<div class="pair"><div><h4>Answer given</h4>{_given(r)}</div>'
        f"<div><h4>Expected</h4>{_expected(r)}</div></div>{read}"
        f'<p class="note">{safe(gold.id)} · confidence {r.answer.confidence:.2f}</p></div></details>'
    )


def _given(r: Result) -> str:
    if not r.answer.answered:
        return f'<p class="declined">Declined. {safe(r.answer.reason or "")}</p>'
    short = f'<p class="short">{safe(r.answer.short.text)}</p>' if r.answer.short else ""
    quotes = "".join(
        f"<blockquote>{safe(c.quote)}<cite>[{c.n}] {safe(c.source)} {c.start}–{c.end}</cite></blockquote>"
        for c in r.answer.citations
    )
    return short + quotes


def _expected(r: Result) -> str:
    if not r.gold.answerable:
        return '<p class="declined">The documents hold no answer.</p>'
    allowed = " · ".join(safe(answer) for answer in r.gold.answers)
    short = f'<p class="short">{allowed}</p>' if allowed else ""
    quotes = "".join(
        f"<blockquote>{safe(e.quote)}<cite>{safe(e.source or '')}</cite></blockquote>" for e in r.gold.evidence
    )
    return short + quotes


def _passages(r: Result) -> str:
    if not r.answer.passages:
        return '<p class="note">No passage was read.</p>'
    quotes = [e.quote for e in r.gold.evidence]
    items = "".join(
        f"<li><p>{_marked(hit.passage.text, quotes)}</p><cite>{safe(hit.passage.source)} {hit.passage.start}–"
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
        written += [safe(text[end:first]), f"<mark>{safe(text[first:stop])}</mark>"]
        end = stop
    return "".join([*written, safe(text[end:])])


def _searches(searches: Sequence[tuple[str, SearchEvaluation]]) -> str:
    several = len(searches) > 1
    rows = "".join(
        f"<tr><th>{safe(label)}</th><td>{safe(e.name)}</td><td>{len(e.results)}</td>{_cell(e.ndcg_at_10, rate)}"
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
            f'<details class="more"><summary>{safe(label)}: {len(lost)} of {len(e.results)} questions without a '
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
        f'{safe(r.gold.question)}</span><span class="tags"><span class="tag stage">{place}</span></span></summary>'
        f'<div class="inside"><div class="pair"><div><h4>First ten found</h4>'
        f"<p>{safe(', '.join(r.ranked[:10]) or 'none')}</p></div><div><h4>Relevant</h4>"
        f"<p>{safe(', '.join(relevant[:50]) + more)}</p></div></div></div></details>"
    )


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
