"""The walk over a page's elements that makes them text: blocks, anchors at headings and page numbers, edits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ...records import BlockKind, Place
from ..composing import Composer, Line
from .marks import (
    ItemList,
    code_in,
    epub_type,
    is_link_mark,
    is_note_mark,
    is_page_break,
    leads_to_picture,
    next_marker,
    open_list,
    page_number,
    without_marker,
    write_lowered,
    write_note_mark,
    write_raised,
)
from .parts import Measured, words_of
from .tables import Cell, is_data, span, written_rows

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HEADING_LIMIT = 1000  # characters; a longer heading is a paragraph
_MARK_LIMIT = 12  # letters of a link or superscript that may be a mark
_CODE = frozenset(["pre", "listing", "xmp", "plaintext"])
_INSIDE = {"li": "item", "dd": "definition", "blockquote": "quotation", "figcaption": "caption", "caption": "caption"}
_LISTS = frozenset(["ul", "ol", "dir", "menu", "dl"])
_BLOCKS = frozenset(
    "address article aside body center details dialog div dt fieldset figure footer form frameset header hgroup hr "
    "html legend main nav p section summary tbody td tfoot th thead tr".split()
)
_BLOCKS |= _INSIDE.keys() | _LISTS

LeavesOut = Callable[["_Element", str, int, Collection[str]], bool]
"""Whether an element is left out, given its name, its number and the names of the elements around it."""


class Walk:
    """Writes pages into a `Composer`. One walk may write several, one after the other.

    `first_heading` is the text of the first heading that was written. `chapters` are those that begin within the page:
    the title of each and the headings above it, by the id of the element where it begins.
    """

    def __init__(self, composer: Composer) -> None:
        self.composer = composer
        self.first_heading = ""
        self.chapters: Mapping[str, tuple[str, Sequence[str]]] = {}
        self._above: list[tuple[int, str]] = []  # the level and text of each heading that holds
        self._begin_page()

    def begin(self, place: Place, headings: Sequence[str] = ()) -> None:
        """Say where what comes next stands, for instance in which chapter; earlier headings no longer hold."""
        self._above = [(at - len(headings), heading) for at, heading in enumerate(headings)]
        self.composer.move(place, headings)

    def write(self, measured: Measured, number: int = 0, leaves_out: LeavesOut | None = None) -> None:
        """Write what is in the element of a number, but for what is left out."""
        self._begin_page()
        elements, tags, shown = measured.elements, measured.tags, measured.shown
        letters, sizes = measured.letters, measured.sizes
        begun: list[tuple[int, _Element, str]] = []  # the open elements, each with the number after its last one
        last = number + sizes[number]
        while True:
            while begun and begun[-1][0] == number:
                _, element, tag = begun.pop()
                self._end(element, tag)
                if begun and (text := element.tail):
                    self._line.write(text)
            if number == last:
                break
            element, tag = elements[number], tags[number]
            end = number + sizes[number]
            if not shown[number] or self._passes_over(element, tag, number, letters[number], leaves_out):
                number = end
                if begun and (text := element.tail):
                    self._line.write(text)
                continue
            self._start(element, tag, letters[number])
            begun.append((end, element, tag))
            number += 1
            if text := element.text:
                self._line.write(text)
        self._flush()
        self._write_term()

    def _begin_page(self) -> None:
        self._line = Line()
        self._around: list[str] = []  # the names of the open elements
        self._inside: list[str] = []  # open items, definitions, quotations and captions, outermost first
        self._lists: list[ItemList] = []
        self._marks: list[tuple[_Element, Line, int]] = []  # where links and raised or lowered text began
        self._marker: str | None = None  # of an item that has no text yet
        self._term: Line | None = None  # what is about to be defined
        self._heading: Line | None = None
        self._bare = False  # whether the open link or heading has no letters, so that pictures speak for it
        self._id = ""  # the last id since the last block
        self._sections: list[tuple[_Element, str]] = []  # open sections whose heading has not come yet, and their ids
        self._rows: list[list[Cell]] | None = None  # of the open table
        self._table: _Element | None = None
        self._heads = 0  # how many of them are in the table's head
        self._cell: Line | None = None
        self._last: BlockKind | None = None

    def _passes_over(
        self, element: _Element, tag: str, number: int, letters: int, leaves_out: LeavesOut | None
    ) -> bool:
        """Whether an element that is shown is not walked into; code is written, and a page's number noted."""
        if letters <= _MARK_LIMIT:
            if is_page_break(element):
                if page := page_number(element):
                    self._line.mark_page(page)
                return True
            if tag == "a" and letters and is_link_mark(words_of(element)):
                return True
        if leaves_out is not None and leaves_out(element, tag, number, self._around):
            return True
        if tag in _CODE and self._cell is None and self._heading is None:
            self._write_code(element)
            return True
        return False

    def _start(self, element: _Element, tag: str, letters: int) -> None:
        self._around.append(tag)
        if tag == "dt" and "dt" in self._around[:-1]:
            self._end_term()
        if tag in _BLOCKS:
            self._flush()
        if self.chapters and (chapter := self.chapters.get(element.get("id") or "")):
            self.begin(Place(chapter=chapter[0], page=self.composer.place.page), chapter[1])
        self._id = element.get("id") or (element.get("name") if tag == "a" else None) or self._id
        if tag == "section" and (name := element.get("id")):
            self._sections.append((element, name))
        if tag in _BLOCKS:
            self._start_block(element, tag)
        elif tag in _HEADINGS and self._cell is None and self._heading is None:
            self._flush()
            self._write_term()
            self._heading = self._line
            self._bare = letters == 0
        elif tag == "table" and self._rows is None:
            self._flush()
            self._write_term()
            if is_data(element):
                self._table, self._rows, self._heads = element, [], 0
        elif tag == "br":
            if self._line.parts and self._line.parts[-1] == "\n":
                self._flush()
            else:
                self._line.end_line()
        elif tag == "img":
            if self._bare or "math" in element.get("class", ""):
                self._line.write(element.get("alt", ""))
        elif tag == "q":
            self._line.write("“")
        elif tag in ("a", "sup", "sub") and letters <= _MARK_LIMIT:
            self._marks.append((element, self._line, len(self._line.parts)))
            self._bare = self._bare or (tag == "a" and letters == 0 and not leads_to_picture(element))

    def _start_block(self, element: _Element, tag: str) -> None:
        if tag in _LISTS:
            if not self._lists:
                self._last = None
            self._lists.append(open_list(element, tag))
        elif self._rows is not None:
            self._start_in_table(element, tag)
        if tag == "li" and self._cell is not None:
            if self._cell and self._cell.parts[-1][-1:].isalnum():
                self._cell.add(",")
        elif tag == "li":
            self._write_term()
            self._marker = next_marker(self._lists[-1] if self._lists else ItemList(), element)
        if tag in _INSIDE:
            self._inside.append(tag)

    def _start_in_table(self, element: _Element, tag: str) -> None:
        assert self._rows is not None  # noqa: S101 (the caller has looked)
        if tag == "tr":
            self._rows.append([])
            self._heads += self._heads == len(self._rows) - 1 and "thead" in self._around
        elif tag in ("td", "th") and self._cell is None:
            self._rows = self._rows or [[]]
            self._line = self._cell = Line()

    def _end(self, element: _Element, tag: str) -> None:
        self._around.pop()
        if tag in _BLOCKS:
            self._end_block(element, tag)
        elif tag in _HEADINGS and self._heading is not None:
            self._write_heading(_HEADINGS[tag], element)
        elif tag == "table":
            self._flush()
            if self._table is element:
                self._write_table()
        elif tag == "q":
            self._line.write("”")
        elif self._marks and self._marks[-1][0] is element:
            self._end_mark(element, tag)

    def _end_block(self, element: _Element, tag: str) -> None:
        if tag == "dt":
            self._end_term()
        self._flush()
        if self._sections and self._sections[-1][0] is element:
            self._sections.pop()
        if tag == "li":
            self._marker = None
        if tag in ("dd", "dl"):
            self._write_term()
        if tag in _LISTS and self._lists:
            self._lists.pop()
        if tag in _INSIDE and self._inside:
            self._inside.pop()
        if tag in ("td", "th") and self._cell is not None and self._rows is not None:
            text = str(self._cell).replace("\n", " ").strip()
            columns, rows = (span(element, name) for name in ("colspan", "rowspan"))
            self._rows[-1].append(Cell(text, columns, rows, tag == "th"))
            self._cell, self._line = None, Line()

    def _end_mark(self, element: _Element, tag: str) -> None:
        """Write again what a link, superscript or subscript holds, as the mark that it may be."""
        _, line, parts = self._marks.pop()
        if tag == "a":
            self._bare = False
        noted = "noteref" in epub_type(element) or element.get("role") == "doc-noteref"
        if line is not self._line or len(line.parts) <= parts or (tag == "a" and not noted):
            return
        text, space, line.space = line.cut(parts), line.space, ""
        linked = tag == "sup" and ("a" in self._around or next(element.iter("a", "{*}a"), None) is not None)
        if (noted or linked) and is_note_mark(text):
            write_note_mark(line, text)
        elif tag == "sup":
            write_raised(line, text)
        elif tag == "sub":
            write_lowered(line, text)
        else:
            line.write(text)
        line.space = space

    def _flush(self) -> None:
        """Write the open line as a block; within a heading or a cell, where there are no blocks, a space."""
        line = self._line
        if line is self._cell or line is self._heading:
            line.write(" ")
            return
        if line.parts:
            line.finish()
        if not line.parts:
            return
        self._line = Line()
        innermost = self._inside[-1] if self._inside else ""
        if innermost == "dd" and self._term is not None:
            term, self._term = self._term, None
            term.end_line(" " if str(term).endswith((":", "：", ".", "?", "!", "—", "–")) else ": ")
            term.join(line)
            self._add("item", term)
        elif innermost == "li" and self._marker is not None:
            marked = Line()
            if not without_marker(str(line)):
                marked.add(self._marker)
            marked.join(line)
            self._marker = None
            self._add("item", marked)
        else:
            self._write_term()
            kinds: dict[str, BlockKind] = {"blockquote": "quotation", "figcaption": "caption", "caption": "caption"}
            self._add(kinds.get(innermost, "paragraph"), line)

    def _end_term(self) -> None:
        """Keep the open line as what is about to be defined, or as another name of it."""
        if self._cell is not None or self._heading is not None:
            return
        self._line.finish()
        if self._line:
            term, self._line = self._line, Line()
            if self._term is not None:
                self._term.end_line(", ")
                self._term.join(term)
            else:
                self._term = term

    def _write_term(self) -> None:
        """Write what was about to be defined where no definition follows."""
        if self._term is not None:
            term, self._term = self._term, None
            self._add("item", term)

    def _add(self, kind: BlockKind, line: Line) -> None:
        level = max(1, len(self._lists)) if kind == "item" else 0
        # Pages that start before the first letter hold for the whole block.
        for page in [page for start, page in line.pages if start == 0]:
            self.composer.move(replace(self.composer.place, page=page), self.composer.headings)
        close = kind == "item" == self._last
        text = str(line)
        start = self.composer.add(
            kind, text, level=level, edits=line.edits, close=close, indent=2 * (level - 1) if level else 0
        )
        for offset, page in line.pages:
            if 0 < offset < len(text):
                offset += text[offset] in " \n"
                self.composer.move_within(start + offset, replace(self.composer.place, page=page))
        self._line.pages += [(0, page) for offset, page in line.pages if offset >= len(text)]
        self._last, self._id = kind, ""

    def _write_heading(self, level: int, element: _Element) -> None:
        line, self._heading, self._bare = self._line, None, False
        text = " ".join(str(line).split())
        pages, self._line = [page for _, page in line.pages], Line()
        if not text:
            self._line.pages = line.pages
            return
        kind: BlockKind = "heading" if len(text) <= _HEADING_LIMIT else "paragraph"
        place = replace(self.composer.place, page=pages[-1]) if pages else self.composer.place
        if kind == "heading" and "blockquote" not in self._inside:
            self.first_heading = self.first_heading or text
            while self._above and self._above[-1][0] >= level:
                self._above.pop()
            self._above.append((level, text))
            name = element.get("id") or self._id or (self._sections[-1][1] if self._sections else "")
            place = replace(place, section=name or text)
            self._sections = []
        self.composer.move(place, [heading for _, heading in self._above])
        self.composer.add(kind, text, level=level if kind == "heading" else 0)
        self._last, self._id, self._marker = kind, "", None

    def _write_code(self, element: _Element) -> None:
        self._flush()
        self._write_term()
        text = code_in(element)
        if text.strip():
            self.composer.add("code", text)
            self._last, self._marker = "code", None

    def _write_table(self) -> None:
        rows, self._rows, self._table = self._rows or [], None, None
        for number, row in enumerate(written_rows(rows, self._heads)):
            self.composer.add("row", row.text, header=row.header, edits=row.edits, close=number > 0)
            self._last, self._marker = "row", None
