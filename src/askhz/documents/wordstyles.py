"""What a DOCX file's styles make of a paragraph: a heading, an item, code; each style may build on another one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from .packages import attribute, child, children, descendants

if TYPE_CHECKING:
    from lxml.etree import _Element

Role = Literal["", "title", "contents", "bullet", "code", "quotation", "caption"]
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("contents", re.compile(r"toc( ?heading| ?\d)|table of figures|contents \d|index \d", re.IGNORECASE)),
    ("title", re.compile(r"((chapter|document|book|report|paper|article)[ _-]?)?title|titel|titre", re.IGNORECASE)),
    ("bullet", re.compile(r"list ?bullet.*|bullet(ed)?([ _-]?(list|text|item))?", re.IGNORECASE)),
    ("caption", re.compile(r"caption.*|.*\bcaption", re.IGNORECASE)),
    ("quotation", re.compile(r".*\bquote\b.*|block text|quotations?", re.IGNORECASE)),
    (
        "code",
        re.compile(
            r"(source ?)?code([ _-]?(block|single|wide|[abc]|annotated|listing|text))*|html preformatted|"
            r"preformatted text|plain text code|macro( text)?|(program )?listing|source",
            re.IGNORECASE,
        ),
    ),
)
_HEADING = re.compile(r"(?:heading|überschrift|titre|title|head|h) ?([1-9])", re.IGNORECASE)
_LETTERED = re.compile(r"head(?:ing)?[ _-]?([A-F])|([A-F])[ _-]?head(?:ing)?", re.IGNORECASE)  # as publishers name them
_PLAIN_TABLES = re.compile(r"table (normal|grid)( light)?|normal table|tablegrid|plain table.*", re.IGNORECASE)
_CHAIN = 20  # depth of styles that build on one another


@dataclass(frozen=True, slots=True)
class Style:
    """What holds for the paragraphs of a style: `level` as of a heading (0: none), `numbered` as a list and depth."""

    name: str = ""
    role: Role = ""
    level: int = 0
    numbered: tuple[str | None, int | None] = (None, None)
    bold: bool = False
    first_row: bool = False


class Styles:
    """The styles of a document, and what a paragraph says besides."""

    def __init__(self, root: _Element | None) -> None:
        self._elements: dict[str, _Element] = {}
        self._default = ""
        for one in children(root, "style"):
            identity = attribute(one, "styleId") or ""
            self._elements.setdefault(identity, one)
            if attribute(one, "type") == "paragraph" and attribute(one, "default") in ("1", "true", "on"):
                self._default = identity
        self._known: dict[str, Style] = {}
        self._last: tuple[_Element | None, Style] = None, Style()

    def of(self, paragraph: _Element) -> Style:
        """The style of a paragraph."""
        if paragraph is not self._last[0]:  # asked for several times in a row
            style = self._named(attribute(child(paragraph, "pPr", "pStyle"), "val") or self._default)
            self._last = paragraph, style
        return self._last[1]

    def heading(self, paragraph: _Element) -> int:
        """The level of a heading, from 1 (the highest) to 9; 0 if the paragraph is none."""
        level = _level(child(paragraph, "pPr", "outlineLvl"))
        return self.of(paragraph).level if level is None else level

    def numbered(self, paragraph: _Element) -> tuple[str | None, int]:
        """The list that a paragraph is an item of (None: of none), and its depth, from 0."""
        own = _numbered(child(paragraph, "pPr", "numPr"))
        identity, depth = self.of(paragraph).numbered
        identity, depth = own[0] or identity, depth if own[1] is None else own[1]
        return (None if identity == "0" else identity), depth or 0

    def is_bold(self, paragraph: _Element) -> bool:
        """Whether all that a paragraph shows is bold."""
        bold = False
        for run in descendants(paragraph, "r"):
            if not any((piece.text or "").strip() for piece in children(run, "t")):
                continue
            mark = child(run, "rPr", "b")
            named = self._named(attribute(child(run, "rPr", "rStyle"), "val") or "")
            if not (is_on(mark) if mark is not None else named.bold or self.of(paragraph).bold):
                return False
            bold = True
        return bold

    def marks_first_row(self, table_style: str | None) -> bool:
        """Whether a table's style sets off its first row."""
        return self._named(table_style or "").first_row

    def _named(self, identity: str, chain: int = 0) -> Style:
        if (known := self._known.get(identity)) is not None:
            return known
        element = self._elements.get(identity)
        if element is None or chain > _CHAIN:
            return _own(identity, None, Style())
        base = attribute(child(element, "basedOn"), "val")
        style = _own(identity, element, self._named(base, chain + 1) if base and base != identity else Style())
        self._known[identity] = style
        return style


def _own(identity: str, element: _Element | None, base: Style) -> Style:
    """A style made of the one that it builds on."""
    name = attribute(child(element, "name"), "val") or identity
    role = role_of(name) or base.role
    style = replace(base, name=name, role=role)
    if (level := heading_of(name)) and role != "title":
        style = replace(style, level=level)
    elif role == "title":
        style = replace(style, level=1)
    if (outline := _level(child(element, "pPr", "outlineLvl"))) is not None:
        style = replace(style, level=outline)
    own = _numbered(child(element, "pPr", "numPr"))
    identity_, depth = own[0] or base.numbered[0], base.numbered[1] if own[1] is None else own[1]
    style = replace(style, numbered=(identity_, depth))
    if (mark := child(element, "rPr", "b")) is not None:
        style = replace(style, bold=is_on(mark))
    if element is not None and attribute(element, "type") == "table" and not _PLAIN_TABLES.fullmatch(name):
        marks = any(attribute(one, "type") == "firstRow" and len(one) for one in children(element, "tblStylePr"))
        style = replace(style, first_row=marks or base.first_row)
    return style


def role_of(name: str) -> Role:
    """What the paragraphs of a style are, told from its name; "" for nothing known.

    >>> role_of("toc 2"), role_of("HTML Preformatted"), role_of("Body Text")
    ('contents', 'code', '')
    """
    return next((role for role, pattern in _ROLES if pattern.fullmatch(name)), "")


def heading_of(name: str) -> int:
    """The level of the headings that a style is for, told from its name; 0 if it is for none.

    >>> heading_of("Heading 2"), heading_of("B-Head"), heading_of("Heading")
    (2, 2, 0)
    """
    if found := _HEADING.fullmatch(name):
        return int(found[1])
    found = _LETTERED.fullmatch(name)
    return ord((found[1] or found[2]).lower()) - ord("a") + 1 if found else 0


def is_on(mark: _Element | None) -> bool:
    """Whether a switch such as bold is set: there, and not set to no."""
    return mark is not None and attribute(mark, "val") not in ("0", "false", "off", "none")


def _level(mark: _Element | None) -> int | None:
    """The level of a heading that an outline level makes; 0 for text; None if nothing is said."""
    value = attribute(mark, "val")
    if value is None or not re.fullmatch(r"[0-9]", value):
        return None
    return (int(value) + 1) % 10


def _numbered(properties: _Element | None) -> tuple[str | None, int | None]:
    depth = attribute(child(properties, "ilvl"), "val")
    return attribute(child(properties, "numId"), "val"), int(depth) if depth and re.fullmatch("[0-9]", depth) else None
