"""Notebooks made by hand: cells in order, what was printed, the older form, and what is no notebook."""

import io
import json
from typing import Any

import pytest
from wellformed import check_document

from askhz.documents.formats import format_of
from askhz.documents.notebooks import read_notebook
from askhz.documents.reader import About, UnreadableError
from askhz.records import Document


def read(notebook: Any) -> Document:
    (document,) = read_notebook(io.BytesIO(json.dumps(notebook).encode()), About("a.ipynb", "a.ipynb", "a.ipynb"))
    assert isinstance(document, Document)
    check_document(document)
    return document


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def test_cells_are_read_in_order_with_what_they_printed() -> None:
    document = read(
        {
            "metadata": {"kernelspec": {"language": "python"}, "authors": [{"name": "Ada"}, {"name": "Ben"}]},
            "cells": [
                {"cell_type": "markdown", "source": ["# Weights of apples\n", "\n", "We weigh **ten** apples."]},
                {
                    "cell_type": "code",
                    "source": "apples.mean()",
                    "outputs": [
                        {"output_type": "stream", "text": ["\x1b[31mweighed\x1b[0m\n"]},
                        {
                            "output_type": "execute_result",
                            "data": {"text/plain": ["182.5"], "text/html": "<b>182.5</b>"},
                        },
                        {"output_type": "display_data", "data": {"text/plain": "<Figure>", "image/png": "iVBOR"}},
                        {"output_type": "display_data", "data": {"text/markdown": "The **mean**."}},
                    ],
                },
                {"cell_type": "code", "source": [], "outputs": []},
            ],
        }
    )
    assert document.title == "Weights of apples"
    assert document.details["author"] == "Ada, Ben"
    assert blocks(document) == [
        ("heading", "# Weights of apples"),
        ("paragraph", "We weigh **ten** apples."),
        ("code", "```python\napples.mean()\n```"),
        ("code", "```\nweighed\n```"),
        ("code", "```\n182.5\n```"),
        ("paragraph", "The **mean**."),
    ]
    assert "iVBOR" not in document.text
    assert "Figure" not in document.text


def test_raw_cells_are_text_with_headings_and_without_directives() -> None:
    source = ".. _place:\n\nHow to store\n============\n\nIn sand.\n\nFor long\n~~~~~~~~\n\nIn a cellar."
    found = blocks(read({"cells": [{"cell_type": "raw", "source": source}]}))
    assert found == [
        ("heading", "# How to store"),
        ("paragraph", "In sand."),
        ("heading", "### For long"),
        ("paragraph", "In a cellar."),
    ]


def test_code_with_fences_stays_one_block() -> None:
    source = 'print("""\n```\nsee\n```\n""")'
    assert blocks(read({"cells": [{"cell_type": "code", "source": source}]})) == [("code", f"````\n{source}\n````")]


def test_the_form_with_sheets_is_read() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Apples"]},
        {"cell_type": "code", "input": ["1 + 1"], "language": "python", "outputs": [{"text": ["2"]}]},
    ]
    found = blocks(read({"worksheets": [{"cells": cells}], "nbformat": 3}))
    assert found == [("heading", "## Apples"), ("code", "```\n1 + 1\n```"), ("code", "```\n2\n```")]


@pytest.mark.parametrize(
    "notebook",
    [
        {},
        [],
        3,
        "text",
        {"cells": {"a": 1}},
        {"cells": [3, None, ["code", "x"], {"cell_type": "code", "source": None}]},
    ],
)
def test_what_is_no_notebook_is_refused(notebook: Any) -> None:
    with pytest.raises(UnreadableError):
        read(notebook)


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[" * 100_000, b'{"cells": [{"cell_type": "raw", "source": "\\ud800 a"}]}']
)
def test_damaged_files_are_read_or_refused(raw: bytes) -> None:
    try:
        (document,) = read_notebook(io.BytesIO(raw), About("a.ipynb", "a.ipynb", "a.ipynb"))
    except UnreadableError:
        return
    assert isinstance(document, Document)
    document.text.encode()


def test_notebooks_are_found_by_their_ending() -> None:
    how = format_of("Fit.ipynb")
    assert how is not None
    assert how.reader is read_notebook
