"""An answer as the JSON that programs read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from ..records import Answer, Citation, Hit, Place, ShortAnswer
from .facts import anchor_of


def to_json(answer: Answer) -> dict[str, Any]:
    """The answer as the object that `askhz ask --json` prints."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "answer": answer.text,
        "short": None if answer.short is None else _short_json(answer.short),
        "confidence": answer.confidence,
        "reason": answer.reason,
        "citations": [_citation_json(citation) for citation in answer.citations],
        "passages": [_hit_json(hit) for hit in answer.passages],
        "timings_ms": dict(answer.timings_ms),
        "kind": answer.kind,
        "understood": answer.understood,
        "conflict": answer.conflict,
        "ambiguous": answer.ambiguous,
        "readings": list(answer.readings),
        "quoted_in": answer.quoted_in,
    }


def search_json(query: str, hits: Iterable[Hit]) -> dict[str, Any]:
    """The passages found as the object that `askhz search --json` prints."""
    return {"query": query, "hits": [_hit_json(hit) for hit in hits]}


def _short_json(short: ShortAnswer) -> dict[str, Any]:
    return {"text": short.text, "source": short.source, "start": short.start, "end": short.end}


def _citation_json(citation: Citation) -> dict[str, Any]:
    return {
        "n": citation.n,
        "source": citation.source,
        "title": citation.title,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        **_where_json(citation.place, citation.headings),
    }


def _hit_json(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    anchor = anchor_of(passage)
    return {
        "rank": hit.rank,
        "score": hit.score,
        "source": passage.source,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        **({} if anchor is None else _where_json(anchor.place, anchor.headings)),
    }


def _where_json(place: Place | None, headings: Sequence[str]) -> dict[str, Any]:
    """`place`, with only what is known, and `headings`; each only where there is something in it."""
    known = {} if place is None else {name: value for name, value in asdict(place).items() if value is not None}
    return ({"place": known} if known else {}) | ({"headings": list(headings)} if headings else {})
