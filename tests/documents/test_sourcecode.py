"""Source code: a block for each definition with the comment above it."""

import pytest
from examples import examples
from hypothesis import given
from readers import damaged, places, read_one, survives

from askhz.documents import sourcecode
from askhz.documents.sourcecode import BLOCK_LINES, LANGUAGES, READERS

PYTHON = '''"""A module."""

import os

LIMIT = 3


# Opens the baths.
@cached
def open_baths(at):
    """Opens."""
    return at


class Baths:
    """All of them."""

    def close(self):
        pass

    async def drain(self):
        pass
'''
JAVA = "package x;\n\n/** A bath. */\npublic class Bath {\n  // opens it\n  void open(int at) {}\n}\n"


def test_definitions_of_python() -> None:
    document = read_one(READERS["py"], PYTHON, "baths.py")
    assert document.text == PYTHON
    assert places(document) == [
        ('"""A module."""', None),
        ("# Opens the baths.", "open_baths"),
        ("class Baths:", "Baths"),
        ("    def close(self):", "Baths.close"),
        ("    async def drain(", "Baths.drain"),
    ]
    assert {block.kind for block in document.blocks} == {"code"}
    assert (document.title, document.kind) == ("baths.py", "py")
    assert [anchor.place.line for anchor in document.anchors] == [1, 8, 15, 18, 21]


def test_python_that_does_not_parse_is_divided_at_blank_lines() -> None:
    text = "\n\n".join(f"def broken{n}(\n    pass" for n in range(BLOCK_LINES))
    document = read_one(READERS["py"], text)
    assert len(document.blocks) > 2
    lines = [document.text[block.start : block.end].count("\n") + 1 for block in document.blocks]
    assert max(lines) <= BLOCK_LINES
    assert "".join(document.text[block.start : block.end] for block in document.blocks).count("def") == BLOCK_LINES


def test_without_a_grammar_blank_lines_divide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sourcecode, "grammar_definitions", lambda kind, text: [])
    document = read_one(READERS["java"], JAVA)
    assert [
        (block.kind, anchor.place.section) for block, anchor in zip(document.blocks, document.anchors, strict=True)
    ] == [("code", None)]


def test_every_word_of_code_is_in_a_block() -> None:
    for kind, text in (("py", PYTHON), ("java", JAVA)):
        document = read_one(READERS[kind], text)
        within = "".join(document.text[block.start : block.end] for block in document.blocks)
        assert [c for c in within if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize("kind", sorted(set(LANGUAGES.values())))
def test_every_language_reads_any_text(kind: str) -> None:
    assert read_one(READERS[kind], "Some words. 杭州\n").kind == kind


@given(damaged([PYTHON.encode(), JAVA.encode()]))
@examples(60)
def test_damaged_files(raw: bytes) -> None:
    survives(READERS["py"], raw)
    survives(READERS["java"], raw)
