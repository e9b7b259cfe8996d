"""Exported models, kept in the index folder from their first use on.

An encoder's export takes long to make, so that it is also kept once for a user, and every index has it from there: the
same files under a second name, or a copy. So an index can be moved, and needs nothing but itself.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar


from ..errors import EncoderError, IndexFolderError
from ..models.encoder import OnnxEncoder, exported_name
from .folder import ENCODERS, NOT_WRITABLE, READERS, remove_abandoned, remove_path, write_failure
from .manifest import link

T = TypeVar("T")


def open_or_create(home: Path, open_: Callable[[Path], T], make: Callable[[Path], None]) -> T:
    """What a folder holds, opened. If it is missing or damaged, `make` writes it first: all of it or nothing."""
    with contextlib.suppress(EncoderError):
        return open_(home)
    remove_abandoned(home.parent)
    partial = home.with_name(f"{home.name}.{os.getpid()}.partial")
    try:
        partial.mkdir(parents=True)
        make(partial)
        with contextlib.suppress(EncoderError):
            return open_(home)  # another process was faster
        remove_path(home)
        partial.rename(home)
    finally:
        remove_path(partial)
    return open_(home)


def open_encoder_export(folder: Path) -> OnnxEncoder:
    """The exported encoder in a folder that is named like it."""
    opened = OnnxEncoder(folder)
    _require_named(opened.name, folder.name, folder)
    return opened


def user_cache() -> Path | None:
    """The folder of what is kept for this user: `ASKHZ_CACHE`, else where the system keeps such things.

    None if `ASKHZ_CACHE` is empty: then nothing is kept.
    """
    named = os.environ.get("ASKHZ_CACHE")
    if named is None:
        # Imported late: a question exports nothing.
        import platformdirs

        return platformdirs.user_cache_path("askhz")
    return Path(named) if named else None


def put_encoder(name: str, recipe: int, folder: Path, export: Callable[[Path], None]) -> None:
    """Put an encoder's export into an empty folder, from the user's cache; `export` makes it if it is not there.

    `recipe` tells exports of one encoder apart. Where the cache cannot be written, `export` writes to the folder.
    """
    cache = user_cache()
    if cache is not None:
        kept = cache / ENCODERS / f"{name}.{recipe}"
        with contextlib.suppress(OSError):
            open_or_create(kept, lambda home: _require_named(exported_name(home), name, home), export)
            for file in kept.iterdir():
                link(file, folder / file.name)
            return
    export(folder)


def _require_named(found: str, name: str, home: Path) -> None:
    if found != name:
        raise EncoderError(f"{home}: holds another encoder, {found}")


def keep_reader(folder: Path, name: str, open_: Callable[[Path], T], make: Callable[[Path], None]) -> T:
    """A reader's export, kept in an index from its first use on; made anew each time if the index is not writable."""
    try:
        return open_or_create(folder / READERS / name, open_, make)
    except OSError as error:
        if error.errno not in NOT_WRITABLE:
            raise IndexFolderError(f"{folder}: {write_failure(error)}") from error
    with tempfile.TemporaryDirectory(prefix="askhz-reader-") as temporary:
        return open_or_create(Path(temporary) / name, open_, make)
