"""What a short answer is not complete without: "3.6 or newer", "someone outside the pair"; and what it can do without.

Networks point at the head of a phrase where what follows it decides, and go on with what the question says itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..records import Finding, Question, ShortAnswer
from ..text.words import STOP_WORDS, spans, telling_set, word_set
from .labels import value_of_label

_OR_MORE = re.compile(
    r"[`*_]*,? (?:and|or) (?:earlier|later|older|newer|above|below|up(?:wards)?|down|higher|lower|greater|more|less"
    r"|fewer|longer|shorter|over|under)\b"
)
_NUMBER_LAST = re.compile(r"\d[\w.%]*$|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve)$", re.IGNORECASE)
# Where the end of a range is asked for, that it is one goes without saying.
_ONE_END = re.compile(
    r"\b(?:minimum|maximum|min|max|old|new|low|high|small|large|few|early|late|great|young|big|long|short)(?:est)?\b"
    r"|\bat (?:the )?(?:least|most)\b|\bup to\b|\bfrom (?:which|what)\b",
    re.IGNORECASE,
)
_WHICH_ONES = re.compile(
    r" (?:with|without|outside|from|of|in charge of|responsible for|who|whose)(?: [\w'’/-]+| \([^()\n]+\)){1,9}?"
    r"(?=\s(?:should|must|can|may|will|shall|is|are|has|have|was|were|needs?|do|does)\b|\s*(?:[.,;:!?)]|\n|$))"
)
_ANYBODY = frozenset("someone somebody anyone anybody everyone everybody those people".split())
_NEEDED_FOR = re.compile(r"\b(?:what|which|who)\b.*\b(?:need(?:s|ed)?|require[sd]?)\b.* (?:to|for)\b", re.IGNORECASE)
_PURPOSE = re.compile(r"(?<=\w) (?:(?:in order )?to [a-z]+|for) ")
_DENIED = re.compile(r"\b(?:no|not|never|without)\s(?:any )?[\[*_`]*$", re.IGNORECASE)
_DENIES = re.compile(r"\b(?:no|not|never|without|except)\b|n['’]t\b", re.IGNORECASE)
_LONGEST = 15  # words of a value that is a short answer
# A name that these say themselves may be the answer: "Who won, Ada or Bo?", "Who is Ada?"
_MAY_SAY_IT = re.compile(r"\bor\b|^\W*who (?:is|was|are|were)\b", re.IGNORECASE)
_MARKUP = re.compile(r"[\[\]*`|<>]|[.!?] ")
_A_PERSON = r"[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+)*"
_BY = re.compile(rf"\b[A-Za-z]+ed by (?P<name>{_A_PERSON}(?:(?:,| and) {_A_PERSON})*)")


def with_qualifier(question: Question, text: str, start: int, end: int) -> int:
    """Where a short answer ends together with what tells which ones are meant: "and earlier", "outside the pair".

    >>> from askhz.question import analyse
    >>> text = "It fails with 1.2 and earlier. Someone outside the pair should see it."
    >>> text[14 : with_qualifier(analyse("Which versions fail?"), text, 14, 17)]
    '1.2 and earlier'
    >>> text[31 : with_qualifier(analyse("Who should see it?"), text, 31, 38)]
    'Someone outside the pair'
    """
    inside = text[start:end]
    if _NUMBER_LAST.search(inside) and not _ONE_END.search(question.as_asked):
        further = _OR_MORE.match(text, end)
        return further.end() if further else end
    last = next(reversed(list(spans(inside))), None)
    if question.kind == "person" and last is not None and (inside[last.start].islower() or last.folded in _ANYBODY):
        further = _WHICH_ONES.match(text, end)
        return further.end() if further else end
    return end


def with_denial(question: Question, text: str, start: int) -> int:
    """Where a short answer begins together with what denies it: "No keys" where "keys" would say the contrary.

    >>> from askhz.question import analyse
    >>> text = "No keys are needed."
    >>> text[with_denial(analyse("Which keys are needed?"), text, 3) : 7]
    'No keys'
    """
    denied = _DENIED.search(text, 0, start)
    return denied.start() if denied and not _DENIES.search(question.as_asked) else start


def without_purpose(question: Question, text: str, start: int, end: int) -> int:
    """Where what is needed ends before what it is needed for, where the question says that.

    >>> from askhz.question import analyse
    >>> text = "A key to open the mill"
    >>> text[: without_purpose(analyse("What do I need to get into the mill?"), text, 0, len(text))]
    'A key'
    """
    if not _NEEDED_FOR.search(question.as_asked):
        return end
    purpose = _PURPOSE.search(text, start, end)
    if purpose is None or not telling_set(text[purpose.end() : end]) & word_set(question.as_asked) - STOP_WORDS:
        return end
    return purpose.start()


def by_whom(question: Question, short: ShortAnswer | None, quotes: Sequence[Finding]) -> ShortAnswer | None:
    """The value of a line whose label is asked for, or the one name behind "by"; else the short answer.

    The name stands near a short answer that says no more than a question of who.

    >>> from askhz.question import analyse
    >>> quote = Finding("a.txt", 0, 42, "It meets in Bristol. Organised by Ada Lind", 0.9, (12, 19), 1)
    >>> said = ShortAnswer("Bristol", "a.txt", 12, 19)
    >>> told = by_whom(analyse("Who runs the Bristol meeting?"), said, [quote])
    >>> told.text if told else None
    'Ada Lind'
    """
    labelled = value_of_label(question, quotes)
    if labelled is not None:
        quote, (start, end) = labelled
        value = quote.text[start:end]
        if len(value.split()) <= _LONGEST and not _MARKUP.search(value):
            return ShortAnswer(value, quote.source, quote.start + start, quote.start + end)
    if short is None or question.kind != "person" or not telling_set(short.text) <= word_set(question.as_asked):
        return short
    for quote in quotes:
        if quote.source == short.source and quote.start <= short.start < quote.end:
            names = [name.span("name") for name in _BY.finditer(quote.text)]
            if len(names) == 1:
                (start, end), at = names[0], quote.start
                return ShortAnswer(quote.text[start:end], quote.source, at + start, at + end)
    return short if _MAY_SAY_IT.search(question.as_asked) else None  # it says only what is asked about
