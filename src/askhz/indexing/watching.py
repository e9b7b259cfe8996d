"""An index kept in step with its folders until it is told to stop: a saved file is read, a deleted one forgotten.

The operating system says that something changed (through watchfiles); what changed is found by an ordinary `update`, so
watching can do nothing that indexing could not. A folder that goes away (an unplugged disk, a share) is said, and what
is indexed of it stays until it is back.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import watchfiles

from .. import documents
from ..documents import IGNORE_FILE, Rules
from ..errors import AskhzError, DocumentError, IndexFolderError
from .updating import Report

Update = Callable[..., Report]
Said = Callable[[str], object]

_STEP = 100  # milliseconds without a change after which a save counts as finished
_BURST = 600  # milliseconds after which a burst is indexed even if it goes on
_TICK = 1000  # milliseconds between checks that the folders are still there
_BUSY = 2.0  # seconds to wait for another process that writes the index
_REMOTE = {
    "9p",
    "afs",
    "cifs",
    "davfs",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.sshfs",
    "ncpfs",
    "nfs",
    "nfs4",
    "smb3",
    "vboxsf",
}
"""File systems that other machines change: the kernel says nothing of that, so their folders are compared again and
again."""

_Identity = tuple[int, ...] | None
_FOLDER = 2  # numbers that tell what a folder is; of a file there are more


@dataclass(slots=True)
class _Roots:
    """What is watched, with what each was when it was last there."""

    paths: tuple[Path, ...]
    seen: dict[Path, _Identity] = field(default_factory=dict)
    homes: dict[Path, _Identity] = field(default_factory=dict)  # of files: the folder that each lay in
    away: set[Path] = field(default_factory=set)
    deleted: set[Path] = field(default_factory=set)
    links: tuple[Path, ...] = ()  # that lead out of what is watched

    def look(self) -> tuple[_Identity, ...]:
        """What each is now, links included: another value means that it went, came back or was replaced."""
        return tuple(_identity(path) for path in (*self.paths, *self.links))

    def standing(self) -> tuple[_Identity, ...]:
        """Which are there, and that the folders are the same: unlike `look`, it stays when a file is written."""
        found = (_identity(path) for path in self.paths)
        return tuple(one if one is None or len(one) == _FOLDER else () for one in found)

    def settle(self, said: Said) -> None:
        """Find out which are away, and which were deleted; say of each that it went away or came back."""
        for path in self.paths:
            now = _identity(path)
            before = self.seen.get(path)
            if now is None and before is not None and len(before) > _FOLDER and self._home(path) == self.homes[path]:
                self.deleted.add(path)
                continue
            self.deleted.discard(path)
            # A mount point is still there, empty, when nothing is mounted: another folder than the one seen before.
            gone = now is None or (before is not None and now[:2] != before[:2] and path.is_dir() and _is_empty(path))
            if gone and path not in self.away:
                said(f"{path}: went away; what is indexed of it stays until it is back")
                self.away.add(path)
            elif not gone:
                if path in self.away:
                    said(f"{path}: is back")
                    self.away.discard(path)
                self.seen[path] = now
                if now is not None and len(now) > _FOLDER:
                    self.homes[path] = self._home(path)

    def _home(self, path: Path) -> _Identity:
        return _identity(path.parent)


def watch(
    paths: Sequence[Path],
    folder: Path,
    update: Update,
    *,
    rules: Rules = Rules(),  # noqa: B008 (frozen)
    stop: threading.Event | None = None,
    poll: bool | None = None,
    on_update: Callable[[Report], object] = lambda report: None,
    said: Said = lambda line: None,
) -> None:
    """Keep the index in `folder` in step with files and folders until `stop` is set or the process is interrupted.

    `update` is `updating.update`, with what the caller gives it besides. `poll` compares the folders every second in
    place of waiting for the operating system; None does so where that says nothing. `on_update` gets the report of each
    update, `said` one line for whatever does not end the watch: a folder that went away, a file that cannot be read.
    Raises `AskhzError` if the first update fails.
    """
    stop = stop or threading.Event()
    roots = _Roots(tuple(path.absolute() for path in paths))
    report = update(list(roots.paths), folder, rules=rules)
    roots.links = report.links
    on_update(report)
    roots.settle(said)
    for _ in _changes(roots, folder, stop, poll, said):
        _bring_in_step(roots, folder, update, rules, stop, on_update, said)


def _bring_in_step(
    roots: _Roots,
    folder: Path,
    update: Update,
    rules: Rules,
    stop: threading.Event,
    on_update: Callable[[Report], object],
    said: Said,
) -> None:
    """One update; an error is reported, and the next update makes up for it."""
    while not stop.is_set():
        roots.settle(said)
        standing = roots.standing()
        there = [path for path in roots.paths if path not in roots.away | roots.deleted]
        if not (there or roots.deleted):
            return

        def confirm(standing: tuple[_Identity, ...] = standing) -> None:
            if roots.standing() != standing:
                raise DocumentError("a folder went away while it was read; nothing was changed")

        away, deleted = sorted(roots.away), sorted(roots.deleted)
        try:
            report = update(there, folder, rules=rules, away=away, deleted=deleted, confirm=confirm)
            roots.links = report.links
            on_update(report)
        except AskhzError as error:
            if isinstance(error, IndexFolderError) and "at work" in str(error):
                stop.wait(_BUSY)
                continue
            if isinstance(error, DocumentError) and roots.standing() != standing:
                stop.wait(_STEP / 1000)
                continue
            said(str(error))
        return


def _changes(roots: _Roots, folder: Path, stop: threading.Event, poll: bool | None, said: Said) -> Iterator[None]:
    """Comes back whenever something may have changed; also once at first, for what changed before it was watched."""
    waits = False
    while not stop.is_set():
        looked = roots.look()
        if waits:
            yield
        waits = True
        folders = [path for path in (*roots.paths, *roots.links) if path.is_dir()]
        polls = any(map(_is_remote, folders)) if poll is None else poll
        try:
            first = True
            for batch in _batches(folders, stop, polls):
                if roots.look() != looked:
                    break
                if first or any(_matters(Path(path), folder) for path in batch):
                    yield
                first = False
        except (OSError, RuntimeError) as error:
            # No more watches are to be had, or a folder went away meanwhile.
            if not polls and all(path.is_dir() for path in folders):
                said(f"changes are not told of here ({' '.join(str(error).split())}); looking every second instead")
                poll = True
            stop.wait(_TICK / 1000)


def _batches(folders: Sequence[Path], stop: threading.Event, polls: bool) -> Iterator[Iterable[str]]:
    """The paths that changed, together; none when time passed."""
    if not folders:
        while not stop.wait(_TICK / 1000):
            yield ()
        return
    changes = watchfiles.watch(
        *folders,
        watch_filter=None,
        debounce=_BURST,
        step=_STEP,
        stop_event=stop,
        rust_timeout=_TICK,
        yield_on_timeout=True,
        force_polling=polls,
        poll_delay_ms=_TICK,
        ignore_permission_denied=True,
    )
    with contextlib.closing(changes):
        for batch in changes:
            yield [path for _, path in batch]


def _matters(path: Path, index: Path) -> bool:
    """Whether a changed path may change what is indexed: no editor's temporary file, nothing of the index itself."""
    if path == index.absolute() or index.absolute() in path.parents:
        return False
    if path.name == IGNORE_FILE:
        return True
    # What is no file now may have been a folder: one that was moved says nothing of the files in it.
    return not documents.is_hidden(path.name) and (documents.is_read(path.name) or not path.is_file())


def _identity(path: Path) -> _Identity:
    """What a root is now; of a file also its size and time, because no folder is watched for it. None if it is gone."""
    try:
        status = path.stat()
        if path.is_dir():
            os.scandir(path).close()
            return status.st_dev, status.st_ino
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _is_empty(folder: Path) -> bool:
    with os.scandir(folder) as listing:
        return next(listing, None) is None


def _is_remote(folder: Path) -> bool:
    """Whether a folder lies on a file system that other machines change."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    found, kind = 0, ""
    for _, point, name, *_ in (line.split() for line in mounts):
        point = point.replace("\\040", " ")
        if folder.resolve().is_relative_to(point) and len(point) >= found:
            found, kind = len(point), name
    return kind in _REMOTE
