"""Whether a name with a number is meant, where a text gives a range: "Does it run on Fedora 42?", "41 and later"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..records import Finding, Hit, Question
from ..text.words import STOP_WORDS, spans, word_set
from .numbered import is_numbered, is_ranged
from .standing import ground_of
from .terms import Term, required

SURE_OF_RANGES = 0.8
"""The confidence of a sentence that gives the range which decides: a careful choice, fitted to nothing."""
_YES_NO = re.compile(
    r"^\W*(?:and |so |but )?(?:does|do|is|are|can|could|will|would|may|läuft|geht|kann|ist|unterstützt|fonctionne"
    r"|peut-on|est-ce|funciona|puedo|se puede)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|no longer|why|when|how)\b|n['’]t\b", re.IGNORECASE)
# They say that one thing goes with another, in whatever words.
_GOING_WITH = word_set(
    "run runs running work works working support supports supported use uses used using need needs require requires"
    " required compatible install installed available possible version versions release ok okay fine still with on"
    " läuft geht kann unterstützt funktioniert unter auf mit fonctionne avec funciona con sur en ich man je peut"
)


def told_by_range(question: Question, hits: Sequence[Hit]) -> list[Finding]:
    """The sentence among the hits that gives the range which decides a yes-no question; none where none does.

    Every word of the question must be accounted for: it stands in the sentence, or above it, or says no more than
    that one thing goes with another.
    """
    asked = question.search[0] if question.search else question.as_asked
    if not _YES_NO.match(asked) or _NOT.search(asked):
        return []
    terms = [term for term in required(question) if term.noun]
    for rank, hit in enumerate(hits, 1):
        ground = ground_of(hit.passage, hit.document)
        for start, end in hit.passage.sentences:
            text = hit.passage.text[start - hit.passage.start : end - hit.passage.start]
            for term in terms:
                if is_ranged(term.noun, text) and _is_said(term, terms, asked, text, ground.context):
                    return [Finding(hit.passage.source, start, end, text, 1.0, None, rank)]
    return []


def _is_said(term: Term, terms: Sequence[Term], asked: str, text: str, context: str) -> bool:
    """Whether a sentence and what stands above it have all else that is asked: other numbers, and the words."""
    others = [one for one in terms if one is not term]
    numbered = (is_numbered(one.noun, one.text, text) or is_numbered(one.noun, one.text, context) for one in others)
    if not all(numbered):
        return False
    rest = asked[: term.span[0]] + " " + asked[term.span[1] :]
    for one in others:
        rest = rest.replace(one.text, " ")
    stems = {word.stem for word in spans(rest) if word.folded not in STOP_WORDS} - _GOING_WITH
    return stems <= word_set(f"{text} {context}")
