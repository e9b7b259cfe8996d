"""reStructuredText: the text as it stands in the file, its blocks, and edits for its marks.

Read line by line: titles by their underlines, lists, fields, quotations, literal blocks, tables, directives. Comments
and link targets are in no block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from ..records import BlockKind, Document, Problem
from .outline import Line, Outline, Row, delimited_rows, lines_of
from .reader import About, read_text
from .restructured_tables import GRID, SIMPLE, end_of_simple, grid_rows, list_rows, simple_rows

_RULE = re.compile(r"([!-/:-@\[-`{-~])\1{2,}\s*$")
_ITEM = re.compile(r"\s*((?:[-*+•‣]|\(?(?:\d{1,4}|[a-zA-Z]|[ivxIVX]+|#)[.)])[ \t]+|(?:[-*+•]|#\.)$)")
_FIELD = re.compile(r"\s*:((?:[^:\\\n]|\\.)+):(?:[ \t]+|$)")
_DIRECTIVE = re.compile(r"\s*\.\.[ \t]+(?:\|[^|]+\|[ \t]+)?([\w:.+-]+)::(?:[ \t]+|$)")
_MARKUP = re.compile(r"\s*\.\.(?:[ \t]|$)")
_FOOTNOTE = re.compile(r"\s*\.\.[ \t]+\[([^\]]+)\][ \t]+")
_INLINE = re.compile(
    r"(?::[\w:.+-]{1,40}:)?`([^`<]{1,300}?)\s{0,3}<[^>`]{1,500}>`_{0,2}"  # a link or role with a text of its own
    r"|(?:(?<=\W)|^):[\w:.+-]{1,40}:``?[!~]?([^`]+)``?"  # a role
    r"|``([^`]+)``|`([^`]+)`_{0,2}"
    r"|\*\*([^*]+)\*\*|(?<![*\w])\*([^*\s][^*]*)\*(?![*\w])"
    r"|\|([^|\s][^|\n]*)\|_{0,2}"
    r"|(?<=\w)(_{1,2})(?![\w_])|(\\)(?=[^\w\s])"
)
_CODE = frozenset(
    "code code-block sourcecode literalinclude highlight parsed-literal productionlist math raw doctest testcode "
    "testsetup testoutput ipython prompt".split()
)
_NO_TEXT = frozenset(
    "toctree contents index image include meta sectnum default-role role highlight currentmodule module raw "
    "autosummary automodule autoclass autofunction py:module py:currentmodule tabularcolumns only".split()
)
_ROWS = frozenset("csv-table list-table".split())
_DETAILS = {"author": "author", "authors": "author", "date": "date", "created": "date", "publisher": "publisher"}


def read_restructured(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a reStructuredText file."""
    found = read_text(stream)
    walk = _Walk(found.text)
    walk.read()
    details = {_DETAILS[name]: value for name, value in walk.fields.items() if name in _DETAILS}
    yield walk.outline.document(about, "rst", found, walk.fields.get("title"), details)


class _Walk:
    """A walk over the lines; `at` is the line that comes next."""

    def __init__(self, text: str) -> None:
        self.outline = Outline(text)
        self.lines = lines_of(text)
        self.fields: dict[str, str] = {}
        self.at = 0
        self._styles: list[str] = []
        self._started = False
        self._literal = False  # whether the paragraph before ended in "::"

    def read(self) -> None:
        """Read all lines."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.blank:
                self.at += 1
                continue
            if line.long:
                self.outline.block("paragraph", line.start, line.end)
                self.at += 1
                continue
            if not (self._block(line) or self._title()):
                self._paragraph()
            self._started = bool(self.outline.blocks) and self.outline.blocks[-1].kind != "front matter"

    def _block(self, line: Line) -> bool:
        """Read what begins with a mark; False if nothing does here."""
        text = line.text
        literal, self._literal = self._literal, False
        if literal and line.indent:
            self._code(self.at, self._below(self.at, line.indent - 1))
        elif _MARKUP.match(text):
            self._markup(line)
        elif GRID.match(text):
            self._grid()
        elif SIMPLE.match(text):
            self._simple()
        elif text.startswith(">>> "):
            end = self._end_of_paragraph(self.at)
            self._code(self.at, end)
        elif mark := _FIELD.match(text):
            self._field(mark)
        elif (mark := _ITEM.match(text)) and not self._is_title(self.at):
            self._item(mark)
        else:
            return False
        return True

    # Titles

    def _is_title(self, at: int) -> bool:
        """Whether a line is underlined as a title is."""
        if at + 1 >= len(self.lines) or self.lines[at].indent or _RULE.match(self.lines[at].text):
            return False
        under = self.lines[at + 1].text.rstrip()
        return bool(_RULE.match(under)) and len(under) >= min(4, len(self.lines[at].text.rstrip()))

    def _title(self) -> bool:
        line = self.lines[self.at]
        if self._is_title(self.at):
            self._heading(self.at, self.at + 1, self.lines[self.at + 1].text[0])
            return True
        if not _RULE.match(line.text):
            return False
        after = self.lines[self.at + 1 : self.at + 3]
        if len(after) == 2 and after[1].text.rstrip() == line.text.rstrip() and not after[0].blank:
            self._heading(self.at + 1, self.at + 2, line.text[0] * 2)
            return True
        self.at += 1  # a rule
        return True

    def _heading(self, title: int, under: int, style: str) -> None:
        if style not in self._styles:
            self._styles.append(style)
        line = self.lines[title]
        shown = self._plain(line.text)
        self._inline(line.start, line.end)
        self.outline.heading(line.start, line.end, self._styles.index(style) + 1, shown, line=title + 1)
        self.at = under + 1

    # Paragraphs and lists

    def _end_of_paragraph(self, at: int) -> int:
        while at < len(self.lines) and not self.lines[at].blank:
            at += 1
        return at

    def _paragraph(self) -> None:
        first = self.at
        indent = self.lines[first].indent
        end = first + 1
        while end < len(self.lines) and not self.lines[end].blank and self.lines[end].indent >= indent:
            end += 1
        kind: BlockKind = "quotation" if indent else "paragraph"
        self._running(kind, self.lines[first].start, first, end)

    def _running(self, kind: BlockKind, start: int, first: int, end: int, level: int = 0) -> None:
        """Add running text from an offset to the line before `end`."""
        stop = self.lines[end - 1].end
        words = self.outline.text[start:stop].rstrip()
        if words.endswith("::"):
            self._literal = True
            at = start + len(words)
            self.outline.drop(at - 2 if words[-3:-2].isspace() else at - 1, at)
        self._inline(start, stop)
        for line in self.lines[first:end]:
            if line.text.lstrip().startswith("| "):
                self.outline.drop(line.start, line.start + line.text.index("| ") + 2)
        self.outline.block(kind, start, stop, level)
        self.at = end

    def _item(self, mark: re.Match[str]) -> None:
        line = self.lines[self.at]
        indent = line.indent
        end = self.at + 1
        while end < len(self.lines) and not self.lines[end].blank and self.lines[end].indent > indent:
            if _ITEM.match(self.lines[end].text):
                break
            end += 1
        if mark.group(1).strip() in ("-", "*", "+", "•", "‣", "#."):
            self.outline.drop(line.start, line.start + mark.end())
        self._running("item", line.start, self.at, end, level=min(9, indent // 2 + 1))

    def _field(self, mark: re.Match[str]) -> None:
        line = self.lines[self.at]
        end = self.at + 1
        while end < len(self.lines) and not self.lines[end].blank and self.lines[end].indent > line.indent:
            end += 1
        name = mark.group(1).strip()
        colon = line.start + line.text.index(":")
        self.outline.drop(colon, colon + 1)
        stop = self.lines[end - 1].end
        if not self.outline.titles and name.lower() not in self.fields:
            self.fields[name.lower()] = " ".join(self.outline.text[line.start + mark.end() : stop].split())[:300]
        in_front = not self._started and not self.outline.titles
        self._running("front matter" if in_front else "item", line.start, self.at, end, level=0 if in_front else 1)

    def _code(self, first: int, end: int) -> None:
        self.outline.block("code", self.lines[first].start, self.lines[end - 1].end)
        self.at = end

    def _below(self, at: int, indent: int) -> int:
        """The line after those from `at` on that are indented more, without the blank ones at their end."""
        end = at
        while at < len(self.lines) and (self.lines[at].blank or self.lines[at].indent > indent):
            if not self.lines[at].blank:
                end = at + 1
            at += 1
        return end

    # What begins with two dots

    def _markup(self, line: Line) -> None:
        indent = line.indent
        if mark := _FOOTNOTE.match(line.text):
            end = self._end_of_paragraph(self.at)
            self.outline.drop(line.start, line.start + mark.start(1) - 1)
            self._running("paragraph", line.start, self.at, end)
            return
        directive = _DIRECTIVE.match(line.text)
        first = self.at + 1
        end = self._below(first, indent)
        if directive is None:  # a comment, a link's target
            self.at = end
            return
        name = directive.group(1).lower().rpartition(":")[2]
        self._directive(name, line, line.start + directive.end(), first, end)

    def _directive(self, name: str, line: Line, start: int, first: int, end: int) -> None:
        """Read a directive: its text as usual, the code in it as code; its options are in no block."""
        argument = first  # the line after those that go on with what stands beside the name
        while argument < end and not self.lines[argument].blank and not _FIELD.match(self.lines[argument].text):
            argument += 1
        body = argument
        while body < end and not self.lines[body].blank and _FIELD.match(self.lines[body].text):
            body += 1
        if name in _NO_TEXT:
            self.at = end
        elif name in _CODE:
            body = self._skip_blank(body, end) if name != "parsed-literal" else body
            self.at = end
            if body < end or argument > first:
                first = body if body < end else first
                self._code(first, end)
        else:
            if name != "figure" and (start < line.end or argument > first):
                kind: BlockKind = "caption" if name in ("table", "csv-table", "list-table") else "paragraph"
                begin = start if start < line.end else self.lines[first].start
                self._running(kind, begin, self.at, max(argument, self.at + 1))
            self.at = self._skip_blank(body, end)
            if name in _ROWS:
                self._directed_rows(name, self._options(argument, body), self.at, end)

    def _options(self, first: int, end: int) -> dict[str, Line]:
        """The options of a directive, by their names: for each what stands behind it on its line."""
        marks = ((line, _FIELD.match(line.text)) for line in self.lines[first:end])
        return {
            mark.group(1).strip().lower(): Line(line.start + mark.end(), line.end, line.text[mark.end() :])
            for line, mark in marks
            if mark
        }

    def _skip_blank(self, at: int, end: int) -> int:
        while at < end and self.lines[at].blank:
            at += 1
        return at

    # Tables

    def _grid(self) -> None:
        end = self.at
        while end < len(self.lines) and self.lines[end].text.lstrip().startswith(("+", "|")):
            end += 1
        self._table(*grid_rows(self.lines[self.at : end]))
        self.at = max(end, self.at + 1)

    def _simple(self) -> None:
        end = end_of_simple(self.lines, self.at)
        if end > self.at + 1:
            self._table(*simple_rows(self.lines[self.at : end]))
        self.at = end

    def _directed_rows(self, name: str, options: Mapping[str, Line], first: int, end: int) -> None:
        """Read the table that a directive has; what is none is left to be read as usual."""
        told = options.get("header-rows")
        heads = int(told.text) if told and re.fullmatch(r"\s*[0-9]{1,3}\s*", told.text) else None
        if name == "list-table":
            rows = list_rows(self.lines[first:end])
        else:
            above = [options["header"]] if "header" in options else []
            rows = delimited_rows([*above, *self.lines[first:end]])
            heads = heads or (1 if above else None)
        if rows:
            self._table(rows, heads)
            self.at = end

    def _table(self, rows: Sequence[Row], heads: int | None) -> None:
        for row in rows:
            for cell in row.cells:
                self._inline(cell.start, cell.end)
        self.outline.table(rows, heads, self._plain)

    # Words

    def _inline(self, start: int, end: int) -> None:
        """Mark what is no word in a stretch of text."""
        for mark in _INLINE.finditer(self.outline.text, start, end):
            inner = next((n for n in range(1, 8) if mark.group(n) is not None), 0)
            if inner:
                self.outline.drop(mark.start(), mark.start(inner))
                self.outline.drop(mark.end(inner), mark.end())
            else:
                self.outline.drop(mark.start(), mark.end())

    def _plain(self, text: str) -> str:
        def words(mark: re.Match[str]) -> str:
            return next((mark.group(n) for n in range(1, 8) if mark.group(n) is not None), "")

        return " ".join(_INLINE.sub(words, text).split())
