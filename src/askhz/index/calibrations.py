"""Readers' calibrations, kept in the index that they were fitted for."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from ..errors import IndexFolderError
from .catalog import Catalog
from .folder import nothing_indexed
from .writing import Writer

CALIBRATIONS = "calibrations"


def store_calibrations(folder: Path, values: dict[str, dict[str, Any] | None]) -> list[str]:
    """Keep readers' calibrations in the index, or forget one where the value is None; returns which remain.

    What is indexed stays as it is. Raises `IndexFolderError` if the index cannot be written.
    """
    with contextlib.closing(Catalog(folder)) as catalog:
        if not catalog.current:
            raise IndexFolderError(nothing_indexed(folder))
        with catalog.transaction():
            merged = catalog.meta(CALIBRATIONS, {}) | values
            stored = {reader: kept for reader, kept in merged.items() if kept is not None}
            Writer(catalog).set_meta(CALIBRATIONS, stored)
    return sorted(stored)
