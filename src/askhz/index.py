"""Catalog, vectors, postings and encoder in step: bring up to date, open, verify.

SQLite is the truth. The FAISS file and the tantivy folder are derived from it: they lie in a folder named by the stamp
of the catalog that they were made from, with a seal that has size and checksum of each file. They are written before
the catalog's transaction ends and found only after it: so a full disk leaves everything as it was, and no reader meets
files of another state. Derived files that are missing or damaged are made again, on disk where that is possible, else
in memory. This module knows no questions.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import tempfile
import threading
import time
import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

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
_SEAL = "seal.json"
_DERIVED = "derived"
_ENCODERS = "encoders"
_READERS = "readers"
_CALIBRATIONS = "calibrations"
_NOT_OURS = (errno.EACCES, errno.EPERM, errno.EROFS)
_OWN = {_DERIVED, _ENCODERS, _READERS, ".gitkeep", ".gitignore"}
# What the code makes of a text; counted up when sentences, passages or words come out differently.
_MAKING = 3

T = TypeVar("T")
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
    try:
        # An index is held while the documents are read, lest an older reading be written over a newer one. One that is
        # not there is not begun before there is something to put into it.
        collection = None if (folder / catalogs.FILE).is_file() else documents.read(paths)
        _prepare(folder)
        with contextlib.closing(Catalog(folder, create=True)) as catalog:
            try:
                with catalog.transaction():
                    if collection is None or catalog.current:
                        collection = documents.read(paths)
                    work = _Update(catalog, folder, progress)
                    remade = work.settle(model, cutting, open_encoder)
                    before = catalog.stamp
                    counts = work.bring_in_step(collection)
                    catalog.set_meta("roots", [str(path.absolute()) for path in paths])
                    catalog.set_meta("base", str(documents.base(paths)))
                    renamed = catalog.set_meta("aliases", collection.aliases)
                    if counts.any or work.anew or renamed:
                        catalog.set_meta("stamp", before + 1)
                    stored = catalog.passage_count()
                    _derive(catalog, folder, work, before)
            finally:  # also where it failed: what was written for a state that never came is of no use
                _sweep(catalog, folder)
    except OSError as error:
        raise IndexFolderError(f"{folder}: {_way_out(error)}") from error
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


def _way_out(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"{error.strerror}; make room and try again, the index is as it was"
    if error.errno in _NOT_OURS:
        return f"may not be written ({error.strerror}); name another folder with --index"
    return f"{' '.join(str(error).split())}; the index is as it was"


def _prepare(folder: Path) -> None:
    try:
        str(folder.absolute()).encode("utf-8")
    except UnicodeEncodeError as error:  # tantivy could not open it
        raise IndexFolderError(f"{folder}: its name is not UTF-8; name another folder with --index") from error
    if folder.exists() and not folder.is_dir():
        raise IndexFolderError(f"{folder}: a file, not a folder; name another with --index")
    folder.mkdir(parents=True, exist_ok=True)
    catalog = folder / catalogs.FILE
    strangers = sorted(p.name for p in folder.iterdir() if not p.name.startswith(catalog.name) and p.name not in _OWN)
    strangers += [old.relative_to(folder).as_posix() for old in _derived_and_encoders(folder) if not _ours(old)]
    if strangers and not catalog.exists():
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
        self.anew = False
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
            self.anew, why = True, None if catalog.format == 0 else f"it was of format {catalog.format}"
        elif catalog.meta("encoder") != name:
            self.anew, why = True, "its vectors were made by another encoder"
        elif catalog.meta("made_by") != made_by:
            self.anew, why = True, "its passages were cut otherwise"
        if self.anew:
            calibrations = catalog.meta(_CALIBRATIONS, {}) if catalog.current else {}
            catalog.begin_anew()
            catalog.set_meta(_CALIBRATIONS, calibrations)
        catalog.set_meta("encoder", name)
        catalog.set_meta("dimension", self._encoder.dimension)
        catalog.set_meta("exported", open_encoder is None)
        catalog.set_meta("made_by", made_by)
        return why

    def _exported(self, model: str, name: str) -> Encoder:
        def make(partial: Path) -> None:
            self._progress("preparing the encoder", 0, 1)
            encoder.export(model, partial)
            self._progress("preparing the encoder", 1, 1)

        return kept(self._folder / _ENCODERS / name, _opened, make)

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
                spaced = " ".join(words.normal_words(f"{_title_of(document)} {passage.text}"))
                number = self._catalog.add_passage(passage, spaced, digest, vectors)
                self.added.append((number, spaced, vectors[0]))
                self._vocabulary.update(_vocabulary(passage.text))
        self._catalog.count_words(self._vocabulary)
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
                title = self._heading(document, passage)
                digest = _passage_digest(passage, title)
                vectors = self._catalog.vectors_of(digest)
                if vectors is None:
                    vectors = self._encode(passage, title)
                ready.append((passage, digest, vectors))
                done += 1
                self._progress("encoding passages", done, total)
            made.append((document, ready))
        return made

    def _heading(self, document: Document, passage: Passage) -> str:
        """The title that a passage is encoded with: as many of its words as leave the passage whole."""
        said = _title_of(document).split()

        def too_long(count: int) -> bool:
            return not self._encoder.fits("\n".join([" ".join(said[:count]), passage.text]))

        if not too_long(len(said)):
            return " ".join(said)
        return " ".join(said[: bisect_left(range(1, len(said) + 1), True, key=too_long)])

    def _encode(self, passage: Passage, title: str) -> tuple[bytes, bytes]:
        inner = [passage.text[start - passage.start : end - passage.start] for start, end in passage.sentences]
        whole = f"{title}\n{passage.text}" if title else passage.text
        rows = self._encoder.encode_document([whole, *inner])
        self.encoded += 1
        return packed(rows[0], rows[1:])


def _title_of(document: Document) -> str:
    """The title that passages are looked up under as well, or "" where it only repeats the source."""
    return "" if document.title in (document.source, PurePosixPath(document.source).stem) else document.title


def _passage_digest(passage: Passage, title: str) -> str:
    spans = [(start - passage.start, end - passage.start) for start, end in passage.sentences]
    return hashlib.sha256(json.dumps([title, passage.text, spans]).encode()).hexdigest()[:32]


def _vocabulary(text: str) -> set[str]:
    return {word.folded for word in words.spans(text) if word.folded.isalpha() and len(word.folded) > 2}


# Derived files


def _derive(catalog: Catalog, folder: Path, work: _Update | None = None, before: int = -1) -> None:
    """Write the derived files of the catalog's stamp, from those of the stamp `before` where the change allows it."""
    home = _home(folder, catalog.stamp)
    if (work is None or catalog.stamp == before) and _open_derived(home) is not None:
        return
    previous = None if work is None or work.anew else _open_derived(_home(folder, before))
    if not home.parent.is_dir():
        _remove(home.parent)
    partial = home.with_suffix(".partial")
    _remove(partial)
    try:
        partial.mkdir(parents=True)
        if work is None or previous is None:
            _make_derived(catalog, partial)
        else:
            _change_derived(catalog, partial, work, previous[0], _home(folder, before))
        (partial / _SEAL).write_text(json.dumps(_checksums(partial)), encoding="utf-8")
        _remove(home)
        partial.rename(home)
    except BaseException:
        _remove(partial)
        raise


def _make_derived(catalog: Catalog, home: Path | None) -> tuple[FaissStore, Postings]:
    """Make vectors and postings from the catalog, in a folder or, when none is given, in memory."""
    store = FaissStore(catalog.meta("dimension"))
    for ids, rows in catalog.all_vectors():
        store.add(ids, rows)
    postings = Postings(None if home is None else home / _POSTINGS)
    postings.add(catalog.all_words())
    if home is not None:
        store.save(home / _VECTORS)
    return store, postings


def _change_derived(catalog: Catalog, home: Path, work: _Update, store: FaissStore, previous: Path) -> None:
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


def _home(folder: Path, stamp: int) -> Path:
    return folder / _DERIVED / str(stamp)


def _open_derived(home: Path) -> tuple[FaissStore, Postings] | None:
    """The derived files in a folder, if they are whole."""
    try:
        if json.loads((home / _SEAL).read_text(encoding="utf-8")) != _checksums(home):
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


def kept(home: Path, open_: Callable[[Path], T], make: Callable[[Path], None]) -> T:
    """What a folder holds, opened; if it is not there or damaged, `make` writes it first, all of it or nothing."""
    with contextlib.suppress(EncoderError):
        return open_(home)
    _sweep_partial(home.parent)
    partial = home.with_name(f"{home.name}.{os.getpid()}.partial")
    try:
        partial.mkdir(parents=True)
        make(partial)
        with contextlib.suppress(EncoderError):
            return open_(home)  # another process was faster
        _remove(home)
        partial.rename(home)
    finally:
        _remove(partial)
    return open_(home)


def _sweep_partial(folder: Path) -> None:
    """Remove what processes that are no more left half written."""
    for partial in folder.glob("*.partial"):
        maker = partial.name.split(".")[-2]
        if maker.isdecimal() and not _alive(int(maker)):
            _remove(partial)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return process != os.getpid()


def _opened(folder: Path) -> OnnxEncoder:
    """The export in a folder that is named like its encoder."""
    opened = OnnxEncoder(folder)
    if opened.name != folder.name:
        raise EncoderError(f"{folder}: holds another encoder, {opened.name}")
    return opened


def _sweep(catalog: Catalog, folder: Path) -> None:
    """Remove exports and derived files that no question needs any more, unless another update is at work already."""
    with contextlib.suppress(IndexFolderError, OSError), catalog.transaction():
        needed = {str(catalog.meta("encoder")), str(catalog.stamp)}
        for old in _derived_and_encoders(folder):
            if old.name not in needed and _ours(old):
                _remove(old)
        _sweep_partial(folder / _READERS)


def _derived_and_encoders(folder: Path) -> list[Path]:
    return [*(folder / _ENCODERS).glob("*"), *(folder / _DERIVED).glob("*")]


def _ours(kept: Path) -> bool:
    """Whether a folder was put there by askhz: what is a stranger's is never removed."""
    return kept.suffix == ".partial" or any((kept / file).is_file() for file in (_SEAL, encoder.MANIFEST))


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


# Opening

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
                _derive(self._catalog, self.folder)

    def _check_format(self) -> None:
        if self._catalog.format == 0:
            raise IndexFolderError(_nothing(self.folder))
        if not self._catalog.current:
            raise IndexFolderError(
                f"{self.folder}: made by an older askhz; run askhz index PATH --index {self.folder} to make it again"
            )

    def _load(self, *, make: bool) -> None:
        """Load the state of the catalog's snapshot; without `make` not if its derived files are missing or damaged."""
        stamp = self._catalog.stamp
        if stamp == 0:
            raise IndexFolderError(_nothing(self.folder))
        derived = _open_derived(_home(self.folder, stamp)) or (_make_derived(self._catalog, None) if make else None)
        if derived is None:
            return
        name = str(self._catalog.meta("encoder"))
        if name != self._encoder_name:
            self.encoder = self._encoder_named(name)
            self._rows: dict[str, Rows] = {}
            self._encoder_name = name
        self._vectors, self._postings = derived
        self.aliases = words.Aliases(self._catalog.meta("aliases", []))
        self._stamp = stamp

    def _encoder_named(self, name: str) -> Encoder:
        try:
            if self._open_encoder is not None:
                return self._open_encoder(self.folder)
            return _opened(self.folder / _ENCODERS / name)
        except EncoderError as error:
            raise IndexFolderError(f"{error}; run askhz index PATH --index {self.folder} to make it again") from error

    def kept_reader(self, name: str, open_: Callable[[Path], T], make: Callable[[Path], None]) -> T:
        """A reader's export, kept in the index from its first use on; in an index not ours to write, made each time."""
        try:
            return kept(self.folder / _READERS / name, open_, make)
        except OSError as error:
            if error.errno not in _NOT_OURS:
                raise IndexFolderError(f"{self.folder}: {_way_out(error)}") from error
        with tempfile.TemporaryDirectory(prefix="askhz-reader-") as folder:
            return kept(Path(folder) / name, open_, make)

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
            found: dict[str, dict[str, Any]] = self._catalog.meta(_CALIBRATIONS, {})
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
            raise IndexFolderError(_nothing(folder))
        with catalog.transaction():
            merged = catalog.meta(_CALIBRATIONS, {}) | values
            stored = {reader: kept for reader, kept in merged.items() if kept is not None}
            catalog.set_meta(_CALIBRATIONS, stored)
    return sorted(stored)


def verify(folder: Path) -> list[str]:
    """What is stale or broken in an index, a line each; empty if every stored passage stands in its file.

    Documents that are new since are no fault of the index and not named.
    """
    with contextlib.closing(Catalog(folder)) as catalog, catalog.snapshot():
        if not catalog.current or not catalog.stamp:
            raise IndexFolderError(_nothing(folder))
        found = [f"{folder}: damaged: {what}" for what in catalog.damage()]
        if found:
            return found
        if catalog.meta("exported"):
            try:
                _opened(folder / _ENCODERS / str(catalog.meta("encoder")))
            except EncoderError as error:
                found.append(f"{error} (askhz index PATH makes it again)")
        if _open_derived(_home(folder, catalog.stamp)) is None:
            found.append(f"{folder}: its derived files are missing or damaged (the next question makes them again)")
        now, problems = _read_again(catalog)
        found += problems
        for source in catalog.sources():
            found += _compared(catalog, source, now)
        return found


def _compared(catalog: Catalog, source: str, now: dict[str, Document]) -> Iterator[str]:
    """What is wrong with one document: against its file, and its passages against its text."""
    stored, current = catalog.document(source), now.get(source)
    if stored is None:
        return
    if current is None:
        moved = next((other for other, document in now.items() if document.text == stored.text), None)
        where = f"moved to {moved}" if moved else "gone or no longer readable"
        yield f"{source}: {where} since it was indexed"
    elif stored.digest != current.digest:
        yield f"{source}: changed since it was indexed"
    text = stored.text if current is None else current.text
    for passage in catalog.passages_of(source):
        if text[passage.start : passage.end] != passage.text:
            yield f"{source}[{passage.start}:{passage.end}]: not the text that is stored"


def _read_again(catalog: Catalog) -> tuple[dict[str, Document], list[str]]:
    """The documents as they are now by source, and the roots that cannot be read."""
    found: dict[str, Document] = {}
    problems = []
    roots = [Path(root) for root in catalog.meta("roots", [])]
    try:
        base = documents.base(roots)
    except DocumentError:  # one of them is gone; the others have their names still
        base = Path(catalog.meta("base"))
    for root in roots:
        try:
            collection = documents.read([root], base=base)
        except DocumentError as error:
            problems.append(str(error))
            continue
        for document in collection.documents:
            found.setdefault(document.source, document)
    return found, problems


def _nothing(folder: Path) -> str:
    return f"{folder}: nothing is indexed yet; run askhz index PATH --index {folder}"
