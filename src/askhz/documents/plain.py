"""Plain text and Markdown files: bytes to text, and the title."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from ..records import Document, Problem
from .reader import BOM, UnreadableError, make_document
from .sidecar import Sidecar


def decode(raw: bytes) -> str:
    if not raw.strip():
        raise UnreadableError("empty")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableError("UTF-16, not UTF-8; save it as UTF-8")
    if b"\0" in raw:
        raise UnreadableError("binary, not text (it holds NUL bytes)")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not UTF-8 (byte {error.start}); save it as UTF-8") from error
    odd = sum(1 for c in text[:65536] if c < " " and c not in "\t\n\r\f\x1b")
    if odd > len(text[:65536]) / 20:
        raise UnreadableError("binary, not text (it is full of control characters)")
    if not any(c.isalnum() for c in text):
        raise UnreadableError("holds no word")
    return text


def read_text(file: Path, source: str, text: str, sidecar: Sidecar, problems: list[Problem]) -> Iterator[Document]:
    title, details = sidecar.about(file)
    guessed = _markdown_title(text) if file.suffix.lower() == ".md" else _first_line_title(text)
    yield make_document(source, title or guessed or file.stem, text, details)


def _first_line_title(text: str) -> str | None:
    """The first line, where it looks like a title: some words, no full stop, text below it."""
    first, _, rest = text.removeprefix(BOM).lstrip().partition("\n")
    first = first.strip()
    titled = 3 <= len(first) <= 200 and first[0].isalpha() and not first.endswith((".", "。", ":", "：", ",", ";"))
    return first if titled and rest.strip() and not re.search(r"[|]|^\w+:", first) else None


def _markdown_title(text: str) -> str | None:
    headings = re.finditer(r"^ {0,3}#{1,2}[ \t]+(.+)$", text.removeprefix(BOM), re.MULTILINE)
    titles = (heading.group(1).strip("# \t\r") for heading in headings)
    return next(filter(None, titles), None) or _first_line_title(text)
