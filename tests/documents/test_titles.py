"""Headings that say only a version or a date, which name no document in any format."""

import io
import zipfile

import pytest
from readers import Reader, read_one

from askhz.documents.asciidoc import read_asciidoc
from askhz.documents.drafting import Draft
from askhz.documents.latex import read_latex
from askhz.documents.markdown import read_markdown
from askhz.documents.orgmode import read_org
from askhz.documents.plain import first_line_title, read_plain
from askhz.documents.reader import About
from askhz.documents.restructured import read_restructured
from askhz.documents.titles import is_edition
from askhz.documents.webpages import read_html

EDITIONS = """\
Version 2.2.0
Version 3
3.0.2 (2024-11-16)
v8.0.2 (2026-11-18)
[1.2.3] - 2024-11-16
1.0.0rc1
2.0.0-beta.2 [YANKED]
4.0b1 -- in development
23.x
Release 1.4, released on May 4th, 2024
Unreleased
0.9 (unreleased)
2026-03-04
2026-03-04 14:30
Wednesday, 4 March 2026
March 2026
4.3.2026
2026
2026年3月4日 星期三
版本 2.1 发布于 2026年3月
""".splitlines()
TITLES = """\
Changes in 3.0
Release notes
Foo 2.2.0
2.1 Scope
42
May
Next release
Release
Minutes, 12 May 2026
Chapter 1
Monday
Python 3.12.1 documentation
杭州 2026年
Final version
""".splitlines()


@pytest.mark.parametrize("heading", EDITIONS)
def test_versions_and_dates_are_editions(heading: str) -> None:
    assert is_edition(heading)


@pytest.mark.parametrize("heading", TITLES)
def test_what_says_more_is_a_title(heading: str) -> None:
    assert not is_edition(heading)


def test_a_long_list_of_dates_is_none() -> None:
    assert not is_edition("2026-03-04, " * 9)


FILES: list[tuple[Reader, str]] = [
    (read_plain, "{}\n=========\n\nIt was mended.\n\n{}\n=========\n\nMore.\n"),
    (read_plain, "{}\n\nIt was mended.\n"),
    (read_markdown, "## {}\n\n- It was mended.\n\n## {}\n"),
    (read_markdown, "{}\n\nIt was mended.\n"),
    (read_restructured, "{}\n=========\n\nIt was mended.\n\nSecurity\n--------\n\nMore.\n"),
    (read_asciidoc, "== {}\n\nIt was mended.\n\n== Others\n\nMore.\n"),
    (read_org, "* {}\nIt was mended.\n* {}\nMore.\n"),
    (read_latex, "\\begin{{document}}\n\\section{{{}}}\nIt was mended.\n\\section{{{}}}\nMore.\n\\end{{document}}\n"),
    (read_html, "<h2>{}</h2><p>It was mended.</p><h2>{}</h2><p>More of it was.</p>"),
]


@pytest.mark.parametrize(("reader", "text"), FILES)
def test_the_first_version_of_a_changelog_is_not_its_title(reader: Reader, text: str) -> None:
    assert read_one(reader, text.format("v2.2.0", "v2.1.0"), "CHANGES.x").title == "CHANGES"
    assert read_one(reader, text.format("The rent", "The pool"), "CHANGES.x").title == "The rent"


def test_a_page_that_is_titled_keeps_more_than_its_version() -> None:
    page = "<title>Version 2.2 - Kettles</title><h1>Version 2.2</h1><p>It was mended.</p>"
    assert read_one(read_html, page).title == "Version 2.2 - Kettles"


def test_office_files_and_first_lines() -> None:
    def titled(heading: str) -> str:
        draft = Draft()
        draft.add("heading", heading, level=1)
        draft.add("paragraph", "It was mended.")
        return draft.document(About("x", "x", "changes.docx"), "docx").title

    assert (titled("Version 2.2.0"), titled("The rent")) == ("changes", "The rent")
    assert first_line_title("March 2026\nIt was mended.") is None


def test_a_book_whose_first_chapter_is_a_date() -> None:
    from askhz.documents.epub import read_epub

    def titled(heading: str) -> str:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as book:
            book.writestr("mimetype", "application/epub+zip")
            book.writestr(
                "META-INF/container.xml",
                '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
                '<rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
            )
            book.writestr(
                "a.opf",
                '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml" '
                'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>',
            )
            book.writestr("a.xhtml", f"<html><body><h1>{heading}</h1><p>It was mended.</p></body></html>")
        return read_one(read_epub, held.getvalue(), "journal.epub").title

    assert (titled("4 March 2026"), titled("The rent")) == ("journal", "The rent")
