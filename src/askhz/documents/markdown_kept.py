"""What is kept of a block of Markdown as its events come, words where they stand and edits between; where it goes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Protocol

from ..records import BlockKind, Edit, Span
from .markdown_blocks import Leaf, Lines
from .markdown_inline import tag_edits

_SPACE = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"(?:[ \t]*\n)+")


class OtherwiseError(Exception):
    """The events are too many, or not such as can be relied on: the text is to be read in another way."""


class Found(Protocol):
    """Where what is found goes; see `markdown`."""

    text: str
    lines: Lines

    def add(self, leaf: Leaf) -> None:
        """A block that is to be read from its lines."""

    def between(self, first: int, last: int, skipped: set[int]) -> None:
        """Lines, up to the last, that belong to no block, such as a number alone; `skipped` are not read."""

    def write(self, leaf: Leaf, start: int, end: int, first: int, edits: list[Edit], view: str) -> None:
        """A block that has been read: where it stands, where its first word does, its edits from there on."""

    def write_row(self, leaf: Leaf, start: int, end: int, cells: list[tuple[Span, list[Edit]]]) -> None:
        """A row of a table that has been read: its cells, each with its edits."""


@dataclass(slots=True)
class Kept:
    """A block, or a cell of a table, that is open. What it calls kept is compared with the text, letter by letter.

    `first` is where its first word stands, `reached` what has been kept of it; -1 if nothing has. `ended` is where the
    last event that belongs to it ends. `pending` reads where `reached` ends. `parts` joined are the view.
    """

    text: str
    kind: BlockKind
    begin: int
    level: int = 0
    term: bool = False  # of a definition
    implied: bool = False  # no event says where it ends
    first: int = -1
    reached: int = -1
    ended: int = -1
    pending: str = ""
    edits: list[Edit] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    otherwise: bool = False  # holds a mark that is read in another way

    def keep(self, start: int, end: int, value: str) -> None:
        """Words: `value` is `text[start:end]`."""
        reached = self.reached
        if reached < 0:
            self.first = reached = start
        elif self.first < 0:
            self.first = start
        if start > reached or self.pending:
            self.edits.append(Edit(reached, start, self.pending))
            self.parts.append(self.pending)
            self.pending = ""
        elif start < reached:
            raise OtherwiseError
        self.parts.append(value)
        self.reached = self.ended = end

    def gap(self, start: int, end: int, reads: str) -> None:
        """No word: what stands in the text up to `end` reads so."""
        self.ended = end
        if self.first < 0:
            if not reads.strip():
                return
            self.first = start
            if self.reached < 0:
                self.reached = start
        if reads and not self.pending and 0 <= self.reached < start:
            # Marks before it stand for nothing, and are an edit of their own: a short answer ends before them.
            self.edits.append(Edit(self.reached, start, ""))
            self.reached = start
        if reads != " " or not self.pending.endswith(" "):
            self.pending += reads

    def other(self, start: int, end: int, value: str) -> None:
        """Words that are written otherwise, such as `&amp;`."""
        self.gap(start, end, _SPACE.sub(" ", value))

    def code_span(self, start: int, end: int, value: str) -> None:
        """Code within a line, its marks included; `value` is how it reads."""
        text, width = self.text, 1
        while text.startswith("`", start + width):
            width += 1
        inner = text[start + width : end - width]
        if inner == value or (inner.strip(" ") == value.strip(" ") and "\n" not in inner):
            self.keep(start + width, end - width, inner)
        elif "\n" not in inner and inner.replace("\\|", "|") == value:
            at = start + width
            for piece in re.split(r"\\(?=\|)", inner):
                self.keep(at, at + len(piece), piece)
                at += len(piece) + 1
        else:
            self.otherwise = True
        self.ended = end

    def tag(self, start: int, end: int) -> None:
        """An HTML tag or comment."""
        edits = tag_edits(self.text[start:end], start)
        if not edits:  # a word in angle brackets
            self.keep(start, end, self.text[start:end])
            return
        at = start
        for edit in edits:
            if at < edit.start:
                self.keep(at, edit.start, self.text[at : edit.start])
            self.gap(edit.start, edit.end, edit.text)
            at = edit.end

    def code(self, start: int, end: int, value: str) -> None:
        """A piece of a block of code; white space is kept only where something follows it."""
        if end - start != len(value) or not self.text.startswith(value, start):
            raise OtherwiseError
        if self.first < 0 and (blank := _BLANK_LINES.match(value)):
            value = value[blank.end() :]
            start += blank.end()
        body = value.rstrip()
        if self.first < 0:
            if not body:
                return
            self.first = self.reached = self.ended = start
        if not body:
            self.pending += value
        else:
            if start == self.ended:
                # It goes on where the last piece ended: the white space between is the text's own.
                self.parts.append(self.pending + body)
                self.reached = start + len(body)
            else:
                self.keep(start, start + len(body), body)
            self.pending = value[len(body) :]
        self.ended = end
