"""How a question was answered: what was found, read, scored and chosen, and why. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .explanations import ExplainedPassage, ExplainedUnit, Explanation
from .reading import Trace
from .records import Answer, Citation, Hit, Question
from .text.words import content_words

MOST_UNITS = 30  # units that are explained, beside those quoted
_ALIKE = 0.6  # two units that share this much of their words (Jaccard) count as repeats


def explain(
    answer: Answer,
    question: Question,
    hits: Sequence[Hit],
    trace: Trace | None,
    threshold: float,
    *,
    overview: bool = False,
) -> Explanation:
    """The explanation of an answer from the hits that were found for it and the trace of how they were read.

    `overview`: whether the answer is one, so that nothing was searched or read.
    """
    read = {(hit.passage.source, hit.passage.start, hit.passage.end) for hit in answer.passages}
    answerable = trace.answerable if trace else {}
    passages = tuple(
        ExplainedPassage(
            hit.rank,
            hit.passage.source,
            hit.passage.start,
            hit.passage.end,
            hit.document.title if hit.document else "",
            hit.score,
            hit.cosine,
            hit.dense_rank,
            hit.word_rank,
            answerable.get(hit.rank),
            (hit.passage.source, hit.passage.start, hit.passage.end) in read,
        )
        for hit in (answer.passages if overview else hits)
    )
    return Explanation(
        "overview" if overview else question.kind,
        question.search,
        question.names,
        trace.reader if trace and not overview else "",
        passages,
        _units(answer, question, trace) if trace and not overview else (),
        answer.confidence,
        threshold,
        weighed(trace.confidence, trace.confidence_weights) if trace and not overview else {},
        _decision(answer, threshold, overview),
    )


def weighed(values: Mapping[str, float], weights: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Each feature's value and what it adds to the log odds, the largest first.

    >>> weighed({"cosine": 0.5, "asks": 0.0}, {"intercept": -1.0, "cosine": 2.0, "asks": -3.0})
    {'cosine': (0.5, 1.0), 'asks': (0.0, -0.0)}
    """
    added = {name: (value, value * weights[name]) for name, value in values.items() if name in weights}
    return dict(sorted(added.items(), key=lambda item: -abs(item[1][1])))


def _units(answer: Answer, question: Question, trace: Trace) -> tuple[ExplainedUnit, ...]:
    lowest = min((u.score for u in trace.units if _quoted(answer, u.source, u.start, u.end)), default=None)
    found = []
    for at, unit in enumerate(trace.units):
        quoted = _quoted(answer, unit.source, unit.start, unit.end)
        if at >= MOST_UNITS and quoted is None:
            continue
        verdict = f"quoted in [{quoted.n}]" if quoted else _why_not(answer, question, unit.text, unit.score, lowest)
        found.append(
            ExplainedUnit(
                unit.source,
                unit.start,
                unit.end,
                unit.text,
                unit.hit_rank,
                unit.score,
                weighed(unit.features, trace.weights),
                quoted.n if quoted else None,
                verdict,
            )
        )
    return tuple(found)


def _quoted(answer: Answer, source: str, start: int, end: int) -> Citation | None:
    """The quote that a unit stands in."""
    return next((c for c in answer.citations if c.source == source and c.start <= start and end <= c.end), None)


def _why_not(answer: Answer, question: Question, text: str, score: float, lowest: float | None) -> str:
    if not answer.answered:
        return "declined"
    words = set(content_words(text))
    for citation in answer.citations:
        other = set(content_words(citation.quote))
        if len(words & other) >= _ALIKE * len(words | other):
            return f"says what [{citation.n}] says"
    if lowest is not None and score < lowest:
        return "weaker than what is quoted"
    if question.wants_one:
        return "one sentence answers"
    return "left out when quotes were chosen: no reason, no room, or nothing new"


def _decision(answer: Answer, threshold: float, overview: bool) -> str:
    if overview:
        return (
            "an overview: the sentences that stand for the documents or speak of the topic, by vectors, words and place"
        )
    if answer.answered:
        return f"answered: the confidence {answer.confidence:.2f} is not below {threshold:.2f}"
    if not answer.passages:
        return "declined: nothing was found"
    if answer.confidence < threshold:
        return f"declined: the confidence {answer.confidence:.2f} is below {threshold:.2f}"
    return f"declined: {answer.reason or 'no reason was given'}"
