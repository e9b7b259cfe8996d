"""Passages that hold exactly what a question names, though they are like it in nothing else.

A version, a date or a code is one word among the many of a question, and a passage may have it in its heading alone:
what changed in 3.5.0 stands under "3.5.0" in a changelog of a hundred versions.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Protocol

from .claims import (
    LOOKED_AT,
    MOST_READINGS,
    Marked,
    Missing,
    Term,
    asked_to_define,
    asks_of_headings,
    asks_who_attended,
    attendance_in,
    definition_in,
    definition_in_section,
    header_of_mail,
    heads,
    heads_by_mark,
    is_about,
    label_of,
    lacks_category,
    lacks_code,
    mark_asked,
    marked_stretches,
    meaning_in,
    names,
    names_whose,
    outline_asked,
    words_of_headers,
)
from .holding import Holding, sources_with, unwritten
from .records import Block, Document, DocumentInfo, Hit, Kind, Passage, Question, Span
from .text.aliases import Aliases
from .text.anchors import anchors_within
from .text.language import other_latin_language
from .text.words import other_script

_OF_ROWS: frozenset[Kind] = frozenset({"person", "list", "number", "place", "date", "organisation", "other"})
_OF_FIELDS = frozenset({"json", "toml", "yaml", "ini", "xml", "properties"})
_WITH_FRONT_MATTER = frozenset({"md", "rst", "adoc", "org", "txt", "tex"})
_FIRST = 8  # hits whose tables are looked at
_LONGEST = 2_000_000  # characters of a document that is looked through
_LARGEST = 400_000  # characters of a document whose tables and headings are looked at, and rows of a table
_MOST_ROWS = 1000
_MOST_FIELDS = 300  # records and fields of a document that says something of itself; more are its contents
_BEGINNING = 4000  # characters of a document that tell its language
_MOST_WITH_CODE = 8  # documents that are looked through for a code of which it is not said whose it is
_MOST_MAILS = 24  # documents that are looked through for the header of a mail
_MOST_CLAUSED = 12  # documents that are looked through for the number of a clause
_MOST = 3  # documents that are looked through


_Read = Callable[..., list[tuple[Document, DocumentInfo | None]]]


class Documents(Protocol):
    """What is needed of an index to read documents; `retrieval.Lookup` has it."""

    def document(self, source: str, /) -> Document | None:
        """A document with its text."""

    def within_span(self, source: str, start: int, end: int, /) -> Sequence[int]:
        """The ids of the passages that stand in a stretch of a document, or reach into it, in order."""


class Index(Holding, Documents, Protocol):
    """What is needed of an index for both."""


def marked(question: Question, hits: Sequence[Hit], index: Index, further: Iterable[str] = ()) -> Marked:
    """What the documents of the hits have under marks, where the question may be answered by it; the best first.

    `further` are the documents of all passages that were found, not only of the hits: one of them may define a thing.
    """
    documents: dict[str, Document | None] = {}
    infos = {hit.passage.source: hit.document for hit in hits}

    def read(sources: Iterable[str], most: int = _MOST) -> list[tuple[Document, DocumentInfo | None]]:
        """The best documents of these that are not too long to be looked through."""
        wanted = [one for one in dict.fromkeys(sources) if (info := infos.get(one)) is None or info.length <= _LONGEST]
        for source in wanted[:most]:
            documents[source] = documents.get(source) or index.document(source)
        return [(found, infos.get(one) or _info(found)) for one in wanted[:most] if (found := documents[one])]

    def read_alike(sources: Iterable[str], most: int = _MOST) -> list[tuple[Document, DocumentInfo | None]]:
        """Those of them in the language of the question; all where none is."""
        found = read(sources, most)
        return [one for one in found if _is_alike(question.as_asked, one[0].text[:_BEGINNING])] or found

    found = _stretches(question, hits, read_alike, index, further)
    return replace(
        found,
        headings=tuple(_headings(question, hits, read_alike)),
        tables=tuple(_tables_in(found, _tables(question, hits, read))),
        definition=_definition(question, hits, further, read),
        mails=tuple(_mails(question, hits, index)),
        records=tuple(_records(question, hits, read)),
        outline=tuple(_outline(question, found.stretches or hits, hits, read)),
    )


def _is_alike(asked: str, text: str) -> bool:
    return not (other_script(asked, text) or other_latin_language(asked, text))


def _headings(question: Question, hits: Sequence[Hit], read: _Read) -> Iterator[Hit]:
    """The headings that name versions or dates, of documents where passages found stand under such."""
    sources = [hit.passage.source for hit in hits if _under_mark(hit.passage)] if asks_of_headings(question) else []
    for document, info in read(sources):
        for block in document.blocks:
            if block.kind == "heading" and heads_by_mark(document.text[block.start : block.end]):
                yield _as_hit(document, block.start, block.end, info)


def _stretches(question: Question, hits: Sequence[Hit], read: _Read, index: Index, further: Iterable[str]) -> Marked:
    """The stretches that the question names by their marks; or that there is none where it should be."""
    mark = mark_asked(question)
    if mark is None:
        return Marked(lacking=unwritten(question, hits, index))
    sources, most = [hit.passage.source for hit in hits], _MOST
    sources = [*(one for one in [*sources, *further] if names_whose(mark, one)), *sources]
    anyones = mark.kind == "code" and not mark.others
    if anyones:  # of one program or of another: only all that have it tell
        sources, most = [*sources_with(mark.text, index), *sources], _MOST_WITH_CODE
    if mark.kind == "number":
        sources, most = [*sources, *further], _MOST_CLAUSED
    having = [(*found, one, info) for one, info in read(sources, most) if (found := marked_stretches(mark, one))[0]]
    if not having and any(lacks_code(mark, one) for one, _ in read(sources)):
        return Marked(lacking=mark.text)
    if not having and (lacking := unwritten(question, hits, index)):
        return Marked(lacking=lacking)
    # Where no document is plainly meant, the only one that has it is.
    plain = [one for one in having if one[1]]
    meant = plain[:1] if mark.others or len(plain) == 1 else []
    if mark.kind == "number" and mark.whole and len(plain) > 1:
        meant = plain  # each is a reading
    meant = meant or (having if len(having) == 1 or (anyones and len(having) <= _MOST) else [])
    if any(lacks_category(mark, one, place) for places, plainly, one, _ in meant if plainly for place in places):
        return Marked(lacking=f"anything {mark.category} in {mark.text}")
    labels = _labels(meant) if mark.kind == "number" else []
    if len(labels) > MOST_READINGS:
        return Marked(labels=tuple(labels))
    stretches = [_as_hit(one, start, end, info) for places, _, one, info in meant for start, end in places]
    meanings = [_moved(meaning_in(mark, hit.passage.text), hit.passage.start) for hit in stretches]
    whole = mark.whole and all(plainly for _, plainly, _, _ in meant)
    return Marked(stretches=tuple(stretches), meanings=tuple(meanings), whole=whole, labels=tuple(labels))


def _labels(meant: Sequence[tuple[Sequence[Span], bool, Document, DocumentInfo | None]]) -> list[str]:
    """What tells several clauses of one number apart: their documents, and what they stand in there."""
    labels = []
    for places, _, document, _ in meant:
        for start, _ in places:
            label = label_of(document, start)
            several = len(meant) > 1 and label != document.title
            labels.append(f"{document.title}, {label}" if several else label)
    return labels if len(labels) > 1 else []


def _definition(question: Question, hits: Sequence[Hit], further: Iterable[str], read: _Read) -> Hit | None:
    """Where the best document that is about what is to be defined says what that is."""
    subject, thing = asked_to_define(question), asked_to_define(question, loosely=True)
    if thing is None:
        return None
    under = [hit.passage.source for hit in hits if _stands_under(thing, hit.passage)]
    of_section = ((document, definition_in_section(thing, document), info) for document, info in read(under))
    sources = [hit.passage.source for hit in hits if subject and _may_define(subject, hit)]
    sources += [source for source in further if subject and is_about(subject, Document(source, "", "", ""))]
    whole = ((document, definition_in(subject or "", document), info) for document, info in read(sources))
    found = (_as_hit(document, *span, info) for document, span, info in (*whole, *of_section) if span)
    return next((hit for hit in found if subject or names(thing, hit.passage.text)), None)


def lacking(marks: Marked, aliases: Aliases) -> Missing | None:
    """The code that is asked for and stands nowhere in the document that is about what it is asked of."""
    if marks.lacking is None or aliases.same_as(marks.lacking):
        return None
    return Missing(Term("identifier", marks.lacking, (0, 0), ()), None)


def _moved(span: Span | None, by: int) -> Span | None:
    return None if span is None else (span[0] + by, span[1] + by)


def _info(document: Document) -> DocumentInfo:
    return DocumentInfo(document.source, document.title, len(document.text), document.details, document.kind)


def _may_define(subject: str, hit: Hit) -> bool:
    title = hit.document.title if hit.document else ""
    return is_about(subject, Document(hit.passage.source, title, "", ""))


def _stands_under(subject: str, passage: Passage) -> bool:
    return any(heads(subject, heading) for anchor in passage.anchors for heading in anchor.headings)


def _tables(question: Question, hits: Sequence[Hit], read: _Read) -> Iterator[Hit]:
    """The whole tables of which the best hits have rows."""
    if question.kind not in _OF_ROWS:
        return
    seen: set[tuple[str, int]] = set()
    for hit in hits[:_FIRST]:
        rows = [span for span, kind in zip(hit.passage.sentences, hit.passage.kinds, strict=False) if kind == "row"]
        if not rows or hit.document is None or hit.document.length > _LARGEST:
            continue
        for document, info in read([hit.passage.source]):
            first, last = _table_around(document, rows[0][0])
            if (document.source, first) not in seen and last - first < _MOST_ROWS:
                seen.add((document.source, first))
                yield _table_hit(document, document.blocks[first : last + 1], info)


def _tables_in(found: Marked, tables: Iterable[Hit]) -> list[Hit]:
    """The tables in the stretches that are named; all where none is, none where these are asked for as they are."""
    if found.whole and found.stretches:
        return []
    each = list(tables)
    inside = [
        table
        for table in each
        if any(
            one.passage.source == table.passage.source
            and one.passage.start <= table.passage.start
            and table.passage.end <= one.passage.end
            for one in found.stretches
        )
    ]
    return inside if found.stretches else each


def _mails(question: Question, hits: Sequence[Hit], index: Index) -> Iterator[Hit]:
    """The whole mails among the documents of the hits, and those whose header is most like what is asked of one."""
    words = words_of_headers(question)
    if not words:
        return
    infos = {hit.passage.source: hit.document for hit in hits}
    ids = [number for number, _ in index.matching(words, LOOKED_AT)]
    stored = index.stored(ids)
    for one in (stored[number] for number in ids if number in stored):
        if "front matter" in one.passage.kinds:
            infos.setdefault(one.passage.source, one.document)
    for source, info in list(infos.items())[:_MOST_MAILS]:
        if info is None or info.length > _LARGEST or (document := index.document(source)) is None:
            continue
        if (header := header_of_mail(document)) is not None:
            whole = _as_hit(document, 0, len(document.text), info)
            yield replace(whole, passage=replace(whole.passage, sentences=(header,)))


def _records(question: Question, hits: Sequence[Hit], read: _Read) -> Iterator[Hit]:
    """The best documents of records, or with a front matter, of those that the hits are of: all of their fields."""
    if question.kind not in _OF_ROWS:
        return
    sources = [
        hit.passage.source
        for hit in hits
        if hit.document and hit.document.length <= _LARGEST and _may_have_fields(hit.document)
    ]
    for document, info in read(sources):
        fields = [one for one in document.blocks if one.kind in ("row", "front matter") and not one.header]
        if 0 < len(fields) <= _MOST_FIELDS:
            whole = _as_hit(document, fields[0].start, fields[-1].end, info)
            spans = tuple((one.start, one.end) for one in fields)
            kinds = tuple(one.kind for one in fields)
            context = info.title if info else ""
            yield replace(whole, passage=replace(whole.passage, sentences=spans, kinds=kinds, context=context))


def _outline(question: Question, meant: Sequence[Hit], hits: Sequence[Hit], read: _Read) -> list[Hit]:
    """Who was at the meeting meant; or what leads in to a list that is spread over sections, and its headings."""
    if asks_who_attended(question):
        each = read(hit.passage.source for hit in meant)
        present = [_as_hit(one, *span, info) for one, info in each if (span := attendance_in(question, one))]
        return present if len(present) == 1 else []
    if question.kind != "list":
        return []
    headed = (
        hit.passage.source
        for hit in hits
        if hit.document and hit.document.length <= _LARGEST and any(one.headings for one in hit.passage.anchors)
    )
    for document, info in read(headed):
        if found := outline_asked(question, document):
            return [_as_hit(document, *span, info) for span in (*([found.lead] if found.lead else []), *found.members)]
    return []


def _may_have_fields(info: DocumentInfo) -> bool:
    """Whether a document is of records, or of a kind that may begin with a front matter and says what it is."""
    return info.kind in _OF_FIELDS or (info.kind in _WITH_FRONT_MATTER and bool(info.details))


def _table_around(document: Document, start: int) -> tuple[int, int]:
    """The numbers of the first and the last block of the table that a row which starts there is of."""
    blocks = document.blocks
    first = last = bisect_right([block.start for block in blocks], start) - 1
    while first > 0 and blocks[first - 1].kind == "row" and not blocks[first].header:
        first -= 1
    while last + 1 < len(blocks) and blocks[last + 1].kind == "row" and not blocks[last + 1].header:
        last += 1
    return first, last


def _table_hit(document: Document, blocks: Sequence[Block], info: DocumentInfo | None) -> Hit:
    whole = _as_hit(document, blocks[0].start, blocks[-1].end, info)
    rows = tuple((block.start, block.end) for block in blocks if not block.header)
    context = ". ".join(
        (info.title if info else "", *(h for anchor in whole.passage.anchors[:1] for h in anchor.headings))
    )
    kinds = tuple(block.kind for block in blocks if not block.header)
    return replace(whole, passage=replace(whole.passage, sentences=rows, kinds=kinds, context=context))


def marked_passages(marks: Marked, index: Documents, scores: Mapping[int, float]) -> list[int]:
    """The ids of the passages in the stretches that a question names by their marks, best first by `scores`."""
    ids: list[int] = []
    for hit in () if marks.whole else marks.stretches:
        ids += index.within_span(hit.passage.source, hit.passage.start, hit.passage.end)
    return sorted(ids, key=lambda number: (-scores.get(number, 0.0), number))


def _under_mark(passage: Passage) -> bool:
    return any(heads_by_mark(heading) for anchor in passage.anchors for heading in anchor.headings)


def _as_hit(document: Document, start: int, end: int, info: DocumentInfo | None) -> Hit:
    first = bisect_left(document.edits, start, key=attrgetter("start"))
    last = bisect_right(document.edits, end, first, key=attrgetter("start"))
    passage = Passage(
        document.source,
        start,
        end,
        document.text[start:end],
        ((start, end),),
        anchors_within(document.anchors, start, end),
        edits=tuple(edit for edit in document.edits[first:last] if edit.end <= end),
    )
    return Hit(passage, 0, 0.0, 0.0, None, None, info)
