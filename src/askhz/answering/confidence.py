"""How sure an answer is whose best quote is not the reader's best finding."""

from __future__ import annotations

from collections.abc import Sequence

from ..reading.weights import log_odds, sigmoid
from ..records import Finding, Reading


def confidence_of(reading: Reading, quoted: Sequence[Finding]) -> float:
    """The reader's confidence, which is that of its best finding, less where only weaker ones are quoted.

    The log odds fall as those of the finding's score do.

    >>> best, other = (Finding("a", 0, 1, "x", score, None, 1) for score in (0.5, 0.2))
    >>> reading = Reading((best, other), 0.8)
    >>> confidence_of(reading, [best]), round(confidence_of(reading, [other]), 3)
    (0.8, 0.5)
    >>> confidence_of(Reading((best, other), 0.0), [other])
    0.0
    """
    best = reading.findings[0].score
    shown = max((quote.score for quote in quoted), default=best)
    if shown >= best:
        return reading.confidence
    # Log odds are bounded, so that those of a confidence of 0 would make a little more of it.
    return min(reading.confidence, sigmoid(log_odds(reading.confidence) + log_odds(shown) - log_odds(best)))
