"""The tables of reStructuredText: drawn, between lines, as lists of lists, as values between commas."""

from __future__ import annotations

import pytest
from readers import outline, read_one

from askhz.documents.restructured import read_restructured


def rows(text: str) -> list[str]:
    """How the rows of a document read."""
    return [shown for kind, shown in outline(read_one(read_restructured, text)) if kind == "row"]


def test_a_list_of_lists_is_a_table() -> None:
    text = """.. list-table:: Ports
   :header-rows: 1
   :widths: 10 20

   * - Service
     - Port
   * - **billing**
     - 8081, which
       is open

       by day
   * - search
     -
"""
    assert rows(text) == ["Service; Port", "Service: billing; Port: 8081, which is open by day", "Service: search"]


def test_a_list_of_lists_without_a_header_names_no_column() -> None:
    text = ".. list-table::\n   :header-rows: 0\n\n   * - one\n     - two\n     - three\n   * - a\n     - b\n     - c\n"
    assert rows(text) == ["one; two; three", "a; b; c"]


def test_what_is_no_list_of_lists_is_not_lost() -> None:
    found = outline(read_one(read_restructured, ".. list-table:: Ports\n\n   Nothing but words.\n"))
    assert found == [("caption", "Ports"), ("quotation", "Nothing but words.")]


@pytest.mark.parametrize(
    ("options", "header"), [(':header: "Room", "Seats, all"', ""), (":header-rows: 1", 'Room,"Seats, all"')]
)
def test_values_between_commas_have_the_names_of_their_columns(options: str, header: str) -> None:
    text = f'.. csv-table:: Rooms\n   {options}\n\n   {header}\n   "Birch, small", 4\n   Aspen,\n'
    assert rows(text) == ["Room; Seats, all", "Room: Birch, small; Seats, all: 4", "Room: Aspen"]


def test_a_drawn_cell_may_have_several_lines() -> None:
    text = """+-------+----------------+-------+
| Name  | What it        | Since |
|       | does           |       |
+=======+================+=======+
| read  | Reads a file   | 1.0   |
|       | and closes it  |       |
+-------+----------------+-------+
| all of it              | 2.0   |
+-------+----------------+-------+
"""
    assert rows(text) == [
        "Name; What it; Since; does",
        "Name: read; What it does: Reads a file; Since: 1.0; What it does: and closes it",
        "Name: all of it; Since: 2.0",
    ]


def test_wide_characters_push_bars_out_of_place() -> None:
    text = "+------+------+\n| 名字 | 价格 |\n+======+======+\n| 茶 | 12 |\n+------+------+\n"
    assert rows(text) == ["名字; 价格", "名字: 茶; 价格: 12"]


def test_a_line_with_nothing_in_the_first_column_goes_on_with_the_row_above() -> None:
    text = """=====  ================  =====
Code   Meaning           Level
=====  ================  =====
E1     The disk is full  high
       or read-only
E2     No route          low
=====  ================  =====
"""
    assert rows(text)[1:] == [
        "Code: E1; Meaning: The disk is full; Level: high; Meaning: or read-only",
        "Code: E2; Meaning: No route; Level: low",
    ]


def test_without_a_line_below_the_first_row_its_cells_tell_whether_it_is_a_header() -> None:
    table = "=====  =====\n{}\nLugano 63 000\nBern   134 000\n=====  =====\n"
    assert rows(table.format("City   People"))[1:] == ["City: Lugano; People: 63 000", "City: Bern; People: 134 000"]
    assert rows(table.format("Chur   38 000"))[1] == "Lugano; 63 000"


def test_a_border_without_an_end_is_no_table() -> None:
    assert outline(read_one(read_restructured, "====  ====\n\nWords.\n"))[-1] == ("paragraph", "Words.")
