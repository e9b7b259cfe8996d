"""Fields of records and of front matter that a question asks for by their names, where reading found no answer.

Networks know sentences; that "author: Ada Lind" in the file of a program says who its author is they often miss. Every
word of the question must be accounted for: it names the field or the part of the file that it stands in, or what all
of the file is about. And the file must be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..reading.answer_types import lacks_kind
from ..records import Finding, Question, Span
from ..text.anchors import anchor_at
from ..text.words import STOP_WORDS, word_set
from .cells import cells_of, is_called_otherwise, names_column, names_in_full
from .matching import asked_words
from .nouns import said_of
from .rows import JOINING
from .surroundings import Stretch, Unit, stretch_of, unit_of

_KEY_VALUE = re.compile(r"(?P<key>[^\s:=][^:=\n]{0,60}?)\s*[:=]\s*(?:-\s+)?(?P<value>\S[^\n]*?)\s*\Z")
_NAMING = frozenset({"name", "title", "id"})
_WITH_FIGURES = word_set("version number year date day time port")  # what a value with a figure may be called
_LONGEST = 60  # words of a value that is shown


@dataclass(frozen=True, slots=True)
class _Field:
    key: str
    start: int
    value: Span
    reads: str
    section: str


def field_told(question: Question, records: Sequence[Stretch], rank: int) -> Finding | None:
    """The field that answers, its value as the short answer; None where none does, or several differently.

    `records` are whole documents; `rank` is the hit rank of the first of them.
    """
    asked = asked_words(question) - JOINING
    told: list[tuple[int, Finding]] = []
    for at, stretch in enumerate(records):
        fields = [field for unit in stretch.units for field in _fields(unit, stretch)]
        naming = " ".join(field.reads for field in fields if field.key.lower() in _NAMING and not field.section)
        path = re.sub(r"\W", " ", stretch.passage.source)
        about = asked & word_set(f"{path} {stretch.passage.context} {naming}")
        told += [
            (len(about), _as_finding(field, stretch, rank + at))
            for field in fields
            if about and _is_asked_for(question, asked, about, field)
        ]
    best = [finding for said, finding in told if said == max(said for said, _ in told)]
    values = {one.text[one.short[0] - one.start :] for one in best if one.short}
    return best[0] if len(values) == 1 else None


def says_field(question: Question, told: Finding) -> bool:
    """Whether a question says nothing but "the author of …": then no sentence answers better than the field itself."""
    said = said_of(question)
    if not said or told.short is None:
        return False
    key = told.text[: told.short[0] - told.start]
    return word_set(said) - STOP_WORDS <= word_set(key)


def tells_nothing(question: Question, finding: Finding, known: Sequence[Stretch]) -> bool:
    """Whether a finding is a field of a front matter that answers nothing.

    It says no more than the question itself ("eip: 7686" for what EIP-7686 does), unless it says all of it ("Is the
    author Bo Ek?") or documents are asked for that have it; or its value is not of the kind wanted: "release = true"
    for when it was released.
    """
    stretch = stretch_of(finding, known)
    unit = unit_of(finding, stretch) if stretch else None
    match = _KEY_VALUE.match(unit.text) if unit and unit.kind == "front matter" else None
    if unit is None or match is None:
        return False
    says = word_set(unit.text)
    decides = question.kind == "list" or (question.kind == "yes-no" and asked_words(question) <= says)
    return (says <= word_set(question.text) and not decides) or lacks_kind(question.kind, match["value"])


def _fields(unit: Unit, stretch: Stretch) -> Iterator[_Field]:
    anchor = anchor_at(stretch.passage.anchors, unit.start)
    section = (anchor.place.section if anchor else None) or ""
    text = stretch.passage.text
    if unit.kind == "front matter":
        if match := _KEY_VALUE.match(unit.text):
            start, end = (unit.start + edge for edge in match.span("value"))
            yield _Field(match["key"], unit.start, (start, end), match["value"], section)
    elif unit.kind == "row":
        for cell in cells_of(unit, stretch):
            line = text.rfind("\n", 0, cell.start - stretch.passage.start) + 1 + stretch.passage.start
            if cell.column and "\n" not in cell.reads:
                yield _Field(cell.column, max(unit.start, line), (cell.start, cell.end), cell.reads, section)


def _is_asked_for(question: Question, asked: frozenset[str], about: frozenset[str], field: _Field) -> bool:
    """Whether a question asks for a field: it says all of its name, and of nothing that is not accounted for."""
    if len(field.reads.split()) > _LONGEST:
        return False
    rest = asked - about
    otherwise = is_called_otherwise(question, field.key)
    if otherwise is not None:
        rest -= otherwise
    elif not names_in_full(field.key, rest):
        return False
    if any(map(str.isdigit, field.reads)):
        rest -= _WITH_FIGURES
    names = f"{field.key} {field.section}"
    return all(names_column(names, frozenset({word})) for word in rest)


def _as_finding(field: _Field, stretch: Stretch, rank: int) -> Finding:
    passage = stretch.passage
    text = passage.text[field.start - passage.start : field.value[1] - passage.start]
    return Finding(passage.source, field.start, field.value[1], text, 1.0, field.value, rank)
