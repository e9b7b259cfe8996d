"""XLSX, XLSM, XLS and ODS: sheet by sheet the tables, each row with the names of its columns, as shown.

Left out are comments, charts, pictures and formulas (their results stand).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from ..records import Document, Place, Problem
from .drafting import Draft, left_out
from .excel import COLUMN_LIMIT, Xlsx, xls_sheets
from .layouts import Layout
from .openlists import OpenStyles
from .packages import (
    ENCRYPTED,
    Package,
    attribute,
    check_not_old,
    child,
    children,
    descendants,
    is_encrypted,
    is_old,
    name_of,
    told,
)
from .reader import About, UnreadableError
from .sheets import Budget, Numbered, add_sheet, limited

if TYPE_CHECKING:
    from lxml.etree import _Element


_UNTOLD = Layout()
_HEAD = 16  # bytes that tell what a file really is
_MARKUP = 2000  # bytes in which a web page says that it is one


def read_xlsx(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of an XLSX or XLSM file; of an XLS file too, where it stands under this ending."""
    stream.seek(0)
    if is_old(stream.read(_HEAD)):
        yield from _read_old(stream, about)
        return
    check_not_old(stream, ".xlsx")
    package = Package(stream)
    book = _Book()
    for sheet in Xlsx(package).sheets():
        book.add(sheet.name, sheet.hidden, iter(sheet), sheet.layout)
        book.problems += [f"sheet {sheet.name!r}: {what}" for what in sheet.problems]
    details = dict(package.properties)
    yield from book.finished(about, "xlsx", details.pop("title", None), details)


def read_xls(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of an XLS file; of an XLSX file too, where it stands under this ending."""
    stream.seek(0)
    if stream.read(_HEAD).startswith(b"PK"):
        yield from read_xlsx(stream, about)
    else:
        yield from _read_old(stream, about)


def _read_old(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    if is_encrypted(stream):
        raise UnreadableError(ENCRYPTED)
    stream.seek(0)
    raw = stream.read()
    if not raw.strip(b"\0 \r\n\t"):
        raise UnreadableError("empty")
    if not is_old(raw) and b"<html" in raw[:_MARKUP].lower():
        raise UnreadableError("a web page under a wrong ending; open it in a spreadsheet program and save it as .xlsx")
    book = _Book()
    for sheet in xls_sheets(raw):
        book.add(sheet.name, sheet.hidden, iter(sheet))
        book.problems += [f"sheet {sheet.name!r}: {what}" for what in sheet.problems]
    yield from book.finished(about, "xls", None, {})


def read_ods(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of an ODS file."""
    check_not_old(stream, ".ods")
    package = Package(stream)
    manifest = package.optional("META-INF/manifest.xml")
    if manifest is not None and next(descendants(manifest, "encryption-data"), None) is not None:
        raise UnreadableError(ENCRYPTED)
    book = _Book()
    content = package.xml("content.xml")
    holder = child(content, "body", "spreadsheet")
    styles = OpenStyles(content, package.optional("styles.xml"))
    hidden = {
        attribute(one, "name")
        for one in descendants(content, "style")
        if attribute(child(one, "table-properties"), "display") == "false"
    }
    for table in children(holder, "table"):
        name = attribute(table, "name") or "Sheet"
        book.add(name, attribute(table, "style-name") in hidden, _ods_rows(table, styles))
    meta = child(package.optional("meta.xml"), "meta")
    pairs = (("title", "title"), ("author", "creator"), ("date", "date"), ("created", "creation-date"))
    texts = {key: (element.text or "") for key, name in pairs if (element := child(meta, name)) is not None}
    details = told(texts)
    yield from book.finished(about, "ods", details.pop("title", None), details)


@dataclass(slots=True)
class _Book:
    """A workbook in the making."""

    draft: Draft = field(default_factory=Draft)
    budget: Budget = field(default_factory=Budget)
    title: str | None = None
    problems: list[str] = field(default_factory=list)
    sheets: int = 0

    def add(self, name: str, hidden: bool, rows: Iterator[Numbered], layout: Layout = _UNTOLD) -> None:
        """Add a sheet under its name."""
        if self.budget.is_used_up():
            self.problems.append(f"sheet {name!r}: too many cells before it; left out; divide the file")
            return
        self.draft.place = Place(sheet=name)
        self.draft.leave_headings(1)
        counted = limited(rows, self.budget)
        if (first := next((row for row in counted if any(row[1])), None)) is not None:
            self.draft.heading(f"{name} (hidden sheet)" if hidden else name, 1)
            self.sheets += 1
            found = add_sheet(self.draft, name, chain([first], counted), layout)
            self.title = self.title or (found if self.sheets == 1 else None)
        if self.budget.is_used_up():
            self.problems.append(
                f"sheet {name!r} from row {self.budget.stopped}: too many cells; left out; divide the file"
            )

    def finished(
        self, about: About, kind: str, title: str | None, details: dict[str, str]
    ) -> Iterator[Document | Problem]:
        """The document, and what was left out."""
        if self.sheets == 0:
            raise UnreadableError(self.problems[0] if self.problems else "holds no text")
        yield self.draft.document(about, kind, title or self.title, details, headed=False)
        yield from left_out(about, self.problems)


def _ods_rows(table: _Element, styles: OpenStyles) -> Iterator[Numbered]:
    number = 1
    for row in descendants(table, "table-row"):
        cells: list[str] = []
        for cell in row:
            if name_of(cell) not in ("table-cell", "covered-table-cell"):
                continue
            text = ""
            if not styles.is_struck(attribute(cell, "style-name")):  # what is struck out does not hold any more
                text = "\n".join("".join(_ods_text(line, styles)) for line in children(cell, "p"))
            repeated = _count(attribute(cell, "number-columns-repeated"))
            cells += [text] * min(repeated, COLUMN_LIMIT - len(cells))
        while cells and not cells[-1]:
            cells.pop()
        repeated = _count(attribute(row, "number-rows-repeated"))
        for again in range(repeated if cells else 1):
            yield number + again, cells
        number += repeated


def _ods_text(one: _Element, styles: OpenStyles) -> Iterator[str]:
    """The text of a cell's line without what is struck out in it."""
    if name_of(one) == "span" and styles.is_struck(attribute(one, "style-name")):
        return
    yield one.text or ""
    for inner in one:
        yield from _ods_text(inner, styles)
        yield inner.tail or ""


def _count(text: str | None) -> int:
    return max(1, min(int(text), 1_048_576)) if text and re.fullmatch("[0-9]{1,9}", text) else 1
