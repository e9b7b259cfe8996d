"""The index folder: what lies where in it, what askhz put there, what may be removed.

    catalog.sqlite        the truth: documents, passages, vectors
    derived/<version>/    FAISS and tantivy files made from that state of the catalog
    encoders/<name>/      the exported encoder
    readers/<name>/       exported reader networks
    files/                documents that were added from the page or by programs
    conversations.sqlite  conversations and feedback; nothing that indexing does touches it

Whatever else lies there belongs to others.
"""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from ..errors import IndexFolderError
from ..models.encoder import MANIFEST as ENCODER_MANIFEST

CATALOG = "catalog.sqlite"

DERIVED_MANIFEST = "manifest.json"
DERIVED = "derived"
ENCODERS = "encoders"
READERS = "readers"
FILES = "files"
CONVERSATIONS = "conversations.sqlite"
_REMOVALS = 5  # times that a folder is emptied, if something is put into it meanwhile
NOT_WRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS)
_OWN = {DERIVED, ENCODERS, READERS, FILES, CONVERSATIONS, ".gitkeep", ".gitignore"}
_MARKS = (DERIVED_MANIFEST, "seal.json", ENCODER_MANIFEST)  # "seal.json" lay beside derived files up to format 2


def derived_home(folder: Path, version: int) -> Path:
    """Where the derived files of a version of the catalog lie."""
    return folder / DERIVED / str(version)


def prepare_folder(folder: Path) -> None:
    """Make the folder, or see that it is an index or empty. Raises `IndexFolderError` if it must not be written."""
    try:
        str(folder.absolute()).encode("utf-8")
    except UnicodeEncodeError as error:  # tantivy could not open it
        raise IndexFolderError(f"{folder}: its name is not UTF-8; name another folder with --index") from error
    if folder.exists() and not folder.is_dir():
        raise IndexFolderError(f"{folder}: a file, not a folder; name another with --index")
    folder.mkdir(parents=True, exist_ok=True)
    catalog = folder / CATALOG
    foreign = sorted(p.name for p in folder.iterdir() if not p.name.startswith(catalog.name) and p.name not in _OWN)
    foreign += [old.relative_to(folder).as_posix() for old in exports_and_derived(folder) if not is_ours(old)]
    if foreign and not catalog.exists():
        raise IndexFolderError(
            f"{folder}: not an askhz index (it holds {foreign[0]!r}); name an empty folder with --index"
        )
    if not os.access(folder, os.W_OK):
        raise IndexFolderError(f"{folder}: may not be written; name another folder with --index")


def exports_and_derived(folder: Path) -> list[Path]:
    """The folders of exported encoders and of derived files."""
    return [*(folder / ENCODERS).glob("*"), *(folder / DERIVED).glob("*")]


def is_ours(path: Path) -> bool:
    """Whether askhz made a folder: what others put there is never removed."""
    return path.suffix == ".partial" or any((path / file).is_file() for file in _MARKS)


def remove_path(path: Path) -> None:
    """Remove a folder with all it holds, or a file; nothing happens if it is not there."""
    # More than once: tantivy's thread looks at a folder right after it was opened, and may put a lock into it meanwhile.
    for _ in range(_REMOVALS):
        if not path.is_dir() or path.is_symlink():
            path.unlink(missing_ok=True)
            return
        shutil.rmtree(path, ignore_errors=True)


def remove_abandoned(folder: Path) -> None:
    """Remove the half-written folders of processes that have ended."""
    for partial in folder.glob("*.partial"):
        process = partial.name.split(".")[-2]
        if process.isdecimal() and not _runs(int(process)):
            remove_path(partial)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return process != os.getpid()


def nothing_indexed(folder: Path) -> str:
    """What to say of an index that holds nothing yet."""
    return f"{folder}: nothing is indexed yet; run askhz index PATH --index {folder}"


def not_as_stored(source: str, folder: Path | None = None) -> str:
    """What to say of a document, or a passage of it, that is not what was stored, and what to do."""
    return f"{f'{folder}: ' if folder else ''}{source}: not as it was stored; run askhz repair for this index"


def damaged_while_open(folder: Path, error: OSError) -> str:
    """What to say of an index whose derived files could not be read any more, and what to do."""
    return f"{folder}: damaged while it was open ({error}); ask again, and run askhz repair for this index if it stays so"


def write_failure(error: OSError) -> str:
    """Why the index could not be written, and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"{error.strerror}; make room and try again, the index is as it was"
    if error.errno in NOT_WRITABLE:
        return f"may not be written ({error.strerror}); name another folder with --index"
    return f"{' '.join(str(error).split())}; the index is as it was"
