"""Why a question is not answered, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from ..claims import Missing
from ..records import Hit, Reading


def reason_to_decline(reading: Reading, hits: Sequence[Hit], missing: Missing | None = None) -> str:
    """One line for a person: what is asked for is nowhere, nothing is like the question, or nothing answers it."""
    if missing is not None:
        nearest = f"; the nearest is {missing.nearest}" if missing.nearest else ""
        return f"The documents do not mention {missing.term.text}{nearest}."
    if not hits or not reading.findings:
        return "No passage of the documents is like this question."
    return (
        "The documents do not seem to answer this: the nearest sentence is "
        f"{reading.confidence:.0%} likely to be an answer."
    )
