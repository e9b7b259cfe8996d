"""A consistent copy of an index, made while it is asked and written.

SQLite copies its files itself, in one state each. Derived files are copied where they are whole, else made anew from
the copied catalog. This module does not know what the other databases in the folder hold.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

from ..errors import IndexFolderError
from .catalog import Catalog
from .derived import check_derived, make_derived
from .folder import CATALOG, DERIVED, derived_home, is_ours, nothing_indexed, write_failure
from .manifest import flush_tree, new_folder

_BESIDE = ("-wal", "-shm", "-journal")  # files that SQLite keeps beside a database; its own copy includes them


def backup(folder: Path, destination: Path) -> None:
    """Copy the index in a folder, with all that is kept in it, to a new folder; all of it or nothing.

    Raises `IndexFolderError` if there is no index, it is damaged, or the copy cannot be written.
    """
    if destination.exists() and (not destination.is_dir() or any(destination.iterdir())):
        raise IndexFolderError(f"{destination}: already there; name a new folder for the copy")
    above = next(path for path in destination.absolute().parents if path.exists())
    if not above.is_dir():
        raise IndexFolderError(f"{destination}: {above} is a file; name a new folder for the copy")
    if destination.absolute().is_relative_to(folder.absolute()):
        raise IndexFolderError(f"{destination}: lies in the index itself; name a folder outside of it")
    with contextlib.closing(Catalog(folder)) as catalog:
        if not catalog.current or not catalog.version:
            raise IndexFolderError(nothing_indexed(folder))
    try:
        with new_folder(destination) as partial:
            _copy(folder, partial)
            flush_tree(partial)
    except OSError as error:
        raise IndexFolderError(f"{destination}: {write_failure(error)}") from error


def _copy(folder: Path, partial: Path) -> None:
    for path in sorted(folder.iterdir()):
        if path.suffix == ".sqlite":
            _copy_database(path, partial / path.name)
        elif path.is_dir() and path.name != DERIVED:
            shutil.copytree(
                path,
                partial / path.name,
                ignore=_half_written,
                ignore_dangling_symlinks=True,
                copy_function=_copy_file,
            )
        elif path.is_file() and not path.name.endswith(_BESIDE) and not path.name.startswith(CATALOG):
            shutil.copy2(path, partial / path.name)
    with contextlib.closing(_opened(partial, folder)) as copied:
        damage = copied.database.damage()
        if damage:
            raise IndexFolderError(f"{folder}: damaged ({damage[0]}); run askhz repair --index {folder}")
        version = copied.version
        home = derived_home(partial, version)
        # A new version may come meanwhile, and the old files go: then they are made from the copy.
        with contextlib.suppress(OSError, shutil.Error):
            shutil.copytree(derived_home(folder, version), home)
        if check_derived(home):
            shutil.rmtree(home, ignore_errors=True)
            make_derived(copied, copied.meta("dimension"), home)


def _copy_file(file: str, copy: str) -> None:
    """Copy a file of a tree. Raises `IndexFolderError`: of `OSError`s `copytree` makes a long list at its end."""
    try:
        shutil.copy2(file, copy)
    except OSError as error:
        raise IndexFolderError(f"{copy}: {write_failure(error)}") from error


def _opened(partial: Path, folder: Path) -> Catalog:
    """The copied catalog. What is wrong with it is said of the index that it was copied from."""
    try:
        return Catalog(partial)
    except IndexFolderError as error:
        raise IndexFolderError(f"{folder}: {str(error).removeprefix(f'{partial}: ')}") from error


def _copy_database(file: Path, copy: Path) -> None:
    try:
        mode = "rw" if os.access(file, os.W_OK) and os.access(file.parent, os.W_OK) else "ro"
        unchanging = mode == "ro" and not file.with_name(f"{file.name}-wal").exists()
        address = f"{file.absolute().as_uri()}?mode={mode}{'&immutable=1' if unchanging else ''}"
        with (
            contextlib.closing(sqlite3.connect(address, uri=True, timeout=10)) as source,
            contextlib.closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        if "full" in str(error) or "disk I/O" in str(error):
            raise IndexFolderError(f"{copy.parent.with_suffix('')}: {error}; make room and try again") from error
        raise IndexFolderError(f"{file}: cannot be copied ({error}); run askhz repair --index {file.parent}") from error


def _half_written(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name.endswith(".partial") and is_ours(Path(folder, name))}
