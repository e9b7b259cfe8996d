"""What CommonMark does not know: which blocks, and which marks in which stretch."""

import pytest
from readers import check, read_one, shown

from askhz.documents.markdown import read_markdown
from askhz.documents.markdown_blocks import Lines
from askhz.documents.markdown_others import Others, has_other_blocks, known


@pytest.mark.parametrize("text", ["a\n> :::note\nb", "- !!! tip", "??? note", "a $$ b", "a\rb", "a\fb", "a\0b"])
def test_blocks_that_only_other_rules_know(text: str) -> None:
    assert has_other_blocks(text)
    assert not has_other_blocks(text, len(text))


@pytest.mark.parametrize("text", ["a\r\nb", "a :: b", "What??? So!!!", "`std::vector`", "5 $ and 6 $"])
def test_texts_that_only_look_like_it(text: str) -> None:
    assert not has_other_blocks(text)


@pytest.mark.parametrize(
    "mark",
    [
        "$x$",
        "~~x~~",
        "{{< x >}}",
        "{% x %}",
        "{:.x}",
        "{#x}",
        "{ref}`x`",
        "[[x]]",
        "[[x|y]]",
        "[!NOTE]",
        "[TOC]",
        "[toc]",
        "^[x]",
        ":::image x:::",
        "![x](data:image/png;base64,x)",
    ],
)
def test_marks_are_found_where_they_stand(mark: str) -> None:
    text = f"Before.\n\n{mark}\n\nAfter."
    others = Others(text, Lines.of(text), 0)
    at = text.index(mark)
    assert others.within(at, at + len(mark))
    assert not others.within(0, at)
    assert not others.within(at + len(mark), len(text))


@pytest.mark.parametrize("text", ["a { b } c", "[a](b)", "[[`a`](b)] - c", "data: x", "[x][!"])
def test_marks_that_only_look_like_it(text: str) -> None:
    assert not Others(text, Lines.of(text), 0).within(0, len(text) - text.endswith("[!") * 2)


def test_lines_that_are_no_text() -> None:
    text = "One.\n" + "x" * 3000 + "\n" + "two words " * 300
    others = Others(text, Lines.of(text), 0)
    assert [others.unread(line, line) for line in range(3)] == [False, True, False]
    assert others.unread(0, 2)
    assert not others.unread(2, 5)


def test_link_definitions_and_notes_are_known_by_their_labels() -> None:
    found = known("[^a]: A note.\n> [^b c]: none\n\n[^d]:", ["One  two"])
    assert found["references"].keys() == {"ONE TWO"}
    assert found["footnotes"] == {"refs": {":a": -1, ":d": -1}}


@pytest.mark.parametrize("text", ["* TOC\n{:toc}", "1. Contents\n{: toc .large }"])
def test_what_stands_for_a_list_of_contents_is_no_text(text: str) -> None:
    document = read_one(read_markdown, f"# Mill\n\n{text}\n\nIt grinds.\n{{:.wide}}\n", "mill.md")
    check(document)
    shows = [shown(document, block) for block in document.blocks if block.kind != "heading"]
    assert [text for text in shows if text] == ["It grinds."]
