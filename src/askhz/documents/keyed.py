"""Data to text: each value on a line after its path, each record a block with its number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from ..records import Anchor, Block, Document, Edit, Place
from .decoding import Decoded
from .outline import TEXT_LIMIT
from .reader import About, UnreadableError, has_word, make_document, with_encoding

LONG = 400  # characters; a longer value, or one of several lines, is a block of its own
_BLOCK_LINES = 40  # values of one block
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\ufeff]")
_LINE_END = re.compile(r"\r\n?|[\f\v\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


class Keyed:
    """A text in the making. Set `place` and `headings` before adding what stands there."""

    def __init__(self) -> None:
        self.place = Place()
        self.headings: tuple[str, ...] = ()
        self._pieces: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._anchors: list[Anchor] = []
        self._edits: list[Edit] = []
        self._waiting: list[str] = []

    def value(self, path: str, value: str) -> None:
        """Add a value under its path; one with no path stands alone."""
        value = _clean(value)
        if not value:
            return
        if len(value) > LONG or "\n" in value:
            self.end_block()
            self._text(f"{path}: {value}" if path else value)
            return
        self._waiting.append(f"{path}: {value}" if path else value)
        if len(self._waiting) >= _BLOCK_LINES:
            self.end_block()

    def paragraph(self, text: str) -> None:
        """Add running text."""
        self.end_block()
        if text := _clean(text):
            self._text(text)

    def heading(self, title: str, level: int) -> None:
        """Add a heading."""
        self.end_block()
        if title := " ".join(_clean(title).split()):
            self._add("heading", title, level)

    def end_block(self) -> None:
        """What comes next is a block of its own."""
        if self._waiting:
            text = "\n".join(self._waiting)
            start = self._add("row", text)
            for before, line in pairwise(self._waiting if has_word(text) else []):
                start += len(before)
                self._edits.append(Edit(start, start + 1, " " if before.endswith((".", ";")) and line else "; "))
                start += 1
            self._waiting = []

    def _text(self, text: str) -> None:
        for part in text.split("\n\n"):
            start = self._add("paragraph", part)
            if not has_word(part):
                continue
            self._edits += [Edit(start + at.start(), start + at.end(), " ") for at in re.finditer(r" *\n *", part)]

    def _add(self, kind: str, text: str, level: int = 0) -> int:
        if self._pieces:
            self._pieces.append("\n\n")
            self._length += 2
        start = self._length
        if start + len(text) > TEXT_LIMIT:
            raise UnreadableError(f"holds more than {TEXT_LIMIT // 1_000_000} million characters; divide it")
        last = self._anchors[-1] if self._anchors else None
        if last is None or (last.place, last.headings) != (self.place, self.headings):
            self._anchors.append(Anchor(start, self.place, self.headings))
        self._pieces.append(text)
        self._length += len(text)
        if not has_word(text):
            return start
        block = Block("heading", start, self._length, level)
        if kind != "heading":
            block = Block("row" if kind == "row" else "paragraph", start, self._length)
        self._blocks.append(block)
        return start

    def document(self, about: About, kind: str, title: str, found: Decoded, details: Mapping[str, str]) -> Document:
        """The document. Raises `UnreadableError` if there is no word in it."""
        self.end_block()
        text = "".join(self._pieces)
        if not has_word(text):
            raise UnreadableError("holds no word")
        return make_document(
            about.source,
            about.title or title,
            text,
            with_encoding({**details, **about.details}, found),
            kind=kind,
            blocks=self._blocks,
            anchors=self._anchors,
            edits=self._edits,
        )


def clean_name(name: str) -> str:
    r"""A key as a part of a path: on one line, nothing in it that is not text.

    >>> clean_name(" a\n\x00b")
    'a b'
    """
    return " ".join(_clean(name).split())[:100]


def _clean(value: str) -> str:
    if value.isprintable():
        return value.strip()
    lines = _CONTROL.sub("", _LINE_END.sub("\n", value)).split("\n")
    return _BLANK_LINES.sub("\n\n", "\n".join(line.strip() for line in lines)).strip()
