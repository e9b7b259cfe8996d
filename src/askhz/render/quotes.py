"""A quote or a passage as a person reads it: without marks, and with what each part of it is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from ..records import Block, Document, Passage, ShortAnswer, Span
from ..text.views import view_of

PartKind = Literal["prose", "heading", "item", "row", "code"]
_KINDS: dict[str, PartKind] = {"heading": "heading", "item": "item", "row": "row", "code": "code"}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a quote: running text, a heading, a list item, a row as "name: cell; name: cell", a block of code."""

    kind: PartKind
    text: str
    level: int = 1  # the depth of a list item


def quote_parts(quote: str, span: Span, document: Document | None) -> list[Part]:
    """The parts of a quote, read in its document; the quote as it stands in the file where that is not what it was."""
    if document is None or not _stands(quote, document, span):
        return [Part("prose", quote)]
    blocks = list(blocks_in(document, *span))
    told = [
        (block.kind, _read(document, max(block.start, span[0]), min(block.end, span[1])), block.level)
        for block, below in zip_longest(blocks, blocks[1:])
        # Each row below a table's header has the names of the columns in it.
        if not (block.header and below and below.kind == "row")
    ]
    return _together(told) or [Part("prose", _read(document, *span))]


def is_header(span: Span, document: Document | None) -> bool:
    """Whether a quote is the header of a table and nothing else: what its rows read as says it again."""
    blocks = list(blocks_in(document, *span)) if document is not None else []
    return bool(blocks) and all(block.kind == "row" and block.header for block in blocks)


def short_text(short: ShortAnswer, document: Document | None) -> str:
    """How the short answer reads in its document; as it stands in the file where that is not what it was.

    What is read before it, the name of its column, is no part of it.
    """
    span = (short.start, short.end)
    if document is None or not _stands(short.text, document, span):
        return short.text
    edits = [edit for edit in document.edits if not edit.start == edit.end == short.start]
    return view_of(document.text, *span, edits).text


def blocks_in(document: Document, start: int, end: int) -> Iterator[Block]:
    """The blocks that lie in a stretch, and as paragraphs what lies between blocks and holds a word."""
    blocks = document.blocks
    at = bisect_right(blocks, start, key=_end_of)
    reached = start
    while at < len(blocks) and blocks[at].start < end:
        yield from _between(document.text, reached, blocks[at].start)
        yield blocks[at]
        reached = blocks[at].end
        at += 1
    yield from _between(document.text, reached, end)


def _between(text: str, start: int, end: int) -> Iterator[Block]:
    at = start
    while at < end:
        stop = text.find("\n\n", at, end)
        stop = end if stop < 0 else stop
        if any(map(str.isalnum, text[at:stop])):
            yield Block("paragraph", at, stop)
        at = stop + 2


def passage_parts(passage: Passage) -> list[Part]:
    """The parts of a passage."""
    start, text, edits = passage.start, passage.text, passage.edits
    whole = (start, start + len(text))
    spans = zip(passage.sentences, passage.kinds, strict=True) if passage.kinds else [(whole, "paragraph")]
    told = [(kind, view_of(text, *span, edits, offset=start).text, 1) for span, kind in spans]
    return _together(told) or [Part("prose", view_of(text, *whole, edits, offset=start).text)]


def _together(told: Sequence[tuple[str, str, int]]) -> list[Part]:
    """Texts, each with the kind and the level of its block, as parts: prose that follows prose is one part.

    The outermost items among them have level 1.
    """
    parts: list[Part] = []
    outermost = min((level for kind, _, level in told if kind == "item"), default=1)
    for kind, text, level in told:
        if not text.strip():
            continue
        shown = _KINDS.get(kind, "prose")
        if parts and shown == "prose" and parts[-1].kind == "prose":
            parts[-1] = Part("prose", f"{parts[-1].text} {text}")
        else:
            parts.append(Part(shown, text, level - outermost + 1 if shown == "item" else 1))
    return parts


def _stands(text: str, document: Document, span: Span) -> bool:
    return document.text[slice(*span)] == text


def _read(document: Document, start: int, end: int) -> str:
    return view_of(document.text, start, end, document.edits).text if start < end else ""


def _end_of(block: Block) -> int:
    return block.end
