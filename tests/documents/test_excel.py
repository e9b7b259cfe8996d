# ruff: noqa: E501 (the XML of real files is long)
"""The cells of XLSX and XLS files: their values, and what a damaged file still gives."""

import io
import zipfile

import pytest
from golden.make import COLLECTIONS
from officefiles import OLE, R, S, all_of, only, packed, row, xlsx

from askhz.documents import excel
from askhz.documents.workbooks import read_xls, read_xlsx
from askhz.records import Document, Place

STYLES = """<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="2"/><xf numFmtId="14"/></cellXfs>"""


def read(*rows: str) -> Document:
    return only(read_xlsx, xlsx({"Prices": "".join(rows)}, STYLES))


def test_links_and_formulas_without_a_result() -> None:
    link = '<c r="A1"><f>HYPERLINK("https://a.example", "Rent &amp; more")</f><v/></c>'
    unknown = '<c r="B1"><f>A1+1</f></c><c r="C1"><f>A1</f><v>7</v></c>'
    document, problem = all_of(read_xlsx, xlsx({"S": f'<row r="1">{link}{unknown}</row>'}))
    assert isinstance(document, Document)
    assert document.text == "S\n\nRent & more | 7"
    assert str(problem).startswith("Notes.x: sheet 'S': 1 formula holds no result")


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


def test_an_xls_file_is_read_as_its_xlsx_twin() -> None:
    old = only(read_xls, (COLLECTIONS / "xls" / "test.xls").read_bytes())
    new = only(read_xlsx, (COLLECTIONS / "xlsx" / "test.xlsx").read_bytes())
    assert (old.text, old.blocks, old.anchors, old.edits) == (new.text, new.blocks, new.anchors, new.edits)


def test_a_stop_by_a_person_is_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("xlrd.open_workbook", stop)
    with pytest.raises(KeyboardInterrupt):
        all_of(read_xls, OLE)


def test_what_is_struck_out_is_not_read() -> None:
    styles = "<fonts><font/><font><strike/></font></fonts><cellXfs><xf/><xf fontId='1'/><xf fontId='9'/></cellXfs>"
    cells = '<row r="1"><c s="1"><v>95</v></c><c s="2"><v>110</v></c></row><row r="2"><c s="1"><v>1</v></c></row>'
    part = "<r><rPr><strike/></rPr><t>Not </t></r><r><rPr><strike val='0'/></rPr><t>Paid</t></r>"
    rich = f'<row r="3"><c t="inlineStr"><is>{part}</is></c></row>'
    document = only(read_xlsx, xlsx({"S": cells + rich}, styles))
    assert document.text == "S\n\n110\n\nPaid"
