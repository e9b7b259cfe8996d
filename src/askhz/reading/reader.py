"""The `Reader` protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ..records import Hit, Question, Reading


class Reader(Protocol):
    """Reads the passages found for a question."""

    def read(self, question: Question, hits: Sequence[Hit], /) -> Reading:
        """Findings, best first, and the probability that the best is right; none for no hits."""
