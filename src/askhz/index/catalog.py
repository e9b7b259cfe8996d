"""The SQLite file that is the truth of an index: documents, passages, their vectors, what was indexed when.

Everything changes in one transaction, which also counts up the `stamp` by which derived files know whether they are
of the same state. This module knows no models, neither FAISS nor tantivy.
"""

from __future__ import annotations

from ..records import Passage
from ..models.encoder import Rows
from dataclasses import dataclass
from typing import Any
from collections import Counter
from ..records import Document
from ..errors import IndexFolderError
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from pathlib import Path
from collections.abc import Sequence
from ..records import Span
from .database import no_index_message
from .folder import FILE
from .database import open_mode
from .database import wal_file
from .database import sqlite_way_out
import contextlib
import json
import numpy as np
import sqlite3

FORMAT = 2
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
    stop INTEGER NOT NULL, text TEXT NOT NULL, sentences TEXT NOT NULL, words TEXT NOT NULL, digest TEXT NOT NULL,
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
        self._path = folder / FILE
        try:
            self._connect(create)
        except OSError as error:
            raise IndexFolderError(
                f"{folder}: cannot be opened ({error.strerror}); name the folder with --index"
            ) from error

    def _connect(self, create: bool) -> None:
        if not create and not self._path.is_file():
            raise IndexFolderError(no_index_message(self.folder))
        mode, self._quiet = ("rwc", False) if create else open_mode(self._path)
        address = f"{self._path.absolute().as_uri()}?mode={mode}{'&immutable=1' if self._quiet else ''}"
        with self.translated():
            self._db = sqlite3.connect(address, uri=True, timeout=_WAIT, isolation_level=None, check_same_thread=False)
            try:
                self._open(create)
                self._mark = self._seen()
            except BaseException:
                self._db.close()
                raise

    def _open(self, create: bool) -> None:
        if self._pragma("application_id") != _APPLICATION:
            self._begin(create)
        self.format: int = self._pragma("user_version")
        if self.format > FORMAT:
            raise IndexFolderError(
                f"{self.folder}: written by a newer askhz (format {self.format}, this one reads {FORMAT}); "
                "update askhz, or index into another folder with --index"
            )

    def _begin(self, create: bool) -> None:
        """Make an empty file, or one whose making was cut short, a catalog."""
        things = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if things or self._pragma("application_id") or self._pragma("user_version"):
            raise IndexFolderError(f"{self._path}: not made by askhz; name another folder with --index")
        if create:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute(f"PRAGMA application_id = {_APPLICATION}")

    def _seen(self) -> tuple[int | bool, ...]:
        """What tells that another file has taken the place of the open one, or that it changed though it was quiet."""
        status = self._path.stat()
        same = (status.st_dev, status.st_ino)
        return (*same, status.st_mtime_ns, status.st_size, wal_file(self._path).exists()) if self._quiet else same

    def follow(self) -> bool:
        """Open the file anew if it was replaced, or changed though it may only be read; says whether it was."""
        try:
            if self._seen() == self._mark and self.format:  # without a format it is still being made
                return False
            self._db.close()
            self._connect(create=False)
        except FileNotFoundError as error:
            raise IndexFolderError(no_index_message(self.folder)) from error
        except OSError as error:
            raise IndexFolderError(f"{self.folder}: cannot be opened ({error.strerror})") from error
        return True

    def _pragma(self, name: str) -> int:
        return int(self._db.execute(f"PRAGMA {name}").fetchone()[0])

    @property
    def current(self) -> bool:
        """Whether the catalog is complete and of this version's format."""
        return self.format == FORMAT

    @property
    def in_snapshot(self) -> bool:
        """Whether what is read now is read within a snapshot."""
        return self._db.in_transaction

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        """Turn SQLite's errors into one line that says what to do."""
        try:
            yield
        except sqlite3.Error as error:
            raise IndexFolderError(f"{self.folder}: {sqlite_way_out(str(error))}") from error

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        """The same for what is read: a value that cannot be understood is damage, too."""
        with self.translated():
            try:
                yield
            except (ValueError, TypeError) as error:
                raise IndexFolderError(f"{self.folder}: {sqlite_way_out('a stored value cannot be read')}") from error

    # Reading

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """One state of the catalog for all that is read within; within another snapshot, that one's."""
        if self._db.in_transaction:
            yield
            return
        with self.translated():
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("ROLLBACK")
        if self._quiet and self._seen() != self._mark:
            raise IndexFolderError(f"{self.folder}: it changed while it was read; try again")

    def meta(self, key: str, default: Any = None) -> Any:
        """A recorded value, or the default."""
        with self._reading():
            row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
            return default if row is None else json.loads(row[0])

    @property
    def stamp(self) -> int:
        """The number of the transaction that made this state."""
        return int(self.meta("stamp", 0))

    def digests(self) -> dict[str, str]:
        """Source to digest, of every document."""
        with self._reading():
            return dict(self._db.execute("SELECT source, digest FROM documents ORDER BY source"))

    def sources(self) -> list[str]:
        """Every document's source, in order."""
        return list(self.digests())

    def document(self, source: str) -> Document | None:
        """A document, or None."""
        with self._reading():
            row = self._db.execute(
                "SELECT source, title, text, digest, details FROM documents WHERE source = ?", (source,)
            ).fetchone()
            return None if row is None else Document(row[0], row[1], row[2], row[3], json.loads(row[4]))

    def titles(self, sources: Iterable[str]) -> dict[str, str]:
        """Source to title."""
        wanted = list(dict.fromkeys(sources))
        with self._reading():
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

    def beside(self, passage: Passage) -> list[Passage]:
        """The passages that begin next before and next after a passage of their document."""
        found: list[StoredPassage] = []
        for sign, order in (("<", "DESC"), (">", "ASC")):
            where = f"WHERE source = ? AND start {sign} ? ORDER BY start {order} LIMIT 1"
            found += self._stored(None, where, [passage.source, passage.start]).values()
        return [stored.passage for stored in found]

    def passage_count(self) -> int:
        """How many passages there are."""
        with self._reading():
            return int(self._db.execute("SELECT count(*) FROM passages").fetchone()[0])

    def _stored(self, ids: Sequence[int] | None, where: str, values: Sequence[Any]) -> dict[int, StoredPassage]:
        if ids is not None:
            where, values = f"WHERE id IN ({_marks(ids)})", list(ids)
        found = {}
        with self._reading():
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
        with self._reading():
            cursor = self._db.execute("SELECT id, vector FROM passages ORDER BY id")
            while rows := cursor.fetchmany(batch):
                yield [row[0] for row in rows], np.stack([np.frombuffer(row[1], dtype=np.float32) for row in rows])

    def all_words(self) -> Iterator[tuple[int, str]]:
        """Every passage's id and normal words, in the order of ids."""
        with self._reading():
            yield from self._db.execute("SELECT id, words FROM passages ORDER BY id")

    def counts(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages each folded word stands; a word that stands nowhere is left out."""
        with self._reading():
            return dict(self._db.execute(f"SELECT * FROM vocabulary WHERE word IN ({_marks(words)})", list(words)))  # noqa: S608

    def words_like(self, word: str) -> list[tuple[str, int]]:
        """The vocabulary that begins with a word's first letter, with counts."""
        first = word[:1]
        with self._reading():
            return list(
                self._db.execute("SELECT * FROM vocabulary WHERE word >= ? AND word < ?", (first, first + "\U0010ffff"))
            )

    def damage(self) -> list[str]:
        """What SQLite itself finds broken; empty if nothing is."""
        with self._reading():
            found = [row[0] for row in self._db.execute("PRAGMA quick_check(5)")]
        return [] if found == ["ok"] else found

    # Writing: within `transaction` only

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. A second writer is refused at once."""
        with self.translated():
            self._db.execute("PRAGMA busy_timeout = 0")
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

    def set_meta(self, key: str, value: Any) -> bool:
        """Record a value that JSON can hold; says whether it is another than before."""
        written = json.dumps(value, sort_keys=True)
        before = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        if before == (written,):
            return False
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, written))
        return True

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

    def add_passage(self, passage: Passage, words: str, digest: str, vectors: tuple[bytes, bytes]) -> int:
        """Store a passage with its normal words and vectors (see `packed`); returns its id, never given again."""
        cursor = self._db.execute(
            "INSERT INTO passages (source, start, stop, text, sentences, words, digest, vector, sentence_vectors)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                passage.source,
                passage.start,
                passage.end,
                passage.text,
                json.dumps(passage.sentences, separators=(",", ":")),
                words,
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


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))
