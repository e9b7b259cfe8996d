"""What requests bring, each with its types; a wrong one is named in the refusal."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

LONGEST_HISTORY = 200  # earlier questions
K = Annotated[int, Field(strict=True, ge=1, le=1000)]
Texts = Annotated[list[str], Field(default_factory=list, max_length=LONGEST_HISTORY)]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class TurnBody(_Body):
    """A question of a conversation; `as_typed`: no word of it is respelt, none filled in from earlier questions."""

    question: str
    k: K = 8
    sources: Annotated[list[str], Field(default_factory=list, max_length=10_000)]
    as_typed: bool = False


class AskBody(TurnBody):
    """A question; `history` has the earlier ones, oldest first."""

    history: Texts


class SearchBody(_Body):
    """A search."""

    query: str
    history: Texts
    k: K = 8
    sources: Annotated[list[str], Field(default_factory=list, max_length=10_000)]


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
