"""What replies hold, as the description of the endpoints tells it to programs; generated clients take types from it.

Nothing is checked against these when a reply is sent; tests hold the two together.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlaceReply(_Reply):
    """Where a person would look in the file."""

    page: str | None = None
    section: str | None = None
    slide: int | None = None
    sheet: str | None = None
    row: int | None = None
    chapter: str | None = None
    line: int | None = None
    member: str | None = None


class ShortReply(_Reply):
    """The smallest span that answers."""

    text: str
    source: str
    start: int
    end: int


class CitationReply(_Reply):
    """A quote and where it stands: `quote` is the document's text from `start` to `end`, in code points."""

    n: int
    source: str
    title: str
    start: int
    end: int
    quote: str
    place: PlaceReply | None = None
    headings: list[str] = []


class PassageReply(_Reply):
    """A passage that was found."""

    rank: int
    score: float
    source: str
    start: int
    end: int
    text: str
    place: PlaceReply | None = None
    headings: list[str] = []


class AnswerReply(_Reply):
    """An answer in the documents' own words, or why there is none."""

    question: str
    answered: bool
    answer: str
    short: ShortReply | None
    confidence: float
    reason: str | None
    citations: list[CitationReply]
    passages: list[PassageReply]
    timings_ms: dict[str, float]
    kind: Literal["answer", "refusal", "social"]
    understood: str | None
    quoted_in: str | None
    conflict: bool
    ambiguous: bool
    readings: list[str]


class SearchReply(_Reply):
    """The passages found, best first."""

    query: str
    hits: list[PassageReply]


class DocumentReply(_Reply):
    """What is known of a document without its text."""

    source: str
    title: str
    kind: str
    pages: int | None
    passages: int
    indexed_at: str | None
    state: Literal["ok", "changed", "gone", "given", "unreadable"]
    problems: list[str]
    added: bool
    file: str | None
    documents_in_file: int


class LeftOutReply(_Reply):
    """A file that is not read because someone chose so."""

    source: str
    title: str
    kind: str


class DocumentsReply(_Reply):
    """What is indexed, and whether it can be changed here."""

    documents: list[DocumentReply]
    changes: bool
    left_out: list[LeftOutReply]


class JobReply(_Reply):
    """A change of the index: how far it is, and what it did."""

    id: str
    kind: str
    state: Literal["waiting", "running", "done", "failed", "stopped"]
    what: str
    done: int
    total: int
    report: dict[str, Any] | None
    error: str | None


class JobsReply(_Reply):
    """Every change that waits, runs, or ended not long ago."""

    jobs: list[JobReply]


def described(model: type[BaseModel], *, stream: bool = False) -> dict[int | str, dict[str, Any]]:
    """For `responses=` of an endpoint: its reply, and the stream that may take its place."""
    events = {"text/event-stream": {"schema": {"type": "string", "title": "server-sent events"}}}
    return {200: {"model": model} | ({"content": events} if stream else {})}
