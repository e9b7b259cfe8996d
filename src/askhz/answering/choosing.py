"""Which findings are quoted: those that answer, each thing said once, in an order that reads well."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..records import Finding, Question
from ..text.words import content_words, count_words, spans
from .reasons import explains_nothing
from .surroundings import Stretch, stretch_of, unit_of

WORD_LIMIT = 120
MOST_QUOTES = 5
# A further sentence needs this share of the best one's score, more where one sentence can answer. What goes on from the
# best one needs less: measured on tests/gold, the tuning half.
_FEWER, _FEWER_NEXT, _FEWER_NEXT_TO_ONE = 0.3, 0.15, 0.35
_DIGIT = re.compile(r"\d")
_PROSE = ("paragraph", "quotation")
# Two sentences that share this much of their words (Jaccard) say the same; in one document they need more.
_ALIKE, _ALIKE_HERE = 0.6, 0.8


def choose(question: Question, findings: Sequence[Finding], known: Sequence[Stretch] = ()) -> list[Finding]:
    """The sentences to quote, in the order of their documents' ranks and their places in them.

    One sentence where one can answer, with what goes on from it, and up to five where more are wanted, each of its own
    worth. They do not repeat one another, and have at most `WORD_LIMIT` words unless the best alone has more. An
    explanation quotes no heading where there is a sentence, and nothing that only asks a question.
    """
    if question.explains:  # headings and questions explain nothing, however many words they share with the question
        findings = [finding for finding in findings if not explains_nothing(finding)] or findings
    chosen: list[Finding] = []
    words = 0
    for finding in _strong(question, findings, known):
        length = count_words(finding.text)
        if chosen and words + length > WORD_LIMIT:
            continue
        if any(says_the_same(finding, other) for other in chosen):
            continue
        chosen.append(finding)
        words += length
        if len(chosen) == (2 if question.wants_one else MOST_QUOTES):
            break
    return in_order(chosen)


def in_order(chosen: Sequence[Finding]) -> list[Finding]:
    """The document of the best one first; in a document as it is written."""
    first_of: dict[str, int] = {}
    for at, finding in enumerate(chosen):
        first_of.setdefault(finding.source, at)
    return sorted(chosen, key=lambda f: (first_of[f.source], f.start))


def _strong(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The findings that are not much weaker than the best one, best first."""
    best = findings[0]
    following = _following(best, known)

    def worth(finding: Finding) -> bool:
        if finding is best:
            return True
        if _names_another(question, best.text, finding.text):
            return False
        if (finding.source, finding.start) == following:
            return finding.score >= (_FEWER_NEXT_TO_ONE if question.wants_one else _FEWER_NEXT) * best.score
        return not question.wants_one and finding.score >= _FEWER * best.score

    return [finding for finding in findings if worth(finding)]


def _following(best: Finding, known: Sequence[Stretch]) -> tuple[str, int] | None:
    """Where the sentence begins that goes on from the best one in its paragraph or the next."""
    stretch = stretch_of(best, known)
    unit = unit_of(best, stretch) if stretch else None
    if stretch is None or unit is None or unit.kind not in _PROSE:
        return None
    later = [other for other in stretch.units if other.start >= unit.end]
    if not later or later[0].kind not in _PROSE or later[0].headings != unit.headings:
        return None
    return later[0].source, later[0].start


def _names_another(question: Question, best: str, other: str) -> bool:
    """Whether a sentence has a number or code of the same form in place of the one that was asked for.

    >>> from askhz.question import analyse
    >>> asked = analyse("What follows RFC 2119?")
    >>> _names_another(asked, "MUST follows RFC 2119.", "Stamps follow RFC 3339.")
    True
    """
    asked = _codes(question.text)
    if not asked:
        return False
    here, there = _codes(best), _codes(other)
    wanted = asked & here
    forms = {_DIGIT.sub("0", code) for code in wanted}
    return bool(wanted) and not wanted & there and any(_DIGIT.sub("0", code) in forms for code in there)


def _codes(text: str) -> frozenset[str]:
    return frozenset(word.folded for word in spans(text) if len(_DIGIT.findall(word.folded)) > 1)


def says_the_same(one: Finding, other: Finding) -> bool:
    """Whether two findings overlap, or share most of their words."""
    return _overlapping(one, other) or _alike(one, other)


def _overlapping(one: Finding, other: Finding) -> bool:
    return one.source == other.source and one.start < other.end and other.start < one.end


def _alike(one: Finding, other: Finding) -> bool:
    """Whether most words are the same, and every number; what stands in one document is rarely said there twice."""
    a, b = set(content_words(one.text)), set(content_words(other.text))
    share = _ALIKE_HERE if one.source == other.source else _ALIKE
    return len(a & b) >= share * len(a | b) and _numbers(a) == _numbers(b)


def _numbers(words: set[str]) -> set[str]:
    return {word for word in words if _DIGIT.search(word)}
