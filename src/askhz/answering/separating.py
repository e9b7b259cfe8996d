"""Which members of a table or list belong to the answer beside the best one, where words tell that one apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .. import claims
from ..question import TYPED
from ..records import Finding, Question
from .cells import cells_of, columns_of
from .cutting import WHOLE_LIMIT, stands_in, whole, words_of
from .matching import asked_words, best_members, member_words, telling_words
from .members import as_finding
from .sections import heading_words
from .surroundings import Group, Stretch, Unit, below, group_of, leads_in, stretch_of, unit_of

# The evidence from which on the reader's own word counts for more than the question's: of an item, and of a row where
# several are wanted.
SURE_OF_ITEM, SURE_OF_ROW = 0.25, 0.5
_SIDE = WHOLE_LIMIT // 2  # words of a list that tells of one of two things compared
_MARK = re.compile(r"^\s*(?:[-*+•]|\(?\w{1,3}[.)])\s+")
_FEWEST_UNDER = 2  # items that a label stands over that does not end with a colon
_LETTERS = re.compile(r"\([A-Z]{2,}\)|\b[A-Z]\b(?![#+'’])")  # "O - Open/Closed Principle (OCP)", but not C#
_ARTICLE = re.compile(r"(?:an?|the) ", re.IGNORECASE)
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
        if group.kind == "table" and columns_of(group, other) == columns
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


def both_sides(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """Of each of two things compared what says what it is, else what stands under a heading that is its name.

    None where one of the two has nothing of that.
    """
    if question.kind != "comparison" or len(question.sides) != 2:
        return []
    words = [heading_words(side) for side in question.sides]
    found = []
    for side, own, other in zip(question.sides, words, reversed(words), strict=True):
        subject = _ARTICLE.sub("", side)
        defining = next((one for one in findings if claims.defines(subject, one.text)), None)
        piece = defining or _under_name(own, own | other, findings, known)
        if piece is None:
            return []
        found.append(piece)
    return found


def _under_name(
    own: frozenset[str], both: frozenset[str], findings: Sequence[Finding], known: Sequence[Stretch]
) -> Finding | None:
    """The best finding under a heading that names a thing, with the list that it is of; `both`: what names either.

    What the heading has beside that stands in the title, or names the other thing: "an open and a closed card sort".
    """
    for finding in findings:
        stretch = stretch_of(finding, known)
        unit = unit_of(finding, stretch) if stretch else None
        if stretch is None or unit is None or not unit.headings or not own:
            continue
        heading = heading_words(unit.headings[-1])
        if not own <= heading or heading - both:
            continue
        group = group_of(unit.start, unit.end, stretch)
        if group is None or group.kind == "table" or words_of(stretch, group.members[0], group.members[-1]) > _SIDE:
            return finding
        return whole(finding, Group(group.kind, (), group.members), stretch) if unit in group.members else finding
    return None


def under_said_label(question: Question, finding: Finding, group: Group, stretch: Stretch) -> Group | None:
    """The list below an item that is nothing but a label which the question says: "3. March" for what is done in March.

    None where one item answers, or the list is too long to be quoted whole.
    """
    members = group.members
    at = next((n for n, unit in enumerate(members) if stands_in(finding, unit)), None)
    if group.kind != "list" or at is None or question.kind in TYPED or question.kind in ("yes-no", "definition"):
        return None
    for n in range(at, -1, -1):
        under = below(members, n, stretch)
        words = heading_words(_LETTERS.sub(" ", _MARK.sub("", members[n].reads)))
        few = len(under) < _FEWEST_UNDER and not leads_in(members[n].text)
        if few or not under or members[at] not in (members[n], *under):
            continue
        if not words or not words <= asked_words(question):
            continue
        fits = words_of(stretch, members[n], under[-1]) <= WHOLE_LIMIT
        return Group(group.kind, (members[n],), under) if fits else None
    return None


def under_other_leads(
    question: Question, findings: Sequence[Finding], known: Sequence[Stretch]
) -> set[tuple[str, int]]:
    """Where the findings are of lists that stand beside the best one's and are led in to as it is, but for its name.

    "Sales people use the report to: …" and "Buyers use the report to: …", of which the question names the one.
    """
    best = findings[0]
    own = _lead_around(best, known)
    if own is None or question.explains or question.kind == "comparison":
        return set()
    asked, found = asked_words(question), set()
    for finding in findings[1:]:
        other = _lead_around(finding, known) if finding.source == best.source else None
        if other is None or other[0] == own[0]:
            continue
        ours, theirs, shared = own[1] - other[1], other[1] - own[1], own[1] & other[1]
        alike = len(shared) >= _HALF * min(len(own[1]), len(other[1]))
        said, other_said = ours & asked, theirs & asked
        if alike and said and (not other_said if said < ours else theirs and other_said < theirs):
            found.add((finding.source, finding.start))
    return found


def _lead_around(finding: Finding, known: Sequence[Stretch]) -> tuple[int, frozenset[str]] | None:
    """Where the list that a finding is of begins, and the stems of the sentence that leads in to it."""
    stretch = stretch_of(finding, known)
    group = group_of(finding.start, finding.end, stretch) if stretch else None
    if group is None or group.kind == "table" or not group.lead:
        return None
    return group.members[0].start, heading_words(group.lead[-1].reads)


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
