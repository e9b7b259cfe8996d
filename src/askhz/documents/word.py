"""DOCX: headings by style and outline level, lists with their numbers, tables, notes and text boxes, as shown.

The XML is walked with lxml alone: what python-docx gives besides leaves out numbers, notes, text boxes and tracked
changes. Left out are headers and footers, comments, tracked deletions, hidden text and tables of contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from ..records import BlockKind, Document, Place, Problem
from .drafting import Draft, left_out, one_line
from .numbering import Numbering, roman
from .packages import Package, attribute, check_not_old, child, children, descendants, diagram, name_of
from .reader import About, UnreadableError
from .tables import Row, add_table
from .wordstyles import Styles, is_on

if TYPE_CHECKING:
    from lxml.etree import _Element

CELL_LIMIT = 1500  # characters; a table with a longer cell only arranges the page, and is read cell by cell
_COLUMN_LIMIT = 1000
_GUESSED_HEADING = 100  # characters; a longer line in bold type is no heading
_THROUGH = frozenset("ins moveTo sdt sdtContent customXml smartTag hyperlink fldSimple ruby rubyBase dir bdo".split())


def read_word(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a DOCX file."""
    check_not_old(stream, ".docx")
    package = Package(stream)
    main = package.of_kind("", "officeDocument") or "word/document.xml"
    if not package.has(main):
        raise UnreadableError("not a Word file, or a damaged one")
    body = child(package.xml(main), "body")
    if body is None:
        raise UnreadableError("not a Word file, or a damaged one")
    word = _Word(package, main, body)
    word.walk(body)
    word.finish()
    properties = package.properties
    details = {key: value for key, value in properties.items() if key != "title"}
    yield word.draft.document(about, "docx", word.title or properties.get("title"), details)
    yield from left_out(about, word.problems)


@dataclass(slots=True)
class _Line:
    """A paragraph's text, and what hangs on it: marks of notes, the notes themselves, text boxes, drawings."""

    pieces: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    notes: list[tuple[str, _Element]] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    diagrams: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


class _Word:
    """One file in the making."""

    def __init__(self, package: Package, main: str, body: _Element) -> None:
        self.draft = Draft()
        self.title: str | None = None
        self.problems: list[str] = []
        self._package = package
        self._related = package.related(main)
        self._styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"))
        self._notes = {
            "footnote": {attribute(one, "id"): one for one in children(self._part("footnotes"), "footnote")},
            "endnote": {attribute(one, "id"): one for one in children(self._part("endnotes"), "endnote")},
        }
        self._counts = {"footnote": 0, "endnote": 0}
        self._endnotes: list[tuple[str, _Element]] = []
        self._code: list[str] = []
        headings = [self._styles.of(one).role for one in descendants(body, "p") if self._styles.heading(one)]
        self._guesses = all(role == "title" for role in headings) and not self._is_bold_throughout(body)

    def _part(self, kind: str) -> _Element | None:
        name = next((path for found, path in self._related.values() if found == kind), None)
        if name is None:
            return None
        part = self._package.optional(name)
        if part is None:
            self.problems.append(f"its part {name} cannot be read; left out")
        return part

    def walk(self, parent: _Element) -> None:
        """Add the blocks of the body, a text box, a note or a cell."""
        for one in parent:
            name = name_of(one)
            if name == "p":
                self._paragraph(one)
            elif name == "tbl":
                self._end_code()
                self._table(one)
            elif (name in _THROUGH and not _is_contents(one)) or (name == "AlternateContent"):
                self.walk(_shown(one))
        self._end_code()

    def finish(self) -> None:
        """Add the endnotes, which stand at the end."""
        for mark, note in self._endnotes:
            self._note(mark, note)

    def _paragraph(self, one: _Element) -> None:
        style = self._styles.of(one)
        if style.role == "contents":
            return
        line = self._line(one)
        if style.role == "code":
            self._code.append(line.text)
        else:
            self._end_code()
            self._running(one, line)
        for mark, note in line.notes:
            self._note(mark, note)
        for box in line.boxes:
            self.walk(box)
        for text in line.diagrams:
            self.draft.add("paragraph", text)

    def _running(self, one: _Element, line: _Line) -> None:
        style, text = self._styles.of(one), one_line(line.text)
        if not text:
            return
        level = self._styles.heading(one)
        identity, depth = self._styles.numbered(one)
        mark = self._numbering.mark(identity, depth) if identity else None
        numbered = bool(mark) and mark != "-"
        if self._guesses and not level and (mark is None or numbered) and self._seems_heading(one, text):
            level = depth + 1
        if level:
            self._heading(f"{mark} {text}" if numbered else text, level)
            if style.role == "title" and self.title is None:
                self.title = text
        elif style.role == "bullet" and not mark and style.numbered[0] is None:
            self.draft.add("item", f"- {line.text}", depth + 1, line.marks)
        elif mark is not None and style.role not in _KINDS:
            self.draft.add("item", f"{mark} {line.text}" if mark else line.text, depth + 1, line.marks)
        else:
            whole = f"{mark} {line.text}" if numbered else line.text
            self.draft.add(_KINDS.get(style.role, "paragraph"), whole, 0, line.marks)

    def _heading(self, text: str, level: int) -> None:
        self.draft.place = Place(section=text)
        self.draft.heading(text, level)

    def _seems_heading(self, one: _Element, text: str) -> bool:
        """Whether a line in a file without styles for headings is meant as one: short, bold, and no sentence."""
        if len(text) > _GUESSED_HEADING or text.endswith((".", ",", ";", "。", ":")) or not any(map(str.isalpha, text)):
            return False
        parent = one.getparent()
        return parent is not None and name_of(parent) in ("body", "sdtContent") and self._styles.is_bold(one)

    def _is_bold_throughout(self, body: _Element) -> bool:
        """Whether so much is bold that this type sets nothing off."""
        lengths = [(len(self._line_of(one)), self._styles.is_bold(one)) for one in children(body, "p")]
        return 2 * sum(length for length, bold in lengths if bold) > sum(length for length, _ in lengths)

    def _end_code(self) -> None:
        if self._code:
            self.draft.add("code", "\n".join(self._code))
            self._code = []

    def _note(self, mark: str, note: _Element) -> None:
        lines = [self._line(one).text.strip() for one in descendants(note, "p")]
        if text := "\n".join(filter(None, lines)):
            self.draft.add("paragraph", f"{mark} {text}", 0, [f"{mark} "])

    def _line(self, paragraph: _Element) -> _Line:
        line = _Line()
        self._collect(paragraph, line)
        return line

    def _collect(self, parent: _Element, line: _Line) -> None:
        """What a paragraph, or a part of one, shows."""
        for one in parent:
            name = name_of(one)
            if name == "r":
                # Hidden text, and what is struck out, is not read.
                if not any(is_on(child(one, "rPr", how)) for how in ("vanish", "strike", "dstrike")):
                    self._collect(one, line)
            elif name == "t":
                line.pieces.append(one.text or "")
            elif name in _MARKS:
                line.pieces.append(_MARKS[name])
            elif name == "sym":
                line.pieces.append(chr(int(_hex(attribute(one, "char")), 16) % 0x10000))
            elif name in ("footnoteReference", "endnoteReference"):
                self._refer(one, name.removesuffix("Reference"), line)
            elif name == "AlternateContent" or name in _THROUGH:
                self._collect(_shown(one), line)
            elif name in ("drawing", "pict", "object"):
                self._drawn(one, line)
            elif name in ("oMath", "oMathPara"):
                line.pieces.append(" ".join(piece.text or "" for piece in descendants(one, "t")))

    def _refer(self, one: _Element, kind: str, line: _Line) -> None:
        note = self._notes[kind].get(attribute(one, "id"))
        if note is None:
            return
        self._counts[kind] += 1
        count = self._counts[kind]
        mark = f"[{count}]" if kind == "footnote" else f"[{roman(min(count, 3999))}]"
        line.pieces.append(mark)
        line.marks.append(mark)
        (line.notes if kind == "footnote" else self._endnotes).append((mark, note))

    def _drawn(self, drawing: _Element, line: _Line) -> None:
        for one in descendants(drawing, "txbxContent", "relIds"):
            if name_of(one) == "relIds":
                line.diagrams += diagram(self._package, self._related.get(attribute(one, "dm") or "", ("", None))[1])
            elif not any(name_of(above) in ("Fallback", "txbxContent") for above in _between(one, drawing)):
                line.boxes.append(one)

    def _table(self, table: _Element) -> None:
        rows = list(_rows(table))
        cells = [list(_cells(row)) for row in rows]
        alone = all(len(row) <= 1 for row in cells)
        if alone or any(_is_layout(cell) for row in cells for cell in row):
            for row in cells:
                for cell in row:
                    self.walk(cell)
            return
        found: list[Row] = []
        notes: list[tuple[str, _Element]] = []
        marked = self._marked(table, rows, cells)
        for at, row in enumerate(cells):
            texts: list[str] = [""] * _int(child(rows[at], "trPr", "gridBefore"), 0)
            for cell in row:
                merged = child(cell, "tcPr", "vMerge")
                goes_on = merged is not None and attribute(merged, "val") != "restart"
                texts.append("" if goes_on else self._cell(cell, notes))
                texts += [""] * (_int(child(cell, "tcPr", "gridSpan"), 1) - 1)
            found.append(Row(tuple(texts[:_COLUMN_LIMIT]), at < marked))
        add_table(self.draft, found)
        for mark, note in notes:
            self._note(mark, note)

    def _marked(self, table: _Element, rows: list[_Element], cells: list[list[_Element]]) -> int:
        """How many rows at the top the file marks as naming the columns, by its own mark or by how they look."""
        marked = 0
        while marked < len(rows) and is_on(child(rows[marked], "trPr", "tblHeader")):
            marked += 1
        if marked or len(rows) < 2:
            return marked
        look = child(table, "tblPr", "tblLook")
        first = attribute(look, "firstRow") in ("1", "true", "on") or int(_hex(attribute(look, "val")), 16) & 0x20
        if first and self._styles.marks_first_row(attribute(child(table, "tblPr", "tblStyle"), "val")):
            return 1
        return int(len(cells[0]) > 1 and self._stands_out(cells[0]) and not self._stands_out(cells[1]))

    def _stands_out(self, row: list[_Element]) -> bool:
        """Whether every cell of a row that holds text is bold or shaded."""
        for cell in row:
            texts = [one for one in children(cell, "p") if self._line_of(one)]
            shade = (attribute(child(cell, "tcPr", "shd"), "fill") or "auto").lower()
            if texts and shade in ("auto", "ffffff", "none") and not all(map(self._styles.is_bold, texts)):
                return False
        return True

    @staticmethod
    def _line_of(paragraph: _Element) -> str:
        return "".join(piece.text or "" for piece in descendants(paragraph, "t")).strip()

    def _cell(self, cell: _Element, notes: list[tuple[str, _Element]]) -> str:
        """A cell's text on one line: its paragraphs in order, items of a list parted by ";"."""
        text, listed = "", False
        for one in descendants(cell, "p"):
            if any(name_of(above) in ("Fallback", "txbxContent", "del", "moveFrom") for above in _between(one, cell)):
                continue
            line = self._line(one)
            notes += line.notes
            pieces = [line.text, *("\n".join(self._line_of(p) for p in descendants(box, "p")) for box in line.boxes)]
            piece = one_line("\n".join([*pieces, *line.diagrams]))
            if not piece:
                continue
            identity, depth = self._styles.numbered(one)
            mark = self._numbering.mark(identity, depth) if identity else None
            if mark and mark != "-":
                piece = f"{mark} {piece}"
            between = "; " if listed and mark == "-" and text[-1].isalnum() else " "
            text, listed = f"{text}{between}{piece}".strip(), mark == "-"
        return text


_KINDS: dict[str, BlockKind] = {"quotation": "quotation", "caption": "caption"}
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def _shown(one: _Element) -> _Element:
    """Of what stands there in two forms, the first, which programs of today show; else the element itself."""
    if name_of(one) != "AlternateContent":
        return one
    choice, fallback = child(one, "Choice"), child(one, "Fallback")
    return choice if choice is not None else fallback if fallback is not None else one


def _is_contents(one: _Element) -> bool:
    gallery = attribute(child(one, "sdtPr", "docPartObj", "docPartGallery"), "val")
    return gallery is not None and gallery.lower() in ("table of contents", "bibliographies placeholder")


def _between(one: _Element, above: _Element) -> Iterator[_Element]:
    """The elements that one stands in, up to the one given."""
    for parent in one.iterancestors():
        if parent is above:
            return
        yield parent


def _rows(table: _Element) -> Iterator[_Element]:
    for one in table:
        if name_of(one) == "tr":
            if child(one, "trPr", "del") is None:
                yield one
        elif name_of(one) in _THROUGH:
            yield from _rows(one)


def _cells(row: _Element) -> Iterator[_Element]:
    for one in row:
        if name_of(one) == "tc":
            yield one
        elif name_of(one) in _THROUGH:
            yield from _cells(one)


def _is_layout(cell: _Element) -> bool:
    if next(descendants(cell, "tbl"), None) is not None:
        return True
    return sum(len(piece.text or "") for piece in descendants(cell, "t")) > CELL_LIMIT


def _int(one: _Element | None, otherwise: int) -> int:
    value = attribute(one, "val") or ""
    return min(int(value), _COLUMN_LIMIT) if re.fullmatch(r"[0-9]{1,6}", value) else otherwise


def _hex(value: str | None) -> str:
    return value if value and re.fullmatch(r"[0-9A-Fa-f]{1,8}", value) else "0"
