"""An answer from its quotes, each with the place where it stands, and a refusal with its reason."""

from __future__ import annotations

from collections.abc import Sequence

from ..records import Anchor, Answer, Citation, Finding, Hit, Place, Question, Reading, ShortAnswer
from ..text.anchors import anchor_at


def answered(
    question: Question,
    quotes: Sequence[Finding],
    short: ShortAnswer | None,
    confidence: float,
    hits: Sequence[Hit],
    beside: Sequence[Hit] = (),
) -> Answer:
    """An answer of these quotes, which stand in the hits or, by the ranks behind theirs, in those beside them.

    What stands in place of what was read in a hit, another row of its table, may stand in one beside it.
    """
    found = [*hits, *beside]
    citations = tuple(_cited(n, finding, _hit_of(finding, found)) for n, finding in enumerate(quotes, 1))
    return Answer(
        question=question.text,
        answered=True,
        text=" ".join(f"{citation.quote} [{citation.n}]" for citation in citations),
        short=short,
        confidence=confidence,
        reason=None,
        citations=citations,
        passages=tuple(hits),
    )


def declined(question: Question, reading: Reading, reason: str, hits: Sequence[Hit]) -> Answer:
    """A refusal, with the passages that were read."""
    return Answer(
        question=question.text,
        answered=False,
        text="",
        short=None,
        confidence=reading.confidence,
        reason=reason,
        citations=(),
        passages=tuple(hits),
    )


def _hit_of(finding: Finding, found: Sequence[Hit]) -> Hit:
    """The hit of a finding, by its rank; where that lacks the place, the first one that has it."""
    own = found[finding.hit_rank - 1]
    return next((hit for hit in (own, *found) if _holds(hit, finding)), own)


def _holds(hit: Hit, finding: Finding) -> bool:
    passage = hit.passage
    return passage.source == finding.source and passage.start <= finding.start < passage.end


def _cited(n: int, finding: Finding, hit: Hit) -> Citation:
    """A finding as the n-th quote; its place and headings are those in force where it begins.

    Of rows with the header above them the place is the first row's.
    """
    anchors = hit.passage.anchors
    anchor = anchor_at(anchors, finding.start) or next((one for one in anchors if one.start < finding.end), Anchor(0))
    return Citation(
        n,
        finding.source,
        (hit.document.title if hit.document else "") or finding.source,
        finding.start,
        finding.end,
        finding.text,
        anchor.place if anchor.place != Place() else None,
        anchor.headings,
        hit.document,
    )
