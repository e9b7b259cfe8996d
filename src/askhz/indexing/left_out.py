"""Files that a person left out of an index: they stay where they are, and are not read until they are brought back.

The index records them, so that every update, whoever begins it, leaves them out.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from ..documents import Scan
from ..index.catalog import Catalog

_KEY = "left_out"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file, by its whole path, and what its document was called."""

    file: str
    source: str
    title: str
    kind: str


def left_out_in(catalog: Catalog) -> tuple[LeftOut, ...]:
    """What an open catalog records as left out, in the order of the sources."""
    return tuple(LeftOut(**one) for one in catalog.meta(_KEY, [])) if catalog.current else ()


def changed(before: Sequence[LeftOut], more: Iterable[LeftOut], back: Iterable[str]) -> tuple[LeftOut, ...]:
    """What is left out once `more` is and the files in `back` are not; a file that is gone is forgotten."""
    wanted = {one.file: one for one in (*before, *more)}
    for file in back:
        wanted.pop(file, None)
    there = (one for one in wanted.values() if os.path.lexists(one.file))
    return tuple(sorted(there, key=lambda one: (one.source, one.file)))


def without(found: Scan, left: Sequence[LeftOut]) -> Scan:
    """What was found, without the files that are left out."""
    files = {one.file for one in left}
    return replace(found, files=tuple(entry for entry in found.files if str(entry.path) not in files))


def as_recorded(left: Sequence[LeftOut]) -> tuple[str, list[dict[str, str]]]:
    """The key and the value under which an index records it."""
    return _KEY, [asdict(one) for one in left]
