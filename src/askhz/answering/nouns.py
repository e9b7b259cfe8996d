"""The nouns that name what a question asks for with an adjective or a question word: "how heavy" is a weight."""

from __future__ import annotations

import re

from ..records import Question
from ..text.words import word_set

# What tells how long something has gone on.
_BEGAN = "start started since joined entry entered hired employed begin began"
_DEALT = r"\b(?:ordered|bought|sold)\b"
_MOST = r"\b(?:most|least|fewest)\b"
_NOUNS = tuple(
    (re.compile(asked), word_set(nouns))
    for asked, nouns in (
        (
            r"\bhow much\b.*\bearns?\b|\b(?:earns?|earned|earning)\b|\b(?:best|worst|highest|lowest)[- ]paid\b",
            "salary wage pay income earnings",
        ),
        (
            r"\bhow much (?:is|are|was|were|do|does|did|for|to|would|will)\b|\bhow (?:expensive|cheap)\b"
            r"|\b(?:most|least) expensive\b|\b(?:cheapest|priciest|dearest|costs?)\b",
            "price cost fee rate charge tariff net gross eur euro usd gbp chf",
        ),
        (
            r"\b(?:been|\w{2,}ed|working)\b.*\b(?:long|short)est\b|\b(?:long|short)est[- ](?:serving|standing)\b"
            r"|\b(?:joined|started|began|begun)\b (?:first|last|most recently|earliest|latest)\b",
            _BEGAN,
        ),
        (rf"{_DEALT}.*{_MOST}|{_MOST}.*{_DEALT}", "quantity number amount"),
        (r"\bhow (?:much|many)\b", "quantity number count amount stock"),
        (r"\bhow long\b|\b(?:long|short)est\b", "duration length time"),
        (r"\bhow heavy\b|\bweighs?\b|\b(?:heavi|light)est\b", "weight mass"),
        (r"\bhow (?:tall|high)\b|\btallest\b", "height altitude elevation"),
        (r"\bhow (?:big|large)\b|\b(?:bigg|larg|small)est\b", "size area capacity seats"),
        (r"\bhow (?:hot|warm|cold|cool)\b|\b(?:hott|warm|cold|cool)est\b", "temperature"),
        (r"\bhow (?:fast|quick)\b|\b(?:fast|quick|slow)est\b", "speed velocity duration time"),
        (r"\bhow (?:loud|noisy|quiet)\b|\b(?:loud|quiet|noisi)est\b", "noise volume sound"),
        (r"\bhow deep\b|\b(?:deep|shallow)est\b", "depth"),
        (r"\bhow (?:wide|broad)\b|\b(?:wid|narrow)est\b", "width breadth"),
        (r"\bhow thick\b|\b(?:thick|thinn)est\b", "thickness"),
        (r"\bhow (?:strong|powerful)\b|\b(?:strongest|most powerful)\b", "strength power"),
        (r"\bhow old\b|\b(?:old|young)est\b", "age born birth birthday birthdate"),
        (r"\bhow far\b|\b(?:farth|furth)est\b", "distance"),
        (r"\bhow (?:often|frequently)\b", "frequency interval every"),
        (r"\bwhere\b", "location room address venue city town"),
        (r"\bwhen\b", "date day time"),
    )
)


_OF = re.compile(
    r"^(?:and |but |so )?(?:what|who|which)(?:['’]?s| is| are| was| were) (?:the )?"
    r"(?P<said>(?:[\w'’-]+ ){1,4}?)(?:of|for) ",
    re.IGNORECASE,
)


def said_of(question: Question) -> str:
    """The words for what a question asks of something, as "Who is the author of …?" says them; "" where it does not.

    >>> from askhz.question import analyse
    >>> said_of(analyse("What are the opening hours of the pool?")), said_of(analyse("Where is the pool?"))
    ('opening hours', '')
    """
    match = _OF.match(question.as_asked)
    return match["said"].strip() if match else ""


def nouns_asked(question: Question) -> frozenset[str]:
    """The stems of the nouns that a question stands for with an adjective or a question word; mostly none.

    >>> from askhz.question import analyse
    >>> sorted(nouns_asked(analyse("How heavy is the pump?"))), sorted(nouns_asked(analyse("Who made the pump?")))
    (['mass', 'weight'], [])
    """
    return next((nouns for pattern, nouns in _NOUNS if pattern.search(question.as_asked.lower())), frozenset())


def words_of_nouns(question: Question) -> frozenset[str]:
    """The stems of the words in the question that `nouns_asked` stand for.

    >>> from askhz.question import analyse
    >>> sorted(words_of_nouns(analyse("Who earns least?")))
    ['earn']
    """
    found = next((m for pattern, _ in _NOUNS if (m := pattern.search(question.as_asked.lower()))), None)
    return word_set(found[0]) if found else frozenset()
