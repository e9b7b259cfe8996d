"""Catalog, vectors, postings and encoder in step: bring up to date, open, verify.

SQLite is the truth. The FAISS file and the tantivy folder are derived from it: they lie in a folder named by the stamp
of the catalog that they were made from, with a seal that has size and checksum of each file. They are written before
the catalog's transaction ends and found only after it: so a full disk leaves everything as it was, and no reader meets
files of another state. Derived files that are missing or damaged are made again, on disk where that is possible, else
in memory. This module knows no questions.
"""

from __future__ import annotations

from typing import Any
from collections.abc import Callable
from .catalog import Catalog
from ..records import Document
from ..models.encoder import Encoder
from ..errors import EncoderError
from ..errors import IndexFolderError
from collections.abc import Iterable
from collections.abc import Iterator
from ..records import Passage
from pathlib import Path
from ..models.encoder import Rows
from collections.abc import Sequence
from .catalog import StoredPassage
from .exports import T
from .folder import ENCODERS
from .folder import NOT_OURS
from .folder import READERS
from .derived import derive
from .derived import home_of
from .derived import make_derived
from .folder import nothing_indexed
from .derived import open_derived
from .exports import open_export
from .folder import way_out
import contextlib
from .exports import open_or_create
import numpy as np
import tempfile
import threading
from ..text import aliases, words

CALIBRATIONS = "calibrations"
_KEPT_ROWS = 64


class Index:
    """An open index. Safe for several threads; follows the folder when another process brings it up to date."""

    def __init__(self, folder: Path, *, open_encoder: Callable[[Path], Encoder] | None = None) -> None:
        """Open the index in a folder. Raises `IndexFolderError` if there is none that this version can read."""
        self.folder = folder
        self._lock = threading.RLock()
        self._open_encoder = open_encoder
        self._catalog = Catalog(folder)
        try:
            self._check_format()
            self._stamp = -1
            self._encoder_name = ""
            with self.snapshot():
                pass
        except BaseException:
            self._catalog.close()
            raise

    def close(self) -> None:
        """Close the files."""
        self._catalog.close()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Index]:
        """One state of the index for all that is looked up within: the newest one."""
        with self._lock:
            if not self._catalog.in_snapshot:
                self._follow()
            with self._catalog.snapshot():
                if self._catalog.stamp != self._stamp:
                    self._load(make=True)
                yield self

    def _follow(self) -> None:
        """Load what the catalog has come to; make derived files again on disk if they are missing or damaged."""
        if self._catalog.follow():
            self._stamp = -1
            self._check_format()
        if self._catalog.stamp == self._stamp:
            return
        with self._catalog.snapshot():
            self._load(make=False)
        if self._stamp < 0 or self._stamp != self._catalog.stamp:
            # Not ours to write, or another process is writing: then they are made in memory.
            with contextlib.suppress(IndexFolderError, OSError), self._catalog.transaction():
                derive(self._catalog, self.folder)

    def _check_format(self) -> None:
        if self._catalog.format == 0:
            raise IndexFolderError(nothing_indexed(self.folder))
        if not self._catalog.current:
            raise IndexFolderError(
                f"{self.folder}: made by an older askhz; run askhz index PATH --index {self.folder} to make it again"
            )

    def _load(self, *, make: bool) -> None:
        """Load the state of the catalog's snapshot; without `make` not if its derived files are missing or damaged."""
        stamp = self._catalog.stamp
        if stamp == 0:
            raise IndexFolderError(nothing_indexed(self.folder))
        derived = open_derived(home_of(self.folder, stamp)) or (make_derived(self._catalog, None) if make else None)
        if derived is None:
            return
        name = str(self._catalog.meta("encoder"))
        if name != self._encoder_name:
            self.encoder = self._encoder_named(name)
            self._rows: dict[str, Rows] = {}
            self._encoder_name = name
        self._vectors, self._postings = derived
        self.aliases = aliases.Aliases(self._catalog.meta("aliases", []))
        self._stamp = stamp

    def _encoder_named(self, name: str) -> Encoder:
        try:
            if self._open_encoder is not None:
                return self._open_encoder(self.folder)
            return open_export(self.folder / ENCODERS / name)
        except EncoderError as error:
            raise IndexFolderError(f"{error}; run askhz index PATH --index {self.folder} to make it again") from error

    def kept_reader(self, name: str, open_: Callable[[Path], T], make: Callable[[Path], None]) -> T:
        """A reader's export, kept in the index from its first use on; in an index not ours to write, made each time."""
        try:
            return open_or_create(self.folder / READERS / name, open_, make)
        except OSError as error:
            if error.errno not in NOT_OURS:
                raise IndexFolderError(f"{self.folder}: {way_out(error)}") from error
        with tempfile.TemporaryDirectory(prefix="askhz-reader-") as folder:
            return open_or_create(Path(folder) / name, open_, make)

    def encode_query(self, texts: Sequence[str]) -> Rows:
        """Questions to unit rows; retrieval and reading ask for the same ones, so the last few are kept."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._rows]
        if missing:
            if len(self._rows) > _KEPT_ROWS:
                self._rows.clear()
                missing = list(dict.fromkeys(texts))
            self._rows.update(zip(missing, self.encoder.encode_query(missing), strict=True))
        return np.stack([self._rows[text] for text in texts])

    def nearest(self, rows: Rows, k: int) -> list[list[tuple[int, float]]]:
        """For each query row the nearest passages' ids and cosines."""
        return self._vectors.search(rows, k)

    def matching(self, wanted: Sequence[str], k: int) -> list[tuple[int, float]]:
        """The best passages for normal words: ids and BM25 scores."""
        return self._postings.search(wanted, k)

    def rarity(self, word: str) -> float:
        """How much a normal word tells passages apart: Robertson's idf, 0 for a word in every passage."""
        total = max(1, len(self._postings))
        with_word = self._postings.frequency(word)
        return float(np.log(1 + (total - with_word + 0.5) / (with_word + 0.5)))

    def calibration(self, reader: str) -> dict[str, Any] | None:
        """What `store_calibrations` stored for a reader, or None."""
        with self.snapshot():
            found: dict[str, dict[str, Any]] = self._catalog.meta(CALIBRATIONS, {})
        return found.get(reader)

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Id to passage; an id that is no longer there is left out."""
        return self._catalog.passages(ids)

    def stored_at(self, passage: Passage) -> StoredPassage | None:
        """A passage with its vectors, or None if it is no longer there."""
        return self._catalog.stored_at(passage)

    def beside(self, passage: Passage) -> list[Passage]:
        """The passages next before and next after a passage of their document."""
        return self._catalog.beside(passage)

    def passages_of(self, source: str) -> list[Passage]:
        """A document's passages, in order."""
        return self._catalog.passages_of(source)

    def __len__(self) -> int:
        return len(self._vectors)

    def misspelt(self, word: str) -> str | None:
        """What a folded word that is neither indexed nor known to the encoder most likely means, or None."""
        if self._catalog.counts([word]) or self.encoder.knows(word):
            return None
        return words.nearest_word(word, self._catalog.words_like(word))

    def document(self, source: str) -> Document | None:
        """An indexed document, or None."""
        with self.snapshot():
            return self._catalog.document(source)

    def titles(self, sources: Iterable[str]) -> dict[str, str]:
        """Source to title."""
        with self.snapshot():
            return self._catalog.titles(sources)

    def sources(self) -> list[str]:
        """Every indexed document's source, in order."""
        with self.snapshot():
            return self._catalog.sources()


def store_calibrations(folder: Path, values: dict[str, dict[str, Any] | None]) -> list[str]:
    """Keep readers' calibrations in the index, or where one is None forget it; returns which there are afterwards.

    What is indexed stays as it is. Raises `IndexFolderError` if the index cannot be written.
    """
    with contextlib.closing(Catalog(folder)) as catalog:
        if not catalog.current:
            raise IndexFolderError(nothing_indexed(folder))
        with catalog.transaction():
            merged = catalog.meta(CALIBRATIONS, {}) | values
            stored = {reader: kept for reader, kept in merged.items() if kept is not None}
            catalog.set_meta(CALIBRATIONS, stored)
    return sorted(stored)
