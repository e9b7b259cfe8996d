"""Which row, item or field answers: the reader finds the table, the question's own words tell its rows apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .. import claims
from ..reading.answer_types import lacks_kind
from ..records import Finding, Question
from ..text.words import telling_set, word_set
from .cells import answering_cell, cells_of, columns_of, names_column, names_field
from .enumerating import all_named
from .extremes import extreme_row
from .matching import (
    asked_words,
    best_members,
    context_words,
    member_words,
    members_with_all,
    telling_nouns,
    telling_words,
)
from .nouns import nouns_asked
from .superlatives import asks_for_extreme, superlatives
from .surroundings import Group, Stretch, Unit, column, group_of, over, stretch_of, unit_of

_LESS = 0.6  # the best row must have this share of the telling words of the row that has most of them
_HOW_MANY = re.compile(r"\bhow many\s+(?P<counted>[^?.!]*)", re.IGNORECASE)
_MANY = 3  # members of a list that are quoted: then no one of them is the answer
_COUNT = re.compile(r"(?<![\w.])\d")
_MARK = re.compile(r"\s*\(?(?:\d{1,3}|[A-Za-z])[.)]\s")


def settled(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The findings, the best one exchanged for the row, item or field beside it that the question points to.

    Only those that enumerate what the question names, where there are such.

    Fields of a front matter that the question does not ask for are left out. None are left where the best is no answer
    and nothing beside it is one.
    """
    if named := all_named(question, findings):
        return [replace(named[0], score=findings[0].score), *named[1:]]
    best = findings[0]
    stretch = stretch_of(best, known)
    unit = unit_of(best, stretch) if stretch else None
    if stretch is None or unit is None:
        return list(findings)
    if unit.kind == "front matter":
        return _field(question, findings, stretch, known)
    group = group_of(unit.start, unit.end, stretch)
    if group is None or unit not in group.members:
        return list(findings)
    if asks_how_many(question) and not _counts(question, best, unit, stretch):
        return _counted(question, findings, group, stretch, known)
    if group.kind == "table" and asks_for_extreme(question):
        row = _extreme(question, group, stretch, known)
        return _first(row, findings) if row else []
    if group.kind != "table" and question.kind in ("list", "manner", "procedure"):
        return list(findings)
    over_it = _words_over(unit, group, stretch)
    if with_name := _named_beside(question, unit, group, context_words(stretch, group) | over_it):
        return _first(max(with_name, key=lambda one: as_finding(one, findings).score), findings)
    if group.kind != "table" and (counting := _counting(question, unit, group)):
        return _first(max(counting, key=lambda one: as_finding(one, findings).score), findings)
    telling = telling_words(question, stretch, group)
    if not asked_words(question) & (member_words(unit) | over_it):
        telling = {**telling_nouns(question, stretch, group), **telling}
    fitting = best_members(group, telling)
    if unit in fitting or not fitting:
        return list(findings)
    has = sum(telling[word] for word in telling if word in member_words(unit) | over_it)
    most = sum(telling[word] for word in telling if word in member_words(fitting[0]))
    if has > (_LESS * most if group.kind == "table" else 0.0):
        return list(findings)
    return _first(max(fitting, key=lambda one: as_finding(one, findings).score), findings)


def _words_over(unit: Unit, group: Group, stretch: Stretch) -> frozenset[str]:
    """The stems of the items that an item stands under."""
    found = () if group.kind == "table" else over(group.members, group.members.index(unit), stretch)
    return frozenset[str]().union(*map(member_words, found))


def _extreme(question: Question, group: Group, stretch: Stretch, known: Sequence[Stretch]) -> Unit | None:
    """The row that has the most or the least, in that table of those alike of whose headings the question says most.

    Of its rows it is one of those that have what else the question says ("in sales"), where any have.
    """
    columns = _columns(group, stretch)
    alike = [(one, other) for other in known for one in other.groups if one.kind == "table" and one is not group]
    alike = [(one, other) for one, other in alike if _columns(one, other) == columns]
    asked = asked_words(question)
    group, stretch = max([(group, stretch), *alike], key=lambda one: len(asked & context_words(one[1], one[0])))
    telling = telling_words(question, stretch, group).keys() - superlatives(question)
    telling = {word for word in telling if not any(names_column(column, frozenset({word})) for column in columns)}
    among = [unit for unit in group.members if telling and telling <= member_words(unit)]
    return among[0] if len(among) == 1 else extreme_row(question, group, stretch, among=among)


def _columns(group: Group, stretch: Stretch) -> frozenset[str]:
    return frozenset(columns_of(group, stretch))


def as_finding(unit: Unit, findings: Sequence[Finding]) -> Finding:
    """The finding that a unit is; one like the best, without a short answer, where it is none."""
    for finding in findings:
        if (finding.source, finding.start, finding.end) == (unit.source, unit.start, unit.end):
            return finding
    best = findings[0]
    return replace(
        best, source=unit.source, start=unit.start, end=unit.end, text=unit.text, score=0.0, short=None, evidence=None
    )


def _first(unit: Unit, findings: Sequence[Finding]) -> list[Finding]:
    """The findings with that unit in the place of the best one."""
    chosen = as_finding(unit, findings)
    return [replace(chosen, score=findings[0].score), *(other for other in findings if other is not chosen)]


def asks_how_many(question: Question) -> bool:
    """Whether things are to be counted."""
    return _HOW_MANY.search(question.as_asked) is not None


def _named_beside(question: Question, unit: Unit, group: Group, above: frozenset[str]) -> list[Unit]:
    """The members that have a whole name of two words or more that the question has, where the reader's lacks it.

    None where what stands above the members has it.
    """
    for name in question.names:
        words = telling_set(name)
        if len(words) > 1 and not words <= member_words(unit) | above:
            named = [one for one in group.members if words <= member_words(one)]
            if named:
                return named
    return []


def is_one_of_many(question: Question, unit: Unit, stretch: Stretch, quotes: Sequence[Finding]) -> bool:
    """Whether a unit is one of several members of a list that are quoted: its words are not the list that is wanted.

    So, too, one of two items that say as much of who is asked for: two stepped down. Not where it is the row of a table
    that the question tells from others, or where a list need not be wanted, a member that has words of the question
    which others lack.
    """
    group = group_of(unit.start, unit.end, stretch) if question.kind in ("list", "other", "person") else None
    if group is None or unit not in group.members:
        return False
    telling = telling_words(question, stretch, group)
    if group.kind == "table" and (telling or question.kind != "list"):
        return False
    quoted = [
        one for one in group.members if any(q.source == one.source and q.start <= one.start < q.end for q in quotes)
    ]
    said = asked_words(question) & member_words(unit)
    if question.kind == "person" and len(said) > 1 and unit in quoted:
        alike = [one for one in quoted if one.kind == "item" and said <= member_words(one)]
        return sum(not claims.denies_asked(question.as_asked, one.text) for one in alike) > 1
    if question.kind != "list" and not telling.keys().isdisjoint(member_words(unit)):
        return False
    return len(quoted) >= _MANY


def in_a_list(finding: Finding, known: Sequence[Stretch]) -> bool:
    """Whether a finding is a member of a list, steps or a table."""
    return _group_around(finding, known) is not None


def members_beside(finding: Finding, known: Sequence[Stretch]) -> tuple[Unit, ...]:
    """The other members of the list that a finding is a member of, but what stands under it; none for a table's row."""
    group = _group_around(finding, known)
    if group is None or group.kind == "table":
        return ()
    members = list(group.members)
    at = next(n for n, unit in enumerate(members) if unit.start <= finding.start and finding.end <= unit.end)
    stretch = stretch_of(finding, known)
    own = column(members[at], stretch) if stretch else 0
    under = next(
        (n for n in range(at + 1, len(members)) if stretch and column(members[n], stretch) <= own), len(members)
    )
    return (*members[:at], *members[under:])


def _group_around(finding: Finding, known: Sequence[Stretch]) -> Group | None:
    stretch = stretch_of(finding, known)
    unit = unit_of(finding, stretch) if stretch else None
    group = group_of(unit.start, unit.end, stretch) if stretch and unit else None
    return group if group is not None and unit in group.members else None


def _field(
    question: Question, findings: Sequence[Finding], stretch: Stretch, known: Sequence[Stretch]
) -> list[Finding]:
    """The field that is asked for first; without it no field is an answer."""
    fields = [unit for unit in stretch.units if unit.kind == "front matter"]
    asked = [unit for unit in fields if names_field(question, re.split("[:=]", unit.reads)[0])]
    best = findings[0]
    if asked:
        if any((unit.start, unit.end) == (best.start, best.end) for unit in asked):
            return list(findings)
        return _first(asked[0], findings)
    return [finding for finding in findings if not _is_field(finding, known)]


def _is_field(finding: Finding, known: Sequence[Stretch]) -> bool:
    stretch = stretch_of(finding, known)
    unit = unit_of(finding, stretch) if stretch else None
    return unit is not None and unit.kind == "front matter"


def _counts(question: Question, finding: Finding, unit: Unit, stretch: Stretch) -> bool:
    """Whether the number in an item or row may count what is asked for: no mark of an item, no cell of other things."""
    counted = _counted_words(question)
    if unit.kind == "row":
        cell = answering_cell(question, cells_of(unit, stretch), finding.short)
        if cell is None or lacks_kind("number", cell.reads):
            return False
        under = member_words(replace(unit, reads=f"{cell.column} {cell.reads}"))
        return bool(counted & under) or (
            names_column(cell.column, nouns_asked(question)) and counted <= member_words(unit)
        )
    if finding.short is None:
        return False
    mark = _MARK.match(unit.text)
    if mark and finding.short[0] < unit.start + mark.end():
        return False
    return bool(counted & member_words(unit))


def _counting(question: Question, unit: Unit, group: Group) -> list[Unit]:
    """The members that name all that is to be counted ("servo outputs") and have a number; none if the unit does."""
    counted = _counted_words(question)
    if not counted or counted <= member_words(unit):
        return []
    return [one for one in group.members if counted <= member_words(one) and _COUNT.search(one.reads)]


def _counted_words(question: Question) -> frozenset[str]:
    match = _HOW_MANY.search(question.as_asked)
    if match is None:
        return frozenset()
    counted = match["counted"].split()[:2]
    # Rows and steps may be what is counted, though these words tell no member from another.
    return asked_words(replace(question, search=(" ".join(counted),))) or word_set(" ".join(counted[:1]))


def _counted(
    question: Question, findings: Sequence[Finding], group: Group, stretch: Stretch, known: Sequence[Stretch]
) -> list[Finding]:
    """Where no number counts the members of a list: the list, or those members that the question is about.

    They are shown without a number, because the document gives none. Rows are not shown for it.
    """
    for finding in findings[1:]:
        other = stretch_of(finding, known)
        unit = unit_of(finding, other) if other else None
        if unit and unit.kind == "paragraph" and finding.short and _counted_words(question) & member_words(unit):
            return [finding, *(one for one in findings if one is not finding)]
    here = context_words(stretch, group).union(*(member_words(unit) for unit in group.members))
    unknown = asked_words(question) - here
    telling = telling_words(question, stretch, group)
    said = len(unknown) <= 1 and members_with_all(group, telling) if telling else not unknown
    if group.kind == "table" or not said:
        return []
    return [replace(findings[0], short=None), *findings[1:]]
