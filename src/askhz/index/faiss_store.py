"""The vector store that FAISS searches: a flat index in memory, filled from files of rows.

On disk are three files: the rows of the base; the rows added since; the ids removed since, from either. A change
rewrites the two small ones and links the base. A row is its id (8 bytes) and its numbers (2 bytes each: rows
are stored in half precision, so nothing is lost here), all little-endian. Ids ascend, so the flat index has the order of one made anew and gives the same values and ranks.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from ..models.encoder import Rows
from .manifest import link

# A flat search is divided by query rows, of which a question has a handful: more threads only wait for one another.
faiss.omp_set_num_threads(1)

BASE, ADDED, REMOVED = "base.rows", "added.rows", "removed.ids"
# The base is written anew when more than a quarter of it has changed. Until then a change writes at most a quarter of
# what writing all would, and opening reads at most a quarter more than it needs.
_CHANGED_PART = 1 / 4
_BATCH = 4096  # rows read at a time

Ids = npt.NDArray[np.int64]


class FaissStore:
    """Exact search over a flat FAISS index; see `VectorStore`."""

    def __init__(self, dimension: int) -> None:
        """An empty store for rows of `dimension` columns."""
        self._flat = faiss.IndexFlatIP(dimension)
        self._index = faiss.IndexIDMap(self._flat)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, ids: Sequence[int] | Ids, rows: Rows, /) -> None:
        """Store rows under new ids."""
        if len(ids):
            stored = np.asarray(rows, dtype=np.float16).astype(np.float32)  # as they would come back from a file
            self._index.add_with_ids(np.ascontiguousarray(stored), np.asarray(ids, dtype=np.int64))

    def search(self, rows: Rows, k: int, within: Ids | None = None, /) -> list[list[tuple[int, float]]]:
        """The nearest ids of each row, of those `within` if given; equal cosines in the order of their ids."""
        k = min(k, len(self) if within is None else len(within))
        if k <= 0:
            return [[] for _ in rows]
        among = None if within is None else search_parameters(within)
        scores, ids = self._index.search(np.ascontiguousarray(rows, dtype=np.float32), k, params=among)
        return [
            sorted(
                ((int(number), float(score)) for score, number in zip(near, found, strict=True) if number >= 0),
                key=lambda pair: (-pair[1], pair[0]),
            )
            for near, found in zip(scores, ids, strict=True)
        ]

    @classmethod
    def open(cls, folder: Path, dimension: int) -> FaissStore:
        """The store in a folder. Memory is taken once, for the rows that are left."""
        store = cls(dimension)
        removed = removed_ids(folder)
        files = [folder / BASE, folder / ADDED]
        store._reserve(sum(count_rows(file, dimension) for file in files) - len(removed), dimension)
        for file in files:
            with file.open("rb") as stream:
                while len(records := np.fromfile(stream, _record(dimension), _BATCH)):
                    left = records[~np.isin(records["id"], removed)] if len(removed) else records
                    store.add(left["id"], left["row"])
        return store

    def _reserve(self, count: int, dimension: int) -> None:
        """Room for rows: a FAISS index that grows batch by batch copies all it holds each time it doubles."""
        self._flat.codes.resize(max(count, 0) * dimension * 4)
        self._flat.codes.clear()  # keeps its memory

    @staticmethod
    def write(folder: Path, dimension: int, batches: Iterable[tuple[Sequence[int], Rows]]) -> None:
        """Write all rows as the base."""
        write_rows(folder / BASE, dimension, batches)
        (folder / ADDED).touch()
        (folder / REMOVED).touch()

    @staticmethod
    def change(
        previous: Path,
        folder: Path,
        dimension: int,
        removed: Sequence[int],
        added: Iterable[tuple[Sequence[int], Rows]],
    ) -> bool:
        """Write what changed beside the previous base; False if that is more than a quarter of it."""
        if not write_change(previous, folder, dimension, removed, added, count_rows(previous / BASE, dimension)):
            return False
        link(previous / BASE, folder / BASE)
        return True


def search_parameters(within: Ids) -> Any:
    """What has FAISS search only among some ids."""
    made: Any = faiss  # its types do not know what its Python layer takes
    return made.SearchParameters(sel=chosen_ids(within))


def chosen_ids(within: Ids) -> Any:
    """FAISS's selector of some ids: a bit for each id up to the highest, where that takes less room."""
    made: Any = faiss
    ids = np.ascontiguousarray(within, dtype=np.int64)
    if not len(ids) or ids[-1] > 64 * 8 * len(ids):
        return made.IDSelectorBatch(ids)
    bits = np.zeros(ids[-1] // 8 + 1, dtype=np.uint8)
    np.bitwise_or.at(bits, ids // 8, np.left_shift(1, ids % 8).astype(np.uint8))
    return made.IDSelectorBitmap(bits)


# The files, which a store of another kind has too


def write_rows(file: Path, dimension: int, batches: Iterable[tuple[Sequence[int], Rows]]) -> None:
    """Write a file of rows."""
    with file.open("wb") as stream:
        for ids, rows in batches:
            stream.write(_records(ids, rows, dimension))


def map_rows(file: Path, dimension: int) -> Any:
    """The records of a file of rows, mapped: `id` and `row` of each."""
    return np.memmap(file, _record(dimension), mode="r")


def write_change(
    previous: Path,
    folder: Path,
    dimension: int,
    removed: Sequence[int],
    added: Iterable[tuple[Sequence[int], Rows]],
    base: int,
) -> bool:
    """Write the two small files of what changed since a base of so many rows; False if that is more than a quarter."""
    gone = np.union1d(removed_ids(previous), np.asarray(removed, dtype=np.int64))
    room = base * _CHANGED_PART - len(gone) - count_rows(previous / ADDED, dimension)
    if room < 0:
        return False
    shutil.copyfile(previous / ADDED, folder / ADDED)
    with (folder / ADDED).open("ab") as stream:
        for ids, rows in added:
            room -= len(ids)
            if room < 0:
                return False
            stream.write(_records(ids, rows, dimension))
    (folder / REMOVED).write_bytes(gone.astype("<i8").tobytes())
    return True


def _record(dimension: int) -> np.dtype[np.void]:
    return np.dtype([("id", "<i8"), ("row", "<f2", (dimension,))])


def _records(ids: Sequence[int], rows: Rows, dimension: int) -> bytes:
    records = np.empty(len(ids), _record(dimension))
    records["id"], records["row"] = ids, rows
    return records.tobytes()


def count_rows(file: Path, dimension: int) -> int:
    """How many rows a file holds. Raises `ValueError` if it ends within one."""
    count, rest = divmod(file.stat().st_size, _record(dimension).itemsize)
    if rest:
        raise ValueError(f"{file}: ends within a row")
    return count


def removed_ids(folder: Path) -> Ids:
    """The ids that were removed since the base was written."""
    return np.fromfile(folder / REMOVED, "<i8")
