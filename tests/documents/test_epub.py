"""E-books: reading order, chapters, what a book says of itself, protection, damage."""

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from wellformed import check_document, damaged

from askhz.documents import epub
from askhz.documents.epub import read_epub
from askhz.documents.reader import About, UnreadableError
from askhz.records import Document, Place, Problem

REAL = Path(__file__).parent.parent / "collections" / "epub" / "twelve-factor.epub"
CONTAINER = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
OPF = """<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
<metadata><dc:title>The Book</dc:title><dc:title>Its other title</dc:title><dc:creator>A. One</dc:creator>
<dc:creator>B. Two</dc:creator><dc:publisher>The House</dc:publisher>
<dc:date event="modification">2024</dc:date><dc:date>2001-02-03T00:00:00Z</dc:date></metadata>
<manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="x" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="b" href="text/b%20b.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="text/a.xhtml" media-type="application/xhtml+xml"/>
<item id="c" href="text/c.xhtml" media-type="application/xhtml+xml"/>
<item id="i" href="cover.jpg" media-type="image/jpeg"/></manifest>
<spine toc="x"><itemref idref="i"/><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/>
<itemref idref="c"/></spine></package>"""
NAV = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>
<nav epub:type="landmarks"><ol><li><a href="text/a.xhtml">No</a></li></ol></nav>
<nav epub:type="toc"><ol><li><a href="text/b%20b.xhtml">First <i>things</i></a></li>
<li><span>Part Two</span><ol><li><a href="text/a.xhtml#one">One</a></li><li><a href="text/a.xhtml#two">Two</a>
<ol><li><a href="text/a.xhtml#deep">A section</a></li></ol></li></ol></li></ol></nav></body></html>"""
NCX = """<?xml version="1.0"?><!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx.dtd">
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>Old first</text></navLabel>
<content src="text/b%20b.xhtml"/><navPoint><navLabel><text>Old one</text></navLabel><content src="text/a.xhtml"/>
</navPoint></navPoint></navMap></ncx>"""


def page(body: str) -> str:
    return f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>{body}</body></html>'


FILES = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": CONTAINER,
    "OPS/book.opf": OPF,
    "OPS/nav.xhtml": NAV,
    "OPS/toc.ncx": NCX,
    "OPS/text/b b.xhtml": page("<p>To begin with.</p>"),
    "OPS/text/a.xhtml": page(
        '<h1 id="one">Heading</h1><p>Text.</p><div id="two"><p>More.</p><h2 id="deep">In</h2></div>'
    ),
    "OPS/text/c.xhtml": page("<h2>An end</h2><p>Last.</p>"),
    "OPS/cover.jpg": "no picture",
}


def book(**changed: str | None) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**FILES, **changed}.items():
            if text is not None:
                archive.writestr(name, text)
    return made.getvalue()


def read_all(raw: bytes) -> list[Document | Problem]:
    return list(read_epub(io.BytesIO(raw), About("b.epub", "b.epub", "b.epub")))


def read(raw: bytes) -> Document:
    (document,) = read_all(raw)
    assert isinstance(document, Document)
    check_document(document)
    return document


def places(document: Document) -> list[tuple[str, Place, tuple[str, ...]]]:
    text = document.text
    return [(text[anchor.start :].split("\n")[0], anchor.place, anchor.headings) for anchor in document.anchors]


def test_chapters_in_reading_order_named_as_in_the_contents() -> None:
    document = read(book())
    assert document.text == "To begin with.\n\nHeading\n\nText.\n\nMore.\n\nIn\n\nAn end\n\nLast."
    assert places(document) == [
        ("To begin with.", Place(chapter="First things"), ()),
        ("Heading", Place(chapter="One", section="one"), ("Part Two", "Heading")),
        ("More.", Place(chapter="Two"), ("Part Two",)),
        ("In", Place(chapter="Two", section="deep"), ("Part Two", "In")),
        ("An end", Place(chapter="An end", section="An end"), ("An end",)),
    ]


def test_what_the_book_says_of_itself() -> None:
    document = read(book())
    assert document.title == "The Book"
    assert document.details == {"author": "A. One, B. Two", "publisher": "The House", "date": "2001-02-03"}
    assert document.kind == "epub"


def test_the_contents_of_an_older_book() -> None:
    old = {"OPS/nav.xhtml": None, "OPS/book.opf": OPF.replace(' properties="nav"', "").replace('idref="n"', "")}
    assert [(first, place.chapter) for first, place, _ in places(read(book(**old)))][:2] == [
        ("To begin with.", "Old first"),
        ("Heading", "Old one"),
    ]


def test_a_book_without_contents_has_chapters_by_its_headings() -> None:
    bare = {"OPS/nav.xhtml": None, "OPS/toc.ncx": "<broken"}
    found = [(first, place.chapter) for first, place, _ in places(read(book(**bare)))]
    assert found == [("Heading", "Heading"), ("In", "Heading"), ("An end", "An end")]


def test_a_printed_list_of_contents_is_left_out() -> None:
    links = "".join(f'<p><a href="a.xhtml">Chapter {n}</a></p>' for n in range(9))
    assert "Chapter 3" not in read(book(**{"OPS/text/c.xhtml": page(links)})).text


def test_what_is_missing_or_broken_in_a_book_is_named() -> None:
    document, *problems = read_all(book(**{"OPS/text/b b.xhtml": None, "OPS/text/c.xhtml": "\1\2\3" * 50}))
    assert isinstance(document, Document)
    assert document.text.startswith("Heading")
    assert [str(problem) for problem in problems] == [
        "b.epub, OPS/text/b b.xhtml: not in the book; left out",
        "b.epub, OPS/text/c.xhtml: binary, not text (it is full of control characters); left out",
    ]


def test_too_much_text_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epub, "_SIZE_LIMIT", len(FILES["OPS/text/b b.xhtml"]) + 10)
    _, *problems = read_all(book())
    assert str(problems[0]) == "b.epub, OPS/text/a.xhtml: too large; left out"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"META-INF/sinf.xml": "<x/>"}, "DRM"),
        (
            {
                "META-INF/encryption.xml": '<e><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></e>'
            },
            "DRM",
        ),
        ({"META-INF/encryption.xml": "not xml"}, "DRM"),
        ({"META-INF/container.xml": None, "OPS/book.opf": None}, "not an e-book"),
        ({"OPS/book.opf": "<broken"}, "not an e-book"),
        ({f"OPS/text/{name}.xhtml": None for name in ("b b", "a", "c")}, "not in the book"),
        ({f"OPS/text/{name}.xhtml": page("<p>·</p>") for name in ("b b", "a", "c")}, "holds no word"),
    ],
)
def test_what_cannot_be_read_is_said(changed: dict[str, str | None], why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        read_all(book(**changed))


def test_hidden_fonts_are_no_protection() -> None:
    fonts = '<e><EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/></e>'
    assert read(book(**{"META-INF/encryption.xml": fonts})).title == "The Book"


def test_a_book_without_container_is_found_by_its_package() -> None:
    assert read(book(**{"META-INF/container.xml": None})).title == "The Book"


def test_references_that_lead_out_of_the_book_lead_nowhere() -> None:
    opf = OPF.replace("text/a.xhtml", "../../../../etc/passwd").replace("text/c.xhtml", "http://[bad")
    document, *problems = read_all(book(**{"OPS/book.opf": opf}))
    assert isinstance(document, Document)
    assert document.text == "To begin with."
    assert [str(problem) for problem in problems] == ["b.epub, ../../../etc/passwd: not in the book; left out"]


def test_a_deep_list_of_contents_is_survived() -> None:
    deep = "<ol><li><a href='text/a.xhtml'>x</a>" * 90
    nav = f"<html><body><nav>{deep}{'</li></ol>' * 90}</nav></body></html>"
    assert read(book(**{"OPS/nav.xhtml": nav})).text


def test_a_title_is_found_where_the_book_gives_none() -> None:
    assert read(book(**{"OPS/book.opf": OPF.replace("dc:title", "dc:other")})).title == "Heading"


@given(st.data())
@examples(60)
def test_damaged_books_are_read_or_said_not_to_be(data: st.DataObject) -> None:
    raw = damaged(data.draw(st.sampled_from([book(), REAL.read_bytes()])), data)
    with contextlib.suppress(UnreadableError):
        for one in read_all(raw):
            if isinstance(one, Document):
                check_document(one)


@given(st.data())
@examples(100)
def test_damaged_files_in_a_book_are_read_or_said_not_to_be(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for other, text in FILES.items():
            archive.writestr(other, damaged(text.encode(), data) if other == name else text)
    with contextlib.suppress(UnreadableError):
        for one in read_all(made.getvalue()):
            if isinstance(one, Document):
                check_document(one)
