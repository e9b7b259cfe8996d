"""One run's comparison of what is given with what is stored: each document kept, refreshed, written or removed."""

from __future__ import annotations

import contextlib
import os
import time
from array import array
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import documents
from ..documents import FileEntry, Readers, Scan
from ..index.catalog import Catalog
from ..index.derived import Change
from ..index.writing import KnownFile, StoredRow, Writer
from ..models.encoder import Encoder
from ..models.graphs import cores
from ..progress import Progress
from ..records import Document, Problem
from ..text.passages import PassageLimits
from .choosing import Read
from .preparing import Draft, Encoding, Encodings, draft, structure_of, vocabulary_of

_SETTLED_NS = 2_000_000_000
"""A file modified less than this before it was read may change again without a new time: it is read again next time.
Two seconds is the coarsest clock of a file system in use (FAT)."""


_AHEAD = 256
"""Passages that are begun, at most, before those of an earlier document are stored: so that small documents keep every
core at work, and large ones are not held together."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """A document whose passages are being encoded; `rows` are stored passages that they replace."""

    document: Document
    structure: str
    file: bytes | None
    rows: list[StoredRow]
    passages: int
    encoding: Encoding


@dataclass(slots=True)
class Counts:
    """Documents by what became of them."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0


class Sync:
    """Brings a catalog in step, within its transaction."""

    def __init__(self, catalog: Catalog, encoder: Encoder, limits: PassageLimits, progress: Progress) -> None:
        """Nothing is written before `files` or `documents` is called."""
        self._encoder, self._limits, self._progress = encoder, limits, progress
        self._writer = Writer(catalog)
        self._writer.begin_run()
        self._last = self._writer.last_passage()
        self._removed = array("q")
        self.counts = Counts()
        self.problems: list[Problem] = []
        self._encodings = Encodings(encoder, self._writer.vectors_of)
        self._begun: deque[_Begun] = deque()
        self.wrote = False  # whether anything changed that an answer could show

    @property
    def encoded(self) -> int:
        """How many passages were encoded."""
        return self._encodings.begun

    @property
    def met_any(self) -> bool:
        """Whether there was any document."""
        return bool(self.counts.added or self.counts.changed or self.counts.unchanged)

    # What is given

    def files(self, scan: Scan, *, keep: Sequence[Path] = (), read: Read | None = None) -> None:
        """Bring the catalog in step with scanned files; one that did not change since it was read costs nothing.

        Files below the folders in `keep` count as there, as they were. Those in `read` need not be read again.
        """
        total, read = len(scan.files), read or {}
        changed = [entry for entry in scan.files if entry.path not in read and self._unchanged(entry) is None]
        with self._stored_at_last(), Readers(cores()) as readers:
            stream = readers.read(changed)
            ahead = {entry.path for entry in changed}
            for done, entry in enumerate(scan.files):
                if entry.path in ahead:
                    self._progress("reading documents", done, total)
                    self._read(*next(stream))
                elif entry.path in read:
                    self._read(entry, iter(read[entry.path]))
                elif (known := self._unchanged(entry)) is not None:
                    self.counts.unchanged += self._writer.meet_all_of(os.fsencode(entry.path))
                    self.problems += [Problem(*problem) for problem in known.problems]
                else:  # a file before it has taken over one of its documents
                    self._read(entry, documents.read_file(entry))
            next(stream, None)
        for folder in keep:
            self.counts.unchanged += self._writer.meet_all_below(os.fsencode(folder))
        self._writer.forget_files_not_met()
        self._progress("reading documents", total, total)
        self.problems += scan.problems

    def documents(self, stream: Iterator[Document]) -> None:
        """Bring the catalog in step with documents; a few are encoded ahead of the one that is stored."""
        with self._stored_at_last():
            for done, document in enumerate(stream):
                self._progress("indexing documents", done, 0)
                if not self._writer.meet(document.source):
                    self.problems.append(Problem(document.source, "was given before; left out"))
                    continue
                self._put(document, None)
        self._writer.forget_files_not_met()

    def remove_the_rest(self) -> None:
        """Remove the documents that were not met."""
        for source in self._writer.not_met():
            self._remove_rows(self._writer.rows_of(source))
            self._writer.remove_document(source)
            self.counts.removed += 1
            self.wrote = True

    def change(self) -> Change:
        """What the derived files must follow."""
        return Change(self._removed, self._last)

    # One file

    def _unchanged(self, entry: FileEntry) -> KnownFile | None:
        """What is known of a file, if it did not change since it was read."""
        known = self._writer.known_file(os.fsencode(entry.path))
        return known if known is not None and _is_unchanged(entry, known) else None

    def _read(self, entry: FileEntry, items: Iterator[Document | Problem]) -> None:
        path = os.fsencode(entry.path)
        began = time.time_ns()
        problems: list[Problem] = []
        repeated = read = False
        for item in items:
            if isinstance(item, Problem):
                problems.append(item)
            elif self._writer.meet(item.source):
                read = True
                self._put(item, path)
            else:
                repeated = True
                self.problems.append(documents.repeated(entry, item.source))
        self.problems += problems
        # One that gave nothing is tried again: its permissions, or what is installed, may change without its time.
        complete = read and not repeated
        settled = entry.modified_ns < began - _SETTLED_NS
        self._writer.meet_file(path)
        self._writer.set_file(
            path,
            KnownFile(
                entry.size,
                entry.modified_ns if settled else -1,
                entry.signature,
                tuple((problem.where, problem.what) for problem in problems),
                complete,
            ),
        )

    # One document

    def _put(self, document: Document, file: bytes | None) -> None:
        """Begin to store a document, or keep what is stored of it if that is the same."""
        stored = self._writer.document_state(document.source)
        structure = structure_of(document)
        if stored is not None and stored.file not in (file, None):
            self._writer.read_again(stored.file)
        if stored is not None and (stored.digest, stored.structure) == (document.digest, structure):
            self._writer.set_document_file(document.source, file)
            self.counts.unchanged += 1
            return
        same_text = stored is not None and stored.digest == document.digest
        if stored is None:
            self.counts.added += 1
        elif same_text:
            self.counts.unchanged += 1
        else:
            self.counts.changed += 1
        drafts = draft(document, self._encoder, self._limits)
        rows = self._writer.rows_of(document.source)
        if stored is not None and _same_passages(drafts, rows):
            for row, one in zip(rows, drafts, strict=True):
                self._writer.refresh_passage(row.id, one.passage)
            self._writer.set_document(document, structure, file)
        else:
            begun = self._encodings.begin(drafts)
            self._begun.append(_Begun(document, structure, file, rows, len(drafts), begun))
            self._store_begun(_AHEAD)
        self.wrote = True

    @contextlib.contextmanager
    def _stored_at_last(self) -> Iterator[None]:
        """See that what was begun within is stored at the end, or given up after an error."""
        try:
            yield
            self._store_begun(0)
        except BaseException:
            self._encodings.cancel()
            raise

    def _store_begun(self, most: int) -> None:
        """Store documents, the first begun first, until at most so many passages are ahead."""
        ahead = sum(max(1, len(one.encoding)) for one in self._begun)
        while self._begun and ahead > most:
            one = self._begun.popleft()
            ahead -= max(1, len(one.encoding))
            self._replace(one)

    def _replace(self, one: _Begun) -> None:
        """Write the new passages, then remove the old ones: what did not change keeps its vector."""
        vocabulary: Counter[str] = Counter()
        for done, ready in enumerate(one.encoding):
            self._writer.add_passage(ready.passage, ready.words, ready.digest, ready.vector)
            vocabulary.update(vocabulary_of(ready.passage.text))
            self._progress("encoding passages", done + 1, one.passages)
        self._writer.count_words(vocabulary)
        self._remove_rows(one.rows)
        self._writer.set_document(one.document, one.structure, one.file)

    def _remove_rows(self, rows: Sequence[StoredRow]) -> None:
        vocabulary: Counter[str] = Counter()
        ids = [row.id for row in rows]
        self._removed.extend(ids)
        for text in self._writer.remove_passages(ids):
            vocabulary.subtract(vocabulary_of(text))
        self._writer.count_words(vocabulary)


def _is_unchanged(entry: FileEntry, known: KnownFile) -> bool:
    same = (known.size, known.modified_ns, known.signature) == (entry.size, entry.modified_ns, entry.signature)
    return same and known.complete


def _same_passages(drafts: Sequence[Draft], rows: Sequence[StoredRow]) -> bool:
    return [(one.passage.start, one.passage.end, one.digest) for one in drafts] == [
        (row.start, row.end, row.digest) for row in rows
    ]
