# ruff: noqa: E501 (the XML of real files is long)
"""Workbooks: values as shown, tables where they are, names of columns, and what is refused."""

import datetime
import io
import zipfile

import pytest
from golden.make import COLLECTIONS
from hypothesis import given
from hypothesis import strategies as st
from officefiles import ENCRYPTED, OLE, R, S, all_of, blocks, only, opendocument, packed, row, xlsx
from wellformed import read_as_model

from askhz.documents import excel, sheets
from askhz.documents.numberformats import NumberFormat, number_format, shown
from askhz.documents.reader import UnreadableError
from askhz.documents.workbooks import read_ods, read_xls, read_xlsx
from askhz.records import Document, Place

STYLES = """<numFmts><numFmt numFmtId="164" formatCode="&quot;CHF &quot;#,##0.00;[Red]-0"/>
  <numFmt numFmtId="165" formatCode="yyyy\\-mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/>
  <xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs>"""


def read(*rows: str) -> Document:
    return only(read_xlsx, xlsx({"Prices": "".join(rows)}, STYLES))


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (1e21, "General", "1e+21"),
        (0.125, "0.0%", "12.5%"),
        (1200.5, "#,##0.00", "1,200.50"),
        (-1200.5, '"$"#,##0.00_);\\("$"#,##0.00\\)', "-$1,200.50"),
        (12, "[$€-407] 0.0#", "€ 12.0"),
        (-0.001, "0.00", "0.00"),
        (5, '0 "km"', "5 km"),
        (5.5, "# ?/?", "5.5"),
        (5.5, '"' * 300, "5.5"),
        (True, "General", "TRUE"),
        (datetime.date(2024, 5, 1), "General", "2024-05-01"),
        (datetime.datetime(2024, 5, 1, 9, 30), "General", "2024-05-01 09:30"),
        (datetime.time(9, 30, 5), "General", "09:30:05"),
        (datetime.timedelta(hours=36, minutes=5), "General", "36:05"),
        (datetime.timedelta(seconds=-61), "General", "-0:01:01"),
        (None, "General", ""),
    ],
)
def test_values_are_shown_as_in_the_sheet(value: object, code: str, text: str) -> None:
    assert shown(value, number_format(code)) == text


@given(st.text(st.sampled_from('#0?.,%"$€\\[] -_*;()E@dy'), max_size=30), st.floats(allow_nan=True))
def test_any_code_shows_a_number(code: str, value: float) -> None:
    form = number_format(code)
    assert form is None or isinstance(form, NumberFormat)
    assert shown(value, form)


def test_rows_read_with_the_names_of_their_columns() -> None:
    document = read(
        row(1, "Room", "Rent", "From"), row(2, "A", (900.5, 2), (45413, 3)), row(3, "B", (0.255, 1), (45413.5, 4))
    )
    assert document.text == "Prices\n\nRoom | Rent | From\nA | CHF 900.50 | 2024-05-01\nB | 25.50% | 2024-05-01 12:00"
    assert read_as_model(document).split("\n")[3] == "Room: A; Rent: CHF 900.50; From: 2024-05-01"
    assert document.anchors[2].place == Place(sheet="Prices", row=2)
    assert document.anchors[2].headings == ("Prices",)


def test_several_tables_of_a_sheet() -> None:
    document = read(
        row(1, "Rents 2024"),
        row(2, "Room", "Rent", "", "Item", "Price"),
        row(3, "A", 900, "", "Lamp", 30),
        row(4, "B", 800, "", "Desk", 90),
        row(6, "C", 700),
        row(
            8,
            "Notes on all that stands above, which is a long text that no one here would take for the name of anything.",
        ),
    )
    model = read_as_model(document)
    assert "Room: A; Rent: 900\n" in model
    assert "Item: Lamp; Price: 30\n" in model
    assert blocks(document)[-1][0] == "paragraph"
    assert document.title == "Rents 2024"


def test_a_table_goes_on_under_the_names_above_and_titles_stand_over_it() -> None:
    document = read(
        row(1, "Room", "Rent"), row(2, "A", 900), row(4, "B", 800), row(6, "More"), row(7, "C", 1), row(8, "D", 2)
    )
    assert read_as_model(document).split("\n\n") == [
        "Prices",
        "Room; Rent\nRoom: A; Rent: 900",
        "Room: B; Rent: 800",
        "More",
        "C; 1\nD; 2",
    ]
    assert document.anchors[-1].headings == ("Prices", "More")


def test_names_apart_from_their_table_and_columns_set_off() -> None:
    document = read(row(1, "Zone", "", "Sales", "Profit"), row(3, "North", "", 5, 1), row(4, "South", "", 6, 2))
    assert read_as_model(document).split("\n")[-1] == "Zone: South; Sales: 6; Profit: 2"
    assert document.text.endswith("South | 6 | 2")


def test_hidden_sheets_are_kept_and_said() -> None:
    raw = xlsx({"One": row(1, "a"), "Lists": row(1, "b"), "Empty": ""}, hidden=("Lists",))
    document = only(read_xlsx, raw)
    assert document.text == "One\n\na\n\nLists (hidden sheet)\n\nb"
    assert document.anchors[-1].place == Place(sheet="Lists", row=1)


def test_links_and_formulas_without_a_result() -> None:
    link = '<c r="A1"><f>HYPERLINK("https://a.example", "Rent &amp; more")</f><v/></c>'
    unknown = '<c r="B1"><f>A1+1</f></c><c r="C1"><f>A1</f><v>7</v></c>'
    document, problem = all_of(read_xlsx, xlsx({"S": f'<row r="1">{link}{unknown}</row>'}))
    assert isinstance(document, Document)
    assert document.text == "S\n\nRent & more | 7"
    assert str(problem).startswith("Notes.x: sheet 'S': 1 formulas hold no result")


def test_cells_far_out_cost_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    far = '<row r="{0}"><c r="XFD{0}"><v>1</v></c></row>'
    document = only(read_xlsx, xlsx({"Far": row(1, "word") + far.format(1_048_576)}))
    assert document.text == "Far\n\nword\n\n1"
    assert document.anchors[-1].place == Place(sheet="Far", row=1_048_576)
    monkeypatch.setattr(excel, "AREA_LIMIT", 40_000)
    found, problem = all_of(read_xlsx, xlsx({"Far": row(1, "word") + "".join(map(far.format, range(2, 9)))}))
    assert isinstance(found, Document)
    assert str(problem).startswith("Notes.x: sheet 'Far': from row 4: its cells lie too far out; left out")


def test_rows_and_cells_without_names_count_on() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row r='5'><c r='C5'><v>3</v></c><c><v>4</v></c></row>"
    document = only(read_xlsx, xlsx({"S": rows + "<row><c r='A1'><v>5</v></c></row>"}))
    assert document.text == "S\n\n1 | 2\n\n3 | 4\n5"
    assert [anchor.place.row for anchor in document.anchors] == [None, 1, 5, 6]


def test_shared_texts_errors_dates_and_readings() -> None:
    texts = f'<sst xmlns="{S}"><si><t>Rent</t></si><si><r><t>a </t></r><r><t>b</t></r><rPh><t>no</t></rPh></si></sst>'
    cells = """<row r="1"><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>99</v></c><c t="e"><v>#N/A</v></c>
      <c t="b"><v>1</v></c><c t="d"><v>2024-05-01T00:00:00</v></c><c t="str"><f>A</f><v>formula</v></c><c><v>x</v></c></row>"""
    raw = xlsx({"S": cells})
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    more = f'<Relationship Id="t" Type="{R}/sharedStrings" Target="texts.xml"/></Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace("</Relationships>", more)
    document = only(read_xlsx, packed(parts | {"xl/texts.xml": texts}))
    assert document.text == "S\n\nRent | a b | #N/A | TRUE | 2024-05-01 | formula | x"


@pytest.mark.parametrize(
    ("serial", "date"),
    [
        (1, "1900-01-01"),
        (59, "1900-02-28"),
        (61, "1900-03-01"),
        (0.75, "18:00"),
        (45413.0000001, "2024-05-01"),
        (3e6, "3000000"),
    ],
)
def test_dates(serial: float, date: str) -> None:
    assert read(row(1, "x", (serial, 3))).text.endswith(f"x | {date}")


def test_what_follows_damage_is_named() -> None:
    document, problem = all_of(read_xlsx, xlsx({"S": row(1, "kept") + "<row><c></row>" + row(3, "lost")}))
    assert isinstance(document, Document)
    assert document.text == "S\n\nkept"
    assert str(problem) == "Notes.x: sheet 'S': damaged after row 1; the rest left out"


def test_more_cells_than_the_limit_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets.Budget.__init__, "__defaults__", (4, None))
    rows = "".join(row(number, "a", "b") for number in range(1, 5))
    document, *problems = all_of(read_xlsx, xlsx({"S": rows, "T": rows}))
    assert isinstance(document, Document)
    assert document.text == "S\n\na | b\na | b"
    assert [str(problem) for problem in problems] == [
        "Notes.x: sheet 'S' from row 3: too many cells; left out; divide the file",
        "Notes.x: sheet 'T': too many cells before it; left out; divide the file",
    ]


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


def test_an_xls_file_is_read_as_its_xlsx_twin() -> None:
    old = only(read_xls, (COLLECTIONS / "xls" / "test.xls").read_bytes())
    new = only(read_xlsx, (COLLECTIONS / "xlsx" / "test.xlsx").read_bytes())
    assert (old.text, old.blocks, old.anchors, old.edits) == (new.text, new.blocks, new.anchors, new.edits)


def test_what_a_file_is_counts_not_its_ending() -> None:
    old, new = (COLLECTIONS / "xls" / "test.xls").read_bytes(), (COLLECTIONS / "xlsx" / "test.xlsx").read_bytes()
    assert only(read_xlsx, old).text == only(read_xls, new).text
    with pytest.raises(UnreadableError, match="a web page under a wrong ending"):
        all_of(read_xls, b"\r\n<HTML><table><tr><td>Rent</td></tr></table>")


def test_a_stop_by_a_person_is_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("xlrd.open_workbook", stop)
    with pytest.raises(KeyboardInterrupt):
        all_of(read_xls, OLE)


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
