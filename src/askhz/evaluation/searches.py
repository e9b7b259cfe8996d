"""How good searches are: the documents found for each question of a BEIR folder, against the judgements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from .gold import GoldQuestion, QuestionSet
from .metrics import percentile


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


def judge_searches(
    questions: QuestionSet, ranked: Sequence[tuple[str, ...]], milliseconds: Sequence[float]
) -> SearchEvaluation:
    """nDCG@10 and recall@100 over documents, by ir-measures (trec_eval).

    `ranked` has the documents found for each question, best first, in the order of the questions.
    """
    scores = _trec_scores(questions, ranked)
    results = tuple(
        SearchResult(gold, questions.relevance[gold.id], found, *scores[gold.id], spent)
        for gold, found, spent in zip(questions.questions, ranked, milliseconds, strict=True)
    )
    return SearchEvaluation(
        name=questions.name,
        results=results,
        ndcg_at_10=fmean(result.ndcg_at_10 for result in results),
        recall_at_100=fmean(result.recall_at_100 for result in results),
        ms_median=median(milliseconds),
        ms_p95=percentile(milliseconds, 0.95),
    )


def _trec_scores(questions: QuestionSet, ranked: Sequence[Sequence[str]]) -> dict[str, tuple[float, float]]:
    """nDCG@10 and recall@100 of every question, by its id."""
    import ir_measures
    from ir_measures import R, nDCG

    names = [gold.id for gold in questions.questions]
    judged = {name: questions.relevance[name] for name in names}
    # Negated ranks as scores: no two are equal, so the library has no tie to break.
    rows = {
        name: {source: -float(rank) for rank, source in enumerate(found)}
        for name, found in zip(names, ranked, strict=True)
    }
    measures = (nDCG @ 10, R @ 100)
    scores = {name: dict.fromkeys(measures, 0.0) for name in names}  # a question that found nothing has no row
    for metric in ir_measures.pytrec_eval.iter_calc(measures, judged, rows):
        scores[metric.query_id][metric.measure] = float(metric.value)
    return {name: (found[measures[0]], found[measures[1]]) for name, found in scores.items()}
