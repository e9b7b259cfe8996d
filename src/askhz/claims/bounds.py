"""What a figure must be where its bound, a share, a sum, an age is asked for: "three" is not "at most three".

Reading takes any figure for one ("at least one" for the most there may be). What says how the figure is meant is
written in hardly more than a dozen ways: none of some 120 answers to such questions over real documents lacked them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ..records import Question

_KINDS = frozenset({"number", "date", "other"})  # a list of "minimum requirements" need not say so
_NUMBERS = (
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)\b"
)
_A_CASE = re.compile(r"\bhappens?\b|\bif\b", re.IGNORECASE)  # "What happens if the maximum is reached?"


@dataclass(frozen=True, slots=True)
class _Bound:
    """What is asked for (`name`), how it is asked, and what of this an answer has one of."""

    name: str
    asked: re.Pattern[str]
    written: str


def _bound(name: str, asked: str, *written: str) -> _Bound:
    return _Bound(name, re.compile(asked, re.IGNORECASE), "|".join(written))


@cache
def compiled(written: str) -> re.Pattern[str]:
    """A pattern, compiled where it is needed first: all of them would slow down every start."""
    return re.compile(written, re.IGNORECASE)


_BOUNDS = (
    _bound(
        "the most that it may be",
        r"\bat (?:the )?(?:very )?most\b|\bmax(?:imum)?\b(?!\.\w)|\b(?:upper|highest) limit\b",
        r"max|[≤<–]|\d ?(?:-|to|through) ?\d|\bto \d",
        r"\b(?:no|not|n['’]t|never)\b.{0,30}\b(?:more|longer|later|greater|larger|higher|further)\b",
        r"\b(?:at (?:the )?(?:very )?most|up to|only|less than|under|fewer|within|limit\w*|exceed\w*|cap|capped)\b",
        r"\b(?:ceiling|below|between|until|till|longest|biggest|unlimited|any number|infinite\w*)\b",
        r"\bor (?:less|fewer|smaller|shorter|below|lower|earlier)\b",
        r"\b(?:capacity|room for|holds?|fits?|allow(?:s|ed)?)\b",
    ),
    _bound(
        "the least that it may be",
        r"\bat (?:the )?(?:very )?least\b|\bmin(?:imum)?\b(?!\.\w)|\b(?:lower limit|fewest|smallest)\b",
        r"min(?:\b|im)|[≥>]|\d ?(?:-|–|\+|to|through)",
        r"\b(?:no|not|n['’]t|never)\b.{0,30}\b(?:less|fewer|earlier|lower|shorter|smaller|below)\b",
        r"\b(?:at (?:the )?(?:very )?least|only|lowest|smallest|shortest|fewest|need\w*|requir\w*|must)\b",
        r"\bor (?:more|above|higher|newer|later|greater|longer|better|up)\b",
        r"\b(?:quorum|threshold|more than|over|above|exceed\w*)\b",
    ),
    _bound(
        "a share",
        r"\b(?:what|which|how (?:many|much)) (?:percent(?:age)?|share|proportion|fraction)\b",
        r"%|\d ?(?:/|of|out of|in) ?(?:the |every )?\d|\d\.\d|\bone (?:of|in)\b",
        r"\b(?:per ?cent|half|halves|(?:third|quarter|fifth|tenth)s?|majority|minority|most|all|none|every|each)\b",
    ),
    _bound(
        "a time to come",
        r"^(?:and |so )?when will\b",
        r"\d|\b(?:jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec|mon|tues|wednes|thurs|fri|satur|sun)[a-z]*\b|\bmay\b",
        r"\b(?:second|minute|hour|day|night|week|month|quarter|year|decade)s?\b|\b(?:spring|summer|autumn|winter)\b",
        r"\b(?:tomorrow|today|next|soon|later|once|after|before|until|when|by|ends?|start|during|upon|immediately)\b",
        r"\b(?:every|future|never)\b",
    ),
    _bound(
        "by how much",
        r"\bhow much (?:faster|slower|more|less|cheaper|larger|smaller|longer|shorter|bigger|better|higher|lower)\b"
        r"|\bby how much\b",
        r"\d|\b(?:twice|double\w*|triple\w*|half|halv\w*|times|\w*fold|third|quarter|magnitude|per ?cent|no|not)\b",
    ),
    _bound(
        "how many times",
        r"\bhow many times\b",
        r"\d ?(?:x|×)|\b(?:times?|once|twice|thrice|again|per|every|each|limit\w*|terms?|unlimited|number|attempts?)\b",
        r"\b(?:retr(?:y|ies)|repeat\w*)\b",
    ),
    _bound(
        "an age",
        r"\b(?:which|what) (?:ages?|age groups?|grades?|year groups?)\b|\bhow old\b",
        r"\b(?:ages?|aged|grades?|years?|months?|days?|old|older|younger|born|junior|senior|teen\w*|adults?|children)\b",
        r"\b(?:kindergarten|(?:primary|secondary|elementary|middle|high) school)\b|\b(?:1\d|20)\d\d\b",
        rf"\b(?:least|over|under|from|be|is) (?:\d|{_NUMBERS})",
    ),
    _bound(
        "a sum",
        r"\bhow much money\b|\bhow much (?:is|are|was|were|do|does|did|will) .*\b(?:paid|pay|earn|charge|cost)\b",
        r"[$€£¥]|\d|\b(?:free|half|nothing|no (?:\w+ )?costs?|(?:dollar|euro|pound|cent|million|thousand|hundred)s?)\b",
        _NUMBERS,
    ),
)


def bound_missing(question: Question, text: str) -> str | None:
    """What a question asks for of a figure and a text does not tell, as words for a person; None where it does.

    >>> bound_missing(Question("", "number", (), "How many boats are there at most?"), "There is at least one boat.")
    'the most that it may be'
    >>> bound_missing(Question("", "number", (), "How many boats are there at most?"), "Up to four boats lie there.")
    """
    asked = question.as_asked
    if question.kind not in _KINDS or _A_CASE.search(asked):
        return None
    return next(
        (one.name for one in _BOUNDS if one.asked.search(asked) and not compiled(one.written).search(text)),
        None,
    )
