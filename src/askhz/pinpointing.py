"""Passages that hold exactly what a question names, though they are like it in nothing else.

A version, a date or a code is one word among the many of a question, and a passage may have it in its heading alone:
what changed in 3.5.0 stands under "3.5.0" in a changelog of a hundred versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from .claims import (
    CERTAIN,
    Ground,
    Marked,
    Term,
    asks_of_headings,
    ground_of,
    heads_by_mark,
    mark_asked,
    marked_stretches,
    stands,
)
from .records import Document, DocumentInfo, Hit, Passage, Question
from .text.anchors import anchors_within

_LOOKED_AT = 40  # passages that have the words of a term, of which those are kept that have it
_MOST = 3  # passages that are put forward for a term, and documents that are looked through


class Holding(Protocol):
    """What is needed of an index; `retrieval.Lookup` has all of it."""

    def matching(self, words: Sequence[str], k: int, /) -> Sequence[tuple[int, float]]:
        """The k best passages for any of the normal words: ids with scores, best first."""

    def holding(self, words: Sequence[str], /) -> int:
        """How many passages hold all of some normal words."""

    def stored(self, ids: Sequence[int], /) -> Mapping[int, Stored]:
        """Id to passage and document."""


class Documents(Protocol):
    """What is needed of an index to read documents; `retrieval.Lookup` has it."""

    def document(self, source: str, /) -> Document | None:
        """A document with its text."""

    def within_span(self, source: str, start: int, end: int, /) -> Sequence[int]:
        """The ids of the passages that stand in a stretch of a document, or reach into it, in order."""


class Stored(Protocol):
    """A passage with its document."""

    @property
    def passage(self) -> Passage:
        """The passage with its text."""

    @property
    def document(self) -> DocumentInfo:
        """What is known of its document."""


def holding_terms(
    terms: Sequence[Term], grounds: Sequence[Ground], index: Holding, scores: Mapping[int, float]
) -> list[int]:
    """The ids of passages that have terms which none of the `grounds`, those found already, has: best first.

    `scores` are how well passages answer otherwise.
    """
    found: list[int] = []
    for term in terms:
        if term.kind not in CERTAIN or any(stands(term, f"{one.context}\n{one.text}") for one in grounds):
            continue
        ids: dict[int, None] = {}
        for words in term.wordings:
            if index.holding(words):
                ids |= dict.fromkeys(number for number, _ in index.matching(words, _LOOKED_AT))
        having = [number for number, one in index.stored(list(ids)[:_LOOKED_AT]).items() if _has(term, one)]
        found += sorted(having, key=lambda number: (-scores.get(number, 0.0), number))[:_MOST]
    return list(dict.fromkeys(found))


def marked(question: Question, hits: Sequence[Hit], index: Documents) -> Marked:
    """What the documents of the hits have under marks, where the question may be answered by it; the best first."""
    documents: dict[str, Document | None] = {}

    def read(sources: Iterable[str]) -> list[tuple[Document, DocumentInfo | None]]:
        for source in (sources := list(dict.fromkeys(sources))[:_MOST]):
            documents[source] = documents.get(source) or index.document(source)
        infos = {hit.passage.source: hit.document for hit in hits}
        return [(found, infos[source]) for source in sources if (found := documents[source]) is not None]

    headings: list[Hit] = []
    if asks_of_headings(question):
        for document, info in read(hit.passage.source for hit in hits if _under_mark(hit.passage)):
            blocks = (block for block in document.blocks if block.kind == "heading")
            headings += [_as_hit(document, block.start, block.end, info) for block in blocks]
    stretches: list[Hit] = []
    if (mark := mark_asked(question)) is not None:
        each = [
            (marked_stretches(mark, document), document, info)
            for document, info in read(h.passage.source for h in hits)
        ]
        having = [one for one in each if one[0][0]]
        # Where no document is plainly meant, the only one that has it is.
        meant = [one for one in having if one[0][1]][:1] or (having if len(having) == 1 else [])
        stretches += [_as_hit(one, start, end, info) for (places, _), one, info in meant for start, end in places]
    return Marked(tuple(headings), tuple(stretches), mark is not None and mark.whole)


def marked_passages(marks: Marked, index: Documents, scores: Mapping[int, float]) -> list[int]:
    """The ids of the passages in the stretches that a question names by their marks, best first by `scores`."""
    ids: list[int] = []
    for hit in () if marks.whole else marks.stretches:
        ids += index.within_span(hit.passage.source, hit.passage.start, hit.passage.end)
    return sorted(ids, key=lambda number: (-scores.get(number, 0.0), number))


def _under_mark(passage: Passage) -> bool:
    return any(heads_by_mark(heading) for anchor in passage.anchors for heading in anchor.headings)


def _as_hit(document: Document, start: int, end: int, info: DocumentInfo | None) -> Hit:
    passage = Passage(
        document.source,
        start,
        end,
        document.text[start:end],
        ((start, end),),
        anchors_within(document.anchors, start, end),
        edits=tuple(edit for edit in document.edits if start <= edit.start and edit.end <= end),
    )
    return Hit(passage, 0, 0.0, 0.0, None, None, info)


def _has(term: Term, one: Stored) -> bool:
    ground = ground_of(one.passage, one.document)
    return stands(term, f"{ground.context}\n{ground.text}")
