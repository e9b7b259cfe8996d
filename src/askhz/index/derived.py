"""What is derived from the catalog: vectors and postings, in a folder for each version of it.

A folder is written aside and renamed, before the catalog's transaction commits. It is never written again, because a
reader may have its files open: the next version's folder links what did not change. This module knows no SQL.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..models.encoder import Rows
from .folder import remove_path
from .manifest import CHECKED_AT_OPENING, differences, link, new_folder, read_manifest, write_manifest
from .postings import Postings
from .vectors import DEFAULT_STORE, VectorStore, new_store, open_store, store_for, store_type

_VECTORS, _POSTINGS = "vectors", "postings"
# Postings are written anew when removed passages are more than a fifth of those that tantivy counts. Fewer cost little
# at each question; more often would make an update of a large index wait for all its words.
_REMOVED_PART = 1 / 5


class Source(Protocol):
    """What the catalog gives: streamed, in the order of ids, each id above `after`."""

    def all_vectors(self, after: int = 0, batch: int = 4096) -> Iterator[tuple[list[int], Rows]]:
        """The passages' ids and vectors, in batches."""

    def all_words(self, after: int = 0) -> Iterator[tuple[int, str]]:
        """The passages' ids and normal words, spaced."""

    def passage_count(self) -> int:
        """How many passages there are."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a version differs from the one before: which passages are gone, and above which id all are new."""

    removed: Sequence[int]
    added_after: int


@dataclass(frozen=True, slots=True)
class Derived:
    """The vectors and the postings of one version."""

    vectors: VectorStore
    postings: Postings
    files: tuple[tuple[Path, int], ...] = ()

    def cut_short(self) -> bool:
        """Whether a file was cut short since it was opened: reading where it ended would end the process (SIGBUS).

        `files` are those that may be mapped into memory, with their sizes. A file that was removed stays readable.
        """
        for file, size in self.files:
            with contextlib.suppress(FileNotFoundError):
                if file.stat().st_size < size:
                    return True
        return False


def open_derived(home: Path) -> Derived | None:
    """What is in a folder, or None if it is missing, cut short or damaged, as far as a quick look tells.

    Sizes are compared for all files, checksums for small ones: see `CHECKED_AT_OPENING`, and `check_derived`.
    """
    try:
        manifest = read_manifest(home)
        if differences(home, manifest, CHECKED_AT_OPENING):
            return None
        settings = manifest.settings
        return Derived(
            open_store(settings["store"], home / _VECTORS, settings["dimension"]),
            Postings(home / _POSTINGS, removed=settings["removed"]),
            tuple((home / name, size) for name, (size, _) in manifest.files.items()),
        )
    except (OSError, ValueError, KeyError, RuntimeError):
        return None


def check_derived(home: Path) -> list[str]:
    """What is wrong with a folder, a line each: every byte is read, and nothing kept in memory."""
    try:
        manifest = read_manifest(home)
        found = differences(home, manifest)
        if not found:  # as it was written; whether this version of the program can use it is another question
            store_type(manifest.settings["store"])
            if os.access(home / _POSTINGS, os.W_OK):  # tantivy locks a folder to open it
                Postings(home / _POSTINGS)
    except (OSError, ValueError, KeyError) as error:
        return [str(error)]
    return found


def make_derived(source: Source, dimension: int, home: Path | None) -> Derived:
    """Vectors and postings made from the catalog alone, in a folder or, when none is given, in memory.

    Raises `OSError` if they cannot be written; then no folder is left.
    """
    if home is None:
        store, postings = new_store(DEFAULT_STORE, dimension), Postings()
        for ids, rows in source.all_vectors():
            store.add(ids, rows)
        postings.change([], source.all_words())
        return Derived(store, postings)
    name = store_for(source.passage_count())
    with new_folder(home) as partial:
        _write_vectors(source, name, dimension, partial / _VECTORS)
        Postings(partial / _POSTINGS).change([], source.all_words())
        write_manifest(partial, _settings(name, dimension, removed=0))
    made = open_derived(home)
    if made is None:
        raise OSError(f"{home}: cannot be read after it was written")
    return made


def change_derived(source: Source, change: Change, previous: Path, home: Path) -> None:
    """The folder of a version from that of the one before, which stays as it is. Ranks are those of one made anew.

    Raises `OSError` or `ValueError` if the previous one is damaged (run `check_derived` first: here only what is read
    is noticed) or the new one cannot be written; then no folder is left.
    """
    settings = read_manifest(previous).settings
    before, dimension = settings["store"], settings["dimension"]
    store = store_for(source.passage_count(), before)
    with new_folder(home) as partial:
        vectors = partial / _VECTORS
        vectors.mkdir()
        added = source.all_vectors(change.added_after)
        kept = store == before and store_type(store).change(
            previous / _VECTORS, vectors, dimension, change.removed, added
        )
        if not kept:
            remove_path(vectors)
            _write_vectors(source, store, dimension, vectors)
        postings = _change_postings(source, change, previous / _POSTINGS, partial / _POSTINGS, settings["removed"])
        write_manifest(partial, _settings(store, dimension, removed=postings.removed), previous)


def _write_vectors(source: Source, store: str, dimension: int, folder: Path) -> None:
    folder.mkdir()
    store_type(store).write(folder, dimension, source.all_vectors())


def _change_postings(source: Source, change: Change, previous: Path, folder: Path, removed: int) -> Postings:
    # Decided before a file is there: tantivy looks at a folder from a thread of its own for a while after it was
    # opened, and may write a lock into it, so that a folder in use cannot be removed for certain.
    gone = removed + len(change.removed)
    if gone > _REMOVED_PART * (source.passage_count() + gone):
        postings = Postings(folder)
        postings.change([], source.all_words())
        return postings
    folder.mkdir()
    for file in previous.iterdir():
        if file.suffix != ".lock":
            link(file, folder / file.name)
    postings = Postings(folder, removed=removed)
    if change.removed or any(True for _ in source.all_words(change.added_after)):
        postings.change(change.removed, source.all_words(change.added_after))
    return postings


def _settings(store: str, dimension: int, *, removed: int) -> dict[str, object]:
    return {"store": store, "dimension": dimension, "removed": removed}
