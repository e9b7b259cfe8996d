"""The records of an explanation: what was found, read, scored and chosen for one question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExplainedPassage:
    """A passage found: the ranks that both retrievers gave it, its scores, and the network's log odds that it answers.

    `read`: whether it is among the passages that the answer was chosen from.
    """

    rank: int
    source: str
    start: int
    end: int
    title: str
    score: float
    cosine: float
    dense_rank: int | None
    word_rank: int | None
    answerable: float | None
    read: bool


@dataclass(frozen=True, slots=True)
class ExplainedUnit:
    """A unit scored. `weighed` has, by the feature's name, its value and what that adds to the log odds.

    `quoted` is the number of the quote that it stands in, `verdict` says why it was chosen or left out.
    """

    source: str
    start: int
    end: int
    text: str
    hit_rank: int
    score: float
    weighed: Mapping[str, tuple[float, float]]
    quoted: int | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a question was answered or declined. `searched` are the wordings that were looked up.

    `weighed` is what the confidence is made of, as of a unit; below `threshold` a question is declined.
    """

    kind: str
    searched: tuple[str, ...]
    names: tuple[str, ...]
    reader: str
    passages: tuple[ExplainedPassage, ...]
    units: tuple[ExplainedUnit, ...]
    confidence: float
    threshold: float
    weighed: Mapping[str, tuple[float, float]]
    decision: str
