"""AsciiDoc: the text as it stands in the file, its blocks, and edits for its marks. Comments are in no block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from ..records import BlockKind, Document, Problem
from .asciidoc_tables import columns_told, says_header, table_rows
from .outline import Line, Outline, delimited_rows, lines_of
from .reader import About, read_text

_HEADING = re.compile(r"(={1,6}|#{1,6})[ \t]+(\S.*?)(?:[ \t]+\1)?[ \t]*$")
_ATTRIBUTE = re.compile(r":(!?[\w-]+!?):(?:[ \t]+(.*))?$")
_ITEM = re.compile(r"[ \t]*(\*{1,6}|-|\.{1,6}|\d{1,4}\.|<\d+>|<\.>)[ \t]+(?:\[[ xX*]\][ \t]+)?")
_TERM = re.compile(r"[ \t]*(\S.*?)(:{2,4}|;;)(?:[ \t]+|$)")
_FENCE = re.compile(r"(-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|--|`{3,}\w*)[ \t]*$")
_TABLE = re.compile(r"[|,:!]={3,}[ \t]*$")
_BESIDE = re.compile(
    r"\[[^\]]*\][ \t]*$|\[\[[^\]]+\]\][ \t]*$|(?:include|ifdef|ifndef|ifeval|endif|toc|image|video|audio)::"
)
_BLOCK_TITLE = re.compile(r"\.(?![.\s])")
_NOTE = re.compile(r"(NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]")
_INLINE = re.compile(
    r"(?:link:|xref:|mailto:|kbd:|btn:|menu:|footnote:|image:)?(?:(?:https?|ftp)://|(?<=link:)|(?<=xref:)|(?<=mailto:))"
    r"[^\s\[\]]{0,500}\[([^\]]+)\]"
    r"|(?:xref|link|kbd|btn|menu|footnote|pass|stem):[^\s\[\]]{0,500}\[([^\]]*)\]"
    r"|<<[^,>]+,[ \t]*([^>]+)>>|<<([^,>]+)>>"
    r"|\[[^\]]*\]#([^#]+)#"
    r"|``([^`]+)``|(?<![\w`])`([^`]+)`(?![\w`])"
    r"|\*\*([^*]+)\*\*|(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])"
    r"|__([^_]+)__|(?<![\w_])_([^_\s](?:[^_]*[^_\s])?)_(?![\w_])"
    r"|(\(\(\([^)]*\)\)\)|\[\[[^\]]*\]\]|(?<=\s)\+$)",
    re.MULTILINE,
)
_UNDERLINES = "=-~^+"  # by level
_UNDER = re.compile(r"([=~^+-])\1{2,}")
_TOLD = frozenset("author email revdate revnumber docdate description keywords doctitle".split())
_WORDS = 11  # the groups of `_INLINE` that are words; the last one is a mark


def read_asciidoc(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of an AsciiDoc file."""
    found = read_text(stream)
    walk = _Walk(found.text)
    walk.read()
    names = {"author": "author", "revdate": "date", "docdate": "date"}
    details = {names[name]: value for name, value in walk.attributes.items() if name in names}
    yield walk.outline.document(about, "adoc", found, walk.attributes.get("doctitle"), details)


class _Walk:
    """A walk over the lines; `at` is the line that comes next."""

    def __init__(self, text: str) -> None:
        self.outline = Outline(text)
        self.lines = lines_of(text)
        self.attributes: dict[str, str] = {}
        self.at = 0
        self._quoted = False
        self._attributes = ""  # what stands in square brackets above the next block

    def read(self) -> None:
        """Read all lines."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            text = line.text
            if line.blank or (text.startswith("//") and not text.startswith("////")):
                self.at += 1
            elif line.long:
                self.outline.block("paragraph", line.start, line.end)
                self.at += 1
            elif mark := _HEADING.match(text):
                self._heading(line, mark)
            elif level := self._underlined():
                self._two_lines(line, level)
            elif mark := _ATTRIBUTE.match(text):
                self.attributes.setdefault(mark.group(1), (mark.group(2) or "").strip())
                if mark.group(1) in _TOLD:
                    self.outline.drop(line.start, line.start + 1)
                    self.outline.block("front matter", line.start, line.end)
                self.at += 1
            elif _TABLE.match(text):
                self._table()
            elif mark := _FENCE.match(text):
                self._fence(mark.group(1))
            elif _BESIDE.match(text) or text.strip() in ("+", "'''", "<<<"):
                self._attributes += text
                self._quoted = text.startswith(("[quote", "[verse"))
                self.at += 1
            elif mark := _BLOCK_TITLE.match(text):
                self.outline.drop(line.start, line.start + 1)
                self._running("caption", self.at, self.at + 1)
            else:
                self._text(line)

    def _underlined(self) -> int:
        """The level of a title that has a line of one sign below it, as long as itself; 0 where it has none."""
        line, below = self.lines[self.at], self.lines[self.at + 1 : self.at + 2]
        parted = self.at == 0 or self.lines[self.at - 1].blank
        if not below or not parted or not _UNDER.fullmatch(below[0].text.rstrip()) or not line.text[0].isalnum():
            return 0
        alike = abs(len(below[0].text.rstrip()) - len(line.text.rstrip())) <= 1
        return 1 + _UNDERLINES.index(below[0].text[0]) if alike else 0

    def _two_lines(self, line: Line, level: int) -> None:
        end = self.lines[self.at + 1].end
        self.outline.drop(line.end, end)
        self._inline(line.start, line.end)
        self.outline.heading(line.start, end, level, self._plain(line.text.strip()), line=self.at + 1)
        self.at += 2

    def _heading(self, line: Line, mark: re.Match[str]) -> None:
        level = len(mark.group(1))
        self.outline.drop(line.start, line.start + mark.start(2))
        self.outline.drop(line.start + mark.end(2), line.end)
        self._inline(line.start + mark.start(2), line.start + mark.end(2))
        self.outline.heading(line.start, line.end, level, self._plain(mark.group(2)), line=self.at + 1)
        self.at += 1
        if level == 1 and len(self.outline.titles) == 1:  # below a document's title: its author, its version
            while self.at < len(self.lines) and re.match(r"[\w.].*<\S+@\S+>|v?\d[\d.]*,", self.lines[self.at].text):
                author = self.lines[self.at].text.partition("<")[0].strip()
                if "<" in self.lines[self.at].text:
                    self.attributes.setdefault("author", author)
                self.outline.block("front matter", self.lines[self.at].start, self.lines[self.at].end)
                self.at += 1

    def _text(self, line: Line) -> None:
        self._attributes = ""
        end = self.at + 1
        if mark := _ITEM.match(line.text):
            sign = mark.group(1)
            level = len(sign) if sign[0] in "*." else 1
            if not sign[0].isdigit():
                self.outline.drop(line.start, line.start + mark.end())
            self._running("item", self.at, self._end(end, items=True), level)
        elif mark := _TERM.match(line.text):
            self.outline.drop(line.start + mark.start(2), line.start + mark.end(), ": ")
            self._running("item", self.at, self._end(end, items=True), max(1, len(mark.group(2)) - 1))
        elif line.text[:1].isspace():
            end = self._end(end)
            self.outline.block("code", line.start, self.lines[end - 1].end)
            self.at = end
        else:
            if mark := _NOTE.match(line.text):
                self.outline.drop(line.start, line.start + mark.end(), f"{mark.group(1).capitalize()}: ")
            self._running("quotation" if self._quoted else "paragraph", self.at, self._end(end))
            self._quoted = False

    def _end(self, at: int, *, items: bool = False) -> int:
        """The line after a paragraph or item."""
        while at < len(self.lines):
            line = self.lines[at]
            if line.blank or _FENCE.match(line.text) or _TABLE.match(line.text) or line.text.strip() == "+":
                break
            if items and (_ITEM.match(line.text) or _TERM.match(line.text)):
                break
            at += 1
        return at

    def _running(self, kind: BlockKind, first: int, end: int, level: int = 0) -> None:
        start, stop = self.lines[first].start, self.lines[end - 1].end
        self._inline(start, stop)
        self.outline.block(kind, start, stop, level)
        self.at = end

    def _fence(self, fence: str) -> None:
        """Read a block between two fences; of an example, a sidebar or a quotation, what is in it."""
        self.at += 1
        self._attributes = ""
        closing = "```" if fence.startswith("```") else fence
        if fence[0] in "=*_" or fence == "--":
            return
        first = self.at
        while self.at < len(self.lines) and self.lines[self.at].text.rstrip() != closing:
            self.at += 1
        if fence[0] != "/" and self.at > first:
            self.outline.block("code", self.lines[first].start, self.lines[self.at - 1].end)
        self.at += 1

    def _table(self) -> None:
        border = self.lines[self.at].text.rstrip()
        first = self.at = self.at + 1
        while self.at < len(self.lines) and self.lines[self.at].text.rstrip() != border:
            self.at += 1
        lines = self.lines[first : self.at]
        if border[0] in ",:" or "csv" in self._attributes:
            rows, apart = delimited_rows(lines, ":" if border[0] == ":" else ","), False
        else:
            rows, apart = table_rows(lines, columns_told(self._attributes))
        for line in () if rows else lines:  # no cell begins in it
            self._inline(line.start, line.end)
            self.outline.block("paragraph", line.start, line.end)
        for row in rows:
            for cell in row.cells:
                self._inline(cell.start, cell.end)
        self.outline.table(rows, 1 if apart or says_header(self._attributes) else None, self._plain)
        self._attributes = ""
        self.at += 1

    def _inline(self, start: int, end: int) -> None:
        for mark in _INLINE.finditer(self.outline.text, start, end):
            inner = next((n for n in range(1, _WORDS + 1) if mark.group(n) is not None), 0)
            if inner:
                self.outline.drop(mark.start(), mark.start(inner))
                self.outline.drop(mark.end(inner), mark.end())
            else:
                self.outline.drop(mark.start(), mark.end())

    def _plain(self, text: str) -> str:
        def words(mark: re.Match[str]) -> str:
            return next((mark.group(n) for n in range(1, _WORDS + 1) if mark.group(n) is not None), "")

        return " ".join(_INLINE.sub(words, text).split())
