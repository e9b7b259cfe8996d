"""Clauses, sections and schedules by their numbers: what a question names so, and where a document has it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ..records import Block, Document, Span
from ..text.anchors import anchor_at
from ..text.numerals import TO_NINETEEN
from ..text.words import count_words, fold
from . import phrases
from .dates import dates_in

PLACES = 50
"""The most places that have a mark which are looked at; where there are more, no one of them is meant."""
_LONGEST = 300  # words of a section that are quoted
_WORDS = TO_NINETEEN[1:13]
_NUMBER = rf"(?P<number>\d{{1,3}}(?:\.\d{{1,3}}){{0,4}}(?![\w.]*\d)|(?:{'|'.join(_WORDS)})\b)"
_PARTS = rf"clause|section|article|paragraph|chapter|rule|regulation|by-?law|part|{phrases.PARTS}"
_IN_CHINESE = r"第[一二三四五六七八九十百\d]{1,5}[条章节款]"
_CLAUSE = re.compile(rf"(?:\b(?P<called>{_PARTS})|§+)\s*{_NUMBER}|{_IN_CHINESE}", re.IGNORECASE)
# They hold clauses of their own, with numbers that begin again.
_HOLDER = r"schedule|annexe?|appendix|exhibit|attachment|enclosure"
_HOLDING = re.compile(rf"\b(?P<holder>{_HOLDER})\s*(?P<number>\d{{1,3}}(?![\w.]*\d)|(?-i:[A-Zb-z])\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """The number of what a question names, where it stands in the question, and what it is called.

    `holder` is what a schedule is called, `called` what any other part is ("article", "§").
    """

    number: str
    span: Span
    holder: str = ""
    called: str = ""


def clause_asked(asked: str) -> Clause | None:
    """The clause, section or schedule that a question names: of "clause 3 of schedule 2" the clause.

    >>> [found.number for found in map(clause_asked, ("schedule 2", "schedule 2, clause three", "第三条")) if found]
    ['2', '3', '第三条']
    """
    if match := _CLAUSE.search(asked):
        number = (match["number"] or match[0]).lower()
        called = fold(match["called"] or ("§" if match[0].startswith("§") else ""))
        return Clause(str(_WORDS.index(number) + 1) if number in _WORDS else number, match.span(), called=called)
    match = _HOLDING.search(asked)
    return Clause(match["number"], match.span(), match["holder"].lower()) if match else None


def clauses_in(clause: Clause, document: Document, *, called_so: bool = False) -> Iterator[Span]:
    """The sections of a number: under its heading, or from the line that begins with it to the next such line.

    Where headings have the number, lines have it only in a schedule, which numbers its clauses anew. `called_so`:
    article 5 is not section 5, because nothing else says of what document it is.
    """
    text = document.text
    begins, further = _patterns(clause)
    found = [match for match in islice(begins.finditer(text), PLACES) if not called_so or _is_called_so(clause, match)]
    headings = [block for block in document.blocks if block.kind == "heading"]
    heads = [
        block
        for block in headings
        if any(block.start <= match.start() < block.end for match in found)
        and not dates_in(text[block.start : block.end])
    ]
    places = [(block.start, section_of(document, block)) for block in heads]
    # In running text a number alone counts something: it has a mark behind it, or is one of a section within a section.
    led = clause.called == "§" or clause.number[0] == "第"
    lines = [match.start() for match in found if match["mark"] or clause.holder or led or "." in clause.number]
    if heads:
        lines = [
            at for at in lines if _in_schedule(document, at) and not any(low <= at < end for _, (low, end) in places)
        ]
    starts = [block.start for block in headings]
    for at in lines:
        ends = starts[bisect_right(starts, at) :][:1]
        following = further.search(text, at + 1)
        ends.append(following.start() if following else len(text))
        places.append((at, cut_to_length(document, at, min(ends))))
    yield from (span for _, span in sorted(places))


def _patterns(clause: Clause) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a line begins that has the number, and one that has the next."""
    number = re.escape(clause.number)
    if clause.holder:
        before = r"(?m)^[ \t#*_>=-]*"
        begins = rf"{before}{clause.holder}[ \t]*{number}\b(?P<mark>[.):]?)"
        return re.compile(begins, re.IGNORECASE), re.compile(rf"{before}(?:{_HOLDER})[ \t]*[\dA-Z]", re.IGNORECASE)
    before = rf"(?m)^[ \t#*_>=-]*(?P<led>(?:§+|{_PARTS}|no\.?)[ \t]*)?"
    begins = rf"{before}{number}(?P<mark>[.):：](?=\s)|(?=[ \t　]|$))"
    other = rf"(?!{number}\.\d)\d{{1,3}}(?:\.\d{{1,3}}){{0,4}}(?:[.):]|(?=[ \t]))(?=\D)"
    further = (
        rf"{before}(?:{_IN_CHINESE if clause.number[0] == '第' else other})"
        rf"|^[ \t#*_>=-]*(?:{_HOLDER})[ \t]+[\dA-Z]\b"
    )
    return re.compile(begins, re.IGNORECASE), re.compile(further, re.IGNORECASE)


def _is_called_so(clause: Clause, match: re.Match[str]) -> bool:
    """Whether what begins with a number is called as what is asked for, where it is called anything."""
    led = fold(match.groupdict().get("led") or "").strip()
    if clause.called in ("", "clause") or (not led and clause.called != "§"):
        return True
    return led == clause.called or led[:1] == clause.called == "§"


def _in_schedule(document: Document, at: int) -> bool:
    """Whether a place stands under the heading of a schedule, or behind a line that begins one."""
    if re.search(rf"(?m)^[ \t]*(?:{_HOLDER})[ \t]+(?:\d{{1,3}}|(?-i:[A-Z]))\b", document.text[:at], re.IGNORECASE):
        return True
    return any(re.search(rf"\b(?:{_HOLDER})\b", heading, re.IGNORECASE) for heading in headings_at(document, at))


def section_of(document: Document, heading: Block) -> Span:
    """A heading with what stands under it, as far as it may be quoted."""
    after = (
        one.start
        for one in document.blocks
        if one.kind == "heading" and one.start > heading.start and one.level <= heading.level
    )
    return cut_to_length(document, heading.start, next(after, len(document.text)))


def cut_to_length(document: Document, start: int, end: int) -> Span:
    """A stretch without the white space at its end; of one that is too long the blocks that may be quoted."""
    last = start + len(document.text[start:end].rstrip())
    if count_words(document.text[start:last]) <= _LONGEST:
        return start, last
    ends = [block.end for block in document.blocks if start < block.end <= last]
    fitting = [at for at in ends if count_words(document.text[start:at]) <= _LONGEST]
    return start, max(fitting, default=min(ends, default=last))


def label_of(document: Document, at: int) -> str:
    """What a clause at a place stands in: the heading above its own, or the title of the document."""
    own = document.text[at:].partition("\n")[0]
    above = [heading for heading in headings_at(document, at) if heading not in own]
    return above[-1] if above else document.title


def headings_at(document: Document, at: int) -> Sequence[str]:
    """The headings that a place stands under, the highest first."""
    anchor = anchor_at(document.anchors, at)
    return anchor.headings if anchor else ()
