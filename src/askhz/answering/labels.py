"""Lines of a label and what stands beside it: "Alarm code: 4471", "port = 587", "Adults      5.50"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..reading.answer_types import lacks_kind
from ..records import Finding, Question, Span
from ..text.words import STOP_WORDS, spans, word_set
from .extents import asks_one_end
from .nouns import said_of
from .surroundings import Stretch, stretch_of, unit_of

_LONGEST_LABEL = 6  # words
_LABELLED = re.compile(
    r"\s*(?:[-*+•–]\s+|\d{1,3}[.)]\s+)?(?P<label>[^\s:=][^\n:=]*?)"
    r"(?P<between>:[ \t]+|[ \t]*=[ \t]*|(?:[ \t]?\.){3,}[ \t]*|\t[ \t]*|[ \t]{2,})(?P<value>\S[^\n]*?)\s*$"
)
_NAMES = re.compile(
    r"(?:[A-Z@][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}, ){1,7}(?:and )?[A-Z@][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}"
)
_GAP = re.compile(r"(?:[ \t]?\.){3,}[ \t]*|\t[ \t]*|[ \t]{2,}")
_MARK = re.compile(r"\s*\(?(?:\d{1,3}|[A-Za-z])[.)]\s")
_DENIES = re.compile(r"\b(?:not|no|never|without|cannot)\b|n['’]t\b|[不没无]", re.IGNORECASE)
_NO_VALUE = re.compile(r"(?:see|none|n/?a|tb[acd]|unknown|to be \w+)\b", re.IGNORECASE)
_SECTION = re.compile(r"\[[^\]\n]+\]|[^\n:]{1,60}:")
_PLURAL = re.compile(r"\((?:s|es|n)\)")  # Author(s)
_COMMENT = re.compile(r"(?:[ \t]{2,}|\t)(?:#|//|;)\s.*$")


def beside_label(question: Question, text: str, span: Span | None) -> Span | None:
    """The value that answers in a line of label and value, as offsets in the text; None where the span is right.

    A span in the label is what the question asks about where the question says it, and where it is no number or time
    though one is asked for. A label does not belong to the answer. Where both stand in columns, the value is
    whole, unless the question asks for one end of it.

    >>> from askhz.question import analyse
    >>> line = "Friday      08:00 - 22:00"
    >>> start, end = beside_label(analyse("When is it open on Friday?"), line, (12, 17))
    >>> line[start:end]
    '08:00 - 22:00'
    """
    match = _LABELLED.match(text)
    if match is None or span is None or len(match["label"].split()) > _LONGEST_LABEL:
        return None
    start, end = span
    low, high = match.span("value")
    asked = word_set(question.search[0] if question.search else question.text)
    if end <= match.end("label"):
        said = _content(text[start:end]) <= asked
        other = lacks_kind(question.kind, text[start:end]) and not lacks_kind(question.kind, match["value"])
        return bare(text, low, high) if said or other else None
    in_columns = _GAP.fullmatch(match["between"]) is not None
    if start <= match.start("label") and low < end and not in_columns:
        return bare(text, low, high) if end >= high else (low, end)
    if low <= start and question.kind in ("person", "organisation", "list"):
        if _NAMES.fullmatch(match["value"]) and _content(text[start:end]) <= _content(match["value"]):
            return low, high
        if question.kind == "person" and _content(text[start:end]) <= asked and not _content(match["label"]) <= asked:
            return match.span("label")
    if low <= start and not in_columns and span != (low, high) and not re.search(r"\s", match["value"]):
        return bare(text, low, high)
    if in_columns and low <= start and question.kind == "person" and _says_a_cell(text, low, high, start, asked):
        return match.span("label")
    if in_columns and low <= start and not asks_one_end(question):
        edges = [low, *(edge for gap in _GAP.finditer(text, low, high) for edge in gap.span()), high]
        cells = zip(edges[::2], edges[1::2], strict=True)
        return next(((a, b) for a, b in cells if a <= start and end <= b), None)
    return None


def value_of_label(question: Question, quotes: Sequence[Finding]) -> tuple[Finding, Span] | None:
    """The only quote with a line whose label is what is asked for, "Author(s)" for "Who are the authors of …?".

    With it the value behind that label, as offsets in the quote; None where no such line is quoted, or several.

    >>> from askhz.question import analyse
    >>> quote = Finding("a.txt", 0, 26, "Author(s): Ada Lind, Bo Ek", 0.9, None, 1)
    >>> found = value_of_label(analyse("Who are the authors of the plan?"), [quote])
    >>> quote.text[slice(*found[1])] if found else None
    'Ada Lind, Bo Ek'
    """
    wanted, found = _content(said_of(question)), []
    if not wanted:
        return None
    for quote in quotes:
        at = 0
        for line in quote.text.splitlines(keepends=True):
            match = _LABELLED.fullmatch(line)
            named = match and not _GAP.fullmatch(match["between"]) and not _NO_VALUE.match(match["value"])
            if match and named and _content(_PLURAL.sub("", match["label"])) == wanted:
                value = match["value"].rstrip(".")
                found.append((quote, (at + match.start("value"), at + match.start("value") + len(value))))
            at += len(line)
    return found[0] if len(found) == 1 else None


def _says_a_cell(text: str, low: int, high: int, start: int, asked: frozenset[str]) -> bool:
    """Whether the question names a cell other than the one at `start`: "captain" of "Ada Lind  captain  Visby"."""
    edges = [low, *(edge for gap in _GAP.finditer(text, low, high) for edge in gap.span()), high]
    cells = zip(edges[::2], edges[1::2], strict=True)
    return any(_content(text[a:b]) <= asked for a, b in cells if not a <= start < b)


def comparable(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The findings that may give another value of what the best one, the first, gives.

    Where that is a line of label and value, these are no rows, no lines with another label ("Adults", "Ten-visit card,
    adults"), and, where the question names its section ("database:"), no lines of other sections. Where a number or a
    time is asked for, what has none gives none, but for what denies it; the number of a step is none.
    """
    best, others = findings[0], [other for other in findings[1:] if not _gives_none(question, other)]
    label = _label(best)
    if label is None:
        return [best, *others]
    asked = word_set(question.search[0] if question.search else question.text)
    found = [best]
    for other in others:
        stretch = stretch_of(other, known)
        unit = unit_of(other, stretch) if stretch else None
        named = _label(other)
        if (unit is not None and unit.kind == "row") or (named is not None and named != label):
            continue
        within = other.source == best.source
        if named is None or not (_section(best, known, within) - _section(other, known, within)) & asked:
            found.append(other)
    return found


def _gives_none(question: Question, finding: Finding) -> bool:
    """Whether a finding has no number or time though one is asked for, and does not deny it."""
    text = finding.text[match.end() :] if (match := _MARK.match(finding.text)) else finding.text
    return lacks_kind(question.kind, text) and _DENIES.search(text) is None


def _label(finding: Finding) -> frozenset[str] | None:
    """The stems of a line's label; None for what is no such line."""
    match = _LABELLED.fullmatch(finding.text)
    return _content(match["label"]) if match and len(match["label"].split()) <= _LONGEST_LABEL else None


def _section(finding: Finding, known: Sequence[Stretch], within: bool) -> frozenset[str]:
    """The stems of what stands above a line: headings, its section, and, but within a document, the context."""
    stretch = stretch_of(finding, known)
    unit = unit_of(finding, stretch) if stretch else None
    if stretch is None or unit is None:
        return frozenset()
    above = [other.text.strip() for other in stretch.units if other.end <= unit.start]
    names = [text for text in above if _SECTION.fullmatch(text)][-1:]
    context = "" if within else stretch.passage.context
    return word_set(" ".join([context, *unit.headings, *names]))


def bare(text: str, start: int, end: int) -> Span:
    """A value without the comment behind it and the quotation marks or brackets around it.

    >>> text = '["de", "en"]   # languages'
    >>> start, end = bare(text, 0, len(text))
    >>> text[start:end]
    '"de", "en"'
    """
    if comment := _COMMENT.search(text, start, end):
        end = comment.start()
    for opening, closing in (("[", "]"), ('"', '"'), ("'", "'")):
        inner = text[start + 1 : end - 1]
        around = text[start:end].startswith(opening) and text[start:end].endswith(closing)
        if around and inner.strip() and opening not in inner and closing not in inner:
            start += 1 + len(inner) - len(inner.lstrip())
            end = start + len(inner.strip())
    return start, end


def _content(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in spans(text) if word.folded not in STOP_WORDS) or word_set(text)
