"""A process that reads files for another one: `python -m askhz.documents.worker`.

Requests and replies are pickled on standard input and output. A file may take so much processor time and the process so
much memory as it was told at its start: a hostile file, or a crash in a C library, ends this process and nothing else.
"""

from __future__ import annotations

import os
import pickle
import resource
import struct
import sys
from typing import BinaryIO

from ..records import Problem
from .collection import read_file
from .scanning import FileEntry

END = "end of the file's documents"
LENGTH = struct.Struct("<Q")  # goes before each reply
_GIGABYTE = 2**30


def main() -> None:
    """Read each file asked for until the other side closes."""
    seconds, gigabytes = (float(value) for value in sys.argv[1:3])
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the replies
    _limit(resource.RLIMIT_AS, int(gigabytes * _GIGABYTE))
    while (entry := _request(sys.stdin.buffer)) is not None:
        _limit(resource.RLIMIT_CPU, int(_used() + seconds) + 1)
        _serve(entry, replies)


def _request(stream: BinaryIO) -> FileEntry | None:
    try:
        entry: FileEntry = pickle.load(stream)  # noqa: S301 (from our own process)
    except EOFError:
        return None
    return entry


def _serve(entry: FileEntry, replies: BinaryIO) -> None:
    try:
        for item in read_file(entry):
            _send(item, replies)
    except MemoryError:
        _send(Problem(str(entry.path), "needs too much memory to be read; divide it"), replies)
    except Exception as error:  # a reader's own fault: the file is named, the rest goes on
        reason = " ".join(str(error).split())[:200]
        _send(Problem(str(entry.path), f"cannot be read ({type(error).__name__}: {reason})"), replies)
    _send(END, replies)


def _send(item: object, replies: BinaryIO) -> None:
    packed = pickle.dumps(item, protocol=pickle.HIGHEST_PROTOCOL)
    replies.write(LENGTH.pack(len(packed)) + packed)
    replies.flush()


def _used() -> float:
    """Seconds of processor time so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    resource.setrlimit(which, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


if __name__ == "__main__":
    main()
