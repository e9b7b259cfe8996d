"""The records: a question, what is known of its answer, and a set of such questions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from ...errors import QuestionError

Format = Literal["native", "squad", "beir"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote that answers. `source` None is any document; `start`, where known, is its offset in that document."""

    quote: str
    source: str | None = None
    start: int | None = None


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question and what is known of its answer. `answerable` None: nothing is known, only time and length count."""

    id: str
    question: str
    kind: str = "other"
    history: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    answerable: bool | None = None
    split: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of one file or folder; `relevance` (BEIR) has each question's documents and their grades."""

    name: str
    format: Format
    questions: tuple[GoldQuestion, ...]
    relevance: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def brings_documents(self) -> bool:
        """Whether the questions are about documents of their own, which must be indexed first: see `documents`."""
        return self.format != "native"


def of_split(questions: QuestionSet, split: str) -> QuestionSet:
    """Only the questions of one split (such as `tune` or `report`). QuestionError if there are none."""
    chosen = tuple(question for question in questions.questions if question.split == split)
    if not chosen:
        known = sorted({question.split for question in questions.questions if question.split})
        way_out = f"it has {', '.join(known)}" if known else "its questions name no split"
        raise QuestionError(f"{questions.name}: no question of the split {split!r}; {way_out}")
    return replace(questions, name=f"{questions.name} ({split})", questions=chosen)
