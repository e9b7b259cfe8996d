"""What an index holds, in SQLite: documents, passages with their words and vectors, known files, recorded values.

SQLite is the truth: everything changes in one transaction, which also raises the `version` that the derived files are
made for. This module knows no models, neither FAISS nor tantivy. Reading is here, writing in `writing`.
"""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from ..models.encoder import Rows
from ..records import Anchor, Block, BlockKind, Box, Document, DocumentInfo, Edit, Passage, Place, Span
from .database import Database

BATCH = 1000  # passages named in one statement, where there may be very many: SQLite takes only so many values
_PASSAGE = "p.id, p.source, p.start, p.stop, p.text, p.sentences, p.anchors, p.context, p.edits"


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its vector, of shape (dimension,) and of unit length, its document, and its digest when stored."""

    passage: Passage
    vector: Rows
    document: DocumentInfo
    digest: str


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document's row with its file's: `size` and `modified_ns` are the file's when it was read (-1: not settled).

    `pages` counts its pages or slides, None where its format has none.
    """

    source: str
    title: str
    kind: str
    indexed_at: str
    passages: int
    pages: int | None
    file: bytes | None
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class PassageSpans:
    """Where a passage stands, without its text: what choosing among many needs."""

    source: str
    start: int
    end: int
    sentences: tuple[Span, ...]


class Catalog:
    """One open catalog. One thread at a time: `Index` gives each question one of its own."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open the catalog in a folder, or begin one with `create`. Raises `IndexFolderError` as `Database` does."""
        self.folder = folder
        self.database = Database(folder, create=create)

    @property
    def current(self) -> bool:
        """Whether the catalog is complete and of this version's format."""
        return self.database.current

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def snapshot(self) -> contextlib.AbstractContextManager[None]:
        """One state of the catalog for everything that is read within."""
        return self.database.snapshot()

    def transaction(self) -> contextlib.AbstractContextManager[None]:
        """All or nothing for everything that is written within. A second writer is refused at once."""
        return self.database.transaction()

    def _rows(self, statement: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        with self.database.reading():
            # `yield from` would close the cursor of a statement read in part, which fails once the file is closed.
            for row in self.database.connection.execute(statement, values):  # noqa: UP028
                yield row

    def rows(self, statement: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """The rows that an SQL statement gives, for what this module does not know (filters)."""
        return self._rows(statement, values)

    def _value(self, statement: str, values: Sequence[Any] = ()) -> Any:
        row = next(self._rows(statement, values), None)
        return None if row is None else row[0]

    # Recorded values

    def meta(self, key: str, default: Any = None) -> Any:
        """A recorded value, or the default."""
        return self.metas([key]).get(key, default)

    def metas(self, keys: Sequence[str]) -> dict[str, Any]:
        """Recorded values by key; a key without one is left out."""
        with self.database.reading():
            rows = self._rows(f"SELECT key, value FROM meta WHERE key IN ({marks(keys)})", list(keys))  # noqa: S608
            return {key: json.loads(value) for key, value in rows}

    @property
    def version(self) -> int:
        """The number of the transaction that made this state."""
        return int(self.meta("version", 0))

    # Documents

    def digests(self) -> dict[str, str]:
        """Source to digest, of every document."""
        return dict(self._rows("SELECT source, digest FROM documents ORDER BY source"))

    def digest(self, source: str) -> str | None:
        """A document's digest, or None if it is not stored."""
        found = self._value("SELECT digest FROM documents WHERE source = ?", [source])
        return None if found is None else str(found)

    def sources(self) -> list[str]:
        """Every document's source, in order."""
        return [source for (source,) in self._rows("SELECT source FROM documents ORDER BY source")]

    def document(self, source: str) -> Document | None:
        """A document with its text, or None."""
        with self.database.reading():
            row = next(
                self._rows(
                    "SELECT title, text, digest, details, kind, blocks, anchors, edits, boxes"
                    " FROM documents JOIN texts USING (source) WHERE source = ?",
                    [source],
                ),
                None,
            )
            if row is None:
                return None
            title, text, digest, details, kind, blocks, anchors, edits, boxes = row
            known = tuple(Block(*block) for block in json.loads(blocks))
            return Document(
                source,
                title,
                text,
                digest,
                json.loads(details),
                kind,
                known,
                load_anchors(anchors),
                load_edits(edits),
                load_boxes(boxes),
            )

    def documents(self) -> list[DocumentInfo]:
        """What is known of every document but its text, in the order of their sources."""
        rows = self._rows("SELECT source, title, length, details, kind FROM documents ORDER BY source")
        with self.database.reading():
            return [_info(*row) for row in rows]

    def stored_documents(self, source: str | None = None) -> Iterator[StoredDocument]:
        """Every document's row with its file's, in the order of the sources; or only one document's."""
        statement = (
            "SELECT d.source, d.title, d.kind, d.indexed_at, t.anchors, d.file, f.size, f.modified_ns,"
            " (SELECT count(*) FROM passages p WHERE p.source = d.source)"
            " FROM documents d JOIN texts t USING (source) LEFT JOIN files f ON f.path = d.file"
            f"{'' if source is None else ' WHERE d.source = ?'} ORDER BY d.source"
        )
        for source, title, kind, indexed_at, anchors, file, size, modified_ns, passages in self._rows(
            statement, [] if source is None else [source]
        ):
            places = {place.page or place.slide for place in (a.place for a in load_anchors(anchors))} - {None}
            pages = len(places) or None
            yield StoredDocument(source, title, kind, indexed_at, passages, pages, file, size or 0, modified_ns or 0)

    def file_problems(self) -> dict[bytes, list[tuple[str, str]]]:
        """Path to what was left out of a file (where, what), of every file of which something was."""
        rows = self._rows("SELECT path, problems FROM files WHERE problems != '[]'")
        return {path: [(where, what) for where, what in json.loads(found)] for path, found in rows}

    # Passages

    def spans(self, ids: Sequence[int]) -> dict[int, PassageSpans]:
        """Id to the place of a passage; an id that is not there is left out. One statement."""
        found = {}
        with self.database.reading():
            for number, source, start, stop, sentences in self._rows(
                f"SELECT id, source, start, stop, sentences FROM passages WHERE id IN ({marks(ids)})",  # noqa: S608
                list(ids),
            ):
                found[number] = PassageSpans(source, start, stop, _load_spans(sentences))
        return found

    def stored(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Id to passage, vector and document; an id that is not there is left out. One statement."""
        found = {}
        with self.database.reading():
            for *columns, vector, digest, title, length, details, kind in self._rows(
                f"SELECT {_PASSAGE}, p.vector, p.digest, d.title, d.length, d.details, d.kind"  # noqa: S608
                f" FROM passages p JOIN documents d USING (source) WHERE p.id IN ({marks(ids)})",
                list(ids),
            ):
                number, passage = _load_passage(*columns)
                found[number] = StoredPassage(
                    passage,
                    np.frombuffer(vector, dtype="<f2").astype(np.float32),
                    _info(passage.source, title, length, details, kind),
                    digest,
                )
        return found

    def passages_of(self, source: str) -> list[Passage]:
        """A document's passages, in order."""
        statement = f"SELECT {_PASSAGE} FROM passages p WHERE source = ? ORDER BY start, stop"  # noqa: S608
        with self.database.reading():
            return [_load_passage(*row)[1] for row in self._rows(statement, [source])]

    def passage_count(self) -> int:
        """How many passages there are."""
        return int(self._value("SELECT count(*) FROM passages"))

    def words_of(self, ids: Sequence[int]) -> dict[int, str]:
        """Id to the passage's normal words, spaced."""
        found: dict[int, str] = {}
        remaining = iter(ids)
        while batch := list(islice(remaining, BATCH)):
            found.update(self._rows(f"SELECT id, words FROM passages WHERE id IN ({marks(batch)})", batch))  # noqa: S608
        return found

    def all_vectors(self, after: int = 0, batch: int = 4096) -> Iterator[tuple[list[int], Rows]]:
        """Id and vector of every passage whose id is above `after`, in batches, in the order of ids."""
        with self.database.reading():
            cursor = self.database.connection.execute(
                "SELECT id, vector FROM passages WHERE id > ? ORDER BY id", [after]
            )
            while rows := cursor.fetchmany(batch):
                yield (
                    [row[0] for row in rows],
                    np.stack([np.frombuffer(row[1], dtype="<f2") for row in rows]).astype(np.float32),
                )

    def all_words(self, after: int = 0) -> Iterator[tuple[int, str]]:
        """Id and normal words of every passage whose id is above `after`, in the order of ids."""
        yield from self._rows("SELECT id, words FROM passages WHERE id > ? ORDER BY id", [after])

    # Vocabulary

    def known_words(self, words: Sequence[str]) -> set[str]:
        """Those of the folded words that stand in a passage. One statement."""
        return {word for (word,) in self._rows(f"SELECT word FROM vocabulary WHERE word IN ({marks(words)})", words)}  # noqa: S608

    def words_like(self, words: Sequence[str], difference: int = 2) -> list[tuple[str, int]]:
        """The vocabulary, with counts, that begins as one of the words does and is about as long. One statement."""
        ranges = sorted({(word[0], len(word)) for word in words if word})
        if not ranges:
            return []
        where = " OR ".join(["(word >= ? AND word < ? AND length(word) BETWEEN ? AND ?)"] * len(ranges))
        values = [
            value
            for first, length in ranges
            for value in (first, first + "\U0010ffff", length - difference, length + difference)
        ]
        return list(self._rows(f"SELECT word, passages FROM vocabulary WHERE {where}", values))  # noqa: S608


def _load_passage(
    number: int, source: str, start: int, stop: int, text: str, sentences: str, anchors: str, context: str, edits: str
) -> tuple[int, Passage]:
    spans, kinds = _load_units(sentences)
    place = load_anchors(anchors)
    return number, Passage(source, start, stop, text, spans, place, context, load_edits(edits), kinds)


def _load_spans(written: str) -> tuple[Span, ...]:
    return _load_units(written)[0]


def _load_units(written: str) -> tuple[tuple[Span, ...], tuple[BlockKind, ...]]:
    """The spans and the kinds that `dump_units` wrote; up to format 2 there were no kinds."""
    rows = json.loads(written)
    return tuple((row[0], row[1]) for row in rows), tuple(row[2] for row in rows if len(row) > 2)


def dump_units(passage: Passage) -> str:
    """Units as they are stored: a JSON list of [start, end, kind], or without the kind where it is not known."""
    kinds = [[kind] for kind in passage.kinds] or [[]] * len(passage.sentences)
    rows = [[*span, *kind] for span, kind in zip(passage.sentences, kinds, strict=True)]
    return json.dumps(rows, separators=(",", ":"))


def _info(source: str, title: str, length: int, details: str, kind: str) -> DocumentInfo:
    return DocumentInfo(source, title, length, json.loads(details), kind)


def dump_anchors(anchors: Iterable[Anchor]) -> str:
    """Anchors as they are stored: a JSON list of [start, place, headings], the place without what does not apply."""
    rows: list[tuple[int, Mapping[str, Any], Sequence[str]]] = [
        (anchor.start, {k: v for k, v in asdict(anchor.place).items() if v is not None}, anchor.headings)
        for anchor in anchors
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def load_anchors(written: str) -> tuple[Anchor, ...]:
    """The anchors that `dump_anchors` wrote."""
    if written == "[]":
        return ()
    return tuple(Anchor(start, Place(**place), tuple(headings)) for start, place, headings in json.loads(written))


def marks(values: Sequence[Any]) -> str:
    """As many question marks as there are values, for an SQL statement."""
    return ",".join("?" * len(values))


def dump_edits(edits: Iterable[Edit]) -> str:
    """Edits as they are stored: a JSON list of [start, end, text]."""
    return json.dumps([(edit.start, edit.end, edit.text) for edit in edits], ensure_ascii=False, separators=(",", ":"))


def load_edits(written: str) -> tuple[Edit, ...]:
    """The edits that `dump_edits` wrote."""
    return () if written == "[]" else tuple(Edit(*edit) for edit in json.loads(written))


def dump_boxes(boxes: Iterable[Box]) -> bytes | None:
    """Boxes as they are stored: a compressed JSON list, edges in ten-thousandths; None for none."""
    rows = [
        (box.start, box.end, box.page, *(round(edge * 10_000) for edge in (box.left, box.top, box.right, box.bottom)))
        for box in boxes
    ]
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode()) if rows else None


def load_boxes(written: bytes | None) -> tuple[Box, ...]:
    """The boxes that `dump_boxes` wrote."""
    if written is None:
        return ()
    rows = json.loads(zlib.decompress(written))
    return tuple(Box(start, end, page, *(edge / 10_000 for edge in edges)) for start, end, page, *edges in rows)
