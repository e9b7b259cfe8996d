"""The SQLite file that is the truth of an index: documents, passages, their vectors, what was indexed when.

Everything changes in one transaction, which also counts up the `stamp` by which derived files know whether they are
of the same state. This module knows no models, neither FAISS nor tantivy.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .encoder import Rows
from .errors import IndexFolderError
from .records import Document, Passage, Span

FILE = "catalog.sqlite"
FORMAT = 1
_APPLICATION = 0x61736B68  # "askh"
_WAIT = 10.0  # seconds a reader waits for the moment in which a writer commits

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    source TEXT PRIMARY KEY, digest TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, details TEXT NOT NULL,
    indexed_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL REFERENCES documents(source), start INTEGER NOT NULL,
    stop INTEGER NOT NULL, text TEXT NOT NULL, sentences TEXT NOT NULL, digest TEXT NOT NULL,
    vector BLOB NOT NULL, sentence_vectors BLOB NOT NULL
);
CREATE INDEX passages_place ON passages(source, start, stop);
CREATE INDEX passages_digest ON passages(digest);
CREATE TABLE vocabulary (word TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its vectors: one row for the whole, one for each sentence (half precision is enough there)."""

    passage: Passage
    vector: Rows
    sentence_vectors: Rows


class Catalog:
    """One open catalog. Not for two threads at once: `Index` sees to that."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open the catalog in a folder, or begin one with `create`.

        Raises `IndexFolderError` if there is none, or if it is foreign, damaged or of a newer version.
        """
        self.folder = folder
        path = folder / FILE
        if not create and not path.is_file():
            raise IndexFolderError(_missing(folder))
        with self.translated():
            self._db = sqlite3.connect(
                _address(path, create=create),
                uri=True,
                timeout=_WAIT,
                isolation_level=None,
                check_same_thread=False,
            )
            try:
                self._open(create)
            except BaseException:
                self._db.close()
                raise

    def _open(self, create: bool) -> None:
        if self._pragma("application_id") != _APPLICATION:
            if not create or self._pragma("page_count") > 0:
                raise IndexFolderError(f"{self.folder / FILE}: not made by askhz; name another folder with --index")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute(f"PRAGMA application_id = {_APPLICATION}")
        self.format: int = self._pragma("user_version")
        if self.format > FORMAT:
            raise IndexFolderError(
                f"{self.folder}: written by a newer askhz (format {self.format}, this one reads {FORMAT}); "
                "update askhz, or index into another folder with --index"
            )

    def _pragma(self, name: str) -> int:
        return int(self._db.execute(f"PRAGMA {name}").fetchone()[0])

    @property
    def current(self) -> bool:
        """Whether the catalog is complete and of this version's format."""
        return self.format == FORMAT

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        """Turn SQLite's errors into one line that says what to do."""
        try:
            yield
        except sqlite3.Error as error:
            reason = str(error)
            if "locked" in reason:
                way_out = "another askhz index is at work there; wait for it to end"
            elif "full" in reason or "disk I/O" in reason:
                way_out = f"{reason}; make room and try again, the index is as it was"
            elif "readonly" in reason or "unable to open" in reason:
                way_out = f"may not be written ({reason}); name another folder with --index"
            else:
                way_out = f"damaged ({reason}); delete the folder and run askhz index again"
            raise IndexFolderError(f"{self.folder}: {way_out}") from error

    # Reading

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """One state of the catalog for all that is read within."""
        with self.translated():
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("ROLLBACK")

    def meta(self, key: str, default: Any = None) -> Any:
        """A recorded value, or the default."""
        with self.translated():
            row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return default if row is None else json.loads(row[0])

    @property
    def stamp(self) -> int:
        """The number of the transaction that made this state."""
        return int(self.meta("stamp", 0))

    def digests(self) -> dict[str, str]:
        """Source to digest, of every document."""
        with self.translated():
            return dict(self._db.execute("SELECT source, digest FROM documents ORDER BY source"))

    def sources(self) -> list[str]:
        """Every document's source, in order."""
        return list(self.digests())

    def document(self, source: str) -> Document | None:
        """A document, or None."""
        with self.translated():
            row = self._db.execute(
                "SELECT source, title, text, digest, details FROM documents WHERE source = ?", (source,)
            ).fetchone()
        return None if row is None else Document(row[0], row[1], row[2], row[3], json.loads(row[4]))

    def titles(self, sources: Iterable[str]) -> dict[str, str]:
        """Source to title."""
        wanted = list(dict.fromkeys(sources))
        with self.translated():
            rows = self._db.execute(f"SELECT source, title FROM documents WHERE source IN ({_marks(wanted)})", wanted)  # noqa: S608
            return dict(rows)

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Id to passage."""
        return {number: stored.passage for number, stored in self._stored(ids, "", []).items()}

    def passages_of(self, source: str) -> list[Passage]:
        """A document's passages, in order."""
        found = self._stored(None, "WHERE source = ? ORDER BY start, stop", [source])
        return [stored.passage for stored in found.values()]

    def stored_at(self, passage: Passage) -> StoredPassage | None:
        """A passage with its vectors, by its place."""
        where = "WHERE source = ? AND start = ? AND stop = ?"
        return next(iter(self._stored(None, where, [passage.source, passage.start, passage.end]).values()), None)

    def passage_count(self) -> int:
        """How many passages there are."""
        with self.translated():
            return int(self._db.execute("SELECT count(*) FROM passages").fetchone()[0])

    def _stored(self, ids: Sequence[int] | None, where: str, values: Sequence[Any]) -> dict[int, StoredPassage]:
        if ids is not None:
            where, values = f"WHERE id IN ({_marks(ids)})", list(ids)
        found = {}
        with self.translated():
            for number, source, start, stop, text, sentences, vector, sentence_vectors in self._db.execute(
                f"SELECT id, source, start, stop, text, sentences, vector, sentence_vectors FROM passages {where}",  # noqa: S608
                values,
            ):
                spans: tuple[Span, ...] = tuple((a, b) for a, b in json.loads(sentences))
                rows = np.frombuffer(sentence_vectors, dtype=np.float16).reshape(len(spans), -1).astype(np.float32)
                found[number] = StoredPassage(
                    Passage(source, start, stop, text, spans), np.frombuffer(vector, dtype=np.float32), rows
                )
        return found

    def all_vectors(self, batch: int = 4096) -> Iterator[tuple[list[int], Rows]]:
        """Every passage's id and vector, in batches, in the order of ids."""
        with self.translated():
            cursor = self._db.execute("SELECT id, vector FROM passages ORDER BY id")
            while rows := cursor.fetchmany(batch):
                yield [row[0] for row in rows], np.stack([np.frombuffer(row[1], dtype=np.float32) for row in rows])

    def all_texts(self) -> Iterator[tuple[int, str]]:
        """Every passage's id and text, in the order of ids."""
        with self.translated():
            yield from self._db.execute("SELECT id, text FROM passages ORDER BY id")

    def counts(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages each folded word stands; a word that stands nowhere is left out."""
        with self.translated():
            return dict(self._db.execute(f"SELECT * FROM vocabulary WHERE word IN ({_marks(words)})", list(words)))  # noqa: S608

    def words_like(self, word: str) -> list[tuple[str, int]]:
        """The vocabulary that begins with a word's first letter, with counts."""
        first = word[:1]
        with self.translated():
            return list(
                self._db.execute("SELECT * FROM vocabulary WHERE word >= ? AND word < ?", (first, first + "\U0010ffff"))
            )

    def damage(self) -> list[str]:
        """What SQLite itself finds broken; empty if nothing is."""
        with self.translated():
            found = [row[0] for row in self._db.execute("PRAGMA quick_check(5)")]
        return [] if found == ["ok"] else found

    # Writing: within `transaction` only

    @contextlib.contextmanager
    def transaction(self, *, wait: bool = False) -> Iterator[None]:
        """All or nothing. A second writer is refused at once unless it may `wait`."""
        with self.translated():
            self._db.execute(f"PRAGMA busy_timeout = {int(_WAIT * 1000) if wait else 0}")
            try:
                self._db.execute("BEGIN IMMEDIATE")
            finally:
                self._db.execute(f"PRAGMA busy_timeout = {int(_WAIT * 1000)}")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def begin_anew(self) -> None:
        """Forget everything, but count the stamp on, so that no derived file of before is taken for current."""
        stamp = self.stamp if self.current else 0
        tables = self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        for (name,) in tables.fetchall():
            self._db.execute(f'DROP TABLE "{name}"')
        for statement in filter(str.strip, _SCHEMA.split(";\n")):
            self._db.execute(statement)
        self._db.execute(f"PRAGMA user_version = {FORMAT}")
        self.format = FORMAT
        self.set_meta("stamp", stamp)

    def set_meta(self, key: str, value: Any) -> None:
        """Record a value that JSON can hold."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value, sort_keys=True)))

    def remove_document(self, source: str) -> dict[int, str]:
        """Forget a document and its passages; returns the passages' ids and texts."""
        gone = dict(self._db.execute("SELECT id, text FROM passages WHERE source = ?", (source,)))
        self._db.execute("DELETE FROM passages WHERE source = ?", (source,))
        self._db.execute("DELETE FROM documents WHERE source = ?", (source,))
        return gone

    def add_document(self, document: Document) -> None:
        """Store a document without its passages."""
        self._db.execute(
            "INSERT INTO documents (source, digest, title, text, details) VALUES (?, ?, ?, ?, ?)",
            (
                document.source,
                document.digest,
                document.title,
                document.text,
                json.dumps(document.details, sort_keys=True),
            ),
        )

    def vectors_of(self, digest: str) -> tuple[bytes, bytes] | None:
        """The stored vectors of a passage with this content, as `add_passage` takes them."""
        row = self._db.execute("SELECT vector, sentence_vectors FROM passages WHERE digest = ?", (digest,)).fetchone()
        return None if row is None else (row[0], row[1])

    def add_passage(self, passage: Passage, digest: str, vectors: tuple[bytes, bytes]) -> int:
        """Store a passage with its vectors (see `packed`); returns its id, which is never given again."""
        cursor = self._db.execute(
            "INSERT INTO passages (source, start, stop, text, sentences, digest, vector, sentence_vectors)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                passage.source,
                passage.start,
                passage.end,
                passage.text,
                json.dumps(passage.sentences, separators=(",", ":")),
                digest,
                *vectors,
            ),
        )
        return int(cursor.lastrowid or 0)

    def count_words(self, change: Mapping[str, int]) -> None:
        """Add to (or take from) the number of passages that each folded word stands in."""
        rows = [(word, count) for word, count in Counter(change).items() if count]
        self._db.executemany(
            "INSERT INTO vocabulary VALUES (?, ?)"
            " ON CONFLICT(word) DO UPDATE SET passages = passages + excluded.passages",
            rows,
        )
        self._db.execute("DELETE FROM vocabulary WHERE passages <= 0")


def packed(vector: Rows, sentence_vectors: Rows) -> tuple[bytes, bytes]:
    """A passage's vectors as they are stored: its own in single precision, its sentences' in half."""
    return vector.astype(np.float32).tobytes(), sentence_vectors.astype(np.float16).tobytes()


def _missing(folder: Path) -> str:
    if not folder.exists():
        return f"{folder}: no such index; make one with askhz index PATH --index {folder}"
    if not folder.is_dir():
        return f"{folder}: a file, not an index folder; name the folder with --index"
    return f"{folder}: no askhz index in it; make one with askhz index PATH --index {folder}"


def _address(path: Path, *, create: bool) -> str:
    address = path.absolute().as_uri()
    if create:
        return f"{address}?mode=rwc"
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return f"{address}?mode=rw"
    # SQLite wants to write a lock beside a file in write-ahead mode, unless it is told that nobody writes it.
    quiet = not path.with_name(f"{path.name}-wal").exists()
    return f"{address}?mode=ro{'&immutable=1' if quiet else ''}"


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))
