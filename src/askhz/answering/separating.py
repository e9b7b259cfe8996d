"""Which members of a table or list belong to the answer beside the best one, where words tell that one apart."""

from __future__ import annotations

from collections.abc import Sequence

from ..question import TYPED
from ..records import Finding, Question
from .cells import cells_of
from .matching import best_members, member_words, telling_words
from .members import as_finding
from .surroundings import Group, Stretch, Unit, below, group_of, stretch_of, unit_of

# The evidence from which on the reader's own word counts for more than the question's: of an item, and of a row where
# several are wanted.
SURE_OF_ITEM, SURE_OF_ROW = 0.25, 0.5
_HALF = 0.5  # of what the best member lacks: has the other side of a comparison


def without_others(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The findings without those members of a table or list that the question's words tell from the best, the first.

    The reader takes every row of the right table for likely, and items near a likely one. "Which chain ID does Kovan
    have?" is answered by the row that has "Kovan", and by no other. A member is kept if it has all that the best one
    has of these words, or some that the best one lacks ("Rinkeby and Kovan"). Of a list all are, where a list, steps or
    reasons are wanted.
    """
    best = findings[0]
    stretch = stretch_of(best, known)
    unit = unit_of(best, stretch) if stretch else None
    group = group_of(best.start, best.end, stretch) if stretch else None
    if stretch is None or unit is None or group is None or unit not in group.members:
        return list(findings)
    several = question.kind in ("list", "comparison")
    under = _line_of(unit, group, stretch)
    if group.kind != "table" and not _wants_one(question, unit, under):
        return list(findings)
    telling = frozenset(telling_words(question, stretch, group))
    own = telling & member_words(unit)
    if not own:
        return list(findings)
    members = {(one.source, one.start): one for one in group.members if one not in under}
    if group.kind == "table":
        members |= {(one.source, one.start): one for one in _further_rows(unit, stretch, known)}

    def belongs(finding: Finding) -> bool:
        member = members.get((finding.source, finding.start))
        if member is None:
            return True
        # No network knows numbers: 43 is as likely to it as 41.
        by_number = group.kind == "table" and any(map(_has_digit, own))
        sure = (SURE_OF_ROW if several and not by_number else 1.0) if group.kind == "table" else SURE_OF_ITEM
        if (finding.evidence or 0.0) >= sure:
            return True
        words = member_words(member)
        return own <= words or bool((telling - own) & words)

    return [finding for finding in findings if belongs(finding)]


def _further_rows(row: Unit, stretch: Stretch, known: Sequence[Stretch]) -> list[Unit]:
    """The rows under the same columns in other stretches of the document: a long table is read in pieces."""
    columns = [cell.column for cell in cells_of(row, stretch)]
    return [
        member
        for other in known
        if other is not stretch and other.passage.source == row.source
        for group in other.groups
        if group.kind == "table" and [cell.column for cell in cells_of(group.members[0], other)] == columns
        for member in group.members
        if (member.start, member.end) != (row.start, row.end)
    ]


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def other_side(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The member that a comparison needs beside the best one, the first: that with most of the words that this lacks.

    None where the best has all words by which the question tells members apart, none of them, or where no other has
    half of the rest.
    """
    best = findings[0]
    stretch = stretch_of(best, known)
    unit = unit_of(best, stretch) if stretch else None
    group = group_of(best.start, best.end, stretch) if stretch else None
    if question.kind != "comparison" or stretch is None or unit is None or group is None or unit not in group.members:
        return []
    telling = telling_words(question, stretch, group)
    lacks = {word: weight for word, weight in telling.items() if word not in member_words(unit)}
    if not lacks or len(lacks) == len(telling):
        return []
    other = best_members(group, lacks)[0]
    has = sum(weight for word, weight in lacks.items() if word in member_words(other))
    return [as_finding(other, findings)] if has >= _HALF * sum(lacks.values()) else []


def _wants_one(question: Question, unit: Unit, line: Sequence[Unit]) -> bool:
    """Whether one item of a list answers: a few words, yes or no, a definition, a command, a row."""
    if question.kind in TYPED or question.kind in ("yes-no", "definition"):
        return True
    return question.kind == "other" and not question.explains and (unit.kind != "item" or line[-1] is not unit)


def _line_of(unit: Unit, group: Group, stretch: Stretch) -> tuple[Unit, ...]:
    """A member with those that stand under it, and those that it stands under itself; of a table the row alone."""
    if group.kind == "table":
        return (unit,)
    at = group.members.index(unit)
    above = [one for n, one in enumerate(group.members[:at]) if unit in below(group.members, n, stretch)]
    return (*above, unit, *below(group.members, at, stretch))
