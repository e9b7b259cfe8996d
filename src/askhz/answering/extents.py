"""Where a short answer begins and ends: all of a name, a number or an address, and no mark cut off from its partner."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence

from ..claims.dates import date_matches
from ..reading.answer_types import lacks_kind
from ..records import Finding, Question, Span
from ..text.words import word_set
from .surroundings import Stretch
from .trimming import without_what_is_asked

_A_NAME = r"(?:(?:the )?[A-Z][\w'’!.&-]*(?: (?:(?:of|the|for|van|von|de|der) )?[A-Z][\w'’!.&-]*)*(?<!\.))"
_NAME = re.compile(_A_NAME)
_FURTHER_NAMES = re.compile(rf"(?:, {_A_NAME})*,? (?:and|&) {_A_NAME}")
_AN_ITEM = r"(?:[@#]?[^\W_][\w'’/-]*(?: [\w'’/-]+){0,5}?)"
# The rest of the item, further ones, and the last, up to a mark or the word that the sentence goes on with.
_FURTHER_ITEMS = re.compile(
    rf"(?: [\w'’/-]+){{0,4}}?(?:,\s+(?!and\b|or\b){_AN_ITEM})*,?\s+(?:and|or) {_AN_ITEM}"
    r"(?=\s*(?:[.;:!?()]|,? (?:that|which|who|is|are|was|were|can|may|must|should|will|as|because|so|when|if)\b|\Z))"
    # Without "and" only short items up to the end: "Backlog, In progress, Done."
    r"|(?:, [^\W_][\w'’/-]*(?: [\w'’/-]+){0,2}){2,}(?=\s*(?:[.;]\s|[.;]?\Z))"
)
_LAST_ITEM = re.compile(r", [^\W_][\w'’/-]*(?: [\w'’/-]+){0,2}(?=\s*(?:[.;]\s|[.;]?\Z))")  # behind several
_OFFICE_OF = re.compile(r"(?:the )?(?:[A-Z][\w-]* )+of [A-Z][\w-]*")  # Department of Innovation, Growth, and Strategy
_CALENDAR = frozenset([*calendar.month_name, *calendar.day_name])
_CAPITALS_AFTER = re.compile(r"(?: [A-Z][\w'’&-]*\b)+")
_FIRST_NAME = re.compile(r"[A-Z][^\W\d_]+")
_CAPITALS_BEFORE = re.compile(r"(?<=[^\s.!?:;] )(?:[A-Z][\w'’&-]* )+$")
_ASKED_NOUN = re.compile(
    r"\b(?:which|what)\s+(?:[\w-]+\s+)??(?P<noun>[\w-]+)(?=\s+(?:is|are|was|were|do|does|did|has|have|had|can|may|must|should|will)\b)",
    re.IGNORECASE,
)
_ITEM_MARK = re.compile(r"(?:[-*+•–]|\(?\w{1,3}[.)])\s+")
_WORD_AFTER = re.compile(r" (?P<word>[^\W\d_][\w-]*)")


def with_all_of_it(question: Question, text: str, start: int, end: int) -> Span:
    """The span, made longer where it would cut a name, an address, a number, or the noun that is asked for."""
    start, end = without_what_is_asked(question, text, start, end)
    start, end = whole_tokens(text, start, end)
    start, end = _since(question, text, start, end)
    start, end = _whole_date(question, text, start, end)
    start, end = _whole_range(question, text, start, end)
    start, end = _full_name(question, text, start, end)
    start, end = _whole_name(question, text, start, end)
    end = _with_what_is_asked(question, text, start, end)
    if question.kind in ("person", "organisation", "list") or _OFFICE_OF.fullmatch(text[start:end]):
        end = _with_further_names(text, start, end)
    if question.kind == "list" or (question.kind in ("person", "organisation") and "," in text[start:end]):
        end = _with_further_items(text, start, end)  # the last of them may go on with what is asked
        start, end = without_what_is_asked(question, text, start, end)
    return start, end


def between_marks(question: Question, best: Finding, stretch: Stretch, start: int, end: int) -> Span:
    """The span with its marks in pairs: of a time or a number what stands between them, of a link its words.

    Nothing, `(start, start)`, where it runs from between two marks to between two others: then the quote, which is
    shown without marks, says it.
    """
    marks = _marks_in(stretch, best)
    start, end = _named_between(best.text, marks, start, end)
    start, end = _balanced(best, marks, start, end)
    return _without_marks(question, best.text, marks, start, end)


def hidden(best: Finding, stretch: Stretch, start: int, end: int) -> bool:
    """Whether a part of a finding stands in a mark, which nobody reads: the address behind a link."""
    return any(low <= start and end <= high for low, high in _marks_in(stretch, best))


def whole_tokens(text: str, start: int, end: int) -> Span:
    """The span, made longer where it would cut an address, a path, a number, a version or a date.

    >>> text = "It lies at https://a.example.org/x?y=1, or call +41 555 030 44."
    >>> for at in (text.index("https"), text.index("41")):
    ...     start, end = whole_tokens(text, at, at + 5)
    ...     text[start:end]
    'https://a.example.org/x?y=1'
    '+41 555 030 44'
    """
    for token in _TOKENS.finditer(text):
        low, high = token.span()
        bare = token[0].rstrip(".,;:!?)'\"”’`*")
        high = low + len(bare) + (bare.count("(") > bare.count(")"))
        if low < end and start < high and not (start <= low and high <= end):
            start, end = min(start, low), max(end, high)
    return start, end


# A token ends at white space; a comma, a full stop or a bracket after it does not belong to it.
_TOKENS = re.compile(
    r"(?<=`)[^\s`]*[^\s`\w][^\s`]*(?=`)|\b[a-z][a-z0-9+.-]*://[^\s<>\"“”，。；]+"  # code between marks; addresses
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.])\+?\d{1,4}(?:[ /-]?\(\d+\))?(?:[ -]\d{2,4}){2,}(?![\w:-])"  # telephone numbers
    r"|(?<!\w)(?:~|\.{1,2})?/?(?:[\w.@-]+/)+[\w.@%+=-]*"  # paths
    r"|(?<!\w)/[\w.@%+=-]+(?:/[\w.@%+=-]*)*"
    r"|\d{4}-\d{2}-\d{2}(?:T[\d:.Z+-]+)?|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b"  # dates
    r"|[$€£¥+~<>±-]?\d+(?:[.:]\d+|,\d{3}(?!\d))+%?|[$€£¥+~<>±]\d+%?|\d+(?:\.\d+)?%"  # numbers, times, versions
    r"|\b\w*\d\w*(?:\(\w{1,4}\))+"  # clauses: 501(c)(3)
    r"|\b[A-Za-z]+(?:[-/]?\d+)(?:[-./]\w+)*"  # codes
    r"|\b[\w-]+(?:[._][\w-]+)+"  # names of hosts, files and functions
)


_MONTH = rf"(?:{'|'.join([*calendar.month_name[1:], *calendar.month_abbr[1:]])})\b\.?"
_DAY = rf"(?:{'|'.join(calendar.day_abbr)})[a-z]*\b\.?"
_CLOCK = r"\d{1,2}(?:[:.]\d{2}(?: ?[ap]\.?m\b)?| ?[ap]\.?m\b)"
_TO = r" ?(?:-|–|—|to|till|until) ?"
_RANGES = re.compile(
    rf"(?<![\w:.-])(?:{_CLOCK}|\d{{1,2}}){_TO}{_CLOCK}(?![\w:-])"  # 8:00 - 22:00
    rf"|(?<![\w.-])\d{{1,2}}\.?(?: {_MONTH})?(?:,? \d{{4}})?{_TO}\d{{1,2}}\.? {_MONTH}(?:,? \d{{4}}\b)?"  # 3 to 17 May
    rf"|\b{_MONTH} \d{{1,2}}(?:,? \d{{4}})?{_TO}(?:{_MONTH} )?\d{{1,2}}\b(?:,? \d{{4}}\b)?"  # May 3–17
    rf"|\b(?:{_MONTH}(?: \d{{4}})?{_TO}{_MONTH}(?: \d{{4}}\b)?|{_DAY}{_TO}{_DAY})"  # March to May, Mon–Fri
    r"|(?<![\w.,:/-])[$€£¥]?\d+(?:[.,]\d+)?[–—-][$€£¥]?\d+(?:[.,]\d+)?%?(?![\w.,:/-]*\d)"  # 10–15
    r"|\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"  # 2026-03-04 13:37
)
_HOURS = re.compile(rf"(?<![\w:.-])(?:{_CLOCK}|\d{{1,2}}){_TO}(?P<end>{_CLOCK})(?![\w:-])")
_WHOLE_DATE = re.compile(
    rf"(?:{_DAY},? )?\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}}\b)?"  # Monday, March 9th, 2015
    rf"|(?<![\w.-])\d{{1,2}}(?:st|nd|rd|th|\.)?(?: of)? {_MONTH}(?:,? \d{{4}}\b)?"  # 9 March 2015
    rf"|\b{_MONTH}\s\d{{4}}\b"
    # each weekday at 3pm
    rf"|\b(?:(?:each|every) (?:day|weekday|{_DAY})|daily|weekdays|{_DAY})(?: at)? {_CLOCK}"
)
_SINCE_WHEN = re.compile(
    r"^(?:and |but |so )?(?:since|from|as of|starting) (?:when|what date|which date|which day)\b", re.IGNORECASE
)
_SINCE = re.compile(r"\b(?:since|from|as of|starting|beginning|effective)(?: on| the)? $", re.IGNORECASE)
_PART_OF_DATE = re.compile(r"\b(?:what|which) (?:year|month|day|weekday|time|hour)\b", re.IGNORECASE)
_CLOSING = re.compile(r"\b(?:clos(?:e|es|ed|ing)|ends?|finish(?:es)?|until|till)\b", re.IGNORECASE)
_ONE_END = re.compile(
    r"\b(?:until|till|since|by|latest|earliest|the (?:first|last)|deadline|(?:what|which|exact) (?:date|day|year|month)"
    r"|(?:end|close|finish|start|begin|open|arrive|leave|depart|expire)(?:e?s|e?d|ing)|ends?|finish|start|begin|close)\b"
    r"|\b(?:do|does|did|will|can) .*\b(?:open|arrive|leave|depart|expire)\b",
    re.IGNORECASE,
)


def asks_one_end(question: Question) -> bool:
    """Whether a question asks for the beginning or the end of a time, or for a day, not for all of it.

    >>> from askhz.question import analyse
    >>> asks_one_end(analyse("When does it close?")), asks_one_end(analyse("When is it open?"))
    (True, False)
    """
    return _ONE_END.search(question.as_asked) is not None


def _since(question: Question, text: str, start: int, end: int) -> Span:
    """The only date of a text that stands behind "since" or the like, where a question asks since when; else the span.

    >>> from askhz.question import analyse
    >>> text = "Valid from 1 March 2024; it replaces that of 2021."
    >>> text[slice(*_since(analyse("Since when is it valid?"), text, 45, 49))]
    '1 March 2024'
    """
    if question.kind != "date" or not _SINCE_WHEN.search(question.as_asked):
        return start, end
    dates = [found.span() for found in date_matches(text)]
    behind = [span for span in dates if _SINCE.search(text[max(0, span[0] - 20) : span[0]])]
    return behind[0] if len(behind) == 1 else (start, end)


def _whole_date(question: Question, text: str, start: int, end: int) -> Span:
    """A part of a date with all of it, but where the question asks for that part."""
    if question.kind != "date" or _PART_OF_DATE.search(question.as_asked):
        return start, end
    for found in _WHOLE_DATE.finditer(text):
        low, high = found.span()
        if low <= start < high:
            return low, max(end, high - found[0].endswith(".") * (end < high))
    return start, end


def _whole_range(question: Question, text: str, start: int, end: int) -> Span:
    """A time, a date or a number with the other end of its range; where the question asks for one end, that end."""
    if asks_one_end(question):
        return _end_of_hours(question, text, start, end)
    for found in _RANGES.finditer(text):
        low, high = found.span()
        if low < end and start < high:
            return min(start, low), max(end, high)
    return start, end


def _end_of_hours(question: Question, text: str, start: int, end: int) -> Span:
    """Of opening hours that a span lies in, the end for a question that says "close", "until"; else the span."""
    if not _CLOSING.search(question.as_asked):
        return start, end
    hours = (match.span("end") for match in _HOURS.finditer(text) if match.start() <= start and end <= match.end())
    return next(hours, (start, end))


def _whole_name(question: Question, text: str, start: int, end: int) -> Span:
    """A name with the words in capitals that it goes on with; but for a person's, with those before it as well.

    The first word of a text has its capital for that, and a person's title is no part of the name.
    """
    if not _NAME.fullmatch(text[start:end]) or not _CALENDAR.isdisjoint(text[start:end].split()):
        return start, end
    if further := _CAPITALS_AFTER.match(text, end):
        end = further.end()
    before = _CAPITALS_BEFORE.search(text, 0, start)
    a_role = " " not in text[start:end] and before and text[: before.start()].lower().endswith("the ")
    if before and (question.kind != "person" or a_role):  # "the Process Lead"
        start = before.start()
    return start, end


def _full_name(question: Question, text: str, start: int, end: int) -> Span:
    """Of a person's first name, the place where the text has all of the name; else the span.

    >>> from askhz.question import analyse
    >>> text = "Nik Peters studied in Bonn. Nik joined Porsche."
    >>> text[slice(*_full_name(analyse("Who joined Porsche?"), text, 28, 31))]
    'Nik Peters'
    """
    if question.kind != "person" or not _FIRST_NAME.fullmatch(text[start:end]):
        return start, end
    name = re.escape(text[start:end])
    full = {match[0]: match.span() for match in re.finditer(rf"\b{name}{_CAPITALS_AFTER.pattern}", text)}
    return next(iter(full.values())) if len(full) == 1 else (start, end)


def _with_what_is_asked(question: Question, text: str, start: int, end: int) -> int:
    """Where a span ends together with the noun that the question asks for: "ordinary user" for "Which user …?".

    Not so for a number: what is counted is said by the question.
    """
    asked = _ASKED_NOUN.search(question.as_asked)
    following = _WORD_AFTER.match(text, end)
    if not asked or not following or question.kind == "number" or text[start:end].replace(".", "").isdigit():
        return end
    noun, word = word_set(asked["noun"]), word_set(following["word"])
    return following.end() if noun == word and noun.isdisjoint(word_set(text[start:end])) else end


def _with_further_names(text: str, start: int, end: int) -> int:
    """Where a name ends together with those that are joined to it: "Ada Lind and Bo Ek".

    >>> text = "It was led by Ada Lind and Bo Ek in 2020."
    >>> text[14 : _with_further_names(text, 14, 22)]
    'Ada Lind and Bo Ek'
    """
    if not _NAME.fullmatch(text[start:end]):
        return end
    further = _FURTHER_NAMES.match(text, end)
    return further.end() if further else end


def _with_further_items(text: str, start: int, end: int) -> int:
    """Where an enumeration ends that a span has the beginning of: "deploys, changes" of "deploys, changes, and calls".

    >>> text = "It has deploys, changes of the settings, and calls to clients."
    >>> text[7 : _with_further_items(text, 7, 23)]
    'deploys, changes of the settings, and calls to clients'
    >>> text = "One of: open, in review, done."
    >>> text[8 : _with_further_items(text, 8, 23)]
    'open, in review, done'
    """
    if any(mark in text[start:end] for mark in ".;:!?()") or re.search(r"\b(?:and|or)\b", text[start:end]):
        return end
    further = _FURTHER_ITEMS.match(text, end) or ("," in text[start:end] and _LAST_ITEM.match(text, end))
    return further.end() if further else end


def _marks_in(stretch: Stretch, best: Finding) -> list[Span]:
    """The marks that stand in a finding and are not read, as offsets in it; those that touch are one."""
    marks: list[Span] = []
    for edit in stretch.passage.edits:
        if not edit.text and edit.start < edit.end and best.start <= edit.start and edit.end <= best.end:
            low, high = edit.start - best.start, edit.end - best.start
            if marks and marks[-1][1] == low:
                low = marks.pop()[0]
            marks.append((low, high))
    return marks


def _named_between(text: str, marks: Sequence[Span], start: int, end: int) -> Span:
    """What stands between a mark and its partner, where one common noun follows: "**Save** button" is "Save"."""
    around = [mark for mark in marks if start <= mark[1] and mark[1] <= end]
    if len(around) != 2 or text[slice(*around[0])] != text[slice(*around[1])]:
        return start, end
    (first, low), (high, last) = around
    article, noun = text[min(start, first) : first].strip().lower(), text[last:end].strip()
    alone = low < high and article in ("", "a", "an", "the") and re.fullmatch(r"[^\W\d_]*", noun) is not None
    return (low, high) if alone and (article or noun) else (start, end)


def _without_marks(question: Question, text: str, marks: Sequence[Span], start: int, end: int) -> Span:
    """The part of a span between its marks that answers: see `between_marks`."""
    inner = [mark for mark in marks if start <= mark[0] and mark[1] <= end]
    if not inner:
        return start, end
    if question.kind in ("date", "number"):
        edges = [start, *(edge for mark in inner for edge in mark), end]
        pieces = (_stripped(text, low, high) for low, high in zip(edges[::2], edges[1::2], strict=True))
        if piece := next((one for one in pieces if not lacks_kind(question.kind, text[slice(*one)])), None):
            return piece
    before = [mark for mark in marks if mark[1] <= start and text[slice(*mark)] == text[slice(*inner[0])]]
    if len(before) % 2 == 1:
        return start, start
    link = next((at for at, mark in enumerate(inner) if text[slice(*mark)].lstrip("*_`").startswith("](")), None)
    if link is None:
        return start, end
    return inner[link - 1][1] if link else start, inner[link][0]


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _balanced(best: Finding, marks: Sequence[Span], start: int, end: int) -> Span:
    """The span with no mark cut off from its partner: a mark in it takes along the one that stands next to it."""
    while start < end and (cut := next((mark for mark in marks if mark[0] <= start < mark[1]), None)):
        start = cut[1]
    while start < end and (cut := next((mark for mark in marks if mark[0] < end <= mark[1]), None)):
        end = cut[0]
    inner = [mark for mark in marks if start < mark[0] and mark[1] < end]
    link = next((mark for mark in inner if "](" in best.text[slice(*mark)]), None)
    if link is not None:
        before = best.text[start : inner[0][0]]
        if "," in before and " " in before[: before.rindex(",")]:  # a further clause: "the date, as in [ISO](…)"
            return start, start + before.rindex(",")
        # the first of several names with links
        first = max((high for _, high in inner if high <= link[0]), default=start)
        return first, link[0]
    if len(inner) % 2 == 0:
        return start, end
    for low, high in marks:
        if low == end:
            return start, high
        if high == start and not _ITEM_MARK.fullmatch(best.text, low, high):
            return low, end
    # No partner beside it: the longer piece without a mark.
    low, high = inner[0]
    return max((start, low), (high, end), key=lambda piece: piece[1] - piece[0])
