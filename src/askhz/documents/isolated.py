"""Files read in processes of their own, several at a time, each within limits; replies come in the order of the files.

Formats that our own code reads line by line are read in this process: that is faster, and there is nothing to isolate.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Self

from ..records import Document, Problem
from .collection import read_file
from .formats import format_of
from .scanning import FileEntry
from .worker import END, LENGTH

SECONDS = 120.0  # of processor time for a file
GIGABYTES = 3.0  # of address space for a worker
_SILENT = 300.0  # seconds without a reply after which a worker is taken to hang (a network share that went away)


class _Worker:
    """One process that reads one file at a time."""

    def __init__(self, command: Sequence[str], seconds: float, gigabytes: float) -> None:
        self._seconds = seconds
        self._process = subprocess.Popen(  # noqa: S603 (the command is ours)
            [*command, str(seconds), str(gigabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )

    def ask(self, entry: FileEntry) -> None:
        """Begin to read a file."""
        assert self._process.stdin is not None  # noqa: S101 (Popen was given pipes)
        with contextlib.suppress(BrokenPipeError):  # the process ended meanwhile: `replies` says so
            pickle.dump(entry, self._process.stdin)
            self._process.stdin.flush()

    def replies(self, entry: FileEntry) -> Iterator[Document | Problem]:
        """What the file gives; a Problem last if the process ended over it."""
        try:
            while (item := pickle.loads(self._receive())) != END:  # noqa: S301 (from our own process)
                yield item
        except TimeoutError:
            self.kill()
            yield Problem(str(entry.path), f"gave nothing for {_SILENT:.0f} seconds; left out")
        except EOFError:
            yield Problem(str(entry.path), self._why())

    def _receive(self) -> bytes:
        """The next reply. Raises `EOFError` if the process ended, `TimeoutError` if it says nothing."""
        (length,) = LENGTH.unpack(self._exactly(LENGTH.size))
        return self._exactly(length)

    def _exactly(self, count: int) -> bytes:
        assert self._process.stdout is not None  # noqa: S101
        number = self._process.stdout.fileno()
        pieces: list[bytes] = []
        while count:
            if not select.select([number], [], [], _SILENT)[0]:
                raise TimeoutError
            piece = os.read(number, min(count, 2**20))
            if not piece:
                raise EOFError
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def _why(self) -> str:
        """Why the process ended."""
        status = self._process.wait()
        if status == -signal.SIGXCPU:
            return f"took more than {self._seconds:.0f} seconds to read; left out"
        if status == -signal.SIGKILL:
            return "was ended by the system, most likely for want of memory; left out"
        return "broke its reader (it ended without a word); left out"

    @property
    def alive(self) -> bool:
        """Whether it can read another file."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()


class Readers:
    """Processes that read files; closed with a `with` block."""

    def __init__(
        self,
        count: int,
        *,
        seconds: float = SECONDS,
        gigabytes: float = GIGABYTES,
        command: Sequence[str] = (sys.executable, "-m", "askhz.documents.worker"),
    ) -> None:
        """`count`: how many files are read at a time. A process is started when the first file needs it.

        `seconds` of processor time for a file, `gigabytes` of address space for a process; `command` starts one.
        """
        self._count = count
        self._limits = (command, seconds, gigabytes)
        self._idle: list[_Worker] = []
        self._busy: deque[tuple[FileEntry, _Worker | None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for worker in [*self._idle, *(worker for _, worker in self._busy if worker is not None)]:
            worker.kill()

    def read(self, entries: Iterable[FileEntry]) -> Iterator[tuple[FileEntry, Iterator[Document | Problem]]]:
        """Each file with what it gives, in order; consume one file's documents before the next file is asked for."""
        waiting = iter(entries)
        while True:
            while len(self._busy) < self._count and (entry := next(waiting, None)) is not None:
                self._busy.append((entry, self._begin(entry)))
            if not self._busy:
                return
            entry, worker = self._busy[0]
            yield entry, read_file(entry) if worker is None else worker.replies(entry)
            self._busy.popleft()
            if worker is not None and worker.alive:
                self._idle.append(worker)
            elif worker is not None:
                worker.kill()  # closes its pipes

    def _begin(self, entry: FileEntry) -> _Worker | None:
        """A worker that has begun to read the file; None if it is read in this process."""
        how = format_of(entry.path.name)
        if how is None or how.plain:
            return None
        worker = self._idle.pop() if self._idle else _Worker(*self._limits)
        worker.ask(entry)
        return worker
