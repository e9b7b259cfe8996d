"""What is quoted in one piece: a list, a set of steps or a block of code, with the sentence that leads in to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..records import Finding, Hit, Question

WHOLE_LIMIT = 300  # words of a list or of steps that are quoted whole


def whole_quote(question: Question, best: Finding, hits: Sequence[Hit]) -> Finding | None:
    """The list or the steps that the best finding belongs to, as one finding; None where single sentences are wanted.

    A procedure with a step left out is wrong, and so is a list with an item left out.
    """
    if best.whole is None or question.kind not in ("list", "manner"):
        return None
    passage = hits[best.hit_rank - 1].passage
    start, end = best.whole
    text = passage.text[start - passage.start : end - passage.start]
    if len(text.split()) > WHOLE_LIMIT:
        return None
    return replace(best, start=start, end=end, text=text, short=None)
