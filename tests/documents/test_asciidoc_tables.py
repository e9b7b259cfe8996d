"""The tables of AsciiDoc: cells on lines of their own, over several columns and rows."""

from __future__ import annotations

import pytest

from askhz.documents.asciidoc_tables import columns_told, says_header, table_rows
from askhz.documents.outline import Outline, lines_of


def read(text: str, columns: int = 0) -> list[str]:
    """How the rows of a table read, each cell under the number of its column."""
    outline = Outline(text)
    rows, _ = table_rows(lines_of(text), columns)
    outline.table(rows, 0, str.strip)
    assert all(one.start < one.end and one.end <= len(text) for one in rows)
    return [
        " / ".join(
            f"{cell.column} {' '.join(text[cell.start : cell.end].split())}" for cell in (*row.above, *row.cells)
        )
        for row in rows
    ]


@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        ("|a |b\n|c |d", 0, ["0 a / 1 b", "0 c / 1 d"]),
        ("|a|b\n|c|d", 0, ["0 a / 1 b", "0 c / 1 d"]),
        ("|a\n|b\n\n|c\n|d", 2, ["0 a / 1 b", "0 c / 1 d"]),
        ("|a |b |c |d", 2, ["0 a / 1 b", "0 c / 1 d"]),
        ("|a |b\ngoes on\n|c |d", 0, ["0 a / 1 b / 1 goes on", "0 c / 1 d"]),
        ("2+|both |c\n|d |e |f", 3, ["0 both / 2 c", "0 d / 1 e / 2 f"]),
        (".2+|tall |b\n|d\n|e |f", 0, ["0 tall / 1 b", "0 tall / 1 d", "0 e / 1 f"]),
        ("|a .2+|tall\n|b\n|c |d", 0, ["0 a / 1 tall", "1 tall / 0 b", "0 c / 1 d"]),
        ("a|one\\|two ^.>s|b", 0, ["0 one\\|two / 1 b"]),
        ("// no row\n|a |b", 0, ["0 a / 1 b"]),
        ("|a |", 0, ["0 a"]),
        ("no cell", 0, []),
        ("", 3, []),
    ],
)
def test_rows_end_where_their_columns_are_full(text: str, columns: int, rows: list[str]) -> None:
    assert read(text, columns) == rows


def test_a_first_line_is_set_apart_where_an_empty_line_follows_and_it_has_all_columns() -> None:
    assert table_rows(lines_of("|a |b\n\n|c |d"), 0)[1]
    assert table_rows(lines_of("|a |b\n\n|c |d"), 2)[1]
    for text, columns in (("|a |b\n|c |d", 0), ("|a\n\n|b", 2), ("\n|a |b\n\n|c |d", 0), ("|a |b\n\n", 0)):
        assert not table_rows(lines_of(text), columns)[1]


def test_what_attributes_say() -> None:
    columns = {"[cols='1;2']": 2, '[cols=""]': 0, "[cols=4]": 4, '[cols="99999"]': 200}
    assert {text: columns_told(text) for text in columns} == columns
    header = {"[%header]": True, '[options="header,footer"]': True, "[%noheader]": False, "[%autowidth]": False}
    assert {text: says_header(text) for text in header} == header
