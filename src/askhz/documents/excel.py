"""The sheets of XLSX and XLS files: each cell's value as shown, row by row.

XLSX is read with lxml, XLS with xlrd, which is Python alone. python-calamine is faster, but ends the whole process on
some damaged files.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .layouts import Layout, column, layout_of
from .numberformats import NumberFormat, built_in, is_date, number_format, shown
from .packages import Package, attribute, child, children, descendants, name_of
from .reader import UnreadableError
from .wordstyles import is_on

if TYPE_CHECKING:
    import xlrd
    from lxml.etree import _Element

AREA_LIMIT = 10_000_000  # cells of a sheet, empty ones before the last of a row included
COLUMN_LIMIT = 16_384
ROW_LIMIT = 1_048_576
_DAYS = 2_958_466  # the day after the last one that a sheet can show
_LINK = re.compile(r'HYPERLINK\(.{0,5000}?, ?"([^"]{1,1000})"\)')
_FAR = "its cells lie too far out; left out; delete empty rows and columns"


class Sheet:
    """A sheet: iterate over its rows once; then `problems` says what of it was left out."""

    def __init__(
        self,
        name: str,
        hidden: bool,
        rows: Iterator[tuple[int, list[str]]],
        problems: list[str],
        layout: Layout | None = None,
    ) -> None:
        self.name, self.hidden, self.problems = name, hidden, problems
        self.layout = layout or Layout()
        self._rows = rows

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that holds something: its number, from 1, and its cells from the first column."""
        return self._rows


class Xlsx:
    """An XLSX file."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = package.of_kind("", "officeDocument") or "xl/workbook.xml"
        if not package.has(self._main):
            raise UnreadableError("not a workbook, or a damaged one")
        root, related = package.xml(self._main), package.related(self._main)
        self._sheets: list[tuple[str, bool, str]] = []
        for one in children(child(root, "sheets"), "sheet"):
            kind, part = next((related[str(key)] for key in one.attrib.values() if str(key) in related), ("", ""))
            if kind in ("worksheet", ""):
                hidden = attribute(one, "state") in ("hidden", "veryHidden")
                self._sheets.append((attribute(one, "name") or "", hidden, part))
        self._epoch = datetime.datetime(1899, 12, 30)
        if attribute(child(root, "workbookPr"), "date1904") in ("1", "true"):
            self._epoch = datetime.datetime(1904, 1, 1)
        parts = dict(reversed(list(related.values())))
        self._read_styles(package.optional(parts.get("styles")))
        self._texts = [_text(one) for one in package.elements(parts.get("sharedStrings"), "si")]

    def _read_styles(self, root: _Element | None) -> None:
        codes = {
            attribute(one, "numFmtId"): attribute(one, "formatCode")
            for one in children(child(root, "numFmts"), "numFmt")
        }
        fonts = [is_on(child(one, "strike")) for one in children(child(root, "fonts"), "font")]
        self._struck: list[bool] = []
        self._dates: list[bool] = []
        self._forms: list[NumberFormat | None] = []
        for one in children(child(root, "cellXfs"), "xf"):
            identity = attribute(one, "numFmtId") or "0"
            code = codes.get(identity)
            known = int(identity) if re.fullmatch("[0-9]{1,6}", identity) else 0
            self._dates.append(is_date(known, code))
            font = attribute(one, "fontId") or "0"
            self._struck.append(font.isdecimal() and int(font) < len(fonts) and fonts[int(font)])
            self._forms.append(built_in(known) if code is None else number_format(code))

    def sheets(self) -> Iterator[Sheet]:
        """The sheets in their order."""
        for name, hidden, part in self._sheets:
            problems: list[str] = []
            if not self._package.has(part):
                problems.append("not in the file; left out")
            yield Sheet(name, hidden, self._rows(part, problems), problems, layout_of(self._package, part))

    def _rows(self, part: str, problems: list[str]) -> Iterator[tuple[int, list[str]]]:
        number = area = unknown = 0
        try:
            for row in self._package.elements(part, "row"):
                said = attribute(row, "r") or ""
                number = max(number + 1, int(said) if re.fullmatch("[0-9]{1,7}", said) else 0)
                if number > ROW_LIMIT:
                    problems.append(f"more than {ROW_LIMIT} rows; the others left out")
                    break
                cells: list[str] = []
                for cell in children(row, "c"):
                    at = max(len(cells), column(attribute(cell, "r") or ""))
                    if at >= COLUMN_LIMIT:
                        break
                    value = self._value(cell)
                    unknown += value is None
                    cells += [""] * (at - len(cells))
                    cells.append(value or "")
                area += len(cells)
                if area > AREA_LIMIT:
                    problems.append(f"from row {number}: {_FAR}")
                    break
                if any(cells):
                    yield number, cells
        except UnreadableError as error:
            problems.append(f"{error} after row {number}; the rest left out")
        if unknown:
            many = "formula holds" if unknown == 1 else "formulas hold"
            problems.append(f"{unknown} {many} no result; open it in a spreadsheet program and save it")

    def _value(self, cell: _Element) -> str | None:
        """A cell's value as shown, none where it is struck out; None for a formula without a result in the file."""
        style = attribute(cell, "s") or "0"
        if style.isdecimal() and int(style) < len(self._struck) and self._struck[int(style)]:
            return ""  # it does not hold any more
        kind = attribute(cell, "t") or "n"
        held = child(cell, "v")
        text = (held.text or "") if held is not None else ""
        if kind == "inlineStr":
            return _text(child(cell, "is"))
        if not text:
            formula = child(cell, "f")
            if formula is None or kind == "str":
                return ""
            link = _LINK.match(formula.text or "")
            return link[1] if link else None if formula.text else ""
        if kind == "s":
            at = int(text) if re.fullmatch("[0-9]{1,9}", text) else -1
            return self._texts[at] if 0 <= at < len(self._texts) else ""
        if kind == "b":
            return shown(text == "1")
        if kind == "d":
            return text.replace("T00:00:00", "").removesuffix("Z").replace("T", " ")
        if kind != "n":
            return text
        return self._figure(text, style)

    def _figure(self, text: str, style: str) -> str:
        try:
            value = float(text)
        except ValueError:
            return text
        at = int(style) if re.fullmatch("[0-9]{1,6}", style) else 0
        if at < len(self._dates) and self._dates[at] and (date := moment(value, self._epoch)) is not None:
            return shown(date)
        return shown(value, self._forms[at] if at < len(self._forms) else None)


def moment(serial: float, epoch: datetime.datetime) -> datetime.datetime | datetime.time | None:
    """The date and time that a sheet keeps as a number of days; a time of day below 1; None if it is none.

    >>> moment(45413.5, datetime.datetime(1899, 12, 30)).isoformat()
    '2024-05-01T12:00:00'
    """
    if not 0 <= serial < _DAYS:
        return None
    since = datetime.timedelta(seconds=round(serial * 86400))
    if since.days == 0:
        return (datetime.datetime.min + since).time()
    # Sheets count a 29 February 1900, which never was.
    leap = datetime.timedelta(days=epoch.year == 1899 and serial < 60)
    return epoch + since + leap


def _text(holder: _Element | None) -> str:
    """The text of a cell, without what is struck out and the readings that stand above Japanese words."""
    if holder is None:
        return ""
    pieces = []
    for one in descendants(holder, "t"):
        parent = one.getparent()
        if parent is None or not (name_of(parent) == "rPh" or is_on(child(parent, "rPr", "strike"))):
            pieces.append(one.text or "")
    return "".join(pieces)


def xls_sheets(raw: bytes) -> Iterator[Sheet]:
    """The sheets of an XLS file. Raises `UnreadableError` if it is damaged or encrypted."""
    import xlrd

    def opened(formatting: bool) -> xlrd.Book:
        return xlrd.open_workbook(
            file_contents=raw, formatting_info=formatting, ragged_rows=True, on_demand=True, logfile=io.StringIO()
        )

    try:
        try:
            book = opened(True)
        except NotImplementedError:  # a very old file, which tells no formats
            book = opened(False)
    except Exception as error:  # what xlrd raises for a damaged file is no one kind
        if "encrypted" in str(error).lower():
            raise UnreadableError("encrypted; remove the password and index it again") from error
        raise UnreadableError("not a workbook, or a damaged one") from error
    for at in range(book.nsheets):
        problems: list[str] = []
        name = book.sheet_names()[at]
        try:
            sheet = book.sheet_by_index(at)
        except Exception:
            yield Sheet(name, False, iter(()), ["damaged; left out"])
            continue
        yield Sheet(name, sheet.visibility != 0, _xls_rows(book, sheet, problems), problems)
        book.unload_sheet(at)


def _xls_rows(book: xlrd.Book, sheet: xlrd.sheet.Sheet, problems: list[str]) -> Iterator[tuple[int, list[str]]]:
    epoch = datetime.datetime(1904, 1, 1) if book.datemode else datetime.datetime(1899, 12, 30)
    for number in range(sheet.nrows):
        try:
            cells = [_xls_value(book, cell, epoch) for cell in sheet.row(number)]
        except Exception:
            problems.append(f"row {number + 1} is damaged; left out")
            continue
        if any(cells):
            yield number + 1, cells


def _xls_value(book: xlrd.Book, cell: xlrd.sheet.Cell, epoch: datetime.datetime) -> str:
    import xlrd

    if _is_struck(book, cell):
        return ""
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, ""))
    if cell.ctype not in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return ""
    value = float(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE and (date := moment(value, epoch)) is not None:
        return shown(date)
    form = None
    if cell.xf_index is not None and cell.xf_index < len(book.xf_list):
        known = book.format_map.get(book.xf_list[cell.xf_index].format_key)
        form = number_format(known.format_str) if known else None
    return shown(value, form)


def _is_struck(book: xlrd.Book, cell: xlrd.sheet.Cell) -> bool:
    """Whether the font of a cell strikes it out: it does not hold any more."""
    if cell.xf_index is None or cell.xf_index >= len(book.xf_list):
        return False
    font = book.xf_list[cell.xf_index].font_index
    return font < len(book.font_list) and bool(book.font_list[font].struck_out)
