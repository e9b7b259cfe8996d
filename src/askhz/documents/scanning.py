"""The walk over files and folders: which files are there, and all that decides whether one must be read again.

Only names, sizes and times are looked at, and the sidecar files read; no document is opened.
"""

from __future__ import annotations

import errno
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
from .ignoring import IGNORE_FILE, Ignored, Rules, ignored_below, ignored_in_root
from .sidecar import ALIASES_FILE, SOURCES_FILE, Sidecar

FILE_LIMIT = 256 * 2**20  # bytes; a larger text is taken for a mistake, and said so

_INDEX = {"catalog.sqlite", "derived"}  # what lies in every folder of an index, a copy of one included
_AWAY = frozenset(
    getattr(errno, name)
    for name in ("EIO", "ESTALE", "ETIMEDOUT", "ENOTCONN", "EHOSTDOWN", "EHOSTUNREACH", "ENODEV", "ENXIO", "EREMOTEIO")
    if hasattr(errno, name)
)


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
    """What a walk found: files in a fixed order, the groups of names, and what was left out on the way.

    `links` are those met that lead out of the folders given, to a file, a folder that was followed, or nowhere.
    """

    base: Path
    files: tuple[FileEntry, ...]
    aliases: tuple[tuple[str, ...], ...]
    problems: tuple[Problem, ...]
    links: tuple[Path, ...] = ()


def scan(
    paths: Sequence[Path],
    *,
    base: Path | None = None,
    rules: Rules = Rules(),  # noqa: B008 (frozen)
    apart: Path | None = None,
) -> Scan:
    """The files in the files and folders given, each once, none of them opened.

    A file's source is its path below the folder given; below their common parent when several paths are given; its own
    name when it is given alone; its path below `base` when that is given. `rules` say what is left out, besides what
    ignore files do; the folder `apart` (the index itself) is not entered.

    Raises `DocumentError` if a path does not exist, a share went away, or a sidecar or ignore file is broken.
    """
    roots = [_existing(path) for path in paths]
    walk = _Walk(base or _base(roots), {folder: Sidecar(folder) for folder in map(_folder, roots)}, rules, apart)
    for root in roots:
        walk.add(root)
    for folder in dict.fromkeys(filter(Path.is_dir, roots)):
        walk.problems += walk.sidecars[folder].unused()
    aliases = dict.fromkeys(names for sidecar in walk.sidecars.values() for names in sidecar.aliases)
    return Scan(walk.base, tuple(walk.files), tuple(aliases), tuple(walk.problems), tuple(walk.links))


def base(paths: Sequence[Path]) -> Path:
    """The folder below which `scan` names the files of these paths. Raises `DocumentError` as `scan` does."""
    return _base([_existing(path) for path in paths])


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this name is passed over: hidden, or put by an office program beside an open file."""
    return name.startswith((".", "~$"))


def is_read(name: str) -> bool:
    """Whether a file of this name is read: a document, or one that says something of documents."""
    return format_of(name) is not None or name in (SOURCES_FILE, ALIASES_FILE)


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
    ignored: Ignored = Ignored()


class _Walk:
    """A walk over one root after the other: what was found so far."""

    def __init__(self, base: Path, sidecars: dict[Path, Sidecar], rules: Rules, apart: Path | None) -> None:
        """`sidecars`: those of the folders that were given themselves, or hold a file that was; one above each root."""
        self.base, self.sidecars, self._rules = base, sidecars, rules
        self._apart = None if apart is None else os.path.realpath(apart)
        self.files: list[FileEntry] = []
        self.problems: list[Problem] = []
        self.links: list[Path] = []
        self._seen: set[str] = set()
        self._seen_folders: set[str] = set()  # where links are followed

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
        below = [(own, ""), *sidecars] if own else sidecars
        return _Folder(entry.path, f"{folder.prefix}{entry.name}/", below, folder.ignored)

    def _folders(self, root: Path) -> Iterator[tuple[_Folder, list[os.DirEntry[str]]]]:
        """A folder and those below it, each with its files, without hidden ones and those that are left out on purpose.

        Links to folders are followed where the rules say so: then each real folder is entered once.
        """
        waiting = [self._folder(root)._replace(ignored=ignored_in_root(root, self._rules))]
        while waiting:
            folder = waiting.pop()
            if self._rules.follow_links and not self._enter(folder.path):
                continue
            try:
                with os.scandir(folder.path) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                _require_there(folder.path, error)
                self._leave_out(folder.path, f"cannot be opened ({error.strerror})")
                continue
            if folder.path != str(root):
                if _INDEX.issubset(entry.name for entry in entries):
                    self._leave_out(folder.path, "an askhz index, whose files are no documents")
                    continue
                folder = self._with_own_rules(folder, entries)
            files: list[os.DirEntry[str]] = []
            below: list[_Folder] = []
            for entry in entries:
                is_folder = _is_folder(entry)
                if folder.ignored.specs and folder.ignored(entry.name, is_folder=is_folder):
                    continue
                if not is_folder:
                    files.append(entry)
                elif is_hidden(entry.name) or entry.path == self._apart:
                    continue
                elif entry.is_symlink() and not self._rules.follow_links:
                    self._leave_out(entry.path, "a link to a folder; not followed")
                else:
                    if entry.is_symlink():
                        self._note_link(Path(entry.path), os.path.realpath(entry.path))
                    below.append(self._folder_in(folder, entry))
            yield folder, files
            waiting += reversed(below)

    def _enter(self, path: str) -> bool:
        """Whether a real folder is met for the first time."""
        real = os.path.realpath(path)
        new = real not in self._seen_folders
        self._seen_folders.add(real)
        return new

    def _note_link(self, link: Path, real: str) -> None:
        """Note down a link that leads out of the folders given: who watches those is not told of what it leads to."""
        if not any(Path(real).is_relative_to(folder) for folder in self.sidecars):
            self.links.append(link)

    def _with_own_rules(self, folder: _Folder, entries: Sequence[os.DirEntry[str]]) -> _Folder:
        """A folder below a root, with the rules that hold in it: `ignored` has those of the folder above it."""
        has_file = any(entry.name == IGNORE_FILE for entry in entries)
        name = os.path.basename(folder.path)  # noqa: PTH119 (a path is made for each folder otherwise)
        ignored = ignored_below(folder.ignored, self._rules, folder.path, name, has_file=has_file)
        return folder._replace(ignored=ignored)

    def _add_files(self, folder: _Folder, entries: Sequence[_Entry], others: Counter[str]) -> None:
        """Note down the files of one folder; count those of other formats."""
        for entry in entries:
            if entry.name in (SOURCES_FILE, ALIASES_FILE):
                if folder.sidecars[0][1]:
                    self._leave_out(f"{folder.path}/{entry.name}", "read only in a folder that is named itself")
            elif is_hidden(entry.name):
                continue
            elif how := format_of(entry.name):
                self._add_file(entry, folder, how)
            else:
                others[ending(entry.name)] += 1

    def _add_file(self, entry: _Entry, folder: _Folder, how: Format) -> None:
        """Note down one file, unless it was already or cannot be opened."""
        path = Path(entry)
        # The roots are resolved. Unless links to folders are followed, only a link itself can have another real path.
        linked = entry.is_symlink() or self._rules.follow_links
        real = os.path.realpath(path) if linked else os.fspath(entry)
        if real in self._seen:
            return
        self._seen.add(real)
        if linked and entry.is_symlink():
            self._note_link(path, real)
        source = folder.prefix + entry.name
        if not source.isprintable():
            self._leave_out(repr(str(path)), "its name holds characters that cannot be printed; rename it")
            return
        try:
            status = entry.stat()
        except OSError as error:
            _require_there(path, error)
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


def _require_there(path: str | Path, error: OSError) -> None:
    """Raise `DocumentError` if a share went away or a disk fails: what is on it is not gone, it cannot be seen."""
    if error.errno in _AWAY:
        raise DocumentError(f"{path}: cannot be reached now ({error.strerror}); nothing was changed") from error


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in a circle
        return False


def _signature(how: Format, source: str, title: str | None, details: Mapping[str, str]) -> str:
    whole = json.dumps([how.kind, how.version, source, title, dict(details)], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]
