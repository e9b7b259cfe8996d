"""Writing to the catalog: everything here is called within `Catalog.transaction`."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import islice
from typing import Any

from ..models.encoder import Rows
from ..records import Document, Passage
from . import schema
from .catalog import BATCH, Catalog, dump_anchors, dump_boxes, dump_edits, dump_units, marks


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What an unchanged file is known by; `problems` is what was said of it when it was read."""

    size: int
    modified_ns: int
    signature: str
    problems: tuple[tuple[str, str], ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class StoredRow:
    """One stored passage of a document: enough to see whether it changed."""

    id: int
    start: int
    end: int
    digest: str


@dataclass(frozen=True, slots=True)
class DocumentState:
    """What tells whether a stored document is still the same, and the file that it was read from."""

    digest: str
    structure: str
    file: bytes | None


class Writer:
    """Changes one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        """The catalog must be in a transaction whenever a method is called."""
        self._catalog = catalog
        self._connection = catalog.database.connection

    def begin_anew(self) -> None:
        """Delete everything but go on counting versions, so that no older derived file is taken for current."""
        version = self._catalog.version if self._catalog.current else 0
        schema.create(self._connection)
        self._catalog.database.format = schema.FORMAT
        self.set_meta("version", version)
        self.set_meta("begun", time.time_ns())

    def set_meta(self, key: str, value: Any) -> bool:
        """Record a value that JSON can hold; says whether it differs from before."""
        written = json.dumps(value, sort_keys=True)
        before = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        if before == (written,):
            return False
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, written))
        return True

    # What this run has met: kept in temporary tables, so that memory does not grow with the number of documents

    def begin_run(self) -> None:
        """Forget what an earlier run has met."""
        for name in ("met_sources", "met_files"):
            self._connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
        self._connection.execute("CREATE TEMP TABLE met_sources (source TEXT PRIMARY KEY) WITHOUT ROWID")
        self._connection.execute("CREATE TEMP TABLE met_files (path BLOB PRIMARY KEY) WITHOUT ROWID")

    def meet(self, source: str) -> bool:
        """Note that a document is there; False if another one of this source was met before."""
        cursor = self._connection.execute("INSERT OR IGNORE INTO met_sources VALUES (?)", (source,))
        return cursor.rowcount == 1

    def meet_all_of(self, path: bytes) -> int:
        """Note that every document of an unchanged file is there; returns how many."""
        cursor = self._connection.execute(
            "INSERT OR IGNORE INTO met_sources SELECT source FROM documents WHERE file = ?", (path,)
        )
        self.meet_file(path)
        return cursor.rowcount

    def meet_all_below(self, folder: bytes) -> int:
        """Note that every known file in a folder, or of this path, is there, with its documents; returns how many."""
        bounds = (folder, folder + b"/", folder + b"0")  # what begins with a slash lies before "0"
        self._connection.execute(
            "INSERT OR IGNORE INTO met_files SELECT path FROM files WHERE path = ? OR (path > ? AND path < ?)", bounds
        )
        cursor = self._connection.execute(
            "INSERT OR IGNORE INTO met_sources SELECT source FROM documents WHERE file = ? OR (file > ? AND file < ?)",
            bounds,
        )
        return cursor.rowcount

    def meet_file(self, path: bytes) -> None:
        """Note that a file is there."""
        self._connection.execute("INSERT OR IGNORE INTO met_files VALUES (?)", (path,))

    def not_met(self) -> Iterator[str]:
        """The sources of the documents that are no longer there, in order."""
        statement = "SELECT source FROM documents WHERE source NOT IN (SELECT source FROM met_sources) ORDER BY source"
        for (source,) in self._connection.execute(statement).fetchall():
            yield source

    def forget_files_not_met(self) -> None:
        """Forget what is known of files that are no longer there."""
        self._connection.execute("DELETE FROM files WHERE path NOT IN (SELECT path FROM met_files)")

    # Files

    def known_file(self, path: bytes) -> KnownFile | None:
        """What is known of a file, or None."""
        row = self._connection.execute(
            "SELECT size, modified_ns, signature, problems, complete FROM files WHERE path = ?", (path,)
        ).fetchone()
        if row is None:
            return None
        problems = tuple((where, what) for where, what in json.loads(row[3]))
        return KnownFile(row[0], row[1], row[2], problems, bool(row[4]))

    def set_file(self, path: bytes, known: KnownFile) -> None:
        """Remember a file."""
        self._connection.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)",
            (path, known.size, known.modified_ns, known.signature, json.dumps(known.problems), known.complete),
        )

    def prepare_all_again(self) -> None:
        """Have every document read and prepared again; passages that come out the same keep their vectors."""
        self._connection.execute("DELETE FROM files")
        self._connection.execute("UPDATE documents SET structure = ''")

    def read_again(self, path: bytes) -> None:
        """Have a file read again each time: another file has a document of the same source."""
        self._connection.execute("UPDATE files SET complete = 0 WHERE path = ?", (path,))

    # Documents

    def document_state(self, source: str) -> DocumentState | None:
        """The state of a stored document, or None."""
        row = self._connection.execute(
            "SELECT digest, structure, file FROM documents WHERE source = ?", (source,)
        ).fetchone()
        return None if row is None else DocumentState(*row)

    def set_document(self, document: Document, structure: str, file: bytes | None) -> None:
        """Store a document without its passages, in place of what was stored under its source."""
        self._connection.execute(
            "INSERT OR REPLACE INTO documents (source, digest, structure, title, kind, length, details, file)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.source,
                document.digest,
                structure,
                document.title,
                document.kind,
                len(document.text),
                json.dumps(document.details, sort_keys=True),
                file,
            ),
        )
        blocks = json.dumps([astuple(block) for block in document.blocks], separators=(",", ":"))
        self._connection.execute(
            "INSERT OR REPLACE INTO texts (source, text, blocks, anchors, edits, boxes) VALUES (?, ?, ?, ?, ?, ?)",
            (
                document.source,
                document.text,
                blocks,
                dump_anchors(document.anchors),
                dump_edits(document.edits),
                dump_boxes(document.boxes),
            ),
        )

    def set_document_file(self, source: str, file: bytes | None) -> None:
        """Note which file a document was read from."""
        self._connection.execute("UPDATE documents SET file = ? WHERE source = ?", (file, source))

    def remove_document(self, source: str) -> None:
        """Forget a document; its passages are removed with `remove_passages`."""
        self._connection.execute("DELETE FROM documents WHERE source = ?", (source,))
        self._connection.execute("DELETE FROM texts WHERE source = ?", (source,))

    # Passages

    def rows_of(self, source: str) -> list[StoredRow]:
        """A document's stored passages, in order."""
        found = self._connection.execute(
            "SELECT id, start, stop, digest FROM passages WHERE source = ? ORDER BY start, stop", (source,)
        )
        return [StoredRow(*row) for row in found]

    def remove_passages(self, ids: Sequence[int]) -> list[str]:
        """Forget passages; returns their texts, in the order of their ids."""
        texts: list[str] = []
        remaining = iter(sorted(ids))
        while batch := list(islice(remaining, BATCH)):
            where = f"WHERE id IN ({marks(batch)})"
            found = self._connection.execute(f"SELECT text FROM passages {where} ORDER BY id", batch)  # noqa: S608
            texts += [text for (text,) in found]
            self._connection.execute(f"DELETE FROM passages {where}", batch)  # noqa: S608
        return texts

    def vectors_of(self, digests: Sequence[str]) -> dict[str, bytes]:
        """Digest to the stored vector of a passage with that content; one that is not stored is left out."""
        statement = f"SELECT digest, vector FROM passages WHERE digest IN ({marks(digests)})"  # noqa: S608
        return dict(self._connection.execute(statement, list(digests)))

    def add_passage(self, passage: Passage, words: str, digest: str, vector: bytes) -> int:
        """Store a passage with its normal words and its vector, `packed`; returns its id, which is never given again."""
        cursor = self._connection.execute(
            "INSERT INTO passages (source, start, stop, text, sentences, words, digest, vector,"
            " anchors, context, edits) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                passage.source,
                passage.start,
                passage.end,
                passage.text,
                dump_units(passage),
                words,
                digest,
                vector,
                dump_anchors(passage.anchors),
                passage.context,
                dump_edits(passage.edits),
            ),
        )
        return int(cursor.lastrowid or 0)

    def refresh_passage(self, number: int, passage: Passage) -> None:
        """Store units, anchors, context and edits of a passage whose words and vectors stay as they are."""
        self._connection.execute(
            "UPDATE passages SET sentences = ?, anchors = ?, context = ?, edits = ? WHERE id = ?",
            (dump_units(passage), dump_anchors(passage.anchors), passage.context, dump_edits(passage.edits), number),
        )

    def last_passage(self) -> int:
        """The highest passage id ever given, 0 before the first."""
        row = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
        return 0 if row is None else int(row[0])

    def count_words(self, change: Mapping[str, int]) -> None:
        """Add to (or take from) the number of passages that each folded word stands in."""
        rows = [(word, count) for word, count in change.items() if count]
        self._connection.executemany(
            "INSERT INTO vocabulary VALUES (?, ?)"
            " ON CONFLICT(word) DO UPDATE SET passages = passages + excluded.passages",
            rows,
        )
        self._connection.executemany(
            "DELETE FROM vocabulary WHERE word = ? AND passages <= 0", [(word,) for word, count in rows if count < 0]
        )


def packed(vector: Rows) -> bytes:
    """A passage's vector as it is stored: in half precision, which moves a cosine by some 0.0001 at most."""
    return vector.astype("<f2").tobytes()
