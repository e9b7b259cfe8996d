"""What is quoted where the reader tells of every unit how likely it is to belong to the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..question import TYPED
from ..records import Finding, Question
from ..text.words import count_words
from .belonging import hardly_read, in_context
from .cells import cells_of, names_field
from .choosing import WORD_LIMIT, in_order, says_the_same
from .cutting import WHOLE_LIMIT, part_of, stands_in, whole
from .matching import asked_words, of_the_same, telling_words
from .quoting import LIKELY_MEMBER, answers_alone, completed, group_around
from .reasons import is_heading, only_asks
from .sections import Section, heading_words, holds, named_section, weighed_by_section
from .separating import both_sides, other_side, under_other_leads, under_said_label, without_others
from .surroundings import Group, Stretch, Unit, announces, covers, stretch_of, unit_of

# The probability of belonging to the answer from which on a unit is quoted, and where few of the units answer: where a
# few words do, or in a short article. On questions over real documents (half of tests/gold/real, and what training
# held out), from each unit alone, at 0.3, to these: all of the evidence in 0.48 to 0.66 of the answers, some of it in
# 0.88 to 0.91, in 81 words for 55, 160 at most then. Of articles of five to ten sentences, all of which speak of what
# is asked, the lower one quoted four where two answer.
EVIDENCE, EVIDENCE_OF_FEW = 0.12, 0.25
_ARTICLE = 15  # units of running prose that are one article, all of it about what is asked
EVIDENCE_OF_LISTS = LIKELY_MEMBER  # what members must have of a list that is quoted whole as most of it is likely
BESIDE = 0.6  # what a unit beside a list that is quoted whole must have, or beside the table whose row answers
BRIDGE = 0.05  # what the reader itself must give one unit between two that are quoted
_ENTRY = re.compile(r"(?:[-*+]|\d{1,3}[.)])?\s*\[[^\]\n]*\]\(#[^)\s]*\)")  # a link to a place of the same document
_MOST_OF = 0.5  # a list of which this share is likely is quoted whole


Place = tuple[str, int]
"""The source and the start of a unit."""


def tells_evidence(findings: Sequence[Finding]) -> bool:
    """Whether the reader tells how likely each unit is to belong to the answer."""
    return any(finding.evidence is not None for finding in findings)


def gathered(
    question: Question, findings: Sequence[Finding], known: Sequence[Stretch], whole_first: Sequence[Finding] = ()
) -> list[Finding]:
    """The best finding and all that probably belong to the answer, in the order of their documents and places.

    Nothing twice; the likeliest first as far as the words allow: `WHOLE_LIMIT` for lists, steps and rows, else
    `WORD_LIMIT`, unless the best alone has more. A list most of which is likely, and the steps that the best finding of
    a procedure is one of, are quoted whole. `whole_first`: what is quoted in any case in place of the best finding: a
    list, or those of its members that are asked for; no other members of it are then.
    """
    read = without_others(question, findings, known)
    kept = set(map(_place, read))
    findings = weighed_by_section(question, in_context(question, findings, known), known)
    kept -= under_other_leads(question, findings, known)
    hardly = hardly_read(question, read)
    findings = [replace(one, evidence=0.0) if _place(one) in hardly else one for one in findings]
    apart = [one for one in findings if _place(one) not in kept]
    findings = [one for one in findings if _place(one) in kept]
    best = findings[0]
    adjoining = _adjoining(best, known) if whole_first else _beside_one(question, read, known)
    findings = [one for one in findings if _place(one) not in adjoining]
    taking = _Taking(
        question,
        known,
        section=named_section(question, best.source, known),
        likely=_likely(question, findings, known, whole_first),
        sure={_place(one) for one in findings if (one.evidence or 0.0) >= EVIDENCE_OF_LISTS and not _links(one)},
        apart=apart,
        quotes=list(whole_first),
    )
    if not whole_first or (best.evidence or 0.0) >= BESIDE:
        taking.take(best, is_best=True)
    findings = of_the_same(question, findings, known)
    sides = other_side(question, findings, known) or both_sides(question, findings, known)
    others = [one for one in findings[1:] if _place(one) in taking.likely and one not in sides]
    for finding in [*sides, *sorted(others, key=_least_likely_last)]:
        taking.take(finding)
    return in_order([*taking.quotes, *_between(taking.quotes, read, known, taking.limit - taking.words)])


class _Taking:
    """What has been taken to be quoted so far, and how many words it may have in all."""

    def __init__(
        self,
        question: Question,
        known: Sequence[Stretch],
        *,
        section: Section | None,
        likely: set[Place],
        sure: set[Place],
        apart: Sequence[Finding],
        quotes: list[Finding],
    ) -> None:
        """`section` is what the question names; `apart` are findings that no quote may have in it."""
        self.likely, self.quotes = likely, quotes
        self._question, self._known, self._section, self._sure, self._apart = question, known, section, sure, apart
        self.limit = WHOLE_LIMIT if quotes else WORD_LIMIT
        self._groups = [around[1] for quote in quotes if (around := _group_holding(quote, known)) is not None]
        self._named_whole = section is not None and any(_inside(quote, section, known) for quote in quotes)

    @property
    def words(self) -> int:
        """How many words the quotes have."""
        return sum(count_words(quote.text) for quote in self.quotes)

    def take(self, finding: Finding, *, is_best: bool = False) -> None:
        """Quote a finding, with the list or steps that are to be whole, if there is room and it says something new."""
        if any(_is_part(finding, group) for group in self._groups):
            return
        around = group_around(finding, self._known)
        if around and self._named_whole and self._section and _is_elsewhere(around[1], self._section):
            return
        piece = finding
        if around and _is_part(finding, around[1]):
            self.limit = WHOLE_LIMIT
            piece = self._with_its_group(finding, *around, is_best=is_best)
        if any(covers(piece, other) for other in self._apart):
            piece = finding
        if self.quotes and self.words + count_words(piece.text) > self.limit:
            return
        if any(says_the_same(piece, other) and not covers(piece, other) for other in self.quotes):
            return
        held = [other for other in self.quotes if covers(piece, other)]
        piece = replace(piece, score=max(one.score for one in (finding, piece, *held)))
        self.quotes = [other for other in self.quotes if other not in held] + [piece]

    def _with_its_group(self, finding: Finding, stretch: Stretch, group: Group, *, is_best: bool) -> Finding:
        """The list that a finding is a member of where that is to be quoted whole, else the finding, completed."""
        question, section = self._question, self._section
        if is_best and (labelled := under_said_label(question, finding, group, stretch)) is not None:
            if question.kind != "comparison":
                self._groups.append(group)  # what stands under other labels tells of something else
            return whole(finding, labelled, stretch)
        part = part_of(finding, group, stretch)
        named = is_best and section is not None and _of_section(question, section, part, stretch, self.likely)
        self._named_whole = self._named_whole or named
        if named or _wanted_whole(question, is_best, part, self._sure) or _compared(question, part, stretch):
            return whole(finding, _with_fitting_lead(finding, part, self.likely), stretch)
        return completed(finding, self._known)


def _likely(
    question: Question, findings: Sequence[Finding], known: Sequence[Stretch], whole_first: Sequence[Finding]
) -> set[Place]:
    """Where the findings are that probably belong to the answer."""
    least = EVIDENCE_OF_FEW if _few_answer(question, findings[0], known) else EVIDENCE
    beside = _beside(question, findings, known, whole_first)
    return {
        _place(finding)
        for finding in findings
        if (finding.evidence or 0.0) >= (BESIDE if _place(finding) in beside else least)
        and not (question.explains and only_asks(finding.text))
        and not _only_points(question, finding, known)
    }


def _beside(
    question: Question, findings: Sequence[Finding], known: Sequence[Stretch], whole_first: Sequence[Finding]
) -> set[Place]:
    """The findings outside the list that is quoted whole, or the table whose row answers: that says all by itself.

    A block of code without items does not: what it does, and what is to be run next, stands elsewhere.
    """
    best = findings[0]
    around = group_around(best, known)
    if around is None or question.kind == "comparison":
        return set()
    _, group = around
    alone = answers_alone(question, findings, group, known)
    if not (whole_first or alone if group.kind != "table" else any(stands_in(best, unit) for unit in group.members)):
        return set()
    if all(unit.kind == "code" for unit in group.members):
        return set()
    own = set(map(_place, (*group.lead, *group.members)))
    return {place for place in map(_place, findings) if place not in own}


def _adjoining(best: Finding, known: Sequence[Stretch]) -> set[Place]:
    """Where the lists are that stand directly above or below the one that the best finding is of: what is needed, say,
    above what to do, of which a question wants the one or the other.
    """
    around = group_around(best, known)
    if around is None:
        return set()
    stretch, own = around
    places = {_place(unit): at for at, unit in enumerate(stretch.units)}
    edges = places[_place(own.members[0])] - 1, places[_place(own.members[-1])] + 1
    return {
        _place(unit)
        for group in stretch.groups
        if group.kind == own.kind == "list"
        and (places[_place(group.members[-1])] == edges[0] or places[_place(group.members[0])] == edges[1])
        for unit in (*group.lead, *group.members)
    }


def _beside_one(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> set[Place]:
    """Where the other members stand of the list of which one answers alone."""
    around = group_around(findings[0], known)
    if around is None or not answers_alone(question, findings, around[1], known):
        return set()
    return set(map(_place, around[1].members)) - {_place(findings[0])}


def _few_answer(question: Question, best: Finding, known: Sequence[Stretch]) -> bool:
    """Whether a few words answer, or the document of the best finding is a short article: running prose, nothing else.

    Not where several things are wanted: what tells of each may stand in any sentence.
    """
    if question.kind in TYPED:
        return True
    if question.kind in ("list", "comparison"):
        return False
    units = [unit for stretch in known if stretch.passage.source == best.source for unit in stretch.units]
    return 0 < len(units) <= _ARTICLE and all(unit.kind in ("paragraph", "quotation") for unit in units)


def _only_points(question: Question, finding: Finding, known: Sequence[Stretch]) -> bool:
    """Whether a unit is a field that the question does not name, or an entry of a table of contents."""
    if _links(finding):
        return True
    stretch = stretch_of(finding, known)
    unit = unit_of(finding, stretch) if stretch else None
    if unit is None or unit.kind != "front matter":
        return False
    return not names_field(question, re.split("[:=]", unit.reads)[0])


def _links(finding: Finding) -> bool:
    """Whether a finding is an entry of a table of contents."""
    return _ENTRY.fullmatch(finding.text.strip()) is not None


def _between(
    quotes: Sequence[Finding], findings: Sequence[Finding], known: Sequence[Stretch], most: int
) -> list[Finding]:
    """The single units between two quoted ones that are not quite unlikely, as far as `most` words allow.

    An answer that leaves out one sentence of a run reads badly, and the sentence mostly belongs to it.
    """
    found: list[Finding] = []
    for stretch in known:
        quoted = [any(_stands_in(unit, quote) for quote in quotes) for unit in stretch.units]
        for at, unit in enumerate(stretch.units[1:-1], 1):
            if (
                quoted[at]
                or unit.kind == "row"
                or not (quoted[at - 1] and quoted[at + 1])
                or unit.headings != stretch.units[at - 1].headings
            ):
                continue
            same = next(
                (f for f in findings if (f.source, f.start, f.end) == (unit.source, unit.start, unit.end)), None
            )
            length = count_words(unit.text)
            if same and (same.evidence or 0.0) >= BRIDGE and length <= most and same not in found:
                found.append(same)
                most -= length
    return found


def _group_holding(quote: Finding, known: Sequence[Stretch]) -> tuple[Stretch, Group] | None:
    """The list or table that a quote holds members of, or what one begins with."""
    for stretch in known:
        for group in stretch.groups:
            if any(_stands_in(unit, quote) or stands_in(quote, unit) for unit in group.members):
                return stretch, group
    return None


def _stands_in(unit: Unit, quote: Finding) -> bool:
    return unit.source == quote.source and quote.start <= unit.start and unit.end <= quote.end


def _place(one: Finding | Unit) -> Place:
    return one.source, one.start


def _least_likely_last(finding: Finding) -> float:
    return -(finding.evidence or 0.0)


def _is_part(finding: Finding, group: Group) -> bool:
    return any(stands_in(finding, unit) for unit in (*group.lead, *group.members))


def _wanted_whole(question: Question, best: bool, group: Group, likely: set[Place]) -> bool:
    """Whether a list is wanted, not some of its members; of a table single rows are."""
    if group.kind == "table":
        return False
    wanted = sum(_place(unit) in likely for unit in group.members)
    share = wanted / len(group.members)
    announced = any(announces(unit.text) for unit in group.lead)
    # One of two is not most of them, unless a sentence speaks of both.
    most = share >= _MOST_OF and (wanted > 1 or len(group.members) == 1 or announced)
    return most or (best and question.kind in ("manner", "procedure") and share > 0)


def _compared(question: Question, group: Group, stretch: Stretch) -> bool:
    """Whether a table compares what the question asks to be compared, its columns being called so: all rows do.

    Not one that is too long to be quoted whole.
    """
    if group.kind != "table" or question.kind != "comparison":
        return False
    columns = {cell.column for row in group.members for cell in cells_of(row, stretch)}
    sides = {asked_words(question) & heading_words(column) for column in columns} - {frozenset()}
    return len(sides) > 1 and sum(count_words(row.text) for row in group.members) <= WHOLE_LIMIT


def _of_section(question: Question, section: Section, group: Group, stretch: Stretch, likely: set[Place]) -> bool:
    """Whether a list is what stands under the heading that the question names, and no word tells its members apart."""
    if group.kind == "table" or question.kind in TYPED or not all(holds(section, unit) for unit in group.members):
        return False
    some = sum(_place(unit) in likely for unit in group.members) > 1
    return some and not telling_words(question, stretch, group)


def _inside(quote: Finding, section: Section, known: Sequence[Stretch]) -> bool:
    """Whether a quote stands in a section."""
    return any(_stands_in(unit, quote) and holds(section, unit) for stretch in known for unit in stretch.units)


def _is_elsewhere(group: Group, section: Section) -> bool:
    """Whether a list stands in another section of the same document."""
    first = group.members[0]
    return group.kind != "table" and first.source == section.source and not holds(section, first)


def _with_fitting_lead(finding: Finding, group: Group, likely: set[Place]) -> Group:
    """The group without what stands before it where that neither leads in to it, nor is its title or likely itself."""
    kept = tuple(
        unit
        for unit in group.lead
        if announces(unit.text) or is_heading(unit.text) or _place(unit) in likely or stands_in(finding, unit)
    )
    return group if kept else replace(group, lead=())
