"""Folders, files and JSON Lines dumps to `Document`s: one reader a format, and nothing left out in silence.

A text file's text is its bytes decoded as UTF-8, unchanged, line ends included. Beside the documents a folder may hold
`sources.toml` (title, author, publisher, date and address by source) and `aliases.toml` (names that mean the same
thing). This module does not know the index.
"""

from __future__ import annotations

import codecs
import datetime
import hashlib
import json
import os
import re
import stat
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import DocumentError
from .records import Document
from .words import fold

SOURCES_FILE = "sources.toml"
ALIASES_FILE = "aliases.toml"
FILE_LIMIT = 256 * 2**20  # bytes; a larger text is taken for a mistake, and said so
PROBLEM_LIMIT = 20  # lines of one dump that are named one by one
_BOM = "\ufeff"  # stays in the text, for offsets count it; no title begins with it
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


def read(paths: Sequence[Path], *, base: Path | None = None) -> Collection:
    """Everything readable in the files and folders given, each document once.

    A document's source is its path below the folder given; below their common parent when several paths are given; a
    file's own name when it is given alone; below `base` when that is given. Raises `DocumentError` if a path does not
    exist or nothing can be read.
    """
    found: dict[str, Document] = {}
    problems: list[Problem] = []
    seen_files: set[str] = set()
    roots = [_existing(path) for path in paths]
    sidecars = {folder: _Sidecar(folder) for folder in map(_folder, roots)}
    base = base or _base(roots)
    for root in roots:
        if not root.is_relative_to(base):
            raise DocumentError(f"{root}: no longer below {base}; index it anew")
        for file in _files(root, sidecars.keys(), problems):
            real = os.path.realpath(file)
            if real in seen_files:
                continue
            seen_files.add(real)
            beside = [sidecars[folder] for folder in file.parents if folder in sidecars]  # the nearest first
            sidecar = next((one for one in beside if one.names(file)), beside[0])
            for document in _read_file(file, base, sidecar, problems):
                if document.source in found:
                    problems.append(Problem(str(file), f"the source {document.source!r} was read already; left out"))
                else:
                    found[document.source] = document
    for folder in dict.fromkeys(filter(Path.is_dir, roots)):
        problems += sidecars[folder].unused()
    if not found:
        raise DocumentError(_nothing_in(paths, problems))
    aliases = dict.fromkeys(names for sidecar in sidecars.values() for names in sidecar.aliases)
    return Collection(tuple(found[s] for s in sorted(found)), tuple(aliases), tuple(problems))


def base(paths: Sequence[Path]) -> Path:
    """The folder below which `read` names the documents of these paths."""
    return _base([_existing(path) for path in paths])


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
    # A file keeps the name it was given by: what a link leads to may be called otherwise.
    return path.resolve() if stat.S_ISDIR(mode) else path.parent.resolve() / path.name


def _base(roots: Sequence[Path]) -> Path:
    return Path(os.path.commonpath([str(_folder(root)) for root in roots]))


def _folder(root: Path) -> Path:
    return root if root.is_dir() else root.parent


def _nothing_in(paths: Sequence[Path], problems: Sequence[Problem]) -> str:
    where = ", ".join(str(path) for path in paths)
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        return f"no readable document in {where}: {problems[0]}{more}"
    return f"no readable document in {where}: want .txt, .md or .jsonl files in UTF-8"


def _files(root: Path, named: AbstractSet[Path], problems: list[Problem]) -> Iterator[Path]:
    """The readable-looking files below a root in a fixed order; hidden ones and links to folders are not followed.

    How many were passed over for their format is said in one line. `named`: the folders that were given themselves.
    """
    if root.is_file():
        yield root
        return

    def unreadable(error: OSError) -> None:
        problems.append(Problem(str(error.filename), f"cannot be opened ({error.strerror})"))

    def walk() -> Iterator[tuple[str, list[str], list[str]]]:
        try:
            yield from os.walk(root, onerror=unreadable)
        except RecursionError:
            problems.append(Problem(str(root), "holds folders nested too deeply; some were left out"))

    others: Counter[str] = Counter()
    for folder, folders, names in walk():
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            if Path(folder, name).is_symlink():
                problems.append(Problem(str(Path(folder, name)), "a link to a folder; not followed"))
        for name in sorted(names):
            if name in (SOURCES_FILE, ALIASES_FILE):
                if Path(folder) not in named:
                    problems.append(Problem(str(Path(folder, name)), "read only in a folder that is named itself"))
                continue
            if name.startswith("."):
                continue
            if Path(name).suffix.lower() in _READERS:
                yield Path(folder) / name
            else:
                others[Path(name).suffix.lower()] += 1
    if others:
        kinds = ", ".join(f"{count} {kind or 'without ending'}" for kind, count in sorted(others.items()))
        problems.append(Problem(str(root), f"files of other formats ({kinds})"))


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
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _UnreadableError("UTF-16, not UTF-8; save it as UTF-8")
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
    title, details = sidecar.about(file)
    guessed = _markdown_title(text) if file.suffix.lower() == ".md" else _first_line_title(text)
    yield make_document(source, title or guessed or file.stem, text, details)


def _read_dump(file: Path, source: str, text: str, sidecar: _Sidecar, problems: list[Problem]) -> Iterator[Document]:
    seen: dict[str, int] = {}
    broken = 0
    for number, line in enumerate(text.removeprefix(_BOM).split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield _dump_document(line, number, seen)
        except _UnreadableError as error:
            broken += 1
            if broken <= PROBLEM_LIMIT:
                problems.append(Problem(f"{file}, line {number}", f"{error}; left out"))
    if broken > PROBLEM_LIMIT:
        problems.append(Problem(str(file), f"{broken - PROBLEM_LIMIT} more lines left out"))


def _dump_document(line: str, number: int, seen: dict[str, int]) -> Document:
    try:
        item = json.loads(line)
    except json.JSONDecodeError as error:
        raise _UnreadableError(f"not JSON ({error.msg})") from error
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else "a number has too many digits"
        raise _UnreadableError(f"not JSON that can be read ({reason})") from error
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        raise _UnreadableError('want an object {"_id": "…", "title": "…", "text": "…"}')
    if not any(c.isalnum() for c in item["text"]):
        raise _UnreadableError("its text holds no word")
    source = item.get("_id")
    if isinstance(source, int) and not isinstance(source, bool):
        source = str(source)
    if not isinstance(source, str) or not source or not source.isprintable():
        raise _UnreadableError('its "_id" is missing or not a printable string')
    if source in seen:
        raise _UnreadableError(f"the _id {source!r} stands already in line {seen[source]}")
    seen[source] = number
    title = item.get("title")
    title = title if isinstance(title, str) and title.strip() else source
    details = {key: str(item[key]) for key in _DETAILS if isinstance(item.get(key), str | int)}
    try:
        "".join([item["text"], title, *details.values()]).encode("utf-8")
    except UnicodeEncodeError as error:
        raise _UnreadableError("it holds half a surrogate pair") from error
    return make_document(source, title, item["text"], details)


_Reader = Callable[[Path, str, str, "_Sidecar", list[Problem]], Iterator[Document]]
_READERS: dict[str, _Reader] = {".txt": _read_text, ".md": _read_text, ".jsonl": _read_dump}


def make_document(source: str, title: str, text: str, details: dict[str, str] | None = None) -> Document:
    """A document whose digest covers everything that an index keeps of it."""
    title = " ".join(title.split())
    whole = json.dumps([source, title, text, details or {}], sort_keys=True).encode()
    return Document(source, title, text, hashlib.sha256(whole).hexdigest(), dict(details or {}))


def _first_line_title(text: str) -> str | None:
    """The first line, where it looks like a title: some words, no full stop, text below it."""
    first, _, rest = text.removeprefix(_BOM).lstrip().partition("\n")
    first = first.strip()
    titled = 3 <= len(first) <= 200 and first[0].isalpha() and not first.endswith((".", "。", ":", "：", ",", ";"))
    return first if titled and rest.strip() and not re.search(r"[|]|^\w+:", first) else None


def _markdown_title(text: str) -> str | None:
    headings = re.finditer(r"^ {0,3}#{1,2}[ \t]+(.+)$", text.removeprefix(_BOM), re.MULTILINE)
    titles = (heading.group(1).strip("# \t\r") for heading in headings)
    return next(filter(None, titles), None) or _first_line_title(text)


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
            for key, value in about.items():
                if isinstance(value, bool) or not isinstance(value, str | int | datetime.date):
                    raise DocumentError(f'{self._path}: {key} of ["{source}"] is no text, whole number or date')
        self._used: set[str] = set()
        self.aliases = _read_aliases(folder / ALIASES_FILE)

    def names(self, file: Path) -> bool:
        """Whether it says anything about a file below its folder."""
        return file.relative_to(self._folder).as_posix() in self._sources

    def about(self, file: Path) -> tuple[str | None, dict[str, str]]:
        """The title and the details written down for a file below its folder."""
        name = file.relative_to(self._folder).as_posix()
        about: dict[str, Any] = self._sources.get(name, {})
        self._used.add(name)
        said = {key: " ".join(str(value).split()) for key, value in about.items()}
        return said.get("title") or None, {key: said[key] for key in _DETAILS if said.get(key)}

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
