"""Why a question is not answered, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from ..claims import Differing, Missing
from ..records import Hit, Reading

_NAMED = 6  # readings that are named


def reason_to_decline(
    reading: Reading,
    hits: Sequence[Hit],
    missing: Missing | None = None,
    too_many: Differing | None = None,
    form: str | None = None,
    *,
    opposite: bool = False,
) -> str:
    """One line for a person: what is asked for is nowhere, what to add, or that nothing answers it.

    `form` is what an answer would have to have and the nearest sentences do not: "a number". `opposite`: whether the
    nearest sentence says the opposite of what is asked.
    """
    if missing is not None:
        nearest = f"; the nearest is {missing.nearest}" if missing.nearest else ""
        return f"The documents do not mention {missing.term.text}{nearest}."
    if not hits or not reading.findings:
        return "No passage of the documents is like this question."
    if too_many is not None:
        more = ", …" if len(too_many.labels) > _NAMED else ""
        return f"Several answers fit; add which is meant: {', '.join(too_many.labels[:_NAMED])}{more}."
    if opposite:
        return "The documents do not seem to answer this: what is nearest says the opposite."
    if form is not None:
        return f"The documents do not seem to answer this: what is nearest does not have {form}."
    return (
        "The documents do not seem to answer this: the nearest sentence is "
        f"{reading.confidence:.0%} likely to be an answer."
    )
