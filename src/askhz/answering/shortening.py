"""The short answer: the few words of a quote that answer by themselves, never a piece of a name, number or address."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..reading.answer_types import lacks_kind
from ..records import Finding, Question, ShortAnswer, Span
from ..text.words import count_words, fold, telling_set, word_set
from .amounts import number_asked, of_a_change, with_its_name
from .because import cause_in
from .brief import asks_for_few_words, is_all_that_is_asked
from .cells import Cell, answering_cell, cells_of, is_under_header, may_name, naming_cell
from .commands import asks_command, command_line, on_one_line
from .contacts import contact_in
from .extents import between_marks, hidden, with_all_of_it
from .labels import bare, beside_label
from .matching import member_words, telling_words
from .qualified import with_denial, with_qualifier, without_purpose
from .superlatives import asks_for_amount, asks_for_extreme, head_of_superlative
from .surroundings import Stretch, Unit, group_of

_LONGEST, _LONGEST_LIST = 15, 60  # words; more are no short answer
_HOW_MANY = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
_ITEM = re.compile(r"\n\s*- ['\"]?(?P<item>[^\n]*[^\s'\"])")
_ADDRESS = re.compile(r"\b(?:url|address|link|e-?mail|phone|number)s?\b|网址|链接|邮箱|电话", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:see )?(?:the )?(?P<kind>chapter|section|appendix|table|figure|page)s? [\dA-Z][\w.]*", re.IGNORECASE
)
_FOLLOWING = re.compile(r"\b(?:the|these|this|any|all|each|one|some) (?:of the )?following\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:which|what) ((?:[\w'’-]+ ){1,2})", re.IGNORECASE)
_JOINS = re.compile(r"(?:when|where|if|how|why|who|what|which|whether|that|because|as|to)", re.IGNORECASE)
_NUMBERED = re.compile(r"#\d+|(?!(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC))[A-Z]{2,}-\d[\d-]*")
_WHICH_VERSION = re.compile(r"\b(?:which|what) (?:[\w.+#-]+ )?versions?\b", re.IGNORECASE)
_VERSION = re.compile(r"(?<![\w.])v?\d", re.IGNORECASE)
_EDGES = " \t\r\n|"  # what no answer begins or ends with: white space, the lines of a table drawn in a block of code


def short_answer(question: Question, best: Finding, unit: Unit | None, stretch: Stretch | None) -> ShortAnswer | None:
    """The smallest span of the best finding that answers; None where no few words answer."""
    if question.kind == "reason":
        return _spanning(best, cause_in(best.text, question.as_asked))
    if not asks_for_few_words(question):
        return None
    span, under_header = best.short, False
    if unit is not None and stretch is not None:
        if unit.kind == "row":
            cell = _answering(question, cells_of(unit, stretch), span)
            span = None if cell is None else _within(cell.start, cell.end, span)
            under_header = cell is not None and is_under_header(question, cell)
        elif unit.kind == "front matter":
            span = _value(unit)
        elif unit.kind == "code":
            span = (command_line(question, unit) if asks_command(question) else None) or (
                on_one_line(unit, span) if span else None
            )
    inside = None if span is None else (span[0] - best.start, span[1] - best.start)
    contact = contact_in(question, best.text, inside)
    if contact and stretch is not None and hidden(best, stretch, *contact):
        # The address behind a link: it answers where an address is asked for, else the words that stand there.
        if inside is None or _ADDRESS.search(question.as_asked):
            return _spanning(best, contact)
        contact = None
    if contact and inside and under_header and not (inside[0] <= contact[0] and contact[1] <= inside[1]):
        contact = None  # it stands in another cell
    in_cell = unit is not None and unit.kind in ("row", "front matter")  # a cell is whole
    value = None if in_cell or contact else beside_label(question, best.text, inside)
    found = contact or value or inside
    if found is None:
        return None
    start, end = found
    if contact is None and value is None and not in_cell:
        start, end = _whole(question, best.text, start, end)
    if stretch is not None:
        start, end = between_marks(question, best, stretch, start, end)
        if not in_cell and with_denial(question, best.text, start) < start:
            return None  # "No [keys](…)": the quote, which is shown without marks, says it
    start += len(best.text[start:end]) - len(best.text[start:end].lstrip(_EDGES))
    text = best.text[start:end].rstrip(_EDGES)
    around = best.text[:start], best.text[start + len(text) :]
    if not under_header and not is_all_that_is_asked(question, text, *around):
        return None
    wants_kind = question.kind == "date" or _asks_how_many(question)
    if wants_kind and not under_header and (lacks_kind(question.kind, text) or _is_a_code(around[0], text)):
        return None
    if _points_elsewhere(question, text) or _says_what_is_asked_for(question, text):
        return None
    if _lacks_version(question, text):
        return None
    if _FOLLOWING.search(text) or _JOINS.fullmatch(text):
        return None  # it announces the answer: "Close it when: …"
    if not text.strip() or count_words(text) > (_LONGEST_LIST if question.kind == "list" else _LONGEST):
        return None
    return ShortAnswer(text, best.source, best.start + start, best.start + start + len(text))


def _whole(question: Question, text: str, start: int, end: int) -> Span:
    """The number that is asked for where a span is another one; all of what answers, and no more than that."""
    start, end = of_a_change(question, text, *number_asked(question, text, start, end))
    start, end = with_its_name(question, text, *with_all_of_it(question, text, start, end))
    end = without_purpose(question, text, start, with_qualifier(question, text, start, end))
    return with_denial(question, text, start), end


def _says_what_is_asked_for(question: Question, text: str) -> bool:
    """Whether words say no more than what is asked for: "Pip" for "Which Pip package …?"."""
    asked = _THING.search(question.as_asked)
    denies = re.match(r"(?:no|none|not|any|all|every|each|both)\b", text, re.IGNORECASE)
    return asked is not None and not denies and frozenset() < telling_set(text) <= word_set(asked[1])


def _is_a_code(before: str, text: str) -> bool:
    """Whether a number is that of an issue or a paper: "#789", "AR-16-201" are neither times nor amounts."""
    return _NUMBERED.fullmatch(f"{before[-1:]}{text}".strip()) is not None or _NUMBERED.fullmatch(text) is not None


def _lacks_version(question: Question, text: str) -> bool:
    """Whether a version is asked for, and words have no number that is one."""
    return _WHICH_VERSION.search(question.as_asked) is not None and not _VERSION.search(text)


def _points_elsewhere(question: Question, text: str) -> bool:
    """Whether a text only says where else to look, and no such place is asked for."""
    found = _PLACE.fullmatch(text)
    return found is not None and fold(found["kind"]) not in fold(question.as_asked)


def _answering(question: Question, cells: Sequence[Cell], span: Span | None) -> Cell | None:
    """The cell that answers; of the row that has the most the name, or the amount where that is asked for."""
    if not asks_for_extreme(question):
        return answering_cell(question, cells, span)
    if asks_for_amount(question):
        return answering_cell(question, [cell for cell in cells if not may_name(cell)] or cells, span)
    return naming_cell(question, cells, head_of_superlative(question)) or answering_cell(question, cells, span)


def rows_differ(question: Question, row: Unit, stretch: Stretch, quotes: Sequence[Finding]) -> bool:
    """Whether another row that is quoted fits as well as this one, and another cell of it answers."""
    group = group_of(row.start, row.end, stretch)
    if group is None or group.kind != "table" or asks_for_extreme(question):
        return False
    telling = telling_words(question, stretch, group).keys()
    told = telling & member_words(row)
    cell = answering_cell(question, cells_of(row, stretch), None)
    for one in group.members:
        quoted = any(quote.source == one.source and quote.start <= one.start < quote.end for quote in quotes)
        if one is not row and quoted and told and told <= member_words(one) & telling:
            other = answering_cell(question, cells_of(one, stretch), None)
            if cell is None or other is None or other.reads != cell.reads:
                return True
    return False


def _spanning(best: Finding, span: Span | None) -> ShortAnswer | None:
    """Words of a finding, given as offsets in it, as the short answer, unless they are too many."""
    if span is None or count_words(text := best.text[slice(*span)]) > _LONGEST:
        return None
    return ShortAnswer(text, best.source, best.start + span[0], best.start + span[1])


def _asks_how_many(question: Question) -> bool:
    """Whether a number of things is asked for, also where the question before says so: "And for students?"."""
    return _HOW_MANY.search(question.as_asked) is not None or (
        question.kind == "number" and question.understood is not None
    )


def _within(low: int, high: int, span: Span | None) -> Span:
    """A cell; of one with many words the reader's span in it."""
    return span if span and low <= span[0] and span[1] <= high and high - low > 80 else (low, high)


def _value(unit: Unit) -> Span | None:
    """What stands behind the name of a field, without quotation marks and brackets."""
    match = re.match(r"[^:=\n]*[:=]\s*", unit.text)
    if match is None:
        return None
    start, end = bare(unit.text, match.end(), len(unit.text.rstrip()))
    if items := list(_ITEM.finditer(unit.text, match.end() - 1)):  # one below the other
        return unit.start + items[0].start("item"), unit.start + items[-1].end("item")
    return (unit.start + start, unit.start + end) if start < end and "\n" not in unit.text[start:end] else None
