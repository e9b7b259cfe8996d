"""An open index: one state of it at a time, looked up by any number of threads.

`Index` keeps what is in memory (vectors, postings, encoder) for the newest version and shares it; each snapshot has a
database connection of its own. Nothing here waits for another question. This module knows no questions.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ..errors import EncoderError, IndexFolderError
from ..models.encoder import Encoder, Rows
from ..records import Document, DocumentInfo, Filter
from ..text.aliases import Aliases
from ..text.stretches import Gap
from ..text.words import nearest_word, normal_words
from .bm25 import Statistics, idf_of
from .calibrations import CALIBRATIONS
from .catalog import Catalog, PassageSpans, StoredPassage
from .derived import Derived, make_derived, open_derived
from .digests import check_document, check_passages
from .excerpts import excerpts
from .exports import keep_reader, open_encoder_export
from .filtering import Ids
from .folder import ENCODERS, damaged_while_open, derived_home, nothing_indexed
from .outlines import outlines
from .plot import Plot, plot_of
from .postings import PostingsError
from .state import State, identify, telling

T = TypeVar("T")

_IDLE = 64  # connections that are kept open for the next questions


class Snapshot:
    """One state of an index. Belongs to one thread; gone when the `with` block of `Index.snapshot` ends."""

    def __init__(self, catalog: Catalog, state: State, within: Ids | None = None) -> None:
        """Made by `Index.snapshot`; `within` are the passages that may be found, None for all."""
        self._catalog, self._state, self._within = catalog, state, within
        self.encoder, self.aliases = state.encoder, state.aliases
        self.identity: Hashable = (state.identity, state.version)

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self._state.derived.vectors)

    # Finding

    def within(self, where: Filter) -> Snapshot:
        """The same state, of which only passages of documents that the filter lets through are found.

        One statement, or none if it was asked with the same filter before. Raises `QuestionError` if no document is let
        through.
        """
        return Snapshot(self._catalog, self._state, self._state.filtered.passages(self._catalog, where))

    def nearest(self, rows: Rows, k: int) -> list[list[tuple[int, float]]]:
        """For each query row, of shape (dimension,), the ids and cosines of the nearest passages, nearest first."""
        return self._state.derived.vectors.search(rows, k, self._within)

    def nothing(self) -> Snapshot:
        """The same state, of which nothing is found."""
        return Snapshot(self._catalog, self._state, np.empty(0, dtype=np.int64))

    def matching(
        self, words: Sequence[str], k: int, statistics: Statistics | None = None
    ) -> list[tuple[int, float]]:
        """The k best passages for any of the normal words: ids with BM25 scores, best first.

        With `statistics`, scored as part of a larger whole.
        """
        return self._state.derived.postings.search(words, k, self._catalog.words_of, self._within, statistics)

    def statistics(self, words: Sequence[str]) -> Statistics:
        """What BM25 counts with, for these normal words."""
        return self._state.derived.postings.statistics(words)

    def rarity(self, word: str) -> float:
        """How much a normal word tells passages apart: Robertson's idf, near 0 for a word in every passage."""
        postings = self._state.derived.postings
        return idf_of(max(1, len(postings)), postings.frequency(word))

    def holding(self, words: Sequence[str]) -> int:
        """How many passages hold all of some normal words, with what their contexts hold."""
        return self._state.derived.postings.holding(words)

    def together(self, words: Sequence[str]) -> bool:
        """Whether all of these normal words stand in one passage."""
        return bool(words) and self.holding(words) > 0

    def corrections(self, words: Sequence[str]) -> dict[str, str]:
        """Folded words that are neither indexed nor known to the encoder, with what they most likely misspell.

        Words without a likely correction are left out, and so is every form of a known word: "modals" is no slip.
        """
        known = self.known_words(list(dict.fromkeys(words)))
        unknown = [
            word
            for word in dict.fromkeys(words)
            if word not in known
            and not any(map(self.encoder.knows, {word, *normal_words(word)}))
            and not self.together(normal_words(word))  # a header or title has it, which stands in no passage
        ]
        alike = self.words_like(unknown)
        return {word: better for word in unknown if (better := nearest_word(word, alike))}

    def known_words(self, words: Sequence[str]) -> set[str]:
        """Those of the folded words that stand in a passage. One statement."""
        return self._catalog.known_words(words)

    def words_like(self, words: Sequence[str]) -> list[tuple[str, int]]:
        """Words of the passages that are spelt like one of the words, with counts. One statement."""
        return self._catalog.words_like(words)

    # Fetching

    def spans(self, ids: Sequence[int]) -> dict[int, PassageSpans]:
        """Id to where a passage stands; an id that is not there is left out. One statement."""
        return self._catalog.spans(ids)

    def stored(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Id to passage, vector and document; an id that is not there is left out. One statement.

        Raises `IndexFolderError` if a passage is not as it was stored: it would be quoted wrongly.
        """
        found = self._catalog.stored(ids)
        if self._state.telling:
            check_passages(self._catalog.folder, found.values())
        return found

    def document(self, source: str) -> Document | None:
        """A document with its text, or None. Raises `IndexFolderError` if it is not as it was stored."""
        found = self._catalog.document(source)
        if found is not None and self._state.telling and self._catalog.meta("roots", []):
            check_document(self._catalog.folder, found)
        return found

    def within_span(self, source: str, start: int, end: int) -> list[int]:
        """The ids of the passages that stand in a stretch of a document, or reach into it, in order. One statement."""
        among = "SELECT id FROM passages WHERE source = ? AND start < ? AND stop > ? ORDER BY start, stop"
        return [number for (number,) in self._catalog.rows(among, [source, end, start])]

    def between(self, gaps: Sequence[Gap]) -> dict[Gap, str]:
        """Source, start and end to the text that stands there in the document. One statement."""
        return excerpts(self._catalog.database, gaps)

    def documents(self) -> list[DocumentInfo]:
        """What is known of every document but its text, in the order of their sources. One statement, or two."""
        found = self._catalog.documents()
        if self._within is None:
            return found
        wanted = json.dumps(self._within.tolist())
        among = "SELECT DISTINCT source FROM passages WHERE id IN (SELECT value FROM json_each(?))"
        sources = {source for (source,) in self._catalog.rows(among, [wanted])}
        return [one for one in found if one.source in sources]

    def outlines(self, sources: Sequence[str], most: int) -> dict[str, tuple[list[int], Rows]]:
        """Source to the ids and unit vectors of its first `most` passages, in order. One statement."""
        return outlines(self._catalog, sources, most)

    def calibrations(self) -> dict[str, dict[str, Any]]:
        """What `store_calibrations` stored, by the reader's name."""
        found: dict[str, dict[str, Any]] = self._catalog.meta(CALIBRATIONS, {})
        return found


class Index:
    """An open index. Safe for several threads; follows the folder when another process brings it up to date."""

    def __init__(
        self,
        folder: Path,
        *,
        open_encoder: Callable[[Path], Encoder] | None = None,
        encoders: dict[str, Encoder] | None = None,
    ) -> None:
        """Open the index in a folder. `encoders` are shared by several indexes: what is in it is not opened again.

        Raises `IndexFolderError` if there is none that this version can read.
        """
        self.folder = folder
        self._encoders = {} if encoders is None else encoders
        self._open_encoder = open_encoder
        self._lock = threading.Lock()  # held only while connections are handed out or a new version is loaded
        self._loading = threading.Lock()
        self._idle: list[Catalog] = []
        self._state: State | None = None
        self._closed = False
        with self.snapshot():
            pass

    def close(self) -> None:
        """Close the files."""
        with self._lock:
            self._closed = True
            for catalog in self._idle:
                catalog.close()
            self._idle.clear()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """One state of the index for everything that is looked up within: the newest one."""
        catalog = self._take()
        try:
            catalog.database.follow()
            self._check_format(catalog)
            with catalog.snapshot():
                state = self._held(catalog)
                if state is not None:
                    yield Snapshot(catalog, state)
            if state is None:
                self._load_newest(catalog)
                with catalog.snapshot():
                    yield Snapshot(catalog, self._state_of(catalog))
        except BaseException as error:
            catalog.close()
            if isinstance(error, PostingsError):
                self._state = None  # the files are looked at again before the next question
                raise IndexFolderError(damaged_while_open(self.folder, error)) from error
            raise
        self._give_back(catalog)

    def _take(self) -> Catalog:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return Catalog(self.folder)

    def _give_back(self, catalog: Catalog) -> None:
        with self._lock:
            if not self._closed and len(self._idle) < _IDLE:
                self._idle.append(catalog)
                return
        catalog.close()

    def _check_format(self, catalog: Catalog) -> None:
        if catalog.database.format == 0:
            raise IndexFolderError(nothing_indexed(self.folder))
        if not catalog.current:
            raise IndexFolderError(
                f"{self.folder}: made by an older askhz; run askhz index PATH --index {self.folder} to make it again"
            )

    # What is in memory

    def _held(self, catalog: Catalog) -> State | None:
        """What is in memory, if it is of the catalog's version."""
        state = self._state
        if state is None or (state.identity, state.version) != identify(catalog) or state.derived.cut_short():
            return None
        return state

    def _load_newest(self, catalog: Catalog) -> None:
        """Load the newest version; make derived files again on disk if they are missing or damaged."""
        with self._loading:
            with catalog.snapshot():
                if self._held(catalog) is not None:
                    return
                version = self._version_of(catalog)
                derived = open_derived(derived_home(self.folder, version))
                if derived is not None:
                    self._state = self._loaded(catalog, version, derived)
                    return
            # Not ours to write, or another process is writing: then `_state_of` makes them in memory.
            with contextlib.suppress(IndexFolderError, OSError), catalog.transaction():
                version = self._version_of(catalog)
                home = derived_home(self.folder, version)
                derived = open_derived(home) or make_derived(catalog, catalog.meta("dimension"), home)
                self._state = self._loaded(catalog, version, derived)

    def _state_of(self, catalog: Catalog) -> State:
        """The state of the catalog's snapshot, which another process may have made a moment ago."""
        state = self._held(catalog)
        if state is not None:
            return state
        version = self._version_of(catalog)
        derived = open_derived(derived_home(self.folder, version))
        state = self._loaded(catalog, version, derived or make_derived(catalog, catalog.meta("dimension"), None))
        with self._loading:
            newest = self._state
            if newest is None or newest.identity != state.identity or newest.version < state.version:
                self._state = state
        return state

    def _version_of(self, catalog: Catalog) -> int:
        version = catalog.version
        if version == 0:
            raise IndexFolderError(nothing_indexed(self.folder))
        return version

    def _loaded(self, catalog: Catalog, version: int, derived: Derived) -> State:
        name = str(catalog.meta("encoder"))
        before = self._state
        if before is not None and before.encoder_name == name:
            encoder = before.encoder
        else:
            encoder = self._encoders.setdefault(name, self._encoders.get(name) or self._encoder_named(name))
        aliases = Aliases(catalog.meta("aliases", []))
        return State(identify(catalog)[0], version, name, encoder, derived, aliases, telling(catalog))

    def _encoder_named(self, name: str) -> Encoder:
        try:
            if self._open_encoder is not None:
                return self._open_encoder(self.folder)
            return open_encoder_export(self.folder / ENCODERS / name)
        except EncoderError as error:
            raise IndexFolderError(f"{error}; run askhz index PATH --index {self.folder} to make it again") from error

    # Documents

    def document(self, source: str) -> Document | None:
        """An indexed document with its text, or None. Raises `IndexFolderError` if it is not as it was stored."""
        with self.snapshot() as snapshot:
            return snapshot.document(source)

    def documents(self) -> list[DocumentInfo]:
        """What is known of every indexed document but its text, in the order of their sources."""
        with self._catalog() as catalog:
            return catalog.documents()

    def sources(self) -> list[str]:
        """Every indexed document's source, in order."""
        with self._catalog() as catalog:
            return catalog.sources()

    def plot(self) -> Plot:
        """Every passage with its vector and place."""
        with self._catalog() as catalog:
            return plot_of(catalog)

    @contextlib.contextmanager
    def _catalog(self) -> Iterator[Catalog]:
        """The catalog in a snapshot, for what needs neither vectors nor postings."""
        with self.snapshot() as snapshot:
            yield snapshot._catalog

    def keep_reader(self, name: str, open_: Callable[[Path], T], make: Callable[[Path], None]) -> T:
        """A reader's export, kept in the index from its first use on; see `exports.keep_reader`."""
        return keep_reader(self.folder, name, open_, make)
