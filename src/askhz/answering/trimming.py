"""What a short answer leaves out because the question says it: "The lowest bid" of "The lowest bid wins it"."""

from __future__ import annotations

import re

from ..records import Question, Span
from ..text.words import STOP_WORDS, spans, word_set

# The verb of a question whose subject is asked for: "Who wins …?", "Who has won …?", and with what follows it "What
# causes …?"
_SUBJECT_ASKED = re.compile(
    r"^(?:and |but |so )?who(?: (?:is|are|was|were|has|have|had|can|may|must|will|should|could"
    r"|would|did|does))?(?: \w+ly)? (?P<verb>[^\W\d_][\w-]*)",
    re.IGNORECASE,
)
_WHAT_DOES_IT = re.compile(
    r"^(?:and |but |so )?(?:what|which \w+) (?P<verb>[^\W\d_][\w-]*) (?P<rest>.+)", re.IGNORECASE
)
_RELATIVE = re.compile(
    r"(?<=\w), (?:which|who|where|whose) [^,]*$|(?<=\w), with (?:[^\s,]+ ){1,4}?(?:being|having) .*$"
)
_APPOSITION = re.compile(r"(?<=\w), (?:(?:which|who|where|whose)|(?:the|a|an) [a-z][\w'’-]*) [^,]*$")
_OF_WHAT = re.compile(
    r"(?:\d|\b[ap]\.?m\.?|night|noon|day|morning|evening)"
    r"(?P<rest> (?:on|in|at|for|by|with) (?:each|every|all|any|your|our|its|their|the) .*)\Z"
)
_A_TIME = re.compile(
    r"(?:day|week|month|year|hour|minute|night|noon|morning|evening|quarter|spring|summer|autumn|winter|time|end|start)"
)
_BETWEEN = re.compile(r"\s*(?:\(|\[|:|=|[–—-] |,|\b(?:is|are|was|were)\b)\s*")
_ASKED_NOUN = re.compile(r"\b(?:which|what) (?P<noun>[^\W\d_][\w-]*(?: [^\W\d_][\w-]*)?)", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"(?P<word>[^\W\d_][\w-]*)[ \n]$")
_NUMBER_OF_ONE = re.compile(r"#?\d[\d.]*[a-z]?|[A-Z]|[IVX]+")  # of an article, a chapter, an annex


def without_what_is_asked(question: Question, text: str, start: int, end: int) -> Span:
    """The span without what the question says of the answer, before and behind it; with the noun a number belongs to.

    >>> from askhz.question import analyse
    >>> def short(asked, text):
    ...     start, end = without_what_is_asked(analyse(asked), text, 0, len(text))
    ...     return text[start:end]
    >>> short("Who wins the auction?", "The lowest bid wins the auction")
    'The lowest bid'
    >>> short("What is Christopher Hiller's handle?", "Christopher Hiller (@boneskull)")
    '@boneskull'
    >>> short("Who is the chair?", "Ada Lind"), short("What follows RFC 2119?", "The wording MUST follows RFC 2119")
    ('Ada Lind', 'The wording MUST')
    >>> short("What colour is the hull?", "The colour of the hull")
    'The colour of the hull'
    """
    end = _before_the_verb(question, text, start, _without_relative(question, text, start, end))
    end = _without_place(question, text, start, end)
    start, end = _behind_the_subject(question, text, start, end)
    return _noun_of_number(question, text, start, end), end


def _without_relative(question: Question, text: str, start: int, end: int) -> int:
    """Where a span ends before a clause that says more of it, behind a person's name also before what they are."""
    found = (_APPOSITION if question.kind == "person" else _RELATIVE).search(text, start, end)
    return found.start() if found and found.start() > start else end


def _without_place(question: Question, text: str, start: int, end: int) -> int:
    """Where a time of the clock or the calendar ends before what says of what or where: "midnight on each server"."""
    found = _OF_WHAT.search(text, start, end) if question.kind == "date" else None
    return end if found is None or _A_TIME.search(found["rest"]) else found.start("rest")


def _before_the_verb(question: Question, text: str, start: int, end: int) -> int:
    """Where a span ends before the verb of the question that it goes on with, and what leads to it ("who", "has")."""
    asked = _SUBJECT_ASKED.match(question.as_asked) or _WHAT_DOES_IT.match(question.as_asked)
    verb = next(iter(spans(asked["verb"])), None) if asked else None
    if asked is None or verb is None or verb.folded in STOP_WORDS:
        return end
    inside = text[start:end]
    words = list(spans(inside))
    at = next(
        (n for n, word in enumerate(words) if n and word.stem == verb.stem and inside[word.start].islower()),
        None,
    )
    if at and "rest" in asked.re.groupindex:  # "What colour is …?": the word may be a noun
        rest = word_set(asked["rest"])
        if at + 1 == len(words) or not all(word.stem in rest for word in words[at + 1 :]):
            return end
    while at and words[at - 1].folded in STOP_WORDS and inside[words[at - 1].start].islower():
        at -= 1
    return end if not at else start + words[at - 1].end


def _behind_the_subject(question: Question, text: str, start: int, end: int) -> Span:
    """The span without the thing that is asked about, where a bracket, a colon or "is" stands between the two."""
    said = word_set(f"{question.as_asked} {' '.join(question.search[:1])}")
    inside = text[start:end]
    words = list(spans(inside))
    at = next((n for n, word in enumerate(words) if word.stem not in said), 0)
    subject = [word for word in words[:at] if word.folded not in STOP_WORDS]
    if not subject or any(inside[word.start].islower() for word in subject):
        return start, end
    begins = start + words[at - 1].end
    between = _BETWEEN.match(text, begins, end)
    if between is None or between.end() >= end:
        return start, end
    inner = text[between.end() : end]
    closing = {"(": ")", "[": "]"}.get(between[0].strip())
    if closing is None or closing not in inner:
        return between.end(), end
    return (between.end(), between.end() + inner.index(closing)) if inner.rstrip().endswith(closing) else (start, end)


def _noun_of_number(question: Question, text: str, start: int, end: int) -> int:
    """Where a span begins together with the noun asked for, if it is but the number of one: "Article 17" for "17"."""
    asked = _ASKED_NOUN.search(question.as_asked)
    if not asked or not _NUMBER_OF_ONE.fullmatch(text[start:end]) or question.kind == "number":
        return start
    nouns = {word.stem for word in spans(asked["noun"]) if word.folded not in STOP_WORDS}
    while (before := _WORD_BEFORE.search(text, 0, start)) and word_set(before["word"]) <= nouns:
        start = before.start()
    return start
