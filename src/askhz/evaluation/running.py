"""Every question of a set put to a bot."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from statistics import fmean, median
from typing import Protocol

from ..errors import QuestionError
from ..progress import Progress
from ..records import Answer, Hit
from .gold import QuestionSet
from .metrics import percentile
from .scoring import Evaluation, SearchEvaluation, SearchResult, TextOf, judge, summarise


class Bot(Protocol):
    """What is measured: something that answers and searches."""

    def ask(self, question: str, *, history: Sequence[str] = (), k: int = 8) -> Answer:
        """Return the answer from the best `k` passages."""
        ...

    def search(self, query: str, *, history: Sequence[str] = (), k: int = 8) -> Sequence[Hit]:
        """Return the best `k` passages, best first."""
        ...


def run(
    bot: Bot,
    questions: QuestionSet,
    *,
    k: int = 8,
    text_of: TextOf | None = None,
    on_progress: Progress | None = None,
) -> Evaluation | SearchEvaluation:
    """Every question put to `bot` and judged: `search_all` for a BEIR folder, `answer_all` for the others."""
    if questions.format == "beir":
        return search_all(bot, questions, on_progress=on_progress)
    return answer_all(bot, questions, k=k, text_of=text_of, on_progress=on_progress)


def answer_all(
    bot: Bot,
    questions: QuestionSet,
    *,
    k: int = 8,
    text_of: TextOf | None = None,
    on_progress: Progress | None = None,
) -> Evaluation:
    """Every question asked, each answer judged.

    `text_of` gives the text of a document by its source (None or KeyError: there is no such document); with it every
    quote is compared with its document. `on_progress` is told how many questions are done.
    QuestionError names the question that the bot would not take.
    """
    results = []
    for done, gold in enumerate(questions.questions, start=1):
        begun = time.perf_counter()
        try:
            answer = bot.ask(gold.question, history=gold.history, k=k)
        except QuestionError as error:
            raise QuestionError(f"{questions.name}, question {gold.id}: {error}") from error
        spent = (time.perf_counter() - begun) * 1000
        results.append(judge(gold, answer, questions.format, milliseconds=spent, text_of=text_of))
        if on_progress:
            on_progress("asking", done, len(questions.questions))
    return summarise(questions.name, results, format=questions.format, k=k)


def search_all(bot: Bot, questions: QuestionSet, *, on_progress: Progress | None = None) -> SearchEvaluation:
    """Every question of a BEIR folder searched: nDCG@10 and recall@100 over documents, by ir-measures (trec_eval)."""
    ranked, times = [], []
    for done, gold in enumerate(questions.questions, start=1):
        begun = time.perf_counter()
        try:
            ranked.append(_documents_found(bot, gold.question))
        except QuestionError as error:
            raise QuestionError(f"{questions.name}, question {gold.id}: {error}") from error
        times.append((time.perf_counter() - begun) * 1000)
        if on_progress:
            on_progress("asking", done, len(questions.questions))
    names = [gold.id for gold in questions.questions]
    scores = _trec_scores(questions.relevance, dict(zip(names, ranked, strict=True)))
    results = tuple(
        SearchResult(gold, questions.relevance[gold.id], found, *scores[gold.id], spent)
        for gold, found, spent in zip(questions.questions, ranked, times, strict=True)
    )
    return SearchEvaluation(
        name=questions.name,
        results=results,
        ndcg_at_10=fmean(result.ndcg_at_10 for result in results),
        recall_at_100=fmean(result.recall_at_100 for result in results),
        ms_median=median(times),
        ms_p95=percentile(times, 0.95),
    )


def _documents_found(bot: Bot, query: str, wanted: int = 100) -> tuple[str, ...]:
    """Return the first `wanted` documents, each at its best passage's rank; ask deeper where passages share them."""
    for k in (wanted, 2 * wanted, 4 * wanted, 8 * wanted):
        hits = bot.search(query, k=k)
        found = tuple(dict.fromkeys(hit.passage.source for hit in hits))
        if len(found) >= wanted or len(hits) < k:
            break
    return found[:wanted]


def _trec_scores(
    relevance: Mapping[str, Mapping[str, int]], ranked: Mapping[str, Sequence[str]]
) -> dict[str, tuple[float, float]]:
    """nDCG@10 and recall@100 of every query."""
    import ir_measures
    from ir_measures import R, nDCG

    # Scores stand for ranks, so that no tie is left to the library.
    rows = {query: {name: -float(rank) for rank, name in enumerate(found)} for query, found in ranked.items()}
    judged = {query: dict(relevance[query]) for query in ranked}
    measures = (nDCG @ 10, R @ 100)
    scores = {query: dict.fromkeys(measures, 0.0) for query in ranked}  # a query that found nothing has no row
    for metric in ir_measures.pytrec_eval.iter_calc(measures, judged, rows):
        scores[metric.query_id][metric.measure] = float(metric.value)
    return {query: (found[measures[0]], found[measures[1]]) for query, found in scores.items()}
