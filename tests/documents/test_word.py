# ruff: noqa: E501 (the XML of real files is long)
"""DOCX: what Word shows is read, what it hides is not."""

import pytest
from officefiles import ENCRYPTED, OLE, all_of, blocks, docx, only, p, packed
from wellformed import read_as_model

from askhz.documents.reader import UnreadableError
from askhz.documents.word import read_word
from askhz.records import Place

STYLES = """
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="My Part"/><w:basedOn w:val="berschrift1"/>
  <w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="C"><w:name w:val="Source Code"/></w:style>
<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Intense Quote"/></w:style>
<w:style w:type="paragraph" w:styleId="Cap"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="LB"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
<w:style w:type="table" w:styleId="Fancy"><w:name w:val="Light List"/>
  <w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>
"""
NUMBERING = """
<w:abstractNum w:abstractNumId="7">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="(%3)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="7"/>
  <w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride></w:num>
"""


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def listed(number: int, depth: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def cell(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text, run=run)}</w:tc>"


def found(body: str) -> list[tuple[str, int, str]]:
    return blocks(only(read_word, docx(body, styles=STYLES, numbering=NUMBERING)))


def test_headings_by_name_outline_level_and_the_style_they_build_on() -> None:
    body = p("Rules", style("T")) + p("Rent", style("berschrift1")) + p("Part", style("Own"))
    body += (
        p("Direct", '<w:outlineLvl w:val="2"/>')
        + p("Text.", '<w:outlineLvl w:val="9"/>')
        + p("Next", style("berschrift1"))
    )
    document = only(read_word, docx(body + p("End."), styles=STYLES))
    assert blocks(document)[:5] == [
        ("heading", 1, "Rules"),
        ("heading", 1, "Rent"),
        ("heading", 2, "Part"),
        ("heading", 3, "Direct"),
        ("paragraph", 0, "Text."),
    ]
    assert [anchor.headings for anchor in document.anchors][-2:] == [("Rent", "Part", "Direct"), ("Next",)]
    assert document.anchors[-1].place == Place(section="Next")
    assert document.title == "Rules"


def test_items_have_their_numbers_as_shown() -> None:
    body = p("one", listed(1)) + p("in one", listed(1, 1)) + p("deep", listed(1, 2)) + p("in one too", listed(1, 1))
    body += (
        p("Between.") + p("two", listed(1)) + p("afresh", listed(1, 1)) + p("dot", style("LB")) + p("four", listed(3))
    )
    body += p("none", style("LB") + '<w:numPr><w:numId w:val="0"/></w:numPr>') + p("typed", style("ListBullet2"))
    assert found(body) == [
        ("item", 1, "1. one"),
        ("item", 2, "1.a) in one"),
        ("item", 3, "(I) deep"),
        ("item", 2, "1.b) in one too"),
        ("paragraph", 0, "Between."),
        ("item", 1, "2. two"),
        ("item", 2, "2.a) afresh"),
        ("item", 1, "- dot"),
        ("item", 1, "4. four"),
        ("paragraph", 0, "none"),
        ("item", 1, "- typed"),
    ]


def test_a_bullet_is_no_word_and_a_line_break_a_space() -> None:
    body = (
        p("a", style("LB"))
        + "<w:p><w:r><w:t>so</w:t><w:br/><w:t>on</w:t><w:tab/><w:t>and</w:t><w:noBreakHyphen/></w:r></w:p>"
    )
    document = only(read_word, docx(body, styles=STYLES, numbering=NUMBERING))
    assert document.text == "- a\n\nso\non and-"
    assert read_as_model(document) == "a\n\nso on and-"


def test_tracked_changes_comments_fields_and_hidden_text() -> None:
    body = """<w:p><w:r><w:t xml:space="preserve">The rent is </w:t></w:r>
      <w:del><w:r><w:delText>900</w:delText></w:r></w:del><w:ins><w:r><w:t>950</w:t></w:r></w:ins>
      <w:moveFrom><w:r><w:t>moved away</w:t></w:r></w:moveFrom>
      <w:commentRangeStart w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>
      <w:r><w:fldChar w:fldCharType="begin"/><w:instrText> PAGEREF x </w:instrText><w:fldChar w:fldCharType="separate"/></w:r>
      <w:r><w:t xml:space="preserve"> on page 3</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
      <w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>
      <w:r><w:rPr><w:strike/></w:rPr><w:t>struck</w:t></w:r><w:r><w:rPr><w:dstrike/></w:rPr><w:t>twice</w:t></w:r>
      <w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t xml:space="preserve"> now</w:t></w:r>
      <w:hyperlink><w:r><w:t xml:space="preserve"> (see here)</w:t></w:r></w:hyperlink></w:p>"""
    assert found(body) == [("paragraph", 0, "The rent is 950 on page 3 now (see here)")]


def test_notes_stand_after_the_paragraph_or_at_the_end() -> None:
    body = """<w:p><w:r><w:t>Up</w:t><w:footnoteReference w:id="5"/><w:t xml:space="preserve"> and down</w:t>
      <w:endnoteReference w:id="6"/></w:r></w:p>""" + p("Next.")
    notes = {
        "footnotes": f'<w:footnote w:id="-1" w:type="separator">{p("no")}</w:footnote><w:footnote w:id="5">{p("Far up.")}</w:footnote>',
        "endnotes": f'<w:endnote w:id="6">{p("The end.")}</w:endnote>',
    }
    document = only(read_word, docx(body, **notes))
    assert document.text == "Up[1] and down[i]\n\n[1] Far up.\n\nNext.\n\n[i] The end."
    assert read_as_model(document) == "Up and down\n\nFar up.\n\nNext.\n\nThe end."


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{p('In the box')}</w:txbxContent>"
    body = f"""<w:p><w:r><w:t>Before</w:t></w:r><w:r>
      <mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>
      <mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"""
    assert found(body) == [("paragraph", 0, "Before"), ("paragraph", 0, "In the box")]


def test_a_table_reads_with_its_header() -> None:
    body = f"""<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{cell("Room")}{cell("Rent")}{cell("Heating")}</w:tr>
      <w:tr>{cell("A", '<w:vMerge w:val="restart"/>')}{cell("900")}{cell("gas")}</w:tr>
      <w:tr>{cell("", "<w:vMerge/>")}{cell("both", '<w:gridSpan w:val="2"/>')}</w:tr>
      <w:tr><w:trPr><w:del/></w:trPr>{cell("gone")}</w:tr></w:tbl>"""
    document = only(read_word, docx(body))
    assert blocks(document) == [
        ("header", 0, "Room | Rent | Heating"),
        ("row", 0, "A | 900 | gas"),
        ("row", 0, "both"),
    ]
    assert read_as_model(document).split("\n")[1:] == ["Room: A; Rent: 900; Heating: gas", "Rent: both"]


@pytest.mark.parametrize(
    ("look", "run", "named"),
    [
        ('<w:tblStyle w:val="Fancy"/><w:tblLook w:firstRow="1"/>', "", True),
        ('<w:tblStyle w:val="Fancy"/><w:tblLook w:val="0020"/>', "", True),
        ('<w:tblStyle w:val="Fancy"/><w:tblLook w:val="0480"/>', "", False),
        ("", "<w:b/>", True),
        ("", '<w:b w:val="0"/>', False),
    ],
)
def test_a_first_row_that_is_set_off_names_the_columns(look: str, run: str, named: bool) -> None:
    body = f"""<w:tbl><w:tblPr>{look}</w:tblPr><w:tr>{cell("Landlord", run=run)}{cell("Tenant", run=run)}</w:tr>
      <w:tr>{cell("Ada Ferri")}{cell("Guo Lin")}</w:tr></w:tbl>"""
    assert found(body)[0][0] == ("header" if named else "row")


def test_tables_that_only_arrange_are_read_cell_by_cell() -> None:
    alone = f"<w:tbl><w:tr><w:tc>{p('A box', style('berschrift1'))}{p('with text.')}</w:tc></w:tr></w:tbl>"
    long = f"<w:tbl><w:tr>{cell('Left')}{cell('word ' * 400)}</w:tr></w:tbl>"
    assert [kind for kind, _, _ in found(alone + long)] == ["heading", "paragraph", "paragraph", "paragraph"]


def test_code_quotations_captions_and_contents() -> None:
    body = (
        p("Contents", style("TOC1")) + p("def a():", style("C")) + p("    return 1", style("C")) + p("Be.", style("Q"))
    )
    body += p("Figure 1", style("Cap"))
    body += f"""<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>
      <w:sdtContent>{p("Rent 3")}</w:sdtContent></w:sdt><w:sdt><w:sdtContent>{p("Kept.")}</w:sdtContent></w:sdt>"""
    assert found(body) == [
        ("code", 0, "def a():\n    return 1"),
        ("quotation", 0, "Be."),
        ("caption", 0, "Figure 1"),
        ("paragraph", 0, "Kept."),
    ]


def test_bold_lines_are_headings_only_where_no_style_says_so() -> None:
    text = p("A long sentence that is not bold at all, and so the bold line stands out.")
    assert [kind for kind, _, _ in found(p("Rent", run="<w:b/>") + text)] == ["heading", "paragraph"]
    styled = p("Rules", style("berschrift1")) + p("Rent", run="<w:b/>") + text
    assert [kind for kind, _, _ in found(styled)] == ["heading", "paragraph", "paragraph"]
    assert [kind for kind, _, _ in found(p("All bold", run="<w:b/>"))] == ["paragraph"]


def test_the_namespace_of_strict_files_is_read_too() -> None:
    raw = packed(
        {
            "word/document.xml": '<x:document xmlns:x="urn:strict"><x:body><x:p><x:r><x:t>Yes.</x:t></x:r></x:p></x:body></x:document>'
        }
    )
    assert only(read_word, raw).text == "Yes."


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (ENCRYPTED, "encrypted; remove the password and index it again"),
        (OLE, r"an old Office file under a new ending; save it as \.docx"),
        (b"PK\x03\x04 no", "not a ZIP file, or a damaged one"),
        (packed({"a.txt": "no"}), "not a Word file"),
        (packed({"word/document.xml": "<a>"}), "damaged"),
        (packed({"word/document.xml": "<a/>"}), "not a Word file"),
        (docx(p(" ")), "holds no text"),
    ],
)
def test_what_is_no_word_file_is_said_in_a_line(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        all_of(read_word, raw)


def test_entities_are_never_put_in() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bomb"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    text = f"{bomb}<document><body><p><r><t>Safe &b;&f; text</t></r></p></body></document>"
    assert only(read_word, packed({"word/document.xml": text})).text.startswith("Safe")
    assert "bomb" not in only(read_word, packed({"word/document.xml": text})).text


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(UnreadableError, match="damaged"):
        all_of(read_word, docx("<w:sdt><w:sdtContent>" * 5000 + "</w:sdtContent></w:sdt>" * 5000))


def test_a_damaged_part_is_named() -> None:
    raw = docx(p("Text."), styles="<w:style>")
    _, problem = all_of(read_word, raw)
    assert str(problem) == "Notes.x: its part word/styles.xml cannot be read; left out"
