# ruff: noqa: E501 (the XML of real files is long)
"""Where the tables of a sheet are, and which names hold for which rows."""

import pytest
from officefiles import all_of, blocks, only, row, xlsx
from wellformed import read_as_model

from askhz.documents import sheets
from askhz.documents.workbooks import read_xlsx
from askhz.records import Document


def read(*rows: str) -> Document:
    return only(read_xlsx, xlsx({"Prices": "".join(rows)}))


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


def test_names_over_several_columns_may_stand_over_their_last_ones() -> None:
    halves = read(
        row(1, "In millions", "", "", "2023", "", "2024"),
        row(2, "", "Costs", "Sales", "Profit", "Sales", "Profit"),
        row(3, "North", 4, 5, 1, 8, "—"),
        row(4, "South", 5, 6, 2, 9, 4),
    )
    assert read_as_model(halves).split("\n")[-2:] == [
        "In millions: North; 2023 Costs: 4; 2023 Sales: 5; 2023 Profit: 1; 2024 Sales: 8; 2024 Profit: —",
        "In millions: South; 2023 Costs: 5; 2023 Sales: 6; 2023 Profit: 2; 2024 Sales: 9; 2024 Profit: 4",
    ]
    firsts = read(
        row(1, "", "2023", "", "2024", ""),
        row(2, "Zone", "Sales", "Profit", "Turnover", "Costs"),
        row(3, "North", 5, 1, 8, 3),
        row(4, "South", 6, 2, 9, 4),
    )
    said = "Zone: South; 2023 Sales: 6; 2023 Profit: 2; 2024 Turnover: 9; 2024 Costs: 4"
    assert read_as_model(firsts).split("\n")[-1] == said


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


def test_amounts_apart_belong_to_the_table_beside_them() -> None:
    document = read(
        row(1, "Zone", "Code", "", "Sales", "Profit"), row(2, "North", 7, "", 5, 1), row(3, "South", 8, "", 6, 2)
    )
    assert read_as_model(document).split("\n")[-1] == "Zone: South; Code: 8; Sales: 6; Profit: 2"
