"""Nearest vectors: the `VectorStore` protocol and the FAISS store.

Opening and saving are not in the protocol, for stores differ there by nature. This module knows no text.
"""

from __future__ import annotations

import faiss
import numpy as np
import numpy.typing as npt
from typing import Protocol
from ..models.encoder import Rows
from collections.abc import Sequence

# A flat search is divided by query rows, of which a question has a handful: more threads only wait for one another.
faiss.omp_set_num_threads(1)
Ids = npt.NDArray[np.int64]


class VectorStore(Protocol):
    """Unit rows under whole-number ids, searched by cosine."""

    def __len__(self) -> int:
        """How many rows are stored."""

    def add(self, ids: Sequence[int], rows: Rows, /) -> None:
        """Store rows of shape (len(ids), dimension) under new ids."""

    def remove(self, ids: Sequence[int], /) -> None:
        """Forget the rows of these ids; ids that are not stored are passed over."""

    def search(self, rows: Rows, k: int, /) -> list[list[tuple[int, float]]]:
        """For each row its k nearest ids with their cosines, the nearest first, fewer where fewer are stored."""
