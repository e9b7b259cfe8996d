"""ODT and ODP: headings, lists with their numbers, tables, notes and text boxes; slides with their titles and notes.

Left out are tracked deletions, comments, headers and footers, tables of contents and indexes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from ..records import BlockKind, Document, Place, Problem
from .drafting import Draft, one_line
from .openlists import Numbers, OpenStyles
from .packages import ENCRYPTED, Package, attribute, check_not_old, child, children, descendants, name_of, told
from .reader import About, UnreadableError
from .slides import Shape, in_order
from .tables import Row, add_table

if TYPE_CHECKING:
    from lxml.etree import _Element

CELL_LIMIT = 1500  # characters; a table with a longer cell only arranges the page, and is read cell by cell
_COLUMN_LIMIT = 1000
_THROUGH = frozenset("section index-body text-box page-sequence list-header list-item".split())
_INLINE = frozenset(
    "span a ruby ruby-base meta meta-field bookmark-ref reference-ref note-ref sequence sequence-ref title "
    "subject author-name author-initials chapter file-name date time text-input user-field-get variable-get "
    "variable-set expression placeholder database-display conditional-text creator description user-defined".split()
)
_LEFT_OUT = ("tracked-changes", "annotation", "hidden-text", "table-of-content", "alphabetical-index", "forms")
_KINDS: dict[str, BlockKind] = {"quotation": "quotation", "caption": "caption", "code": "code"}
_UNITS = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72, "pc": 2.54 / 6, "px": 2.54 / 96}


def read_odt(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of an ODT file."""
    package, body, text = _opened(stream, "text", ".odt")
    text.walk(body)
    text.finish()
    yield text.draft.document(about, "odt", text.title or _told(package).get("title"), _details(package))


def read_odp(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of an ODP file."""
    package, body, text = _opened(stream, "presentation", ".odp")
    for number, page in enumerate(children(body, "page"), 1):
        text.slide(number, page)
    text.finish()
    title = _told(package).get("title")
    yield text.draft.document(about, "odp", title, _details(package), headed=text.draft.has_heading)


def _opened(stream: BinaryIO, kind: str, newer: str) -> tuple[Package, _Element, _Open]:
    """The package, the part of its content that is wanted, and an empty draft of it."""
    check_not_old(stream, newer)
    package = Package(stream)
    manifest = package.optional("META-INF/manifest.xml")
    if manifest is not None and next(descendants(manifest, "encryption-data"), None) is not None:
        raise UnreadableError(ENCRYPTED)
    if not package.has("content.xml"):
        raise UnreadableError("not an OpenDocument file, or a damaged one")
    content = package.xml("content.xml")
    body = child(content, "body", kind)
    if body is None:
        raise UnreadableError(f"an OpenDocument file under a wrong ending: it holds no {kind}")
    return package, body, _Open(OpenStyles(content, package.optional("styles.xml")))


def _told(package: Package) -> dict[str, str]:
    meta = child(package.optional("meta.xml"), "meta")
    found = {}
    pairs = (("title", "title"), ("author", "creator"), ("author", "initial-creator"), ("date", "date"))
    for key, name in (*pairs, ("created", "creation-date")):
        if key not in found and (element := child(meta, name)) is not None and element.text:
            found[key] = element.text.strip()
    return told(found)


def _details(package: Package) -> dict[str, str]:
    return {key: value for key, value in _told(package).items() if key != "title"}


class _Open:
    """One file in the making."""

    def __init__(self, styles: OpenStyles) -> None:
        self.draft = Draft()
        self.title: str | None = None
        self._styles = styles
        self._numbers = Numbers(styles)
        self._code: list[str] = []
        self._endnotes: list[tuple[str, _Element]] = []
        self._hanging: list[_Element] = []  # text boxes and notes of the paragraph that is read

    def walk(self, parent: _Element) -> None:
        """Add the blocks of a text, a section, a text box or a cell."""
        for one in parent:
            name = name_of(one)
            if name == "h":
                self._heading(one)
            elif name == "p":
                self._paragraph(one)
            elif name == "list":
                self._list(one, 1, None)
            elif name == "table":
                self._end_code()
                self._table(one)
            elif name in ("frame", "custom-shape", "g", "rect") or name in _THROUGH:
                self.walk(one)
        self._end_code()

    def finish(self) -> None:
        """Add the endnotes, which stand at the end."""
        for mark, note in self._endnotes:
            self._note(mark, note)

    def _heading(self, one: _Element) -> None:
        self._end_code()
        text, _ = self._line(one)
        level = min(int(value) if (value := attribute(one, "outline-level") or "1").isdecimal() else 1, 9)
        number = self._numbers.heading(one, level)
        if one_line(text):
            text = one_line(f"{number} {text}")
            self.draft.place = Place(section=text)
            self.draft.heading(text, max(level, 1))
        self._hang()

    def _paragraph(self, one: _Element, mark: str | None = None, depth: int = 0) -> None:
        text, marks = self._line(one)
        role, level = self._styles.role(attribute(one, "style-name"))
        if role == "code" and mark is None:
            self._code.append(text)
            return
        self._end_code()
        if role == "title" or level:
            self.draft.place = Place(section=one_line(text)) if one_line(text) else self.draft.place
            self.draft.heading(f"{mark} {text}" if mark and mark != "-" else text, max(level, 1))
            if role == "title" and self.title is None:
                self.title = one_line(text) or None
        elif mark is not None:
            self.draft.add("item", f"{mark} {text}" if mark and text.strip() else text, depth, marks)
        elif role != "contents":
            self.draft.add(_KINDS.get(role, "paragraph"), text, 0, marks)
        self._hang()

    def _hang(self) -> None:
        """Add what hangs on the paragraph before: text boxes and footnotes."""
        hanging, self._hanging = self._hanging, []
        for one in hanging:
            if name_of(one) != "note":
                self.walk(one)
                continue
            mark = _mark(one)
            if attribute(one, "note-class") == "endnote":
                self._endnotes.append((mark, one))
            else:
                self._note(mark, one)

    def _note(self, mark: str, note: _Element) -> None:
        body = child(note, "note-body")
        lines = [] if body is None else [self._line(one)[0].strip() for one in descendants(body, "p", "h")]
        if text := "\n".join(filter(None, lines)):
            self.draft.add("paragraph", f"{mark} {text}", 0, [f"{mark} "])

    def _end_code(self) -> None:
        if self._code:
            self.draft.add("code", "\n".join(self._code))
            self._code = []

    def _list(self, one: _Element, depth: int, style: str | None) -> None:
        """Add a list; `style` is that of the list around it."""
        style = attribute(one, "style-name") or style
        self._numbers.begin(one, style, depth)
        for item in one:
            head = name_of(item) == "list-header"
            if name_of(item) != "list-item" and not head:
                continue
            mark = None if head else self._numbers.item(item, style, depth)
            for inner in item:
                name = name_of(inner)
                if name == "list":
                    self._list(inner, depth + 1, style)
                elif name == "h":
                    self._heading(inner)
                    mark = None
                elif name == "p":
                    self._paragraph(inner, mark, depth)
                    mark = None
        self._numbers.end(depth)

    def _line(self, paragraph: _Element) -> tuple[str, list[str]]:
        """A paragraph's text and the marks of notes in it."""
        pieces: list[str] = []
        marks: list[str] = []
        if not self._styles.is_struck(attribute(paragraph, "style-name")):
            self._collect(paragraph, pieces, marks)
        return "".join(pieces), marks

    def _collect(self, one: _Element, pieces: list[str], marks: list[str]) -> None:
        pieces.append(_flowing(one.text))
        for inner in one:
            name = name_of(inner)
            if name == "s":
                count = attribute(inner, "c") or "1"
                pieces.append(" " * (min(int(count), 200) if count.isdecimal() else 1))
            elif name in ("tab", "line-break"):
                pieces.append("\t" if name == "tab" else "\n")
            elif name == "note":
                marks.append(_mark(inner))
                pieces.append(marks[-1])
                self._hanging.append(inner)
            elif name in ("frame", "custom-shape", "g", "rect"):
                self._hanging.append(inner)
            elif name in _INLINE and not self._styles.is_struck(attribute(inner, "style-name")):
                self._collect(inner, pieces, marks)  # what is struck out does not hold any more
            pieces.append(_flowing(inner.tail))

    def _table(self, table: _Element) -> None:
        found: list[Row] = []
        layout = False
        rows = list(_rows(table))
        for row, marked in rows:
            texts: list[str] = []
            for cell in row:
                if name_of(cell) not in ("table-cell", "covered-table-cell") or len(texts) > _COLUMN_LIMIT:
                    continue
                texts.append(self._cell(cell))
                repeated = attribute(cell, "number-columns-repeated") or "1"
                texts += [texts[-1]] * (min(int(repeated), _COLUMN_LIMIT) - 1 if repeated.isdecimal() else 0)
                layout = layout or len(texts[-1]) > CELL_LIMIT or next(descendants(cell, "table"), None) is not None
            found.append(Row(tuple(texts[:_COLUMN_LIMIT]), marked or self._is_header(row)))
        if layout or all(len(row.cells) <= 1 for row in found):
            self._hanging.clear()
            for row, _ in rows:
                for cell in row:
                    if name_of(cell) == "table-cell":
                        self.walk(cell)
            return
        add_table(self.draft, found)
        self._hang()

    def _is_header(self, row: _Element) -> bool:
        """Whether all that a row holds has the style for the headings of tables."""
        lines = [one for one in descendants(row, "p") if len(one) or one.text]
        return bool(lines) and all(self._styles.is_table_heading(attribute(one, "style-name")) for one in lines)

    def _cell(self, cell: _Element) -> str:
        return one_line("\n".join(self._line(one)[0] for one in descendants(cell, "p", "h")))

    def slide(self, number: int, page: _Element) -> None:
        """Add a slide: its titles, then all else row by row from the top, then its notes."""
        self.draft.place = Place(slide=number)
        self.draft.leave_headings(1)
        shapes = list(_shapes(page))
        hidden = " (hidden slide)" if self._styles.is_hidden(attribute(page, "style-name")) else ""
        for shape in shapes:
            if shape.kind == "title":
                text = one_line("\n".join(self._line(one)[0] for one in descendants(shape.element, "p")))
                self.draft.heading(text + hidden if text else "", 1)
        for shape in in_order([shape for shape in shapes if shape.kind != "title"]):
            self.draft.break_off()
            if name_of(shape.element) == "table":
                self._table(shape.element)
            else:
                self.walk(shape.element)
        self.draft.break_off()
        first = "Notes: "
        for one in children(child(page, "notes"), "frame"):
            if attribute(one, "class") == "notes":
                for line in descendants(one, "p"):
                    if text := self._line(line)[0].strip():
                        self.draft.add("paragraph", first + text)
                        first = ""


def _shapes(parent: _Element, depth: int = 0) -> Iterator[Shape]:
    """The shapes of a slide that can hold text, those of a group where the group's first one stands."""
    for one in parent:
        name = name_of(one)
        if name == "g" and depth < 30:
            inside = in_order(list(_shapes(one, depth + 1)))
            yield from (shape._replace(at=inside[0].at) for shape in inside)
        elif name in ("frame", "custom-shape", "rect", "ellipse", "path", "polygon", "line", "connector", "caption"):
            kind = attribute(one, "class") or ""
            if kind in ("date-time", "footer", "header", "page-number", "page"):
                continue
            at = _length(attribute(one, "x")), _length(attribute(one, "y")), _length(attribute(one, "height"))
            table = child(one, "table")
            yield Shape(one if table is None else table, kind, at if attribute(one, "y") else None)


def _length(text: str | None) -> float:
    """A length in centimetres; 0 if there is none.

    >>> _length("1in"), _length("2.5cm")
    (2.54, 2.5)
    """
    found = re.fullmatch(r"(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)(cm|mm|in|pt|pc|px)", text or "")
    return float(found[1]) * _UNITS[found[2]] if found else 0.0


def _rows(table: _Element, header: bool = False) -> Iterator[tuple[_Element, bool]]:
    for one in table:
        name = name_of(one)
        if name == "table-row":
            yield one, header
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(one, header or name == "table-header-rows")


def _mark(note: _Element) -> str:
    citation = child(note, "note-citation")
    return f"[{one_line(citation.text or '') if citation is not None else '*'}]"


def _flowing(text: str | None) -> str:
    """Text as a paragraph shows it, in which the file's own line ends are spaces."""
    return re.sub(r"[ \t\r\n]+", " ", text) if text else ""
