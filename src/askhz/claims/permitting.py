"""Which units of a document may answer a question that asks for a term."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ..records import DocumentInfo, Passage, Span
from ..text.words import spans
from .grounds import Ground
from .standing import CERTAIN, ground_of, is_month, places_of, rivals, stands
from .terms import Term

_PARAGRAPH = re.compile(r"\n\s*\n|\n\s*(?:[-*+•]|\d+[.)])\s")
_OTHER_CLAUSE = re.compile(r"[;:.](?=\s)|\b(?:because|but|use|so|while|until|which|instead|replaced)\b", re.IGNORECASE)


def permitted(terms: Sequence[Term], units: Sequence[tuple[Passage, Span, DocumentInfo | None]]) -> list[bool]:
    """For each unit, whether it may answer a question that asks for these terms.

    A unit that speaks of another of the same series may not, as long as there is one that may.
    """
    allowed = [True] * len(units)
    for term in terms:
        # What came of something "in January" is told without the month.
        if term.kind not in CERTAIN or term.filled_in or (term.date is not None and is_month(term.date)):
            continue
        may = [may_answer(term, passage, span, document) for passage, span, document in units]
        both = [one and other for one, other in zip(allowed, may, strict=True)]
        if any(both):
            allowed = both
        # What is said of another is no answer, whatever else there is.
        allowed = [one and not _of_another(term, *unit[:2]) for one, unit in zip(allowed, units, strict=True)]
    return allowed


def _of_another(term: Term, passage: Passage, span: Span) -> bool:
    own = passage.text[span[0] - passage.start : span[1] - passage.start]
    return bool(term.verb) and stands(term, own) and _done_to_another(term, own)


def may_answer(term: Term, passage: Passage, span: Span, document: DocumentInfo | None) -> bool:
    """Whether a unit of a passage speaks of a term.

    It does if it has the term, if what stands before it in its paragraph has the term and nothing else of the series
    behind that, or if the context has it. It does not if it has another of the series only, or leans on one.
    """
    ground = _ground(passage, document)
    own = passage.text[span[0] - passage.start : span[1] - passage.start]
    if stands(term, own):
        return not _done_to_another(term, own)
    if next(rivals(term, own), None) is not None:
        return False
    led = _lead(passage, span[0])
    if stands(term, led):
        last = max((found.end() for found in places_of(term, led)), default=len(led))
        if not any(place[0] >= last for _, place in rivals(term, led)):
            return term.date is None or stands(term, ground.context) or not any(rivals(term, ground.context))
    elif next(rivals(term, led), None) is not None:
        return False
    if stands(term, ground.context):
        return True
    return (
        next(rivals(term, ground.context), None) is None
        and stands(term, f"{ground.context}\n{ground.text}")
        and term.kind != "version"
    )


def _done_to_another(term: Term, text: str) -> bool:
    """Whether what a question says of a term is said of another of its series: "3.2 was yanked; use 3.3"."""
    done = next((word for word in spans(text) if word.stem == term.verb), None) if term.verb else None
    if done is None:
        return False
    own = max((found.end() for found in places_of(term, text) if found.end() <= done.start), default=-1)
    other = max((end for _, (_, end) in rivals(term, text) if end <= done.start), default=-1)
    after = min((found.start() for found in places_of(term, text) if found.start() >= done.end), default=len(text))
    # In "3.8 is called Alder, 3.9 Birch" it is said of both.
    return other > own and _OTHER_CLAUSE.search(text, done.end, after) is not None


def _lead(passage: Passage, start: int) -> str:
    """What stands before a unit in its paragraph or item."""
    before = passage.text[: start - passage.start]
    breaks = [match.end() for match in _PARAGRAPH.finditer(before)]
    return before[breaks[-1] if breaks else 0 :]


@lru_cache(maxsize=256)
def _ground_cached(passage: Passage, title: str, details: tuple[tuple[str, str], ...]) -> Ground:
    return ground_of(passage, DocumentInfo(passage.source, title, 0, dict(details)))


def _ground(passage: Passage, document: DocumentInfo | None) -> Ground:
    if document is None:
        return _ground_cached(passage, "", ())
    return _ground_cached(passage, document.title, tuple(document.details.items()))
