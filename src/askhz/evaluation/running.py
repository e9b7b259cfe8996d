"""Every question of a set put to a bot, and what comes back judged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from ..bot import Answerer, Explainer, Respondent, Searcher
from ..errors import QuestionError
from ..progress import Progress, silent
from .gold import GoldQuestion, QuestionSet
from .scoring import TextOf, explained, judge
from .searches import SearchEvaluation, judge_searches
from .summaries import Evaluation, summarise

_T = TypeVar("_T")


def run(
    bot: Respondent,
    questions: QuestionSet,
    *,
    k: int = 8,
    text_of: TextOf | None = None,
    on_progress: Progress = silent,
) -> Evaluation | SearchEvaluation:
    """Every question put to `bot` and judged: `search_all` for a BEIR folder, `answer_all` for the others."""
    if questions.format == "beir":
        return search_all(bot, questions, on_progress=on_progress)
    return answer_all(bot, questions, k=k, text_of=text_of, on_progress=on_progress)


def answer_all(
    bot: Answerer,
    questions: QuestionSet,
    *,
    k: int = 8,
    text_of: TextOf | None = None,
    on_progress: Progress = silent,
) -> Evaluation:
    """Every question asked, each answer judged.

    `text_of` gives the text of a document by its source (None or KeyError: there is no such document). With it every
    quote is compared with its document. A bot that explains its answers is asked again where evidence was read and not
    quoted, to know why. QuestionError names the question that the bot refuses to take.
    """
    asked = _put(questions, lambda gold: bot.ask(gold.question, history=gold.history, k=k), on_progress)
    results = []
    for gold, answer, spent in asked:
        result = judge(gold, answer, questions.format, milliseconds=spent, text_of=text_of)
        if result.miss == "not read" and isinstance(bot, Explainer):
            result = explained(result, bot.explain(gold.question, history=gold.history, k=k)[1])
        results.append(result)
    return summarise(questions.name, results, format=questions.format, k=k)


def search_all(bot: Searcher, questions: QuestionSet, *, on_progress: Progress = silent) -> SearchEvaluation:
    """Every question of a BEIR folder searched, the documents found judged. QuestionError as for `answer_all`."""
    searched = list(_put(questions, lambda gold: _documents_found(bot, gold.question), on_progress))
    return judge_searches(questions, [found for _, found, _ in searched], [spent for _, _, spent in searched])


def _put(
    questions: QuestionSet, call: Callable[[GoldQuestion], _T], on_progress: Progress
) -> Iterator[tuple[GoldQuestion, _T, float]]:
    """Each question, what `call` makes of it, and how many milliseconds that took."""
    for done, gold in enumerate(questions.questions, start=1):
        begun = time.perf_counter()
        try:
            result = call(gold)
        except QuestionError as error:
            raise QuestionError(f"{questions.name}, question {gold.id}: {error}") from error
        yield gold, result, (time.perf_counter() - begun) * 1000
        on_progress("asking", done, len(questions.questions))


def _documents_found(bot: Searcher, query: str, wanted: int = 100) -> tuple[str, ...]:
    """The first `wanted` documents, each at its best passage's rank; asks for more passages where they share documents.

    More than a thousand passages are not asked for.
    """
    for k in (wanted, 2 * wanted, 4 * wanted, 8 * wanted):
        hits = bot.search(query, k=k)
        found = tuple(dict.fromkeys(hit.passage.source for hit in hits))
        if len(found) >= wanted or len(hits) < k:
            break
    return found[:wanted]
