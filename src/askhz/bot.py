"""What a face needs of a chatbot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .records import Answer, Document, DocumentInfo, Hit


class Bot(Protocol):
    """Answers questions from documents; may be called from several threads at a time."""

    def ask(self, question: str, /, *, history: Sequence[str] = (), k: int = 8) -> Answer:
        """An answer or a refusal; `history` holds the questions asked before, the oldest first."""
        ...

    def search(self, query: str, /, *, history: Sequence[str] = (), k: int = 8) -> list[Hit]:
        """The passages found, best first."""
        ...

    def document(self, source: str, /) -> Document:
        """One indexed document with its text."""
        ...

    def sources(self) -> Sequence[str]:
        """The sources of all indexed documents, in order."""
        ...

    def documents(self) -> list[DocumentInfo]:
        """All indexed documents without their texts, in the order of their sources."""
        ...
