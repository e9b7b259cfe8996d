"""Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

from ..records import Document, Problem
from .plain import first_line_title
from .reader import BOM, About, decode, make_document


def read_markdown(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a Markdown file. Its text is the file decoded as UTF-8, unchanged, marks included."""
    text = decode(stream.read())
    title = about.title or _title(text) or PurePath(about.name).stem
    yield make_document(about.source, title, text, about.details, kind="md")


def _title(text: str) -> str | None:
    headings = re.finditer(r"^ {0,3}#{1,2}[ \t]+(.+)$", text.removeprefix(BOM), re.MULTILINE)
    titles = (heading.group(1).strip("# \t\r") for heading in headings)
    return next(filter(None, titles), None) or first_line_title(text)
