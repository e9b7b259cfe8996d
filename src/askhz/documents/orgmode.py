"""Org: the text as it stands in the file, its blocks, and edits for its marks. Comments and drawers are in no block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import BinaryIO

from ..records import BlockKind, Document, Problem
from .outline import Cell, Line, Outline, lines_of
from .reader import About, read_text

_HEADING = re.compile(
    r"(\*+)[ \t]+(?:(?:TODO|DONE|NEXT|WAITING|CANCELLED)[ \t]+)?(?:\[#\w\][ \t]+)?(\S.*?)(?:[ \t]+:[\w@#%:]+:)?[ \t]*$"
)
_KEYWORD = re.compile(r"[ \t]*#\+(\w+):[ \t]*(.*)$")
_BEGIN = re.compile(r"[ \t]*#\+begin_(\w+)", re.IGNORECASE)
_END = re.compile(r"[ \t]*#\+end_(\w+)", re.IGNORECASE)
_DRAWER = re.compile(r"[ \t]*:[\w-]+:[ \t]*$")
_PLANNING = re.compile(r"[ \t]*(?:CLOSED|SCHEDULED|DEADLINE|CLOCK):")
_ITEM = re.compile(r"(?:[ \t]*(?:[-+]|(?:\d{1,4}|\w)[.)])|[ \t]+\*)(?:[ \t]+|$)(?:\[[ xX-]\][ \t]+)?")
_ROW = re.compile(r"[ \t]*\|")
_RULE = re.compile(r"[ \t]*\|[-+| \t]*\|?[ \t]*$|[ \t]*-{5,}[ \t]*$")
_INLINE = re.compile(
    r"\[\[[^\]]+\]\[([^\]]+)\]\]|\[\[([^\]]+)\]\]"
    r"|(?<![\w*])\*(\S(?:[^*]*\S)?)\*(?![\w*])|(?<![\w/:])/(\S(?:[^/]*\S)?)/(?![\w/])"
    r"|(?<!\w)_(\S(?:[^_]*\S)?)_(?!\w)|(?<!\w)=(\S(?:[^=]*\S)?)=(?!\w)|(?<!\w)~(\S(?:[^~]*\S)?)~(?!\w)"
    r"|(?<!\w)\+(\S(?:[^+]*\S)?)\+(?!\w)"
)
_CODE = frozenset("src example export comment".split())
_DETAILS = {"author": "author", "date": "date"}


def read_org(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of an Org file."""
    found = read_text(stream)
    walk = _Walk(found.text)
    walk.read()
    details = {_DETAILS[name]: value for name, value in walk.keywords.items() if name in _DETAILS}
    yield walk.outline.document(about, "org", found, walk.keywords.get("title"), details)


class _Walk:
    """A walk over the lines; `at` is the line that comes next."""

    def __init__(self, text: str) -> None:
        self.outline = Outline(text)
        self.lines = lines_of(text)
        self.keywords: dict[str, str] = {}
        self.at = 0
        self._quoted = False

    def read(self) -> None:
        """Read all lines."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.long:
                self.outline.block("paragraph", line.start, line.end)
                self.at += 1
            elif mark := _HEADING.match(line.text):
                self._heading(line, mark)
            elif mark := _BEGIN.match(line.text):
                self._begin(mark.group(1).lower())
            elif mark := _KEYWORD.match(line.text):
                self._keyword(line, mark)
            elif _DRAWER.match(line.text):
                self._drawer()
            elif _ROW.match(line.text):
                self._table()
            elif self._is_no_text(line):
                self._quoted = self._quoted and not _END.match(line.text)
                self.at += 1
            elif line.text.lstrip().startswith(": "):
                self._fixed()
            else:
                self._text(line)

    def _is_no_text(self, line: Line) -> bool:
        text = line.text.strip()
        comment = text.startswith("# ") or text == "#"
        return line.blank or comment or bool(_END.match(text) or _PLANNING.match(text) or _RULE.match(text))

    def _heading(self, line: Line, mark: re.Match[str]) -> None:
        start, end = line.start + mark.start(2), line.start + mark.end(2)
        self.outline.drop(line.start, start)
        self.outline.drop(end, line.end)
        self._inline(start, end)
        self.outline.heading(line.start, line.end, len(mark.group(1)), self._plain(mark.group(2)), line=self.at + 1)
        self.at += 1

    def _keyword(self, line: Line, mark: re.Match[str]) -> None:
        name = mark.group(1).lower()
        if name in ("title", "author", "date", "description", "subtitle", "keywords"):
            self.keywords.setdefault(name, mark.group(2).strip())
            self.outline.drop(line.start, line.start + line.text.index("+") + 1)
            self.outline.block("front matter", line.start, line.end)
        elif name == "caption":
            self.outline.drop(line.start, line.start + mark.start(2))
            self.outline.block("caption", line.start, line.end)
        self.at += 1

    def _begin(self, name: str) -> None:
        """Read the code between two marks; of a quotation and others, what is in it."""
        self.at += 1
        if name not in _CODE:
            self._quoted = name in ("quote", "verse")
            return
        first = self.at
        while self.at < len(self.lines) and not (
            (mark := _END.match(self.lines[self.at].text)) and mark.group(1).lower() == name
        ):
            self.at += 1
        if name in ("src", "example") and self.at > first:
            self.outline.block("code", self.lines[first].start, self.lines[self.at - 1].end)
        self.at += 1

    def _drawer(self) -> None:
        end = self.at + 1
        while end < len(self.lines) and not _HEADING.match(self.lines[end].text):
            if self.lines[end].text.strip().lower() == ":end:":
                self.at = end + 1
                return
            end += 1
        self.at += 1  # no drawer: nothing closes it

    def _fixed(self) -> None:
        first = self.at
        while self.at < len(self.lines) and self.lines[self.at].text.lstrip().startswith(":"):
            line = self.lines[self.at]
            colon = line.start + line.text.index(":")
            self.outline.drop(colon, min(colon + 2, line.end))
            self.at += 1
        self.outline.block("code", self.lines[first].start, self.lines[self.at - 1].end)

    def _text(self, line: Line) -> None:
        mark = _ITEM.match(line.text)
        end = self.at + 1
        while end < len(self.lines) and not self._ends(self.lines[end], line.indent if mark else None):
            end += 1
        kind: BlockKind = "item" if mark else "quotation" if self._quoted else "paragraph"
        if mark and not any(c.isalnum() for c in mark.group().partition("[")[0]):
            self.outline.drop(line.start, line.start + mark.end())
        start, stop = line.start, self.lines[end - 1].end
        for separator in re.finditer(r"(?<=\s)::(?=\s)", self.outline.text[start:stop] if mark else ""):
            self.outline.drop(start + separator.start() - 1, start + separator.end(), ":")
        self._inline(start, stop)
        self.outline.block(kind, start, stop, min(9, line.indent // 2 + 1) if mark else 0)
        self.at = end

    def _ends(self, line: Line, indent: int | None) -> bool:
        """Whether a line does not go on with a paragraph, or with an item of that indent."""
        begins = _HEADING.match(line.text) or _BEGIN.match(line.text) or _KEYWORD.match(line.text)
        other = begins or _DRAWER.match(line.text) or _ROW.match(line.text) or _ITEM.match(line.text)
        return bool(other) or self._is_no_text(line) or (indent is not None and line.indent <= indent)

    def _table(self) -> None:
        first = self.at
        while self.at < len(self.lines) and _ROW.match(self.lines[self.at].text):
            self.at += 1
        ruled = first + 1 < self.at and _RULE.match(self.lines[first + 1].text)
        names: list[str] | None = None if ruled else []
        for line in self.lines[first : self.at]:
            if _RULE.match(line.text):
                continue
            cells = _cells(line)
            for cell in cells:
                self._inline(cell.start, cell.end)
            self.outline.row(line.start, line.end, cells, names)
            if names is None:
                names = [self._plain(self.outline.text[cell.start : cell.end]) for cell in cells]

    def _inline(self, start: int, end: int) -> None:
        for mark in _INLINE.finditer(self.outline.text, start, end):
            inner = next(n for n in range(1, 9) if mark.group(n) is not None)
            self.outline.drop(mark.start(), mark.start(inner))
            self.outline.drop(mark.end(inner), mark.end())

    def _plain(self, text: str) -> str:
        def words(mark: re.Match[str]) -> str:
            return next(mark.group(n) for n in range(1, 9) if mark.group(n) is not None)

        return " ".join(_INLINE.sub(words, text).split())


def _cells(line: Line) -> list[Cell]:
    bars = [at for at, c in enumerate(line.text) if c == "|"]
    if line.text.rstrip()[-1:] != "|" or len(bars) == 1:
        bars.append(len(line.text))
    cells = []
    for column, (first, last) in enumerate(pairwise(bars)):
        piece = line.text[first + 1 : last]
        start = line.start + first + 1 + len(piece) - len(piece.lstrip())
        cells.append(Cell(start, start + len(piece.strip()), column))
    return cells
