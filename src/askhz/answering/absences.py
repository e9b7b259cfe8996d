"""What is asked of a table and is not in it: a day, a thing, a season. Its neighbour is no answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .. import claims
from ..records import Finding, Hit, Question
from ..text.abbreviations import days_in
from ..text.words import telling_set, word_set
from .cells import cells_of
from .matching import asked_words, context_words, member_words, numbered
from .nouns import nouns_asked, words_of_nouns
from .superlatives import superlatives
from .surroundings import Group, Stretch, Unit, group_of, stretch_of, unit_of

SURE_OF_ANOTHER = 0.6
"""A reader that is as sure as this may know the thing by another name."""
_OF_A_THING = re.compile(r"\bhow (?:many|much) (?P<thing>[^\W\d]+)", re.IGNORECASE)
_NUMBERED = re.compile(r"\b(?P<kind>[^\W\d_]{3,}) (?:no\.? ?)?(?P<number>\d[\w-]*)(?![\w.,]*\d)")
_RANGES = re.compile(
    r"(?P<low>\d+)\w{0,2} ?(?:(?:-|–|—|to) ?(?P<high>\d+)|\+|(?:and|or) (?:above|more|over|up|higher|older))"
    r"|\b(?:up to|below|under|at most) (?P<end>\d+)",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"^who (?!(?:is|are|was|were|do|does|did)\b)[^\W\d_]+ (?:the |an? )?(?P<thing>[^\W\d_]+(?: [^\W\d_]+)?)\W*$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\d ?(?:[-–—/,&+]|to|and|or|until) ?\d|\d ?\+")
_WHEN = re.compile(r"\b(?:in|during|for|at|on) (?:the )?(?P<when>[^\W\d]+)\s*(?:[?.!,]|$)", re.IGNORECASE)


def lacks_what_is_asked(question: Question, best: Finding, known: Sequence[Stretch], confidence: float) -> bool:
    """Whether the best finding is a row of a table that has other days, or other things, than what is asked for.

    Or stands in a document that has headings for others of the kind that a number tells apart: "Day 1", "Day 2".
    `confidence` is how sure the reader is, who may know a thing by another name, but no day.
    """
    if question.kind != "yes-no" and _is_of_another_heading(question, best.source, known):
        return True
    stretch = stretch_of(best, known)
    unit = unit_of(best, stretch) if stretch else None
    group = group_of(unit.start, unit.end, stretch) if unit and stretch else None
    if stretch is None or unit is None or group is None or group.kind != "table" or unit not in group.members:
        return False
    if _is_of_another_day(question, unit, group, stretch) or _is_of_another_table(
        question, unit, group, stretch, known
    ):
        return True
    if _is_of_another_number(question, group, stretch) or _is_of_another_object(question, group, stretch):
        return True
    return confidence < SURE_OF_ANOTHER and _is_of_another_thing(question, group, stretch)


def under_asked_heading(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The findings without those under "The second month" where a heading is there for the first week, asked about.

    Not those of a passage that speaks of what is asked about, or that stand under it as well.
    """
    asked = numbered(question.as_asked)
    if not asked or question.kind in ("comparison", "yes-no"):
        return list(findings)
    headed: dict[str, frozenset[str]] = {}
    for one in known:
        said = numbered("\n".join({heading for unit in one.units for heading in unit.headings}))
        headed[one.passage.source] = headed.get(one.passage.source, frozenset()) | said
    found = []
    for finding in findings:
        stretch = stretch_of(finding, known)
        unit = unit_of(finding, stretch) if stretch else None
        above = numbered("\n".join(unit.headings)) if unit else frozenset[str]()
        said = above | (numbered(stretch.passage.text) if stretch and above else frozenset[str]())
        elsewhere = above and asked & headed[finding.source] and not asked & said
        if not elsewhere:
            found.append(finding)
    return found


def name_missing(question: Question, quotes: Sequence[Finding], hits: Sequence[Hit]) -> str | None:
    """A name that a question without capitals asks about, and neither the quotes nor what stands around them has."""
    if question.kind == "comparison" or not claims.is_uncapitalised(question.as_asked):
        return None  # of a comparison, what is said of one of the two may stand alone
    grounds = [claims.ground_of(hit.passage, hit.document) for hit in hits]
    found = [f"{ground.context}\n{ground.text}" for ground in grounds]
    quoted = "\n".join(f"{quote.text}\n{found[quote.hit_rank - 1]}" for quote in quotes)
    return claims.name_elsewhere(question.as_asked, quoted, found)


def _is_of_another_heading(question: Question, source: str, known: Sequence[Stretch]) -> bool:
    """Whether "day 8" is asked for, of a document with headings for several days, and it speaks of no eighth."""
    here = [stretch for stretch in known if stretch.passage.source == source]
    headings = {heading for stretch in here for unit in stretch.units for heading in unit.headings}
    said = numbered("\n".join(headings))
    for one in numbered(question.as_asked):
        kind = one.split()[0]
        alike = {other for other in said if other.split()[0] == kind}
        if len(alike) < 2 or one in alike or any(_RANGE.search(heading) for heading in headings):
            continue
        texts = (numbered(f"{stretch.passage.context}\n{stretch.passage.text}") for stretch in here)
        if not any(one in text for text in texts):
            return True
    return False


def _is_of_another_day(question: Question, unit: Unit, group: Group, stretch: Stretch) -> bool:
    """Whether a day of the week is asked for, and the table has several, but not that one."""
    asked = days_in(question.as_asked)
    said = [days_in(one.reads) for one in group.members]
    above = days_in(f"{stretch.passage.context} {' '.join(unit.headings)}")
    named = sum(bool(days) for days in said)
    return bool(asked) and named > 1 and not asked & frozenset().union(*said, above)


def _is_of_another_thing(question: Question, group: Group, stretch: Stretch) -> bool:
    """Whether so much or so many of a thing is asked for which no row, column or heading names."""
    match = _OF_A_THING.search(question.as_asked)
    thing = (word_set(match["thing"]) & asked_words(question)) - nouns_asked(question) if match else frozenset()
    return bool(thing) and not thing & _said_in(group, stretch)


def _is_of_another_number(question: Question, group: Group, stretch: Stretch) -> bool:
    """Whether "flat 9" is asked for, of a table that has a column of flats, and no ninth."""
    table = [cells_of(unit, stretch) for unit in group.members]
    for match in _NUMBERED.finditer(question.as_asked):
        kind, number = word_set(match["kind"]), match["number"].lower()
        held = {cell.reads.lower() for cells in table for cell in cells if word_set(cell.column) == kind}
        if len(held) > 1 and not any(_covers(one, number) for one in held):
            return True
    return False


def _covers(cell: str, number: str) -> bool:
    """Whether a cell has a number: as it is, as "12th", or within a range.

    >>> [_covers(cell, "12") for cell in ("flat 12", "12th", "10–15", "11+", "up to 14", "112", "1-2")]
    [True, True, True, True, True, False, False]
    """
    if number in re.split(r"[^\w-]+", re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", cell)):
        return True
    if not number.isdigit():
        return False
    ranges = (
        (int(match["low"] or 0), int(match["high"] or match["end"] or number)) for match in _RANGES.finditer(cell)
    )
    return any(low <= int(number) <= high for low, high in ranges)


def _is_of_another_object(question: Question, group: Group, stretch: Stretch) -> bool:
    """Whether it is asked who brings the bread, of a table of who brings what that has no bread."""
    match = _OBJECT.search(question.as_asked)
    thing = telling_set(match["thing"]) if match else frozenset()
    return bool(thing) and not thing & _said_in(group, stretch)


def _is_of_another_table(
    question: Question, unit: Unit, group: Group, stretch: Stretch, known: Sequence[Stretch]
) -> bool:
    """Whether what tells tables of one kind apart is asked for ("in spring") and is another one than theirs."""
    alike = [
        (one, other)
        for other in known
        for one in other.groups
        if one.kind == "table" and any(_name_of(row, other) == _name_of(unit, stretch) for row in one.members)
    ]
    headings = {one.members[0].headings for one, _ in alike}
    match = _WHEN.search(question.as_asked)
    if len(headings) < 2 or match is None:
        return False
    when = word_set(match["when"]) & asked_words(question)
    others = superlatives(question) | words_of_nouns(question)
    return bool(when - others) and not any(when & _said_in(one, other) for one, other in [(group, stretch), *alike])


def _name_of(row: Unit, stretch: Stretch) -> tuple[str, str]:
    """The first cell of a row, with its column: what the row is of."""
    return next(((cell.column, cell.reads) for cell in cells_of(row, stretch)), ("", ""))


def _said_in(group: Group, stretch: Stretch) -> frozenset[str]:
    """The stems of a table: of its rows, its columns, and what stands above it."""
    return context_words(stretch, group).union(*(member_words(unit) for unit in group.members))
