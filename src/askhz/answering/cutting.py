"""What is quoted of a list or of steps: all of it, or as much as may be where that is too long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..records import Finding
from ..text.sentences import split
from ..text.stretches import number_of
from ..text.words import count_words
from .merging import merged
from .surroundings import Group, Stretch, Unit, below, depth, text_of

WHOLE_LIMIT = 300  # words of a list or of steps that are quoted whole
_FEWEST_HEADS = 3  # members of which only what they begin with is quoted
_BOLD = re.compile(
    r"\s*(?:[-*+•]|\(?\d{1,3}[.)])?\s*(?P<mark>\*\*|__)(?=\S)(?:(?!(?P=mark)).){3,200}(?P=mark)", re.DOTALL
)


def whole(finding: Finding, group: Group, stretch: Stretch) -> Finding:
    """The group with its lead-in as one finding; of a too long one as much as may be quoted, the finding within."""
    units = [*group.lead, *group.members]
    at = next(n for n, unit in enumerate(units) if stands_in(finding, unit))
    first, last = 0, len(units) - 1
    while first < at and words_of(stretch, units[first], units[at]) > WHOLE_LIMIT:
        first += 1
    while last > at and words_of(stretch, units[first], units[last]) > WHOLE_LIMIT:
        last -= 1
    start, end = units[first].start, units[last].end
    return replace(finding, start=start, end=end, text=text_of(stretch, start, end), short=None)


def part_of(finding: Finding, group: Group, stretch: Stretch) -> Group:
    """The group, or of one that is too long to be quoted whole the longest list within it that is not.

    A document may be one list from beginning to end, its clauses and theirs. A list within it has the member above it
    as what leads in to it.
    """
    units = [*group.lead, *group.members]
    if group.kind != "list" or words_of(stretch, units[0], units[-1]) <= WHOLE_LIMIT:
        return group
    members = group.members
    at = next((n for n, unit in enumerate(members) if stands_in(finding, unit)), None)
    part = group
    while at is not None:
        under = below(members, at, stretch)
        if under and words_of(stretch, members[at], under[-1]) > WHOLE_LIMIT:
            break
        if under:
            part = Group(group.kind, (members[at],), under)
        here = depth(members[at], stretch)
        at = next((n for n in range(at - 1, -1, -1) if depth(members[n], stretch) < here), None)
    return part


def bare(finding: Finding, group: Group, stretch: Stretch, known: Sequence[Stretch]) -> list[Finding]:
    """Of a list that is too long to be quoted whole its items and code alone, next ones as one quote.

    Notes and what explains an item are left out, and of steps that are too long even so what stands below each; of
    those that are too long themselves all but what each begins with. None where the list may be quoted whole, that is
    too long as well, or the finding would be left out and is no such part.
    """
    units = [*group.lead, *group.members]
    if group.kind != "list" or words_of(stretch, units[0], units[-1]) <= WHOLE_LIMIT:
        return []
    items = [unit for unit in group.members if unit.kind in ("item", "code")]
    outermost = min((depth(unit, stretch) for unit in items), default=0)
    steps = [unit for unit in items if depth(unit, stretch) == outermost and is_step(unit, group)]
    for members, may_lack_it in ((items, False), (steps, len(steps) > 1)):
        kept = [unit for unit in units if unit in group.lead or unit in members]
        lacks = not any(stands_in(finding, unit) for unit in kept)
        if len(kept) == len(units) or (lacks and not may_lack_it):
            continue
        if sum(count_words(unit.text) for unit in kept) <= WHOLE_LIMIT:
            found = [replace(finding, start=one.start, end=one.end, text=one.text, short=None) for one in kept]
            return merged(found, known)
    heads = [*group.lead, *(_head(unit) for unit in steps)]
    if len(steps) < _FEWEST_HEADS or sum(count_words(unit.text) for unit in heads) > WHOLE_LIMIT:
        return []
    return [replace(finding, start=one.start, end=one.end, text=one.text, short=None) for one in heads]


def _head(unit: Unit) -> Unit:
    """What a long member begins with: words in bold, else its first sentence."""
    bold = _BOLD.match(unit.text)
    end = bold.end() if bold else split(unit.text, markup=True)[0][1]
    return replace(unit, end=unit.start + end, text=unit.text[:end])


def is_step(unit: Unit, group: Group) -> bool:
    """Whether a member of a group is one of several with numbers: steps, that are done one after the other."""
    return number_of(unit.text) is not None and sum(number_of(one.text) is not None for one in group.members) > 1


def stands_in(finding: Finding, unit: Unit) -> bool:
    """Whether a finding is the unit or a part of it."""
    return finding.source == unit.source and unit.start <= finding.start and finding.end <= unit.end


def words_of(stretch: Stretch, first: Unit, last: Unit) -> int:
    """How many words there are from one unit up to another, both included."""
    return count_words(text_of(stretch, first.start, last.end))
