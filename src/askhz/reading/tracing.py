"""What a reader looked at and how it weighed it: for people who want to know why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ..records import Question, Reading
from ..retrieval import Retrieved


@dataclass(frozen=True, slots=True)
class TracedUnit:
    """A unit that was scored: its place, the probability that it answers, and its features' values by name."""

    source: str
    start: int
    end: int
    text: str
    hit_rank: int
    score: float
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Trace:
    """Every unit that a reader scored, best first, with what the features weigh.

    `confidence` has the values of what the confidence is made of, `confidence_weights` their weights. `answerable` has,
    by the rank of a passage, the network's log odds that it answers; empty for a reader without a network. `reading` is
    what the reader's `read` gives.
    """

    reader: str
    units: tuple[TracedUnit, ...]
    weights: Mapping[str, float]
    confidence: Mapping[str, float]
    confidence_weights: Mapping[str, float]
    answerable: Mapping[int, float]
    reading: Reading


@runtime_checkable
class Traceable(Protocol):
    """A reader that can say how it read."""

    def trace(self, question: Question, retrieved: Retrieved, /) -> Trace:
        """The reading that `read` gives, and how it came about."""
