"""How good answers, refusals and searches are, on questions with known answers.

`run` puts every question to a bot and judges what comes back. Every rate lies between 0 and 1, and None says that a
measure does not apply. This module knows no index, no reader and no page: only something that can `ask` and `search`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Literal

from ..errors import AskhzError
from ..records import Answer, Citation, Passage
from .gold import Evidence, Format, GoldQuestion
from .metrics import (
    Threshold,
    area_under_risk_coverage,
    best_threshold,
    brier,
    exact_match,
    expected_calibration_error,
    f1,
    mrr,
    normalise_answer,
    percentile,
    refusal_precision_recall,
    risk_coverage,
)

Miss = Literal["not found", "not read", "declined", "answered wrongly"]
MISSES: tuple[Miss, ...] = ("not found", "not read", "declined", "answered wrongly")
"""Where a question is lost: the evidence was not in the passages read; it was, but not in the answer given; it was, but
the question was declined; the question has no answer, and was answered."""

TextOf = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Result:
    """One question, what was answered, and how good that is.

    `rank` is that of the first passage with evidence. `evidence_read`: some evidence lies in the passages read.
    `evidence_answered`: some is quoted in the answer; `coverage` is the share of it that is. `exact` and `f1` judge the
    short answer (the quotes, where there is no short one). `right`: an unanswerable question was declined, or an
    answerable one answered with evidence quoted or an F1 of at least 0.5. `flaws` says which quotes are not word for
    word (None: not checked).
    """

    gold: GoldQuestion
    answer: Answer
    rank: int | None
    evidence_read: bool | None
    evidence_answered: bool | None
    coverage: float | None
    exact: float | None
    f1: float | None
    right: bool | None
    miss: Miss | None
    words: int
    milliseconds: float
    flaws: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The questions of one kind: counts, rates (None: does not apply), words per answer, milliseconds per question.

    `answered`: of the answerable, those not declined; `answered_rightly`: of the answerable, those answered rightly;
    `declined_rightly`: of the unanswerable, those declined. `words` is the mean over the answers given.
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


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far confidence can be trusted, over `answers` answers given.

    `error` and `error_equal_mass`: expected calibration error over ten bins of equal width and of equal mass; `brier`.
    Over all questions, a declined one counted as not right: `error_all`, and `area` under risk against coverage.
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

    `refusal` is precision and recall of declining; `mrr` that of the first passage with evidence; `verbatim`: whether
    every quote stands in its document (None: not checked). `best_exact_match` and `best_f1` (SQuAD only): what
    declining below the best confidence would reach; what was declined already stays so.
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


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One search: the documents found, best first, each at the rank of its best passage."""

    gold: GoldQuestion
    relevant: dict[str, int]
    ranked: tuple[str, ...]
    ndcg_at_10: float
    recall_at_100: float
    milliseconds: float


@dataclass(frozen=True, slots=True)
class SearchEvaluation:
    """Searches measured on a BEIR folder: means over its questions."""

    name: str
    results: tuple[SearchResult, ...]
    ndcg_at_10: float
    recall_at_100: float
    ms_median: float
    ms_p95: float


def judge(
    gold: GoldQuestion,
    answer: Answer,
    format: Format = "native",  # noqa: A002
    *,
    milliseconds: float = 0.0,
    text_of: TextOf | None = None,
) -> Result:
    """Say how good one answer is; SQuAD scores the empty answer too, the native format only where some are allowed."""
    rank = next((hit.rank for hit in answer.passages if any(lies_in(e, hit.passage) for e in gold.evidence)), None)
    quoted = (
        [any(quoted_by(e, citation) for citation in answer.citations) for e in gold.evidence] if answer.answered else []
    )
    said = _said(answer)
    scored = bool(gold.answers) or (format == "squad" and gold.answerable is False)
    score = f1(said, gold.answers) if scored else None
    read = rank is not None if gold.evidence else None
    answered = any(quoted) if gold.evidence else None
    right = _is_right(gold, answer, answered, score)
    return Result(
        gold=gold,
        answer=answer,
        rank=rank,
        evidence_read=read,
        evidence_answered=answered,
        coverage=sum(quoted) / len(gold.evidence) if gold.evidence else None,
        exact=exact_match(said, gold.answers) if scored else None,
        f1=score,
        right=right,
        miss=_miss(gold, answer, read) if right is False else None,
        words=sum(len(citation.quote.split()) for citation in answer.citations),
        milliseconds=milliseconds,
        flaws=None if text_of is None else tuple(_flaws(answer, text_of)),
    )


def lies_in(evidence: Evidence, passage: Passage) -> bool:
    """Whether the passage holds the evidence: by its offsets where they are known, else word for word."""
    if evidence.source not in (None, passage.source):
        return False
    if evidence.start is not None:
        return passage.start <= evidence.start and evidence.start + len(evidence.quote) <= passage.end
    return _plain(evidence.quote) in _plain(passage.text)


def quoted_by(evidence: Evidence, citation: Citation) -> bool:
    """Whether the citation and the evidence hold one another, or share at least half of the evidence's characters."""
    if evidence.source not in (None, citation.source) or not citation.quote.strip():
        return False
    if evidence.start is not None:
        end = evidence.start + len(evidence.quote)
        shared = min(end, citation.end) - max(evidence.start, citation.start)
        return shared > 0 and (2 * shared >= len(evidence.quote) or shared == citation.end - citation.start)
    expected, given = _plain(evidence.quote), _plain(citation.quote)
    return expected in given or given in expected or 2 * shared_characters(expected, given) >= len(expected)


def shared_characters(one: str, other: str) -> int:
    """How many characters at the end of one text are the beginning of the other, whichever way has more.

    >>> shared_characters("Hangzhou is a city.", "a city. It lies in Zhejiang.") == len("a city.")
    True
    """
    lengths = range(min(len(one), len(other)), 0, -1)
    return next((n for n in lengths if one.endswith(other[:n]) or other.endswith(one[:n])), 0)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _said(answer: Answer) -> str:
    if not answer.answered:
        return ""
    return answer.short.text if answer.short else " ".join(citation.quote for citation in answer.citations)


def _is_right(gold: GoldQuestion, answer: Answer, evidence_answered: bool | None, score: float | None) -> bool | None:
    if gold.answerable is None:
        return None
    if not answer.answered or not gold.answerable:
        return not answer.answered and not gold.answerable
    if evidence_answered is None and score is None:
        return None  # it should be answered, and was, but nothing says with what
    return bool(evidence_answered) or (score or 0.0) >= 0.5


def _miss(gold: GoldQuestion, answer: Answer, evidence_read: bool | None) -> Miss:
    if not gold.answerable:
        return "answered wrongly"
    if evidence_read is None and gold.answers:  # without evidence, a passage with an allowed answer must do
        texts = [f" {normalise_answer(hit.passage.text)} " for hit in answer.passages]
        evidence_read = any(f" {normalise_answer(allowed)} " in text for allowed in gold.answers for text in texts)
    if evidence_read is False:
        return "not found"
    return "not read" if answer.answered else "declined"


def _flaws(answer: Answer, text_of: TextOf) -> Iterator[str]:
    """Every quote that does not stand in its document, and every word that is not quoted."""
    pieces = [(f"citation {c.n}", c.source, c.start, c.end, c.quote) for c in answer.citations]
    pieces += [
        (f"passage {h.rank}", h.passage.source, h.passage.start, h.passage.end, h.passage.text) for h in answer.passages
    ]
    short = answer.short
    if short:
        pieces.append(("short answer", short.source, short.start, short.end, short.text))
    texts: dict[str, str | None] = {}
    for name, source, start, end, quote in pieces:
        if source not in texts:
            texts[source] = _known(text_of, source)
        text = texts[source]
        if text is None:
            yield f"{name}: no document {source}"
        elif not 0 <= start <= end <= len(text) or text[start:end] != quote:
            yield f"{name}: not the text of {source} from {start} to {end}"
    if short and not any(
        c.source == short.source and c.start <= short.start <= short.end <= c.end for c in answer.citations
    ):
        yield "short answer: in none of the quotes"
    if answer.text != " ".join(f"{citation.quote} [{citation.n}]" for citation in answer.citations):
        yield "answer: not its quotes and their numbers alone"


def _known(text_of: TextOf, source: str) -> str | None:
    try:
        return text_of(source)
    except (KeyError, AskhzError):
        return None


def summarise(name: str, results: Sequence[Result], *, format: Format = "native", k: int = 8) -> Evaluation:  # noqa: A002
    """Return the evaluation of judged answers, per kind in the order of their first question, and over all."""
    kinds: dict[str, list[Result]] = {}
    for result in results:
        kinds.setdefault(result.gold.kind, []).append(result)
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
    )


def confidences_and_outcomes(
    results: Iterable[Result], *, declined_too: bool = False
) -> tuple[list[float], list[bool]]:
    """Confidence and rightness of the answers given whose rightness is known, for calibration.

    With `declined_too` also of the questions declined, which count as not right: nothing right was said. So they can be
    put in order with the others, as if every question were answered.
    """
    rows = [r for r in results if r.right is not None and (declined_too or r.answer.answered)]
    return [r.answer.confidence for r in rows], [bool(r.right) and r.answer.answered for r in rows]


def _answer_confidence(result: Result) -> float:
    """Return the confidence; a declined question stays declined under every threshold, so it comes last."""
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
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
