"""Rows of a long measurement in a JSON Lines file, so that it can be ended at any time and go on where it was."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def read(file: Path | None) -> list[dict[str, Any]]:
    """The rows that are there; none without a file. A last line that was not written to its end is left out."""
    if file is None or not file.exists():
        return []
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith("\n")]


def add(file: Path | None, row: dict[str, Any]) -> None:
    """Write one more row, safe on disk; nothing without a file."""
    if file is None:
        return
    whole = read(file)
    partial = file.with_name(f"{file.name}.partial")
    with partial.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in [*whole, row])
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(file)
