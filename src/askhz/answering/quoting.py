"""What is quoted in one piece: a list, a set of steps or a block of code, with the sentence that leads in to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..records import Finding, Kind, Question, Span
from .matching import asked_words, context_words, fit, member_words, members_with_all, rarity_in, telling_words
from .members import as_finding, asks_how_many
from .merging import merged
from .surroundings import Group, Stretch, Unit, group_of, stretch_of, text_of, unit_of

WHOLE_LIMIT = 300  # words of a list or of steps that are quoted whole
_NUMBERED = re.compile(r"\s*\(?(\d{1,3})[.)]\s")
_FEW_WORDS: frozenset[Kind] = frozenset(("number", "date", "person", "organisation", "place"))
_NEAR = 0.5  # another finding's list is looked at where the finding has this share of the best one's score
_BETTER = 0.15  # by so much a list must fit the question better than the best finding, if that is none of it


def whole_quotes(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding] | None:
    """The list or the steps that answer, whole, or those members that the question asks for; else None.

    A procedure with a step left out is wrong, and so is a list with an item left out.
    """
    found = _best_group(question, findings, known)
    if found is None:
        return None
    finding, stretch, group = found
    telling = telling_words(question, stretch, group)
    if question.kind != "manner" and (chosen := members_with_all(group, telling)):
        return _some(chosen, findings, known)
    quote = _whole(finding, group, stretch)
    return [replace(quote, short=_count(group, quote))] if asks_how_many(question) else [quote]


def _best_group(
    question: Question, findings: Sequence[Finding], known: Sequence[Stretch]
) -> tuple[Finding, Stretch, Group] | None:
    """The group to be quoted, with the finding that it was found by."""
    best = findings[0]
    own = _group_around(best, known)
    if own is not None and _wants_all(question, best, *own):
        return best, *own
    if question.kind not in ("list", "manner", "procedure"):
        return None
    rarity = rarity_in(known)
    stretch = stretch_of(best, known)
    unit = unit_of(best, stretch) if stretch else None
    least = _fit_of_unit(question, unit, rarity) + _BETTER if unit else 1.0
    for finding in findings[1:]:
        if finding.score < _NEAR * best.score:
            break
        group = _group_around(finding, known)
        if group is not None and group[1].kind != "table" and _fit_of_group(question, *group, rarity) >= least:
            return finding, *group
    return None


def _group_around(finding: Finding, known: Sequence[Stretch]) -> tuple[Stretch, Group] | None:
    stretch = stretch_of(finding, known)
    group = group_of(finding.start, finding.end, stretch) if stretch else None
    return None if stretch is None or group is None else (stretch, group)


def _wants_all(question: Question, best: Finding, stretch: Stretch, group: Group) -> bool:
    """Whether the group that the best finding belongs to is wanted, not that finding alone."""
    if group.kind == "table":
        return False
    if question.kind in ("list", "manner", "procedure") or (asks_how_many(question) and best.short is None):
        return True
    if best.text.rstrip("*_ ").endswith((":", "：")) and (question.kind not in _FEW_WORDS or best.short is None):
        return True  # what leads in to a list says nothing without it
    leads = any((unit.start, unit.end) == (best.start, best.end) for unit in group.lead)
    own = frozenset().union(*(member_words(unit) for unit in group.members)) - context_words(stretch, group)
    asked = asked_words(question)
    coded = any(any(letter.isdigit() for letter in word) for word in asked - context_words(stretch, group))
    return question.kind == "other" and not leads and not coded and not asked & own


def _fit_of_group(question: Question, stretch: Stretch, group: Group, rarity: Mapping[str, float]) -> float:
    above = [*group.members[0].headings, *(unit.reads for unit in group.lead)]
    return fit(question, [*above, *(unit.reads for unit in group.members)], rarity)


def _fit_of_unit(question: Question, unit: Unit, rarity: Mapping[str, float]) -> float:
    return fit(question, [*unit.headings, unit.reads], rarity)


def _some(chosen: Iterable[Unit], findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """Those members, next ones as one quote, as many as may be quoted."""
    words = 0
    kept: list[Finding] = []
    for unit in chosen:
        words += len(unit.text.split())
        if kept and words > WHOLE_LIMIT:
            break
        kept.append(replace(as_finding(unit, findings), score=findings[0].score))
    return merged(kept, known)


def _whole(finding: Finding, group: Group, stretch: Stretch) -> Finding:
    """The group with its lead-in as one finding; of a too long one as much as may be quoted, the finding within."""
    units = [*group.lead, *group.members]
    at = next(n for n, unit in enumerate(units) if unit.start <= finding.start and finding.end <= unit.end)
    first, last = 0, len(units) - 1
    while first < at and _words(stretch, units[first], units[at]) > WHOLE_LIMIT:
        first += 1
    while last > at and _words(stretch, units[first], units[last]) > WHOLE_LIMIT:
        last -= 1
    start, end = units[first].start, units[last].end
    return replace(finding, start=start, end=end, text=text_of(stretch, start, end), short=None)


def _count(group: Group, quote: Finding) -> Span | None:
    """Where the last number of a list stands whose items are numbered from 1 on, all of them quoted: it counts them."""
    marks = [(unit, _NUMBERED.match(unit.text)) for unit in group.members]
    numbers = [(unit.start, mark) for unit, mark in marks if mark]
    if [int(mark[1]) for _, mark in numbers] != list(range(1, len(marks) + 1)) or group.members[-1].end > quote.end:
        return None
    start, mark = numbers[-1]
    return start + mark.start(1), start + mark.end(1)


def _words(stretch: Stretch, first: Unit, last: Unit) -> int:
    return len(text_of(stretch, first.start, last.end).split())
