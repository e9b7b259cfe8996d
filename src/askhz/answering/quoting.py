"""What is quoted in one piece: a list, a set of steps or a block of code, with the sentence that leads in to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..records import Finding, Kind, Question, Span
from ..text.words import count_words, word_set
from .belonging import in_context
from .cutting import WHOLE_LIMIT, bare, is_step, part_of, stands_in, whole, words_of
from .matching import asked_words, context_words, fit, member_words, members_with_all, rarity_in, telling_words
from .members import as_finding, asks_how_many
from .merging import merged
from .sections import holds, named_section
from .surroundings import (
    Group,
    Stretch,
    Unit,
    announces,
    below,
    depth,
    group_of,
    is_ended,
    leads_in,
    stretch_of,
    unit_of,
)

LIKELY_MEMBER = 0.25  # the evidence from which on the reader takes a member of a list for likely
_NUMBERED = re.compile(r"\s*\(?(\d{1,3})[.)]\s")
_TICK = re.compile(r"\W*\[(?P<tick>[ xX])\]\s")
_DONE = re.compile(r"\b(?:done|completed?|finished|ticked|checked)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:open|pending|outstanding|remain\w*|left|undone|unfinished|incomplete|unticked|unchecked|to[ -]?do"
    r"|to be done|not (?:yet )?(?:been )?(?:done|completed?|finished|ticked|checked))\b",
    re.IGNORECASE,
)
_FEWEST_TICKS = 2  # items with a box to tick that make a list of things to be done
# "The parts, and which are needed" asks for all of them.
_WHICH = re.compile(r"(?<!\w and )\bwhich\b|哪些|哪个|哪几", re.IGNORECASE)
_STEPS = re.compile(
    r"(?:method|steps?|instructions?|directions?|procedure|preparation|how to|process)\b", re.IGNORECASE
)
_FEW_WORDS: frozenset[Kind] = frozenset(("number", "date", "person", "organisation", "place"))
_FEWEST_INNER = 3  # members, with what leads in to them, of a list within a list that is quoted alone
_MUCH_LESS = 0.4  # the share of its members' mean evidence that those around it have at most
_SURE = 0.6  # the evidence of a member that answers alone
_NEAR = 0.5  # another finding's list is looked at where the finding has this share of the best one's score
_BETTER = 0.15  # by so much a list must fit the question better than the best finding, if that is none of it


def whole_quotes(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding] | None:
    """The list or the steps that answer, whole, or those members that the question asks for; else None.

    A procedure with a step left out is wrong, and so is a list with an item left out.
    """
    if question.kind not in _FEW_WORDS and (led := _led_in(question.kind, findings[0], known)) is not None:
        return [led]
    found = _best_group(question, findings, known)
    if found is None:
        return None
    finding, stretch, group = found
    if ticked := _ticked(question, group):
        quotes = _some(ticked, group, stretch, findings, known)
        return quotes if len(ticked) == 1 else [replace(quote, short=None) for quote in quotes]
    telling = telling_words(question, stretch, group)
    chosen = members_with_all(group, telling) if question.kind != "manner" else []
    if question.kind == "procedure" and any(is_step(unit, group) for unit in chosen):
        chosen = []
    # "Which" asks for some of them; else a word that one member has tells nothing where most are likely.
    if chosen and (_WHICH.search(question.as_asked) or not _likely(group, in_context(question, findings, known))):
        return _some(chosen, group, stretch, findings, known)
    if asks_how_many(question):
        quote = whole(finding, group, stretch)
        return [replace(quote, short=_count(group, quote))]
    return bare(finding, group, stretch, known) or [whole(finding, group, stretch)]


def _ticked(question: Question, group: Group) -> list[Unit]:
    """Of a list of things to be done those that are done, or those that are not, where the question asks for these."""
    ticks = [(unit, tick["tick"]) for unit in group.members if (tick := _TICK.match(unit.reads))]
    is_open = _OPEN.search(question.as_asked) is not None
    if len(ticks) < _FEWEST_TICKS or not (is_open or _DONE.search(question.as_asked)):
        return []
    return [unit for unit, tick in ticks if (tick == " ") == is_open]


def _led_in(kind: Kind, best: Finding, known: Sequence[Stretch]) -> Finding | None:
    """What a best finding that ends with a colon leads in to: all of its list if that may be quoted, else its part.

    Where a list is wanted, not what to do, an item with a list of its own leads in to that alone.
    """
    led, around = completed(best, known), group_around(best, known)
    if led is best or around is None:
        return None
    stretch, group = around
    at = next((n for n, unit in enumerate(group.members) if stands_in(best, unit)), None)
    if at is not None and (kind == "list" or not below(group.members, at, stretch)):
        return led
    fits = words_of(stretch, (*group.lead, *group.members)[0], group.members[-1]) <= WHOLE_LIMIT
    return whole(best, group, stretch) if fits else led


def completed(finding: Finding, known: Sequence[Stretch]) -> Finding:
    """A finding that ends with a colon with what it leads in to: its list, or the items below it; else the same.

    So one that says in words that what it speaks of stands below.
    """
    around = group_around(finding, known)
    if around is None or around[1].kind == "table":
        return finding
    stretch, group = around
    if any(stands_in(finding, unit) for unit in group.lead):
        return whole(finding, group, stretch) if any(announces(unit.text) for unit in group.lead) else finding
    if not leads_in(finding.text):
        return finding
    at = next(n for n, unit in enumerate(group.members) if stands_in(finding, unit))
    under = below(group.members, at, stretch) or _alike_behind(group.members, at, stretch)
    if not under:
        return finding
    return whole(finding, Group(group.kind, (), (group.members[at], *under)), stretch)


def _alike_behind(members: Sequence[Unit], at: int, stretch: Stretch) -> tuple[Unit, ...]:
    """What an item with a colon leads in to where it is not indented: the items behind it that end like the first."""
    found: list[Unit] = []
    for unit in members[at + 1 :]:
        if depth(unit, stretch) < depth(members[at], stretch):
            break
        if found and is_ended(unit.text) != is_ended(found[0].text):
            break
        found.append(unit)
    return tuple(found)


def _best_group(
    question: Question, findings: Sequence[Finding], known: Sequence[Stretch]
) -> tuple[Finding, Stretch, Group] | None:
    """The group to be quoted, with the finding that it was found by."""
    best = findings[0]
    own = _part_around(best, known)
    if own is not None and answers_alone(question, findings, own[1], known):
        return None
    if own is not None and _wants_all(question, best, *own):
        return best, own[0], _inner(findings, own[1], own[0])
    if question.kind not in ("list", "manner", "procedure"):
        return None
    rarity = rarity_in(known)
    stretch = stretch_of(best, known)
    unit = unit_of(best, stretch) if stretch else None
    if (
        question.kind in ("manner", "procedure")
        and stretch
        and unit
        and (steps := _steps_below(question, unit, stretch))
    ):
        return replace(best, start=steps.members[0].start, end=steps.members[0].end), stretch, steps
    if question.kind in ("manner", "procedure") and unit and own is None:
        below_it = _steps_of_named_section(question, unit, known)
        if below_it is not None:
            return replace(best, start=below_it[1].members[0].start, end=below_it[1].members[0].end), *below_it
    least = _fit_of_unit(question, unit, rarity) + _BETTER if unit else 1.0
    for finding in findings[1:]:
        if finding.score < _NEAR * best.score:
            break
        group = _part_around(finding, known)
        if group is not None and group[1].kind != "table" and _fit_of_group(question, *group, rarity) >= least:
            return finding, *group
    return None


def _steps_below(question: Question, unit: Unit, stretch: Stretch) -> Group | None:
    """The steps in the stretch of a best sentence that says itself nothing of what is to be done.

    They are called so by what leads in to them: "Method:", "Steps", "How to …".
    """
    called = [
        group
        for group in stretch.groups
        if group.kind != "table" and group.lead and _STEPS.match(group.lead[0].reads) and unit not in group.members
    ]
    covered = asked_words(question) & word_set(" ".join([stretch.passage.context, *unit.headings]))
    return called[0] if called and covered else None


def _steps_of_named_section(question: Question, unit: Unit, known: Sequence[Stretch]) -> tuple[Stretch, Group] | None:
    """The steps with numbers of the section that the question names, where that stands below the unit's own.

    Or where the unit stands in that section, the scenario above the steps, and it has no others.
    """
    section = named_section(question, unit.source, known)
    if section is None:
        return None
    inside = holds(section, unit)
    if not inside and section.headings[: len(unit.headings)] != unit.headings:
        return None
    found = {
        group.members[0].start: (stretch, group)
        for stretch in known
        for group in stretch.groups
        if group.kind == "list" and holds(section, group.members[0]) and is_step(group.members[0], group)
    }
    return None if not found or (inside and len(found) > 1) else found[min(found)]


def group_around(finding: Finding, known: Sequence[Stretch]) -> tuple[Stretch, Group] | None:
    """The list or table that a finding is a member of, or leads in to, with its stretch; None if there is none."""
    stretch = stretch_of(finding, known)
    group = group_of(finding.start, finding.end, stretch) if stretch else None
    return None if stretch is None or group is None else (stretch, group)


def _part_around(finding: Finding, known: Sequence[Stretch]) -> tuple[Stretch, Group] | None:
    around = group_around(finding, known)
    if around is None or bare(finding, around[1], around[0], known):
        return around
    return around[0], part_of(finding, around[1], around[0])


def _inner(findings: Sequence[Finding], group: Group, stretch: Stretch) -> Group:
    """The list that an item leads in to, if the best finding, the first, is of that and the rest is much less likely.

    A profile of a meeting has its times, its guests and its agenda; steps with numbers are one list, whatever is below.
    """
    members = group.members
    at = next((n for n, unit in enumerate(members) if stands_in(findings[0], unit)), None)
    if at is None or group.kind != "list":
        return group
    heads = [n for n in range(at) if members[at] in below(members, n, stretch) and leads_in(members[n].text)]
    if not heads or any(is_step(members[n], group) for n in heads):
        return group
    head = heads[-1]
    inside = (members[head], *below(members, head, stretch))
    outside = [unit for unit in members if unit not in inside]
    told = {(one.source, one.start): one.evidence or 0.0 for one in findings}

    def mean(units: Sequence[Unit]) -> float:
        return sum(told.get((unit.source, unit.start), 0.0) for unit in units) / len(units)

    if len(inside) < _FEWEST_INNER or not outside or mean(outside) > _MUCH_LESS * mean(inside):
        return group
    return Group(group.kind, (inside[0],), inside[1:])


def _likely(group: Group, findings: Sequence[Finding]) -> bool:
    """Whether most members of a group are likely where they stand: then words tell none of them apart."""
    told = {(one.source, one.start): one.evidence for one in findings if one.evidence is not None}
    likely = sum((told.get((unit.source, unit.start)) or 0.0) >= LIKELY_MEMBER for unit in group.members)
    return likely > len(group.members) / 2


def answers_alone(question: Question, findings: Sequence[Finding], group: Group, known: Sequence[Stretch]) -> bool:
    """Whether the list that is asked for is one member, not the group it is of, by the reader no other being likely.

    "Compression: none, lz4 or zlib" among all that a program can do, "Risk: …" among the words of a glossary.
    """
    best = findings[0]
    if question.kind != "list" or group.kind == "table" or (best.evidence or 0.0) < _SURE:
        return False
    if asked_words(question) & word_set(" ".join(unit.reads for unit in group.lead)):
        return False  # what leads in to them says that all are asked for
    section = named_section(question, best.source, known)
    if section is not None and holds(section, group.members[0]):
        return False  # so does the heading
    members = {(unit.source, unit.start) for unit in group.members}
    if (best.source, best.start) not in members or len(members) < _FEWEST_INNER:
        return False
    return not any(
        (one.source, one.start) in members and (one.evidence or 0.0) >= LIKELY_MEMBER for one in findings[1:]
    )


def _wants_all(question: Question, best: Finding, stretch: Stretch, group: Group) -> bool:
    """Whether the group that the best finding belongs to is wanted, not that finding alone."""
    if group.kind == "table":
        return False
    if question.kind in ("list", "manner", "procedure") or (asks_how_many(question) and best.short is None):
        return True
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


def _some(
    chosen: Iterable[Unit], group: Group, stretch: Stretch, findings: Sequence[Finding], known: Sequence[Stretch]
) -> list[Finding]:
    """Those members, each with those under it, next ones as one quote, as many as may be quoted."""
    words = 0
    kept: list[Finding] = []
    for unit in chosen:
        if kept and unit.end <= kept[-1].end:
            continue
        led = completed(replace(as_finding(unit, findings), score=findings[0].score), known)
        at = group.members.index(unit)
        if group.kind == "list" and led.end == unit.end and (under := below(group.members, at, stretch)):
            led = whole(led, Group(group.kind, (), (unit, *under)), stretch)
        words += count_words(led.text)
        if kept and words > WHOLE_LIMIT:
            break
        kept.append(led)
    return merged(kept, known)


def _count(group: Group, quote: Finding) -> Span | None:
    """Where the last number of a list stands whose items are numbered from 1 on, all of them quoted: it counts them."""
    marks = [(unit, _NUMBERED.match(unit.text)) for unit in group.members]
    numbers = [(unit.start, mark) for unit, mark in marks if mark]
    if [int(mark[1]) for _, mark in numbers] != list(range(1, len(marks) + 1)) or group.members[-1].end > quote.end:
        return None
    start, mark = numbers[-1]
    return start + mark.start(1), start + mark.end(1)
