"""A text that stays: line breaks and marks without a width read otherwise, edits stay in their block."""

from hypothesis import given
from hypothesis import strategies as st
from readers import check, outline

from askhz.documents.decoding import Decoded
from askhz.documents.outline import LINE_LIMIT, Cell, Outline, lines_of
from askhz.documents.reader import About
from askhz.records import Document, Edit

ABOUT = About("a", "a", "a.x")


def made(found: Outline, encoding: str = "utf-8") -> Document:
    document = found.document(ABOUT, "x", Decoded(found.text, encoding))
    check(document)
    return document


def test_line_breaks_are_spaces_but_not_between_chinese_characters_or_in_code() -> None:
    found = Outline("One \n two\u200b\n杭州\n西湖\n\na\n b")
    found.block("paragraph", 0, 16)
    found.block("code", 16, len(found.text))
    assert outline(made(found)) == [("paragraph", "One two 杭州西湖"), ("code", "a\n b")]


def test_a_block_that_reads_as_nothing_is_dropped() -> None:
    found = Outline("word\n\nmark")
    found.block("paragraph", 0, 4)
    found.block("paragraph", 6, 10)
    found.drop(6, 10)
    document = made(found)
    assert outline(document) == [("paragraph", "word")]
    assert document.edits == (Edit(6, 10, ""),)


def test_a_row_reads_with_the_names_of_its_columns() -> None:
    found = Outline("| a | b |")
    found.row(0, 9, [Cell(2, 3, 0), Cell(6, 7, 1)], ["A", ""])
    assert outline(made(found)) == [("row", "A: a; b")]


def test_anchors_hold_until_the_next_and_headings_close_those_below() -> None:
    found = Outline("A\nB\nC\n")
    for at, level in ((0, 1), (2, 2), (4, 1)):
        found.heading(at, at + 1, level, found.text[at])
    document = made(found, "gb18030")
    assert [anchor.headings for anchor in document.anchors] == [("A",), ("A", "B"), ("C",)]
    assert (document.title, document.details) == ("A", {"encoding": "gb18030"})


def test_a_very_long_line_is_seen_by_its_beginning() -> None:
    first, last = lines_of("a" * (LINE_LIMIT + 5) + "\r\nb")
    assert (len(first.text), first.end, first.long, last.start, last.long) == (
        LINE_LIMIT,
        LINE_LIMIT + 5,
        True,
        LINE_LIMIT + 7,
        False,
    )


SPANS = st.tuples(st.integers(0, 30), st.integers(0, 8))
EDITS = st.tuples(SPANS, st.sampled_from(["", "x"]))


@given(st.lists(SPANS, max_size=5), st.lists(st.tuples(SPANS, st.sampled_from(["", "x"])), max_size=8))
def test_any_edits_stay_in_order_and_in_their_block(
    blocks: list[tuple[int, int]], edits: list[tuple[tuple[int, int], str]]
) -> None:
    found = Outline("ab\ncd \n ef\n\ngh\u200bi jk\nlm no\n pq rs")
    for start, length in sorted(blocks):
        found.block("paragraph", min(start, 30), min(start + length, 30))
    for (start, length), text in edits:
        found.drop(min(start, 30), min(start + length, 30), text)
    made(found)
    assert all(isinstance(edit, Edit) for edit in found.edits())
