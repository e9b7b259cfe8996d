"""All that a name stands for: "Who are the Six Little Dragons?" is answered where the text enumerates them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..records import Finding, Question, Span
from ..text.numerals import in_words
from ..text.words import STOP_WORDS, spans

_LONGEST_TERM = 6  # words
_LONGEST_ITEM = 6
_FEWEST, _FEWEST_IN_BRACKETS = 3, 2
_NUMBERS = {in_words(number): number for number in range(2, 21)}
_VERB = r"(?:are|were|is|was|include[sd]?|comprise[sd]?|consist(?:s|ed)? of)"
_ASKED = tuple(
    re.compile(each, re.IGNORECASE)
    for each in (
        r"^(?:and |so )?(?:who|what|(?:which|what)(?: [\w'’-]+){1,3}) (?:are|were|make up|form|belong to|count among)"
        r"(?: the (?:group|set|team|list|family)(?: of)?)?(?: (?:called|named|known as))?(?P<term> [^?.!,]+)",
        r"^(?:please |can you |could you )?(?:name|list|enumerate)(?: all)?(?: of)?(?P<term> [^?.!,]+)",
    )
)
# What may stand between the name and its enumeration.
_BRACKETS = re.compile(r"[^.;:!?()（）。；：！？]{0,80}?[(（](?P<items>[^()（）]+)[)）]")
_BEHIND = re.compile(
    rf"[\"”’»]?(?:\s*[:：—–]|,? (?:namely|such as|including|i\.e\.,?)|(?: [\w'’-]+){{0,3}} {_VERB})\s+"
    r"(?P<items>[^.;:!?()]+)"
)
_BEFORE = re.compile(
    rf"(?:^|[.;:!?] )(?P<items>[^.;:!?()]+?),? {_VERB}(?: (?:called|known as|named))? (?:the |[\"“‘«])*$"
)
_BETWEEN = re.compile(r"\s*[,，、;；]\s*(?:(?:and|or|&)\s+)?|\s+(?:and|or|&)\s+|\s*[和及与]\s*")


def all_named(question: Question, findings: Sequence[Finding]) -> list[Finding]:
    """The findings that enumerate what the question names, best first, each with the enumeration as its short answer.

    Where the name says how many there are, there are so many items.
    """
    term = name_of_all(question)
    if not term:
        return []
    count = _count(term)
    found = []
    for finding in findings:
        for start, end, fewest in _enumerations(finding.text, term):
            items = [item for item in _BETWEEN.split(finding.text[start:end]) if item.strip()]
            short = all(len(item.split()) <= _LONGEST_ITEM for item in items)
            if short and len(items) >= fewest and count in (None, len(items)):
                found.append(replace(finding, short=(finding.start + start, finding.start + end)))
                break
    return found


def name_of_all(question: Question) -> tuple[str, ...]:
    """The words of the name whose members a question asks for, folded; none where it asks for something else.

    >>> from askhz.question import analyse
    >>> name_of_all(analyse("Who are the Six Little Dragons?")), name_of_all(analyse("Why are they six?"))
    (('six', 'little', 'dragons'), ())
    """
    if question.kind != "list":
        return ()
    return _term(question.as_asked if question.as_asked in question.search else question.search[0])


def is_proper(term: Sequence[str], question: Question) -> bool:
    """Whether it is a name, not a common noun: the question writes it as one, or it says how many there are.

    Then one place names all members, which need not be among the passages nearest to the question.
    """
    names = {word.folded for name in question.names for word in spans(name)}
    return bool(term) and (_count(term) is not None or bool(names.intersection(term)))


def _term(asked: str) -> tuple[str, ...]:
    """The words of the name that is asked about, folded, without stop words; none where none is."""
    for each in _ASKED:
        if match := each.search(asked.strip()):
            words = tuple(word.folded for word in spans(match["term"]) if word.folded not in STOP_WORDS)
            return words if len(words) <= _LONGEST_TERM else ()
    return ()


def _count(term: Sequence[str]) -> int | None:
    """How many there are, if the name says so."""
    figures = {word: int(word) for word in term if word.isdecimal() and len(word) <= 2}
    return next((number for word in term if (number := _NUMBERS.get(word) or figures.get(word))), None)


def _enumerations(text: str, term: tuple[str, ...]) -> Iterator[tuple[int, int, int]]:
    """Start and end of what may enumerate a name in a text, and how many items that must have at least."""
    for low, high in _places(text, term):
        if match := _BRACKETS.match(text, high):
            yield *match.span("items"), _FEWEST_IN_BRACKETS
        if match := _BEHIND.match(text, high):
            yield *match.span("items"), _FEWEST
        if match := _BEFORE.search(text, 0, low):
            yield *match.span("items"), _FEWEST


def _places(text: str, term: tuple[str, ...]) -> Iterator[Span]:
    """Where the words of a name stand one behind the other."""
    words = [word for word in spans(text) if word.folded not in STOP_WORDS]
    for at in range(len(words) - len(term) + 1):
        run = words[at : at + len(term)]
        if tuple(word.folded for word in run) == term:
            yield run[0].start, run[-1].end
