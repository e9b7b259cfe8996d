"""What an overview needs of an index, as a protocol: any store that offers it can be summed up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ..models.encoder import Encoder, Rows
from ..records import DocumentInfo
from ..retrieval import Stored

Outline = tuple[Sequence[int], Rows]
"""The ids of a document's passages in its order, and their unit vectors, of shape (passages, dimension)."""


class Library(Protocol):
    """One state of an index. Each method puts one statement to it, however many documents there are."""

    encoder: Encoder

    def documents(self) -> Sequence[DocumentInfo]:
        """What is known of every document but its text, in the order of their sources."""

    def outlines(self, sources: Sequence[str], most: int, /) -> Mapping[str, Outline]:
        """Source to outline, of documents that have passages; of each the first `most`."""

    def rarity(self, word: str, /) -> float:
        """How much a normal word tells passages apart."""

    def stored(self, ids: Sequence[int], /) -> Mapping[int, Stored]:
        """Id to passage, vectors and document."""
