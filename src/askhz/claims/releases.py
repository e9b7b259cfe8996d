"""What headings tell: when a version was released, which one on a day, which is the latest; when what is below was.

A changelog has its versions and their dates in headings and nowhere else, a journal its days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..records import Finding, Hit, Passage, Question, Span
from ..text.words import STOP_WORDS, fold, spans
from . import phrases
from .dates import Date, dates_in, within

SURE_OF_HEADINGS = 0.95
"""The confidence of what a heading tells by itself (bench/releases.py)."""
_VERSION = re.compile(
    r"(?<![\w.])v?(?P<number>\d+(?:\.\d+)+)(?P<stage>[-.]?(?:alpha|beta|dev|pre|post|rc|a|b)[-.]?\d*)?(?![\w.]?\d)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:\.\d+)+")
_ANY = re.compile(r"\d+(?:\.\d+)+|\bv\d+\b")
_ABOUT_AS_LIKELY = 0.5  # of the best finding's score
_SINCE = re.compile(r"\b(?:since|in|as of|by|from)(?: versions?| releases?)? v?(\d+(?:\.\d+)+)", re.IGNORECASE)
# The number of a section, not of a version: "1.1 Installing", but not "1.1 (2020-03-01)" or "2.0.0 beta".
_OF_SECTION = re.compile(
    r"[\s#=*]*(?:[A-Z]\.)?\d+(?:\.\d+)+\.?\s+(?!released\b|alpha\b|beta\b|版)[^\W\d_]|[\s#=*]*\d+\.\d+(?!版)[\u4e00-\u9fff]",
    re.IGNORECASE,
)
_MONTHS = re.compile(
    r"[\s#=*]*\d+(?:\.\d+)+\W+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\W+\d", re.IGNORECASE
)
_OF_RELEASES = re.compile(rf"\b(?:{phrases.VERSION})\b|版", re.IGNORECASE)
_RELEASED = re.compile(
    r"\breleas\w*|\bpublish\w*|\bc[oa]me out\b|\bship(?:ped|s)?\b|\btagged\b|\bissued\b|\blaunch\w*|\bappear(?:ed)?\b"
    rf"|\bout\b|\b(?:{phrases.RELEASED})\b|{phrases.RELEASED_IN_CHINESE}",
    re.IGNORECASE,
)
_LATEST = re.compile(rf"\b(?:latest|newest|most recent|current|last|{phrases.LATEST})\b|最新", re.IGNORECASE)
# "What is the latest loom?" is asked of its releases, where there are any.
_BARE = re.compile(
    r"^\W*what(?: is|['’]s) the (?:latest|newest|current) (?!(?:news|changes?|updates?|notes?|entry)\b)"
    r"[\w.+-]+\W*$",
    re.IGNORECASE,
)
_FIRST = re.compile(rf"\b(?:first|oldest|earliest|initial|{phrases.FIRST})\b|最早|第一个", re.IGNORECASE)
_NOT_YET = re.compile(
    r"\b(?:unreleased|not (?:yet )?released|upcoming|planned|expected|scheduled|due|in development|tba|tbd|wip|next"
    r"|master|main)\b",
    re.IGNORECASE,
)
_WHICH_VERSION = re.compile(
    r"\b(?:which|what) (?:(?P<of>[\w.+#-]+) )?(?:versions?|releases?)\b|\bsince (?:when|which|what)\b"
    rf"|\b(?:{phrases.WHICH}) (?:{phrases.VERSION})\b|哪一?个?版",
    re.IGNORECASE,
)
# What came with a version stands under it, though another one is named beside: "a bug that affects 1.8.2".
_OF_CHANGES = re.compile(r"\b(?:add|fix|introduc|remov|drop|chang|deprecat)(?:s|e|es|ed|ped)?\b", re.IGNORECASE)
_ELSE = re.compile(
    r"^\W*(?:and |so |but )?(?:who|whom|whose|why|where|how|is|are|was|were|does|do|did|can|will|has|have)\b"
    r"|\b(?:not|never)\b|n['’]t\b",
    re.IGNORECASE,
)
_FEWEST = 2  # releases of which one is the latest
# They say that a release is asked for, and tell none from another.
_GENERAL = frozenset(
    "version versions release releases released releasing publish published publication come came out ship shipped"
    " ships tagged issued launched launch launches appear appeared date day number latest newest most recent recently"
    " current currently last first oldest earliest initial which what when new on in of neueste neuesten neuester"
    " aktuelle letzte erste derniere dernier premiere ultima ultimo primera".split()
)
_SMALL = _GENERAL | STOP_WORDS | frozenset(fold(word) for word in phrases.GENERAL)


@dataclass(frozen=True, slots=True)
class _Release:
    """A heading that names a version: its number to compare by, where that stands, and the dates that it gives."""

    hit: Hit
    order: tuple[int, ...]
    version: Span
    dates: tuple[tuple[Date, Span], ...]


def asks_of_headings(question: Question) -> bool:
    """Whether headings that name versions or dates may tell what is asked.

    >>> from askhz.question import analyse
    >>> [asks_of_headings(analyse(text)) for text in ("When was 2.0 released?", "What is the latest version?", "Why?")]
    [True, True, False]
    """
    asked = question.as_asked
    of_releases = (_OF_RELEASES.search(asked) or _BARE.match(asked)) is not None
    return of_releases or _wants_date(question) or _asks_whether(question)


def _asks_whether(question: Question) -> bool:
    """Whether it is asked if a version changed something: then another one may have."""
    asked = question.as_asked
    return question.kind == "yes-no" and bool(_OF_CHANGES.search(asked) and _NUMBER.search(asked))


def heads_by_mark(heading: str) -> bool:
    """Whether a heading names a version or a date."""
    return _version_in(heading) is not None or bool(dates_in(heading))


def told_by_headings(question: Question, headings: Sequence[Hit], rank: int = 1) -> list[Finding]:
    """The headings that answer by themselves, each with the few words of it that do; none where they do not tell.

    `headings` are hits whose passages are headings, those of the better documents first; the first one has `rank`. All
    words of the question that name something must stand in a heading, those above it, or the document's title or path;
    its numbers in the heading itself.
    """
    if _ELSE.search(question.as_asked) and not phrases.is_of_these(question.as_asked):
        return []
    documents = _by_document(headings)
    if _extreme(question) is not None:
        together = [one for releases in documents for one in releases]
        return [_finding(one, short, headings, rank) for one, short in _told(question, together)]
    for releases in documents:
        if found := [_finding(one, short, headings, rank) for one, short in _told(question, releases)]:
            return found
    return []


def of_versions(question: Question, findings: Sequence[Finding], above: Sequence[Sequence[str]]) -> Sequence[Finding]:
    """The findings, where a version is asked for those first that name one or stand under one, and are about as likely.

    `above` are the headings that each finding stands under.
    """
    if not findings or not _WHICH_VERSION.search(question.as_asked):
        return findings
    least = _ABOUT_AS_LIKELY * findings[0].score
    having = [
        one.score >= least and (_ANY.search(one.text) is not None or any(_version_in(heading) for heading in headings))
        for one, headings in zip(findings, above, strict=True)
    ]
    order = sorted(range(len(findings)), key=lambda at: not having[at])
    return [findings[at] for at in order]


def heading_of(
    question: Question, best: Finding, above: Sequence[str], headings: Sequence[Hit], rank: int = 1
) -> Finding | None:
    """The heading that dates what stands below it, or says of which version it is, where that is asked.

    None where the best finding says it itself; a number of the question's own does not count as such. `above` are the
    headings that the best finding stands under.
    """
    asked = _WHICH_VERSION.search(question.as_asked)
    whether = _asks_whether(question)
    wants_version = asked is not None or whether
    if not wants_version and question.kind != "date":
        return None
    if asked is not None and asked["of"] and _is_other(asked["of"], best):
        return None
    said = _SINCE if _OF_CHANGES.search(question.as_asked) else _NUMBER
    if wants_version and not set(said.findall(best.text)) <= set(_NUMBER.findall(question.as_asked)):
        return None
    if not wants_version and any(date.month or date.year for date, _ in dates_in(best.text)):
        return None
    for hit in reversed(headings):
        passage = hit.passage
        if passage.source != best.source or passage.start >= best.start or not _is_one_of(passage, above):
            continue
        span = _told_span(passage.text, version=wants_version)
        if span is not None and wants_version and passage.text[slice(*span)] in question.as_asked:
            return None  # the question says it itself, and asks for another thing's
        if span is not None:
            found = _finding(hit, (passage.start + span[0], passage.start + span[1]), headings, rank)
            return replace(found, short=None) if whether else found
    return None


def _is_other(thing: str, best: Finding) -> bool:
    """Whether what is found speaks of another thing's version than that which its document is about: of Node's."""
    stems = frozenset(word.stem for word in spans(thing))
    return bool(stems) and stems <= _names(best.text) and not stems <= _names(best.source)


def numbers_a_section(heading: str) -> bool:
    """Whether a heading begins with the number of a section, which looks like a version.

    >>> [numbers_a_section(one) for one in ("1.1 Installing", "5.8.7. Uploads", "1.1 (2020-03-01)", "2.0 May 3, 2020")]
    [True, True, False, False]
    """
    return _OF_SECTION.match(heading) is not None and not _MONTHS.match(heading)


def _version_in(heading: str) -> re.Match[str] | None:
    # A day may be written as a version is: 2022.11.15.
    return (
        None if numbers_a_section(heading) else _VERSION.search(_without(heading, [at for _, at in dates_in(heading)]))
    )


def _finding(hit: Hit, short: Span, headings: Sequence[Hit], rank: int) -> Finding:
    passage = hit.passage
    return Finding(passage.source, passage.start, passage.end, passage.text, 1.0, short, rank + headings.index(hit))


def _is_one_of(passage: Passage, above: Sequence[str]) -> bool:
    return bool(passage.anchors) and passage.anchors[0].headings[-1:] != () and passage.anchors[0].headings[-1] in above


def _told_span(heading: str, *, version: bool) -> Span | None:
    """Where a heading's version stands, or its only date, if that is what it begins with."""
    if version:
        match = _version_in(heading)
        return match.span() if match else None
    dates = dates_in(heading)
    leads = len(dates) == 1 and not re.search(r"[^\W\d_]", heading[: dates[0][1][0]])
    return dates[0][1] if leads and dates[0][0].month else None


def _wants_date(question: Question) -> bool:
    named = re.search(r"\bdate\b(?!-)", question.as_asked, re.IGNORECASE)
    return named is not None or phrases.kind_asked(question) == "date"


def _extreme(question: Question) -> bool | None:
    """Whether the latest release is asked for (True), or the first one (False); None where neither is."""
    asked = question.as_asked
    if not (_OF_RELEASES.search(asked) or _BARE.match(asked)):
        return None
    return True if _LATEST.search(asked) else False if _FIRST.search(asked) else None


def _by_document(headings: Sequence[Hit]) -> list[list[_Release]]:
    """The releases of each document, in its order."""
    found: dict[str, list[_Release]] = {}
    for hit in headings:
        text = hit.passage.text
        match = _version_in(text)
        if match is not None and not _NOT_YET.search(text):
            number = tuple(int(part[:9]) for part in match["number"].split("."))
            order = (*number, *[0] * (6 - len(number)), 0 if match["stage"] else 1)
            found.setdefault(hit.passage.source, []).append(_Release(hit, order, match.span(), dates_in(text)))
    return list(found.values())


def _told(question: Question, releases: Sequence[_Release]) -> Iterator[tuple[Hit, Span]]:
    asked = question.search[0] if question.search else question.as_asked
    given = dates_in(asked)
    names = _names(phrases.CHINESE.sub(" ", _without(asked, [span for _, span in given])))
    numbered = {word for word in names if any(character.isdigit() for character in word)}
    latest, wants_date = _extreme(question), _wants_date(question)
    above = {key: _names(key) for key in {_above(one.hit) for one in releases}}
    fitting = [one for one in releases if _fits(names, above[_above(one.hit)], one.hit)]
    if wants_date and not given and numbered and _RELEASED.search(asked):
        fitting = [one for one in fitting if numbered <= _names(_reads(one.hit))]
        fitting = fitting if len(fitting) == 1 else []
    elif latest is not None and not numbered and not given:
        several = len({one.hit.passage.source for one in fitting}) > 1
        stable = [one for one in fitting if one.order[-1]]
        fitting = [one for one in stable or fitting if len(_VERSION.findall(_reads(one.hit))) == 1]
        dated = all(one.dates for one in fitting)
        fitting.sort(key=lambda one: (one.dates[0][0] if dated else Date(), one.order))
        # Of several documents whose releases nothing in the question names, none is meant.
        fitting = [] if len(fitting) < _FEWEST or (several and not names) else fitting[-1:] if latest else fitting[:1]
    elif given and not wants_date and _OF_RELEASES.search(asked) and _RELEASED.search(asked):
        fitting = [one for one in fitting if any(within(given[0][0], date) for date, _ in one.dates)]
    else:
        return
    for one in fitting:
        start = one.hit.passage.start
        if not wants_date:
            yield one.hit, (start + one.version[0], start + one.version[1])
        elif len(one.dates) == 1:
            (_, (first, last)) = one.dates[0]
            yield one.hit, (start + first, start + last)


def _above(hit: Hit) -> str:
    """What stands above a heading: its document's path and title, and the headings of higher levels."""
    passage = hit.passage
    headings = passage.anchors[0].headings[:-1] if passage.anchors else ()
    return " ".join((passage.source, hit.document.title if hit.document else "", *headings))


def _fits(names: frozenset[str], above: frozenset[str], hit: Hit) -> bool:
    """Whether what is named stands above a heading or in it; a heading is read only where that is to be told."""
    rest = names - above
    return not rest or rest <= _names(_reads(hit))


def _reads(hit: Hit) -> str:
    """A heading as it reads, without the addresses of links in it."""
    headings = hit.passage.anchors[0].headings if hit.passage.anchors else ()
    return headings[-1] if headings else hit.passage.text


def _without(text: str, places: Sequence[Span]) -> str:
    for start, end in reversed(places):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _names(text: str) -> frozenset[str]:
    """The stems of the words that name something; a version without the letter before it."""
    apart = re.sub(r"[/_]|(?<=[^\W\d_])-(?=\d)", " ", text)  # loom-2.1
    plain = re.sub(r"(?<![\w.])v(?=\d)", " ", apart, flags=re.IGNORECASE)
    return frozenset(word.stem for word in spans(plain) if word.folded not in _SMALL)
