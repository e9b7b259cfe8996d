"""Findings that say the same of the same thing, or of several, with another value: contradictions and readings.

Two units are twins if they share their words but for the value that is asked for. Twins about one thing contradict each
other; twins about several things are readings of a question that does not say which it means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ..records import Finding, Hit, Question
from ..text.words import STOP_WORDS, fold, spans, telling_set, word_set
from .dates import Date, dates_in
from .forms import form_missing
from .grounds import Ground
from .standing import ground_of

MOST_READINGS = 4
_SHARED = 0.6  # of the words of the shorter of two twins, values left out
_SAME = 0.8  # of two units that differ in nothing but values
_LONGEST_VALUE = 5  # words in which twins differ, beyond what the question says
_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion first"
    " second third fourth fifth".split()
)
_PICTURE = re.compile(r"\s*!?\[[^\]\n]*\]\([^)\s]*\.(?:avif|gif|jpe?g|png|svg|webp)\)\s*", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
# No number: "one of the boats", "one can see".
_ONE_OF = re.compile(r"\bone (?=(?:of|another|or more|day|can|could|may|might|must|should)\b)", re.IGNORECASE)
_NEGATION = re.compile(r"\b(?:not|no|never|nobody|nothing|neither|nor|cannot|without)\b|n['’]t\b", re.IGNORECASE)
_NOW = re.compile(
    r"\b(?:current(?:ly)?|now|today|nowadays|latest|newest|most recent|at present|at the moment|these days|still"
    r"|up[- ]to[- ]date|present)\b|现在|目前|当前|如今|最新",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:previous(?:ly)?|former(?:ly)?|originally|initially|used to|old|oldest|in the past|at first)\b"
    r"|以前|原来|最初",
    re.IGNORECASE,
)
# Words that tell one state of a document from another, not what it is about.
_STATES = frozenset(
    "draft old new newer older version revised revision current final copy archive archived update updated edition"
    " issue former previous latest amended v1 v2 v3 md txt html pdf docx rst".split()
)


@dataclass(frozen=True, slots=True)
class Differing:
    """Findings that differ, in the order to be quoted.

    `kind` is "chosen" where the question says which one it wants: only that is left. `labels` say for readings what
    each is about; `too_many` holds the labels of more readings than can be shown.
    """

    kind: Literal["chosen", "conflict", "readings", "too many"]
    findings: tuple[Finding, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Unit:
    """A finding with what it is compared by."""

    finding: Finding
    ground: Ground
    words: frozenset[str]
    frame: frozenset[str]
    values: frozenset[str]
    covers: frozenset[str]
    negated: bool
    date: Date
    name: str
    headings: tuple[str, ...]


def differences(question: Question, findings: Sequence[Finding], hits: Sequence[Hit]) -> Differing | None:
    """What differs among the findings from the best one; None where nothing does.

    `hits` are those that were read: a finding's `hit_rank` counts from 1 in them.
    """
    if not findings or not question.wants_one:
        return None
    asked = _words_asked(question)
    best = _unit(findings[0], hits, asked)
    if _kind_of(best.finding, hits) in ("row", "code", "front matter"):
        return None
    twins = [best]
    for finding in findings[1:]:
        if _PICTURE.fullmatch(finding.text):
            continue  # the words below a picture say nothing of what it shows
        other = _unit(finding, hits, asked)
        if form_missing(question, finding.text, "\n".join(other.headings)):
            continue  # it says nothing of what is asked: no amount, no date
        if _twins(question, best, other) and all(_apart(other, known) for known in twins):
            twins.append(other)
    if len(twins) == 1:
        return None
    # A twin that has more of what the question says is the one that it asks for.
    most = max(len(one.covers) for one in twins)
    twins = [one for one in twins if len(one.covers) == most]
    if len(twins) == 1:
        return None if twins[0] is best else Differing("chosen", (twins[0].finding,))
    if all(_one_thing(twins[0], other) for other in twins[1:]):
        return _contradiction(question, twins)
    if any(_one_thing(one, other) for n, one in enumerate(twins) for other in twins[n + 1 :]):
        return None  # some of both: nothing certain can be said
    labels = tuple(_label(one, twins) for one in twins)
    if len(set(labels)) < len(labels):
        return None
    kind: Literal["readings", "too many"] = "readings" if len(twins) <= MOST_READINGS else "too many"
    return Differing(kind, tuple(one.finding for one in twins), labels)


def completed(question: Question, label: str) -> str:
    """The question with what it left open.

    >>> completed(Question("When does it leave?", "date", (), "When does it leave?"), "Ferry Elk")
    'Ferry Elk: When does it leave?'
    """
    return f"{label}: {question.text}"


def _contradiction(question: Question, twins: Sequence[_Unit]) -> Differing:
    """Twins about one thing: the newest first where their dates are known; the one that the question chooses."""
    dated = all(one.date.year for one in twins) and len({one.date for one in twins}) == len(twins)
    ordered = sorted(twins, key=lambda one: one.date, reverse=True) if dated else list(twins)
    if dated and _NOW.search(question.as_asked):
        return Differing("chosen", (ordered[0].finding,))
    if dated and _BEFORE.search(question.as_asked):
        ordered = ordered[1:]
        if len(ordered) == 1:
            return Differing("chosen", (ordered[0].finding,))
    return Differing("conflict", tuple(one.finding for one in ordered[:MOST_READINGS]))


def _words_asked(question: Question) -> frozenset[str]:
    text = question.search[0] if question.search else question.as_asked
    text = _BEFORE.sub(" ", _NOW.sub(" ", text))
    return telling_set(text) - {"one"}  # "How many has one boat?" is no question about what has "one"


def _unit(finding: Finding, hits: Sequence[Hit], asked: frozenset[str]) -> _Unit:
    hit = hits[finding.hit_rank - 1]
    ground = ground_of(hit.passage, hit.document)
    words = telling_set(finding.text)
    values = _values(finding.text) | (_short(finding) - asked)
    headings = tuple(heading for anchor in hit.passage.anchors[:1] for heading in anchor.headings)
    title = hit.document.title if hit.document else ""
    date = _date_of(finding, hit, headings, title)
    return _Unit(
        finding,
        ground,
        words,
        words - values,
        values,
        asked & (words | word_set(ground.context)),
        _NEGATION.search(finding.text) is not None,
        date,
        title,
        headings,
    )


def _short(finding: Finding) -> frozenset[str]:
    """The content words of a finding's short answer."""
    if finding.short is None:
        return frozenset()
    start, end = finding.short
    short = finding.text[start - finding.start : end - finding.start]
    return telling_set(short)


@lru_cache(maxsize=8192)
def _values(text: str) -> frozenset[str]:
    """The stems of the numbers in a text. Cached, because the same units are found again and again."""
    return frozenset(word.stem for word in spans(text) if _is_value(word.folded))


def _is_value(folded: str) -> bool:
    return folded[:1].isdigit() or folded in _NUMBER_WORDS


def _date_of(finding: Finding, hit: Hit, headings: Sequence[str], title: str) -> Date:
    """The date of what is said: of its section, of its document, or the first that its passage gives."""
    details = hit.document.details if hit.document else {}
    told = [*reversed(headings), details.get("date", ""), title, hit.passage.source, hit.passage.text]
    for text in told:
        dates = [date for date, _ in dates_in(text) if date.year]
        if dates:
            return dates[0]
    return Date()


def _kind_of(finding: Finding, hits: Sequence[Hit]) -> str:
    passage = hits[finding.hit_rank - 1].passage
    kinds = dict(zip(passage.sentences, passage.kinds, strict=False))
    return kinds.get((finding.start, finding.end), "paragraph")


def _apart(one: _Unit, other: _Unit) -> bool:
    """Whether two units are different statements, not one in two copies."""
    return one.values != other.values or one.words != other.words or one.negated != other.negated


def _twins(question: Question, one: _Unit, other: _Unit) -> bool:
    """Whether two units say the same with another value."""
    a, b = one.finding, other.finding
    if a.source == b.source and a.start < b.end and b.start < a.end:
        return False
    if a.whole is not None and a.source == b.source and a.whole == b.whole:
        return False  # items of one list
    shared = one.frame & other.frame
    if not shared or not one.covers <= other.covers:
        return False
    # What the unit itself says of the question: a twin says no less.
    if not (one.frame & one.covers) <= other.frame | _beside(other):
        return False
    least = min(len(one.frame), len(other.frame))
    if one.negated != other.negated and len(shared) >= _SAME * max(len(one.frame), len(other.frame)):
        return len(shared) > 1
    if question.kind in ("number", "date"):
        if not (_numbers(a.text) - _numbers(b.text) and _numbers(b.text) - _numbers(a.text)):
            return False
        if question.kind == "number" and _years(a.text) and _years(b.text) and _years(a.text) != _years(b.text):
            return False  # of other times
        return len(shared) >= _SHARED * least and len(one.frame ^ other.frame) <= _LONGEST_VALUE
    ours, theirs = one.words - other.words, other.words - one.words
    return (
        0 < len(ours) <= _LONGEST_VALUE
        and 0 < len(theirs) <= _LONGEST_VALUE
        and _value_differs(one, ours)
        and _value_differs(other, theirs)
        and 2 * len(shared) >= least
        and _begins_alike(a.text, b.text)
    )


def _beside(unit: _Unit) -> frozenset[str]:
    return word_set(unit.ground.context)


def _numbers(text: str) -> frozenset[str]:
    """The numbers, times and number words of a text, each whole: 08:10 is one."""
    written = (match.group().replace(",", "") for match in _NUMBER.finditer(text))
    return frozenset(written) | {word.stem for word in spans(_ONE_OF.sub(" ", text)) if word.folded in _NUMBER_WORDS}


def _years(text: str) -> frozenset[int]:
    return frozenset(date.year for date, _ in dates_in(text) if date.year)


def _value_differs(unit: _Unit, words: frozenset[str]) -> bool:
    """Whether the short answer lies in the words in which a unit differs; True where it has none."""
    inside = _short(unit.finding)
    return not inside or bool(inside & words)


def _begins_alike(one: str, other: str) -> bool:
    """Whether two units share a run of words, at least half of the shorter one's, before or behind their values."""
    a, b = [word.folded for word in spans(one)], [word.folded for word in spans(other)]
    front = 0
    while front < min(len(a), len(b)) and a[front] == b[front]:
        front += 1
    back = 0
    while back < min(len(a), len(b)) - front and a[-1 - back] == b[-1 - back]:
        back += 1
    return 2 * (front + back) >= min(len(a), len(b)) - 1 and front + back > 0


def _one_thing(one: _Unit, other: _Unit) -> bool:
    """Whether two units speak of one thing: their titles and headings differ in nothing but dates and states.

    Titles that have nothing in common and are no names tell kinds of documents, not things: "Staff handbook", "FAQ".
    """
    if _subject_words(one.finding.text, one, other) or _subject_words(other.finding.text, other, one):
        return False
    a, b = _about(one), _about(other)
    if a - b and b - a:
        same_document = one.finding.source == other.finding.source
        return not same_document and not a & b and not (_is_name(one.name) and _is_name(other.name))
    return True


def _about(unit: _Unit) -> frozenset[str]:
    text = " ".join((unit.name, *unit.headings))
    return frozenset(
        word.stem
        for word in spans(text)
        if word.folded not in STOP_WORDS | _STATES and not any(c.isdigit() for c in word.folded)
    )


def _subject_words(text: str, unit: _Unit, other: _Unit) -> bool:
    """Whether a unit begins with a name that the other lacks, as "The ferry Elk was built" does."""
    found = re.match(r"(?:The |A |An )?(?:[\w'’-]+ ){0,2}", text)
    head = text[: found.end()] if found else ""
    names = [
        word
        for word in spans(head)
        if text[word.start].isupper() and word.folded not in STOP_WORDS and word.stem not in other.words
    ]
    return any(word.start > 0 or text[: word.end].isupper() for word in names)


def _is_name(title: str) -> bool:
    words = re.findall(r"[^\W\d_][\w'’-]*", title)
    return 1 < len(words) <= 4 and all(word[0].isupper() for word in words)


def _label(unit: _Unit, twins: Sequence[_Unit]) -> str:
    """What a unit is about: its title, or the innermost heading or the name in which it differs from the others."""
    others = [one for one in twins if one is not unit]
    if unit.name and all(one.name != unit.name for one in others):
        return unit.name
    for depth in range(len(unit.headings) - 1, -1, -1):
        heading = unit.headings[depth]
        if all(heading not in one.headings for one in others):
            return heading
    words = set().union(*(one.words for one in others))
    named = [
        unit.finding.text[word.start : word.end]
        for word in spans(unit.finding.text)
        if word.stem not in words and word.stem not in unit.values and fold(word.folded) not in STOP_WORDS
    ]
    return " ".join(named[:4]) or unit.finding.source
