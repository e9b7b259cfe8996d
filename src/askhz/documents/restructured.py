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
from .restructured_inline import inline_edits, plain, substitutions_in
from .restructured_lines import (
    ITEM,
    MARKUP,
    RULE,
    begin_of,
    below,
    end_of_deeper,
    end_of_lines,
    end_of_paragraph,
    is_paragraph,
    is_title,
    skip_blank,
)
from .restructured_tables import GRID, SIMPLE, end_of_simple, grid_rows, list_rows, simple_rows
from .restructured_terms import CODE, FIELD, NO_TEXT, SETS, TEXT, VERSIONS, Term, defined, described, option

_DIRECTIVE = re.compile(r"\s*\.\.[ \t]+([\w:.+-]+)::(?:[ \t]+|$)")
_FOOTNOTE = re.compile(r"\s*\.\.[ \t]+\[([^\]]+)\][ \t]+")
_ROWS = frozenset("csv-table list-table".split())
_CLOSING = ":.?!—–："  # what needs no colon behind it
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
        self._substitutions = substitutions_in(self.lines)
        self._explained = 0  # the line to which an explanation goes on, whose paragraphs are no quotations
        self._glossary = 0  # the line to which a glossary goes on
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
            self._code(self.at, below(self.lines, self.at, line.indent - 1))
        elif MARKUP.match(text):
            self._markup(line)
        elif GRID.match(text):
            self._grid()
        elif SIMPLE.match(text):
            self._simple()
        elif text.startswith(">>> "):
            end = end_of_paragraph(self.lines, self.at)
            self._code(self.at, end)
        elif mark := FIELD.match(text):
            self._field(mark)
        elif (mark := ITEM.match(text)) and not is_title(self.lines, self.at):
            self._item(mark)
        elif (term := option(self.lines, self.at)) and not is_title(self.lines, self.at):
            self._term(term, "item")
        else:
            return False
        return True

    # Titles

    def _title(self) -> bool:
        line = self.lines[self.at]
        if is_title(self.lines, self.at):
            self._heading(self.at, self.at + 1, self.lines[self.at + 1].text[0])
            return True
        if not RULE.match(line.text):
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

    def _paragraph(self) -> None:
        first = self.at
        if term := defined(self.lines, first, glossary=first < self._glossary):
            self._explained = max(self._explained, below(self.lines, term.first, self.lines[first].indent))
            self._term(term, "item")
            return
        indent = self.lines[first].indent
        kind: BlockKind = "quotation" if indent and first >= self._explained else "paragraph"
        self._running(kind, self.lines[first].start, first, end_of_lines(self.lines, first))

    def _term(self, term: Term, kind: BlockKind, level: int | None = None) -> None:
        """Add what is explained and the paragraph that explains it as one block; without one, by itself."""
        same = term.start is not None and term.start > self.lines[term.first].start  # the line of the term itself
        explained = term.start is not None and (same or is_paragraph(self.lines, term.first))
        if not explained and kind == "item" and term.start is not None:
            kind = "paragraph"  # what leads in to a list, code or the like
        begin, at = term.names[0]
        level = self.lines[self.at].indent // 2 + 1 if level is None else level
        self._inline(begin, at)
        parts = [*((", ", name) for name in term.names[1:])]
        parts += [((", " if number else " (" if explained else "; "), one) for number, one in enumerate(term.told)]
        for before, (start, end) in parts:
            self._inline(start, end)
            self.outline.drop(at, start, before)
            at = end
        self.at, stop = term.first, at
        if explained and term.start is not None:
            end = end_of_deeper(self.lines, term.first) if same else end_of_lines(self.lines, term.first)
            self.outline.drop(
                at,
                begin_of(self.outline.text, term.start),
                ")" * bool(term.told) + (" " if self.outline.text[at - 1] in _CLOSING else ": "),
            )
            self._words(term.start, term.first, end)
            self.at, stop = end, self.lines[end - 1].end
        self.outline.block(kind, begin, stop, min(9, level) if kind == "item" else 0)

    def _running(self, kind: BlockKind, start: int, first: int, end: int, level: int = 0) -> None:
        """Add running text from an offset to the line before `end`."""
        self._words(start, first, end)
        self.outline.block(kind, start, self.lines[end - 1].end, level)
        self.at = end

    def _words(self, start: int, first: int, end: int) -> None:
        """Mark what is no word in running text, and whether code follows it."""
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

    def _item(self, mark: re.Match[str]) -> None:
        line = self.lines[self.at]
        indent = line.indent
        end = self.at + 1
        while end < len(self.lines) and not self.lines[end].blank and self.lines[end].indent > indent:
            if ITEM.match(self.lines[end].text):
                break
            end += 1
        if mark.group(1).strip() in ("-", "*", "+", "•", "‣", "#."):
            self.outline.drop(line.start, line.start + mark.end())
        self._running("item", line.start, self.at, end, level=min(9, indent // 2 + 1))

    def _field(self, mark: re.Match[str]) -> None:
        line = self.lines[self.at]
        end = end_of_deeper(self.lines, self.at)
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

    # What begins with two dots

    def _markup(self, line: Line) -> None:
        indent = line.indent
        if mark := _FOOTNOTE.match(line.text):
            end = end_of_paragraph(self.lines, self.at)
            self.outline.drop(line.start, line.start + mark.start(1) - 1)
            self._running("paragraph", line.start, self.at, end)
            return
        directive = _DIRECTIVE.match(line.text)
        first = self.at + 1
        end = below(self.lines, first, indent)
        if directive is None:  # a comment, a link's target
            self.at = end
            return
        name = directive.group(1).lower().rpartition(":")[2]
        if name in VERSIONS and directive.end() < len(line.text.rstrip()):
            self._version(VERSIONS[name], line, directive, first, end)
        else:
            self._directive(name, line, line.start + directive.end(), first, end)

    def _directive(self, name: str, line: Line, start: int, first: int, end: int) -> None:
        """Read a directive: its text as usual, the code in it as code; its options are in no block."""
        argument = first  # the line after those that go on with what stands beside the name
        while argument < end and not self.lines[argument].blank and not FIELD.match(self.lines[argument].text):
            argument += 1
        body = argument
        while body < end and not self.lines[body].blank and FIELD.match(self.lines[body].text):
            body += 1
        if name == "title":
            self.fields.setdefault("title", " ".join(self.outline.text[start : line.end].split())[:300])
        if name in NO_TEXT:
            self.at = end
        elif name in SETS or name == "glossary":
            self.at = skip_blank(self.lines, body, end)
            self._explained = max(self._explained, end)
            self._glossary = end if name == "glossary" else self._glossary
        elif name in CODE:
            body = skip_blank(self.lines, body, end) if name != "parsed-literal" else body
            self.at = end
            if body < end or argument > first:
                first = body if body < end else first
                self._code(first, end)
        elif name not in TEXT and start < line.end and end > argument:
            beside = [Line(start, line.end, line.text[start - line.start :]), *self.lines[first:argument]]
            told, body = self.lines[argument:body], skip_blank(self.lines, body, end)
            self._explained = max(self._explained, end)
            self._term(described(beside, told, self.lines[body:end], body), "item", line.indent // 2 + 1)
        else:
            if name != "figure" and (start < line.end or argument > first):
                kind: BlockKind = "caption" if name in ("table", "csv-table", "list-table") else "paragraph"
                begin = start if start < line.end else self.lines[first].start
                self._running(kind, begin, self.at, max(argument, self.at + 1))
            self.at = skip_blank(self.lines, body, end)
            if name in _ROWS:
                self._directed_rows(name, self._options(argument, body), self.at, end)

    def _version(self, told: str, line: Line, directive: re.Match[str], first: int, end: int) -> None:
        """Read in which version something came or went, and the paragraph that says what."""
        begin, start = line.start + directive.start(1), line.start + directive.end()
        number = start + len(self.outline.text[start : line.end].split(maxsplit=1)[0])
        self.outline.drop(begin, start, told)
        self._explained = max(self._explained, end)
        body, stop = skip_blank(self.lines, first, end), first
        goes_on = bool(self.outline.text[number : line.end].strip())
        if goes_on:
            stop = min(end, end_of_paragraph(self.lines, first))
        elif body < end and is_paragraph(self.lines, body):
            stop = end_of_lines(self.lines, body)
        if goes_on or stop > first:
            self.outline.drop(number, begin_of(self.outline.text, number), ": ")
        self._running("paragraph", begin, self.at, stop)

    def _options(self, first: int, end: int) -> dict[str, Line]:
        """The options of a directive, by their names: for each what stands behind it on its line."""
        marks = ((line, FIELD.match(line.text)) for line in self.lines[first:end])
        return {
            mark.group(1).strip().lower(): Line(line.start + mark.end(), line.end, line.text[mark.end() :])
            for line, mark in marks
            if mark
        }

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
        for edit in inline_edits(self.outline.text, start, end, self._substitutions):
            self.outline.drop(edit.start, edit.end, edit.text)

    def _plain(self, text: str) -> str:
        return plain(text, self._substitutions)
