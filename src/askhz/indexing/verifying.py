"""Whether every stored passage still stands in its file word for word."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from .. import documents
from ..errors import DocumentError, EncoderError, IndexFolderError
from ..index.catalog import Catalog
from ..index.derived import check_derived
from ..index.exports import open_encoder_export
from ..index.folder import ENCODERS, derived_home, not_as_stored, nothing_indexed
from ..models.graphs import cores
from ..records import Document, Passage
from .added import added_files
from .salvaging import altered


def verify(folder: Path) -> list[str]:
    """What is stale or broken in an index, a line each; empty if every stored passage stands in its file.

    Documents that are new since are no fault of the index and are not named. Documents that were given without a file
    are compared with their own stored text.
    """
    with contextlib.closing(Catalog(folder)) as catalog, catalog.snapshot():
        if not catalog.current or not catalog.version:
            raise IndexFolderError(nothing_indexed(folder))
        damage = [f"{folder}: damaged ({what}); run askhz repair for this index" for what in catalog.database.damage()]
        if damage:
            return damage
        comparison = _Comparison(catalog)
        lines = [*_broken_files(catalog), *comparison.lines()]
        # What differs from its file is told already.
        others = (source for source in altered(catalog) if source not in comparison.wrong)
        return lines + [not_as_stored(source) for source in others]


def _broken_files(catalog: Catalog) -> Iterator[str]:
    """What is wrong with the exported encoder and the derived files."""
    folder = catalog.folder
    if catalog.meta("exported"):
        try:
            open_encoder_export(folder / ENCODERS / str(catalog.meta("encoder")))
        except EncoderError as error:
            yield f"{error} (askhz index PATH makes it again)"
    for what in check_derived(derived_home(folder, catalog.version)):
        yield f"{folder}: {what} (askhz index PATH makes it again)"


class _Comparison:
    """The stored documents compared with what is in the files now, one document in memory at a time."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._found: dict[str, list[str]] = {}  # source to what is wrong
        self._sources: dict[str, str] = {}  # digest of a text to the source that it stands under now
        self._now: set[str] = set()

    @property
    def wrong(self) -> set[str]:
        """The sources of which something is told."""
        return {source for source, lines in self._found.items() if lines}

    def lines(self) -> Iterator[str]:
        """What is wrong, in the order of the sources; first the paths that cannot be read."""
        roots = [Path(root) for root in self._catalog.meta("roots", [])]
        base = self._base(roots)
        rules = documents.rules_from_json(self._catalog.meta("rules", {}))
        for root in roots:
            try:
                scan = documents.scan([root], base=base, rules=rules, apart=self._catalog.folder)
            except DocumentError as error:
                yield str(error)
                continue
            self._compare_files(scan.files)
        added = added_files(self._catalog.folder)
        if roots and added is not None:
            self._compare_files(added.files)
        for info in self._catalog.documents():
            if roots and info.source not in self._now:
                self._found[info.source] = list(self._gone(info.source))
            elif not roots:
                document = self._catalog.document(info.source)
                self._found[info.source] = list(self._displaced(info.source, document.text if document else ""))
            yield from self._found.get(info.source, [])

    def _compare_files(self, files: Sequence[documents.FileEntry]) -> None:
        with documents.Readers(cores()) as readers:
            for item in (item for _, items in readers.read(files) for item in items):
                if isinstance(item, Document) and item.source not in self._now:
                    self._compare(item)

    def _base(self, roots: list[Path]) -> Path | None:
        if not roots:
            return None
        try:
            return documents.base(roots)
        except DocumentError:  # one of them is gone; the others have their names still
            return Path(self._catalog.meta("base"))

    def _compare(self, now: Document) -> None:
        """Compare one document of a file with what is stored of it."""
        self._now.add(now.source)
        self._sources.setdefault(_digest(now.text), now.source)
        stored = self._catalog.digest(now.source)
        if stored is None:
            return
        changed = [f"{now.source}: changed since it was indexed"] if stored != now.digest else []
        self._found[now.source] = [*changed, *self._displaced(now.source, now.text)]

    def _gone(self, source: str) -> Iterator[str]:
        stored = self._catalog.document(source)
        if stored is None:
            return
        moved = self._sources.get(_digest(stored.text))
        where = f"moved to {moved}" if moved else "gone or no longer readable"
        yield f"{source}: {where} since it was indexed"
        yield from self._displaced(source, stored.text)

    def _displaced(self, source: str, text: str) -> Iterator[str]:
        """The passages that do not stand in a text."""
        for passage in self._catalog.passages_of(source):
            if not _stands(passage, text):
                yield f"{source}[{passage.start}:{passage.end}]: not the text that is stored"


def _stands(passage: Passage, text: str) -> bool:
    return text[passage.start : passage.end] == passage.text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
