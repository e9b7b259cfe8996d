"""Plain text: its paragraphs. Titles are tested with the collection."""

import io
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readers import read_one

from askhz.documents.markdown import read_markdown
from askhz.documents.plain import paragraphs, read_plain
from askhz.documents.reader import About, Reader
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


def test_markdown_by_another_name() -> None:
    text = "# Loom\n\nIt is **quick**, see [this](a.md).\n\n## Who decides\n\nThe *team*.\n"
    document = read_one(read_plain, text, "loom.txt")
    assert (document.text, document.title, document.kind) == (text, "Loom", "md")
    assert [anchor.headings for anchor in document.anchors] == [("Loom",), ("Loom", "Who decides")]
    for other in (
        "# a comment\nkey = `1`\n\n# another\nkey = **2**\n",
        "Loom\n\nIt is **quick**.\n",
        "# Loom\n\nIt weaves.\n\n# Reed\n\nIt combs.\n",
    ):
        assert read_one(read_plain, other, "loom.txt").kind == "txt"


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


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "房东的名字是王小明。他住在杭州市西湖区，租金每月三千元。合同从二零二四年开始，为期两年。"),
        ("utf-16", "Der Vermieter heißt Önder Çelik.\nEr wohnt in Köln."),
        ("cp1252", "The café’s owner is José Müller – he lives in Zürich. “Rent” is €900."),
    ],
)
@pytest.mark.parametrize("reader", [read_plain, read_markdown])
def test_another_encoding_than_utf_8_is_said(reader: Reader, encoding: str, text: str) -> None:
    about = About("a", "a", "a", details={"date": "2024"})
    (document,) = reader(io.BytesIO(text.encode(encoding)), about)
    assert isinstance(document, Document)
    assert document.text == text
    said = document.details.pop("encoding")
    assert document.details == {"date": "2024"}
    assert said.replace("_", "-").startswith(encoding)
    (document,) = reader(io.BytesIO(text.encode()), about)
    assert isinstance(document, Document)
    assert document.details == {"date": "2024"}
