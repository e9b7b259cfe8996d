"""Exported models, kept in the index folder from their first use on."""

from __future__ import annotations

from typing import TypeVar
from collections.abc import Callable
from ..errors import EncoderError
from pathlib import Path
from .folder import remove_path
from .folder import sweep_partial
import contextlib
import os
from ..models.encoder import OnnxEncoder

T = TypeVar("T")


def open_or_create(home: Path, open_: Callable[[Path], T], make: Callable[[Path], None]) -> T:
    """What a folder holds, opened; if it is not there or damaged, `make` writes it first, all of it or nothing."""
    with contextlib.suppress(EncoderError):
        return open_(home)
    sweep_partial(home.parent)
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


def open_export(folder: Path) -> OnnxEncoder:
    """The export in a folder that is named like its encoder."""
    opened = OnnxEncoder(folder)
    if opened.name != folder.name:
        raise EncoderError(f"{folder}: holds another encoder, {opened.name}")
    return opened
