"""Which findings are quoted: those that answer, each thing said once, in an order that reads well."""

from __future__ import annotations

from collections.abc import Sequence

from ..records import Finding, Question
from ..text.words import content_words
from .reasons import explains_nothing

WORD_LIMIT = 120
MOST_QUOTES = 5
_LEAST_QUOTES = 2  # of an explanation or a list, where the passages have as many
_FEWER = 0.15  # a third sentence, and a second one of another document, needs this share of the best one's score
_ALIKE = 0.6  # two sentences that share this much of their words (Jaccard) say the same


def choose(question: Question, findings: Sequence[Finding]) -> list[Finding]:
    """The sentences to quote, in the order of their documents' ranks and their places in them.

    One sentence where one can answer. Else two to five that do not repeat one another, with at most `WORD_LIMIT` words
    unless the best alone has more. A weak second one comes from the best one's document, if that has another. An
    explanation quotes no heading where there is a sentence, and nothing that only asks a question.
    """
    if question.explains:  # headings and questions explain nothing, however many words they share with the question
        findings = [finding for finding in findings if not explains_nothing(finding)] or findings
    most = 1 if question.wants_one else MOST_QUOTES

    def stray(finding: Finding) -> bool:
        # A weak second sentence should continue what the best one says, not speak of something else.
        return finding.source != findings[0].source and finding.score < _FEWER * findings[0].score

    chosen: list[Finding] = []
    words = 0
    for finding in sorted(findings, key=stray):
        length = len(finding.text.split())
        if len(chosen) >= most:
            break
        if chosen and words + length > WORD_LIMIT:
            continue
        if len(chosen) >= _LEAST_QUOTES and finding.score < _FEWER * findings[0].score:
            continue
        if any(_overlapping(finding, other) or _alike(finding, other) for other in chosen):
            continue
        chosen.append(finding)
        words += length
    first_of: dict[str, int] = {}
    for at, finding in enumerate(chosen):
        first_of.setdefault(finding.source, at)
    return sorted(chosen, key=lambda f: (first_of[f.source], f.start))


def _overlapping(one: Finding, other: Finding) -> bool:
    return one.source == other.source and one.start < other.end and other.start < one.end


def _alike(one: Finding, other: Finding) -> bool:
    a, b = set(content_words(one.text)), set(content_words(other.text))
    return len(a & b) >= _ALIKE * len(a | b)
