"""Catalog, vectors, postings and encoder in step: bring up to date, open, verify.

SQLite is the truth. The FAISS file and the tantivy folder are derived from it; a seal beside them names the stamp of
the catalog that they were made from, and size and checksum of each file. Derived files that are missing, older or
damaged are made again, on disk where that is possible, else in memory. This module knows no questions.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from . import catalog as catalogs
from . import documents, encoder, passages, sentences, words
from .catalog import Catalog, StoredPassage, packed
from .documents import Problem
from .encoder import Encoder, OnnxEncoder, Rows
from .errors import DocumentError, EncoderError, IndexFolderError
from .passages import DEFAULT_CUTTING, Cutting
from .postings import Postings
from .records import Document, Passage
from .vectors import FaissStore

_VECTORS = "vectors.faiss"
_POSTINGS = "postings"
_SEAL = "derived.json"
_ENCODERS = "encoders"
_OWN = {catalogs.FILE, _VECTORS, _POSTINGS, _SEAL, _ENCODERS, ".gitkeep", ".gitignore"}
# What the code makes of a text; counted up when sentences, passages or words come out differently.
_MAKING = 1

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done and how many there are."""


@dataclass(frozen=True, slots=True)
class Report:
    """What `update` did."""

    added: int
    changed: int
    removed: int
    unchanged: int
    passages: int
    encoded: int
    remade: str | None
    problems: tuple[Problem, ...]
    seconds: float


def update(
    paths: Sequence[Path],
    folder: Path,
    *,
    model: str = encoder.DEFAULT_MODEL,
    cutting: Cutting = DEFAULT_CUTTING,
    open_encoder: Callable[[Path], Encoder] | None = None,
    on_progress: Progress | None = None,
) -> Report:
    """Bring the index in a folder in step with files and folders: add, re-read what changed, drop what is gone.

    All or nothing: an error, a crash or a kill leaves the index as it was. `open_encoder` replaces the export of
    `model` (tests give a fake). Raises `DocumentError`, `EncoderError` or `IndexFolderError`.
    """
    began = time.perf_counter()
    progress = on_progress or (lambda what, done, total: None)
    collection = documents.read(paths)
    try:
        _prepare(folder)
        with contextlib.closing(Catalog(folder, create=True)) as catalog:
            with catalog.transaction():
                work = _Update(catalog, folder, progress)
                remade = work.settle(model, cutting, open_encoder)
                before = catalog.stamp
                counts = work.bring_in_step(collection)
                catalog.set_meta("roots", [str(path.absolute()) for path in paths])
                if counts.any or remade:
                    catalog.set_meta("stamp", before + 1)
                stored = catalog.passage_count()
            # The new state is safe by now; what follows can be made again at any time.
            with catalog.transaction(wait=True):
                _derive(catalog, folder, work, before)
            _sweep(folder, str(catalog.meta("encoder")))
    except OSError as error:
        raise IndexFolderError(f"{folder}: {error.strerror or error}; the index is as it was") from error
    return Report(
        added=counts.added,
        changed=counts.changed,
        removed=counts.removed,
        unchanged=counts.unchanged,
        passages=stored,
        encoded=work.encoded,
        remade=remade,
        problems=collection.problems,
        seconds=time.perf_counter() - began,
    )


def _prepare(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise IndexFolderError(f"{folder}: a file, not a folder; name another with --index")
    folder.mkdir(parents=True, exist_ok=True)
    strangers = sorted(p.name for p in folder.iterdir() if not p.name.startswith(catalogs.FILE) and p.name not in _OWN)
    if strangers and not (folder / catalogs.FILE).exists():
        raise IndexFolderError(
            f"{folder}: not an askhz index (it holds {strangers[0]!r}); name an empty folder with --index"
        )
    if not os.access(folder, os.W_OK):
        raise IndexFolderError(f"{folder}: may not be written; name another folder with --index")


@dataclass(slots=True)
class _Counts:
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0

    @property
    def any(self) -> bool:
        return bool(self.added or self.changed or self.removed)


class _Update:
    """One run of `update`, within the catalog's transaction."""

    def __init__(self, catalog: Catalog, folder: Path, progress: Progress) -> None:
        self._catalog, self._folder, self._progress = catalog, folder, progress
        self.encoded = 0
        self.removed: list[int] = []
        self.added: list[tuple[int, str, bytes]] = []
        self._vocabulary: Counter[str] = Counter()

    def settle(self, model: str, cutting: Cutting, open_encoder: Callable[[Path], Encoder] | None) -> str | None:
        """Have the right encoder, and begin anew where the index was made otherwise; says why, or None."""
        catalog = self._catalog
        made_by = {"making": _MAKING, **asdict(cutting)}
        if open_encoder is None:
            name = encoder.model_name(model)
            self._encoder = self._exported(model, name)
        else:
            self._encoder = open_encoder(self._folder)
            name = self._encoder.name
        self._cutting = cutting
        why = None
        if not catalog.current:
            why = None if catalog.format == 0 else f"it was of format {catalog.format}"
            catalog.begin_anew()
        elif catalog.meta("encoder") != name:
            why = "its vectors were made by another encoder"
            catalog.begin_anew()
        elif catalog.meta("made_by") != made_by:
            why = "its passages were cut otherwise"
            catalog.begin_anew()
        catalog.set_meta("encoder", name)
        catalog.set_meta("model", model)
        catalog.set_meta("made_by", made_by)
        return why

    def _exported(self, model: str, name: str) -> Encoder:
        folder = self._folder / _ENCODERS / name
        if folder.is_dir():
            with contextlib.suppress(EncoderError):  # damaged: exported again below
                return OnnxEncoder(folder)
            shutil.rmtree(folder)
        self._progress("preparing the encoder", 0, 1)
        partial = self._folder / _ENCODERS / f"{name}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        try:
            encoder.export(model, partial)
            partial.rename(folder)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        self._progress("preparing the encoder", 1, 1)
        return OnnxEncoder(folder)

    def bring_in_step(self, collection: documents.Collection) -> _Counts:
        """Remove, change and add documents until the catalog holds the collection and nothing else."""
        known = self._catalog.digests()
        wanted = {document.source: document for document in collection.documents}
        counts = _Counts()
        fresh = [document for source, document in wanted.items() if known.get(source) != document.digest]
        counts.changed = sum(document.source in known for document in fresh)
        counts.added = len(fresh) - counts.changed
        counts.unchanged = len(wanted) - len(fresh)
        # New passages are made before old ones go, so that what did not change keeps its vectors.
        made = self._make(fresh)
        for source in known:
            if source not in wanted:
                counts.removed += 1
            if source not in wanted or known[source] != wanted[source].digest:
                for number, text in self._catalog.remove_document(source).items():
                    self.removed.append(number)
                    self._vocabulary.subtract(_vocabulary(text))
        for document, cut in made:
            self._catalog.add_document(document)
            for passage, digest, vectors in cut:
                number = self._catalog.add_passage(passage, digest, vectors)
                self.added.append((number, passage.text, vectors[0]))
                self._vocabulary.update(_vocabulary(passage.text))
        self._catalog.count_words(self._vocabulary)
        if self._catalog.meta("aliases") != [list(names) for names in collection.aliases]:
            self._catalog.set_meta("aliases", collection.aliases)
        return counts

    def _make(self, fresh: Sequence[Document]) -> list[tuple[Document, list[tuple[Passage, str, tuple[bytes, bytes]]]]]:
        cut = []
        for done, document in enumerate(fresh):
            self._progress("cutting passages", done, len(fresh))
            spans = sentences.split(document.text)
            cut.append((document, passages.cut(document, spans, self._cutting, fits_encoder=self._encoder.fits)))
        total = sum(len(found) for _, found in cut)
        done = 0
        made = []
        for document, found in cut:
            ready = []
            for passage in found:
                digest = _passage_digest(passage)
                vectors = self._catalog.vectors_of(digest)
                if vectors is None:
                    vectors = self._encode(passage)
                ready.append((passage, digest, vectors))
                done += 1
                self._progress("encoding passages", done, total)
            made.append((document, ready))
        return made

    def _encode(self, passage: Passage) -> tuple[bytes, bytes]:
        inner = [passage.text[start - passage.start : end - passage.start] for start, end in passage.sentences]
        rows = self._encoder.encode_document([passage.text, *inner])
        self.encoded += 1
        return packed(rows[0], rows[1:])


def _passage_digest(passage: Passage) -> str:
    spans = [(start - passage.start, end - passage.start) for start, end in passage.sentences]
    return hashlib.sha256(json.dumps([passage.text, spans]).encode()).hexdigest()[:32]


def _vocabulary(text: str) -> set[str]:
    return {word.folded for word in words.spans(text) if word.folded.isalpha() and len(word.folded) > 2}


# Derived files


def _derive(catalog: Catalog, folder: Path, work: _Update | None, before: int) -> tuple[FaissStore, Postings]:
    """Bring the derived files up to the catalog's stamp, by the change alone where they are of the stamp `before`."""
    stamp = catalog.stamp
    opened = _open_derived(folder, before) if work is not None else None
    if opened is not None and work is not None:
        store, postings = opened
        if stamp == before:
            return opened
    else:
        for stale in (folder / _VECTORS, folder / _SEAL):
            stale.unlink(missing_ok=True)
        shutil.rmtree(folder / _POSTINGS, ignore_errors=True)
        return _derive_anew(catalog, folder)
    dimension = len(work.added[0][2]) // 4 if work.added else 0
    (folder / _SEAL).unlink(missing_ok=True)
    store.remove(work.removed)
    if work.added:
        rows = np.frombuffer(b"".join(row for _, _, row in work.added), dtype=np.float32).reshape(-1, dimension)
        store.add([number for number, _, _ in work.added], rows)
    store.save(folder / _VECTORS)
    postings.update(work.removed, ((number, words.normal_words(text)) for number, text, _ in work.added))
    _seal(folder, stamp)
    return store, postings


def _derive_anew(catalog: Catalog, folder: Path | None) -> tuple[FaissStore, Postings]:
    """Make vectors and postings from the catalog, sealed on disk, or in memory when no folder is given."""
    store: FaissStore | None = None
    for ids, rows in catalog.all_vectors():
        store = store or FaissStore(rows.shape[1])
        store.add(ids, rows)
    store = store or FaissStore(1)
    postings = Postings(None if folder is None else folder / _POSTINGS)
    postings.update([], ((number, words.normal_words(text)) for number, text in catalog.all_texts()))
    if folder is not None:
        store.save(folder / _VECTORS)
        _seal(folder, catalog.stamp)
    return store, postings


def _open_derived(folder: Path, stamp: int) -> tuple[FaissStore, Postings] | None:
    """The derived files, if they are whole and of this stamp."""
    try:
        seal = json.loads((folder / _SEAL).read_text(encoding="utf-8"))
        if seal["stamp"] != stamp or seal["files"] != _checksums(folder):
            return None
        return FaissStore.load(folder / _VECTORS), Postings(folder / _POSTINGS)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):
        return None


def _seal(folder: Path, stamp: int) -> None:
    partial = folder / f"{_SEAL}.partial"
    partial.write_text(json.dumps({"stamp": stamp, "files": _checksums(folder)}), encoding="utf-8")
    partial.replace(folder / _SEAL)


def _checksums(folder: Path) -> dict[str, list[int]]:
    files = [folder / _VECTORS, *sorted((folder / _POSTINGS).iterdir())]
    found = {}
    for file in files:
        if file.suffix != ".lock":
            raw = file.read_bytes()
            found[file.relative_to(folder).as_posix()] = [len(raw), zlib.crc32(raw)]
    return found


def _sweep(folder: Path, encoder_name: str) -> None:
    """Remove exports that no question needs any more."""
    exports = folder / _ENCODERS
    if exports.is_dir():
        for old in exports.iterdir():
            if old.name != encoder_name:
                shutil.rmtree(old, ignore_errors=True)


# Opening


class Index:
    """An open index. Safe for several threads; follows the folder when another process brings it up to date."""

    def __init__(self, folder: Path, *, open_encoder: Callable[[Path], Encoder] | None = None) -> None:
        """Open the index in a folder. Raises `IndexFolderError` if there is none that this version can read."""
        self.folder = folder
        self._lock = threading.RLock()
        self._open_encoder = open_encoder
        self._catalog = Catalog(folder)
        try:
            if not self._catalog.current:
                raise IndexFolderError(f"{folder}: made by an older askhz; run askhz index PATH --index {folder}")
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
            self._mend()
            with self._catalog.snapshot():
                if self._catalog.stamp != self._stamp:
                    self._load(in_memory=True)
                yield self

    def _mend(self) -> None:
        """Load, or make again on disk, derived files that are not of the catalog's state."""
        if self._catalog.stamp == self._stamp:
            return
        if _open_derived(self.folder, self._catalog.stamp) is None:
            # Not ours to write, or another process is writing: then `_load` makes them in memory.
            with contextlib.suppress(IndexFolderError, OSError), self._catalog.transaction():
                _derive(self._catalog, self.folder, None, -1)
        with self._catalog.snapshot():
            self._load(in_memory=False)

    def _load(self, *, in_memory: bool) -> None:
        stamp = self._catalog.stamp
        if stamp == 0:
            raise IndexFolderError(f"{self.folder}: nothing is indexed yet; run askhz index PATH --index {self.folder}")
        name = str(self._catalog.meta("encoder"))
        if name != self._encoder_name:
            try:
                make = self._open_encoder or (lambda folder: OnnxEncoder(folder / _ENCODERS / name))
                self.encoder = make(self.folder)
            except EncoderError as error:
                raise IndexFolderError(
                    f"{error}; run askhz index PATH --index {self.folder} to make it again"
                ) from error
            self._encoder_name = name
        derived = None if in_memory else _open_derived(self.folder, stamp)
        self._vectors, self._postings = derived or _derive_anew(self._catalog, None)
        self.aliases = words.Aliases(self._catalog.meta("aliases", []))
        self._stamp = stamp

    def nearest(self, rows: Rows, k: int) -> list[list[tuple[int, float]]]:
        """For each query row the nearest passages' ids and cosines."""
        return self._vectors.search(rows, k)

    def matching(self, wanted: Sequence[str], k: int) -> list[tuple[int, float]]:
        """The best passages for normal words: ids and BM25 scores."""
        return self._postings.search(wanted, k)

    def rarity(self, word: str) -> float:
        """How much a normal word tells passages apart: Robertson's idf, 0 for a word in every passage."""
        total = max(1, len(self._postings))
        with_word = min(total, self._postings.frequency(word))  # tantivy counts deleted ones until it merges
        return float(np.log(1 + (total - with_word + 0.5) / (with_word + 0.5)))

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Id to passage; an id that is no longer there is left out."""
        return self._catalog.passages(ids)

    def stored_at(self, passage: Passage) -> StoredPassage | None:
        """A passage with its vectors, or None if it is no longer there."""
        return self._catalog.stored_at(passage)

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
        with self._lock:
            return self._catalog.document(source)

    def titles(self, sources: Iterable[str]) -> dict[str, str]:
        """Source to title."""
        with self._lock:
            return self._catalog.titles(sources)

    def sources(self) -> list[str]:
        """Every indexed document's source, in order."""
        with self._lock:
            return self._catalog.sources()


def verify(folder: Path) -> list[str]:
    """What is stale or broken in an index, a line each; empty if every stored passage stands in its file."""
    with contextlib.closing(Catalog(folder)) as catalog:
        if not catalog.current or not catalog.stamp:
            raise IndexFolderError(f"{folder}: nothing is indexed; run askhz index PATH --index {folder}")
        found = [f"{folder}: damaged: {what}" for what in catalog.damage()]
        if found:
            return found
        if _open_derived(folder, catalog.stamp) is None:
            found.append(f"{folder}: its derived files are stale or damaged (the next question makes them again)")
        now, problems = _read_again(catalog)
        found += problems
        for source in catalog.sources():
            stored, current = catalog.document(source), now.get(source)
            if current is None:
                found.append(f"{source}: gone or no longer readable")
            elif stored is not None and stored.digest != current.digest:
                found.append(f"{source}: changed since it was indexed")
            if stored is None:
                continue
            text = stored.text if current is None else current.text
            for passage in catalog.passages_of(source):
                if text[passage.start : passage.end] != passage.text:
                    found.append(f"{source}[{passage.start}:{passage.end}]: not the text that is stored")
        return found


def _read_again(catalog: Catalog) -> tuple[dict[str, Document], list[str]]:
    try:
        collection = documents.read([Path(root) for root in catalog.meta("roots", [])])
    except DocumentError as error:
        return {}, [str(error)]
    return {document.source: document for document in collection.documents}, []
