"""RTF: text in any encoding, what a paragraph is, and groups that are left out."""

import pytest
from officefiles import all_of, blocks, only
from wellformed import read_as_model

from askhz.documents.reader import UnreadableError
from askhz.documents.richtext import read_rtf
from askhz.records import Document


def read(body: str) -> Document:
    return only(read_rtf, rb"{\rtf1\ansi\ansicpg1252\deff0 " + body.encode("latin-1") + b"}")


def text(body: str) -> str:
    return read(body).text


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (r"Caf\'e9 \u8364? \u20320?\u-10179?\u-8704? word\~here\_now", "Café € 你😀 word here-now"),
        (r"\uc2 \u8364ab c \uc0\u8364d", "€ c €d"),
        (
            r"{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}{\f2\fcharset128 C;}}\f1 \'cf\'f0 {\f2 \'93\'fa}\f0 \'e9",
            "Пр 日é",
        ),
        (r"\ldblquote a\rdblquote\emdash\bullet b\line c\{\}\\", "“a”—•b\nc{}\\"),
        (r"one\par two", "one\n\ntwo"),
        ("one\\\ntwo", "one\n\ntwo"),
        (
            r"kept{\v hidden}{\deleted gone}{\*\unknown gone}{\header gone}{\pict 0011}{\*\shpinst{\shptxt box}}",
            "keptbox",
        ),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt shown}} {\annotation no}\bin3 {\byes", "shown yes"),
        (r"unknown \nosuchword7 word", "unknown word"),
        (r"a}}}} b", "a b"),
    ],
)
def test_text_in_any_encoding_and_what_is_left_out(body: str, shown: str) -> None:
    assert text(body) == shown


def test_headings_by_style_and_by_outline_level() -> None:
    styles = r"{\stylesheet{\s0 Normal;}{\s1 heading 1;}{\s2\sbasedon1 heading 2;}{\s3 Title;}{\s4 toc 1;}{\s5 Quote;}}"
    document = read(
        styles + r"\pard\s3 Rules\par\pard\s4 Rent 3\par\pard\s1 Rent\par\pard\s2 Due\par\pard\s0 Text.\par"
        r"\pard\outlinelevel0 End\par\pard\s5 Be.\par"
    )
    assert blocks(document) == [
        ("heading", 1, "Rules"),
        ("heading", 1, "Rent"),
        ("heading", 2, "Due"),
        ("paragraph", 0, "Text."),
        ("heading", 1, "End"),
        ("quotation", 0, "Be."),
    ]
    assert document.anchors[2].headings == ("Rent", "Due")


def test_bold_lines_are_headings_where_nothing_else_says_so() -> None:
    body = r"{\b Rent}\par A sentence that is longer than the bold line above it.\par "
    assert [kind for kind, _, _ in blocks(read(body))] == ["heading", "paragraph"]
    assert [kind for kind, _, _ in blocks(read(r"{\b All of it bold}\par"))] == ["paragraph"]


def test_items_have_their_numbers_as_shown() -> None:
    body = r"\pard{\listtext\pard\plain 2.\tab}\ilvl0 two\par{\listtext a)\tab}\ilvl1 in it\par"
    body += r"\pard{\pntext\f1\'b7\tab}dot\par \pard\fi-360 7.\tab typed\par"
    assert blocks(read(body)) == [
        ("item", 1, "2. two"),
        ("item", 2, "a) in it"),
        ("item", 1, "- dot"),
        ("item", 1, "7. typed"),
    ]


def test_tables_and_their_header() -> None:
    body = r"before\par\trowd\trhdr\pard\intbl Room\cell Rent\cell\row\trowd\pard\intbl A\par more\cell 900\cell\row"
    document = read(body + r"\pard after\par")
    assert document.text == "before\n\nRoom | Rent\nA more | 900\n\nafter"
    assert read_as_model(document).split("\n")[3] == "Room: A more; Rent: 900"


def test_notes_stand_after_their_paragraph() -> None:
    document = read(r"Up{\super\chftn}{\footnote\pard\plain {\super\chftn} Far.\par More.} and down\par Next.")
    assert document.text == "Up[1] and down\n\n[1] Far. More.\n\nNext."


def test_a_paragraph_broken_into_lines_is_whole() -> None:
    long = "The tenant shall pay the rent in advance, on the first day of the"
    assert text(rf"{long}\par month of each year.\par\par Next.") == f"{long}\nmonth of each year.\n\nNext."
    assert text(rf"{long[:40]}\par month") == f"{long[:40]}\n\nmonth"


def test_title_author_and_date() -> None:
    info = r"{\info{\title House rules}{\author Ada}{\revtim\yr2024\mo5\dy1\hr3}{\creatim\yr2000\mo1\dy1}{\company X}}"
    document = read(info + "Text.")
    assert (document.title, document.details) == ("House rules", {"author": "Ada", "date": "2024-05-01"})


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"plain text", "not an RTF file"),
        (rb"{\rtf1 }", "holds no text"),
        (rb"{\rtf1 " + b"{" * 20_000, "groups 10000 deep"),
    ],
)
def test_what_is_no_rtf_file_is_said_in_a_line(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        all_of(read_rtf, raw)
