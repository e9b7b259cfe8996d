"""What stands around a finding: the units of its stretch of the document, the lists and tables that they make up.

A stretch is one passage, or several that a list, a table or code runs through (`Retrieved.around`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ..records import BlockKind, Finding, Passage
from ..text.anchors import anchor_at
from ..text.passages import unit_texts
from ..text.stretches import is_command, is_indented, is_picture, number_of
from ..text.words import count_words
from .reasons import is_heading

GroupKind = Literal["list", "table", "lines"]
_LONGEST_LINE = 25  # words of a line that may be an item without a mark
_ENDED = tuple(".!?…。！？")
_LEADING_IN = tuple(":：")
_INTERRUPTS = 24  # units of prose between two steps whose numbers follow one another
_MARK = re.compile(r"\s*(?:[-*+•–]|\(?(?:\d{1,3}|[A-Za-z])[.)])\s")
# What leads in to a list and does not say itself what it is of: "Here's a snapshot:", "They are:".
_SAYS_NOT_WHAT = re.compile(
    r"\W*(?:here|these|those|they|this|it)(?:['’]\w+|\b)(?: [\w'’-]+){0,4}\W*:\W*$", re.IGNORECASE
)
_ANNOUNCES = re.compile(
    r"\b(?:shown|given|listed|described|presented|defined|seen|see|is|are|lines?|example|list|table) (?:here )?below\b"
    r"|\bas follow(?:s|ing)\b|\b(?:the|these|this) following\b|\blike (?:this|so)\b|如下|以下",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a stretch: what is quoted as one. `reads` is how it reads; `headings` are those above it."""

    source: str
    start: int
    end: int
    text: str
    reads: str
    kind: BlockKind
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Units that follow one another and belong together, and what leads in to them, if anything does.

    "list": items, steps and blocks of code; "lines": a list whose items have no marks; "table": rows.
    """

    kind: GroupKind
    lead: tuple[Unit, ...]
    members: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A passage, or several put together, with its units and groups."""

    passage: Passage
    units: tuple[Unit, ...]
    groups: tuple[Group, ...]


def stretches(around: Sequence[Passage]) -> list[Stretch]:
    """Each of the passages with its units and groups."""
    return [_stretch(passage) for passage in around]


def stretch_of(finding: Finding, known: Sequence[Stretch]) -> Stretch | None:
    """The longest stretch that the finding stands in; None if none is known."""
    holding = [
        one
        for one in known
        if one.passage.source == finding.source
        and one.passage.start <= finding.start
        and finding.end <= one.passage.end
    ]
    return max(holding, key=lambda one: one.passage.end - one.passage.start, default=None)


def unit_of(finding: Finding, stretch: Stretch) -> Unit | None:
    """The unit that the finding is."""
    return next((unit for unit in stretch.units if (unit.start, unit.end) == (finding.start, finding.end)), None)


def covers(quote: Finding, finding: Finding) -> bool:
    """Whether a finding stands within what is quoted."""
    return quote.source == finding.source and quote.start <= finding.start and finding.end <= quote.end


def paragraph_of(finding: Finding, known: Sequence[Stretch]) -> tuple[Unit, ...]:
    """The sentences of the paragraph that a finding is one of, in order; none where it is no sentence of a text."""
    stretch = stretch_of(finding, known)
    unit = unit_of(finding, stretch) if stretch else None
    if stretch is None or unit is None or unit.kind != "paragraph":
        return ()
    first = last = stretch.units.index(unit)
    while first and _runs_on(stretch.units[first - 1], stretch.units[first], stretch):
        first -= 1
    while last + 1 < len(stretch.units) and _runs_on(stretch.units[last], stretch.units[last + 1], stretch):
        last += 1
    return stretch.units[first : last + 1]


def _runs_on(unit: Unit, following: Unit, stretch: Stretch) -> bool:
    """Whether two sentences stand in one paragraph."""
    return unit.kind == following.kind == "paragraph" and "\n\n" not in text_of(stretch, unit.start, following.end)


def group_of(start: int, end: int, stretch: Stretch) -> Group | None:
    """The group that a unit is a member of, or leads in to."""
    for group in stretch.groups:
        if any(unit.start <= start and end <= unit.end for unit in (*group.lead, *group.members)):
            return group
    return None


def leads_in(text: str) -> bool:
    """Whether a text ends with a colon: it says nothing without what comes after it."""
    return text.rstrip("*_` ").endswith(_LEADING_IN)


def announces(text: str) -> bool:
    """Whether a sentence says that what stands below it is what it speaks of, with a colon or in words.

    >>> [announces(text) for text in ("Run this:", "The whole file is shown below.", "It lies below the bridge.")]
    [True, True, False]
    """
    return leads_in(text) or _ANNOUNCES.search(text) is not None


def is_ended(text: str) -> bool:
    """Whether a text ends with a mark that ends a sentence."""
    return text.rstrip("*_` \"'”’)").endswith(_ENDED)


def column(unit: Unit, stretch: Stretch) -> int:
    """How far a unit is indented, in characters; 0 where its stretch does not tell."""
    return _indent(stretch.passage, unit)


def depth(unit: Unit, stretch: Stretch) -> float:
    """How deep a member of a list stands: its column; a line without an end mark stands above the items below it.

    So does "6.5 Discipline" between the items of a list of clauses, though it is indented as far as they are.
    """
    title = unit.kind == "paragraph" and is_heading(unit.text)
    return column(unit, stretch) - 0.5 * title


def below(members: Sequence[Unit], at: int, stretch: Stretch) -> tuple[Unit, ...]:
    """The members of a list that stand under the one at a place: those behind it that are deeper."""
    last = at + 1
    here = depth(members[at], stretch)
    while last < len(members) and (members[last].kind == "code" or depth(members[last], stretch) > here):
        last += 1
    return tuple(members[at + 1 : last])


def over(members: Sequence[Unit], at: int, stretch: Stretch) -> tuple[Unit, ...]:
    """The members of a list that the one at a place stands under, from the innermost out."""
    found: list[Unit] = []
    here = depth(members[at], stretch)
    for unit in reversed(members[:at]):
        if unit.kind != "code" and (level := depth(unit, stretch)) < here:
            found.append(unit)
            here = level
    return tuple(found)


def paragraph_above(group: Group, stretch: Stretch) -> tuple[Unit, ...]:
    """The sentences of the paragraph whose last one leads in to a group."""
    if not group.lead:
        return ()
    at = first = stretch.units.index(group.lead[0])
    while first and _same_paragraph(stretch, first):
        first -= 1
    return stretch.units[first : at + 1]


def _same_paragraph(stretch: Stretch, at: int) -> bool:
    one, other = stretch.units[at - 1], stretch.units[at]
    between = text_of(stretch, one.end, other.start)
    return one.kind == other.kind == "paragraph" and one.headings == other.headings and between.count("\n") < 2


def text_of(stretch: Stretch, start: int, end: int) -> str:
    """The document's text from `start` to `end`, which lie in the stretch."""
    return stretch.passage.text[start - stretch.passage.start : end - stretch.passage.start]


def _stretch(passage: Passage) -> Stretch:
    plain: BlockKind = "paragraph"
    kinds = passage.kinds or (plain,) * len(passage.sentences)
    units = []
    for (start, end), reads, kind in zip(passage.sentences, unit_texts(passage), kinds, strict=True):
        anchor = anchor_at(passage.anchors, start)
        text = passage.text[start - passage.start : end - passage.start]
        units.append(Unit(passage.source, start, end, text, reads, kind, anchor.headings if anchor else ()))
    return Stretch(passage, tuple(units), tuple(_groups(passage, units)))


def _groups(passage: Passage, units: Sequence[Unit]) -> Iterator[Group]:
    at = 0
    while at < len(units):
        for kind, last in (
            ("list", _last_item(passage, units, at)),
            ("table", _last_row(units, at)),
            ("lines", _last_line(passage, units, at)),
        ):
            if last is not None:
                yield Group(kind, _lead(units, at), tuple(units[at : last + 1]))  # type: ignore[arg-type]
                at = last
                break
        at += 1


def _lead(units: Sequence[Unit], first: int) -> tuple[Unit, ...]:
    """What stands before a group and may lead in to it: the paragraph above, but for pictures between."""
    at = first - 1
    while at >= 0 and is_picture(units[at].text) and units[at].headings == units[first].headings:
        at -= 1
    if at < 0 or not _leads_in(units[at], units[first]):
        return ()
    return (units[at - 1], units[at]) if at and _is_said_before(units[at - 1], units[at]) else (units[at],)


def _is_said_before(before: Unit, unit: Unit) -> bool:
    """Whether what a list is of stands in the sentence before its lead-in: "There are nine mills. Here they are:"."""
    prose = before.kind == "paragraph" and before.headings == unit.headings and is_ended(before.text)
    return prose and leads_in(unit.text) and _SAYS_NOT_WHAT.match(unit.text) is not None


def _last_item(passage: Passage, units: Sequence[Unit], first: int) -> int | None:
    """The number of the last item of a list that begins with `first`; code and what goes on an item belong to it.

    So do pictures and notes between two steps, and prose between two whose numbers follow one another. Steps that
    follow a list without numbers are a list of their own: what is needed, then what to do.
    """
    last = first
    while last < len(units) and units[last].headings == units[first].headings:
        if _begins_steps(passage, units[first:last], units[last]):
            break
        if not (_is_item(units[last]) or (last > first and _goes_on(passage, units[last - 1], units[last]))):
            resumed = _resumed(passage, units, first, last) if last > first else None
            if resumed is None:
                break
            last = resumed
        last += 1
    return last - 1 if last > first else None


def _begins_steps(passage: Passage, before: Sequence[Unit], unit: Unit) -> bool:
    """Whether an item with the number 1 follows items as deep as it is, none of which has a number."""
    if unit.kind != "item" or number_of(unit.text) != 1:
        return False
    indent = _indent(passage, unit)
    beside = [one for one in before if one.kind == "item" and _indent(passage, one) == indent]
    return bool(beside) and all(number_of(one.text) is None for one in beside)


def _resumed(passage: Passage, units: Sequence[Unit], first: int, last: int) -> int | None:
    """The number of the item that a list goes on with behind what interrupts it from `last` on; None if it ends there.

    A number that follows the last one goes on in any case; a mark like the last one, behind pictures and notes alone.
    """
    at = last
    while at < len(units) and units[at].kind not in ("item", "row") and units[at].headings == units[first].headings:
        at += 1
        if at - last > _INTERRUPTS:
            return None
    if at == len(units) or units[at].kind != "item" or units[at].headings != units[first].headings:
        return None
    indent = _indent(passage, units[at])
    before = [one for one in units[first:last] if one.kind == "item" and _indent(passage, one) == indent]
    if not before:
        return None
    number, other = number_of(before[-1].text), number_of(units[at].text)
    if number is not None and other == number + 1:
        return at
    same_mark = number == other and (number is not None or _mark(before[-1]) == _mark(units[at]))
    aside = all(is_picture(unit.text) or unit.kind == "quotation" for unit in units[last:at])
    return at if same_mark and aside else None


def _mark(unit: Unit) -> str:
    match = _MARK.match(unit.text)
    return match[0].strip() if match else ""


def _indent(passage: Passage, unit: Unit) -> int:
    before = passage.text[: unit.start - passage.start]
    line = before[before.rfind("\n") + 1 :] if "\n" in before else ""
    return len(line) if not line.strip() else 0


def _last_row(units: Sequence[Unit], first: int) -> int | None:
    last = first
    while last < len(units) and units[last].kind == "row" and units[last].headings == units[first].headings:
        last += 1
    return last - 1 if last > first else None


def _last_line(passage: Passage, units: Sequence[Unit], first: int) -> int | None:
    """The number of the last of the short lines that follow a line that ends with a colon; there are at least two."""
    if not first or not units[first - 1].text.endswith(_LEADING_IN):
        return None
    last = first
    while last < len(units) and _is_line(units[last]) and _on_next_line(passage, units[last - 1], units[last]):
        last += 1
    return last - 1 if last > first + 1 else None


def _is_item(unit: Unit) -> bool:
    """Whether it is an item, a block of code, or a paragraph that is nothing but a command."""
    return unit.kind in ("item", "code") or (unit.kind == "paragraph" and is_command(unit.text))


def _is_line(unit: Unit) -> bool:
    short = count_words(unit.text) <= _LONGEST_LINE and "\n" not in unit.text
    return unit.kind == "paragraph" and short and not unit.text.endswith(_ENDED + _LEADING_IN)


def _goes_on(passage: Passage, one: Unit, other: Unit) -> bool:
    """Whether prose below an item is a part of it: it is indented, or stands on the line of what is."""
    between = passage.text[one.end - passage.start : other.start - passage.start]
    if "\n" not in between:
        return not _is_item(one)
    return is_indented(between)


def _on_next_line(passage: Passage, one: Unit, other: Unit) -> bool:
    """Whether a unit stands on the line below another one, with no empty line between them."""
    between = passage.text[one.end - passage.start : other.start - passage.start]
    return between.count("\n") == 1 and not between.strip()


def _leads_in(unit: Unit, first: Unit) -> bool:
    plain = unit.kind == "paragraph" and not _is_item(unit) and not is_picture(unit.text)
    return plain and unit.headings == first.headings
