"""What sort of thing an answer must hold: a sum of money, a time, a month, a word for what is to be done.

A near miss is about the matter and holds nothing of the sort that is asked for. As with forms, each sort is wide enough
that hardly any sentence that answers lacks it: over real documents 1 in 40 where one is asked for, of the sentences
nearest to what is not told 1 in 3.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..records import Question
from ..text.words import fold, in_chinese, telling_set
from .actions import action_missing
from .bounds import compiled
from .dates import date_matches, date_of_match
from .forms import MONTHS, UNITS, WEEKDAYS, has_quantity, plain_words

_LONGEST = 30  # words of a question beyond which it tells of more than one thing
_SUM = (
    r"[$€£¥￥₹%]|\b(?:dollars?|euros?|pounds?|cents?|pence|yuan|yen|rupees?|usd|eur|gbp|gas|g?wei|[cgsp]p|coins?|credits?"
    r"|crowns?|francs?|kron\w+|pesos?|shillings?|marks?|lira|rubles?|won|points?|cheap\w*|(?:in)?expensive"
    r"|free|no[ -](?:\w+ )?(?:cost|charge|fee)s?|without (?:\w+ )?(?:cost|charge|fee)s?"
    r"|depends?|percent|per cent|half|double|twice|times|waived?|voluntary|donat\w+|(?:un)?paid|sponsor\w*)\b"
)
_OF_MONEY = (
    r"\b(?:price[sd]?|pricing|costs?|fees?|charge[sd]?|pays?|payments?|budget|fund(?:s|ing)?|worth|salary|rates?|rent\w*"
    r"|bonus|wages?|fined?|fines|days? off|stipend|scholarships?|grants?|reimburse\w*|tuition"
    r"|fares?|prize|deposit|premium|spen[dt]s?|spending|earn\w*|rais\w+|s[oa]ld"
    r"|sale|sell\w*|bought|buy\w*|per (?:seat|user|person|month|year|hour))\b"
)
_ANY_TIME = (
    rf"\b(?:{MONTHS}|{WEEKDAYS}|{UNITS}|weekends?|spring|summer|autumn|winter|yesterday|today|now|noon|midnight|morning"
    r"|afternoon|evening|night|early|earlier|late|later|last|next|first|then|once|since|after|before|when\w*|during"
    r"|while|until|between|throughout|upon|prior|following|as|ago|never|always|already|immediately|soon|recent\w*"
    r"|annual\w*|yearly|era|past|christmas|easter|advent|lent|ramadan|holidays?|requests?|demand|receipt|arrival"
)
_PAST = (
    r"(?<!\d)\d{3,4}s?\b|['’]\d\d\b|\d ?(?:ad|bc|b?ce)\b|\d[/.:]\d|\d-\d\d?-\d"
    rf"|{_ANY_TIME}|fall|versions?|releases?|original\w*|ages?)\b"
)
_TIME = (
    rf"\d|{_ANY_TIME}|tomorrow|tonight|daily|weekly|monthly|quarterly|any ?time|till|deadline|dates?"
    r"|times?|ends?|beginning|start\w*|currently|every|each|within|if|unless|where|case|provided|at|tbd|tba|dusk|dawn"
    r"|sun\w+|lunch\w*|break\w*|dinner)\b"
)


@dataclass(frozen=True, slots=True)
class _Sort:
    """What is asked for (`name`), how it is asked, and whether a text holds it.

    `near`: whether of what stands above only lines count that have a word of the question.
    """

    name: str
    asked: str
    held: Callable[[str], object]
    near: bool = False


def _written(pattern: str) -> Callable[[str], object]:
    return lambda text: compiled(pattern).search(plain_words(text))


def _sum_of_money(text: str) -> object:
    text = plain_words(text)
    return compiled(_SUM).search(text) or (has_quantity(text) and compiled(_OF_MONEY).search(text))


def _past(text: str) -> object:
    text = plain_words(text)
    return compiled(_PAST).search(text) or any(date_of_match(match) for match in date_matches(text))


_SORTS = (
    _Sort(
        "a sum of money",
        r"^(?!who)(?:.*\bhow much (?:money )?(?:do|does|did|is|are|was|were|will|would|can|must|should|has|have)\b.*"
        r"\b(?:costs?|pay|pays|paid|charged?|spend|spent|earn|earned|worth|raised?|donated?)\b"
        r"|.*\bwhat(?:['’]s| is| was| are| were) (?:[\w’'-]+ ){0,5}?"
        r"(?:price|fee|fine|salary|wage|rent|bonus|tuition|budget)\b"
        r"|.*\b(?:what(?:['’]s| is| was)|how high (?:is|are|was)) (?:[\w’'-]+ ){1,3}?costs?\b"
        r"|.*\bwhat (?:do|does|did|will|would) .*\bcosts?\b(?! of)"
        r"|(?:[\w'’-]+ ){0,3}(?:price|cost|fee|costs|fees) (?:of|for)\b)",
        _sum_of_money,
    ),
    _Sort("a time", r"^(?:and |so |but )?when (?:was|were|did)\b", _past),
    _Sort(
        "a time",
        # Of what happens: "When is a list better than a table?" asks in which case.
        r"^(?:and |so |but )?(?:since |until |by )?when (?:does|is|are) (?!an?\b|it\b|something\b).*\b(?:next|due"
        r"|published|released|held|planned|expected"
        r"|scheduled|available|meetings?|calls?|events?|launch\w*|place|starts?"
        r"|begins?|ends?|opens?|closes?|expires?|happen\w*|finish\w*|arrives?|leaves?|live|out)\b"
        r"|^(?:on|by) (?:what|which) (?:date|day)\b",
        _written(_TIME),
        near=True,
    ),
    _Sort(
        "a month",
        r"\b(?:which|what) months?\b",
        _written(
            rf"\b(?:{MONTHS}|months?)\b|\d[-/]\d|spring|summer|autumn|winter|fall|quarter|christmas|easter|advent|lent"
        ),
    ),
)


def sort_missing(question: Question, text: str, context: str = "") -> str | None:
    """What a question asks for by its sort and a text holds nothing of, as words for a person; None where it does.

    `context` is what stands above the text: headings and titles.

    >>> sort_missing(Question("", "number", (), "How much does a seat cost?"), "There are 40 seats.")
    'a sum of money'
    >>> sort_missing(Question("", "number", (), "How much does a seat cost?"), "A seat is $3.")
    """
    asked = question.as_asked
    if len(asked.split()) > _LONGEST or in_chinese(asked) or in_chinese(text):
        return None
    for sort in _SORTS:
        if compiled(sort.asked).search(fold(asked)):
            above = _about(asked, context) if sort.near else context
            if not sort.held(f"{above}\n{text}"):
                return sort.name
    return action_missing(question, f"{context}\n{text}")


def _about(asked: str, context: str) -> str:
    """The lines that have a word of the question."""
    words = telling_set(asked)
    return "\n".join(line for line in context.split("\n") if words & telling_set(line))
