"""The vector store that FAISS keeps: exact search over a flat index."""

from __future__ import annotations

from pathlib import Path
from ..models.encoder import Rows
from collections.abc import Sequence
import faiss
import numpy as np



class FaissStore:
    """Exact search over a flat FAISS index."""

    def __init__(self, dimension: int) -> None:
        """An empty store for rows of `dimension` columns."""
        self._index: faiss.Index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, ids: Sequence[int], rows: Rows, /) -> None:
        """Store rows under new ids."""
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(rows, dtype=np.float32), np.asarray(ids, dtype=np.int64))

    def remove(self, ids: Sequence[int], /) -> None:
        """Forget the rows of these ids."""
        if len(ids):
            self._index.remove_ids(faiss.IDSelectorBatch(np.asarray(ids, dtype=np.int64)))

    def search(self, rows: Rows, k: int, /) -> list[list[tuple[int, float]]]:
        """The nearest ids of each row; equal cosines in the order of their ids."""
        k = min(k, len(self))
        if k <= 0:
            return [[] for _ in rows]
        scores, ids = self._index.search(np.ascontiguousarray(rows, dtype=np.float32), k)
        return [
            sorted(zip(map(int, found), map(float, near), strict=True), key=lambda pair: (-pair[1], pair[0]))
            for near, found in zip(scores, ids, strict=True)
        ]

    def save(self, path: Path) -> None:
        """Write the store to a file."""
        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    @classmethod
    def load(cls, path: Path) -> FaissStore:
        """The store that `save` wrote. Raises `RuntimeError` or `OSError` if the file is none."""
        store = cls.__new__(cls)
        store._index = faiss.deserialize_index(np.frombuffer(path.read_bytes(), dtype=np.uint8))
        return store
