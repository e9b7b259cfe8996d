"""Folders, files and JSON Lines dumps to `Document`s: one reader a format, and nothing left out in silence.

A text file's text is its bytes decoded as UTF-8, unchanged, line ends included. Beside the documents a folder may hold
`sources.toml` (title, author, publisher, date and address by source) and `aliases.toml` (names that mean the same
thing). This module does not know the index.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import DocumentError
from .records import Document

SOURCES_FILE = "sources.toml"
ALIASES_FILE = "aliases.toml"
FILE_LIMIT = 256 * 2**20  # bytes; a larger text is taken for a mistake, and said so
_DETAILS = ("author", "publisher", "date", "address")


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or line that was left out, and why: one line for a person."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Collection:
    """What was read: documents in the order of their sources, groups of names, what was left out."""

    documents: tuple[Document, ...]
    aliases: tuple[tuple[str, ...], ...]
    problems: tuple[Problem, ...]


def read(paths: Sequence[Path]) -> Collection:
    """Everything readable in the files and folders given, each document once.

    A document's source is its path below the folder given; below their common parent when several paths are given; a
    file's own name when it is given alone. Raises `DocumentError` if a path does not exist or nothing can be read.
    """
    found: dict[str, Document] = {}
    aliases: list[tuple[str, ...]] = []
    problems: list[Problem] = []
    seen_files: set[Path] = set()
    roots = [_existing(path) for path in paths]
    base = _base(roots)
    for root in roots:
        sidecar = _Sidecar(root if root.is_dir() else root.parent)
        aliases += [names for names in sidecar.aliases if names not in aliases]
        for file in _files(root, problems):
            real = file.resolve()
            if real in seen_files:
                continue
            seen_files.add(real)
            for document in _read_file(file, base, sidecar, problems):
                if document.source in found:
                    problems.append(Problem(str(file), f"the source {document.source!r} was read already; left out"))
                else:
                    found[document.source] = document
        problems += sidecar.unused(root, found)
    if not found:
        raise DocumentError(_nothing_in(paths, problems))
    return Collection(tuple(found[s] for s in sorted(found)), tuple(aliases), tuple(problems))


def _existing(path: Path) -> Path:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        reason = "no such file or folder" if isinstance(error, FileNotFoundError) else str(error)
        raise DocumentError(f"{path}: {reason}; name an existing folder of .txt, .md or .jsonl files") from error
    if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
        raise DocumentError(f"{path}: neither a file nor a folder")
    if stat.S_ISREG(mode) and path.suffix.lower() not in _READERS:
        raise DocumentError(f"{path}: not a format that askhz reads; name .txt, .md or .jsonl files")
    return path.resolve()


def _base(roots: Sequence[Path]) -> Path:
    folders = [root if root.is_dir() else root.parent for root in roots]
    return Path(os.path.commonpath([str(folder) for folder in folders]))


def _nothing_in(paths: Sequence[Path], problems: Sequence[Problem]) -> str:
    where = ", ".join(str(path) for path in paths)
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        return f"no readable document in {where}: {problems[0]}{more}"
    return f"no readable document in {where}: want .txt, .md or .jsonl files in UTF-8"


def _files(root: Path, problems: list[Problem]) -> Iterator[Path]:
    """The readable-looking files below a root in a fixed order; hidden ones and links to folders are not followed."""
    if root.is_file():
        yield root
        return

    def unreadable(error: OSError) -> None:
        problems.append(Problem(str(error.filename), f"cannot be opened ({error.strerror})"))

    for folder, folders, names in os.walk(root, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in _READERS:
                yield Path(folder) / name


def _read_file(file: Path, base: Path, sidecar: _Sidecar, problems: list[Problem]) -> Iterator[Document]:
    source = file.relative_to(base).as_posix()
    if not source.isprintable():
        problems.append(Problem(repr(str(file)), "its name holds characters that cannot be printed; rename it"))
        return
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _UnreadableError("not a regular file")
        if status.st_size > FILE_LIMIT:
            raise _UnreadableError(f"larger than {FILE_LIMIT >> 20} MiB; divide it")
        text = _decode(file.read_bytes())
        yield from _READERS[file.suffix.lower()](file, source, text, sidecar, problems)
    except OSError as error:
        problems.append(Problem(str(file), f"cannot be read ({error.strerror})"))
    except _UnreadableError as error:
        problems.append(Problem(str(file), str(error)))


class _UnreadableError(Exception):
    """Why a file is left out; becomes a `Problem`."""


def _decode(raw: bytes) -> str:
    if not raw.strip():
        raise _UnreadableError("empty")
    if b"\0" in raw:
        raise _UnreadableError("binary, not text (it holds NUL bytes)")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _UnreadableError(f"not UTF-8 (byte {error.start}); save it as UTF-8") from error
    odd = sum(1 for c in text[:65536] if c < " " and c not in "\t\n\r\f\x1b")
    if odd > len(text[:65536]) / 20:
        raise _UnreadableError("binary, not text (it is full of control characters)")
    if not any(c.isalnum() for c in text):
        raise _UnreadableError("holds no word")
    return text


def _read_text(file: Path, source: str, text: str, sidecar: _Sidecar, problems: list[Problem]) -> Iterator[Document]:
    title, details = sidecar.about(source, file)
    guessed = _markdown_title(text) if file.suffix.lower() == ".md" else _first_line_title(text)
    yield make_document(source, title or guessed or file.stem, text, details)


def _read_dump(file: Path, source: str, text: str, sidecar: _Sidecar, problems: list[Problem]) -> Iterator[Document]:
    seen: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield _dump_document(line, number, seen)
        except _UnreadableError as error:
            problems.append(Problem(f"{file}, line {number}", f"{error}; left out"))


def _dump_document(line: str, number: int, seen: dict[str, int]) -> Document:
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _UnreadableError(f"not JSON ({getattr(error, 'msg', 'nested too deeply')})") from error
    if not isinstance(item, dict) or not isinstance(item.get("text"), str) or not item["text"].strip():
        raise _UnreadableError('want an object {"_id": "…", "title": "…", "text": "…"} with some text')
    source = item.get("_id")
    if isinstance(source, int):
        source = str(source)
    if not isinstance(source, str) or not source or not source.isprintable():
        raise _UnreadableError('its "_id" is missing or not a printable string')
    if source in seen:
        raise _UnreadableError(f"the _id {source!r} stands already in line {seen[source]}")
    seen[source] = number
    body = item["text"]
    try:
        body.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _UnreadableError("its text holds half a surrogate pair") from error
    title = item.get("title")
    details = {key: str(item[key]) for key in _DETAILS if isinstance(item.get(key), str | int)}
    return make_document(source, title if isinstance(title, str) and title.strip() else source, body, details)


_Reader = Callable[[Path, str, str, "_Sidecar", list[Problem]], Iterator[Document]]
_READERS: dict[str, _Reader] = {".txt": _read_text, ".md": _read_text, ".jsonl": _read_dump}


def make_document(source: str, title: str, text: str, details: dict[str, str] | None = None) -> Document:
    """A document whose digest covers everything that an index keeps of it."""
    title = " ".join(title.split())
    whole = json.dumps([source, title, text, details or {}], sort_keys=True).encode()
    return Document(source, title, text, hashlib.sha256(whole).hexdigest(), dict(details or {}))


def _first_line_title(text: str) -> str | None:
    """The first line, where it looks like a title: some words, no full stop, text below it."""
    first, _, rest = text.lstrip("\ufeff").lstrip().partition("\n")
    first = first.strip()
    titled = 3 <= len(first) <= 200 and first[0].isalpha() and not first.endswith((".", "。", ":", "：", ",", ";"))
    return first if titled and rest.strip() and not re.search(r"[|]|^\w+:", first) else None


def _markdown_title(text: str) -> str | None:
    heading = re.search(r"^ {0,3}#{1,2}[ \t]+(.+?)[ \t#]*$", text, re.MULTILINE)
    return heading.group(1) if heading else _first_line_title(text)


class _Sidecar:
    """What the two optional files beside the documents say."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / SOURCES_FILE
        self._sources = _read_toml(self._path)
        for source, about in self._sources.items():
            allowed = ("title", *_DETAILS)
            if not isinstance(about, dict) or set(about) - set(allowed):
                raise DocumentError(f'{self._path}: ["{source}"] wants only {", ".join(allowed)}')
        self._used: set[str] = set()
        self.aliases = _read_aliases(folder / ALIASES_FILE)

    def about(self, source: str, file: Path) -> tuple[str | None, dict[str, str]]:
        """The title and the details written down for a file."""
        name = file.relative_to(self._folder).as_posix() if file.is_relative_to(self._folder) else source
        about: dict[str, Any] = self._sources.get(name, {})
        self._used.add(name)
        title = about.get("title")
        return (str(title) if title else None), {key: str(about[key]) for key in _DETAILS if about.get(key)}

    def unused(self, root: Path, found: dict[str, Document]) -> list[Problem]:
        """Entries that name no document: most likely a slip in the name."""
        if not root.is_dir():
            return []
        return [
            Problem(str(self._path), f'["{source}"] names no document in this folder')
            for source in self._sources
            if source not in self._used
        ]


def _read_aliases(path: Path) -> list[tuple[str, ...]]:
    table = _read_toml(path)
    groups = table.pop("names", [])
    good = isinstance(groups, list) and all(
        isinstance(group, list) and len(group) > 1 and all(isinstance(name, str) and name.strip() for name in group)
        for group in groups
    )
    if table or not good:
        raise DocumentError(f'{path}: want only names = [["one name", "another name"], …]')
    return [tuple(name.strip() for name in group) for group in groups]


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise DocumentError(
            f"{path}: not readable as TOML ({str(error).splitlines()[0]}); mend or remove it"
        ) from error
