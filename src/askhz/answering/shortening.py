"""The short answer: the few words of a quote that answer by themselves."""

from __future__ import annotations

from ..records import Finding, Question, ShortAnswer


def short_answer(question: Question, best: Finding) -> ShortAnswer | None:
    """The smallest span of the best finding that answers; None where no few words answer."""
    if best.short is None or question.explains:
        return None
    start, end = best.short
    return ShortAnswer(best.text[start - best.start : end - best.start], best.source, start, end)
