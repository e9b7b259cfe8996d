"""Files and folders to documents, nothing left out in silence."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from ..errors import DocumentError
from ..records import Collection, Document, Problem
from .formats import endings, format_of, read_as
from .reader import About, UnreadableError, decode, make_document
from .scanning import FileEntry, scan, why_unreadable

_BEGINNING = 16_384  # bytes


def read(paths: Sequence[Path], *, base: Path | None = None) -> Collection:
    """Everything readable in the files and folders given, each document once.

    Sources are as `scan` names them. Raises `DocumentError` if a path does not exist or nothing can be read.
    """
    found: dict[str, Document] = {}
    problems: list[Problem] = []
    scanned = scan(paths, base=base)
    for entry in scanned.files:
        for one in read_file(entry):
            if isinstance(one, Problem):
                problems.append(one)
            elif one.source in found:
                problems.append(repeated(entry, one.source))
            else:
                found[one.source] = one
    problems += scanned.problems
    if not found:
        raise nothing_read(paths, problems)
    return Collection(tuple(found[source] for source in sorted(found)), scanned.aliases, tuple(problems))


def read_file(entry: FileEntry) -> Iterator[Document | Problem]:
    """The documents of one file, one after the other, and what of it was left out; never raises for what is in it.

    The file may be gone, or another one, since it was found: what is there now is read.
    """
    where = str(entry.path)
    how = format_of(entry.path.name)
    if how is None:
        yield Problem(where, f"not a format that askhz reads; name {endings()}")
        return
    about = About(where, entry.source, entry.path.name, entry.title, entry.details)
    try:
        with _opened(entry.path) as stream:
            yield from read_as(how, stream, about)
    except OSError as error:
        yield Problem(where, f"cannot be read ({error.strerror})")
    except UnreadableError as error:
        yield Problem(where, str(error))


def beginning(entry: FileEntry) -> Document | None:
    """The first characters of a file of plain text, without its structure: enough to tell its language.

    None for a file of another format, and for one that cannot be read.
    """
    how = format_of(entry.path.name)
    if how is None or not how.plain or how.many:
        return None
    try:
        with _opened(entry.path) as stream:
            return make_document(str(entry.source), entry.path.name, decode(stream.read(_BEGINNING)))
    except (OSError, UnreadableError):
        return None


def _opened(path: Path) -> BinaryIO:
    # Non-blocking, so that a pipe put in the file's place is refused, not waited for.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    if why := why_unreadable(os.fstat(handle)):
        os.close(handle)
        raise UnreadableError(why)
    return os.fdopen(handle, "rb")


def repeated(entry: FileEntry, source: str) -> Problem:
    """That a file holds a document whose source another one has."""
    return Problem(str(entry.path), f"the source {source!r} was read already; left out")


def nothing_read(paths: Sequence[Path], problems: Sequence[Problem]) -> DocumentError:
    """The error to raise where no document was found, with the first reason."""
    where = ", ".join(str(path) for path in paths)
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        return DocumentError(f"no readable document in {where}: {problems[0]}{more}")
    return DocumentError(f"no readable document in {where}: want {endings()}")
