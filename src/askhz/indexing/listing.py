"""What is indexed, document by document: kind, pages, passages, whether its file is as it was, what was left out."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ..errors import IndexFolderError
from ..index.catalog import Catalog, StoredDocument
from ..index.folder import nothing_indexed
from .left_out import LeftOut, left_out_in

_KINDS = "SELECT kind, count(DISTINCT source), count(id) FROM documents LEFT JOIN passages USING (source) GROUP BY kind"

State = Literal["current", "changed", "gone", "given", "unreadable"]
"""`current`: its file is as it was read; `changed`, `gone`: it is not; `given`: it was given without a file;
`unreadable`: a file that gave no document."""


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """One indexed document, or a file that gave none.

    `pages` counts its pages or slides, None where its format has none. `problems` is what was left out of its file.
    `indexed_at` is in UTC. `file` is the path of the file that it was read from.
    """

    source: str
    title: str
    kind: str
    pages: int | None
    passages: int
    indexed_at: str
    state: State
    problems: tuple[str, ...] = ()
    file: str | None = field(default=None, compare=False)


def list_documents(folder: Path) -> list[ListedDocument]:
    """Every indexed document in the order of the sources, then every file that gave none.

    Raises `IndexFolderError` if nothing is indexed.
    """
    with contextlib.closing(Catalog(folder)) as catalog, catalog.snapshot():
        if not catalog.current or not catalog.version:
            raise IndexFolderError(nothing_indexed(folder))
        problems = _problems(catalog)
        documents = list(catalog.stored_documents())
    read = {stored.file for stored in documents}
    return [*(_listed(stored, problems) for stored in documents), *_unreadable(problems, read)]


def list_kinds(folder: Path) -> list[tuple[str, int, int]]:
    """Each kind of document that is indexed, in order, with the numbers of its documents and of their passages.

    Raises as `list_documents` does.
    """
    with contextlib.closing(Catalog(folder)) as catalog, catalog.snapshot():
        if not catalog.current or not catalog.version:
            raise IndexFolderError(nothing_indexed(folder))
        return list(catalog.rows(_KINDS))


def list_left_out(folder: Path) -> list[LeftOut]:
    """The files that someone left out of the index, in the order of their sources. Raises as `list_documents` does."""
    with contextlib.closing(Catalog(folder)) as catalog, catalog.snapshot():
        if not catalog.current or not catalog.version:
            raise IndexFolderError(nothing_indexed(folder))
        return list(left_out_in(catalog))


def list_document(folder: Path, source: str) -> ListedDocument | None:
    """One indexed document, or None. Raises `IndexFolderError` as `list_documents` does."""
    with contextlib.closing(Catalog(folder)) as catalog, catalog.snapshot():
        if not catalog.current or not catalog.version:
            raise IndexFolderError(nothing_indexed(folder))
        stored = next(catalog.stored_documents(source), None)
        problems = _problems(catalog) if stored is not None else {}
    return None if stored is None else _listed(stored, problems)


def _problems(catalog: Catalog) -> dict[bytes, tuple[str, ...]]:
    """Path to what was left out of the file, each with the place in it, such as its line or member."""
    found = catalog.file_problems()
    return {path: tuple(_said(os.fsdecode(path), where, what) for where, what in one) for path, one in found.items()}


def _said(file: str, where: str, what: str) -> str:
    place = where.removeprefix(f"{file}, ")
    return what if place in (where, "") else f"{place}: {what}"


def _listed(stored: StoredDocument, problems: dict[bytes, tuple[str, ...]]) -> ListedDocument:
    left_out = problems.get(stored.file, ()) if stored.file is not None else ()
    return ListedDocument(
        stored.source,
        stored.title,
        stored.kind,
        stored.pages,
        stored.passages,
        stored.indexed_at,
        _state(stored),
        left_out,
        None if stored.file is None else os.fsdecode(stored.file),
    )


def _state(stored: StoredDocument) -> State:
    if stored.file is None:
        return "given"
    try:
        now = os.stat(stored.file)  # noqa: PTH116 (the stored path is bytes)
    except OSError:
        return "gone"
    same = now.st_size == stored.size and stored.modified_ns in (-1, now.st_mtime_ns)
    return "current" if same else "changed"


def _unreadable(problems: dict[bytes, tuple[str, ...]], read: set[bytes | None]) -> Iterator[ListedDocument]:
    for path, found in sorted(problems.items()):
        if path not in read:
            name = os.fsdecode(path)
            kind = Path(name).suffix.lower().removeprefix(".")
            yield ListedDocument(name, Path(name).name, kind, None, 0, "", "unreadable", found, name)
