"""The records that travel between modules: frozen, without behaviour.

Text-bearing records carry the `source` of their document and `start` and `end`, offsets in Unicode code points with
`document.text[start:end] == record.text` (or `.quote`). This module knows neither files nor models.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Span = tuple[int, int]

Kind = Literal["number", "date", "person", "organisation", "place", "reason", "manner", "list", "yes-no", "other"]
"""The kind of answer that a question wants."""


@dataclass(frozen=True, slots=True)
class Document:
    """One text to answer from. `details` holds author, publisher, date and address, where known."""

    source: str
    title: str
    text: str
    digest: str
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one document; `sentences` are their spans in the document's text."""

    source: str
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, understood.

    `text` is what was asked. `search` holds the texts to look up, the best first: spelling mended, left-out subjects
    filled in from the history, then the same question under the other names of what it names. `own` is the question
    with its spelling mended and nothing filled in. `names` are the proper names in it.
    """

    text: str
    kind: Kind
    search: tuple[str, ...]
    own: str
    names: tuple[str, ...] = ()

    @property
    def explains(self) -> bool:
        """Whether it asks for an explanation, which no few words give."""
        return self.kind in ("reason", "manner")

    @property
    def wants_one(self) -> bool:
        """Whether one sentence can answer it: neither an explanation is wanted nor a list."""
        return not self.explains and self.kind != "list"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `score` falls as `rank` rises; the ranks say where each retriever had it (None: not at all)."""

    passage: Passage
    rank: int
    score: float
    cosine: float
    dense_rank: int | None
    word_rank: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that may answer: its place, how well it answers (`score`, higher is better) and the span in it.

    `short` is the smallest answering span, offsets in the document's text, or None. `hit_rank` is the rank of the
    passage that it was read in.
    """

    source: str
    start: int
    end: int
    text: str
    score: float
    short: Span | None
    hit_rank: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of the passages: findings, best first, and the probability (0 to 1) that the best is right.

    Below `threshold` the reader advises to decline.
    """

    findings: tuple[Finding, ...]
    confidence: float
    threshold: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands. `n` counts from 1 in the order of the answer."""

    n: int
    source: str
    title: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The smallest span that answers; it lies inside one of the quotes."""

    text: str
    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in the documents' own words, or a refusal with its reason.

    `text` is the quotes in order, each followed by its number, and no other word. `confidence` is the calibrated
    probability that the answer is right. `passages` are those that were read, best first.
    """

    question: str
    answered: bool
    text: str
    short: ShortAnswer | None
    confidence: float
    reason: str | None
    citations: tuple[Citation, ...]
    passages: tuple[Hit, ...]
    timings_ms: dict[str, float] = field(default_factory=dict, compare=False)
