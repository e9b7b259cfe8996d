"""Evaluations as one self-contained page, made from the templates beside this module.

The page fetches nothing: styles, script and plots stand in it, its fonts are the system's, and a content policy forbids
the rest. The templates escape every text; only the style, the script and the plots are put in as they are. The same
evaluation gives the same page. Nothing is measured here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import resources
from typing import Any, NamedTuple

from ..records import Hit
from ..render.templating import environment
from .figures import (
    COLUMNS,
    OVERALL,
    AnyEvaluation,
    Column,
    Labelled,
    Overall,
    answers_and_searches,
    brief,
    columns_shown,
    exact,
    rate,
    written,
)
from .plots import SERIES, plots
from .scoring import MISSES, Miss, Result
from .searches import SearchEvaluation, SearchResult
from .summaries import Evaluation, Summary

MOST_WITH_PASSAGES = 300
"""How many missed questions are shown with the passages found. Later ones have none, to keep the page small."""
_MOST_RELEVANT = 50  # documents named for a missed search

Write = Callable[[float], str]


class _Label(NamedTuple):
    text: str
    series: int


class _Cell(NamedTuple):
    """A figure in a table; `text` None: it does not apply. A `share`, 0 to 1, is also shown as a bar."""

    text: str | None
    share: str | None = None


class _Kind(NamedTuple):
    name: str
    questions: int
    cells: list[_Cell]


class _KindTable(NamedTuple):
    heading: str
    columns: list[Column]
    kinds: list[_Kind]
    total: _Kind


class _Compared(NamedTuple):
    """One figure of several evaluations: each as it is written, and whether it is the best."""

    title: str
    meaning: str
    cells: list[tuple[str, bool]]


class _Stage(NamedTuple):
    """How many questions are lost at a stage; `number` is its colour."""

    miss: Miss
    number: int
    questions: int


class _Passage(NamedTuple):
    """A passage in pieces, each with whether it is evidence."""

    pieces: list[tuple[str, bool]]
    cite: str


class _Missed(NamedTuple):
    """A missed question of the evaluation number `which`; `passages` None: left out."""

    result: Result
    which: int
    stage: int
    confidence: str
    passages: list[_Passage] | None


class _MissedSearch(NamedTuple):
    """A search without a relevant document in the first ten; `best` is the rank of the first one, None if unfound."""

    question: str
    found: Sequence[str]
    relevant: Sequence[str]
    more: int
    best: int | None


class _Search(NamedTuple):
    label: str
    set: str
    questions: int
    cells: list[_Cell]
    missed: list[_MissedSearch]


def html(evaluations: Sequence[tuple[str, AnyEvaluation]], *, title: str = "askhz: how good it is") -> str:
    """One self-contained page about labelled evaluations, side by side where there are several.

    ValueError if there are none.
    """
    if not evaluations:
        raise ValueError("a report needs at least one evaluation")
    answers, searches = answers_and_searches(evaluations)
    return (
        environment(__package__)
        .get_template("page.html")
        .render(
            title=title,
            style=_packaged("report.css"),
            script=_packaged("report.js"),
            sets={e.name: len(e.results) for _, e in answers} | {e.name: len(e.results) for _, e in searches},
            first=answers[0][1] if answers else None,
            searches=[_search(label, e) for label, e in searches],
            **(_about_answers(answers) if answers else {}),
        )
    )


def _packaged(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


def _about_answers(answers: Labelled) -> dict[str, Any]:
    """What the templates show of evaluations of answers."""
    several = len(answers) > 1
    lost = [(i, r) for i, (_, e) in enumerate(answers) for r in e.results if r.miss]
    counts = {miss: sum(r.miss == miss for _, r in lost) for miss in MISSES}
    return {
        "labels": [_Label(label, i % SERIES) for i, (label, _) in enumerate(answers)],
        "tiles": list(_tiles(answers[0][1])),
        "more_figures": list(_more_figures(answers[0][1])),
        "comparison": list(_comparison(answers)) if several else [],
        "flawed": [[(r.gold.id, r.flaws) for r in e.results if r.flaws] for _, e in answers],
        "kind_tables": [table for label, e in answers for table in _kind_tables(label if several else None, e)],
        "plots": plots(answers),
        "missed": [_missed(i, r, with_passages=n < MOST_WITH_PASSAGES) for n, (i, r) in enumerate(lost)],
        "missed_kinds": list(dict.fromkeys(r.gold.kind for _, r in lost)),
        "stages": [_Stage(miss, n, counts[miss]) for n, miss in enumerate(MISSES, start=1) if counts[miss]],
        "without_passages": max(0, len(lost) - MOST_WITH_PASSAGES),
    }


def _tiles(e: Evaluation) -> Iterator[tuple[str, str, str]]:
    """The most important figures of one evaluation: name, figure, explanation."""
    t = e.total
    figures: list[tuple[str, float | None, Write, str]] = [
        ("Evidence read", t.evidence_read, rate, "in the passages"),
        ("Evidence quoted", t.evidence_answered, rate, "in the answer"),
        ("Short answers", t.f1, rate, "F1"),
        ("Answered", t.answered, rate, "of the answerable"),
        ("Declined", t.declined_rightly, rate, "of the unanswerable"),
        ("Calibration error", e.calibration.error, exact, "lower is better"),
        ("Time", t.ms_median, brief, f"ms median, {brief(t.ms_p95)} at 95 %"),
    ]
    return ((name, write(value), how) for name, value, write, how in figures if value is not None)


def _more_figures(e: Evaluation) -> Iterator[tuple[str, str, str]]:
    for overall in OVERALL:
        value = overall.of(e)
        if value is not None:
            yield overall.title, overall.write(value), overall.meaning
    if e.verbatim is None:
        yield "Quotes word for word", "–", "not checked"
    else:
        yield "Quotes word for word", "yes" if e.verbatim else "no", "compared with the documents"


def _comparison(answers: Labelled) -> Iterator[_Compared]:
    """Every figure that applies to at least one of the evaluations."""
    evaluations = [e for _, e in answers]
    rows: list[tuple[Column | Overall, list[float | None]]] = [
        (c, [c.of(e.total) for e in evaluations]) for c in COLUMNS
    ]
    columns = {column.title for column in COLUMNS}
    rows += [(o, [o.of(e) for e in evaluations]) for o in OVERALL if o.title not in columns]
    for figure, values in rows:
        if any(value is not None for value in values):
            cells = list(_compared(values, figure.write, figure.higher_is_better))
            yield _Compared(figure.title, figure.meaning, cells)


def _compared(values: Sequence[float | None], write: Write, higher: bool | None) -> Iterator[tuple[str, bool]]:
    """Each value as it is written, and whether it is the best; none is where all are written alike."""
    known = [value for value in values if value is not None]
    best = None if higher is None else write(max(known) if higher else min(known))
    distinct = len({write(value) for value in known}) > 1
    return ((text, distinct and text == best) for text in (written(value, write) for value in values))


def _kind_tables(label: str | None, e: Evaluation) -> Iterator[_KindTable]:
    """By the kind that the question file gives, and by the one that askhz takes a question for."""
    shown = columns_shown((*e.kinds, e.total))
    total = _kind(e.total, shown)
    heading = "By kind of question" if label is None else f"By kind: {label}"
    yield _KindTable(heading, shown, [_kind(s, shown) for s in e.kinds], total)
    if e.taken_for:
        heading = "By the kind taken for" if label is None else f"By the kind taken for: {label}"
        yield _KindTable(heading, shown, [_kind(s, shown) for s in e.taken_for], total)


def _kind(s: Summary, shown: Sequence[Column]) -> _Kind:
    return _Kind(s.kind, s.questions, [_cell(column.of(s), column.write) for column in shown])


def _cell(value: float | None, write: Write) -> _Cell:
    if value is None:
        return _Cell(None)
    return _Cell(write(value), f"{value:.3f}" if write is rate else None)


def _missed(which: int, r: Result, *, with_passages: bool) -> _Missed:
    quotes = [e.quote for e in r.gold.evidence]
    return _Missed(
        result=r,
        which=which,
        stage=MISSES.index(r.miss) + 1 if r.miss else 0,
        confidence=rate(r.answer.confidence),
        passages=[_passage(hit, quotes) for hit in r.answer.passages] if with_passages else None,
    )


def _passage(hit: Hit, quotes: Iterable[str]) -> _Passage:
    passage = hit.passage
    cite = f"{passage.source} {passage.start}–{passage.end} · score {exact(hit.score)}"
    return _Passage(list(_pieces(passage.text, quotes)), cite)


def _pieces(text: str, quotes: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is the first place of one of the quotes.

    >>> list(_pieces("one two three", ["two"]))
    [('one ', False), ('two', True), (' three', False)]
    """
    spans = sorted((at, at + len(quote)) for quote in quotes if quote and (at := text.find(quote)) >= 0)
    end = 0
    for start, stop in spans:
        if stop <= end:
            continue
        first = max(start, end)
        if first > end:
            yield text[end:first], False
        yield text[first:stop], True
        end = stop
    if end < len(text):
        yield text[end:], False


def _search(label: str, e: SearchEvaluation) -> _Search:
    figures: list[tuple[float, Write]] = [
        (e.ndcg_at_10, rate),
        (e.recall_at_100, rate),
        (e.ms_median, brief),
        (e.ms_p95, brief),
    ]
    cells = [_cell(value, write) for value, write in figures]
    return _Search(label, e.name, len(e.results), cells, [_missed_search(r) for r in e.results if r.ndcg_at_10 == 0])


def _missed_search(r: SearchResult) -> _MissedSearch:
    relevant = sorted(name for name, grade in r.relevant.items() if grade > 0)
    return _MissedSearch(
        question=r.gold.question,
        found=r.ranked[:10],
        relevant=relevant[:_MOST_RELEVANT],
        more=max(0, len(relevant) - _MOST_RELEVANT),
        best=next((rank for rank, name in enumerate(r.ranked, start=1) if r.relevant.get(name, 0) > 0), None),
    )
