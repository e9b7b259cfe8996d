"""Nearest vectors: what every vector store can do, and which stores there are. This module knows no text.

Another store is one more module and one more line in `STORES`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, Self

from ..models.encoder import Rows
from .faiss_store import FaissStore, Ids
from .ivf_store import IvfStore

Batches = Iterable[tuple[Sequence[int], Rows]]


class VectorStore(Protocol):
    """Unit rows (in half precision) of one dimension under whole-number ids, searched by cosine.

    An open store only grows. What is removed is removed on disk, with `change`, and gone when that is opened. Ids come
    in ascending order; one that was removed is never used again. All methods for files raise `OSError` or `ValueError`.
    """

    def __init__(self, dimension: int) -> None:
        """An empty store in memory, for rows of `dimension` columns."""

    def __len__(self) -> int:
        """How many rows are stored."""

    def add(self, ids: Sequence[int], rows: Rows, /) -> None:
        """Store rows of shape (len(ids), dimension) under new ids."""

    def search(self, rows: Rows, k: int, within: Ids | None = None, /) -> list[list[tuple[int, float]]]:
        """For each row its k nearest ids with their cosines, the nearest first, equal ones by id.

        With `within`, ascending ids, the nearest of these alone, as many as there are: recall must hold however few
        they are.
        """

    @classmethod
    def open(cls, folder: Path, dimension: int) -> Self:
        """The store that `write` or `change` left in a folder."""

    @staticmethod
    def write(folder: Path, dimension: int, batches: Batches) -> None:
        """Write a store of these ids and rows to an empty folder, without holding them in memory together."""

    @staticmethod
    def change(previous: Path, folder: Path, dimension: int, removed: Sequence[int], added: Batches) -> bool:
        """Write to an empty folder the store in the folder `previous` without some ids (unknown ones are passed over)
        and with new rows. Files of `previous` stay as they are; the new folder may link to them.

        False if so much has changed that `write` is the better way; the folder must then be emptied.
        """


# "faiss-flat" wrote rows in single precision, up to format 3.
STORES: Mapping[str, type[VectorStore]] = {"faiss": FaissStore, "faiss-ivf": IvfStore}
DEFAULT_STORE, LARGE_STORE = "faiss", "faiss-ivf"
# Comparing every row takes some 0.1 ms for a thousand of them, for each wording of a question. The one update that goes
# beyond this many waits some seconds for the lists to be made.
LARGE = 150_000


def store_for(passages: int, now: str = DEFAULT_STORE) -> str:
    """The store for so many passages; `now` is the one they are in, which is left only where that is worth it."""
    if passages > LARGE or (now == LARGE_STORE and passages > LARGE // 2):
        return LARGE_STORE
    return DEFAULT_STORE


def new_store(name: str, dimension: int) -> VectorStore:
    """An empty store in memory."""
    return store_type(name)(dimension)


def open_store(name: str, folder: Path, dimension: int) -> VectorStore:
    """The store in a folder. Raises `OSError` or `ValueError` if it is damaged or of a kind that is not known."""
    return store_type(name).open(folder, dimension)


def store_type(name: str) -> type[VectorStore]:
    """The kind of store with this name. Raises `ValueError` if there is none."""
    try:
        return STORES[name]
    except KeyError:
        raise ValueError(f"{name!r}: no such vector store; there are {', '.join(STORES)}") from None
