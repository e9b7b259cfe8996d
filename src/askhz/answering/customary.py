"""Sections that by custom hold what a question asks for, whatever words it has: "Ingredients" for what is needed."""

from __future__ import annotations

import re

from ..records import Question

_BEHIND = "in|on|at|for|by|from|to|of|with|about|when|while|if|before|after|first|next|now|here|there|else|and|or"
_NEEDED = re.compile(
    r"\bwhat (?:else )?(?:do|does|did|will|would) (?:[\w'’-]+ ){1,4}?(?:need|require)"
    # "to make sriracha", not "to do in May", nor "to sign?": there the thing itself is what has to be signed.
    rf"(?= (?:for|before|in order)\b| to (?!(?:do|know|be|have|say|bring)\b)\w+ (?!(?:{_BEHIND})\b)\w)"
    r"|\bwhat (?:else )?(?:is|are) (?:\w+ )?(?:needed|required|necessary) (?:for|to|before)\b|\bingredients\b",
    re.IGNORECASE,
)
_HOLD_NEEDED = re.compile(
    r"(?:(?!(?:on|of|about|for|to|in|notes?|changes?|list)\b)[\w-]+ ){0,2}"
    r"(?:pre-?requisites?|requirements|ingredients|materials|equipment|supplies)"
    r"(?: (?:needed|required))?|(?:what )?you(?:['’]ll| will)? need|before you (?:begin|start)",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"\b(?:disadvantages?|downsides?|drawbacks?)\b", re.IGNORECASE)
_HOLD_AGAINST = re.compile(r"(?:disadvantages?|downsides?|drawbacks?|cons|limitations)", re.IGNORECASE)
_FOR = re.compile(r"\b(?:advantages|benefits|upsides)\b|^what (?:do|does) .+ get out of\b", re.IGNORECASE)
_HOLD_FOR = re.compile(r"(?:advantages|benefits|upsides|pros)", re.IGNORECASE)
_AVOIDED = re.compile(
    r"\bwhat (?:must|should|has to|have to) be avoided\b|\bwhat (?:must|should|may|can) (?:i|we|you|one|they) "
    r"(?:avoid|not do|never do)\b|\bwhat not to do\b",
    re.IGNORECASE,
)
_HOLD_AVOIDED = re.compile(
    r"(?:what|things) (?:not to do|to avoid|(?:you|we) (?:must|should) (?:not do|avoid))|don['’]?ts?", re.IGNORECASE
)
_FORBIDDEN = re.compile(
    r"\bwhat (?:am|are|is) (?:[\w'’-]+ ){1,3}(?:not|never) (?:allowed|permitted)\b"
    r"|\bwhat (?:may|can|must) (?:i|we|you|one|they|users|people) not (?:do|use)\b"
    r"|\bwhat(?: [\w'’-]+)? (?:is|are) (?:not (?:allowed|permitted)|forbidden|prohibited|banned|disallowed)\b",
    re.IGNORECASE,
)
_HOLD_FORBIDDEN = re.compile(
    r"(?:(?:what is|what['’]s|things) )?(?:prohibited|forbidden|unacceptable|banned|disallowed"
    r"|not (?:allowed|permitted))"
    r"(?: [\w-]+){0,2}|prohibitions|(?:use )?restrictions(?: on use)?",
    re.IGNORECASE,
)
_LEARNT = re.compile(
    r"^(?!.*\bbefore\b).*\bwhat (?:will|should|would|can|do|did) "
    r"(?:i|we|you|one|they|students|learners|participants|people) "
    r"(?:be able to|learn|know (?:after|at the end)|have learn(?:t|ed)|be taught)\b",
    re.IGNORECASE,
)
_HOLD_LEARNT = re.compile(
    r"(?:(?:learning|course|lesson) )?(?:outcomes|objectives|goals)"
    r"|what (?:you|students|learners|we)(?:['’]ll| will)? learn|(?:in this \w+ )?you(?:['’]ll| will) learn",
    re.IGNORECASE,
)
_CUSTOMS = (
    (_NEEDED, _HOLD_NEEDED),
    (_AGAINST, _HOLD_AGAINST),
    (_FOR, _HOLD_FOR),
    (_AVOIDED, _HOLD_AVOIDED),
    (_FORBIDDEN, _HOLD_FORBIDDEN),
    (_LEARNT, _HOLD_LEARNT),
)
_MARKS = re.compile(r"^[\W\d_]+|[\W_]+$")


def holds_by_custom(question: Question, heading: str) -> bool:
    """Whether what stands under a heading is by custom what a question asks for.

    >>> from askhz.question import analyse
    >>> asked = analyse("What do I need to make sriracha?")
    >>> [holds_by_custom(asked, heading) for heading in ("Ingredients", "2. What you need:", "Notes on ingredients")]
    [True, True, False]
    >>> holds_by_custom(analyse("What do I need to sign?"), "Requirements")
    False
    """
    plain = _MARKS.sub("", heading)
    return any(asks.search(question.as_asked) and hold.fullmatch(plain) for asks, hold in _CUSTOMS)
