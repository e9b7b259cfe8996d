"""A conversation as Markdown: quotes as they read, and nothing in them that Markdown reads as its own."""

from __future__ import annotations

import io
from typing import Any

from askhz.api.routes.transcript import transcript
from askhz.documents.markdown import read_markdown
from askhz.documents.reader import About
from askhz.history import Conversation, Turn
from askhz.records import Document

TEXT = """# Pumps

To start **it**, see [the key](/key):

1. Turn the key.
   :::caution
2. Press <start>.

```
pumpctl `start`
```

| Plan | Fee |
|------|-----|
| [Free](/free) | 2 |
"""


def document() -> Document:
    (found,) = read_markdown(io.BytesIO(TEXT.encode()), About("a.md", "a.md", "a.md"))
    assert isinstance(found, Document)
    return found


def exported(*spans: tuple[str, str], gone: bool = False) -> list[str]:
    """The transcript's lines between the question and the sources; each span from one text to the end of another."""
    cited: list[dict[str, Any]] = []
    for number, (first, last) in enumerate(spans, 1):
        start, end = TEXT.index(first), TEXT.index(last) + len(last)
        cited.append({"n": number, "source": "a.md", "title": "", "start": start, "end": end, "quote": TEXT[start:end]})
    turn = Turn(1, "How?", "2026-01-01", {"answered": True, "citations": cited})
    text = transcript(
        Conversation("1", "Pumps", "2026-01-01", "2026-01-01", 1), [turn], lambda _: None if gone else document()
    )
    lines = text.split("\n\n## How?\n\n")[1].splitlines()
    return lines[: next(at for at, line in enumerate(lines) if line.startswith("- \\[1")) - 1]


def test_a_quote_is_a_list_a_table_and_code_where_it_is_one() -> None:
    assert exported(("To start", "| 2 |")) == [
        "> To start it, see the key:",
        ">",
        "> - 1\\. Turn the key.",
        "> - 2\\. Press \\<start\\>.",
        ">",
        "> ```",
        "> pumpctl `start`",
        "> ```",
        ">",
        "> - Plan: Free; Fee: 2",
        ">",
        "> \\[1\\]",
    ]


def test_each_quote_has_its_number_and_a_fence_outlasts_what_is_in_it() -> None:
    assert exported(("To start", "key):"), ("```", "`start`\n```")) == [
        "> To start it, see the key: \\[1\\]",
        "",
        "> ```",
        "> pumpctl `start`",
        "> ```",
        ">",
        "> \\[2\\]",
    ]


def test_without_its_document_a_quote_stands_as_in_its_file() -> None:
    assert exported(("To start", "key):"), gone=True) == ["> To start \\*\\*it\\*\\*, see \\[the key\\](/key): \\[1\\]"]
