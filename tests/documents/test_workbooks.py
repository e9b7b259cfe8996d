# ruff: noqa: E501 (the XML of real files is long)
"""Workbooks: values as shown, tables where they are, names of columns, and what is refused."""

import pytest
from golden.make import COLLECTIONS
from officefiles import ENCRYPTED, OLE, all_of, only, opendocument, packed, row, xlsx
from wellformed import read_as_model

from askhz.documents import sheets
from askhz.documents.reader import UnreadableError
from askhz.documents.workbooks import read_ods, read_xls, read_xlsx
from askhz.records import Document, Place

STYLES = """<numFmts><numFmt numFmtId="164" formatCode="&quot;CHF &quot;#,##0.00;[Red]-0"/>
  <numFmt numFmtId="165" formatCode="yyyy\\-mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/>
  <xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs>"""


def read(*rows: str) -> Document:
    return only(read_xlsx, xlsx({"Prices": "".join(rows)}, STYLES))


def test_rows_read_with_the_names_of_their_columns() -> None:
    document = read(
        row(1, "Room", "Rent", "From"), row(2, "A", (900.5, 2), (45413, 3)), row(3, "B", (0.255, 1), (45413.5, 4))
    )
    assert document.text == "Prices\n\nRoom | Rent | From\nA | CHF 900.50 | 2024-05-01\nB | 25.50% | 2024-05-01 12:00"
    assert read_as_model(document).split("\n")[3] == "Room: A; Rent: CHF 900.50; From: 2024-05-01"
    assert document.anchors[2].place == Place(sheet="Prices", row=2)
    assert document.anchors[2].headings == ("Prices",)


def test_hidden_sheets_are_kept_and_said() -> None:
    raw = xlsx({"One": row(1, "a"), "Lists": row(1, "b"), "Empty": ""}, hidden=("Lists",))
    document = only(read_xlsx, raw)
    assert document.text == "One\n\na\n\nLists (hidden sheet)\n\nb"
    assert document.anchors[-1].place == Place(sheet="Lists", row=1)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (ENCRYPTED, "encrypted; remove the password and index it again"),
        (OLE, "not a workbook, or a damaged one"),
        (packed({"a": "b"}), "not a workbook, or a damaged one"),
        (xlsx({"S": ""}), "holds no text"),
    ],
)
def test_what_is_no_workbook_is_said_in_a_line(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        all_of(read_xlsx, raw)
    with pytest.raises(UnreadableError):
        all_of(read_xls, raw)


def test_what_a_file_is_counts_not_its_ending() -> None:
    old, new = (COLLECTIONS / "xls" / "test.xls").read_bytes(), (COLLECTIONS / "xlsx" / "test.xlsx").read_bytes()
    assert only(read_xlsx, old).text == only(read_xls, new).text
    with pytest.raises(UnreadableError, match="a web page under a wrong ending"):
        all_of(read_xls, b"\r\n<HTML><table><tr><td>Rent</td></tr></table>")


def ods(*tables: str, styles: str = "") -> bytes:
    return opendocument(f"<office:spreadsheet>{''.join(tables)}</office:spreadsheet>", styles)


def test_ods_keeps_what_is_shown_and_counts_repeated_rows() -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"

    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    table = f"""<table:table table:name="Prices"><table:table-row>{cell("Room")}{cell("Rent")}{cell("Deposit")}{empty}</table:table-row>
      <table:table-row>{cell("A", 'office:value="900"')}{cell("CHF 900.00", 'table:number-columns-repeated="2"')}</table:table-row>
      <table:table-row table:number-rows-repeated="1000000">{empty}</table:table-row>
      <table:table-row table:number-rows-repeated="2">{cell("B")}{cell("1")}{cell("2")}</table:table-row></table:table>"""
    hidden = '<table:table table:name="H" table:style-name="t1"><table:table-row>{}</table:table-row></table:table>'
    style = '<style:style style:name="t1"><style:table-properties table:display="false"/></style:style>'
    document = only(read_ods, ods(table, hidden.format(cell("x")), styles=style))
    assert read_as_model(document) == (
        "Prices\n\nRoom; Rent; Deposit\nRoom: A; Rent: CHF 900.00; Deposit: CHF 900.00\n\n"
        "Room: B; Rent: 1; Deposit: 2\nRoom: B; Rent: 1; Deposit: 2\n\nH (hidden sheet)\n\nx"
    )
    rows = [anchor.place.row for anchor in document.anchors]
    assert rows == [None, 1, 2, 1000003, 1000004, None, 1]


def test_ods_repeats_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets.Budget.__init__, "__defaults__", (100, None))
    cell = '<table:table-cell table:number-columns-repeated="999999999"><text:p>a</text:p></table:table-cell>'
    table = f'<table:table table:name="S"><table:table-row table:number-rows-repeated="999999999">{cell}</table:table-row></table:table>'
    with pytest.raises(UnreadableError, match="too many cells"):
        all_of(read_ods, ods(table))


def test_what_is_struck_out_in_ods_is_not_read() -> None:
    style = '<style:style style:name="{}" style:family="{}"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    old = '<table:table-cell table:style-name="ce1"><text:p>95</text:p></table:table-cell>'
    part = '<table:table-cell><text:p>Room <text:span text:style-name="T1">cold</text:span> warm</text:p></table:table-cell>'
    row_ = f"<table:table-row>{part}{old}</table:table-row>"
    styles = style.format("ce1", "table-cell") + style.format("T1", "text")
    document = only(read_ods, ods(f'<table:table table:name="S">{row_}</table:table>', styles=styles))
    assert document.text.split() == ["S", "Room", "warm"]
