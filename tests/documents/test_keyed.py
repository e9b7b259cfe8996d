"""Data to text: values on lines, long ones in paragraphs, places, and no control characters."""

import pytest
from readers import check, outline

from askhz.documents.decoding import Decoded
from askhz.documents.keyed import LONG, Keyed
from askhz.documents.reader import About, UnreadableError
from askhz.records import Document, Place

ABOUT = About("a", "a", "a")


def made(text: Keyed) -> Document:
    document = text.document(ABOUT, "json", "Title", Decoded(""), {})
    check(document)
    return document


def test_short_values_share_a_block_and_long_ones_have_their_own() -> None:
    text = Keyed()
    text.place = Place(row=1)
    text.value("a", " one ")
    text.value("b", "")
    text.value("c", "two")
    text.value("d", "x" * (LONG + 1))
    text.end_block()
    text.place = Place(row=2)
    text.value("e", "First\r\nline.\n\n \n***\n\nSecond\x00.")
    text.heading("Head\ning", 1)
    document = made(text)
    assert outline(document) == [
        ("row", "a: one; c: two"),
        ("paragraph", "d: " + "x" * (LONG + 1)),
        ("paragraph", "e: First line."),
        ("paragraph", "Second."),
        ("heading", "Head ing"),
    ]
    assert "\n\n***\n\n" in document.text
    assert [anchor.place.row for anchor in document.anchors] == [1, 2]


def test_nothing_but_marks_is_no_document() -> None:
    text = Keyed()
    text.value("", "***")
    with pytest.raises(UnreadableError, match="holds no word"):
        text.document(ABOUT, "json", "T", Decoded(""), {})
