"""A damaged index made whole: from what is left of it, and from the documents.

Whatever else lies in the folder (conversations, exports) stays as it is, and a damaged catalog is kept beside the new
one. Calibrations are taken over where they can still be read.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..documents import Rules
from ..errors import DocumentError, EncoderError, IndexFolderError
from ..index.calibrations import CALIBRATIONS
from ..index.catalog import Catalog
from ..index.derived import check_derived, make_derived
from ..index.exports import open_encoder_export
from ..index.folder import CATALOG, DERIVED, ENCODERS, derived_home, is_ours, remove_path, write_failure
from ..index.manifest import new_folder
from .recorded import Recorded, recorded_in
from .salvaging import Salvaged, altered, salvage
from .updating import Report

_BESIDE = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Repair:
    """What was found and done, a line each; documents that are lost; what bringing the index in step did, if it could.

    `done` is empty for an index that is whole.
    """

    done: tuple[str, ...]
    lost: tuple[str, ...]
    report: Report | None


def repair(folder: Path, paths: Sequence[Path], update: Callable[..., Report]) -> Repair:
    """Make the index in a folder whole, then bring it in step with its documents.

    `paths` are the files and folders that it is made of; none for those that it records. `update` is `updating.update`
    with what the caller gives it besides. Raises `IndexFolderError` if there is no index, it is not ours, or too little
    is left of it to know what it was made of (it is then as it was); `DocumentError` and `EncoderError` as `update`
    does.
    """
    if not (folder / CATALOG).is_file():
        raise IndexFolderError(f"{folder}: no askhz index in it; make one with askhz index PATH --index {folder}")
    try:
        damage = _damage(folder)
        done = [f"{CATALOG}: damaged ({what})" for what in damage]
        salvaged = _remake_catalog(folder, done[0], named=bool(paths)) if damage else None
        if salvaged:
            done += _told(salvaged)
        with contextlib.closing(Catalog(folder)) as catalog:
            recorded = recorded_in(catalog) if catalog.current else Recorded((), Rules())
            encoder = _broken_encoder(catalog) if catalog.current else []
            if catalog.current and catalog.version and catalog.meta("dimension"):
                done += _remake_derived(catalog)
    except OSError as error:
        raise IndexFolderError(f"{folder}: {write_failure(error)}") from error
    roots = list(paths) or list(recorded.roots)
    report = None
    try:
        report = update(roots, folder, rules=recorded.rules) if roots else None
        done += encoder if report else []
    except DocumentError as error:
        if paths or not (salvaged is None or salvaged.whole):
            raise
        done.append(f"not brought in step: {error}")
    with contextlib.closing(Catalog(folder)) as catalog:
        there = {*catalog.sources()}
    lost = tuple(source for source in (salvaged.broken if salvaged else ()) if source not in there)
    return Repair(tuple(done), lost, report)


def _damage(folder: Path) -> list[str]:
    """What is wrong with the catalog. Raises `IndexFolderError` for a file that another program made."""
    try:
        with contextlib.closing(Catalog(folder)) as catalog:
            if not catalog.database.format:
                return ["there is nothing in it"]
            return catalog.database.damage() or _altered(catalog)
    except IndexFolderError as error:
        if "not made by askhz" in str(error) and not _looks_like_ours(folder):
            raise
        if "damaged" not in str(error) and "not made by" not in str(error):
            raise
        said = str(error).removeprefix(f"{folder}: ").partition(";")[0]
        return [said.removeprefix("damaged (").removesuffix(")")]


def _altered(catalog: Catalog) -> list[str]:
    """What SQLite cannot know, in a line: how many documents are not what they were stored as."""
    count = sum(1 for _ in altered(catalog)) if catalog.current and catalog.version else 0
    return [f"{count} document{'s' * (count != 1)} not as stored"] if count else []


def _looks_like_ours(folder: Path) -> bool:
    return any(is_ours(home) for home in (folder / DERIVED).glob("*"))


def _remake_catalog(folder: Path, damage: str, *, named: bool) -> Salvaged:
    """Put a catalog of what is whole in the place of the damaged one, which is kept under another name.

    `named` says that the caller knows what the index is made of. Raises `IndexFolderError` if nobody does; everything
    is then as it was.
    """
    versions = [int(home.name) for home in (folder / DERIVED).glob("*") if home.name.isdecimal()]
    version = max(versions, default=0) + 1
    aside = folder / f"repair.{os.getpid()}.partial"
    try:
        with new_folder(aside) as partial:
            salvaged = salvage(folder / CATALOG, partial, version)
            roots = salvaged.meta.get("roots")  # none where documents were given: those are all that there is
            if not named and (roots is None or not (roots or salvaged.whole)):
                raise IndexFolderError(
                    f"{folder}: {damage}; what it was made of is not known, so name it: askhz repair PATH --index "
                    f"{folder}"
                )
        kept = _free_name(folder)
        for ending in ("", *_BESIDE):
            with contextlib.suppress(FileNotFoundError):
                (folder / f"{CATALOG}{ending}").rename(f"{kept}{ending}")
        (aside / CATALOG).rename(folder / CATALOG)
    finally:
        remove_path(aside)
    return salvaged


def _free_name(folder: Path) -> Path:
    names = (folder / f"{CATALOG}.damaged-{n}" for n in range(1, 1_000_000))
    return next(name for name in names if not name.exists())


def _told(salvaged: Salvaged) -> list[str]:
    count = len(salvaged.whole)
    lines = [f"{count} document{'s' * (count != 1)} taken over whole; the damaged file is kept beside the new one"]
    if salvaged.meta.get(CALIBRATIONS):
        lines.append(f"calibrations taken over: {', '.join(sorted(salvaged.meta[CALIBRATIONS]))}")
    return lines


def _broken_encoder(catalog: Catalog) -> list[str]:
    """What is wrong with the exported encoder, which the next update makes again."""
    home = catalog.folder / ENCODERS / str(catalog.meta("encoder"))
    try:
        if catalog.meta("exported"):
            open_encoder_export(home)
    except EncoderError:
        return [f"{ENCODERS}/{home.name}: damaged; made again"]
    return []


def _remake_derived(catalog: Catalog) -> list[str]:
    """Make the derived files anew if any of them is not as it was written."""
    with catalog.transaction():
        home = derived_home(catalog.folder, catalog.version)
        found = check_derived(home)
        if found:
            make_derived(catalog, catalog.meta("dimension"), home)
    return [f"{DERIVED}/{home.name}: {what}; made again" for what in found]
