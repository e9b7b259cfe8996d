"""What documents tell without having been read by a network: under a mark, in the cells of a table, of themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .. import claims
from ..claims import MOST_READINGS, Marked
from ..records import Answer, Finding, Hit, Question, Reading, ShortAnswer
from ..text.words import word_set
from .citing import answered
from .defining import NEAR
from .fields import field_told, says_field
from .headed import SURE_OF_SECTION, section_told
from .headers import with_headers
from .merging import merged
from .rows import SURE_OF_ROWS, asks_for_ticked, denies, rows_open, rows_told, shares_a_value
from .shortening import short_answer
from .superlatives import asks_for_extreme, has_superlative
from .surroundings import Stretch, Unit, stretch_of, stretches, unit_of


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that was not read; `first`: whether it comes before what a reader finds, or in place of nothing."""

    answer: Answer
    first: bool


def told_unread(question: Question, reading: Reading, hits: Sequence[Hit], marked: Marked) -> Told | None:
    """The answer that stands where the question says; None where nothing tells for certain."""
    behind = len(hits) + 1  # the rank of the first hit that was not read
    if told := claims.told_by_headings(question, marked.headings, rank=behind):
        short = short_of(told)
        return Told(answered(question, told, short, claims.SURE_OF_HEADINGS, hits, marked.headings), first=True)
    if marked.whole and marked.stretches:
        each = enumerate(zip(marked.stretches, marked.meanings, strict=True), behind)
        whole = [replace(_as_finding(hit, rank), short=meaning) for rank, (hit, meaning) in each]
        answer = answered(question, whole, short_of(whole), claims.SURE_OF_HEADINGS, hits, marked.stretches)
        readings = tuple(claims.completed(question, label) for label in marked.labels)
        return Told(replace(answer, ambiguous=bool(readings), readings=readings), first=True)
    if told := claims.told_by_mails(question, marked.mails, rank=behind):
        return Told(answered(question, told, short_of(told), claims.SURE_OF_MAILS, hits, marked.mails), first=True)
    if told := claims.told_by_range(question, hits):
        return Told(answered(question, told, None, claims.SURE_OF_RANGES, hits), first=True)
    if (rows := _of_rows(question, reading, hits, marked.tables)) is not None:
        return rows
    known = stretches([hit.passage for hit in marked.records])
    if (field := field_told(question, known, behind)) is not None:
        quoted = answered(question, [field], short_of([field]), SURE_OF_ROWS, hits, marked.records)
        return Told(quoted, first=says_field(question, field))
    if (words := _of_letters(question, hits)) is not None:
        return Told(answered(question, [words], short_of([words]), SURE_OF_ROWS, hits), first=False)
    if marked.outline:
        listed = [_as_finding(hit, rank) for rank, hit in enumerate(marked.outline, behind)]
        quotes = answered(question, listed, None, claims.SURE_OF_OUTLINE, hits, marked.outline)
        certain = claims.asks_who_attended(question)
        return Told(quotes, first=certain or _reads_running_text(reading, hits, marked.outline[0].passage.source))
    if (section := section_told(question, hits)) is not None:
        return Told(answered(question, [section], None, SURE_OF_SECTION, hits), first=False)
    if marked.definition is not None and not _is_defined(question, reading):
        quote = _as_finding(marked.definition, behind)
        return Told(answered(question, [quote], None, SURE_OF_ROWS, hits, [marked.definition]), first=True)
    return None


def short_of(told: Sequence[Finding]) -> ShortAnswer | None:
    """The few words of the finding that answers; None where several say different things."""
    best = told[0]
    if best.short is None or len({_short_text(one) for one in told}) > 1:
        return None
    return ShortAnswer(_short_text(best), best.source, *best.short)


def _short_text(told: Finding) -> str:
    start, end = told.short or (told.start, told.end)
    return told.text[start - told.start : end - told.start]


def _may_come_first(reading: Reading, tables: Sequence[Hit]) -> bool:
    """Whether the best that was read stands in one of the tables, or says of nothing that it is the most."""
    return not reading.findings or not has_superlative(reading.findings[0].text) or _stands_in(reading, tables)


def _stands_in(reading: Reading, tables: Sequence[Hit]) -> bool:
    """Whether the best that was read stands in one of the tables."""
    if not reading.findings:
        return False
    best = reading.findings[0]
    return any(
        hit.passage.source == best.source and hit.passage.start <= best.start and best.end <= hit.passage.end
        for hit in tables
    )


def _reads_running_text(reading: Reading, hits: Sequence[Hit], source: str) -> bool:
    """Whether the best that was read stands in this document, and in no list or table of it."""
    best = reading.findings[0] if reading.findings else None
    stretch = stretch_of(best, stretches([hit.passage for hit in hits])) if best else None
    unit = unit_of(best, stretch) if best and stretch else None
    return unit is not None and unit.source == source and unit.kind not in ("item", "row")


def _is_defined(question: Question, reading: Reading) -> bool:
    """Whether what was read says what the thing is that is asked for, in about the best that was found."""
    subject = claims.asked_to_define(question, loosely=True)
    if subject is None:
        return True
    near = [one for one in reading.findings if one.score >= NEAR * reading.findings[0].score]
    return any(claims.says_what(subject, one.text) for one in near)


def _of_letters(question: Question, hits: Sequence[Hit]) -> Finding | None:
    """The first sentence that has the words of an abbreviation beside it, where that is asked for."""
    letters = claims.letters_asked(question.as_asked)
    for rank, hit in enumerate(hits, 1) if letters else ():
        for start, end in hit.passage.sentences:
            text = hit.passage.text[start - hit.passage.start : end - hit.passage.start]
            if letters and (words := claims.words_beside(letters, text)) is not None:
                return Finding(hit.passage.source, start, end, text, 1.0, (start + words[0], start + words[1]), rank)
    return None


def _of_rows(question: Question, reading: Reading, hits: Sequence[Hit], tables: Sequence[Hit]) -> Told | None:
    """The answer of the rows of a whole table that the question's words point to."""
    known = stretches([hit.passage for hit in tables])
    rank = len(hits) + 1
    # No single row that is read tells what the others have; a sentence may.
    first = asks_for_extreme(question) and _may_come_first(reading, tables)
    if each := rows_open(question, known)[:MOST_READINGS]:
        found = [_row_as_finding(row, rank + known.index(stretch)) for row, stretch, _ in each]
        answer = answered(question, found, None, SURE_OF_ROWS, hits, tables)
        readings = tuple(claims.completed(question, label) for _, _, label in each)
        return Told(replace(answer, ambiguous=True, readings=readings), first)
    told = rows_told(question, known, _said_in(hits))
    if told is None:
        return None
    rows, stretch = told
    found = [_row_as_finding(row, rank + known.index(stretch)) for row in rows]
    quotes = merged(with_headers(found, [stretch]), [stretch])
    short = short_answer(question, found[0], rows[0], stretch) if len(rows) == 1 else None
    first = first or _comes_first(question, reading, rows, stretch, tables)
    return Told(answered(question, quotes, short, SURE_OF_ROWS, hits, tables), first)


def _comes_first(
    question: Question, reading: Reading, rows: Sequence[Unit], stretch: Stretch, tables: Sequence[Hit]
) -> bool:
    """Whether rows come before what was read: a sentence tells but one of several, and reading knows no yes and no."""
    in_table = _stands_in(reading, tables)
    if len(rows) == 1:
        return question.kind == "list" and in_table and asks_for_ticked(question, [stretch])
    if question.kind == "person" and shares_a_value(question, rows, stretch):
        return True
    return question.kind in ("person", "list") and (denies(question) or in_table)


def _said_in(hits: Sequence[Hit]) -> Mapping[str, frozenset[str]]:
    """The stems of all that was found in each document."""
    said: dict[str, frozenset[str]] = {}
    for hit in hits:
        source = hit.passage.source
        said[source] = said.get(source, frozenset()) | word_set(hit.passage.text)
    return said


def _row_as_finding(row: Unit, rank: int) -> Finding:
    return Finding(row.source, row.start, row.end, row.text, 1.0, None, rank)


def _as_finding(hit: Hit, rank: int) -> Finding:
    passage = hit.passage
    return Finding(passage.source, passage.start, passage.end, passage.text, 1.0, None, rank)
