"""Why a question is not answered, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from ..records import Hit, Reading


def reason_to_decline(reading: Reading, hits: Sequence[Hit]) -> str:
    """One sentence for a person: nothing is like the question, or nothing answers it."""
    if not hits or not reading.findings:
        return "No passage of the documents is like this question."
    return (
        "The documents do not seem to answer this: the nearest sentence is "
        f"{reading.confidence:.0%} likely to be an answer."
    )
