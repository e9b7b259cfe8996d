"""Exported models, kept in the index folder from their first use on."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ..errors import EncoderError, IndexFolderError
from ..models.encoder import OnnxEncoder
from .folder import NOT_WRITABLE, READERS, remove_abandoned, remove_path, write_failure

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
    if opened.name != folder.name:
        raise EncoderError(f"{folder}: holds another encoder, {opened.name}")
    return opened


def keep_reader(folder: Path, name: str, open_: Callable[[Path], T], make: Callable[[Path], None]) -> T:
    """A reader's export, kept in an index from its first use on; made anew each time if the index is not writable."""
    try:
        return open_or_create(folder / READERS / name, open_, make)
    except OSError as error:
        if error.errno not in NOT_WRITABLE:
            raise IndexFolderError(f"{folder}: {write_failure(error)}") from error
    with tempfile.TemporaryDirectory(prefix="askhz-reader-") as temporary:
        return open_or_create(Path(temporary) / name, open_, make)
