"""Sentences that lean on the one before: "This made …", "In addition, …", "He added …"."""

from __future__ import annotations

import re

from ..records import Question
from ..text.words import content_words
from .matching import asked_words
from .surroundings import Stretch, Unit

_MOST = 2  # sentences that are taken along
_SUBJECT = 8  # words at the beginning of a sentence that say what it is about
# They point at what was said, or go on from it.
_POINTING = re.compile(
    r"[\"“‘(]?(?:this|these|that|those|such)\b"
    r"(?! (?:day|week|month|year|time|document|guide|page|article|policy|section|file|handbook|manual|report|project"
    r"|paper|repository|chapter|book|standard|course|website|site|list|table|template|proposal|specification|spec)s?\b)"
    r"|[\"“‘(]?(?:in addition|additionally|moreover|furthermore|besides|likewise|similarly|also|however|nevertheless"
    r"|nonetheless|instead|otherwise|therefore|thus|hence|consequently|accordingly|as a result|as such|for this reason"
    r"|for these reasons|because of (?:this|that|these)|due to (?:this|that|these)|by contrast|in contrast|but|yet|so"
    r"|and|or|then|here|there|the (?:former|latter|same))\b"
    r"|:\s"  # what a list of definitions says of the term before it
    r"|(?:此外|另外|因此|所以|但是|然而|同时|而且|于是|这|那|其)",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[\"“‘(]?(?:it|its|he|she|they|his|her|their)\b|(?:它|他|她)(?:们)?", re.IGNORECASE)
_SPEAKING = re.compile(
    r"[\"“‘(]?(?:he|she|they|it)\s+(?:also\s+)?(?:added|adds|said|says|noted|explained|stressed|continued|concluded"
    r"|pointed out|told|believes|believed|emphasi[sz]ed)\b",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"it (?:is|was) (?:\w+ )?(?:\w+ )?(?:to|that|for|when|if)\b|it takes\b|there (?:is|are|was|were|will)\b|so that\b"
    r"|that is why\b",
    re.IGNORECASE,
)


def leans(text: str) -> bool:
    """Whether a sentence says only together with the one before what it is about.

    >>> [leans(text) for text in ("This made it famous.", "He added more.", "It is easy to see.", "The city grew.")]
    [True, True, False, False]
    """
    return _EXPLETIVE.match(text) is None and bool(_POINTING.match(text) or _PERSON.match(text))


def says_of_term(text: str) -> bool:
    """Whether a text is what a list of definitions says of the term above it: ": a wheel that water turns"."""
    return text.startswith(": ")


def with_antecedent(question: Question, unit: Unit, stretch: Stretch) -> Unit:
    """The first of the sentences that must be quoted for `unit` to be understood: itself, or one before it.

    A pronoun that stands for what the question itself names, or the heading of what it names, needs none.
    """
    at = stretch.units.index(unit)
    first = at
    while first and at - first < _MOST and leans(stretch.units[first].reads) and _may_carry(stretch, first):
        first -= 1
    if first == at:
        return unit
    only_person = not _POINTING.match(unit.reads) and not _SPEAKING.match(unit.reads)
    if only_person and _is_known(question, stretch.units[first], stretch):
        return unit
    if leans(stretch.units[first].reads) and not _points(unit.reads):
        return unit  # what it stands for lies too far back
    return stretch.units[first]


def _is_known(question: Question, antecedent: Unit, stretch: Stretch) -> bool:
    """Whether the question names what a sentence is about, or what the title or a heading calls the subject of both."""
    subject, asked = _subject(antecedent.reads), asked_words(question)
    above = frozenset(content_words(" ".join([stretch.passage.context, *antecedent.headings])))
    return bool(subject & asked or (subject & above and asked & above))


def _points(text: str) -> bool:
    return _POINTING.match(text) is not None or _SPEAKING.match(text) is not None


def _may_carry(stretch: Stretch, at: int) -> bool:
    """Whether the unit before is prose of the same section."""
    one, other = stretch.units[at - 1], stretch.units[at]
    prose = ("paragraph", "quotation")
    return one.kind in prose and other.kind in prose and one.headings == other.headings


def _subject(text: str) -> frozenset[str]:
    return frozenset(content_words(" ".join(text.split()[:_SUBJECT])))
