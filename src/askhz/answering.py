"""Findings to an answer: choose, leave out repeats, order, cite, or decline.

An answer that declines is an answer too, with its reason. Nothing is added to the quotes but their numbers. This module
knows no models.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .records import Anchor, Answer, Citation, Finding, Hit, Place, Question, Reading, ShortAnswer
from .text.anchors import anchor_at
from .text.words import content_words

WORD_LIMIT = 120
WHOLE_LIMIT = 300  # words of a list or of steps that are quoted whole
MOST_QUOTES = 5
_LEAST_QUOTES = 2  # of an explanation or a list, where the passages have as many
_FEWER = 0.15  # a third sentence, and a second one of another document, needs this share of the best one's score
_HEADING = 12  # words of a line without an end mark that make it a heading
_ASKING = re.compile(r"[?？]\W*$|(?<!reason )(?<!reasons )(?<!is )(?<!was )(?<!['’]s )\bwhy\b", re.IGNORECASE)
_ALIKE = 0.6  # two sentences that share this much of their words (Jaccard) say the same


def compose(
    question: Question,
    reading: Reading,
    hits: Sequence[Hit],
    threshold: float,
) -> Answer:
    """The answer that the findings allow: quotes with numbers, or a refusal when confidence is below the threshold.

    `hits` are those that were read, best first: a finding's `hit_rank` counts from 1 in them.
    """
    if not reading.findings or reading.confidence < threshold:
        return Answer(
            question=question.text,
            answered=False,
            text="",
            short=None,
            confidence=reading.confidence,
            reason=_reason(reading, hits),
            citations=(),
            passages=tuple(hits),
        )
    whole = _whole(question, reading.findings[0], hits)
    chosen = choose(question, reading.findings) if whole is None else [whole]
    citations = tuple(_cited(n, finding, hits[finding.hit_rank - 1]) for n, finding in enumerate(chosen, 1))
    return Answer(
        question=question.text,
        answered=True,
        text=" ".join(f"{citation.quote} [{citation.n}]" for citation in citations),
        short=_short(question, reading.findings[0]) if whole is None else None,
        confidence=reading.confidence,
        reason=None,
        citations=citations,
        passages=tuple(hits),
    )


def _whole(question: Question, best: Finding, hits: Sequence[Hit]) -> Finding | None:
    """The list or the steps that the best finding belongs to, as one finding; None where single sentences are wanted.

    A procedure with a step left out is wrong, and so is a list with an item left out.
    """
    if best.whole is None or question.kind not in ("list", "manner", "procedure"):
        return None
    passage = hits[best.hit_rank - 1].passage
    start, end = best.whole
    text = passage.text[start - passage.start : end - passage.start]
    if len(text.split()) > WHOLE_LIMIT:
        return None
    return replace(best, start=start, end=end, text=text, short=None)


def choose(question: Question, findings: Sequence[Finding]) -> list[Finding]:
    """The sentences to quote, in the order of their documents' ranks and their places in them.

    One sentence where one can answer. Else two to five that do not repeat one another, with at most `WORD_LIMIT` words
    unless the best alone has more. A weak second one comes from the best one's document, if that has another. An
    explanation quotes no heading where there is a sentence, and nothing that only asks a question.
    """
    if question.explains:  # headings and questions explain nothing, however many words they share with the question
        telling = [f for f in findings if (f.whole is not None or not _is_heading(f.text)) and not _only_asks(f.text)]
        findings = telling or findings
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


def _cited(n: int, finding: Finding, hit: Hit) -> Citation:
    """A finding as the n-th quote; its place and headings are those in force where it begins."""
    anchor = anchor_at(hit.passage.anchors, finding.start) or Anchor(0)
    return Citation(
        n,
        finding.source,
        hit.document.title if hit.document else finding.source,
        finding.start,
        finding.end,
        finding.text,
        anchor.place if anchor.place != Place() else None,
        anchor.headings,
        hit.document,
    )


def _is_heading(text: str) -> bool:
    return len(text.split()) <= _HEADING and not any(mark in text[-3:] for mark in ".!?:;…。！？：；")


def _only_asks(text: str) -> bool:
    """Whether a sentence is a question, or says that someone asks why.

    >>> _only_asks("They asked why it fell."), _only_asks("That is why it fell."), _only_asks("The reason why: rust.")
    (True, False, False)
    """
    return _ASKING.search(text) is not None


def _overlapping(one: Finding, other: Finding) -> bool:
    return one.source == other.source and one.start < other.end and other.start < one.end


def _alike(one: Finding, other: Finding) -> bool:
    a, b = set(content_words(one.text)), set(content_words(other.text))
    return len(a & b) >= _ALIKE * len(a | b)


def _short(question: Question, best: Finding) -> ShortAnswer | None:
    if best.short is None or question.explains:
        return None
    start, end = best.short
    return ShortAnswer(best.text[start - best.start : end - best.start], best.source, start, end)


def _reason(reading: Reading, hits: Sequence[Hit]) -> str:
    if not hits or not reading.findings:
        return "No passage of the documents is like this question."
    return (
        "The documents do not seem to answer this: the nearest sentence is "
        f"{reading.confidence:.0%} likely to be an answer."
    )
