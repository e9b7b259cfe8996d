"""Whether every stored passage still stands in its file word for word."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from .. import documents
from ..errors import DocumentError, EncoderError, IndexFolderError
from ..index.catalog import Catalog
from ..index.derived import home_of, open_derived
from ..index.exports import open_export
from ..index.folder import ENCODERS, nothing_indexed
from ..records import Document


def verify(folder: Path) -> list[str]:
    """What is stale or broken in an index, a line each; empty if every stored passage stands in its file.

    Documents that are new since are no fault of the index and not named.
    """
    with contextlib.closing(Catalog(folder)) as catalog, catalog.snapshot():
        if not catalog.current or not catalog.stamp:
            raise IndexFolderError(nothing_indexed(folder))
        found = [f"{folder}: damaged: {what}" for what in catalog.damage()]
        if found:
            return found
        if catalog.meta("exported"):
            try:
                open_export(folder / ENCODERS / str(catalog.meta("encoder")))
            except EncoderError as error:
                found.append(f"{error} (askhz index PATH makes it again)")
        if open_derived(home_of(folder, catalog.stamp)) is None:
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
