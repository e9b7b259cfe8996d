"""What is left in a damaged catalog, moved to a new one: every document that is whole, to its last passage.

Rows are read from both ends of each table up to the damage. A document is taken over only if its text, its passages,
their words and vectors are what digests and lengths say; the others are read again from files. The next update cuts
every document again: what comes out as it is stored keeps its vectors.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import IndexFolderError
from ..index import schema
from ..index.catalog import Catalog, StoredPassage
from ..index.digests import PIPELINE_VERSION, document_digest, passage_digest
from ..index.writing import StoredRow, Writer
from ..records import Document
from .preparing import passage_words, vocabulary_of

_MAGIC, _HEADER = b"SQLite format 3\0", 100  # how a database file begins; bytes of its header
_LARGEST = 1000  # times its size that a file may have had: a header that says more is wrong itself
_UNIT = 0.01  # what a vector's length may differ from 1, half precision included


@dataclass(frozen=True, slots=True)
class Salvaged:
    """Recorded values, and the sources: of documents that are whole, and of those known of that are not."""

    meta: dict[str, Any]
    whole: tuple[str, ...]
    broken: tuple[str, ...]


def salvage(damaged: Path, folder: Path, version: int) -> Salvaged:
    """Write what is whole in a damaged database file to a new catalog in an empty folder, as `version`.

    Of a file in another format only recorded values are taken. Without those that a search needs, the new catalog has
    no version yet. Raises `OSError` or `IndexFolderError` if the new one
    cannot be written.
    """
    with contextlib.closing(Catalog(folder, create=True)) as catalog, catalog.transaction():
        writer = Writer(catalog)
        writer.begin_anew()
        with _opened(damaged, folder) as old:
            meta = _meta(old)
            if _format(old) == schema.FORMAT:
                _copy_rows(old, catalog)
        known = catalog.sources()
        whole = [source for source in known if is_whole(catalog, source)]
        for source in sorted({*known} - {*whole}):
            writer.remove_passages([row.id for row in writer.rows_of(source)])
            writer.remove_document(source)
        _tidy(catalog, writer)
        for key, value in meta.items():
            writer.set_meta(key, value)
        # Without these what is stored cannot be searched: then the next update begins anew.
        if {"encoder", "dimension"} <= meta.keys():
            writer.set_meta("version", version)
        return Salvaged(meta, tuple(whole), tuple(sorted({*known} - {*whole})))


@contextlib.contextmanager
def _opened(damaged: Path, folder: Path) -> Iterator[sqlite3.Connection]:
    """The damaged file, to be read as far as it goes; nothing is written to it.

    SQLite reads nothing of a file that is shorter than its header says, or whose header is none: a copy is then mended
    in `folder`, and removed at the end.
    """
    mended = folder / "mended.sqlite"
    try:
        file = mended if _mend(damaged, mended) else damaged
        with contextlib.closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as old:
            old.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
            yield old
    finally:
        for ending in ("", "-wal", "-shm"):
            Path(f"{mended}{ending}").unlink(missing_ok=True)


def _mend(damaged: Path, copy: Path) -> bool:
    """Copy a database file with a header that fits it, the missing pages empty; says whether there was need to."""
    with damaged.open("rb") as stream:
        header = stream.read(_HEADER)
    size = damaged.stat().st_size
    if not header.startswith(_MAGIC):
        with contextlib.closing(sqlite3.connect(":memory:")) as new:
            new.execute(f"PRAGMA user_version = {schema.FORMAT}")
            header = new.serialize()[:_HEADER]
        pages = -(-size // _page_size(header))
        header = header[:28] + pages.to_bytes(4, "big") + header[32:]
    elif size >= (whole := int.from_bytes(header[28:32], "big") * _page_size(header)) or whole > _LARGEST * size:
        return False
    shutil.copyfile(damaged, copy)
    with contextlib.suppress(FileNotFoundError):
        shutil.copyfile(f"{damaged}-wal", f"{copy}-wal")
    with copy.open("r+b") as stream:
        stream.write(header)
        stream.truncate(max(size, int.from_bytes(header[28:32], "big") * _page_size(header)))
    return True


def _page_size(header: bytes) -> int:
    size = int.from_bytes(header[16:18], "big")
    return 65536 if size == 1 else size


def _meta(old: sqlite3.Connection) -> dict[str, Any]:
    found = {}
    for key, value in _rows(old, "meta"):
        with contextlib.suppress(ValueError, TypeError):
            found[str(key)] = json.loads(value)
    return {key: value for key, value in found.items() if key not in ("version", "begun")}


def _format(old: sqlite3.Connection) -> int:
    try:
        return int(old.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.DatabaseError:
        return 0


def _rows(old: sqlite3.Connection, table: str) -> Iterator[Sequence[Any]]:
    """The rows of a table from its beginning up to the damage, then from its end down to it; some come twice."""
    for order in ("", " ORDER BY rowid DESC", " ORDER BY 1 DESC"):
        try:
            yield from old.execute(f'SELECT * FROM "{table}"{order}')  # noqa: S608
            if not order:
                return
        except (sqlite3.Error, UnicodeError, OverflowError, MemoryError):
            continue


def _copy_rows(old: sqlite3.Connection, catalog: Catalog) -> None:
    new = catalog.database.connection
    tables = new.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
    for (table,) in tables:
        if table in ("meta", "vocabulary"):
            continue
        columns = [row[1] for row in new.execute(f'PRAGMA table_info("{table}")')]
        marks = ",".join("?" * len(columns))
        for row in _rows(old, table):
            if len(row) == len(columns):
                with contextlib.suppress(sqlite3.Error, UnicodeError):  # the new tables do not allow its values
                    new.execute(f'INSERT OR IGNORE INTO "{table}" VALUES ({marks})', row)  # noqa: S608


def altered(catalog: Catalog) -> Iterator[str]:
    """The sources of documents that are not what they were stored as, in order: what SQLite itself cannot know.

    Nothing is said of passages that another version of askhz cut: the next update prepares them again. A document that
    was given without a file may have a digest of its giver's own, so only its passages are compared.
    """
    if catalog.meta("pipeline", {}).get("version") == PIPELINE_VERSION:
        from_files = bool(catalog.meta("roots", []))
        for source in catalog.sources():
            if not is_whole(catalog, source, by_digest=from_files):
                yield source


def is_whole(catalog: Catalog, source: str, *, by_digest: bool = True) -> bool:
    """Whether a document and all of its passages are what their digests say; the document's own only `by_digest`."""
    try:
        document = catalog.document(source)
        rows = Writer(catalog).rows_of(source)
        stored = catalog.stored([row.id for row in rows])
        if document is None or (by_digest and document.digest != document_digest(document)):
            return False
        words = catalog.words_of(list(stored))
        if len({one.vector.shape for one in stored.values()}) > 1 or not _covers(document, rows):
            return False
        return all(_is_sound(document, row, stored[row.id], words[row.id]) for row in rows)
    except (IndexFolderError, KeyError, ValueError, TypeError, IndexError):
        return False


def _is_sound(document: Document, row: StoredRow, stored: StoredPassage, words: str) -> bool:
    return (
        row.digest == passage_digest(stored.passage, document.title)
        and document.text[row.start : row.end] == stored.passage.text
        and words == passage_words(stored.passage)
        and abs(float(np.linalg.norm(stored.vector)) - 1) < _UNIT
    )


def _covers(document: Document, rows: Sequence[StoredRow]) -> bool:
    """Whether the passages go to the end of the text: the last ones may be lost without a trace."""
    return not any(character.isalnum() for character in document.text[max((row.end for row in rows), default=0) :])


def _tidy(catalog: Catalog, writer: Writer) -> None:
    """Remove what belongs to no document; count the words anew; have files of other documents read again."""
    connection = catalog.database.connection
    for table in ("passages", "texts"):
        connection.execute(f"DELETE FROM {table} WHERE source NOT IN (SELECT source FROM documents)")  # noqa: S608
    writer.prepare_all_again()
    words: Counter[str] = Counter()
    for (text,) in connection.execute("SELECT text FROM passages"):
        words.update(vocabulary_of(text))
    writer.count_words(words)
