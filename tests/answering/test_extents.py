"""Where a short answer begins and ends."""

import pytest

from askhz.answering.extents import with_all_of_it
from askhz.question import analyse


@pytest.mark.parametrize(
    ("asked", "text", "span", "expected"),
    [
        ("Where is it?", "See https://a.example.org/x, please.", "a.example", "https://a.example.org/x"),
        ("Where did they stay?", "They stayed at Hotel Aurora.", "Aurora", "Hotel Aurora"),
        ("Who ran it?", "In May Ada Lind and Bo Ek ran it.", "Ada", "Ada Lind and Bo Ek"),
        ("Which user is it run by?", "By an ordinary user.", "ordinary", "ordinary user"),
        ("What is it?", "It is a kiln.", "kiln", "kiln"),
    ],
)
def test_all_of_what_a_span_begins(asked: str, text: str, span: str, expected: str) -> None:
    at = text.index(span)
    start, end = with_all_of_it(analyse(asked), text, at, at + len(span))
    assert text[start:end] == expected
