"""The two optional files beside the documents: `sources.toml` and `aliases.toml`."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Any

from ..errors import DocumentError
from ..records import Problem
from ..text.words import fold
from .reader import DETAILS

SOURCES_FILE = "sources.toml"
ALIASES_FILE = "aliases.toml"


class Sidecar:
    """What the two optional files beside the documents say."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / SOURCES_FILE
        self._sources = _read_toml(self._path)
        for source, about in self._sources.items():
            allowed = ("title", *DETAILS)
            if not isinstance(about, dict) or set(about) - set(allowed):
                raise DocumentError(f'{self._path}: ["{source}"] wants only {", ".join(allowed)}')
            for key, value in about.items():
                if isinstance(value, bool) or not isinstance(value, str | int | datetime.date):
                    raise DocumentError(f'{self._path}: {key} of ["{source}"] is no text, whole number or date')
        self._used: set[str] = set()
        self.aliases = _read_aliases(folder / ALIASES_FILE)

    def names(self, below: str) -> bool:
        """Whether it says anything about a file, given by its path below the folder."""
        return below in self._sources

    def about(self, below: str) -> tuple[str | None, dict[str, str]]:
        """The title and the details written down for a file, given by its path below the folder."""
        about: dict[str, Any] = self._sources.get(below, {})
        self._used.add(below)
        said = {key: " ".join(str(value).split()) for key, value in about.items()}
        return said.get("title") or None, {key: said[key] for key in DETAILS if said.get(key)}

    def unused(self) -> list[Problem]:
        """Entries that name no document: most likely a slip in the name."""
        return [
            Problem(str(self._path), f'["{source}"] names no document in this folder')
            for source in self._sources
            if source not in self._used
        ]


def _read_aliases(path: Path) -> list[tuple[str, ...]]:
    table = _read_toml(path)
    groups = table.pop("names", [])
    good = isinstance(groups, list) and all(
        isinstance(group, list) and len(group) > 1 and all(isinstance(name, str) and _is_name(name) for name in group)
        for group in groups
    )
    if table or not good:
        raise DocumentError(f'{path}: want only names = [["one name", "another name"], …], each with a letter or digit')
    return [tuple(name.strip() for name in group) for group in groups]


def _is_name(name: str) -> bool:
    return any(c.isalnum() for c in fold(name))


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig")) if path.is_file() else {}
    except (OSError, ValueError, RecursionError) as error:  # ValueError: not TOML, not UTF-8, a number too long
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise DocumentError(f"{path}: not readable as TOML ({reason}); mend or remove it") from error
