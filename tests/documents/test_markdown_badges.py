"""Badges read as nothing."""

import pytest
from readers import read_one

from askhz.documents.markdown import read_markdown
from askhz.documents.markdown_badges import badges_in
from askhz.text.views import view_of

BUILD = "[![Build](https://ci.example/build.svg?branch=main)](https://ci.example/loom)"
NPM = "[![npm version][npm-image]][npm-url]"
COVER = "![Coverage](https://img.shields.io/c/loom.png)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BUILD, 1),
        (f"{BUILD} {NPM}{COVER}", 3),
        ("![The yard](yard.svg)", 0),
        ("[![The yard](yard-small.png)](yard.png)", 0),
        ("[The yard](yard.svg)", 0),
    ],
)
def test_where_badges_stand(text: str, expected: int) -> None:
    assert len(badges_in(text, 0, len(text))) == expected


@pytest.mark.parametrize("marked", ["loom", "*loom*"])  # read in two ways
def test_neither_a_title_nor_a_paragraph_has_them(marked: str) -> None:
    text = f"# {marked} {BUILD} {NPM}\n\n{BUILD}\n{COVER}\n\nLoom weaves. {BUILD}\n\n![The yard](yard.png)\n"
    document = read_one(read_markdown, text, "loom.md")
    assert document.title == "loom"
    reads = [view_of(document.text, one.start, one.end, document.edits).text.strip() for one in document.blocks]
    assert reads == ["loom", "Loom weaves.", "The yard"]


def test_one_with_a_link_elsewhere_in_a_long_line_is_found_in_linear_time() -> None:
    text = "[![" * 20_000 + "](" * 20_000
    assert badges_in(text, 0, len(text)) == []
