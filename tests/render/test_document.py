from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from browser import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from readers import read_one

from askhz.documents.markdown import read_markdown
from askhz.records import Anchor, Block, Document, Edit, Place
from askhz.render import visible
from askhz.render.document import document_html, span_html

MANUAL = """# Porter

It copies **folders** with `rsync`, as *root*.

1. Download it from the **release page**.
2. Check its sum:
   - on Linux
   - on macOS
3. Run it.

```sh
sudo ./install.sh
```

| Station | Altitude | Beds |
| --- | --- | --- |
| Hartsgate | 530 m | 12 |
| Lowmoor |  | 4 |

> Nobody restores wishes.
"""
VOID = {"br", "img"}


class Tree(HTMLParser):
    """Elements of a piece of HTML, and for each run what it shows and where it says that this stands."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.runs: list[tuple[int, int, str]] = []
        self.shown = ""
        self._open: list[tuple[str, tuple[int, int] | None]] = []
        self.feed(str(html))
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append(tag)
        self.attributes |= set(known)
        place = (int(known["data-start"] or 0), int(known["data-end"] or 0)) if "data-start" in known else None
        self._open.append((tag, place))
        if place is not None:
            self.runs.append((*place, ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.shown += data
        if self._open and self._open[-1][1] is not None:
            start, end, text = self.runs[-1]
            self.runs[-1] = start, end, text + data


def markdown(text: str) -> Document:
    return read_one(read_markdown, text, "manual.md")


def plain(html: str) -> str:
    """The HTML without what says where runs stand."""
    html = re.sub(r"</?span[^>]*>", "", html)
    return re.sub(r' (dir="auto"|class="[^"]*"|tabindex="0"|role="group"|scope="col")', "", html)


def test_every_block_is_shown_as_what_it_is() -> None:
    html = plain(document_html(markdown(MANUAL)))
    assert "<h1>Porter</h1>" in html
    assert "<p>It copies <strong>folders</strong> with <code>rsync</code>, as <em>root</em>.</p>" in html
    assert "<li>1. Download it from the <strong>release page</strong>.</li>" in html
    assert "<li>2. Check its sum:<ul><li>on Linux</li><li>on macOS</li></ul></li>" in html
    assert "<pre><code>sudo ./install.sh</code></pre>" in html
    assert "<tr><th>Station</th><th>Altitude</th><th>Beds</th></tr>" in html
    assert "<tr><td>Lowmoor</td><td></td><td>4</td></tr>" in html
    assert "<blockquote>Nobody restores wishes.</blockquote>" in html
    assert not re.search(r"\*\*|`|\| |^#", html)


def test_every_run_stands_where_it_says() -> None:
    document = markdown(MANUAL)
    runs = Tree(document_html(document)).runs
    assert len(runs) > 20
    assert all(document.text[start:end] == shown for start, end, shown in runs)
    assert [run[0] for run in runs] == sorted(run[0] for run in runs)


def test_a_quoted_row_comes_with_its_header_and_the_short_answer_is_brought_out() -> None:
    document = markdown(MANUAL)
    start = document.text.index("| Hartsgate")
    end = document.text.index("\n", start)
    short = document.text.index("530 m")
    html = plain(span_html(document, start, end, (short, short + 5)))
    assert html.count("<tr>") == 2
    assert "<th>Altitude</th>" in html
    assert "<td><b>530 m</b></td>" in html


def test_a_quote_has_only_its_own_words() -> None:
    document = markdown(MANUAL)
    start = document.text.index("folders")
    end = document.text.index(", as")
    assert plain(span_html(document, start, end)) == "<p><strong>folders</strong> with <code>rsync</code></p>"


def test_a_table_that_reads_with_names_keeps_its_columns() -> None:
    text = "City | Canton | People\nLugano |  | 63 000"
    edits = (Edit(4, 7, "; "), Edit(13, 16, "; "), Edit(23, 23, "City: "), Edit(29, 35, "; People: "))
    blocks = (Block("row", 0, 22, header=True), Block("row", 23, len(text)))
    document = Document("a.csv", "A", text, "d", kind="csv", blocks=blocks, edits=edits)
    assert "<tr><td>Lugano</td><td></td><td>63 000</td></tr>" in plain(document_html(document))


def test_pages_are_named_once_and_text_outside_blocks_is_not_lost() -> None:
    text = "First words here.\n\nLoose words.\n\nOn the second page."
    blocks = (Block("paragraph", 0, 17), Block("paragraph", 33, len(text)))
    anchors = (Anchor(0, Place(page="1")), Anchor(18, Place(page="1", row=2)), Anchor(33, Place(page="2")))
    html = str(document_html(Document("a.pdf", "A", text, "d", kind="pdf", blocks=blocks, anchors=anchors)))
    assert re.findall(r'data-place="page" data-value="(\d)"', html) == ["1", "2"]
    assert "Loose words." in html
    assert html.index("Loose words.") < html.index('data-value="2"')


def test_a_document_without_blocks_is_paragraphs() -> None:
    assert plain(document_html(Document("a.txt", "A", "One.\n\nTwo.", "d"))).count("<p>") == 2


def test_a_long_document_comes_in_sections() -> None:
    html = document_html(Document("a.txt", "A", "\n\n".join(f"Paragraph {n}." for n in range(100)), "d"))
    assert html.count("<section") == 3


class TestHostileText:
    @given(text=st.one_of(st.text(min_size=1), st.text("<>&\"'`= /abimgscript!-{}%#|*_[]()\n", min_size=1)))
    def test_it_makes_no_element_of_its_own(self, text: str) -> None:
        document = Document("a.md", "A", text, "d", kind="md", blocks=(Block("paragraph", 0, len(text)),))
        tree = Tree(document_html(document))
        assert set(tree.tags) <= {"section", "p", "span"}
        assert tree.attributes <= {"class", "dir", "data-start", "data-end"}
        assert tree.shown == (visible(text) if text.strip() else "")

    @pytest.mark.parametrize(
        "wrap", ["{}", "- {}", "> {}", "| a | {} |\n| --- | --- |\n| b | {} |", "```\n{}\n```", "# {}"]
    )
    def test_it_is_shown_whatever_it_stands_in(self, wrap: str) -> None:
        text = wrap.replace("{}", HOSTILE)
        tree = Tree(document_html(markdown(text)))
        assert not {"img", "script", "style", "a", "iframe"} & set(tree.tags)
        assert not {"onerror", "onclick", "href", "src", "style"} & tree.attributes
        assert "alert" in tree.shown
        assert "\u202e" not in tree.shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("- **Bold** first", "<li><strong>Bold</strong> first</li>"),
        ("1. *So*: it", "<li>1. <em>So</em>: it</li>"),
        ("> **Bold** first", "<blockquote><strong>Bold</strong> first</blockquote>"),
        ("**`code`** a", "<p><strong><code>code</code></strong> a</p>"),
        ("**[a_b](http://x_y.z/_q_)** c", "<p><strong>a_b</strong> c</p>"),
        ("**bold *em*** x", "<p><strong>bold </strong><strong><em>em</em></strong> x</p>"),
        ("| **h** | i |\n|---|---|\n| **x** y | z |", "<th><strong>h</strong></th><th>i</th>"),
        ("| **h** | i |\n|---|---|\n| w | **x** y |", "<td>w</td><td><strong>x</strong> y</td>"),
    ],
)
def test_a_mark_beside_other_marks_begins_and_ends_what_it_should(written: str, shown: str) -> None:
    assert shown in plain(document_html(markdown(written)))
