from __future__ import annotations

from dataclasses import replace

from answers import ANSWER, CITATION, HIT

from askhz.records import Edit, Passage
from askhz.render import terminal
from askhz.render.quotes import Part, passage_parts, quote_parts, span_text

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
PASSAGE = Passage("a.md", 0, len(TEXT), TEXT, UNITS, edits=EDITS, kinds=("paragraph", "item", "item", "code", "row"))
PARTS = [
    Part("prose", "Take these:"),
    Part("item", "1. The key."),
    Part("item", "A lamp"),
    Part("code", "run  it"),
    Part("row", "What: Bed; Number: 12"),
]


def test_a_passage_has_its_parts_without_marks() -> None:
    assert passage_parts(PASSAGE) == PARTS
    assert passage_parts(PASSAGE, (16, 36)) == PARTS[1:3]


def test_a_quote_is_read_in_the_passage_that_holds_it() -> None:
    hit = replace(HIT, passage=PASSAGE)
    citation = replace(CITATION, source="a.md", start=0, end=15, quote=TEXT[:15])
    assert quote_parts(citation, [HIT, hit]) == PARTS[:1]
    assert quote_parts(citation, [HIT]) == [Part("prose", "Take **these**:")]
    assert span_text("a.md", (5, 14), "**these**", [hit]) == "these"
    assert span_text("a.md", (5, 14), "**these**", []) == "**these**"


def test_the_terminal_shows_them_as_what_they_are() -> None:
    hit = replace(HIT, passage=PASSAGE)
    citation = replace(CITATION, source="a.md", start=0, end=len(TEXT), quote=TEXT)
    shown = terminal.text(replace(ANSWER, short=None, citations=(citation,), passages=(hit,)), width=60)
    assert shown.splitlines()[:6] == [
        "Take these:",
        "1. The key.",
        "- A lamp",
        "    run  it",
        "What: Bed; Number: 12 [1]",
        "",
    ]
