"""Which of several numbers a question asks for, and the name that a number is a part of."""

from __future__ import annotations

import re

from ..reading.answer_types import lacks_kind, spans_of_kind
from ..records import Question, Span
from ..text.numerals import TO_NINETEEN
from ..text.words import STOP_WORDS, spans, word_set

_WORDS = "|".join([*TO_NINETEEN[1:13], "twenty", "thirty", "forty", "fifty", "hundred"])
_COUNT = rf"(?:[$€£¥~]?\d[\d.,]*(?<![.,])%?|\b(?:{_WORDS})\b)"
_A_COUNT = re.compile(_COUNT, re.IGNORECASE)
_OUT_OF = re.compile(rf"{_COUNT} out of (?:the |every )?{_COUNT}", re.IGNORECASE)
# "How many pictures …?"; "And the refunds?" behind a question for a number
_COUNTED = re.compile(
    r"\bhow many (?P<noun>[^\W\d_][\w-]*)"
    r"|^(?:and|but|what about|how about)(?: of| for| the)* (?P<other>[^\W\d_][\w-]*)\W*$",
    re.IGNORECASE,
)
_NEAR = 3  # words behind a number, the last of which may be what it counts: "4.01 MGas of refunds", "12 red sails"
_CLAUSE_ENDS = re.compile(r"[.,;:()](?:\s|$)|\n\s*\n|\d|\b(?:and|or|but|than|to)\b")
_CLAUSES = re.compile(r"[;,:](?=\s)|[.!?]\s|\b(?:and|but|while|whereas)\b")
_FROM_TO = re.compile(r"\bfrom (?P<old>\S+(?: (?P<unit>\w+))?) to (?P<new>[^\s,;:()]*[^\s,;:().](?: (?P=unit)\b)?)")
# What changes, so that "from … to …" is no range and no way.
_CHANGES = re.compile(
    r"\b(?:(?:rais|increas|decreas|reduc|chang|mov|renam|updat|upgrad)(?:e[sd]?|ing)|ris(?:es?|en|ing)|rose|grow[sn]?|grew"
    r"|goes|went|gone|drop(?:s|ped)?|falls?|fell|fallen|(?:lower|extend|shorten|switch|bump|adjust)(?:s|es|ed)?|cuts?)\b",
    re.IGNORECASE,
)
_OLD = re.compile(r"\b(?:before|previous(?:ly)?|originally|formerly|used to|the old)\b", re.IGNORECASE)
_NEW = re.compile(r"\b(?:the new|now|current(?:ly)?|afterwards?)\b", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"\d[\d.]*\w?")
_CAPITALS_BEFORE = re.compile(r"(?<=[^\s.!?:;|>#] )(?:[A-Z][\w'’&-]*[ \n])+$")
_CAPITALS_AFTER = re.compile(r"(?: [A-Z][\w'’&-]*\b)+(?!\.\w)")
_NUMBER_ASKED = re.compile(
    r"\b(?:versions?|releases?|numbers?|years?|days?|dates?|chapters?|sections?|ports?|codes?|ids?|amounts?|values?"
    r"|percent\w*|rates?|limits?|many|much|old|long)\b",
    re.IGNORECASE,
)


def number_asked(question: Question, text: str, start: int, end: int) -> Span:
    """The number before the noun whose number is asked for, where the span is another one; with both parts of a share.

    >>> from askhz.question import analyse
    >>> text = "It has 3 masts and 12 sails; four out of five are red."
    >>> text[slice(*number_asked(analyse("How many sails does it have?"), text, 7, 8))]
    '12'
    >>> text[slice(*number_asked(analyse("How many are red?"), text, 41, 45))]
    'four out of five'
    """
    if lacks_kind(question.kind, text[start:end]):
        return _only_one(question, text, start, end)
    number = _A_COUNT.match(text, start, end)
    if question.kind != "number" or number is None:
        return start, end
    asked = _COUNTED.search(question.text) or _COUNTED.search(question.as_asked)
    noun = word_set(asked["noun"] or asked["other"]) - STOP_WORDS if asked else frozenset()
    if asked and asked["other"] and (other := _of_its_clause(noun, text, start)) is not None:
        unit = text[number.end() : end]
        return other[0], other[1] + (len(unit) if unit and text.startswith(unit, other[1]) else 0)
    others = [one for one in _A_COUNT.finditer(text) if noun.intersection(_words_behind(text, one.end())[:_NEAR])]
    known = word_set(question.text) - STOP_WORDS  # what a follow-up leaves out is said of the other number
    said = known.intersection(_words_behind(text, number.end()))
    better = [one for one in others if said < known.intersection(_words_behind(text, one.end()))]
    if len(better) == 1:  # it has all that is said of the span's, and more
        unit = text[number.end() : end]
        start, end = better[0].span()
        end += len(unit) if unit and text.startswith(unit, end) else 0
    for share in _OUT_OF.finditer(text):
        if share.start() <= start and end <= share.end():
            return share.span()
    return start, end


def _of_its_clause(noun: frozenset[str], text: str, start: int) -> Span | None:
    """The number of the only clause that speaks of something, where that of a span does not: "; Bo has 2 coins"."""
    edges = [0, *(edge for mark in _CLAUSES.finditer(text) for edge in mark.span()), len(text)]
    clauses = list(zip(edges[::2], edges[1::2], strict=True))
    having = [clause for clause in clauses if noun and noun <= word_set(text[slice(*clause)])]
    if len(having) != 1 or having[0][0] <= start < having[0][1]:
        return None
    numbers = [one.span() for one in _A_COUNT.finditer(text, *having[0])]
    return numbers[0] if len(numbers) == 1 else None


def of_a_change(question: Question, text: str, start: int, end: int) -> Span:
    """Of what changed "from 16 to 64" the end that is asked for: what it was before, or is now.

    >>> from askhz.question import analyse
    >>> text = "It was raised from 16 KiB to 64 KiB."
    >>> text[slice(*of_a_change(analyse("What was the limit before?"), text, 29, 35))]
    '16 KiB'
    """
    old, new = (asked.search(question.as_asked) is not None for asked in (_OLD, _NEW))
    change = _FROM_TO.search(text)
    if change is None or old == new or not _CHANGES.search(text, 0, change.start()):
        return start, end
    (low, high), other = change.span("old" if old else "new"), change.span("new" if old else "old")
    return (low, high) if other[0] <= start < other[1] else (start, end)


def _only_one(question: Question, text: str, start: int, end: int) -> Span:
    """The only number or date of a text, where a number or a time is asked for and the span is neither."""
    found = spans_of_kind(question.kind, text, question.as_asked)
    return found[0] if len(found) == 1 else (start, end)


def _words_behind(text: str, at: int) -> list[str]:
    """The stems of the words behind a number, up to a mark or a word that another clause begins with."""
    return [word.stem for word in spans(_CLAUSE_ENDS.split(text[at : at + 80], maxsplit=1)[0])]


def with_its_name(question: Question, text: str, start: int, end: int) -> Span:
    """A bare number with the name that it is a part of: "Creative Commons Attribution 4.0" for "Which licence …?".

    Not where a number, or a thing by its number, is asked for; the question's own words are not said again.

    >>> from askhz.question import analyse
    >>> text = "It is under Open Maps Licence 4.0 and needs Lisa 2013 Server."
    >>> text[slice(*with_its_name(analyse("Which licence is it under?"), text, 30, 33))]
    'Open Maps Licence 4.0'
    >>> text[slice(*with_its_name(analyse("Which version of Lisa does it need?"), text, 49, 53))]
    '2013 Server'
    """
    if question.kind in ("number", "date") or not _BARE_NUMBER.fullmatch(text[start:end]):
        return start, end
    if further := _CAPITALS_AFTER.match(text, end):
        end = further.end()
    before = _CAPITALS_BEFORE.search(text, 0, start)
    if before is None or _NUMBER_ASKED.search(question.as_asked) or word_set(before[0]) <= word_set(question.as_asked):
        return start, end
    return before.start(), end
