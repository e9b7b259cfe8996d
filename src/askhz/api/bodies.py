"""What requests bring, each with its types; a wrong one is named in the refusal."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

LONGEST_HISTORY = 200  # earlier questions
K = Annotated[int, Field(strict=True, ge=1, le=1000)]
Texts = Annotated[list[str], Field(default_factory=list, max_length=LONGEST_HISTORY)]
Names = Annotated[list[str], Field(default_factory=list, max_length=10_000)]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _WithinBody(_Body):
    """Which documents are asked: see `filters.filter_from`. Nothing means all."""

    sources: Names
    folders: Names
    types: Names
    since: str | None = None
    until: str | None = None


class TurnBody(_WithinBody):
    """A question of a conversation; `as_typed`: no word of it is respelt, none filled in from earlier questions."""

    question: str
    k: K = 8
    as_typed: bool = False


class AskBody(TurnBody):
    """A question; `history` has the earlier ones, oldest first."""

    history: Texts


class SearchBody(_WithinBody):
    """A search."""

    query: str
    history: Texts
    k: K = 8


class WatchBody(_Body):
    """Whether the index is to follow its folders."""

    on: bool


class SourceBody(_Body):
    """A document."""

    source: str


class LeaveOutBody(SourceBody):
    """A document to leave out; `whole_file`: also the others that stand in the same file."""

    whole_file: bool = False


class AddBody(_Body):
    """A text with its title, or a file or folder of this machine."""

    text: str | None = None
    title: str | None = None
    path: str | None = None


class TitleBody(_Body):
    """A conversation's title."""

    title: str


class NewConversationBody(_Body):
    """A new conversation."""

    title: str = ""


class FeedbackBody(_Body):
    """What a person thought of an answer."""

    question: str = Field(min_length=1)
    verdict: Literal["up", "down"]
    correction: str | None = Field(default=None, max_length=10_000)
    conversation: str | None = None
    history: Texts
    answer: dict[str, Any] | None = None
