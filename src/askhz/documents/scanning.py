"""The walk over files and folders: which files are there, and all that decides whether one must be read again.

Only names, sizes and times are looked at, and the sidecar files read; no document is opened.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ..errors import DocumentError
from ..records import Problem
from .formats import Format, ending, endings, format_of
from .sidecar import ALIASES_FILE, SOURCES_FILE, Sidecar

FILE_LIMIT = 256 * 2**20  # bytes; a larger text is taken for a mistake, and said so


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file that can be read.

    `source` is its path below the base; a dump's documents have sources of their own. `size` is in bytes. `title` and
    `details` are what the sidecar says of it. `signature` is a digest of all that shapes its documents besides its
    bytes: a file whose size, time and signature are unchanged gives the same documents.
    """

    path: Path
    source: str
    size: int
    modified_ns: int
    signature: str
    title: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a walk found: files in a fixed order, the groups of names, and what was left out on the way."""

    base: Path
    files: tuple[FileEntry, ...]
    aliases: tuple[tuple[str, ...], ...]
    problems: tuple[Problem, ...]


def scan(paths: Sequence[Path], *, base: Path | None = None) -> Scan:
    """The files in the files and folders given, each once, none of them opened.

    A file's source is its path below the folder given; below their common parent when several paths are given; its own
    name when it is given alone; its path below `base` when that is given. Raises `DocumentError` if a path does not
    exist or a sidecar file is broken.
    """
    roots = [_existing(path) for path in paths]
    walk = _Walk(base or _base(roots), {folder: Sidecar(folder) for folder in map(_folder, roots)})
    for root in roots:
        walk.add(root)
    for folder in dict.fromkeys(filter(Path.is_dir, roots)):
        walk.problems += walk.sidecars[folder].unused()
    aliases = dict.fromkeys(names for sidecar in walk.sidecars.values() for names in sidecar.aliases)
    return Scan(walk.base, tuple(walk.files), tuple(aliases), tuple(walk.problems))


def base(paths: Sequence[Path]) -> Path:
    """The folder below which `scan` names the files of these paths. Raises `DocumentError` as `scan` does."""
    return _base([_existing(path) for path in paths])


def why_unreadable(status: os.stat_result) -> str | None:
    """Why a file is not opened, by its kind and size; None if it may be."""
    if not stat.S_ISREG(status.st_mode):
        return "not a regular file"
    if status.st_size > FILE_LIMIT:
        return f"larger than {FILE_LIMIT >> 20} MiB; divide it"
    return None


def _existing(path: Path) -> Path:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        reason = "no such file or folder" if isinstance(error, FileNotFoundError) else str(error)
        raise DocumentError(f"{path}: {reason}; name an existing folder of {endings()}") from error
    if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
        raise DocumentError(f"{path}: neither a file nor a folder")
    if stat.S_ISREG(mode) and (format_of(path.name) is None or path.name in (SOURCES_FILE, ALIASES_FILE)):
        raise DocumentError(f"{path}: not a format that askhz reads; name {endings()}")
    # A file keeps the name it was given by: what a link leads to may have another one.
    return path.resolve() if stat.S_ISDIR(mode) else path.parent.resolve() / path.name


def _base(roots: Sequence[Path]) -> Path:
    return Path(os.path.commonpath([str(_folder(root)) for root in roots]))


def _folder(root: Path) -> Path:
    return root if root.is_dir() else root.parent


class _Folder(NamedTuple):
    """A folder on the way. `prefix` comes before a file's name in its source.

    `sidecars` are those above its files, the nearest first, each with what to put before the name to look it up.
    """

    path: str
    prefix: str
    sidecars: list[tuple[Sidecar, str]]


class _Walk:
    """A walk over one root after the other: what was found so far."""

    def __init__(self, base: Path, sidecars: dict[Path, Sidecar]) -> None:
        """`sidecars`: those of the folders that were given themselves, or hold a file that was; one above each root."""
        self.base, self.sidecars = base, sidecars
        self.files: list[FileEntry] = []
        self.problems: list[Problem] = []
        self._seen: set[str] = set()

    def add(self, root: Path) -> None:
        """Find all files of a root; one that is a file itself may be hidden."""
        if not root.is_relative_to(self.base):
            raise DocumentError(f"{root}: no longer below {self.base}; index it anew")
        how = format_of(root.name)
        if how is not None and root.is_file():
            self._add_file(root, self._folder(root.parent), how)
            return
        others: Counter[str] = Counter()
        for folder, entries in self._folders(root):
            self._add_files(folder, entries, others)
        if others:
            kinds = ", ".join(f"{count} {kind or 'without ending'}" for kind, count in sorted(others.items()))
            self._leave_out(root, f"files of other formats ({kinds})")

    def _leave_out(self, where: str | Path, what: str) -> None:
        self.problems.append(Problem(str(where), what))

    def _folder(self, folder: Path) -> _Folder:
        above = [near for near in (folder, *folder.parents) if near in self.sidecars]
        sidecars = [(self.sidecars[near], _prefix(folder, near)) for near in above]
        return _Folder(str(folder), _prefix(folder, self.base), sidecars)

    def _folder_in(self, folder: _Folder, entry: os.DirEntry[str]) -> _Folder:
        # Made of the one above it, because a path's parents take long to compare in a deep folder.
        own = self.sidecars.get(Path(entry.path))
        sidecars = [(sidecar, f"{below}{entry.name}/") for sidecar, below in folder.sidecars]
        return _Folder(entry.path, f"{folder.prefix}{entry.name}/", [(own, ""), *sidecars] if own else sidecars)

    def _folders(self, root: Path) -> Iterator[tuple[_Folder, list[os.DirEntry[str]]]]:
        """A folder and those below it, each with its files; hidden ones and links to folders are not followed."""
        waiting = [self._folder(root)]
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(folder.path) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                self._leave_out(folder.path, f"cannot be opened ({error.strerror})")
                continue
            files: list[os.DirEntry[str]] = []
            below: list[_Folder] = []
            for entry in entries:
                if not _is_folder(entry):
                    files.append(entry)
                elif entry.name.startswith("."):
                    continue
                elif entry.is_symlink():
                    self._leave_out(entry.path, "a link to a folder; not followed")
                else:
                    below.append(self._folder_in(folder, entry))
            yield folder, files
            waiting += reversed(below)

    def _add_files(self, folder: _Folder, entries: Sequence[_Entry], others: Counter[str]) -> None:
        """Note down the files of one folder; count those of other formats."""
        for entry in entries:
            if entry.name in (SOURCES_FILE, ALIASES_FILE):
                if folder.sidecars[0][1]:
                    self._leave_out(f"{folder.path}/{entry.name}", "read only in a folder that is named itself")
            elif entry.name.startswith("."):
                continue
            elif how := format_of(entry.name):
                self._add_file(entry, folder, how)
            else:
                others[ending(entry.name)] += 1

    def _add_file(self, entry: _Entry, folder: _Folder, how: Format) -> None:
        """Note down one file, unless it was already or cannot be opened."""
        path = Path(entry)
        # The roots are resolved and no link to a folder is followed: only a link itself can have another real path.
        real = os.path.realpath(path) if entry.is_symlink() else os.fspath(entry)
        if real in self._seen:
            return
        self._seen.add(real)
        source = folder.prefix + entry.name
        if not source.isprintable():
            self._leave_out(repr(str(path)), "its name holds characters that cannot be printed; rename it")
            return
        try:
            status = entry.stat()
        except OSError as error:
            self._leave_out(path, f"cannot be read ({error.strerror})")
            return
        if why := why_unreadable(status):
            self._leave_out(path, why)
            return
        title, details = None, dict[str, str]()
        if not how.many:
            named = [(sidecar, below + entry.name) for sidecar, below in folder.sidecars]
            sidecar, name = next((one for one in named if one[0].names(one[1])), named[0])
            title, details = sidecar.about(name)
        signature = _signature(how, source, title, details)
        self.files.append(FileEntry(path, source, status.st_size, status.st_mtime_ns, signature, title, details))


_Entry = Path | os.DirEntry[str]


def _prefix(folder: Path, above: Path) -> str:
    """What to put before the name of a file in a folder for its path below another folder."""
    return "".join(f"{part}/" for part in folder.relative_to(above).parts)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in a circle
        return False


def _signature(how: Format, source: str, title: str | None, details: Mapping[str, str]) -> str:
    whole = json.dumps([how.kind, how.version, source, title, dict(details)], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]
