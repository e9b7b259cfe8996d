"""How a reader writes a document's text: block after block, with anchors and edits at the right offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..records import Anchor, Block, BlockKind, Edit, Place

# Marks that no one sees: controls, soft hyphens, zero-width spaces, marks of direction, halves of surrogate pairs. The
# joiners of emoji, Persian and Indic scripts stay.
_UNSEEN_RANGES = [
    *[(0, 8), (0xB, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x200B, 0x200B), (0x200E, 0x200F), (0x202A, 0x202E)],
    *[(0x2060, 0x2064), (0x2066, 0x206F), (0xD800, 0xDFFF), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xFFFE, 0xFFFF)],
]
_UNSEEN = re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in _UNSEEN_RANGES)}]+")
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029\x85\v\f]")
_UNCLEAN = re.compile(f"[\r\u2028\u2029{''.join(f'{chr(first)}-{chr(last)}' for first, last in _UNSEEN_RANGES)}]")
_UNCLEAN_ASCII = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # the same of ASCII, which is found faster
_GAPS = re.compile(r"[^\S ]\s*| \s+")  # white space that is not one space
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]")


def clean(text: str) -> str:
    r"""The text with "\n" for every line end and without marks that no one sees.

    >>> clean("a\r\nb\x00\u00ad")
    'a\nb'
    """
    unclean = _UNCLEAN_ASCII if text.isascii() else _UNCLEAN
    if text.isprintable() or not unclean.search(text):
        return text  # as most is
    return _UNSEEN.sub("", _LINE_END.sub("\n", text))


class Line:
    """Text that is written without a break between blocks: white space collapsed, with edits and page numbers in it.

    `length` counts characters. `edits` and `pages` hold offsets in the text. `space` is white space that was seen, and
    is written before the next word.
    """

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.edits: list[Edit] = []
        self.pages: list[tuple[int, str]] = []
        self.space = ""

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __str__(self) -> str:
        return "".join(self.parts)

    def write(self, text: str) -> None:
        """Add text; white space between words becomes one space, or nothing between Chinese or Japanese lines."""
        if not text.strip(" \t\n"):  # as most is between two tags
            if text and self.space != "\n":
                self.space = "\n" if "\n" in text else " "
            return
        words = clean(text)
        body = words.strip()
        if not body:
            if words:
                self.space = "\n" if "\n" in self.space + words else " "
            return
        before = self.space + words[: len(words) - len(words.lstrip())]
        if before and self.parts and not self.parts[-1].endswith("\n"):
            joins = "\n" in before and _WIDE.match(self.parts[-1][-1]) and _WIDE.match(body[0])
            self.add("" if joins else " ")
        plain = body.isprintable() and "  " not in body  # no white space is printable but the space
        self.add(body if plain else _GAPS.sub(_collapsed, body))
        self.space = words[len(words.rstrip()) :]

    def write_as(self, text: str, read: str) -> None:
        """Add text that a model reads in another way."""
        if self.space and self.parts and not self.parts[-1].endswith("\n"):
            self.add(" ")
        self.space = ""
        self.edits.append(Edit(self.length, self.length + len(text), read))
        self.add(text)

    def end_line(self, read: str = " ") -> None:
        """Begin a new line, unless one has just begun; a model reads `read` in its place."""
        self.space = ""
        if self.parts and not self.parts[-1].endswith("\n"):
            self.edits.append(Edit(self.length, self.length + 1, read))
            self.add("\n")

    def mark_page(self, page: str) -> None:
        """Say that the page with this number starts here."""
        self.pages.append((self.length, page))

    def cut(self, parts: int) -> str:
        """Take back all but the first `parts` pieces that were written; their text."""
        text = "".join(self.parts[parts:])
        del self.parts[parts:]
        self.length -= len(text)
        while self.edits and self.edits[-1].end > self.length:
            self.edits.pop()
        self.pages = [(min(start, self.length), page) for start, page in self.pages] if self.pages else []
        return text

    def finish(self) -> None:
        """Take away the end of a line that nothing follows."""
        if self.parts and self.parts[-1] == "\n":
            self.cut(len(self.parts) - 1)

    def add(self, text: str) -> None:
        """Add text as it is."""
        if text:
            self.parts.append(text)
            self.length += len(text)

    def join(self, other: Line) -> None:
        """Add all of another line."""
        self.edits += [Edit(edit.start + self.length, edit.end + self.length, edit.text) for edit in other.edits]
        self.pages += [(start + self.length if start else 0, page) for start, page in other.pages]
        self.parts += other.parts
        self.length += other.length


def _collapsed(gap: re.Match[str]) -> str:
    text, start, end = gap.string, gap.start(), gap.end()
    joins = "\n" in gap.group() and _WIDE.match(text[start - 1]) and _WIDE.match(text[end])
    return "" if joins else " "


class Composer:
    """A text that grows block by block."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.anchors: list[Anchor] = []
        self.edits: list[Edit] = []
        self.length = 0
        self._parts: list[str] = []
        self._place, self._headings = Place(), tuple[str, ...]()
        self._moved = False  # whether the place has changed since the last block

    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)

    @property
    def place(self) -> Place:
        """The place of the next block."""
        return self._place

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings above the next block."""
        return self._headings

    def move(self, place: Place, headings: Sequence[str] = ()) -> None:
        """Say where the next block stands, and under which headings."""
        headings = tuple(headings)
        if (place, headings) != (self._place, self._headings):
            self._place, self._headings, self._moved = place, headings, True

    def add(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int = 0,
        header: bool = False,
        edits: Iterable[Edit] = (),
        close: bool = False,
        indent: int = 0,
    ) -> int:
        """Add a block, which must not be empty; where it starts.

        `edits` count from the block's start. A blank line comes before it, or only a line's end if it is `close` to
        the block before. `indent` spaces come before it and are not part of it.
        """
        if self._parts:
            self._write("\n" if close else "\n\n")
        self._write(" " * indent)
        start = self.length
        if self._moved:
            self._anchor(start)
        self._write(text)
        self.blocks.append(Block(kind, start, self.length, level, header))
        self.edits += [Edit(edit.start + start, edit.end + start, edit.text) for edit in edits]
        return start

    def move_within(self, start: int, place: Place) -> None:
        """Say that another place starts at an offset that is written already, under the same headings."""
        if place != self._place:
            self._place = place
            self._anchor(start)

    def _anchor(self, start: int) -> None:
        if self.anchors and self.anchors[-1].start == start:
            self.anchors.pop()
        self.anchors.append(Anchor(start, self._place, self._headings))
        self._moved = False

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self.length += len(text)
