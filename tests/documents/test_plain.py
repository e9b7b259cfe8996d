"""Plain text: its paragraphs. Titles are tested with the collection."""

import io
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askhz.documents.plain import paragraphs, read_plain
from askhz.documents.reader import About
from askhz.records import Block, Document

TEXTS = st.text(alphabet=st.sampled_from("a1杭. \t\n\r\f\v\u2028\u3000\ufeff"), max_size=40)


@given(TEXTS)
@settings(deadline=None)
def test_paragraphs_are_what_blank_lines_separate(text: str) -> None:
    expected: list[list[str]] = [[]]
    for line in re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")):
        if line.strip():
            expected[-1].append(line)
        elif expected[-1]:
            expected.append([])
    blocks = paragraphs(text)
    found = [re.split(r"\r\n|\r|\n", text[block.start : block.end]) for block in blocks]
    assert found == ["\n".join(lines).strip().split("\n") for lines in expected if lines]
    ends = [0, *(end for block in blocks for end in (block.start, block.end)), len(text)]
    assert ends == sorted(ends)


def test_a_stretch_of_a_text_has_its_own_paragraphs() -> None:
    text = "One.\n\nTwo.\n\nThree."
    assert paragraphs(text, 6, 11) == [Block("paragraph", 6, 10)]


def test_a_text_has_paragraphs_and_no_anchors() -> None:
    raw = b"\xef\xbb\xbfA title\r\n\r\nThe text\r\ngoes on.\r\n"
    (document,) = read_plain(io.BytesIO(raw), About("a.txt", "a.txt", "a.txt"))
    assert isinstance(document, Document)
    assert document.text == raw.decode()
    assert [document.text[block.start : block.end] for block in document.blocks] == ["A title", "The text\r\ngoes on."]
    assert (document.kind, document.anchors) == ("txt", ())


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["\n", "\r", "\r\n", " ", "\n ", "a\n", "a\n\n", "\f\n"])
def test_a_megabyte_takes_no_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    began = time.process_time()
    paragraphs(text)
    assert time.process_time() - began < 10
