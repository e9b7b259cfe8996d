"""`compose`: what a reader found becomes quotes with numbers, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Sequence

from ..claims import Differing, Missing, completed, differences
from ..records import Anchor, Answer, Citation, Finding, Hit, Place, Question, Reading
from ..text.anchors import anchor_at
from .choosing import choose
from .declining import reason_to_decline
from .quoting import whole_quote
from .shortening import short_answer


def compose(
    question: Question,
    reading: Reading,
    hits: Sequence[Hit],
    threshold: float,
    missing: Missing | None = None,
) -> Answer:
    """The answer that the findings allow: quotes with numbers, or a refusal when confidence is below the threshold.

    `hits` are those that were read, best first: a finding's `hit_rank` counts from 1 in them. `missing` is what the
    question asks for by name and no document has: then there is no answer.
    """
    differ = differences(question, reading.findings, hits)
    too_many = differ if differ is not None and differ.kind == "too many" else None
    if missing is not None or too_many is not None or not reading.findings or reading.confidence < threshold:
        return Answer(
            question=question.text,
            answered=False,
            text="",
            short=None,
            confidence=reading.confidence,
            reason=reason_to_decline(reading, hits, missing, too_many),
            citations=(),
            passages=tuple(hits),
        )
    best = reading.findings[0] if differ is None else differ.findings[0]
    whole = whole_quote(question, best, hits) if differ is None else None
    if differ is not None:
        chosen = list(differ.findings)
    else:
        chosen = choose(question, reading.findings) if whole is None else [whole]
    citations = tuple(_cited(n, finding, hits[finding.hit_rank - 1]) for n, finding in enumerate(chosen, 1))
    return Answer(
        question=question.text,
        answered=True,
        text=" ".join(f"{citation.quote} [{citation.n}]" for citation in citations),
        short=short_answer(question, best) if whole is None and not _open(differ) else None,
        confidence=reading.confidence,
        reason=None,
        citations=citations,
        passages=tuple(hits),
        conflict=differ is not None and differ.kind == "conflict",
        ambiguous=_open(differ),
        readings=tuple(completed(question, label) for label in differ.labels) if differ is not None else (),
    )


def _open(differ: Differing | None) -> bool:
    """Whether the question leaves open what it asks about."""
    return differ is not None and differ.kind == "readings"


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
