"""What a question asks the most or the least of: its superlative, what that measures, and whether it is a time."""

from __future__ import annotations

import re

from ..records import Question
from ..text.words import word_set

_MOST = re.compile(
    r"\b(?:highest|largest|biggest|greatest|longest|tallest|deepest|heaviest|widest|fastest|quickest|hottest|warmest"
    r"|strongest|priciest|dearest|best[- ]paid|most(?! of\b| \w+ly\b| recent)|newest|youngest|latest|most recent"
    r"|most recently)\b",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"\b(?:lowest|smallest|least(?<!at least)|fewest|shortest|cheapest|lightest|slowest|coldest|narrowest|shallowest"
    r"|worst[- ]paid|oldest|earliest)\b",
    re.IGNORECASE,
)
# "Who joined first?", "Which is due first?", "the first to arrive", but not "the first step", "first aid".
_PAST = (
    r"(?:due|\w{3,}ed|began|begun|built|bought|came|made|sold|left"
    r"|(?:begin|start|end|expire|arrive|leave|depart|open)s?)"
)
_ENDS = r"(?=\s*(?:$|[?.!,]|\b(?:and|in|of|on|at|among|by)\b))"
_FIRST = re.compile(
    rf"\b{_PAST} (?:\w+ ){{0,3}}first\b{_ENDS}|\bthe first to\b|\b(?:who|which|that) first {_PAST}\b", re.IGNORECASE
)
_LAST = re.compile(rf"\b{_PAST} (?:\w+ ){{0,3}}last\b{_ENDS}|\bthe last to\b", re.IGNORECASE)
# How long something has gone on is told by the day on which it began: the longest began earliest.
_SINCE = re.compile(
    r"\b(?:has|have|had|been|worked|working|served|lived|stayed|belonged)\b.*\b(?:been|\w{2,}ed|working)\b.*\b(?:long|short)est\b"
    r"|\b(?:worked|served|lived|stayed|belonged)\b.*\b(?:long|short)est\b"
    r"|\b(?:long|short)est[- ](?:serving|standing)\b",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(r" (?:expensive|recent|powerful|popular|common)\b", re.IGNORECASE)
_OF_TIME = re.compile(r"\b(?:newest|latest|most recent(?:ly)?|oldest|youngest|earliest)\b", re.IGNORECASE)
_HEAD = re.compile(r"\s*(?:expensive|recent|powerful|popular|common)?\s*(?P<head>[\w-]+(?:\s+[\w-]+)?)")
_AMOUNT = re.compile(
    r"\bhow (?:much|many|long|old|far|high|big|large|heavy)\b|\bwhen\b|\bwhat (?:date|day|time)\b", re.I
)
# A participle says which of several amounts of one thing is meant: holiday taken, days left, amount paid.
_PARTICIPLE = re.compile(
    r"\b(?:\w{2,}(?<!e)ed|\w{2,}en|left|sold|spent|paid|lost|won|made|built|bought|kept|held|sent|due|open)\b",
    re.IGNORECASE,
)


def asks_for_extreme(question: Question) -> bool:
    """Whether what has most or least of something is asked for.

    >>> from askhz.question import analyse
    >>> [asks_for_extreme(analyse(asked)) for asked in ("Who joined first?", "What is the first step?")]
    [True, False]
    """
    return any(pattern.search(question.as_asked) for pattern in (_MOST, _LEAST, _FIRST, _LAST))


def has_superlative(text: str) -> bool:
    """Whether a text says of something that it is the most or the least."""
    return any(pattern.search(text) for pattern in (_MOST, _LEAST))


def asks_for_least(question: Question) -> bool:
    """Whether the least is asked for; of times the earliest."""
    asked = question.as_asked
    if _SINCE.search(asked):
        return re.search("shortest", asked, re.IGNORECASE) is None
    return _LEAST.search(asked) is not None or (_FIRST.search(asked) is not None and _MOST.search(asked) is None)


def asks_of_time(question: Question) -> bool:
    """Whether it is dates that are compared."""
    return any(pattern.search(question.as_asked) for pattern in (_OF_TIME, _FIRST, _LAST, _SINCE))


def asks_since(question: Question) -> bool:
    """Whether that is asked for which has gone on the longest, or the shortest."""
    return _SINCE.search(question.as_asked) is not None


def superlatives(question: Question) -> frozenset[str]:
    """The stems of the words that ask for the most or the least: "cheapest", "most expensive"."""
    found = [match for pattern in (_MOST, _LEAST) for match in pattern.finditer(question.as_asked)]
    adjectives = [_ADJECTIVE.match(question.as_asked, match.end()) for match in found]
    found += [match for pattern in (_FIRST, _LAST) for match in pattern.finditer(question.as_asked)]
    return word_set(" ".join(match[0] for match in (*found, *adjectives) if match))


def asks_for_amount(question: Question) -> bool:
    """Whether the amount or the time itself is asked for that is the most or the least: "How much is the cheapest?"."""
    return _AMOUNT.search(question.as_asked) is not None


def head_of_superlative(question: Question) -> frozenset[str]:
    """The stems of the one or two words behind the superlative: what has most of something, or of which it is most.

    >>> from askhz.question import analyse
    >>> sorted(head_of_superlative(analyse("What is the highest price?")))
    ['price']
    """
    found = next((m for pattern in (_MOST, _LEAST) if (m := pattern.search(question.as_asked))), None)
    head = _HEAD.match(question.as_asked, found.end()) if found else None
    return word_set(head["head"]) if head else frozenset()


def participles(question: Question) -> frozenset[str]:
    """The stems of the participles that say which amount is meant: "left" in "most days left"."""
    return word_set(" ".join(_PARTICIPLE.findall(question.as_asked)))
