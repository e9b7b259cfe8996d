"""Which words of a question tell the members of a list or table apart, and which only say what all of it is about."""

from __future__ import annotations

import calendar
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from .. import claims
from ..question import TYPED
from ..records import Finding, Question
from ..text.abbreviations import spelt_out
from ..text.numerals import ORDINALS, TO_NINETEEN
from ..text.passages import view_of_passage
from ..text.words import STOP_WORDS, Word, spans, word_set
from .nouns import nouns_asked
from .surroundings import Group, Stretch, Unit, paragraph_above, stretch_of

# They name the members of any list, not what is in one.
_GENERAL = frozenset(
    "step steps item items thing things way ways kind kinds type types list lists example examples name names point"
    " points part parts entry entries row rows line lines table many much number need needs needed".split()
)

_MONTHS = frozenset(name.lower() for names in (calendar.month_name, calendar.month_abbr) for name in names if name) | {
    "sept"
}
_ORDINALS = {word: str(at) for at, word in enumerate(ORDINALS, 1)}
_CARDINALS = {word: str(at) for at, word in enumerate(TO_NINETEEN)}
_WHOLE_NUMBER = re.compile(r"(\d+)(?:st|nd|rd|th)?")
_BETWEEN = re.compile(r":? (?:(?:no|nr|number)\.? ?|# ?)?|[-#]", re.IGNORECASE)


def asked_words(question: Question) -> frozenset[str]:
    """The stems that say what the question is about, with what was filled in from the history."""
    return frozenset(
        word.stem
        for word in spans(question.search[0] if question.search else question.text)
        if word.folded not in STOP_WORDS and word.folded not in _GENERAL
    )


def numbered(text: str) -> frozenset[str]:
    """The things of a text that a number tells from others of their kind, as two stems: "Room 40", "Room: 40".

    A day of a month is one, in either order; "12th" is 12, and so is "twelfth".

    >>> sorted(numbered("What does room 40 cost, and lot 7?")), sorted(numbered("Room: Room 20; Size: 40"))
    (['lot 7', 'room 40'], ['room 20', 'size 40'])
    >>> sorted(numbered("By the end of your second week")), sorted(numbered("Week Two: the hull"))
    (['week 2'], ['week 2'])
    >>> numbered("on 21 Mar") == numbered("March 21st, at noon"), numbered("12th level") == numbered("Level: 12th")
    (True, True)
    """
    words = [word for word in spans(text) if word.folded not in ("no", "nr", "number")]
    found = set()
    for one, other in pairwise(words):
        between = text[one.end : other.start]
        first = _figure(one) or _ORDINALS.get(one.folded, "")
        second = _figure(other) or _CARDINALS.get(other.folded, "")
        if first and other.folded in _MONTHS and not between.strip(" ."):
            found.add(f"{other.folded[:3]} {first}")
        elif first and not one.stem.isdigit() and other.stem.isalpha() and between == " ":  # 12th level
            found |= {f"{other.stem} {first}"} if other.folded not in STOP_WORDS else set()
        elif second and one.stem.isalpha() and _BETWEEN.fullmatch(between):
            name = one.folded[:3] if one.folded in _MONTHS else one.stem
            if one.folded not in STOP_WORDS:
                found.add(f"{name} {second}")
    return frozenset(found)


def _figure(word: Word) -> str:
    match = _WHOLE_NUMBER.fullmatch(word.folded)
    return match[1] if match else ""


def context_words(stretch: Stretch, group: Group) -> frozenset[str]:
    """The stems of what stands above a group: title, path, headings, and the paragraph that leads in to it."""
    lead = paragraph_above(group, stretch)
    path = re.sub(r"\W", " ", stretch.passage.source)
    above = " ".join([path, stretch.passage.context, *group.members[0].headings, *(unit.reads for unit in lead)])
    return word_set(above)


def telling_words(question: Question, stretch: Stretch, group: Group) -> Mapping[str, float]:
    """The stems of the question that some members have and others lack, each with how much it tells.

    What stands above the group is said of all members, so that it tells none apart.
    """
    present = [member_words(unit) for unit in group.members]
    weights = {}
    asked = question.search[0] if question.search else question.text
    for word in sorted((asked_words(question) | numbered(asked)) - context_words(stretch, group)):
        having = sum(word in words for words in present)
        if 0 < having < len(present):
            weights[word] = math.log(len(present) / having) + 0.1
    return weights


def telling_nouns(question: Question, stretch: Stretch, group: Group) -> Mapping[str, float]:
    """What the nouns that the question's adjectives stand for tell ("how heavy": weight), half as much as its words."""
    unsaid = replace(question, search=(" ".join(sorted(nouns_asked(question) - asked_words(question))),))
    return {noun: weight / 2 for noun, weight in telling_words(unsaid, stretch, group).items()}


def member_words(unit: Unit) -> frozenset[str]:
    """The stems of a member's own words, of the days and months that it writes short, and what is `numbered` in it."""
    return word_set(f"{unit.reads} {spelt_out(unit.reads)}") | numbered(unit.reads)


def best_members(group: Group, telling: Mapping[str, float]) -> list[Unit]:
    """The members that have the most of the telling words; none where there are none to tell by."""
    if not telling:
        return []
    scores = [sum(weight for word, weight in telling.items() if word in member_words(unit)) for unit in group.members]
    return [unit for unit, score in zip(group.members, scores, strict=True) if score == max(scores)]


def members_with_all(group: Group, telling: Mapping[str, float]) -> list[Unit]:
    """The members that have every telling word; none where there are none to tell by."""
    return [unit for unit in group.members if telling and set(telling) <= member_words(unit)]


def fit(question: Question, texts: Sequence[str], rarity: Mapping[str, float]) -> float:
    """How much of what the question is about stands in the texts (0 to 1), rarer words counting for more."""
    asked = asked_words(question)
    present = frozenset[str]().union(*(word_set(text) for text in texts)) if texts else frozenset()
    total = sum(rarity.get(word, 1.0) for word in asked)
    return sum(rarity.get(word, 1.0) for word in asked & present) / total if total else 0.0


def rarity_in(known: Sequence[Stretch]) -> Mapping[str, float]:
    """How much each stem tells the stretches apart: the logarithm of the inverse of the share that has it."""
    counts: Counter[str] = Counter()
    for stretch in known:
        counts.update(word_set(view_of_passage(stretch.passage).text))
    return {word: math.log((len(known) + 1) / count) for word, count in counts.items()}


def of_the_same(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The findings without those of other documents that speak of someone else than the best one, the first, does.

    So where a few words answer: the passage of the best one has all names of the question, the other's does not. Where
    the question is typed without capitals its names are what the documents write with one, and the best one has.
    """
    best = findings[0]
    names = [word_set(name) for name in question.names] or _names_of_best(question, best, known)
    if question.kind not in TYPED or not names or not _has_all(best, names, known):
        return list(findings)
    passages = {(one.source, one.hit_rank): one for one in findings}
    has = {passage: _has_all(one, names, known) for passage, one in passages.items()}
    return [one for one in findings if one.source == best.source or has[one.source, one.hit_rank]]


def _names_of_best(question: Question, best: Finding, known: Sequence[Stretch]) -> list[frozenset[str]]:
    if question.kind not in TYPED:
        return []
    texts = [f"{stretch.passage.context}\n{stretch.passage.text}" for stretch in known]
    names = map(word_set, claims.names_written(question.as_asked, texts))
    return [name for name in names if _has_all(best, [name], known)]


def _has_all(finding: Finding, names: Sequence[frozenset[str]], known: Sequence[Stretch]) -> bool:
    """Whether a finding's stretch, its title, headings or path have all of some names."""
    stretch = stretch_of(finding, known)
    around = finding.text if stretch is None else view_of_passage(stretch.passage).text
    words = word_set(f"{around}\n{finding.source}")
    return all(name <= words for name in names)
