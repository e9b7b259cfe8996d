"""The blocks and anchors of Markdown: where they start and end, on any line ends, in bounded work."""

import io
import itertools
import json
import re
import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askhz.documents import make_document, markdown, markdown_blocks
from askhz.documents.markdown import read_markdown, structure
from askhz.documents.reader import About
from askhz.records import Document, Place
from askhz.text.anchors import anchor_at
from askhz.text.views import view_of

LINE_ENDS = ["\n", "\r\n", "\r"]
# All that a rule looks at, in any order.
HOSTILE = st.lists(
    st.sampled_from(
        [
            *"a1杭#-*+=_>|:`~[]()<&\\^!\t\n\r\f\v\0\x1c\x85\u2028\u3000\ufeff\ud800",
            *["\n\n", "\r\n", "\r\n\r\n", "\r\r", "    ", "  ", "- ", "1. ", "> ", "# ", "### ", "---\n", "===\n"],
            *[
                "```\n",
                "~~~",
                "|-|\n",
                "| a | b |\n",
                "[^1]: ",
                "[a]: /b\n",
                "<!--",
                "-->\n",
                "<div>\n",
                "...\n",
                "+++\n",
                "title: a\n",
                "$",
                "$$\n",
                ":::",
                "!!! note\n",
                ": ",
                "{{<",
                ">}}",
                "{%",
                "[[",
                "![",
                "](/x)",
                "**",
                "&amp;",
                "<b>",
                "<table>",
                "<tr><td>",
                "</td></tr>",
                "<pre>",
                "</pre>",
                "<li>",
                "<h2>",
                "<br>",
                "<img alt='a'>",
                "word ",
            ],
        ]
    ),
    max_size=40,
).map("".join)


def found(text: str) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in structure(text).blocks]


def views(text: str) -> list[tuple[str, str]]:
    made = structure(text)
    return [(block.kind, view_of(text, block.start, block.end, made.edits).text) for block in made.blocks]


def read(raw: bytes, name: str = "a.md") -> Document:
    (document,) = read_markdown(io.BytesIO(raw), About(name, name, name))
    assert isinstance(document, Document)
    return document


def check(text: str) -> None:
    blocks, anchors, edits, _ = structure(text)
    reached = 0
    for block in blocks:
        piece = text[block.start : block.end]
        assert reached <= block.start < block.end <= len(text)
        assert piece == piece.strip()
        reached = block.end
    reached = at = 0
    for edit in edits:
        assert reached <= edit.start <= edit.end
        reached = edit.end
        while blocks[at].end < edit.end:
            at += 1
        assert blocks[at].start <= edit.start
        assert edit.start < edit.end or edit.text
    for block in blocks:
        view = view_of(text, block.start, block.end, edits)
        assert view.text.strip()
        assert all(view.text[a:b] == text[at : at + b - a] for a, b, at in view.pieces)
        if block.kind != "code":
            assert view.text == " ".join(re.split(r"\s+", view.text.strip()))
    headings = {block.start: block.level for block in blocks if block.kind == "heading"}
    assert [anchor.start for anchor in anchors] == sorted({anchor.start for anchor in anchors})
    for anchor in anchors:
        assert 1 <= len(anchor.headings) <= headings[anchor.start] <= 6
        assert anchor.place == Place(section=anchor.headings[-1])
        assert all(heading == " ".join(heading.split()) != "" for heading in anchor.headings)


@given(HOSTILE)
@settings(deadline=None)
def test_hostile_text(text: str) -> None:
    check(text)
    assert structure(text) == structure(text)


@given(st.text())
@settings(deadline=None)
def test_any_text(text: str) -> None:
    check(text)


@given(HOSTILE)
@settings(deadline=None)
def test_line_ends_do_not_matter(text: str) -> None:
    plain = re.sub(r"\r\n?|\n", "\n", text)
    expected = structure(plain)
    for end in LINE_ENDS:
        other = plain.replace("\n", end)
        made = structure(other)
        assert [(b.kind, b.level, b.header, other[b.start : b.end].replace(end, "\n")) for b in made.blocks] == [
            (b.kind, b.level, b.header, plain[b.start : b.end]) for b in expected.blocks
        ]
        assert [a.headings for a in made.anchors] == [a.headings for a in expected.anchors]
        assert views(other) == views(plain)


VIEWS: list[tuple[str, list[tuple[str, str]]]] = [
    ("*Rent* is **due** on ~~the~~ `1st`", [("paragraph", "Rent is due on 1st")]),
    ("***All*** of_it_here *x**y**z*", [("paragraph", "All of_it_here xyz")]),
    ("A [link *x*](/b 'title'), [named][n] and [n].", [("paragraph", "A link x, named and n.")]),
    ("![A *house*](a.png) <https://a.org> <me@a.org>", [("paragraph", "A house https://a.org me@a.org")]),
    ("[![Build](https://a/b.png)](/c) ![](d.png)", [("paragraph", "Build")]),
    ("Fish &amp; chips&nbsp;\\* <b>now</b><br>here<!-- no --> <name>", [
        ("paragraph", "Fish & chips * now here <name>"),
    ]),
    ("A note[^1] and ^[one *inline*].", [("paragraph", "A note and (one inline).")]),
    ("It wraps\n   here  \nand\\\nthere", [("paragraph", "It wraps here and there")]),
    ("> Quoted\n> **over\n> lines**\nlazily", [("quotation", "Quoted over lines lazily")]),
    ("Rent.\n\n[!INCLUDE[footer](../footer.md)]", [("paragraph", "Rent.")]),
    ("> [!NOTE]\n> Careful", [("quotation", "Careful")]),
    ("# One `x` #", [("heading", "One x")]),
    ("Two\nlines\n=====", [("heading", "Two lines")]),
    ("Lead-in:\n- a\n- b\n  wraps\n\n  more\n\n  3. *c*\n* [x] done\n* [ ] open", [
        ("paragraph", "Lead-in:"), ("item", "a"), ("item", "b wraps"), ("paragraph", "more"), ("item", "3. c"),
        ("item", "[x] done"), ("item", "[ ] open"),
    ]),
    ("1) > deep\n   > *er*", [("quotation", "deep er")]),
    ("```py title\n\n  x = *a*\n\ny\n```", [("code", "  x = *a*\n\ny")]),
    ("> ~~~\n> a\n>   b\n> ~~~", [("code", "a\n  b")]),
    ("Code:\n\n    a\n      b", [("paragraph", "Code:"), ("code", "a\n  b")]),
    ("| Name | *Price* | |\n|:--|--:|-|\n| `a` | 3 &euro; | x |\n| b | | |", [
        ("row", "Name; Price"), ("row", "Name: a; Price: 3 €; x"), ("row", "Name: b"),
    ]),
    ("Name | Price\n---|---\na \\| b | [3](/x)", [("row", "Name; Price"), ("row", "Name: a | b; Price: 3")]),
    ("> | a |\n> |---|\n> | 1. b |", [("row", "a"), ("row", "a: 1. b")]),
    ("Costs $5 or $6, $x^2$ more", [("paragraph", "Costs $5 or $6, x^2 more")]),
    ("$$\na = b\n$$", [("code", "a = b")]),
    ("Open ~~Monday **to** [Friday](/x)~~ Tuesday, <del>a ~~b~~ c</del> <s>d</s>~e.", [
        ("paragraph", "Open Tuesday, ~e."),
    ]),
    ("Beds %%a *note*\nof mine%%\nhere ^beds-1\n\nPut %% for %, 5 %% so", [
        ("paragraph", "Beds here"), ("paragraph", "Put %% for %, 5 %% so"),
    ]),
    ("Done :material-check:{ .big #x } at 100%, x^y^ 5:simple", [("paragraph", "Done at 100%, x^y^ 5:simple")]),
    ("a ~~b\n\n- ~~all of it~~\n- <del>it", [("paragraph", "a ~~b"), ("item", "it")]),
    (":::note A *title*\nText.\n:::", [("paragraph", "A title"), ("paragraph", "Text.")]),
    (":::note Beware: *hot* :::\nText.", [("paragraph", "Beware: hot"), ("paragraph", "Text.")]),
    ('!!! warning "Hot"\n    It is *hot*.', [("paragraph", "Hot"), ("paragraph", "It is hot.")]),
    ('=== "Linux"\n\n    1. *Run* it.\n\n===+ "Mac"\n    Click.', [
        ("paragraph", "Linux"), ("item", "1. Run it."), ("paragraph", "Mac"), ("paragraph", "Click."),
    ]),
    ("/// note | A *title*\nText.\n///\n\n[[toc]]\n\n/path/x", [
        ("paragraph", "A title"), ("paragraph", "Text."), ("paragraph", "/path/x"),
    ]),
    ("A ==*high* light==, a==b==c, x == y == z, `==c==`", [("paragraph", "A high light, a==b==c, x == y == z, ==c==")]),
    ("{{< figure src='a' >}}\n\n{% include x %}\n\nSee {ref}`the text <target>` {.cls}", [
        ("paragraph", "See the text"),
    ]),
    ("[{{< img alt='" + "a mill " * 200 + "' >}}](https://mills.example/1.jpg)Great mills.", [
        ("paragraph", "Great mills."),
    ]),
    ('<img src="{{ "/mill.gif" | url }}" alt="A mill" /> It turns.\n\n<b {{ no end', [
        ("paragraph", "It turns."), ("paragraph", "<b {{ no end"),
    ]),
    ("**1. Sit.** On a chair.\n\n**2. Stand.**\n\nText.\n\n**4. Run**", [
        ("item", "1. Sit. On a chair."), ("item", "2. Stand."), ("paragraph", "Text."), ("paragraph", "4. Run"),
    ]),
    ("**Step 1:** Sit\n\n- a\n\n**Step 2:** Go\n\n- b\n\n## Two\n\n**Step 3:** Run", [
        ("item", "Step 1: Sit"), ("item", "a"), ("item", "Step 2: Go"), ("item", "b"), ("heading", "Two"),
        ("paragraph", "Step 3: Run"),
    ]),
    ("**1:30** Open\n\n**2:15** Talk", [("paragraph", "1:30 Open"), ("paragraph", "2:15 Talk")]),
    ("**12. May**\n\n**13. May**", [("paragraph", "12. May"), ("paragraph", "13. May")]),
    ("[[Page|the page]] and [[Other]]", [("paragraph", "the page and Other")]),
    ("Term\n: Its *meaning*\n  wraps", [("paragraph", "Term"), ("item", "Its meaning wraps")]),
    ("**注意：**请看**“引号”**后", [("paragraph", "注意：请看“引号”后")]),
    ("**Note: **more", [("paragraph", "Note: more")]),
    ("![x](data:image/png;base64," + "A" * 9000 + ") after", [("paragraph", "x after")]),
    ("Before\n" + "A" * 3000 + "\nafter", [("paragraph", "Before"), ("paragraph", "after")]),
    ("<h2 align='center'>A <b>house</b></h2>\n<p>Text &amp;\nmore</p>", [
        ("heading", "A house"), ("paragraph", "Text & more"),
    ]),
    ("<table>\n<tr><th>A</th><th>B</th></tr>\n<tr><td>1</td><td><i>2</i><br>3</td></tr>\n</table>", [
        ("row", "A; B"), ("row", "A: 1; B: 2 3"),
    ]),
    ("<ul>\n<li>one<ul><li>two</li></ul></li>\n</ul>", [("item", "one"), ("item", "two")]),
    ("> <pre>\n> a\n>   b\n> </pre>", [("code", "a\n  b")]),
    ("<details>\n<summary>More</summary>\n\nHidden\n\n</details>", [("heading", "More"), ("paragraph", "Hidden")]),
    ("<div><img src='a' alt='A house'><script>x</script></div>", [("paragraph", "A house")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), VIEWS)
@pytest.mark.parametrize("end", LINE_ENDS)
def test_views_have_no_marks(text: str, expected: list[tuple[str, str]], end: str) -> None:
    more = "\n\n[n]: /x\n\n[^1]: The *note*.\n"
    assert views((text + more).replace("\n", end)) == [*expected, ("paragraph", "The note.")]
    check(text + more)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Intro\n\n## The *first* `one`\n\n# Other\n", "The first one"),
        ("```sh\n# a remark in code\n```\n\nTitle\n=====\n\nText.\n", "Title"),
        ("<!-- # no -->\n[![Build](a.svg)](b)\n\n# House\n", "House"),
        ("<h1>The <b>house</b></h1>\n\nText.\n", "The house"),
        ("# Overview\n\nText.\n", "Overview"),
        ("# Title: Rules\n\nText.\n", "Rules"),
        ("A **first** line\n\nText.\n", "A first line"),
        ("Text with a full stop.\n\nMore.\n", "house rules"),
        ("![](a.png)\n\nText with a full stop.\n", "house rules"),
    ],
)
def test_titles_have_no_marks(text: str, title: str) -> None:
    assert read(text.encode(), "house-rules.md").title == title


WORDS = st.lists(
    st.sampled_from(["Rent ", "杭州", "due.\n", "\n\n", "- ", "1. ", "> ", "# ", "**", "_", "    ", "| "]), max_size=30
).map("".join)


@given(WORDS)
@settings(deadline=None)
def test_no_word_is_lost(text: str) -> None:
    shown = "".join(view for _, view in views(text))
    assert sorted(c for c in shown if c.isalpha()) == sorted(c for c in text if c.isalpha())


PIECES: list[tuple[str, list[tuple[str, str]]]] = [
    ("# One *more*", [("heading", "# One *more*")]),
    ("   ### Three ###  ", [("heading", "### Three ###")]),
    ("Set\n  two lines\n===", [("heading", "Set\n  two lines\n===")]),
    ("Below\n---", [("heading", "Below\n---")]),
    ("  A paragraph\nof two lines\f\u3000 ", [("paragraph", "A paragraph\nof two lines")]),
    ("A line\u2028and\x85the\vsame\x0cline", [("paragraph", "A line\u2028and\x85the\vsame\x0cline")]),
    ("- a\n- b\n\n  more of b\n  1. c\n     goes on", [
        ("item", "- a"), ("item", "- b"), ("paragraph", "more of b"), ("item", "1. c\n     goes on"),
    ]),
    ("* a\n\n  ```\n  x\n  ```", [("item", "* a"), ("code", "```\n  x\n  ```")]),
    ("- # Heading in a list", [("heading", "- # Heading in a list")]),
    ("| a | b |\n|---|---|\n| c | d |\ne | f", [("row", "| a | b |"), ("row", "| c | d |"), ("row", "e | f")]),
    ("```py\n\n# no heading\n\n- no item\n```", [("code", "```py\n\n# no heading\n\n- no item\n```")]),
    ("~~~\nnever closed in here\n~~~~", [("code", "~~~\nnever closed in here\n~~~~")]),
    ("Code:\n\n    indented\n\n      further\n\nText", [
        ("paragraph", "Code:"), ("code", "indented\n\n      further"), ("paragraph", "Text"),
    ]),
    ("> quoted\nlazily\n>\n> - item\n> # Title", [
        ("quotation", "> quoted\nlazily"), ("item", "> - item"), ("heading", "> # Title"),
    ]),
    ("[^1]: A note.\n\n    Its second paragraph.", [
        ("paragraph", "[^1]: A note."), ("paragraph", "Its second paragraph."),
    ]),
    ("[a]: https://example.org 'A title'\n[b]: /b", []),
    ("<!-- a remark\n\nwith a gap -->", []),
    ("***", []),
    ("<div>\ntext\n</div>", [("paragraph", "text")]),
    ("![](a.png)", []),
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.sampled_from(LINE_ENDS), st.sampled_from(["", "\ufeff"]))
@settings(deadline=None)
def test_blocks_stand_where_they_were_put(pieces: list[tuple[str, list[tuple[str, str]]]], end: str, mark: str) -> None:
    between = ("\n\nBetween.\n\n", [("paragraph", "Between.")])
    parts = [part for piece in pieces for part in (piece, between)]
    text = mark + "".join(part for part, _ in parts).replace("\n", end)
    expected = [(kind, piece.replace("\n", end)) for _, blocks in parts for kind, piece in blocks]
    assert found(text) == expected


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_front_matter_stands_at_the_beginning_only(mark: str) -> None:
    front = "---\ntitle: A day\n# no heading\n---"
    text = f"{mark}{front}\n\n# Heading\n\n***\n\nText.\n\n{front}\n"
    made = structure(text)
    assert [block.kind for block in made.blocks][:3] == ["front matter", "heading", "paragraph"]
    assert "front matter" not in [block.kind for block in made.blocks[1:]]
    assert views(text)[0] == ("front matter", "title: A day")
    assert made.anchors[0].headings == ("Heading",)
    assert views("---\nnever closed") == [("paragraph", "never closed")]
    assert views("---\nWords.\n\n---\n\nMore.") == [("paragraph", "Words."), ("paragraph", "More.")]


def test_levels_of_items_and_headers_of_tables() -> None:
    text = "- a\n  - b\n    1. c\n- d\n\n| h |\n|---|\n| r |\n"
    blocks = structure(text).blocks
    assert [(block.kind, block.level) for block in blocks[:4]] == [("item", 1), ("item", 2), ("item", 3), ("item", 1)]
    assert [(block.kind, block.header) for block in blocks[4:]] == [("row", True), ("row", False)]


def test_what_stands_above_a_group_of_rows_is_read_with_each_of_them() -> None:
    text = "| | Beds |\n|---|---|\n| Elk | 4 |\n| **Upper deck** | |\n| Lynx | 2 |\n| Otter | |\n"
    text += "| *Hold* | |\n| Seal | 6 |\n"
    text += "\n| A |\n|---|\n| b |"
    found = structure(text)
    rows = [view_of(text, block.start, block.end, found.edits).text for block in found.blocks]
    assert rows == [
        *("Beds", "Elk; Beds: 4", "Upper deck", "Upper deck; Lynx; Beds: 2", "Upper deck; Otter"),
        *("Hold", "Hold; Seal; Beds: 6", "A", "A: b"),
    ]


def test_a_question_in_bold_is_a_heading_beside_other_questions() -> None:
    text = "# FAQ\n\n**Q: Why *so*?**\n\nA.\n\n**Why?**\n\nB.\n\n### Who?\n\nC.\n\n__How?__\n\nD. **Which?** E."
    text += "\n\n- **Is it?**\n"
    found = structure(text)
    assert [anchor.headings for anchor in found.anchors] == [
        ("FAQ",),
        ("FAQ", "Why?"),
        ("FAQ", "Who?"),
        ("FAQ", "How?"),
    ]
    kinds = [block.kind for block in found.blocks]
    assert kinds == [
        *("heading", "paragraph", "paragraph", "heading", "paragraph"),
        *("heading", "paragraph", "heading", "paragraph", "item"),
    ]


def test_anchors_have_the_headings_above_them() -> None:
    text = "Before.\n\n# A\n\n### C\n\n## B\n\ntext\n\n# D\n\n> # Quoted\n\n#\n\nLast\n----\nend"
    anchors = structure(text).anchors
    assert [anchor.headings for anchor in anchors] == [("A",), ("A", "C"), ("A", "B"), ("D",), ("D", "Last")]
    assert anchor_at(anchors, text.index("Before")) is None
    held = anchor_at(anchors, text.index("text"))
    assert held is not None
    assert held.place == Place(section="B")
    assert structure("No heading.\n\nNone here.")[1] == []


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("# The *plain* `text` **of** it #", "The plain text of it"),
        ("# A [link](https://example.org 'title') and ![an *image*](x.png)", "A link and an image"),
        ("# [By name][n], [^1]noted[^1]", "By name, noted"),
        ("# Fish &amp; chips \\* ~~gone~~ <b>bold</b><br>next", "Fish & chips * bold next"),
        ("# `<br>` is a tag", "<br> is a tag"),
        ("Two  \nlines\n===", "Two lines"),
        ("# 杭州 🐉 {x}", "杭州 🐉 {x}"),
    ],
)
def test_headings_without_marks(line: str, heading: str) -> None:
    (anchor,) = structure(f"{line}\n\n[n]: /x\n\n[^1]: Note.\n").anchors
    assert anchor.headings == (heading,)


def test_the_document_is_the_file_and_its_digest_that_of_its_text() -> None:
    raw = "\ufeff# Title\r\n\r\nText\r| no table |\n".encode()
    document = read(raw)
    assert document.text.encode() == raw
    assert document.kind == "md"
    assert [anchor.headings for anchor in document.anchors] == [("Title",)]
    assert document.digest == make_document("a.md", "Title", raw.decode()).digest


def test_the_parser_is_loaded_only_for_markdown(tmp_path: str) -> None:
    code = """
import json, sys
from pathlib import Path
from askhz import documents
seen = []
for name in ("a.txt", "a.jsonl", "a.md"):
    file = Path(sys.argv[1], name)
    file.write_text('{"_id": "a", "text": "A text."}')
    documents.read([file])
    seen.append("markdown_it" in sys.modules)
print(json.dumps(seen))
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [False, False, True]


# Bounded work


DEEP = {
    "quotations": "> " * 5000 + "deep\n",
    "a list": "".join("  " * depth + f"- item {depth}\n" for depth in range(300)),
    "a list in one line": "- " * 2000 + "deep\n",
    "footnotes": "[^a]: " * 600 + "deep\n",
    "brackets": "# " + "[" * 900 + "deep" + "]" * 900,
    "emphasis": "# " + "*a **b " * 140,
    "images": "# " + "![a" * 140 + "](x)" * 140,
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_is_survived_and_no_word_lost(name: str) -> None:
    check(DEEP[name] + "\n\n# After\n\nText.\n")


def calls(text: str) -> int:
    """How many functions are called for a text, built-in ones too: work without a clock."""
    made = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        structure(text)
    finally:
        sys.setprofile(before)
    return made


UNITS = [
    *[
        "a ",
        "a\n",
        "a\n\n",
        "- a\n",
        "- ",
        "> ",
        "> a\n",
        "1. a\n",
        "*",
        "_",
        "`",
        "```\n",
        "    a\n",
        "[",
        "[a\n",
        "]",
    ],
    *["[a]: b\n", "[^a]: b\n", "[^a]: ", "|", "|a|\n|-|\n", "|-", "# a\n", "#", "a\n=\n", "---\n", "<", "<a ", "<!--"],
    *["<div>\n\n", "&", "\\", "\r", "\f\n", "> - > a\n", "- a\n  - b\n    - c\n", "- a\n\n  b\n\n", "- |a|\n  |-|\n"],
    *["> a\nb\n", "- [a]: b\n", "a\n- b\n", "![", "a*b**"],
    *["$a ", "$$a\n", "$$\n\n", "!!! a\n", "!!! a\n    ", ":::a\n", "a\n: b\n", ": a\n", "{{<", "{%", "[[a", "**a "],
    *["<td>", "<tr><td>a", "<li>", "<pre>\n", "<!-- a -->", "&amp;", "[a](b) ", "![a](data:", "<p>a</p>\n", "^[a "],
]


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("before", ["", "# ", "|a|\n|-|\n"])
def test_work_grows_with_length(before: str, unit: str) -> None:
    size = 1500 // len(unit)
    structure("---\na: b\n---\n\n*warm* <p>up</p>")
    assert calls(before + unit * 2 * size) <= 2.2 * calls(before + unit * size) + 500


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["word ", "[", "|a", "*", "- ", "\u3000", "<!-- ", "`a"])
def test_one_line_of_five_megabytes(unit: str) -> None:
    check(unit * (5_000_000 // len(unit)) + "\n\n# After\n")


@pytest.mark.parametrize(
    ("name", "limit", "text"),
    [
        ("TEXT_LIMIT", 20, "# A\n\n- one\n\n| a |\n|---|\n"),
        ("LINE_LIMIT", 5, "# A\n\n- one\n\n| a |\n|---|\n"),
        ("TOKEN_LIMIT", 8, "# A\n\n- one\n- two\n\nmore\n"),
        ("TOKEN_LIMIT", 8, "| a |\n|---|\n" + "| b |\n" * 9),
    ],
)
def test_beyond_a_limit_there_are_paragraphs_only(
    monkeypatch: pytest.MonkeyPatch, name: str, limit: int, text: str
) -> None:
    assert {block.kind for block in structure(text).blocks} != {"paragraph"}
    for module in (markdown, markdown_blocks):
        monkeypatch.setattr(module, name, limit, raising=module is markdown_blocks)
    blocks, anchors = structure(text)[:2]
    assert {block.kind for block in blocks} == {"paragraph"}
    assert anchors == []
    pieces: Sequence[str] = [text[block.start : block.end] for block in blocks]
    assert list(pieces) == text.strip().split("\n\n")


def test_pieces_of_words_count_for_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# A\n\n" + "<a " * 500
    whole = calls(text)
    monkeypatch.setattr(markdown_blocks, "TOKEN_LIMIT", 100)
    assert calls(text) == whole  # nothing is read a second time, in the slow way
    assert [kind for kind, _ in found(text)] == ["heading", "paragraph"]


def test_a_row_of_half_a_million_cells_takes_no_work() -> None:
    text = "|a" * 500_000 + "|\n" + "|-" * 500_000 + "|\n"
    assert calls(text) < 100_000
    assert structure(text).blocks == []


def test_a_heading_of_a_thousand_words_is_a_paragraph() -> None:
    text = "word\n" * 1000 + "===\n\n# Short\n"
    blocks, anchors = structure(text)[:2]
    assert [block.kind for block in blocks] == ["paragraph", "heading"]
    assert [anchor.headings for anchor in anchors] == [("Short",)]


def test_a_long_line_keeps_what_its_two_ends_tell() -> None:
    filler = "x" * 9000
    text = f"<!-- {filler} -->\n# Heading\n\n| {filler} |\n\n```{filler}\n# none\n```\n"
    assert [kind for kind, _ in found(text)] == ["heading", "code"]
    starts = [block.start for block in structure(text).blocks]
    assert all(one < other for one, other in itertools.pairwise(starts))


def test_the_summary_of_what_folds_heads_it_and_what_is_behind_goes_on_below_the_heading_above() -> None:
    fold = "<details><summary>{}</summary><br/>\n\n{}\n\n</details>\n"
    folds = fold.format("Is it *old*?", "No.") + fold.format("Is it blue?", "Yes.")
    text = f"# Loom\n\n## FAQ\n\n{folds}\nBelow.\n\n## Next\n"
    found = structure(text)
    assert [(one.kind, one.level) for one in found.blocks][2:6] == [
        ("heading", 3),
        ("paragraph", 0),
        ("heading", 3),
        ("paragraph", 0),
    ]
    assert [anchor.headings[1:] for anchor in found.anchors] == [
        (),
        ("FAQ",),
        ("FAQ", "Is it old?"),
        ("FAQ", "Is it blue?"),
        ("FAQ",),
        ("Next",),
    ]
    assert text[found.anchors[4].start :].startswith("Below.")


def test_items_between_two_steps_in_bold_are_one_level_below_them() -> None:
    text = "**Step 1:** Sit\n\n- a\n  - b\n\n**Step 2:** Go\n\n- c\n"
    levels = [block.level for block in structure(text).blocks]
    assert levels == [1, 2, 3, 1, 1]
