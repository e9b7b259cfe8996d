"""Tables: which row names the columns, and how the others read."""

import pytest
from wellformed import check_document, read_as_model

from askhz.documents.drafting import Draft
from askhz.documents.reader import About
from askhz.documents.tables import Row, add_table, header, is_figure, line, names_columns


def read(*rows: tuple[str, ...], marked: int = 0) -> str:
    draft = Draft()
    add_table(draft, [Row(row, at < marked) for at, row in enumerate(rows)])
    document = draft.document(About("a", "a", "a.x"), "x")
    check_document(document)
    return read_as_model(document)


def test_a_marked_row_names_the_columns() -> None:
    assert read(("Room", "Tenant"), ("A", "Guo"), marked=1) == "Room; Tenant\nRoom: A; Tenant: Guo"
    assert read(("Room", "Tenant"), ("A", "Guo")) == "Room; Tenant\nA; Guo"


def test_two_marked_rows_name_them_together() -> None:
    rows = [("Sales", "", "Staff"), ("2023", "2024", ""), ("7", "9", "3")]
    assert read(*rows, marked=2).split("\n")[-1] == "Sales 2023: 7; Sales 2024: 9; Staff: 3"


def test_titles_that_are_marked_with_the_names() -> None:
    rows = [("Rents", "", ""), ("Room", "Rent", "Heating"), ("House one", "", ""), ("A", "900", "gas")]
    assert read(*rows, marked=3).split("\n")[-2:] == ["House one", "Room: A; Rent: 900; Heating: gas"]


def test_rows_that_are_all_marked_name_nothing() -> None:
    assert header([Row(("a", "b"), True)]) == ((), 0)


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([("City", "People"), ("Bern", "134 000")], True),
        ([("City", "Founded"), ("Bern", "1191-05-01")], True),
        ([("Bern", "134 000"), ("Chur", "38 000")], False),
        (
            [
                ("Term", "Meaning"),
                ("Net rent for rooms", "What is paid for the rooms alone, without heating and water."),
            ],
            True,
        ),
        ([("Landlord", "Ada Ferri"), ("Tenant", "Guo Lin")], False),
        ([("Name", "Role", "Floor"), ("Ada", "landlord", "third")], True),
        ([("Name", "Role", "Floor"), ("Ada", "", "")], False),
        ([("Open", "Year", "Quarter"), ("2024", "", ""), ("Q1", "", ""), ("Jan", "", ""), ("5", "6", "7")], False),
        ([("Name", "Name", "Floor"), ("Ada", "landlord", "third")], False),
        ([("Yes", "No", "Maybe"), ("No", "No", "Yes")], False),
        ([("One", "", "", ""), ("1", "2", "3", "4")], False),
        ([("It is a sentence.", "So"), ("a", "1")], False),
        ([("Alone", "Two")], False),
    ],
)
def test_names_are_told_from_the_cells(rows: list[tuple[str, ...]], named: bool) -> None:
    assert names_columns(rows) is named


@pytest.mark.parametrize(
    "figure", ["3", "-3.5 %", "(1,200)", "$ 1'200.50", "2024-05-01 10:30", "1.5.2024", "10:30", "–", "TRUE"]
)
def test_figures(figure: str) -> None:
    assert is_figure(figure)
    assert not is_figure(f"about {figure}")


def test_empty_cells_are_shown_only_under_names() -> None:
    assert line(["", "a", "", "b", ""], ["V", "W", "X", "Y", "Z"])[0] == "a |  | b"
    assert line(["", "a", "", "b", ""], [])[0] == "a | b"


def test_a_cell_that_is_its_own_name_and_one_beyond_the_names() -> None:
    text, edits = line(["Total", "9", "x"], ["Total", "Rent:"])
    assert text == "Total | 9 | x"
    assert [edit.text for edit in edits] == ["; Rent: ", "; "]
