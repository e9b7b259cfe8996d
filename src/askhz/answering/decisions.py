"""What was decided: of what minutes say of a matter the sentence that says how it was settled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..claims import Date, dates_in
from ..records import Finding, Question
from ..text.words import telling_set, word_set
from .members import as_finding
from .surroundings import Stretch, Unit, stretch_of, text_of, unit_of

_ASKS = re.compile(
    r"\bwhat\b.*\b(?:decided?|agreed?|resolved?|settled?|decisions?|resolutions?|outcomes?)\b", re.IGNORECASE
)
_DECIDES = re.compile(
    r"\b(?:decided|agreed|resolved|settled|approved|rejected|adopted|carried|refused|granted|accepted|voted|chose|chosen|elected|appointed|unanimous(?:ly)?"
    r"|decisions?|resolutions?)\b",
    re.IGNORECASE,
)
_MATTER = re.compile(r"\b(?:about|on|regarding|concerning)\s+(?P<matter>[^?.!]+)", re.IGNORECASE)
_ENDS = re.compile(r"[.!?]\s+")
_LIKELY = 6  # findings among which there may be a later decision
_FURTHEST = 8  # sentences behind the best one that are looked at


def decided(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The findings; where it is asked what was decided, and the best one does not say it, what says it behind that.

    It stands in the same paragraph, or under the same heading with nothing else between. Where the best one
    is of another matter than the one that is asked about, another of the likely ones takes its place, if one is of it.
    """
    best = findings[0]
    stretch = stretch_of(best, known)
    unit = unit_of(best, stretch) if stretch else None
    if not _ASKS.search(question.as_asked) or stretch is None or unit is None:
        return list(findings)
    if _is_of_another_matter(question, unit, stretch):
        of_it = [one for one in findings[1:_LIKELY] if _is_of_the_matter(question, one, known)]
        if not of_it:
            return []
        return decided(question, [replace(of_it[0], score=best.score, short=None), *of_it[1:]], known)
    if _DECIDES.search(unit.reads):
        told = _newest_first(question, findings, known)
        return [_without_other_words(told[0]), *told[1:]]
    at = stretch.units.index(unit)
    for one in stretch.units[at + 1 : at + 1 + _FURTHEST]:
        if one.headings != unit.headings or (len(unit.headings) < 2 and not _joined(unit, one, stretch)):
            break
        if _DECIDES.search(one.reads):
            found = replace(as_finding(one, findings), score=best.score, evidence=best.evidence)
            return [found, *(other for other in findings if (other.source, other.start) != (one.source, one.start))]
    return list(findings)


def _without_other_words(finding: Finding) -> Finding:
    """A finding of several sentences without the few words of one that does not say what was decided."""
    if finding.short is None:
        return finding
    start, end = finding.short[0] - finding.start, finding.short[1] - finding.start
    begins = max((match.end() for match in _ENDS.finditer(finding.text, 0, start)), default=0)
    stops = _ENDS.search(finding.text, end)
    sentence = finding.text[begins : stops.start() if stops else len(finding.text)]
    return finding if _DECIDES.search(sentence) else replace(finding, short=None)


def _newest_first(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The findings, the latest decision about the matter first, where other minutes have one that is later."""
    best, latest, newest = findings[0], _day_of(findings[0], known), findings[0]
    for finding in findings[1:_LIKELY]:
        stretch = stretch_of(finding, known)
        unit = unit_of(finding, stretch) if stretch else None
        if stretch is None or unit is None or finding.source == best.source or not _DECIDES.search(unit.reads):
            continue
        day = _day_of(finding, known)
        if latest and day and day > latest and not _is_of_another_matter(question, unit, stretch):
            latest, newest = day, finding
    if newest is best:
        return list(findings)
    return [replace(newest, score=best.score), *(one for one in findings if one is not newest)]


def _day_of(finding: Finding, known: Sequence[Stretch]) -> Date | None:
    """The day that a document's title or path names; None where it names none, or several."""
    stretch = stretch_of(finding, known)
    days = {day for day, _ in dates_in(stretch.passage.context) if day.month} if stretch else set()
    return days.pop() if len(days) == 1 else None


def _is_of_another_matter(question: Question, unit: Unit, stretch: Stretch) -> bool:
    """Whether nothing of the matter that is asked about stands around a unit."""
    matter = _matter(question)
    return bool(matter) and not matter & _around(unit, stretch)


def _matter(question: Question) -> frozenset[str]:
    match = _MATTER.search(question.as_asked)
    return telling_set(match["matter"]) if match else frozenset()


def _around(unit: Unit, stretch: Stretch) -> frozenset[str]:
    """The stems of a unit's section, or of its paragraph where only the title stands above it, and of what is above."""
    near = [
        one.reads
        for one in stretch.units
        if one.headings == unit.headings and (len(unit.headings) > 1 or _joined(*_in_order(unit, one), stretch))
    ]
    return word_set(" ".join([*near, stretch.passage.context, stretch.passage.source, *unit.headings]))


def _in_order(one: Unit, other: Unit) -> tuple[Unit, Unit]:
    return (one, other) if one.start <= other.start else (other, one)


def _is_of_the_matter(question: Question, finding: Finding, known: Sequence[Stretch]) -> bool:
    """Whether all words of the matter stand around a finding."""
    stretch = stretch_of(finding, known)
    unit = unit_of(finding, stretch) if stretch else None
    return stretch is not None and unit is not None and _matter(question) <= _around(unit, stretch)


def _joined(first: Unit, other: Unit, stretch: Stretch) -> bool:
    """Whether two units stand in one paragraph."""
    return "\n\n" not in text_of(stretch, first.start, other.end)
