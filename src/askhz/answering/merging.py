"""Quotes that stand next to each other in a document become one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..records import Finding
from ..text.words import count_words
from .surroundings import Stretch, stretch_of, text_of


def merged(findings: Iterable[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The findings in their order, those with no other unit between them as one.

    What is merged keeps the score of the better one, and the better one's short answer.
    """
    kept: list[Finding] = []
    for finding in findings:
        stretch = stretch_of(finding, known)
        if kept and stretch is not None and _adjacent(kept[-1], finding, stretch):
            kept[-1] = _one(kept[-1], finding, stretch)
        else:
            kept.append(finding)
    return kept


def _adjacent(one: Finding, other: Finding, stretch: Stretch) -> bool:
    if one.source != other.source or one.start < stretch.passage.start or other.start < one.start:
        return False
    # No other unit between them, and no words that one of a unit leaves out.
    return not any(
        one.start < unit.end <= other.start
        and (unit.start >= one.end or count_words(text_of(stretch, one.end, unit.end)))
        for unit in stretch.units
        if unit.end > one.end
    )


def _one(one: Finding, other: Finding, stretch: Stretch) -> Finding:
    better = one if one.score >= other.score else other
    end = max(one.end, other.end)
    return replace(better, start=one.start, end=end, text=text_of(stretch, one.start, end))
