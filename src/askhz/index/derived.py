"""The files derived from the catalog: FAISS vectors and tantivy postings."""

from __future__ import annotations

from .catalog import Catalog
from pathlib import Path
from typing import Any as Update
from .folder import remove_path
import json
from .faiss_store import FaissStore
from .postings import Postings
import numpy as np
import shutil
from .folder import DERIVED, SEAL
import zlib

_VECTORS = "vectors.faiss"
_POSTINGS = "postings"


def derive(catalog: Catalog, folder: Path, work: Update | None = None, before: int = -1) -> None:
    """Write the derived files of the catalog's stamp, from those of the stamp `before` where the change allows it."""
    home = home_of(folder, catalog.stamp)
    if (work is None or catalog.stamp == before) and open_derived(home) is not None:
        return
    previous = None if work is None or work.anew else open_derived(home_of(folder, before))
    if not home.parent.is_dir():
        remove_path(home.parent)
    partial = home.with_suffix(".partial")
    remove_path(partial)
    try:
        partial.mkdir(parents=True)
        if work is None or previous is None:
            make_derived(catalog, partial)
        else:
            _change_derived(catalog, partial, work, previous[0], home_of(folder, before))
        (partial / SEAL).write_text(json.dumps(_checksums(partial)), encoding="utf-8")
        remove_path(home)
        partial.rename(home)
    except BaseException:
        remove_path(partial)
        raise


def make_derived(catalog: Catalog, home: Path | None) -> tuple[FaissStore, Postings]:
    """Make vectors and postings from the catalog, in a folder or, when none is given, in memory."""
    store = FaissStore(catalog.meta("dimension"))
    for ids, rows in catalog.all_vectors():
        store.add(ids, rows)
    postings = Postings(None if home is None else home / _POSTINGS)
    postings.add(catalog.all_words())
    if home is not None:
        store.save(home / _VECTORS)
    return store, postings


def _change_derived(catalog: Catalog, home: Path, work: Update, store: FaissStore, previous: Path) -> None:
    """Make vectors and postings from the previous ones and what changed."""
    store.remove(work.removed)
    if work.added:
        rows = np.frombuffer(b"".join(row for _, _, row in work.added), dtype=np.float32)
        store.add([number for number, _, _ in work.added], rows.reshape(len(work.added), -1))
    store.save(home / _VECTORS)
    if work.removed:  # postings only grow; made anew they rank as those of a fresh index do
        Postings(home / _POSTINGS).add(catalog.all_words())
        return
    (home / _POSTINGS).mkdir()
    for file in _sealed_files(previous / _POSTINGS):
        _link(file, home / _POSTINGS / file.name)
    if work.added:
        Postings(home / _POSTINGS).add((number, spaced) for number, spaced, _ in work.added)


def _link(file: Path, copy: Path) -> None:
    """The same file under a second name (tantivy writes none of its files twice); a copy where there are no links."""
    try:
        copy.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, copy)


def home_of(folder: Path, stamp: int) -> Path:
    return folder / DERIVED / str(stamp)


def open_derived(home: Path) -> tuple[FaissStore, Postings] | None:
    """The derived files in a folder, if they are whole."""
    try:
        if json.loads((home / SEAL).read_text(encoding="utf-8")) != _checksums(home):
            return None
        return FaissStore.load(home / _VECTORS), Postings(home / _POSTINGS)
    except (OSError, ValueError, RuntimeError):
        return None


def _checksums(home: Path) -> dict[str, list[int]]:
    found = {}
    for file in [home / _VECTORS, *_sealed_files(home / _POSTINGS)]:
        raw = file.read_bytes()
        found[file.relative_to(home).as_posix()] = [len(raw), zlib.crc32(raw)]
    return found


def _sealed_files(postings: Path) -> list[Path]:
    return sorted(file for file in postings.iterdir() if file.suffix != ".lock")
