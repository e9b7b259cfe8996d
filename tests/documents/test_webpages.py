"""Web pages: what is their text, how it is told apart from the rest, and that nothing in them does harm."""

import contextlib
import io
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from wellformed import check_document, damaged, read_as_model

from askhz.documents.reader import About, UnreadableError
from askhz.documents.webpages import read_html, read_mhtml, read_xhtml
from askhz.records import Document, Place, Problem

REAL = sorted(Path(__file__).parent.parent.glob("collections/html/*"))


def read(page: str | bytes, name: str = "a.html") -> Document:
    raw = page.encode() if isinstance(page, str) else page
    reader = read_xhtml if name.endswith(".xhtml") else read_mhtml if name.endswith("mht") else read_html
    (document,) = reader(io.BytesIO(raw), About(name, name, name))
    assert isinstance(document, Document)
    check_document(document)
    return document


def blocks(page: str | bytes, name: str = "a.html") -> list[tuple[str, str]]:
    document = read(page, name)
    return [
        (f"{block.kind}{block.level or ''}{'H' if block.header else ''}", document.text[block.start : block.end])
        for block in document.blocks
    ]


def models_read(page: str) -> str:
    return read_as_model(read(page))


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>One<p>Two", [("paragraph", "One"), ("paragraph", "Two")]),
        ("<h2>A <em>title</em></h2>Text <b>bo</b>ld", [("heading2", "A title"), ("paragraph", "Text bold")]),
        ("<h1>Two<br>lines</h1><p>x", [("heading1", "Two lines"), ("paragraph", "x")]),
        ("loose<div>inner</div>after", [("paragraph", t) for t in ("loose", "inner", "after")]),
        ("<p>verse<br>\n next", [("paragraph", "verse\nnext")]),
        ("<p>one<br><br>two", [("paragraph", "one"), ("paragraph", "two")]),
        ("<ul><li>a<ul><li>b</ul><li><p>c<p>more</ul>", [
            ("item1", "- a"), ("item2", "- b"), ("item1", "- c"), ("paragraph", "more"),
        ]),
        ("<ol start=3><li>a<li value=7>b<li>c</ol>", [("item1", "3. a"), ("item1", "7. b"), ("item1", "8. c")]),
        ("<ol type=i><li>a<li>b</ol><ol type=A><li>x</ol>", [("item1", "i. a"), ("item1", "ii. b"), ("item1", "A. x")]),
        ("<ol reversed><li>a<li>b</ol>", [("item1", "2. a"), ("item1", "1. b")]),
        ("<ul style='list-style: none'><li>bare</ul><ul><li>• own</ul>", [("item1", "bare"), ("item1", "• own")]),
        ("<blockquote>said<ul><li>b</ul></blockquote>", [("quotation", "said"), ("item1", "- b")]),
        ("<ul><li><blockquote>said</blockquote>own</ul>", [("quotation", "said"), ("item1", "- own")]),
        ("<dl><dt>Rent<dd>What is paid.<p>Monthly.</p></dd><dt>A<dt>B<dd>Both.</dl>", [
            ("item1", "Rent\nWhat is paid."), ("paragraph", "Monthly."), ("item1", "A\nB\nBoth."),
        ]),
        ("<dl><dt>Alone</dl><p>x", [("item1", "Alone"), ("paragraph", "x")]),
        ("<pre>\n if  x:\n\ty  \n\n</pre>", [("code", " if  x:\n\ty")]),
        ("<pre><span class=lineno>1</span>a<br>b &lt; <b>c</b></pre>", [("code", "a\nb < c")]),
        ("<figure><img alt='A cat'><figcaption>Our cat</figcaption></figure>", [("caption", "Our cat")]),
        ("<p>See <a href=x><img alt='the map'></a>.", [("paragraph", "See the map.")]),
        ("<p>See <a href=x.png><img alt='the map'></a>this.", [("paragraph", "See this.")]),
        ("<p>See <a href=x>here <img alt='the map'></a>", [("paragraph", "See here")]),
        ("<p>a<!-- not -->b<?no?>c &amp; &eacute;&nbsp;&#x41; &unknown;", [("paragraph", "abc & é A &unknown;")]),
        ("<p>a<script>no</script><style>no</style><template><p>no</template><noscript>no</noscript>b", [
            ("paragraph", "ab"),
        ]),
        ("<p>Open <del>Monday</del> <s>to <b>Friday</b></s> Tuesday", [("paragraph", "Open Tuesday")]),
        ("<p hidden>no<p style='DISPLAY : none'>no<p aria-hidden=true>no<p>yes", [("paragraph", "yes")]),
        ("<form><label>Name</label> <input value=no><select><option>no</select><button>no</button></form>", [
            ("paragraph", "Name"),
        ]),
        ("<p><q>Yes</q>, she said.<ruby>杭<rt>hang</rt></ruby>", [("paragraph", "“Yes”, she said.杭")]),
        ("<h2>Set up <a href='#set-up'>¶</a></h2><p>x", [("heading2", "Set up"), ("paragraph", "x")]),
        ("<details><summary>More</summary>Hidden by a click.</details>", [
            ("paragraph", "More"), ("paragraph", "Hidden by a click."),
        ]),
        ("<p>soft\u00adhy\u200bphen\ufeff", [("paragraph", "softhyphen")]),
    ],
)  # fmt: skip
def test_elements_are_blocks(page: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(page) == expected


def test_items_stand_on_lines_of_their_own_further_in_where_they_are_nested() -> None:
    page = "<p>Bring:<ul><li>a<ol><li>b<li>c</ol><li>d</ul><p>End."
    assert read(page).text == "Bring:\n\n- a\n  1. b\n  2. c\n- d\n\nEnd."


@pytest.mark.parametrize(
    ("page", "text", "reads"),
    [
        ("<p>verse<br>next", "verse\nnext", "verse next"),
        ("<dl><dt>Rent<dd>Money.", "Rent\nMoney.", "Rent: Money."),
        ("<dl><dt>Rent:<dd>Money.", "Rent:\nMoney.", "Rent: Money."),
        ("<p>10<sup>5</sup> m<sup>2</sup> of H<sub>2</sub>O", "10⁵ m² of H₂O", "10^5 m2 of H2O"),
        ("<p>the 3<sup>rd</sup> x<sub>max</sub> 2<sup>ab+1</sup>", "the 3rd xmax 2^ab+1", "the 3rd xmax 2^ab+1"),
        ("<p>Known<sup><a href=#n1>[1]</a></sup> and <a href=#n2><sup>2</sup></a>.", "Known[1] and ².", "Known and ."),
        ("<p>So<a epub:type=noteref href=n.html#n>*</a>.", "So*.", "So."),
        ("<p>Read <a href=#x>12</a> and<sup> up </sup>on.", "Read 12 and up on.", "Read 12 and up on."),
    ],
)
def test_small_marks_are_shown_and_read(page: str, text: str, reads: str) -> None:
    assert read(page).text == text
    assert models_read(page) == reads


def test_a_heading_has_the_id_of_its_section_whatever_stands_before_it() -> None:
    page = (
        "<section id=a><span>Source</span><h2>One</h2><h3>Two</h3></section><section id=b>text</section><h2>Three</h2>"
    )
    assert [anchor.place.section for anchor in read(page).anchors] == ["a", "Two", "Three"]


def test_anchors_carry_ids_headings_and_printed_pages() -> None:
    page = """<p>Before.<h1>Top</h1>a<h3 id=deep>Deep</h3>b<section id=sec><h2>Two</h2>c</section>
    <a name=old></a><h2>Three</h2>d <span class=pagenum>[Pg 12]</span>e<span epub:type=pagebreak title=13 /></span>
    <blockquote><h2>No heading of the page</h2></blockquote>"""
    document = read(page)
    text = document.text
    found = [(text[anchor.start :].split("\n")[0], anchor.place, anchor.headings) for anchor in document.anchors]
    assert found == [
        ("Top", Place(section="Top"), ("Top",)),
        ("Deep", Place(section="deep"), ("Top", "Deep")),
        ("Two", Place(section="sec"), ("Top", "Two")),
        ("Three", Place(section="old"), ("Top", "Three")),
        ("e", Place(section="old", page="12"), ("Top", "Three")),
        ("No heading of the page", Place(section="old", page="13"), ("Top", "Three")),
    ]
    assert "12" not in text


TABLE = """<table><caption>Rain</caption><thead><tr><th rowspan=2>Town<th colspan=2>Rain in mm</tr>
<tr><th>2019<th>2020</tr></thead>
<tr><td rowspan=2>Hangzhou<td>1400<td>1500</tr><tr><td>of it in June<td>300</tr><tr><td>Xi'an<td><td>550</tr></table>"""


def test_a_table_is_rows_that_are_read_with_their_headers() -> None:
    assert blocks(TABLE) == [
        ("caption", "Rain"),
        ("rowH", "Town | Rain in mm"),
        ("rowH", "| 2019 | 2020"),
        ("row", "Hangzhou | 1400 | 1500"),
        ("row", "| of it in June | 300"),
        ("row", "Xi'an | | 550"),
    ]
    assert models_read(TABLE).split("\n")[-3:] == [
        "Town: Hangzhou; Rain in mm 2019: 1400; Rain in mm 2020: 1500",
        "Town: Hangzhou; Rain in mm 2019: of it in June; Rain in mm 2020: 300",
        "Town: Xi'an; Rain in mm 2020: 550",
    ]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("<tr><td><h2>A</h2>text<td><p>more", ["A", "text", "more"]),
        ("<tr><td><table><tr><th>a<th>b<tr><td>1<td>2</td></tr></table></td><td>side", ["a | b", "1 | 2", "side"]),
        ("<tr><td>only<tr><td>one column", ["only", "one column"]),
        ("<tr><td>short<td>" + "long words " * 100, ["short", ("long words " * 100).strip()]),
    ],
)
def test_a_table_that_only_lays_out_is_unfolded(table: str, expected: list[str]) -> None:
    assert [text for _, text in blocks(f"<table>{table}</table>")] == expected
    assert [text for _, text in blocks(f"<table role=presentation>{table}</table>")][-1] == expected[-1]


WORDS = "<p>" + "These are the words of the page that a person came to read. " * 5 + "</p>"
LINKS = "<li><a href=/a>Alpha</a><li><a href=/b>Beta</a><li><a href=/c>Gamma</a>"


@pytest.mark.parametrize(
    "noise",
    [
        "<nav>noise</nav>",
        "<header>noise</header>",
        "<footer>noise</footer>",
        "<aside>noise</aside>",
        "<section><footer>noise</footer></section>",
        "<section><aside class=sidebar>noise</aside></section>",
        "<div role=navigation>noise</div>",
        "<div role=dialog>noise</div>",
        "<div class='cookie-banner'>noise</div>",
        "<div id=cookieConsent>noise</div>",
        "<div class=relatedPosts>noise</div>",
        "<ul class=breadcrumbs><li>noise</ul>",
        "<p class=sr-only>noise</p>",
        f"<ul>noise{LINKS}</ul>",
        f"<div><b>noise</b>{LINKS}</div>",
        "<ol>noise<li><a href=#a>A part</a><li><a href=#b>Another part</a><li><a href=#c>The last</a></ol>",
    ],
)
def test_what_is_not_the_main_text_is_left_out(noise: str) -> None:
    for page in (f"{noise}{WORDS}", f"<div>{WORDS}<div>{noise}</div></div>", f"{noise}<main>{WORDS}</main>{noise}"):
        text = read(page).text
        assert "noise" not in text
        assert "Alpha" not in text
        assert text.startswith("These are the words")


@pytest.mark.parametrize(
    "part",
    [
        "<article><header>kept</header><p>x</article>",
        "<header><h1>kept</h1></header>",
        "<main><aside>kept</aside><p>x</main>",
        "<section><header><h2>kept</h2></header><p>x</section>",
        "<section><p>x<aside class=topic>kept</aside></section>",
        "<h2 id=related class=menu>kept</h2>",
        "<section id=footer>kept</section>",
        "<div class=navigate>kept</div>",
        "<ul><li><a href=/a>A sentence that is long enough to be more than the name of a page, kept</a></ul>",
        "<blockquote>said<footer>kept</footer></blockquote>",
        "<ul><li>kept: <a href=/a>Alpha</a> was the first of letters, people say<li><a href=/b>Beta</a>, second</ul>",
    ],
)
def test_what_only_resembles_navigation_is_kept(part: str) -> None:
    assert "kept" in read(WORDS + part if "<main>" not in part else part.replace("<main>", f"<main>{WORDS}")).text


def test_links_within_the_main_text_are_kept() -> None:
    assert "Alpha" in read(f"<main>{WORDS}<ul>{LINKS}</ul></main>").text


def test_a_main_element_is_not_believed_if_it_is_empty() -> None:
    assert read(f"<main><p>Loading</main>{WORDS}").text.startswith("Loading\n\nThese are")


def test_articles_are_the_text_if_they_hold_most_of_it() -> None:
    assert read(f"<p>Site</p><article>{WORDS}</article><article>{WORDS}</article><p>End").text.count("These") == 10
    assert "Site" in read(f"<p>Site</p><article>{WORDS}</article>{WORDS}{WORDS}").text


def test_a_page_of_nothing_but_links_keeps_them() -> None:
    assert read(f"<nav><ul>{LINKS}</ul></nav>").text == "- Alpha\n- Beta\n- Gamma"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>A day | The Paper</title>", "A day"),
        ("<title>The Paper – A day</title>", "A day"),
        ("<title>More than a day</title>", "More than a day"),
        ("<title>A day | Days | The Paper</title>", "A day"),
        ("<title>Untitled Document</title>", "A day"),
        ("<title>Microsoft Word - x.doc</title>", "A day"),
        ("", "A day"),
    ],
)
def test_titles(head: str, title: str) -> None:
    assert read(f"<html><head>{head}</head><body><h1>A day</h1><p>Text.").title == title


def test_a_title_without_headings_is_the_first_line_or_the_name() -> None:
    assert read("<p>A first line<p>Text.").title == "A first line"
    assert read("<p>A sentence.<p>Text.", "notes.html").title == "notes"


def test_details_come_from_the_head() -> None:
    head = """<meta name=author content="Guo  Jing"><meta property="article:published_time" content="2024-05-06T07:08Z">
    <meta property="og:site_name" content="The Paper"><link rel=canonical href="https://example.org/a?b=1&amp;c=2">"""
    assert read(f"<head>{head}</head><p>Text.").details == {
        "author": "Guo Jing",
        "date": "2024-05-06",
        "publisher": "The Paper",
        "address": "https://example.org/a?b=1&c=2",
    }
    head = (
        "<meta name=author content=https://x.org><meta name=date content=soon><link rel=canonical href='javascript:x'>"
    )
    assert read(f"<head>{head}</head><p>Text.").details == {}


def test_what_a_person_wrote_down_counts_more() -> None:
    page = b"<title>Own</title><meta name=author content=Own><meta name=date content=2024-01-01><p>Text."
    (document,) = read_html(io.BytesIO(page), About("a", "a", "a.html", "Given", {"author": "Given"}))
    assert isinstance(document, Document)
    assert (document.title, document.details) == ("Given", {"author": "Given", "date": "2024-01-01"})


XHTML = """<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html [
<!ENTITY own "no"><!ENTITY file SYSTEM "file:///etc/passwd">]>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head>
<body><script src="x"/><p><a id="x"/>One&nbsp;&eacute;&amp;<span epub:type="pagebreak" title="iv"/>two</p>
</body></html>"""


def test_xhtml_is_read_as_xml() -> None:
    document = read(XHTML, "a.xhtml")
    assert document.text == "One é&two"
    assert document.kind == "xhtml"
    assert document.anchors[0].place.page == "iv"


def test_own_entities_are_never_expanded_nor_fetched() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    for name in ("a.xhtml", "a.html"):
        page = XHTML.replace("<!ENTITY own", f'<!ENTITY e0 "lol">{bomb}<!ENTITY own')
        text = read(page.replace("two", "two &e8; &own; &file; three"), name).text
        assert text.startswith("One")
        assert text.endswith("three")
        assert "lol" not in text.replace("&e8", "")
        assert "root:" not in text
        assert len(text) < 200


def test_broken_xhtml_is_read_as_a_browser_would() -> None:
    assert read(XHTML.replace("two</p>", "two<br></i>"), "a.xhtml").text == "One é&two"


MHTML = b"""From: <Saved by Blink>
Snapshot-Content-Location: https://example.org/a
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="b"

--b
Content-Type: text/html; charset="gb2312"
Content-Transfer-Encoding: quoted-printable
Content-Location: https://example.org/page

<h1>=BA=BC=D6=DD</h1><p>A pa=
ge.
--b
Content-Type: image/png
Content-Transfer-Encoding: base64

AAAA
--b--
"""


def test_a_saved_page_is_its_first_html_part() -> None:
    document = read(MHTML, "a.mht")
    assert (document.text, document.title, document.kind) == ("杭州\n\nA page.", "杭州", "mhtml")
    assert document.details == {"address": "https://example.org/page"}
    with pytest.raises(UnreadableError, match="holds no web page"):
        read(MHTML.replace(b"text/html; charset", b"text/css; charset"), "a.mht")


# Hostile pages


def test_what_is_no_page_is_said() -> None:
    for raw, why in [
        (b"", "empty"),
        (b"<p> . </p>", "no word"),
        (b"<!-- x -->", "no word"),
        (bytes(2000), "binary|no w"),
    ]:
        with pytest.raises(UnreadableError, match=why):
            read(raw)
    with pytest.raises(UnreadableError, match="larger than 32 MiB"):
        read(b"<p>a" * 2**23 + b"b")


@pytest.mark.parametrize(
    "opened", ["<div>", "<b>", "<ul><li>", "<blockquote>", "<table><tr><td>", "<a href=x>", "<sup>"]
)
def test_deep_nesting_is_survived_and_said(opened: str) -> None:
    deep = read(f"<p>before{opened * 400}deep")
    assert "deep" in deep.text
    document, *problems = read_html(io.BytesIO(f"<p>before{opened * 5000}deep".encode()), About("a", "a", "a"))
    assert isinstance(document, Document)
    check_document(document)
    assert "before" in document.text
    if opened != "<a href=x>":  # a link ends where the next begins
        assert problems == [Problem("a", "its elements are nested too deeply; what comes after was left out")]


def test_a_page_that_is_nothing_but_depth_says_so() -> None:
    with pytest.raises(UnreadableError, match="nested too deeply; no word was found before"):
        read("<div>" * 5000 + "deep")


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "<p>word",
        "word ",
        "<br>",
        "<li>a",
        "<sup>1</sup>",
        "<td>a",
        "<tr><td>a<td>b",
        "<a href=#x>1</a>",
        "<dt>a",
        "<h2>a</h2>",
    ],
)
def test_work_grows_with_length(unit: str) -> None:
    def seconds(count: int) -> float:
        raw = b"word" + unit.encode() * count
        began = time.process_time()
        list(read_html(io.BytesIO(raw), About("a", "a", "a")))
        return time.process_time() - began

    seconds(100)
    assert seconds(40_000) < 10 * seconds(10_000) + 0.5


def test_spans_of_cells_are_bounded() -> None:
    cells = "<td colspan=99999 rowspan=99999>x" * 50
    document = read(f"<table><tr><th>h<th>i<tr>{cells}<tr>{'<td>y' * 3}</table>")
    assert "y" in document.text
    assert len(document.text) < 2000


PIECES = st.sampled_from(
    """<p> </p> <br> <ul> </ul> <ol> <li> </li> <dl> <dt> <dd> </dl> <table> </table> <tr> <td> <th> <thead> </tr>
    <caption> <h1> </h1> <h2> </h2> <blockquote> </blockquote> <pre> </pre> <a href=#x> </a> <sup> </sup> <sub> </sub>
    <div hidden> </div> <main> </main> <nav> </nav> <q> </q> <figure> <figcaption> <span class=pagenum> </span>
    <img alt=x> <td rowspan=3 colspan=2> <section id=s> 1 12 [3] word 杭州 · &amp; &nbsp; <!-- --> <? <svg> <math>
    <body> <html>""".split()
)


@given(st.lists(PIECES, max_size=40))
@examples(200)
def test_any_order_of_elements_is_read(pieces: list[str]) -> None:
    for name in ("a.html", "a.xhtml"):
        try:
            document = read("word " + " ".join(pieces), name)
        except UnreadableError:
            continue
        assert document == read("word " + " ".join(pieces), name)


@pytest.mark.parametrize("file", REAL, ids=lambda file: file.name)
@given(st.data())
@examples(30)
def test_damaged_pages_are_read_or_said_not_to_be(file: Path, data: st.DataObject) -> None:
    raw = damaged(file.read_bytes(), data)
    with contextlib.suppress(UnreadableError):
        for one in read_html(io.BytesIO(raw), About("a", "a", file.name)):
            if isinstance(one, Document):
                check_document(one)


def test_the_parser_is_loaded_only_for_pages(tmp_path: Path) -> None:
    code = """
import json, sys
from pathlib import Path
from askhz import documents
seen = []
for name in ("a.txt", "a.html"):
    file = Path(sys.argv[1], name)
    file.write_text("A text.")
    documents.read([file])
    seen.append("lxml" in sys.modules)
print(json.dumps(seen))
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [False, True]


@pytest.mark.parametrize("unit", ["\u3000", "\n", "<!DOCTYPE ", "<?xml "])
def test_a_long_run_before_the_words_costs_little(unit: str) -> None:
    began = time.process_time()
    with contextlib.suppress(UnreadableError):  # the mark of a document type that never ends takes all that follows
        read(unit * (100_000 // len(unit)) + "<p>Word</p>")
    assert time.process_time() - began < 5  # it was a minute
