"""Documents into an index: bring it in step with files, folders or documents, all or nothing.

The way of a document is read, prepare, write. A few are encoded ahead of the one that is written, so that every core
has work; memory does not grow with their number. SQLite changes in one transaction; the derived files of the new
version are written before it ends and found only after it. So an error, a full disk or a kill leaves everything as it
was.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

from .. import documents
from ..errors import DocumentError, EncoderError, IndexFolderError
from ..index.calibrations import CALIBRATIONS
from ..index.catalog import Catalog
from ..index.derived import Change, change_derived, check_derived, make_derived
from ..index.digests import PIPELINE_VERSION
from ..index.exports import open_encoder_export, open_or_create, put_encoder
from ..index.folder import (
    CATALOG,
    ENCODERS,
    READERS,
    derived_home,
    exports_and_derived,
    is_ours,
    prepare_folder,
    remove_abandoned,
    remove_path,
    write_failure,
)
from ..index.writing import Writer
from ..models import exporting
from ..models.encoder import Encoder
from ..progress import Progress, silent
from ..records import Document, Problem
from ..text.passages import DEFAULT_LIMITS, PassageLimits
from .added import with_added_files
from .choosing import Choice, Read, choose, sample_of_files, sample_of_stream
from .left_out import LeftOut, as_recorded, changed, left_out_in, without
from .syncing import Sync


@dataclass(frozen=True, slots=True)
class Report:
    """What `update` did: numbers of documents, of all passages, of passages encoded; what was left out."""

    added: int
    changed: int
    removed: int
    unchanged: int
    passages: int
    encoded: int
    remade: str | None
    problems: tuple[Problem, ...]
    seconds: float
    encoder: str | None = None
    """Why the index has the encoder that it has, in a sentence, where this was chosen now and is worth saying."""
    left_out: int = 0
    """Files that were not read because someone chose so (`left_out`)."""
    links: tuple[Path, ...] = ()
    """Links met that lead out of the folders given (`documents.Scan`)."""


def update(
    given: Iterable[Path] | Iterable[Document],
    folder: Path,
    *,
    model: str | None = None,
    limits: PassageLimits = DEFAULT_LIMITS,
    open_encoder: Callable[[Path], Encoder] | None = None,
    rules: documents.Rules = documents.Rules(),  # noqa: B008 (frozen)
    away: Sequence[Path] = (),
    deleted: Sequence[Path] = (),
    confirm: Callable[[], object] | None = None,
    encoders: dict[str, Encoder] | None = None,
    on_progress: Progress | None = None,
    leave_out: Sequence[LeftOut] = (),
    bring_back: Sequence[str] = (),
) -> Report:
    """Bring the index in a folder in step with what is given: add, read again what changed, drop what is gone.

    `given` are files and folders, or documents (any iterable of them; only a few are held at a time). `model`: None for
    the encoder that the index has, or for a new one, the one for the languages of its documents.
    `open_encoder` replaces the export of `model`; tests give a fake. `rules` say what is left out of folders. `away`
    are folders indexed before that cannot be seen now: what is indexed of them stays. `deleted` are files given before
    that are gone: what is indexed of them goes, but the index is still made of them, should they come back. `confirm`
    is called before anything is committed and may raise; who gives it knows that all folders are there, so that even
    every document may be gone. `encoders` keeps the index's encoder open for the next update, by its name. The files
    of `leave_out` are left out from now on, those with the paths `bring_back` no longer. Raises `DocumentError`,
    `EncoderError` or `IndexFolderError`; the index is then as it was.
    """
    began = time.perf_counter()
    paths, stream = _told_apart(given, may_be_none=bool(deleted) and (folder / CATALOG).is_file())
    try:
        if stream is None and not (folder / CATALOG).is_file():
            _require_readable(paths, rules, folder)
        prepare_folder(folder)
        with contextlib.closing(Catalog(folder, create=True)) as catalog:
            try:
                # Lock before reading, so that a slow update cannot overwrite a newer one.
                with catalog.transaction():
                    left = changed(left_out_in(catalog), leave_out, bring_back)
                    run = _Run(catalog, folder, on_progress or silent, rules, away, deleted, confirm, encoders, left)
                    return run.update(paths, stream, model, limits, open_encoder, began)
            finally:  # after a failure, too: derived files of a version that never came are of no use
                _remove_unneeded(catalog, folder)
    except OSError as error:
        raise IndexFolderError(f"{folder}: {write_failure(error)}") from error


def _told_apart(
    given: Iterable[Path] | Iterable[Document], *, may_be_none: bool
) -> tuple[list[Path], Iterator[Document] | None]:
    """Paths, or a stream of documents. Raises `DocumentError` if nothing is given, unless that may be."""
    stream = iter(given)
    first = next(stream, None)
    if first is None and may_be_none:
        return [], None
    if first is None:
        raise DocumentError("nothing is given to index; name files or folders")
    if isinstance(first, Document):
        return [], chain([first], stream)  # type: ignore[arg-type]
    return [first, *stream], None  # type: ignore[list-item]


def _require_readable(paths: Sequence[Path], rules: documents.Rules, folder: Path) -> None:
    """Raise `DocumentError` if nothing can be read, so that no index is begun in vain."""
    scan = documents.scan(paths, rules=rules, apart=folder)
    problems: list[Problem] = []
    with documents.Readers(1) as readers:
        for item in (item for _, items in readers.read(scan.files) for item in items):
            if isinstance(item, Document):
                return
            problems.append(item)
    raise documents.nothing_read(paths, [*problems, *scan.problems])


class _Run:
    """One run of `update`, within the catalog's transaction."""

    def __init__(
        self,
        catalog: Catalog,
        folder: Path,
        progress: Progress,
        rules: documents.Rules,
        away: Sequence[Path],
        deleted: Sequence[Path],
        confirm: Callable[[], object] | None,
        encoders: dict[str, Encoder] | None,
        left: Sequence[LeftOut],
    ) -> None:
        self._encoders = {} if encoders is None else encoders
        self._catalog, self._folder, self._progress = catalog, folder, progress
        self._rules, self._away, self._confirm, self._left = rules, away, confirm, left
        self._partly = bool(away or deleted)  # not all that the index is made of is given
        self._writer = Writer(catalog)

    def update(
        self,
        paths: list[Path],
        stream: Iterator[Document] | None,
        model: str | None,
        limits: PassageLimits,
        open_encoder: Callable[[Path], Encoder] | None,
        began: float,
    ) -> Report:
        scan = without(with_added_files(self._scan(paths), self._folder), self._left) if stream is None else None
        choice, read = None, None
        if open_encoder is None:
            choice, stream, read = self._choose_model(model, scan, stream)
        encoder, remade, anew = self._choose_encoder(choice, limits, open_encoder)
        before = self._catalog.version
        sync = Sync(self._catalog, encoder, limits, self._progress)
        if scan is None:
            sync.documents(stream or iter(()))
        else:
            sync.files(scan, keep=self._away, read=read)
        sync.remove_the_rest()
        if self._confirm is not None:
            self._confirm()
        elif not sync.met_any:
            raise documents.nothing_read(paths, sync.problems)
        renamed = self._record(scan, paths)
        if sync.wrote or anew or renamed:
            self._writer.set_meta("version", before + 1)
        self._derive(before, None if anew else sync.change())
        counts = sync.counts
        return Report(
            added=counts.added,
            changed=counts.changed,
            removed=counts.removed,
            unchanged=counts.unchanged,
            passages=self._catalog.passage_count(),
            encoded=sync.encoded,
            remade=remade,
            problems=tuple(sync.problems),
            seconds=time.perf_counter() - began,
            encoder=None if choice is None else choice.said,
            left_out=len(self._left),
            links=() if scan is None else scan.links,
        )

    def _scan(self, paths: list[Path]) -> documents.Scan:
        # Names stay what they were with what is away or gone, whatever the others have in common.
        base = Path(self._catalog.meta("base")) if self._partly else None
        return documents.scan(paths, base=base, rules=self._rules, apart=self._folder)

    def _derive(self, before: int, change: Change | None) -> None:
        """Write the derived files of the new version, from those of the version before where there are good ones."""
        home = derived_home(self._folder, self._catalog.version)
        previous = derived_home(self._folder, before)
        broken = change is None or bool(check_derived(previous))
        if home == previous and not broken:
            return
        if change is None or home == previous or broken:
            make_derived(self._catalog, self._catalog.meta("dimension"), home)
        else:
            change_derived(self._catalog, change, previous, home)

    def _record(self, scan: documents.Scan | None, paths: list[Path]) -> bool:
        """Record where the documents came from; says whether the aliases changed."""
        self._writer.set_meta(*as_recorded(self._left))
        if self._partly:
            return False
        self._writer.set_meta("rules", documents.rules_to_json(self._rules))
        self._writer.set_meta("roots", [str(path.absolute()) for path in paths])
        self._writer.set_meta("base", "" if scan is None else str(scan.base))
        return self._writer.set_meta("aliases", [] if scan is None else scan.aliases)

    def _choose_model(
        self, model: str | None, scan: documents.Scan | None, stream: Iterator[Document] | None
    ) -> tuple[Choice | None, Iterator[Document] | None, Read | None]:
        """The model whose encoder to take, None for the one that the index has; what stream of documents is left.

        And what was read of the files to choose by.
        """
        if model is not None:
            return Choice(model), stream, None
        if self._catalog.current and self._catalog.meta("exported"):
            return self._own_model(), stream, None
        if scan is not None:
            sampled, read = sample_of_files(scan)
            return choose(sampled), stream, read
        sampled, stream = sample_of_stream(stream or iter(()))
        return choose(sampled), stream, None

    def _choose_encoder(
        self, choice: Choice | None, limits: PassageLimits, open_encoder: Callable[[Path], Encoder] | None
    ) -> tuple[Encoder, str | None, bool]:
        """The encoder; why documents are prepared again, or None; whether the index begins anew.

        Another encoder makes every stored vector useless. Other limits or another pipeline cut other passages, but
        what comes out the same keeps its vectors.
        """
        catalog, writer = self._catalog, self._writer
        encoder = self._opened(choice, open_encoder)
        name = encoder.name
        pipeline = {"version": PIPELINE_VERSION, **asdict(limits)}
        why, anew = None, False
        if not catalog.current:
            anew, why = True, None if catalog.database.format == 0 else f"it was of format {catalog.database.format}"
        elif catalog.meta("encoder") != name:
            anew, why = True, "its vectors were made by another encoder"
        elif catalog.meta("pipeline") != pipeline:
            why = "its passages were cut otherwise"
        if anew:
            calibrations = catalog.meta(CALIBRATIONS, {}) if catalog.current else {}
            writer.begin_anew()
            writer.set_meta(CALIBRATIONS, calibrations)
        elif why:
            writer.prepare_all_again()
        writer.set_meta("encoder", name)
        writer.set_meta("dimension", encoder.dimension)
        writer.set_meta("exported", open_encoder is None or (self._folder / ENCODERS / name).is_dir())
        writer.set_meta("pipeline", pipeline)
        return encoder, why, anew

    def _own_model(self) -> Choice | None:
        """None if the index holds its encoder, else the model to export again; `EncoderError` if that is not known."""
        name = str(self._catalog.meta("encoder"))
        try:
            self._held(name)
        except EncoderError as error:
            model = name.partition("@")[0]
            if model not in (exporting.DEFAULT_MODEL, exporting.MULTILINGUAL_MODEL):
                raise EncoderError(f"{error}; name the folder of its model with --encoder") from error
            return Choice(model)
        return None

    def _opened(self, choice: Choice | None, open_encoder: Callable[[Path], Encoder] | None) -> Encoder:
        if open_encoder is not None:
            return open_encoder(self._folder)
        if choice is None:
            return self._held(str(self._catalog.meta("encoder")))
        return self._exported(choice.model, exporting.model_name(choice.model))

    def _held(self, name: str) -> Encoder:
        """The index's export of this name, opened once. Raises `EncoderError`."""
        if name not in self._encoders:
            self._encoders[name] = open_encoder_export(self._folder / ENCODERS / name)
        return self._encoders[name]

    def _exported(self, model: str, name: str) -> Encoder:
        def export(partial: Path) -> None:
            self._progress("preparing the encoder", 0, 1)
            exporting.export_encoder(model, partial)
            self._progress("preparing the encoder", 1, 1)

        def make(partial: Path) -> None:
            put_encoder(name, exporting.RECIPE, partial, export)

        return open_or_create(self._folder / ENCODERS / name, open_encoder_export, make)


def _remove_unneeded(catalog: Catalog, folder: Path) -> None:
    """Remove exports and derived files that no question needs any more, unless another update is already at work."""
    with contextlib.suppress(IndexFolderError, OSError), catalog.transaction():
        needed = {str(catalog.meta("encoder")), str(catalog.version)}
        for old in exports_and_derived(folder):
            if old.name not in needed and is_ours(old):
                remove_path(old)
        remove_abandoned(folder / READERS)
