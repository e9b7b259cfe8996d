"""Folders, files and JSON Lines dumps to `Document`s: one reader a format, and nothing left out in silence.

A text file's text is its bytes decoded as UTF-8, unchanged, line ends included. Beside the documents a folder may hold
`sources.toml` (title, author, publisher, date and address by source) and `aliases.toml` (names that mean the same
thing). This module does not know the index.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from ..errors import DocumentError
from ..records import Collection, Document, Problem
from .dump import read_dump
from .plain import decode, read_text
from .reader import UnreadableError
from .sidecar import ALIASES_FILE, SOURCES_FILE, Sidecar

FILE_LIMIT = 256 * 2**20  # bytes; a larger text is taken for a mistake, and said so


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
    sidecars = {folder: Sidecar(folder) for folder in map(_folder, roots)}
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


def _read_file(file: Path, base: Path, sidecar: Sidecar, problems: list[Problem]) -> Iterator[Document]:
    source = file.relative_to(base).as_posix()
    if not source.isprintable():
        problems.append(Problem(repr(str(file)), "its name holds characters that cannot be printed; rename it"))
        return
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError("not a regular file")
        if status.st_size > FILE_LIMIT:
            raise UnreadableError(f"larger than {FILE_LIMIT >> 20} MiB; divide it")
        text = decode(file.read_bytes())
        yield from _READERS[file.suffix.lower()](file, source, text, sidecar, problems)
    except OSError as error:
        problems.append(Problem(str(file), f"cannot be read ({error.strerror})"))
    except UnreadableError as error:
        problems.append(Problem(str(file), str(error)))


_Reader = Callable[[Path, str, str, "Sidecar", list[Problem]], Iterator[Document]]
_READERS: dict[str, _Reader] = {".txt": read_text, ".md": read_text, ".jsonl": read_dump}
