"""XLSX, XLSM, XLS and ODS: sheet by sheet the tables, each row with the names of its columns, as shown.

python-calamine reads the values of Excel's files; of XLSX it does not tell how a number is shown, which is read beside
it. ODS keeps the shown text of each cell. Left out are comments, charts, pictures and formulas (their results stand).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from ..records import Document, Place, Problem
from .drafting import Draft, left_out
from .numberformats import NumberFormat, built_in, number_format, shown
from .packages import (
    ENCRYPTED,
    Package,
    attribute,
    check_not_old,
    child,
    children,
    descendants,
    is_encrypted,
    name_of,
    told,
)
from .reader import About, UnreadableError
from .sheets import Budget, Numbered, add_sheet, limited

if TYPE_CHECKING:
    from lxml.etree import _Element
    from python_calamine import CalamineWorkbook

AREA_LIMIT = 10_000_000  # cells of a sheet, empty ones included, up to the last one that holds something
_COLUMN_LIMIT = 16_384
_DAMAGED = "damaged, or not a workbook; open it in a spreadsheet program and save it anew"
_CELL = re.compile(rb"<(?:[A-Za-z0-9]+:)?c\b([^<>]*)>")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_STYLE = re.compile(rb"""\bs\s*=\s*["']([0-9]{1,6})["']""")
_LINK = re.compile(  # a formula that shows a text, its second part, under an address, its first
    rb"<(?:[A-Za-z0-9]+:)?c\b([^<>]*)><f>HYPERLINK\((?:&quot;|\")[^<>]{0,2000}?(?:&quot;|\"), ?"
    rb"(?:&quot;|\")([^<>\"]{0,1000}?)(?:&quot;|\")\)</f>"
)
_NO_RESULT = re.compile(rb"</(?:[A-Za-z0-9]+:)?f>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</(?:[A-Za-z0-9]+:)?c>")


@dataclass(slots=True)
class _Sheet:
    """What calamine does not tell of a sheet, by row and column from 0: how numbers are shown, the texts of links.

    `unknown` counts the formulas whose result the file does not hold.
    """

    forms: dict[tuple[int, int], NumberFormat] = field(default_factory=dict)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    unknown: int = 0


def read_xlsx(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of an XLSX or XLSM file."""
    check_not_old(stream, ".xlsx")
    package = Package(stream)
    shapes = _Shapes(package)
    details = {key: value for key, value in package.properties.items() if key != "title"}
    yield from _workbook(stream, about, "xlsx", shapes, package.properties.get("title"), details)


def read_xls(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of an XLS file."""
    if is_encrypted(stream):
        raise UnreadableError(ENCRYPTED)
    yield from _workbook(stream, about, "xls", None, None, {})


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
    hidden = {
        attribute(one, "name")
        for one in descendants(content, "style")
        if attribute(child(one, "table-properties"), "display") == "false"
    }
    for table in children(holder, "table"):
        name = attribute(table, "name") or "Sheet"
        book.add(name, attribute(table, "style-name") in hidden, _ods_rows(table))
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

    def add(self, name: str, hidden: bool, rows: Iterator[Numbered]) -> None:
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
            found = add_sheet(self.draft, name, chain([first], counted))
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


def _workbook(
    stream: BinaryIO, about: About, kind: str, shapes: _Shapes | None, title: str | None, details: dict[str, str]
) -> Iterator[Document | Problem]:
    book = _Book()
    with _opened(stream) as workbook:
        for sheet in workbook.sheets_metadata:
            if not str(sheet.typ).endswith("WorkSheet"):
                continue
            hidden = not str(sheet.visible).endswith("Visible") or str(sheet.visible).endswith("VeryHidden")
            try:
                beside = shapes.of(sheet.name) if shapes else _Sheet()
                rows = _rows(workbook, sheet.name, beside)
            except UnreadableError as error:
                book.problems.append(f"sheet {sheet.name!r}: {error}; left out")
                continue
            book.add(sheet.name, hidden, rows)
            if beside.unknown:
                what = f"{beside.unknown} formulas hold no result; open it in a spreadsheet program and save it"
                book.problems.append(f"sheet {sheet.name!r}: {what}")
    yield from book.finished(about, kind, title, details)


def _opened(stream: BinaryIO) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    stream.seek(0)
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
    except PasswordError as error:
        raise UnreadableError(ENCRYPTED) from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableError(_DAMAGED) from error
    except BaseException as error:
        raise _panicked(error) from error


def _rows(workbook: CalamineWorkbook, name: str, beside: _Sheet) -> Iterator[Numbered]:
    """A sheet's rows, empty ones included. Raises `UnreadableError` at once if it cannot be read."""
    from python_calamine import CalamineError

    try:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > AREA_LIMIT:
            raise UnreadableError("its last cell lies too far out; delete the empty rows and columns")
        found = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableError("damaged") from error
    except UnreadableError:
        raise
    except BaseException as error:
        raise _panicked(error) from error
    return _shown(found, beside)


def _shown(rows: Sequence[Sequence[object]], beside: _Sheet) -> Iterator[Numbered]:
    forms, links = beside.forms, beside.links
    for at, row in enumerate(rows):
        yield (
            at + 1,
            [shown(value, forms.get((at, column))) or links.get((at, column), "") for column, value in enumerate(row)],
        )


def _panicked(error: BaseException) -> UnreadableError:
    """The reason for a file at which calamine gives up, which it tells by no `Exception`; others go on their way."""
    if type(error).__name__ != "PanicException":
        raise error
    return UnreadableError(_DAMAGED)


class _Shapes:
    """What calamine does not look at in an XLSX file: how large a sheet is, and how its numbers are shown."""

    def __init__(self, package: Package) -> None:
        self._package = package
        main = package.of_kind("", "officeDocument") or "xl/workbook.xml"
        related = package.related(main)
        self._parts: dict[str, str] = {}
        for one in children(child(package.optional(main), "sheets"), "sheet"):
            part = next((related[str(key)][1] for key in one.attrib.values() if str(key) in related), None)
            if part is not None:
                self._parts[attribute(one, "name") or ""] = part
        styles = package.optional(next((path for kind, path in related.values() if kind == "styles"), None))
        codes = {
            attribute(one, "numFmtId"): attribute(one, "formatCode")
            for one in children(child(styles, "numFmts"), "numFmt")
        }
        self._forms: list[NumberFormat | None] = []
        for one in children(child(styles, "cellXfs"), "xf"):
            identity = attribute(one, "numFmtId") or "0"
            code = codes.get(identity)
            known = int(identity) if re.fullmatch("[0-9]{1,6}", identity) else 0
            self._forms.append(number_format(code) if code is not None else built_in(known))

    def of(self, sheet: str) -> _Sheet:
        """What a sheet holds besides its values. Raises `UnreadableError` if it is too large to be read whole."""
        part = self._parts.get(sheet)
        if part is None or not self._package.has(part):
            return _Sheet()
        raw = self._package.read(part)
        links = {
            place: unescape(link[2].decode("utf-8", "replace"))
            for link in _LINK.finditer(raw)
            if (place := _place(link[1]))
        }
        found = _Sheet(links=links, unknown=len(_NO_RESULT.findall(raw)) - len(links))
        rows = columns = 0
        for cell in _CELL.finditer(raw):
            if b"&" in cell[1]:
                raise UnreadableError("damaged")
            if (place := _place(cell[1])) is None:
                continue
            rows, columns = max(rows, place[0] + 1), max(columns, place[1] + 1)
            style = _STYLE.search(cell[1])
            number = int(style[1]) if style else 0
            if style and number < len(self._forms) and (form := self._forms[number]) is not None:
                found.forms[place] = form
        if rows * columns > AREA_LIMIT:
            raise UnreadableError("its last cell lies too far out; delete the empty rows and columns")
        return found


def _place(attributes: bytes) -> tuple[int, int] | None:
    reference = _REFERENCE.search(attributes)
    return (int(reference[2]) - 1, _column(reference[1])) if reference else None


def _column(letters: bytes) -> int:
    """The number of a column, from 0, by its letters.

    >>> _column(b"A"), _column(b"AB")
    (0, 27)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


def _ods_rows(table: _Element) -> Iterator[Numbered]:
    number = 1
    for row in descendants(table, "table-row"):
        cells: list[str] = []
        for cell in row:
            if name_of(cell) not in ("table-cell", "covered-table-cell"):
                continue
            text = "\n".join("".join(line.itertext()) for line in children(cell, "p"))
            repeated = _count(attribute(cell, "number-columns-repeated"))
            cells += [text] * min(repeated, _COLUMN_LIMIT - len(cells))
        while cells and not cells[-1]:
            cells.pop()
        repeated = _count(attribute(row, "number-rows-repeated"))
        for again in range(repeated if cells else 1):
            yield number + again, cells
        number += repeated


def _count(text: str | None) -> int:
    return max(1, min(int(text), 1_048_576)) if text and re.fullmatch("[0-9]{1,9}", text) else 1
