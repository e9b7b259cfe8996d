"""The lines of reStructuredText: where what begins at one ends."""

import pytest

from askhz.documents.outline import lines_of
from askhz.documents.restructured_lines import (
    begin_of,
    below,
    end_of_deeper,
    end_of_lines,
    end_of_paragraph,
    is_paragraph,
    is_title,
    skip_blank,
)

LINES = lines_of("one\n  two\nthree\n\n   four\n\n\nfive")


def test_ends() -> None:
    assert (end_of_paragraph(LINES, 0), end_of_lines(LINES, 0), end_of_lines(LINES, 1)) == (3, 3, 2)
    assert (end_of_deeper(LINES, 0), end_of_deeper(LINES, 2)) == (2, 3)
    assert (below(LINES, 3, 0), below(LINES, 1, 0), below(LINES, 7, 0)) == (5, 2, 7)
    assert (skip_blank(LINES, 5, 8), skip_blank(LINES, 5, 6), begin_of("a \n b", 1)) == (7, 6, 4)


def test_titles_are_underlined() -> None:
    assert [is_title(lines_of(text), 0) for text in ("Rent\n====", "Rent\n==", "  Rent\n====", "====\n====")] == [
        True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["- a", ".. a", ":a: b", ">>> a", "| a", "+--+", "-a  b", "a\n  b", ""])
def test_what_is_marked_is_no_paragraph(text: str) -> None:
    assert not is_paragraph(lines_of(text), 0)
    assert is_paragraph(lines_of("It is " + text), 0) is (text != "a\n  b")
