# ruff: noqa: E501 (the XML of real files is long)
"""ODT and ODP: what LibreOffice shows is read, what it hides is not."""

import pytest
from officefiles import ENCRYPTED, OLE, all_of, blocks, only, opendocument, packed
from wellformed import read_as_model

from askhz.documents.opendocument import read_odp, read_odt
from askhz.documents.reader import Reader, UnreadableError
from askhz.records import Document, Place

STYLES = """
<text:list-style style:name="L1">
  <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
  <text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" text:display-levels="2"/>
</text:list-style>
<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="o"/></text:list-style>
<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="I"/>
  <text:outline-level-style text:level="2" style:num-format=""/></text:outline-style>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Preformatted_20_Text"/>
<style:style style:name="P3" style:family="paragraph" style:parent-style-name="Quotations"/>
<style:style style:name="dp1" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>
"""


def text(body: str) -> bytes:
    return opendocument(f"<office:text>{body}</office:text>", STYLES)


def read(body: str) -> Document:
    return only(read_odt, text(body))


def test_titles_headings_with_numbers_code_and_quotations() -> None:
    document = read("""<text:p text:style-name="P1">Rules</text:p><text:h text:outline-level="1">Rent</text:h>
      <text:h text:outline-level="2">Due</text:h><text:p>Text  with
      <text:span>space<text:s text:c="3"/>here</text:span><text:line-break/>and<text:tab/>there.</text:p>
      <text:h text:outline-level="1">End</text:h><text:p text:style-name="P2">a = 1</text:p>
      <text:p text:style-name="P2"><text:s text:c="2"/>b = 2</text:p><text:p text:style-name="P3">Be.</text:p>""")
    assert blocks(document) == [
        ("heading", 1, "Rules"),
        ("heading", 1, "I Rent"),
        ("heading", 2, "Due"),
        ("paragraph", 0, "Text with space here\nand there."),
        ("heading", 1, "II End"),
        ("code", 0, "a = 1\n  b = 2"),
        ("quotation", 0, "Be."),
    ]
    assert document.title == "Rules"
    assert document.anchors[2].headings == ("I Rent", "Due")
    assert document.anchors[2].place == Place(section="Due")


def item(inside: str) -> str:
    return f"<text:list-item>{inside}</text:list-item>"


def test_notes_boxes_and_what_is_left_out() -> None:
    note = """<text:note text:note-class="{}"><text:note-citation>{}</text:note-citation><text:note-body><text:p>{}</text:p>
      </text:note-body></text:note>"""
    document = read(f"""<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>
      </text:changed-region></text:tracked-changes><text:table-of-content><text:index-body><text:p>Rent 3</text:p>
      </text:index-body></text:table-of-content><text:p>Up{note.format("footnote", 1, "Far.")} and
      down{note.format("endnote", "i", "End.")}<office:annotation><text:p>comment</text:p></office:annotation>.<draw:frame>
      <draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame></text:p>
      <text:section><text:p>Next.</text:p></text:section>""")
    assert document.text == "Up[1] and down[i].\n\n[1] Far.\n\nIn a box\n\nNext.\n\n[i] End."
    assert read_as_model(document).startswith("Up and down.\n\nFar.")


def test_tables_repeat_cells_and_know_their_header() -> None:
    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    def cell(inside: str, more: str = "") -> str:
        return f"<table:table-cell {more}><text:p>{inside}</text:p></table:table-cell>"

    covered = "<table:covered-table-cell/>"
    document = read(f"""<table:table><table:table-header-rows>{row(cell("Room"), cell("Rent"), cell("Heating"))}
      </table:table-header-rows>{row(cell("A"), cell("9", 'table:number-columns-repeated="2"'))}
      {row(cell("B", 'table:number-columns-spanned="2"'), covered, cell("gas"))}</table:table>""")
    assert document.text == "Room | Rent | Heating\nA | 9 | 9\nB |  | gas"
    assert read_as_model(document).split("\n")[1:] == ["Room: A; Rent: 9; Heating: 9", "Room: B; Heating: gas"]
    alone = f"<table:table>{row(cell('One cell'))}</table:table>"
    assert blocks(read(alone)) == [("paragraph", 0, "One cell")]
    long = f"<table:table>{row(cell('Left'), cell('word ' * 400))}</table:table>"
    assert [kind for kind, _, _ in blocks(read(long))] == ["paragraph", "paragraph"]
    heading = f"""<table:table>{row('<table:table-cell><text:p text:style-name="Table_20_Heading">X</text:p></table:table-cell>' * 2)}
      {row(cell("a"), cell("b"))}</table:table>"""
    assert blocks(read(heading))[0][0] == "header"


def test_slides_titles_order_and_notes() -> None:
    def box(inside: str, kind: str = "", y: str = "") -> str:
        place = f'svg:x="1cm" svg:y="{y}" svg:height="2cm"' if y else ""
        return f'<draw:frame presentation:class="{kind}" {place}><draw:text-box>{inside}</draw:text-box></draw:frame>'

    outline = f'<text:list text:style-name="L2">{item("<text:p>First</text:p>")}</text:list>'
    notes = f"<presentation:notes>{box('<text:p>Say it.</text:p>', 'notes')}</presentation:notes>"
    pages = f"""<draw:page>{box("<text:p>low</text:p>", "", "9cm")}{box("<text:p>3</text:p>", "page-number")}
      <draw:custom-shape svg:x="1in" svg:y="1in" svg:height="1in"><text:p>high</text:p></draw:custom-shape>
      {box(outline, "outline", "4in")}{box("<text:p>Rent</text:p>", "title")}{notes}</draw:page>
      <draw:page draw:style-name="dp1">{box("<text:p>Later</text:p>", "title")}</draw:page>"""
    document = only(read_odp, opendocument(f"<office:presentation>{pages}</office:presentation>", STYLES))
    assert document.text == "Rent\n\nhigh\n\nlow\n\n- First\n\nNotes: Say it.\n\nLater (hidden slide)"
    assert [anchor.place for anchor in document.anchors] == [Place(slide=1), Place(slide=2)]


ENCRYPTED_PART = '<m:manifest xmlns:m="urn:m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'


@pytest.mark.parametrize("reader", [read_odt, read_odp])
@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (ENCRYPTED, "encrypted"),
        (OLE, r"save it as \.od"),
        (packed({"content.xml": "x", "META-INF/manifest.xml": ENCRYPTED_PART}), "encrypted; remove the password"),
        (packed({"a": ""}), "not an OpenDocument file"),
        (packed({"content.xml": "<a"}), "its part content.xml is damaged"),
        (opendocument("<office:spreadsheet/>"), "under a wrong ending"),
    ],
)
def test_what_is_no_such_file_is_said_in_a_line(reader: Reader, raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        all_of(reader, raw)


def test_title_author_and_date_of_the_file() -> None:
    meta = """<office:document-meta xmlns:office="urn:o" xmlns:dc="urn:dc"><office:meta><dc:title>House rules</dc:title>
      <dc:creator>Ada</dc:creator><dc:date>2024-05-01T10:00:00</dc:date></office:meta></office:document-meta>"""
    raw = opendocument("<office:text><text:p>Text.</text:p></office:text>", **{"meta.xml": meta})
    document = only(read_odt, raw)
    assert (document.title, document.details) == ("House rules", {"author": "Ada", "date": "2024-05-01"})


def test_what_is_struck_out_is_not_read() -> None:
    def style(name: str, how: str, parent: str = "") -> str:
        told = f'<style:text-properties style:text-line-through-style="{how}"/>' if how else ""
        return f'<style:style style:name="{name}" style:family="text" style:parent-style-name="{parent}">{told}</style:style>'

    styles = style("T1", "solid") + style("T2", "", "T1") + style("T3", "none", "T1")
    spans = "".join(f'<text:span text:style-name="T{n}">{n} </text:span>' for n in (1, 2, 3))
    body = f'<text:p>A {spans}b</text:p><text:p text:style-name="T1">gone</text:p>'
    document = only(read_odt, opendocument(f"<office:text>{body}</office:text>", styles))
    assert document.text == "A 3 b"
