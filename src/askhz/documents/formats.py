"""The formats that can be read: a row each. A new format is a module with a `Reader` and its row here.

A reader imports the packages that it needs when it first reads, so that nothing is loaded for formats that are not
there, and a package that is missing can be named.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from ..records import Document, Problem
from .dump import read_dump
from .markdown import read_markdown
from .pdf import read_pdf
from .plain import read_plain
from .reader import About, Reader, UnreadableError


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    `kind` is the name that documents carry. Increase `version` when the reader would make other documents, blocks or
    anchors of the same bytes: it makes an index read such files again. A file of `many` documents names them itself.
    `extra` is the optional dependency of askhz that holds the reader's packages.
    """

    kind: str
    media_type: str
    reader: Reader
    version: int = 1
    many: bool = False
    extra: str | None = None


FORMATS: dict[str, Format] = {
    ".txt": Format("txt", "text/plain", read_plain),
    ".md": Format("md", "text/markdown", read_markdown),
    ".jsonl": Format("jsonl", "application/jsonl", read_dump, many=True),
    ".pdf": Format("pdf", "application/pdf", read_pdf),
}


def format_of(name: str) -> Format | None:
    """The format of a file by the ending of its name, in any case; None if it is not one that can be read."""
    return FORMATS.get(ending(name))


def ending(name: str) -> str:
    """The ending of a file's name, in small letters.

    >>> ending("Notes.MD"), ending("Makefile")
    ('.md', '')
    """
    return os.path.splitext(name)[1].lower()  # noqa: PTH122 (ten times faster than a path's suffix)


def endings() -> str:
    """The endings that can be read, for a person.

    >>> endings()
    '.txt, .md, .jsonl or .pdf'
    """
    *first, last = FORMATS
    return f"{', '.join(first)} or {last}"


def read_as(how: Format, stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """What a format's reader makes of a file. Raises `UnreadableError`, also where a package is not installed."""
    try:
        yield from how.reader(stream, about)
    except ModuleNotFoundError as error:
        if how.extra is None:
            raise
        raise UnreadableError(f"needs the package {error.name}; pip install 'askhz[{how.extra}]'") from error
