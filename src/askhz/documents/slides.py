"""PPTX: slide by slide its title, texts with their depth, tables and notes, in the order in which they are read.

Left out are dates, slide numbers and footers, comments, and pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from ..records import Document, Place, Problem
from .drafting import Draft, left_out, one_line
from .packages import Package, attribute, check_not_old, child, children, descendants, diagram, name_of
from .reader import About, UnreadableError
from .tables import Row, add_table

if TYPE_CHECKING:
    from lxml.etree import _Element

_TITLES = ("title", "ctrTitle")
_LEFT_OUT = ("dt", "ftr", "sldNum", "hdr", "sldImg")
_GROUPS = 30  # groups within groups
_ROW = 0.4  # share of a shape's height within which two shapes stand in one row


def read_slides(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a PPTX file; hidden slides are kept and marked."""
    check_not_old(stream, ".pptx")
    package = Package(stream)
    main = package.of_kind("", "officeDocument") or "ppt/presentation.xml"
    if not package.has(main):
        raise UnreadableError("not a PowerPoint file, or a damaged one")
    related = package.related(main)
    slides = _Slides(package)
    for number, one in enumerate(children(child(package.xml(main), "sldIdLst"), "sldId"), 1):
        name = next((related[str(key)][1] for key in one.attrib.values() if str(key) in related), None)
        slides.add(number, name)
    properties = package.properties
    details = {key: value for key, value in properties.items() if key != "title"}
    yield slides.draft.document(about, "pptx", properties.get("title"), details, headed=slides.draft.has_heading)
    yield from left_out(about, slides.problems)


class Shape(NamedTuple):
    """A shape and where its top left corner stands; None if it stands where the slide's layout says."""

    element: _Element
    kind: str  # of the placeholder that it fills; "" if it fills none
    at: tuple[float, float, float] | None  # left, top, height


class _Slides:
    def __init__(self, package: Package) -> None:
        self.draft = Draft()
        self.problems: list[str] = []
        self._package = package
        self._layouts: dict[str, dict[str, tuple[float, float, float]]] = {}

    def add(self, number: int, name: str | None) -> None:
        """Add a slide; one that cannot be read is named."""
        try:
            root = self._package.xml(name or "a slide")
        except UnreadableError as error:
            self.problems.append(f"slide {number} cannot be read ({error}); left out")
            return
        related = self._package.related(name or "")
        self.draft.place = Place(slide=number)
        self.draft.leave_headings(1)
        shapes = list(_shapes(child(root, "cSld", "spTree")))
        places = self._places(next((path for kind, path in related.values() if kind == "slideLayout"), None))
        shapes = [shape._replace(at=shape.at or places.get(_key(shape.element))) for shape in shapes]
        hidden = " (hidden slide)" if attribute(root, "show") in ("0", "false") else ""
        titles = [shape for shape in shapes if shape.kind in _TITLES]
        for shape in titles:
            self.draft.heading(_text(shape.element) + hidden, 1)
        for shape in in_order([shape for shape in shapes if shape.kind not in _TITLES]):
            self._shape(shape.element, related, shape.kind)
        notes = next((path for kind, path in related.values() if kind == "notesSlide"), None)
        self._notes(number, notes)

    def _shape(self, shape: _Element, related: dict[str, tuple[str, str]], kind: str = "") -> None:
        if name_of(shape) != "graphicFrame":
            self.draft.break_off()
            self._texts(child(shape, "txBody"), listed=kind in ("body", "obj", "") and _is_list(shape, kind))
            return
        for one in descendants(shape, "tbl", "relIds", "chart"):
            if name_of(one) == "tbl":
                first = attribute(child(one, "tblPr"), "firstRow") in ("1", "true")
                rows = [
                    Row(tuple(_text(cell) for cell in children(row, "tc")), first and at == 0)
                    for at, row in enumerate(children(one, "tr"))
                ]
                add_table(self.draft, rows)
            elif name_of(one) == "relIds":
                for text in diagram(self._package, related.get(attribute(one, "dm") or "", ("", None))[1]):
                    self.draft.add("paragraph", text)
            else:
                self._chart(related.get(attribute(one, "id") or "", ("", None))[1])

    def _texts(self, body: _Element | None, *, listed: bool) -> None:
        """The paragraphs of a shape: items where the shape is a list, or they have bullets or numbers of their own."""
        count: dict[int, int] = {}
        for one in children(body, "p"):
            text, properties = _line(one), child(one, "pPr")
            level = attribute(properties, "lvl") or "0"
            depth = int(level) if re.fullmatch("[0-8]", level) else 0
            if not text.strip():
                continue
            for deeper in [deep for deep in count if deep > depth]:
                del count[deeper]
            if (numbered := child(properties, "buAutoNum")) is not None:
                start = attribute(numbered, "startAt") or "1"
                first = int(start) if re.fullmatch("[0-9]{1,5}", start) else 1
                count[depth] = count.get(depth, first - 1) + 1
                self.draft.add("item", f"{count[depth]}. {text}", depth + 1)
                continue
            count.pop(depth, None)
            bullet = child(properties, "buChar") is not None or child(properties, "buBlip") is not None
            if bullet or depth or (listed and child(properties, "buNone") is None):
                self.draft.add("item", f"- {text}", depth + 1)
            else:
                self.draft.add("paragraph", text)

    def _chart(self, name: str | None) -> None:
        """A chart's title, and its figures as a table: a row a category, a column a series."""
        root = self._package.optional(name)
        if root is None:
            return
        if (title := child(root, "chart", "title")) is not None:
            self.draft.add("caption", "".join(piece.text or "" for piece in descendants(title, "t")))
        series = list(descendants(root, "ser"))[:50]
        names = [" ".join(_points(child(one, "tx"))) for one in series]
        values = [_points(child(one, "val")) for one in series]
        categories = next((found for one in series if (found := _points(child(one, "cat")))), [])
        if not categories or not any(values):
            return
        rows = [Row(("", *names), header=True)]
        for at, category in enumerate(categories[:1000]):
            rows.append(Row((category, *(column[at] if at < len(column) else "" for column in values))))
        add_table(self.draft, rows)

    def _notes(self, number: int, name: str | None) -> None:
        root = self._package.optional(name)
        if root is None:
            return
        texts = [_text(one.element) for one in _shapes(child(root, "cSld", "spTree")) if one.kind == "body"]
        if any(text.strip() for text in texts):
            self.draft.break_off()
            for at, text in enumerate(text for text in texts if text.strip()):
                for line in (f"Notes: {text}" if at == 0 else text).split("\n"):
                    self.draft.add("paragraph", line)

    def _places(self, name: str | None) -> dict[str, tuple[float, float, float]]:
        """Where a layout puts its placeholders, by their kind and number; what it leaves open, its master says."""
        if name is None:
            return {}
        if name not in self._layouts:
            found: dict[str, tuple[float, float, float]] = {}
            self._layouts[name] = found  # first, because a damaged file may name a layout as its own master
            master = self._package.of_kind(name, "slideMaster")
            found |= self._places(master)
            root = self._package.optional(name)
            for shape in _shapes(child(root, "cSld", "spTree")):
                if shape.kind and shape.at:
                    found[_key(shape.element)] = shape.at
        return self._layouts[name]


def _shapes(tree: _Element | None, depth: int = 0) -> Iterator[Shape]:
    """The shapes that can hold text, those in groups among them, where the group stands."""
    if tree is None or depth > _GROUPS:
        return
    for one in tree:
        name = name_of(one)
        if name == "AlternateContent":
            inside = child(one, "Choice")
            yield from _shapes(inside if inside is not None else child(one, "Fallback"), depth + 1)
        elif name == "grpSp":
            inside_group = list(_shapes(one, depth + 1))
            at = _position(child(one, "grpSpPr", "xfrm"))
            for shape in in_order(inside_group):
                yield shape._replace(at=at) if at else shape
        elif name in ("sp", "graphicFrame", "cxnSp"):
            holder = next(descendants(one, "ph"), None)
            kind = "" if holder is None else attribute(holder, "type") or "obj"
            if kind in _LEFT_OUT or attribute(next(descendants(one, "cNvPr"), None), "hidden") in ("1", "true"):
                continue
            xfrm = child(one, "spPr", "xfrm")
            yield Shape(one, kind, _position(xfrm if xfrm is not None else child(one, "xfrm")))


def in_order(shapes: list[Shape]) -> list[Shape]:
    """Shapes in the order in which they are read: row by row from the top, in a row from the left.

    A shape stands in the row of one before it if their tops differ by less than a share of the lower one's height.
    Shapes whose place is not known come first, as they stand in the file.
    """
    placed = sorted((shape for shape in shapes if shape.at), key=lambda shape: (shape.at or (0, 0, 0))[1])
    rows: list[list[Shape]] = []
    for shape in placed:
        _left, top, height = shape.at or (0, 0, 0)
        if rows:
            _, first_top, first_height = rows[-1][0].at or (0, 0, 0)
            if top - first_top <= _ROW * min(height, first_height):
                rows[-1].append(shape)
                continue
        rows.append([shape])
    found = [shape for shape in shapes if not shape.at]
    for row in rows:
        found += sorted(row, key=lambda shape: (shape.at or (0, 0, 0))[0])
    return found


def _position(xfrm: _Element | None) -> tuple[float, float, float] | None:
    try:
        offset, size = child(xfrm, "off"), child(xfrm, "ext")
        return (
            float(attribute(offset, "x") or ""),
            float(attribute(offset, "y") or ""),
            float(attribute(size, "cy") or ""),
        )
    except ValueError:
        return None


def _key(shape: _Element) -> str:
    """What a placeholder is found by in a layout: its number, or its kind where it has none."""
    holder = next(descendants(shape, "ph"), None)
    if holder is None:
        return "none"
    return attribute(holder, "idx") or attribute(holder, "type") or "obj"


def _is_list(shape: _Element, kind: str) -> bool:
    """Whether a shape's paragraphs are items by its layout: a body text of several lines is."""
    if kind not in ("body", "obj"):
        return False
    return sum(bool(_line(one).strip()) for one in children(child(shape, "txBody"), "p")) > 1


def _text(shape: _Element) -> str:
    body = child(shape, "txBody")
    return "\n".join(filter(None, (_line(one).strip() for one in children(body, "p"))))


def _line(paragraph: _Element) -> str:
    pieces = []
    for one in descendants(paragraph, "t", "br", "tab"):
        if name_of(one) == "t":
            struck = attribute(child(one.getparent(), "rPr"), "strike") not in (None, "noStrike")
            pieces.append("" if struck else one.text or "")  # what is struck out does not hold any more
        else:
            pieces.append("\n" if name_of(one) == "br" else "\t")
    return "".join(pieces)


def _points(holder: _Element | None) -> list[str]:
    """The values that a chart keeps of its figures, in the order of their numbers."""
    found: dict[int, str] = {}
    if holder is not None:
        for one in descendants(holder, "pt"):
            at = attribute(one, "idx") or ""
            if re.fullmatch("[0-9]{1,4}", at):
                value = child(one, "v")
                found[int(at)] = one_line(value.text or "") if value is not None else ""
    return [found.get(at, "") for at in range(max(found, default=-1) + 1)]
