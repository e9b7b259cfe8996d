"""Standard input and output: lines in, lines out, one-line errors, progress."""

from __future__ import annotations

import codecs
import contextlib
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .. import render
from ..errors import QuestionError
from ..filters import KEYS, filter_from
from ..progress import Progress
from ..records import Filter

_QUIET = 1.0  # seconds before anything is said of the progress
_WIDEST = 100  # columns; longer lines are hard to read


def open_streams() -> None:
    """Set the standard streams to UTF-8, and a closed one to the null device, so that no file takes its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # the lowest free number is the closed one's, so it is taken again
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, closefd=False))
        with contextlib.suppress(AttributeError, ValueError):
            errors = "surrogateescape" if name == "stdin" else "backslashreplace"
            getattr(sys, name).reconfigure(encoding="utf-8", errors=errors)


def abandon_output() -> None:
    """If standard output takes no more, send the rest nowhere: else Python complains once more at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_error(error: object) -> int:
    """Write an error in one line; returns the exit status that belongs to it."""
    with contextlib.suppress(OSError):  # the exit status says it too
        sys.stderr.write(f"askhz: {render.visible(' '.join(str(error).split()))}\n")
    return 2


def each_line(answer: Callable[[str, Sequence[str], Filter | None], Any]) -> int:
    """Put each line of standard input to `answer`; a line that cannot be used is named, and the rest goes on.

    `answer` gets the question, the earlier ones, and the filter that the line gives, None if it gives none.
    """
    status = 0
    for number, raw in enumerate(_lines(), 1):
        if not raw.strip():
            continue
        try:
            answer(*_parse_line(raw))
        except QuestionError as error:
            status = write_error(f"line {number}: {error}")
        sys.stdout.flush()
    return status


def _lines() -> Iterator[bytes]:
    """The lines of standard input, each as soon as it is there, without a byte order mark at the beginning."""
    for number, raw in enumerate(sys.stdin.buffer):
        yield raw if number else raw.removeprefix(codecs.BOM_UTF8)


def _parse_line(raw: bytes) -> tuple[str, Sequence[str], Filter | None]:
    """The question of a line, the earlier ones and its filter; raises `QuestionError` if there is no question in it."""
    try:
        line = raw.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise QuestionError(f"not UTF-8 (byte {error.start}); send it as UTF-8") from error
    if not line.lstrip().startswith("{"):
        return line, (), None
    wanted = 'want {"question": "…", "history": ["earlier question", …]}'
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise QuestionError(
            f"not a JSON object ({getattr(error, 'msg', 'too deep or too large')}); {wanted}"
        ) from error
    question, history = item.get("question"), item.get("history", [])
    if not isinstance(question, str) or not isinstance(history, list) or not all(isinstance(h, str) for h in history):
        raise QuestionError(wanted)
    return question, history, filter_from(item) if any(key in item for key in KEYS) else None


def write_line(text: str) -> None:
    """Write a text and a line end to standard output."""
    sys.stdout.write(text + "\n")


def terminal_width() -> int:
    """Columns of the terminal, 80 where there is none, at most 100."""
    return min(_WIDEST, shutil.get_terminal_size((80, 24)).columns)


@contextlib.contextmanager
def progress_line() -> Iterator[Progress]:
    """Says on standard error how far a thing is, once it has taken more than a second."""
    began = last = time.monotonic()
    spoken = False
    live = sys.stderr.isatty()

    def say(what: str, done: int, total: int, /) -> None:
        nonlocal last, spoken
        now = time.monotonic()
        if what.startswith("preparing") and done == 0:
            sys.stderr.write(f"{what} (once for an index, about half a minute) …\n")
        elif now - began > _QUIET and (now - last > (0.2 if live else 5) or (done == total and spoken)):
            sys.stderr.write(f"\r{what} {done}/{total} " if live else f"{what} {done}/{total}\n")
            sys.stderr.flush()
            last, spoken = now, True

    try:
        yield say
    finally:
        if spoken and live:
            sys.stderr.write("\n")
