from __future__ import annotations

import io
from dataclasses import replace

from answers import ANSWER, CITATION

from askhz.documents.markdown import read_markdown
from askhz.documents.reader import About
from askhz.records import Block, BlockKind, Document, Edit, Passage, ShortAnswer
from askhz.render import terminal
from askhz.render.quotes import Part, passage_parts, quote_parts, short_text
from askhz.text.views import view_of

TEXT = "Take **these**:\n1. The key.\n- A lamp\n```\nrun  it\n```\n| Bed | 12 |"
UNITS = ((0, 15), (16, 27), (28, 36), (37, 52), (53, 65))
EDITS = (
    Edit(5, 7, ""),
    Edit(12, 14, ""),
    Edit(28, 30, ""),
    Edit(37, 41, ""),
    Edit(48, 52, ""),
    Edit(53, 55, "What: "),
    Edit(58, 61, "; Number: "),
    Edit(63, 65, ""),
)
KINDS: tuple[BlockKind, ...] = ("paragraph", "item", "item", "code", "row")
PASSAGE = Passage("a.md", 0, len(TEXT), TEXT, UNITS, edits=EDITS, kinds=KINDS)
BLOCKS = tuple(Block(kind, *unit) for kind, unit in zip(KINDS, UNITS, strict=True))
DOCUMENT = Document("a.md", "A", TEXT, "", blocks=BLOCKS, edits=EDITS)
PARTS = [
    Part("prose", "Take these:"),
    Part("item", "1. The key."),
    Part("item", "A lamp"),
    Part("code", "run  it"),
    Part("row", "What: Bed; Number: 12"),
]


def parts_of(start: int, end: int, document: Document | None, text: str = TEXT) -> list[Part]:
    return quote_parts(text[start:end], (start, end), document)


def test_a_passage_has_its_parts_without_marks() -> None:
    assert passage_parts(PASSAGE) == PARTS
    (part,) = passage_parts(replace(PASSAGE, kinds=()))
    assert (part.kind, part.text.split("\n")) == ("prose", [part.text for part in PARTS])


def test_a_quote_is_read_in_its_document() -> None:
    assert parts_of(0, len(TEXT), DOCUMENT) == PARTS
    assert parts_of(5, 22, DOCUMENT) == [Part("prose", "these:"), Part("item", "1. The")]
    assert short_text(ShortAnswer("**these**", "a.md", 5, 14), DOCUMENT) == "these"


def test_without_its_document_or_in_another_a_quote_stands_as_in_its_file() -> None:
    changed = replace(DOCUMENT, text=TEXT.replace("these", "those"))
    for document in (None, changed):
        assert parts_of(0, 15, document) == [Part("prose", "Take **these**:")]
        assert short_text(ShortAnswer("**these**", "a.md", 5, 14), document) == "**these**"


def test_a_header_that_is_quoted_with_rows_is_said_in_them_and_alone_by_itself() -> None:
    document = read("| Plan | Devices |\n|---|---|\n| [Free](/free) | 2 |\n\nEnd.\n")
    text = document.text
    rows = [Part("row", "Plan: Free; Devices: 2")]
    assert parts_of(0, text.index("\n\nEnd"), document, text) == rows
    assert parts_of(0, text.index("\n"), document, text) == [Part("row", "Plan; Devices")]


def test_what_stands_between_blocks_is_not_shown() -> None:
    document = read(
        "1. Turn the [key].\n   :::caution\n   It is hot.\n   :::\n\n<!-- why -->\n[key]: /k\n\n# Next\nGo.\n"
    )
    assert parts_of(0, len(document.text), document, document.text) == [
        Part("item", "1. Turn the key."),
        Part("prose", "It is hot."),
        Part("heading", "Next"),
        Part("prose", "Go."),
    ]
    assert visible_words(document) == "1. Turn the key. It is hot. Next Go."


def read(text: str) -> Document:
    (document,) = read_markdown(io.BytesIO(text.encode()), About("a.md", "a.md", "a.md"))
    assert isinstance(document, Document)
    return document


def visible_words(document: Document) -> str:
    return " ".join(view_of(document.text, 0, len(document.text), document.edits).text.split())


def test_the_terminal_shows_them_as_what_they_are() -> None:
    answer = replace(
        ANSWER, short=None, citations=(replace(CITATION, source="a.md", start=0, end=len(TEXT), quote=TEXT),)
    )
    shown = terminal.text(answer, width=60, documents={"a.md": DOCUMENT})
    assert shown.splitlines()[:6] == [
        "Take these:",
        "1. The key.",
        "- A lamp",
        "    run  it",
        "What: Bed; Number: 12 [1]",
        "",
    ]


def test_a_header_that_is_a_quote_of_its_own_is_not_shown_above_its_rows() -> None:
    text = "| Code | Meaning |\n|---|---|\n| 3 | busy |\n| 4 | **full** |\n"
    document = read(text)
    spans = [(0, text.index("\n")), (text.index("| 4"), len(text) - 1)]
    cited = tuple(
        replace(CITATION, n=n, source="a.md", start=start, end=end, quote=text[start:end])
        for n, (start, end) in enumerate(spans, 1)
    )
    answer = replace(ANSWER, short=None, citations=cited)
    shown = terminal.text(answer, width=60, documents={"a.md": document})
    assert shown.startswith("Code: 4; Meaning: full [1] [2]\n\nSources\n[1] ")
    alone = terminal.text(replace(answer, citations=cited[:1]), width=60, documents={"a.md": document})
    assert alone.startswith("Code; Meaning [1]\n\n")
