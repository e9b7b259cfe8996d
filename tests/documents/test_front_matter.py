"""Front matter: a block an entry, what it says of the document, bounded and never executed."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askhz.documents.markdown import read_markdown, structure
from askhz.documents.reader import About
from askhz.records import Document
from askhz.text.views import view_of


def read(text: str, **details: str) -> Document:
    (document,) = read_markdown(io.BytesIO(text.encode()), About("a.md", "a.md", "my-file.md", details=details))
    assert isinstance(document, Document)
    return document


def entries(text: str) -> list[str]:
    blocks, _, edits, _ = structure(text)
    return [view_of(text, b.start, b.end, edits).text for b in blocks if b.kind == "front matter"]


YAML = """---
title: "The *house* &amp; rules"
date: 2024-03-01
authors:
  - Ann
  - name: Bob
tags: [rent, "noise"]  # what it is about
# a remark
summary: >-
  Two
  lines.
draft: false
empty:
url: https://example.org/rules
---
# Another title

Text.
"""


def test_an_entry_is_a_block() -> None:
    assert entries(YAML) == [
        "title: The *house* & rules",
        "date: 2024-03-01",
        "authors: Ann, name: Bob",
        "tags: rent, noise",
        "summary: Two lines.",
        "draft: false",
        "url: https://example.org/rules",
    ]
    assert entries(YAML.replace("\n", "\r\n")) == entries(YAML)


def test_title_and_details_are_the_documents_and_the_sidecar_wins() -> None:
    document = read(YAML, author="Carl")
    assert document.title == "The house & rules"
    assert document.details == {"author": "Carl", "date": "2024-03-01", "address": "https://example.org/rules"}
    assert read(YAML).details["author"] == "Ann, Bob"


def test_toml() -> None:
    text = '+++\ntitle = "Rules"\ndate = 2024-03-01T10:00:00Z\nauthor = ["Ann", "Bob"]\n[extra]\nx = 1\n+++\n\nText.\n'
    document = read(text)
    assert document.title == "Rules"
    assert document.details == {"author": "Ann, Bob", "date": "2024-03-01T10:00:00+00:00"}
    assert entries(text)[0] == "title: Rules"


@pytest.mark.parametrize(
    "said",
    [
        "title: Rules\nx: [unclosed",
        "title: Rules\nx: !!python/object/apply:os.system ['false']",
        "title: Rules\nx: 2024-99-99",
        "title: Rules\nx: {{ template }}",
        "title: Rules\nx: " + "[" * 5000,
        "title: Rules\n" + "\n".join(f"a{n}: [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 30)),
        "title: Rules\na: &a [x, x]\n" + "\n".join(f"b{n}: [*a, *a]" for n in range(200)),
    ],
)
def test_what_cannot_be_loaded_still_has_a_title(said: str) -> None:
    assert read(f"---\n{said}\n---\n\nText.\n").title == "Rules"


def test_long_and_nested_front_matter_is_bounded() -> None:
    many = "".join(f"key{n}: value\n" for n in range(300))
    assert len(entries(f"---\n{many}---\n\nText.")) <= 60
    assert entries("---\ntitle: A\nlong: " + "word " * 1000 + "\n---\n\nText.") == ["title: A"]
    assert entries("---\n" + "a: b\n" * 1000 + "---\n\nText.") == []
    assert read("---\nauthor:\n" + "".join("  " * n + "  - \n" for n in range(300)) + "---\n\nText.\n").details == {}


@given(
    st.lists(
        st.sampled_from([*"a:-[]{}&*!|>'\"#=?,% \t\n", "title", "date", ": ", "\n- ", "\n  ", "2024-01-01", "<<: "]),
        max_size=30,
    ).map("".join),
    st.sampled_from(["---", "+++"]),
)
@settings(deadline=None)
def test_hostile_front_matter(said: str, fence: str) -> None:
    text = f"{fence}\n{said}\n{fence}\n\nA word.\n"
    document = read(text)
    assert document.title == " ".join(document.title.split()) != ""
    reached = 0
    for edit in document.edits:
        assert reached <= edit.start <= edit.end
        assert any(block.start <= edit.start <= edit.end <= block.end for block in document.blocks)
        reached = edit.end
