"""A text that stays as it is in the file, and what a reader finds in it: blocks, anchors and edits, as they come.

The readers of markup find blocks line by line and mark what is no word. What all of them need is done here: line breaks
within a block read as spaces, control characters and marks without a width as nothing, and no edit leaves its block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import NamedTuple

from ..records import Anchor, Block, BlockKind, Document, Edit, Place
from .decoding import Decoded
from .edits import without_space
from .plain import first_line_title
from .reader import About, UnreadableError, has_word, make_document, with_encoding
from .tables import joined_names, names_columns
from .titles import is_edition

TEXT_LIMIT = 50_000_000  # characters of one document
LINE_LIMIT = 10_000  # characters of a line that marks are looked for in
_LINE_END = re.compile(r"\r\n?|\n")
_BREAK = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t]*(?:(?:\r\n?|\n)[ \t]*)*")
_NO_WORD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u2060\ufeff]+")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]")  # no space between such


class Line(NamedTuple):
    """A line of a text: where it starts, where it ends without its line break, and what stands in it.

    Of a very long line `text` is only the beginning, so that no pattern takes long.
    """

    start: int
    end: int
    text: str

    @property
    def indent(self) -> int:
        """The width of the white space at its start; a tab reaches to the next multiple of eight."""
        lead = self.text[: len(self.text) - len(self.text.lstrip())]
        return len(lead.expandtabs(8))

    @property
    def long(self) -> bool:
        """Whether it is too long to be looked at for marks."""
        return self.end - self.start > LINE_LIMIT

    @property
    def blank(self) -> bool:
        """Whether nothing but white space stands in it."""
        return not self.text.strip("\ufeff \t\f\v\xa0\u3000")


def lines_of(text: str, ends: re.Pattern[str] = _LINE_END) -> list[Line]:
    r"""The lines of a text; `ends` is what ends them.

    >>> [(line.start, line.text) for line in lines_of("a\r\nb\rc")]
    [(0, 'a'), (3, 'b'), (5, 'c')]
    """
    found, at = [], 0
    for end in ends.finditer(text):
        found.append(Line(at, end.start(), text[at : min(end.start(), at + LINE_LIMIT)]))
        at = end.end()
    return [*found, Line(at, len(text), text[at : at + LINE_LIMIT])]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table's row, or a line of one: its span in the text, without the space around it, and its column."""

    start: int
    end: int
    column: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its span in the text, its cells in order, and those of rows above that count for it too."""

    start: int
    end: int
    cells: tuple[Cell, ...]
    above: tuple[Cell, ...] = ()


def delimited_rows(lines: Iterable[Line], mark: str = ",") -> list[Row]:
    r"""The rows of a table whose lines are rows and whose cells are parted by a mark, as programs write them.

    >>> text = '"Pine, left",4'
    >>> [text[cell.start : cell.end] for row in delimited_rows(lines_of(text)) for cell in row.cells]
    ['Pine, left', '4']
    """
    value = re.compile(rf'\s*(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<bare>[^{mark}]*))\s*(?:{mark}|$)')
    rows = []
    for line in lines:
        cells, at, column = list[Cell](), 0, 0
        while at < len(line.text) and (found := value.match(line.text, at)):
            start, end = found.span("bare" if found["quoted"] is None else "quoted")
            start, end = without_space(line.text, start, end)
            cells += [Cell(line.start + start, line.start + end, column)] if start < end else []
            at, column = found.end(), column + 1
        rows += [Row(line.start, line.end, tuple(cells))] if cells else []
    return rows


class Outline:
    """What was found in a text so far. Blocks come in order, edits in any; those outside of blocks count nothing."""

    def __init__(self, text: str) -> None:
        """Raises `UnreadableError` if the text is too long."""
        if len(text) > TEXT_LIMIT:
            raise UnreadableError(f"holds more than {TEXT_LIMIT // 1_000_000} million characters; divide it")
        self.text = text
        self.blocks: list[Block] = []
        self.anchors: list[Anchor] = []
        self.titles: list[str] = []
        self._edits: list[Edit] = []
        self._above: list[tuple[int, str]] = []

    def block(self, kind: BlockKind, start: int, end: int, level: int = 0, *, header: bool = False) -> bool:
        """Add a block, without the white space around it; False, and no block, if there is no word in it."""
        start, end = without_space(self.text, start, end)
        if start >= end or not has_word(self.text, start, end):
            return False
        if kind == "code":
            start = max(self.text.rfind("\n", 0, start), self.text.rfind("\r", 0, start)) + 1
        start = max(start, self.blocks[-1].end if self.blocks else 0)
        if start >= end:
            return False
        self.blocks.append(Block(kind, start, end, level, header))
        return True

    def heading(self, start: int, end: int, level: int, title: str, *, line: int | None = None) -> None:
        """Add a heading, shown by `title`; what follows stands below it."""
        title = " ".join(title.split())
        if not self.block("heading", start, end, level):
            return
        self.titles.append(title)
        while self._above and self._above[-1][0] >= level:
            self._above.pop()
        self._above.append((level, title))
        self.anchor(self.blocks[-1].start, Place(section=title, line=line))

    def anchor(self, start: int, place: Place) -> None:
        """Say what place holds from here on; the headings above come by themselves."""
        above = tuple(title for _, title in self._above)
        last = self.anchors[-1] if self.anchors else Anchor(0)
        if (last.place, last.headings) != (place, above):
            if self.anchors and last.start == start:
                self.anchors.pop()
            self.anchors.append(Anchor(start, place, above))

    def drop(self, start: int, end: int, text: str = "") -> None:
        """Say that a stretch is no word, or that it reads as another text."""
        if start < end or text:
            self._edits.append(Edit(start, end, text))

    def row(self, start: int, end: int, cells: Sequence[Cell], header: Sequence[str] | None, held: str = "") -> None:
        """Add a row of a table; without `header`, the names of its columns, it is the header row itself.

        A cell of the same column as the one before goes on from it. `held` is read before the first cell.
        """
        if not self.block("row", start, end, header=header is None):
            return
        start, end = self.blocks[-1].start, self.blocks[-1].end
        if end - start > LINE_LIMIT:
            return
        at, column = start, -1
        for cell in cells:
            if cell.start >= cell.end:
                continue
            name = header[cell.column] if header and cell.column < len(header) else ""
            begins = ("; " if column >= 0 else held) + (f"{name}: " if name else "")
            self.drop(at, cell.start, " " if cell.column == column else begins)
            at, column = cell.end, cell.column
        self.drop(at, end)

    def table(self, rows: Sequence[Row], heads: int | None, plain: Callable[[str], str]) -> None:
        """Add a table, whose first `heads` rows name the columns; where that is None, the first if it looks like it.

        `plain` says how what stands in a cell reads.
        """
        texts = [self._by_column(row.cells, plain) for row in rows]
        if heads is None:
            heads = int(names_columns(texts))
        names = joined_names(texts[:heads]) if 0 < heads < len(rows) else ()
        for number, row in enumerate(rows):
            held = enumerate(self._by_column(row.above, plain))
            told = "".join(f"{names[at]}: {text}; " if at < len(names) else f"{text}; " for at, text in held if text)
            self.row(row.start, row.end, row.cells, None if names and number < heads else names, told)

    def _by_column(self, cells: Sequence[Cell], plain: Callable[[str], str]) -> list[str]:
        """How what stands in each column reads, from cells of a row."""
        found = [""] * (max((cell.column for cell in cells), default=-1) + 1)
        for cell in cells:
            found[cell.column] = f"{found[cell.column]} {plain(self.text[cell.start : cell.end])}".strip()
        return found

    def edits(self) -> list[Edit]:
        """The edits in order, none across a block's edge; of two that meet, the one that starts first holds.

        Blocks that read as nothing are dropped.
        """
        given = sorted(self._edits, key=lambda edit: (edit.start, -edit.end))
        found: list[Edit] = []
        blocks: list[Block] = []
        at = 0
        for block in self.blocks:
            while at < len(given) and given[at].end <= block.start and given[at].start < block.start:
                at += 1
            first = at
            while at < len(given) and given[at].start < block.end:
                at += 1
            whole = _apart(list(_within(block, given[first:at])), self._unmarked(block))
            if block.kind in ("heading", "code") or self._reads(block, whole):
                blocks.append(block)
                found += whole
        self.blocks = blocks
        return found

    def _reads(self, block: Block, edits: Sequence[Edit]) -> bool:
        """Whether a block still has a word once the edits are made."""
        at = block.start
        for edit in edits:
            if has_word(edit.text) or has_word(self.text, at, edit.start):
                return True
            at = edit.end
        return has_word(self.text, at, block.end)

    def _unmarked(self, block: Block) -> Iterator[Edit]:
        """The edits that no reader need say: line breaks within a block, and characters that are no text."""
        for mark in _NO_WORD.finditer(self.text, block.start, block.end):
            yield Edit(mark.start(), mark.end(), "")
        if block.kind != "code":
            for mark in _BREAK.finditer(self.text, block.start, block.end):
                if mark.start() > block.start and mark.end() < block.end:
                    both = _WIDE.match(self.text[mark.start() - 1]) and _WIDE.match(self.text[mark.end()])
                    yield Edit(mark.start(), mark.end(), "" if both else " ")

    def document(
        self,
        about: About,
        kind: str,
        found: Decoded,
        title: str | None = None,
        details: Mapping[str, str] | None = None,
    ) -> Document:
        """The document. `title` and `details` are the file's own; what a person wrote down wins."""
        best = (
            about.title
            or (title or "").strip()
            or next((one for one in self.titles[:1] if not is_edition(one)), None)
            or first_line_title(self.text[:2000])
            or PurePath(about.name).stem
        )
        told = {key: " ".join(value.split()) for key, value in (details or {}).items() if value.strip()}
        told.update(about.details)
        edits = self.edits()
        return make_document(
            about.source,
            best,
            self.text,
            with_encoding(told, found),
            kind=kind,
            blocks=self.blocks,
            anchors=self.anchors,
            edits=edits,
        )


def _within(block: Block, edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits that touch a block, cut at its edges."""
    for edit in edits:
        start, end = max(edit.start, block.start), min(edit.end, block.end)
        if start < end or start == end == edit.start == edit.end:
            yield Edit(start, end, edit.text)


def _apart(given: Sequence[Edit], more: Iterable[Edit]) -> list[Edit]:
    """The edits of a block that do not overlap: those given, and of the others what these leave."""
    kept: list[Edit] = []
    for edit in given:
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    merged: list[Edit] = []
    at = 0
    for extra in sorted(more, key=lambda edit: edit.start):
        while at < len(kept) and kept[at].end <= extra.start:
            merged.append(kept[at])
            at += 1
        beside = at < len(kept) and kept[at].start < extra.end
        if not beside and (not merged or merged[-1].end <= extra.start):
            merged.append(extra)
    return merged + kept[at:]
