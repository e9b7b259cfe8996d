"""A stretch of a passage as a person reads it: without marks, and with what each part of it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..records import Citation, Hit, Passage, Span
from ..text.views import view_of

PartKind = Literal["prose", "item", "row", "code"]
_KINDS: dict[str, PartKind] = {"item": "item", "row": "row", "code": "code"}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a quote: running text, a list item, a row of a table as "name: cell; name: cell", a block of code."""

    kind: PartKind
    text: str


def quote_parts(citation: Citation, hits: Sequence[Hit]) -> list[Part]:
    """The parts of a quote; the whole quote as it stands in the file where no passage that was read holds it."""
    passage = _holding(citation.source, (citation.start, citation.end), citation.quote, hits)
    if passage is None:
        return [Part("prose", citation.quote)]
    return passage_parts(passage, (citation.start, citation.end))


def passage_parts(passage: Passage, span: Span | None = None) -> list[Part]:
    """The parts of a passage, or of a span in it (offsets of the document); prose that follows prose is one part."""
    start, end = span or (passage.start, passage.start + len(passage.text))
    if not passage.kinds:  # an older index does not know them
        return [Part("prose", _read(passage, start, end))]
    parts: list[Part] = []
    for (first, last), kind in zip(passage.sentences, passage.kinds, strict=True):
        text = _read(passage, max(first, start), min(last, end))
        if not text.strip():
            continue
        shown = _KINDS.get(kind, "prose")
        # Sentences of one item or block are one part; so are those of a paragraph.
        if parts and shown == "prose" and parts[-1].kind == "prose":
            parts[-1] = Part("prose", f"{parts[-1].text} {text}")
        else:
            parts.append(Part(shown, text))
    return parts or [Part("prose", _read(passage, start, end))]


def span_text(source: str, span: Span, written: str, hits: Sequence[Hit]) -> str:
    """How a span reads; `written`, as it stands in the file, where no passage that was read holds it."""
    passage = _holding(source, span, written, hits)
    return written if passage is None else _read(passage, *span)


def _holding(source: str, span: Span, written: str, hits: Sequence[Hit]) -> Passage | None:
    for hit in hits:
        passage = hit.passage
        low, high = (at - passage.start for at in span)
        if passage.source == source and low >= 0 and passage.text[low:high] == written:
            return passage
    return None


def _read(passage: Passage, start: int, end: int) -> str:
    return view_of(passage.text, start, end, passage.edits, offset=passage.start).text if start < end else ""
