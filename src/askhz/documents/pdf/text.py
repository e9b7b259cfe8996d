"""The text of a PDF from its blocks, with blocks, anchors, edits and boxes that count its characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ...records import Anchor, Block, Box, Edit, Place
from .blocks import Draft, Placed
from .parts import Line

_WORDS = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_LAST_WORD = re.compile(r"([^\W\d_]+)-$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_LEADER = re.compile(r"\s*(?:\.\s?){4,}\s*|\s*…{2,}\s*")  # the dots between a title and its page in a table of contents
_GOES_ON = re.compile(r"(?:https?://|www\.)\S*[/.?&=_@-]$")  # an address parted at a line's end


class PageFrame(NamedTuple):
    """What a page is called, its size in points, and how many quarters its text is turned against the clock.

    `placed` is False where nobody knows where its lines stand.
    """

    label: str
    width: float
    height: float
    quarter: int = 0
    placed: bool = True


@dataclass(slots=True)
class Written:
    """A file's text and all that counts its characters."""

    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def written(drafts: Sequence[Draft], frames: Sequence[PageFrame]) -> Written:
    """The text of blocks in order, one blank line between them; list items and table rows a line each."""
    return _Writer(drafts, frames).write()


class _Writer:
    def __init__(self, drafts: Sequence[Draft], frames: Sequence[PageFrame]) -> None:
        self.drafts, self.frames = drafts, frames
        self.words = _vocabulary(drafts)
        self.pieces: list[str] = []
        self.at = 0
        self.made = Written()
        self.above: list[tuple[int, str]] = []
        self.headings: tuple[str, ...] = ()  # the titles of `above`
        self.anchored: tuple[int, tuple[str, ...]] | None = None  # the page and headings of the last anchor

    def write(self) -> Written:
        before: Draft | None = None
        for draft in self.drafts:
            mark = len(self.pieces), self.at, len(self.made.boxes), len(self.made.edits)
            if before:
                beside = before.kind == draft.kind and draft.kind in ("item", "row") and not self.new_table(draft)
                self.add("\n" if beside else "\n\n")
            start = self.at
            if draft.row:
                self.row(draft)
            elif draft.kind == "code":
                self.code(draft)
            else:
                self.lines(draft)
            if self.at == start:
                del self.pieces[mark[0] :], self.made.boxes[mark[2] :], self.made.edits[mark[3] :]
                self.at = mark[1]
                continue
            header = bool(draft.row and draft.row.header)
            self.made.blocks.append(Block(draft.kind, start, self.at, draft.level, header))
            before = draft
        self.made.text = "".join(self.pieces)
        return self.made

    @staticmethod
    def new_table(draft: Draft) -> bool:
        return bool(draft.row and draft.row.first and not draft.headers)

    def add(self, text: str) -> tuple[int, int]:
        start = self.at
        self.pieces.append(text)
        self.at += len(text)
        return start, self.at

    def anchor(self, page: int) -> None:
        if self.anchored == (page, self.headings):
            return
        self.anchored = page, self.headings
        anchor = Anchor(self.at, Place(page=self.frames[page].label), self.headings)
        anchors = self.made.anchors
        if anchors and anchors[-1].start == self.at:
            anchors.pop()
        if not anchors or (anchors[-1].place, anchors[-1].headings) != (anchor.place, anchor.headings):
            anchors.append(anchor)

    def box(self, page: int, line: Line, start: int, end: int) -> None:
        frame = self.frames[page]
        if start == end or not frame.placed:
            return
        left, top, right, bottom = line.left, line.top, line.right, line.bottom
        width, height = frame.width, frame.height
        if frame.quarter == 1:
            left, top, right, bottom, width, height = top, width - right, bottom, width - left, height, width
        elif frame.quarter == 2:
            left, top, right, bottom = width - right, height - bottom, width - left, height - top
        elif frame.quarter == 3:
            left, top, right, bottom, width, height = height - bottom, left, height - top, right, height, width
        edges = [left / width, top / height, right / width, bottom / height]
        if min(edges) < 0 or max(edges) > 1:
            edges = [min(1.0, max(0.0, edge)) for edge in edges]
        self.made.boxes.append(Box(start, end, page + 1, *[round(edge, 5) for edge in edges]))

    def lines(self, draft: Draft) -> None:
        texts = [_without_leader(placed.line.text) for placed in draft.lines]
        if draft.kind == "item" and draft.mark:
            rest = texts[0][len(draft.mark) :].lstrip()
            texts[0] = ("- " if not any(c.isalnum() for c in draft.mark) else draft.mark.strip() + " ") + rest
        if draft.kind == "heading":
            while self.above and self.above[-1][0] >= draft.level:
                self.above.pop()
            broken = [placed.line.broken for placed in draft.lines]
            self.above.append((draft.level, self.joined(list(zip(texts, broken, strict=True)))))
            self.headings = tuple(title for _, title in self.above)
        for index, (placed, text) in enumerate(zip(draft.lines, texts, strict=True)):
            if not text:
                continue
            if index:
                self.line_break(draft.lines[index - 1].line, texts[index - 1], text)
            self.anchor(placed.page)
            self.box(placed.page, placed.line, *self.add(text))

    def line_break(self, before: Line, text: str, following: str) -> None:
        start, end = self.add("\n")
        if before.broken or (text.endswith("-") and following[0].islower() and len(text) > 2 and text[-2].isalpha()):
            drop = self.drops_hyphen(text, following)
            self.made.edits.append(Edit(start - 1, end, "") if drop else Edit(start, end, ""))
        elif (
            _GOES_ON.search(text)
            or (text.endswith("–") and text[-2:-1].isalnum() and following[0].isalnum())
            or (_has_no_spaces(text[-1]) and _has_no_spaces(following[0]))
        ):
            self.made.edits.append(Edit(start, end, ""))
        else:
            self.made.edits.append(Edit(start, end, " "))

    def drops_hyphen(self, text: str, following: str) -> bool:
        """Whether the hyphen at a line's end only breaks the word."""
        last, first = _LAST_WORD.search(text), _FIRST_WORD.match(following)
        if not last or not first:
            return False
        a, b = last.group(1), first.group()
        joined, compound = (a + b).lower(), f"{a}-{b}".lower()
        if joined in self.words:
            return compound not in self.words or self.words[joined] >= self.words[compound]
        if compound in self.words or b[0].isupper() or text[: last.start()].endswith("-"):
            return False
        if a.lower() in _PREFIXES:
            return False
        return not (len(a) > 2 and len(b) > 3 and self.words.get(a.lower(), 0) and self.words.get(b.lower(), 0))

    def joined(self, lines: Sequence[tuple[str, bool]]) -> str:
        """Lines put into one, as they read."""
        whole = ""
        for index, (text, _) in enumerate(lines):
            if not index:
                whole = text
            elif lines[index - 1][1]:
                whole = (whole[:-1] if self.drops_hyphen(whole, text) else whole) + text
            elif whole and text and _has_no_spaces(whole[-1]) and _has_no_spaces(text[0]):
                whole += text
            else:
                whole = f"{whole} {text}".strip()
        return whole

    def code(self, draft: Draft) -> None:
        left = min(placed.line.left for placed in draft.lines)
        width = max(1.0, _letter_width(draft.lines))
        for index, (page, line) in enumerate(draft.lines):
            if index:
                self.add("\n")
                indent = min(40, round((line.left - left) / width))
                self.add(" " * indent)
            self.anchor(page)
            self.box(page, line, *self.add(line.text))

    def row(self, draft: Draft) -> None:
        row = draft.row
        if row is None:
            return
        filled = [number for number, cell in enumerate(row.cells) if any(line.text for line in cell)]
        headers = draft.headers if len(draft.headers) == len(row.cells) else ()
        end = self.at
        for number in filled:
            lead = f"{headers[number]}: " if headers and headers[number] else ""
            if number == filled[0]:
                start = end = self.at
                self.anchor(draft.page)
            else:
                gap = number - filled[filled.index(number) - 1]
                start, end = self.add(" |" + "  |" * (gap - 1) + " ")
                lead = f"; {lead}"
            if lead:
                self.made.edits.append(Edit(start, end, lead))
            self.cell(draft.page, row.cells[number])

    def cell(self, page: int, lines: Sequence[Line]) -> None:
        for index, line in enumerate(lines):
            text = line.text
            if index and not lines[index - 1].broken:
                self.add(" ")
            if line.broken and index + 1 < len(lines) and self.drops_hyphen(text, lines[index + 1].text):
                text = text[:-1]
            self.box(page, line, *self.add(text))


_PREFIXES = frozenset(
    "self non well high low long short real multi two three four cross half ex all semi quasi vice co e".split()
)


def _without_leader(text: str) -> str:
    """A line with one sign in place of the dots before a page number."""
    has_dots = ".." in text or ". ." in text or "……" in text
    return _LEADER.sub(" … ", text).strip() if has_dots else text.strip()


def _vocabulary(drafts: Sequence[Draft]) -> dict[str, int]:
    """How often each word stands in the file, in small letters; not those that a line's end breaks."""
    found: dict[str, int] = {}
    for draft in drafts:
        rows = [line for cell in draft.row.cells for line in cell] if draft.row else []
        before = False
        for line in [*(placed.line for placed in draft.lines), *rows]:
            words = _WORDS.findall(line.text.lower())[before : -1 if line.broken else None]
            for word in words:
                found[word] = found.get(word, 0) + 1
            before = line.broken
    return found


def _letter_width(lines: Sequence[Placed]) -> float:
    letters = sum(len(placed.line.text) for placed in lines)
    return sum(placed.line.right - placed.line.left for placed in lines) / max(1, letters)


def _has_no_spaces(character: str) -> bool:
    """Whether a character is of a script that is written without spaces, or its punctuation."""
    return "\u3000" <= character <= "\u30ff" or "\u3400" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"
