"""DOC and PPT: read where kreuzberg is installed; else the line says what to do."""

import sys
from types import SimpleNamespace

import pytest
from officefiles import ENCRYPTED, OLE, all_of, blocks, docx, only, p

from askhz.documents.oldoffice import read_doc, read_ppt
from askhz.documents.reader import UnreadableError


class FailedError(Exception):
    pass


def install(monkeypatch: pytest.MonkeyPatch, content: str | None) -> None:
    """A stand-in for kreuzberg, which is an extra; it gives this text, or fails."""

    def extract(raw: bytes, media_type: str, config: object) -> object:
        if content is None:
            raise FailedError("no")
        return SimpleNamespace(content=content, metadata={"authors": ["Ada"], "title": media_type})

    fake = SimpleNamespace(KreuzbergError=FailedError, ExtractionConfig=lambda **_: None, extract_bytes_sync=extract)
    monkeypatch.setitem(sys.modules, "kreuzberg", fake)


def test_without_the_extra_the_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "kreuzberg", None)
    with pytest.raises(
        UnreadableError, match=r"^an old Word file; save it as \.docx, or pip install 'askhz\[old-office\]'$"
    ):
        all_of(read_doc, OLE)
    with pytest.raises(UnreadableError, match=r"^an old PowerPoint file; save it as \.pptx, or pip"):
        all_of(read_ppt, OLE)


def test_paragraphs_tables_and_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    content = "Rents\nFigure  SEQ Figure \\* ARABIC 1: A house\n"
    content += "\tRoom\tRent\t\tA\t900\t\tB\t800\t\t\nEnd.\ttabbed\t\t\n\tRent\tDue\t\tA\t9\t1st\t\t"
    install(monkeypatch, content)
    document = only(read_doc, OLE)
    assert blocks(document) == [
        ("paragraph", 0, "Rents"),
        ("paragraph", 0, "Figure 1: A house"),
        ("header", 0, "Room | Rent"),
        ("row", 0, "A | 900"),
        ("row", 0, "B | 800"),
        ("paragraph", 0, "End. tabbed"),
        ("row", 0, "Rent | Due"),
        ("row", 0, "A | 9 | 1st"),
    ]
    assert document.details == {"author": "Ada"}
    assert only(read_ppt, OLE).kind == "ppt"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ('See the HYPERLINK "https://a.org/b_(c).pdf"memo of today.', "See the memo of today."),
        ('Back to HYPERLINK  \\l "_top"the top.', "Back to the top."),
        ("Page  PAGE \\* MERGEFORMAT 3 of NUMPAGES \\# 0 9", "Page 3 of 9"),
        ("PAGE and DATE are words, and so is a C:\\drive", "PAGE and DATE are words, and so is a C:\\drive"),
        ('TOC \\z \\o "1-9" \\h HYPERLINK  \\l "_1"1.\tPurpose\t3', None),
        ("2. Scope\tPAGEREF _Toc2 \\h\tiv", None),
    ],
)
def test_what_fields_say_to_word_is_no_text(line: str, read: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, f"First.\n{line}\nLast.")
    expected = [("paragraph", 0, text) for text in ("First.", read, "Last.") if text]
    assert blocks(only(read_doc, OLE)) == expected


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (ENCRYPTED, "encrypted; remove the password"),
        (b"text", "no DOC file inside"),
        (OLE, "damaged"),
    ],
)
def test_what_is_no_such_file_is_said_in_a_line(raw: bytes, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, None)
    with pytest.raises(UnreadableError, match=reason):
        all_of(read_doc, raw)


def test_what_a_file_is_counts_not_its_ending() -> None:
    assert only(read_doc, docx(p("Rent."))).text == only(read_doc, rb"{\rtf1 Rent.}").text == "Rent."
