"""RTF's control words: what a paragraph is told to be, and where groups end."""

import pytest

from askhz.documents.controlwords import Paragraph, Parser
from askhz.documents.tables import Row


def parsed(body: bytes) -> Parser:
    parser = Parser()
    parser.feed(rb"{\rtf1 " + body + b"}")
    return parser


def texts(body: bytes) -> list[str]:
    return [one.text for one in parsed(body).found if isinstance(one, Paragraph) and one.text]


def test_a_group_ends_what_it_began() -> None:
    assert texts(rb"a{\v b{c}d}e") == ["ae"]
    bold = [one.bold for one in parsed(rb"{\b a}\par {\b b} c\par").found if isinstance(one, Paragraph) and one.text]
    assert bold == [True, False]


def test_a_paragraph_goes_on_as_the_one_before_until_it_is_reset() -> None:
    body = rb"{\stylesheet{\s1 heading 1;}}\pard\s1 a\par b\par\pard c\par"
    assert [one.level for one in parsed(body).found if isinstance(one, Paragraph) and one.text] == [1, 1, 0]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"\ansicpg1251 \'cf", "П"),
        (rb"\ansicpg99999 \'e9", "é"),
        (rb"\mac \'8e", "é"),
        (rb"\u999999999? x", "짿 x"),
        (rb"\uc99 \u233" + b"." * 10 + b"x", "éx"),
        (rb"{\fonttbl{\f3\fcharset2 Wingdings;}}{\f3 \'b7} x", "\uf0b7 x"),
    ],
)
def test_code_pages_and_numbers_that_are_wrong(body: bytes, text: str) -> None:
    assert texts(body) == [text]


def test_rows_that_are_not_closed_are_kept() -> None:
    found = parsed(rb"\trowd\intbl a\cell b").found
    assert [one for one in found if isinstance(one, Row)] == [Row(("a", "b"))]


def test_a_note_that_is_not_closed_is_kept() -> None:
    (one,) = [one for one in parsed(rb"word{\footnote lost").found if isinstance(one, Paragraph) and one.text]
    assert one.notes == [("[1]", "lost")]


def test_what_is_struck_out_is_not_read() -> None:
    assert texts(rb"a{\strike b}c\strike d\strike0 e{\striked1 f}") == ["ace"]
