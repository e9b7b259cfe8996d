"""What an XLSX file tells of its tables: pivot tables, tables side by side, merged cells."""

import io
from collections.abc import Sequence

import pytest
from officefiles import only, row, xlsx
from wellformed import check_document, read_as_model

from askhz.documents.layouts import cells_of
from askhz.documents.reader import About
from askhz.documents.workbooks import read_xlsx
from askhz.records import Document


def model(*rows: str, merged: Sequence[str] = (), tables: Sequence[str] = (), pivots: Sequence[str] = ()) -> str:
    document = only(read_xlsx, xlsx({"S": "".join(rows)}, merged=merged, tables=tables, pivots=pivots))
    check_document(document)
    return read_as_model(document)


def test_a_pivot_table_is_read_with_the_names_over_its_columns_and_the_labels_above() -> None:
    text = model(
        row(1, "Sum of amount", "", "Year", "Quarter"),
        row(2, "", "", "2024", "", "", "Grand Total"),
        row(3, "", "", "Q1", "", "Q2"),
        row(4, "Region", "City", "Jan", "Feb"),
        row(5, "North", "Oslo", 1, 2, 3, 6),
        row(6, "", "Turku", 4, 5, 6, 15),
        row(7, "Grand Total", "", 5, 7, 9, 21),
        pivots=['ref="A1:F7" firstHeaderRow="1" firstDataRow="4" firstDataCol="2"'],
    )
    assert "Region: North; City: Oslo; 2024 Q1 Jan: 1; 2024 Q1 Feb: 2; 2024 Q2: 3; Grand Total: 6" in text
    assert "Region: North; City: Turku; 2024 Q1 Jan: 4" in text
    assert "Region: Grand Total; 2024 Q1 Jan: 5" in text


def test_tables_that_the_file_tells_of_are_parted_though_no_empty_cell_parts_them() -> None:
    text = model(
        row(1, "Rooms", "", "Prices"),
        row(2, "Room", "Name", "Item", "Price"),
        row(3, "A", "Blue", "Lamp", 30),
        row(4, "B", "Red", "Desk", 90),
        row(5, "Both are checked every year."),
        tables=["A2:B4", "C2:D4"],
    )
    assert "Room: A; Name: Blue\n" in text
    assert "Item: Desk; Price: 90" in text
    assert "Both are checked every year." in text
    assert text.index("Item: Desk") < text.index("Both are checked")


def test_a_cell_merged_down_counts_for_the_rows_beside_it() -> None:
    rows = [row(1, "Team", "Name", "Age"), row(2, "Red", "Ada", 30), row(3, "", "Bo", 40), row(4, "", "Cy", 50)]
    text = model(*rows, merged=["A2:A3"])
    assert "Team: Red; Name: Ada; Age: 30" in text
    assert "Team: Red; Name: Bo; Age: 40" in text
    assert "\nName: Cy; Age: 50" in text


def test_a_merged_name_counts_for_the_columns_that_it_covers_and_no_others() -> None:
    rows = [row(1, "", "Sales", "", "Staff"), row(2, "City", "May", "June", "All", "New"), row(3, "Oslo", 1, 2, 3, 4)]
    assert "Sales May: 1; Sales June: 2; Staff All: 3; Staff New: 4" in model(*rows)
    assert "Sales May: 1; Sales June: 2; Staff All: 3; New: 4" in model(*rows, merged=["B1:C1"])


def test_three_rows_of_names_over_figures() -> None:
    rows = [
        row(1, "", "2023", "", "2024", ""),
        row(2, "", "Paid", "", "Due", ""),
        row(3, "City", "Men", "Women", "Men", "Women"),
        row(4, "Oslo", 1, 2, 3, 4),
        row(5, "Bergen", 5, 6, 7, 8),
    ]
    merged = ["B1:C1", "D1:E1", "B2:C2", "D2:E2"]
    assert "City: Bergen; 2023 Paid Men: 5; 2023 Paid Women: 6; 2024 Due Men: 7" in model(*rows, merged=merged)


@pytest.mark.parametrize("wrong", ['ref="A1:B9999999"', 'ref="?"', 'ref="B2:A1"', 'ref="A1:B3" firstDataRow="9"', ""])
def test_what_a_damaged_file_tells_of_a_table_is_not_believed(wrong: str) -> None:
    assert "Ada" in model(row(1, "Name", "Age"), row(2, "Ada", 30), row(3, "Bo", 40), pivots=[wrong])


def test_cells() -> None:
    assert cells_of("$B$2:D10") == (2, 10, 1, 3)
    assert cells_of("D10:B2") is None


ROWS = [row(1, "Team", "Name", "Age"), row(2, "Red", "Ada", 30), row(3, "", "Bo", 40)]


@pytest.mark.parametrize(
    "written",
    [
        "<mergeCells><mergeCell ref='A2:A3'/></mergeCells>",
        '<mergeCells><mergeCell\n xml:space="preserve" note="a > b" ref="A2:A3"></mergeCell></mergeCells>',
        '<x:mergeCells xmlns:x="urn:other"><x:mergeCell ref="&#65;2:A3"/></x:mergeCells>',
    ],
)
def test_merged_cells_however_they_are_written(written: str) -> None:
    assert "Team: Red; Name: Bo; Age: 40" in model(*ROWS, f"</sheetData>{written}<sheetData>")


@pytest.mark.parametrize(
    "written",
    [
        '<!-- <mergeCell ref="A2:A3"/> -->',
        '<row r="9"><c r="A9" t="inlineStr"><is><t><![CDATA[<mergeCell ref="A2:A3"/>]]></t></is></c></row>',
        '<mergeCells><mergeCell ref="A2:A"/><mergeCell/></mergeCells>',
    ],
)
def test_what_only_looks_like_merged_cells(written: str) -> None:
    assert "\nName: Bo; Age: 40" in model(*ROWS, written)


def test_merged_cells_before_damage_count_and_all_of_its_rows_stay() -> None:
    broken = '</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells><sheetData></broken>'
    found = list(read_xlsx(io.BytesIO(xlsx({"S": "".join([*ROWS, broken])})), About("a.xlsx", "a.xlsx", "a.xlsx")))
    assert isinstance(found[0], Document)
    assert "Team: Red; Name: Bo; Age: 40" in read_as_model(found[0])
    assert [str(one) for one in found[1:]] == ["a.xlsx: sheet 'S': damaged after row 3; the rest left out"]
