"""How the SQLite file is opened, and what its errors mean to a person."""

from __future__ import annotations

from pathlib import Path
import os
from .folder import FILE



def no_index_message(folder: Path) -> str:
    if not folder.exists():
        return f"{folder}: no such index; make one with askhz index PATH --index {folder}"
    if not folder.is_dir():
        return f"{folder}: a file, not an index folder; name the folder with --index"
    return f"{folder}: no askhz index in it; make one with askhz index PATH --index {folder}"


def open_mode(path: Path) -> tuple[str, bool]:
    """How a reader opens the file, and whether it is to be taken for one that nobody writes."""
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return "rw", False
    # SQLite wants to write a lock beside a file in write-ahead mode, unless it is told that nobody writes it.
    return "ro", not wal_file(path).exists()


def wal_file(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def sqlite_way_out(reason: str) -> str:
    if "locked" in reason:
        return "another askhz index is at work there; wait for it to end"
    if "full" in reason or "disk I/O" in reason:
        return f"{reason}; make room and try again, the index is as it was"
    if "readonly" in reason or "unable to open" in reason:
        return f"may not be written ({reason}); name another folder with --index"
    if "not a database" in reason:
        return (
            f"{FILE} in it is damaged or not made by askhz; delete it and run askhz index PATH, or name another folder"
        )
    return f"damaged ({reason}); delete the folder and run askhz index PATH again"
