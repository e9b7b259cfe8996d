"""The index folder: what may lie in it, what is ours, what is removed."""

from __future__ import annotations

import errno
from ..errors import IndexFolderError
from pathlib import Path
import os
from ..models.encoder import MANIFEST
import shutil

FILE = "catalog.sqlite"
SEAL = "seal.json"
DERIVED = "derived"
ENCODERS = "encoders"
READERS = "readers"
NOT_OURS = (errno.EACCES, errno.EPERM, errno.EROFS)
_OWN = {DERIVED, ENCODERS, READERS, ".gitkeep", ".gitignore"}


def way_out(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"{error.strerror}; make room and try again, the index is as it was"
    if error.errno in NOT_OURS:
        return f"may not be written ({error.strerror}); name another folder with --index"
    return f"{' '.join(str(error).split())}; the index is as it was"


def prepare_folder(folder: Path) -> None:
    try:
        str(folder.absolute()).encode("utf-8")
    except UnicodeEncodeError as error:  # tantivy could not open it
        raise IndexFolderError(f"{folder}: its name is not UTF-8; name another folder with --index") from error
    if folder.exists() and not folder.is_dir():
        raise IndexFolderError(f"{folder}: a file, not a folder; name another with --index")
    folder.mkdir(parents=True, exist_ok=True)
    catalog = folder / FILE
    strangers = sorted(p.name for p in folder.iterdir() if not p.name.startswith(catalog.name) and p.name not in _OWN)
    strangers += [old.relative_to(folder).as_posix() for old in derived_and_encoders(folder) if not is_ours(old)]
    if strangers and not catalog.exists():
        raise IndexFolderError(
            f"{folder}: not an askhz index (it holds {strangers[0]!r}); name an empty folder with --index"
        )
    if not os.access(folder, os.W_OK):
        raise IndexFolderError(f"{folder}: may not be written; name another folder with --index")


def sweep_partial(folder: Path) -> None:
    """Remove what processes that are no more left half written."""
    for partial in folder.glob("*.partial"):
        maker = partial.name.split(".")[-2]
        if maker.isdecimal() and not _alive(int(maker)):
            remove_path(partial)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return process != os.getpid()


def derived_and_encoders(folder: Path) -> list[Path]:
    return [*(folder / ENCODERS).glob("*"), *(folder / DERIVED).glob("*")]


def is_ours(path: Path) -> bool:
    """Whether a folder was put there by askhz: what is a stranger's is never removed."""
    return path.suffix == ".partial" or any((path / file).is_file() for file in (SEAL, MANIFEST))


def remove_path(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def nothing_indexed(folder: Path) -> str:
    return f"{folder}: nothing is indexed yet; run askhz index PATH --index {folder}"
