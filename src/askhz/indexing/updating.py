"""Documents into an index: bring it in step with files and folders."""

from __future__ import annotations

import contextlib
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from .. import documents
from ..errors import IndexFolderError
from ..index import folder as folder_
from ..index.catalog import Catalog, packed
from ..index.derived import derive
from ..index.exports import open_export, open_or_create
from ..index.folder import (
    ENCODERS,
    READERS,
    derived_and_encoders,
    is_ours,
    prepare_folder,
    remove_path,
    sweep_partial,
    way_out,
)
from ..index.lookup import CALIBRATIONS
from ..models import exporting
from ..models.encoder import Encoder
from ..progress import Progress
from ..records import Collection, Document, Passage, Problem
from ..text import passages, sentences, words
from ..text.passages import DEFAULT_LIMITS, PassageLimits
from .preparing import PIPELINE_VERSION, passage_digest, title_of, vocabulary_of


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
    model: str = exporting.DEFAULT_MODEL,
    cutting: PassageLimits = DEFAULT_LIMITS,
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
        collection = None if (folder / folder_.FILE).is_file() else documents.read(paths)
        prepare_folder(folder)
        with contextlib.closing(Catalog(folder, create=True)) as catalog:
            try:
                with catalog.transaction():
                    if collection is None or catalog.current:
                        collection = documents.read(paths)
                    work = Update(catalog, folder, progress)
                    remade = work.settle(model, cutting, open_encoder)
                    before = catalog.stamp
                    counts = work.bring_in_step(collection)
                    catalog.set_meta("roots", [str(path.absolute()) for path in paths])
                    catalog.set_meta("base", str(documents.base(paths)))
                    renamed = catalog.set_meta("aliases", collection.aliases)
                    if counts.any or work.anew or renamed:
                        catalog.set_meta("stamp", before + 1)
                    stored = catalog.passage_count()
                    derive(catalog, folder, work, before)
            finally:  # also where it failed: what was written for a state that never came is of no use
                _sweep(catalog, folder)
    except OSError as error:
        raise IndexFolderError(f"{folder}: {way_out(error)}") from error
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


@dataclass(slots=True)
class _Counts:
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0

    @property
    def any(self) -> bool:
        return bool(self.added or self.changed or self.removed)


class Update:
    """One run of `update`, within the catalog's transaction."""

    def __init__(self, catalog: Catalog, folder: Path, progress: Progress) -> None:
        self._catalog, self._folder, self._progress = catalog, folder, progress
        self.encoded = 0
        self.anew = False
        self.removed: list[int] = []
        self.added: list[tuple[int, str, bytes]] = []
        self._vocabulary: Counter[str] = Counter()

    def settle(self, model: str, cutting: PassageLimits, open_encoder: Callable[[Path], Encoder] | None) -> str | None:
        """Have the right encoder, and begin anew where the index was made otherwise; says why, or None."""
        catalog = self._catalog
        made_by = {"making": PIPELINE_VERSION, **asdict(cutting)}
        if open_encoder is None:
            name = exporting.model_name(model)
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
            calibrations = catalog.meta(CALIBRATIONS, {}) if catalog.current else {}
            catalog.begin_anew()
            catalog.set_meta(CALIBRATIONS, calibrations)
        catalog.set_meta("encoder", name)
        catalog.set_meta("dimension", self._encoder.dimension)
        catalog.set_meta("exported", open_encoder is None)
        catalog.set_meta("made_by", made_by)
        return why

    def _exported(self, model: str, name: str) -> Encoder:
        def make(partial: Path) -> None:
            self._progress("preparing the encoder", 0, 1)
            exporting.export_encoder(model, partial)
            self._progress("preparing the encoder", 1, 1)

        return open_or_create(self._folder / ENCODERS / name, open_export, make)

    def bring_in_step(self, collection: Collection) -> _Counts:
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
                    self._vocabulary.subtract(vocabulary_of(text))
        for document, cut in made:
            self._catalog.add_document(document)
            for passage, digest, vectors in cut:
                spaced = " ".join(words.normal_words(f"{title_of(document)} {passage.text}"))
                number = self._catalog.add_passage(passage, spaced, digest, vectors)
                self.added.append((number, spaced, vectors[0]))
                self._vocabulary.update(vocabulary_of(passage.text))
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
                digest = passage_digest(passage, title)
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
        said = title_of(document).split()

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


def _sweep(catalog: Catalog, folder: Path) -> None:
    """Remove exports and derived files that no question needs any more, unless another update is at work already."""
    with contextlib.suppress(IndexFolderError, OSError), catalog.transaction():
        needed = {str(catalog.meta("encoder")), str(catalog.stamp)}
        for old in derived_and_encoders(folder):
            if old.name not in needed and is_ours(old):
                remove_path(old)
        sweep_partial(folder / READERS)
