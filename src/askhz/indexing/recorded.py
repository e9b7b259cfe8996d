"""What an index records of how it was made: enough to bring it in step, or to make it again."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from ..documents import Rules, rules_from_json
from ..errors import IndexFolderError
from ..index.catalog import Catalog
from ..index.folder import nothing_indexed


@dataclass(frozen=True, slots=True)
class Recorded:
    """The files and folders that an index was made of, none if it was given documents, and how they were walked."""

    roots: tuple[Path, ...]
    rules: Rules


@dataclass(frozen=True, slots=True)
class Description:
    """How large an index is, and what it was made of."""

    documents: int
    passages: int
    roots: tuple[str, ...]


def recorded(folder: Path) -> Recorded:
    """What the index in a folder records. Raises `IndexFolderError` if it cannot be read or nothing is indexed."""
    with contextlib.closing(Catalog(folder)) as catalog, catalog.snapshot():
        _require_indexed(catalog)
        return recorded_in(catalog)


def recorded_in(catalog: Catalog) -> Recorded:
    """What an open catalog records."""
    known = catalog.metas(["roots", "rules"])
    return Recorded(tuple(map(Path, known.get("roots", []))), rules_from_json(known.get("rules", {})))


def describe(folder: Path) -> Description:
    """How large the index in a folder is. Raises `IndexFolderError` as `recorded` does."""
    with contextlib.closing(Catalog(folder)) as catalog, catalog.snapshot():
        _require_indexed(catalog)
        roots = tuple(map(str, recorded_in(catalog).roots))
        return Description(len(catalog.sources()), catalog.passage_count(), roots)


def _require_indexed(catalog: Catalog) -> None:
    if not catalog.current or not catalog.version:
        raise IndexFolderError(nothing_indexed(catalog.folder))
