"""The section that a question names: "Requirements" below "Reviewer" for "What is required of a reviewer?"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from ..question import TYPED
from ..reading.weights import log_odds, sigmoid
from ..records import Finding, Question
from ..text.words import STOP_WORDS, spans, telling_set, word_set
from .customary import holds_by_custom
from .matching import asked_words, rarity_in
from .surroundings import Stretch, Unit, stretch_of, unit_of

INSIDE, OUTSIDE = 1.0, -1.5  # log odds that a unit gains or loses by standing in the section that is named, or not
INSIDE_ASKED = 2.0  # that it gains where the heading is the question itself, as among questions and answers
_ASKS = re.compile(r"[?？]\W*$")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_SCORE, _SCORE_IN_FULL = 0.6, 0.3  # of the best finding's that one of the section named must have to take its place
_EVIDENCE = 0.5  # of its evidence that it must have where no list or steps are wanted
_SHARE = 0.5  # of a heading's words that the question must say, or two of them


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a document: its headings from the outermost in.

    `said` are the words of the question that they say, `in_full`: whether the question says all of the last one,
    `as_it_stands`: word for word.
    """

    source: str
    headings: tuple[str, ...]
    said: frozenset[str] = frozenset()
    in_full: bool = False
    as_it_stands: bool = False


def holds(section: Section, unit: Unit) -> bool:
    """Whether a unit stands in a section or in one below it."""
    depth = len(section.headings)
    return unit.source == section.source and unit.headings[:depth] == section.headings


def weighed_by_section(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The findings; where the best one, the first, stands in the section that the question names, weighed by that.

    What stands in it with the best one more likely belongs to the answer, what stands elsewhere in the document less.
    """
    best = findings[0]
    section = named_section(question, best.source, known)
    if section is None or not _stands_in(best, section, known):
        return list(findings)
    asks = section.in_full and len(section.said) > 1 and _ASKS.search(section.headings[-1])
    inside = INSIDE_ASKED if asks else INSIDE
    found = []
    for finding in findings:
        if finding.source != best.source or finding.evidence is None:
            found.append(finding)
            continue
        more = inside if _stands_in(finding, section, known) else OUTSIDE
        found.append(replace(finding, evidence=sigmoid(log_odds(finding.evidence) + more)))
    return found


def _likely_as(finding: Finding, best: Finding) -> bool:
    """Whether a finding is about as likely to belong to the answer as the best one."""
    return (finding.evidence or 0.0) >= _EVIDENCE * (best.evidence or 0.0)


def _shared(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """The headings that two paths begin with."""
    return [a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))]


def _stands_in(finding: Finding, section: Section, known: Sequence[Stretch]) -> bool:
    stretch = stretch_of(finding, known)
    unit = unit_of(finding, stretch) if stretch else None
    return unit is not None and holds(section, unit)


def from_named_section(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The findings, first the best one of the section that the question names, if that is not much weaker.

    Not where a few words answer: they may stand anywhere.
    """
    best = findings[0]
    section = None if question.kind in TYPED else named_section(question, best.source, known)
    stretch = stretch_of(best, known)
    unit = unit_of(best, stretch) if stretch else None
    if section is None or unit is None or holds(section, unit):
        return list(findings)
    own = unit.headings[len(_shared(section.headings, unit.headings)) :]
    said = frozenset[str]().union(*(heading_words(heading) for heading in own)) & asked_words(question)
    if not said < section.said and not section.as_it_stands:
        return list(findings)  # its own headings say something else that is asked
    several = question.kind in ("list", "manner", "procedure")
    least = _SCORE_IN_FULL if section.in_full else _SCORE
    if several and section.in_full and len(section.said) > 1:
        least = 0.0
    for finding in findings:
        if finding.score < least * best.score:
            break
        if _stands_in(finding, section, known) and (several or _likely_as(finding, best)):
            others = (other for other in findings if other is not finding)
            return [replace(finding, score=best.score), *others]
    return list(findings)


def named_section(question: Question, source: str, known: Sequence[Stretch]) -> Section | None:
    """The section of a document whose headings say the most of what the question is about; None where none does.

    Rarer words say more; what stands in the title says nothing: all sections are about that, unless the question says
    all of a heading of several words. Of several that say as much, none is named. One that by custom holds what is
    asked for is named without being said.
    """
    here = [stretch for stretch in known if stretch.passage.source == source]
    if (found := _said_as_it_stands(question, source, here)) is not None:
        return found
    if (found := _customary(question, source, here)) is not None:
        return found
    rarity = rarity_in(here)
    if (found := _saying_most(question, source, here, rarity, with_title=False)) is not None:
        return found
    found = _saying_most(question, source, here, rarity, with_title=True)
    return found if found is not None and found.in_full and len(found.said) > 1 else None


def _said_as_it_stands(question: Question, source: str, here: Sequence[Stretch]) -> Section | None:
    """The only section whose heading the question says as it stands, small words with it: "What is out of scope?".

    Not where all that tells stands in the title, or in a heading of one word: other words say as much.
    """
    asked = [word.folded for word in spans(question.as_asked)]
    found: dict[tuple[str, ...], Stretch] = {}
    for stretch in here:
        for unit in stretch.units:
            if not unit.headings or unit.headings in found:
                continue
            words = [word.folded for word in spans(unit.headings[-1])]
            small = len(words) > 1 and not STOP_WORDS.isdisjoint(words)
            if small and any(asked[at : at + len(words)] == words for at in range(len(asked) - len(words) + 1)):
                found[unit.headings] = stretch
    if len(found) != 1:
        return None
    ((headings, stretch),) = found.items()
    own = heading_words(headings[-1])
    title = _title_words(stretch.passage.context, headings) if len(headings) > 1 else own
    return Section(source, headings, own, in_full=True, as_it_stands=True) if own - title else None


def _customary(question: Question, source: str, here: Sequence[Stretch]) -> Section | None:
    """The only section that by custom holds what is asked for, in a document whose title the question has words of.

    Not below a heading that is about something else.
    """
    asked = asked_words(question)
    found: dict[tuple[str, ...], Stretch] = {}
    for stretch in here:
        for unit in stretch.units:
            for depth, heading in enumerate(unit.headings, 1):
                if holds_by_custom(question, heading):
                    found.setdefault(unit.headings[:depth], stretch)
    if len(found) != 1:
        return None
    ((headings, stretch),) = found.items()
    title = _title_words(stretch.passage.context, headings)
    about = title | asked
    if not title & asked or any(about.isdisjoint(heading_words(heading)) for heading in headings[:-1]):
        return None
    return Section(source, headings, heading_words(headings[-1]) | (title & asked), in_full=True)


def _saying_most(
    question: Question, source: str, here: Sequence[Stretch], rarity: Mapping[str, float], *, with_title: bool
) -> Section | None:
    """The section whose headings say the most: without what stands in the title, or with it, but for the outermost."""
    asked = asked_words(question)
    said: dict[tuple[str, ...], frozenset[str]] = {}
    for stretch in here:
        for unit in stretch.units:
            title = frozenset[str]() if with_title else _title_words(stretch.passage.context, unit.headings)
            for depth in range(2 if with_title else 1, len(unit.headings) + 1):
                path = unit.headings[:depth]
                if path not in said:
                    said[path] = _said(asked - title, path)
    worth = {path: sum(rarity.get(word, 1.0) for word in sorted(words)) for path, words in said.items()}
    most = max(worth.values(), default=0.0)
    best = [path for path in worth if most and worth[path] == most]
    own = {path: heading_words(path[-1]) & asked for path in best}
    if with_title:  # the title says as much of all of them
        widest = max((len(words) for words in own.values()), default=0)
        best = [path for path in best if len(own[path]) == widest]
    first = min(best, key=len, default=())
    if not first or any(path[: len(first)] != first for path in best):
        return None
    return Section(source, first, said[first], heading_words(first[-1]) <= asked)


def _title_words(context: str, headings: Sequence[str]) -> frozenset[str]:
    """The stems of a passage's context without the headings above it; where nothing else is there, of the first."""
    for heading in reversed(headings):
        context = context.removesuffix(heading).rstrip(". ")
    return word_set(context or "".join(headings[:1]))


def _said(asked: frozenset[str], path: tuple[str, ...]) -> frozenset[str]:
    """Which words of a question headings say; none where the last one is about something else as well."""
    last = heading_words(path[-1])
    own = last & asked
    if not own or (len(own) < 2 and len(own) < _SHARE * len(last)):
        return frozenset()
    return asked & frozenset[str]().union(*(heading_words(heading) for heading in path))


def heading_words(heading: str) -> frozenset[str]:
    """The stems of a heading without those that say nothing; what a hyphen joins is one word.

    >>> sorted(heading_words("The Pre-requisites"))
    ['prerequisit']
    """
    whole = _HYPHEN.sub("", heading)
    return telling_set(whole)
