"""Plain text: a document whose blocks are paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

from ..records import Block, Document, Problem
from .reader import BOM, About, decode, make_document

# The possessive `?+` keeps a line's own "\r\n" from counting as two ends of lines.
_BLANK_LINE = re.compile(r"(?:\r\n?+|\n)[^\S\r\n]*(?:\r\n?+|\n)\s*")


def read_plain(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a text file. Its text is the file decoded as UTF-8, unchanged, line ends included."""
    text = decode(stream.read())
    title = about.title or first_line_title(text) or PurePath(about.name).stem
    yield make_document(about.source, title, text, about.details, blocks=paragraphs(text))


def first_line_title(text: str) -> str | None:
    """The first line, where it looks like a title: some words, no full stop, text below it."""
    first, _, rest = text.removeprefix(BOM).lstrip().partition("\n")
    first = first.strip()
    titled = 3 <= len(first) <= 200 and first[0].isalpha() and not first.endswith((".", "。", ":", "：", ",", ";"))
    return first if titled and rest.strip() and not re.search(r"[|]|^\w+:", first) else None


def paragraphs(text: str, start: int = 0, end: int | None = None) -> list[Block]:
    r"""What blank lines separate in a text, or in a stretch of it; each without the white space around it.

    >>> [(block.start, block.end) for block in paragraphs("One.\nStill one.\n\n Two. ")]
    [(0, 15), (18, 22)]
    """
    end = len(text) if end is None else end
    found = []
    for gap in _BLANK_LINE.finditer(text, start, end):
        found += _paragraph(text, start, gap.start())
        start = gap.end()
    return found + _paragraph(text, start, end)


def _paragraph(text: str, start: int, end: int) -> list[Block]:
    start, end = without_space(text, start, end)
    return [Block("paragraph", start, end)] if start < end else []


def without_space(text: str, start: int, end: int) -> tuple[int, int]:
    r"""The stretch without the white space, or the byte order mark, at its ends.

    >>> without_space("\ufeff  A word. ", 0, 12)
    (3, 10)
    """
    piece = text[start:end]
    if start == 0:
        start += len(piece) - len(piece.removeprefix(BOM))
        piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
