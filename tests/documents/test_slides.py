# ruff: noqa: E501 (the XML of real files is long)
"""PPTX: slides in their order, on each the titles first, then what is read from the top."""

import pytest
from officefiles import ENCRYPTED, OLE, A, all_of, blocks, line, only, packed, pptx, related, shape, slide
from wellformed import read_as_model

from askhz.documents.reader import UnreadableError
from askhz.documents.slides import Shape, in_order, read_slides
from askhz.records import Document, Place


def frame(inside: str) -> str:
    return f"<p:graphicFrame><p:nvGraphicFramePr/><a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic></p:graphicFrame>"


def found(*slides: str) -> list[tuple[str, int, str]]:
    return blocks(only(read_slides, pptx(*slides)))


def test_titles_bodies_and_depths() -> None:
    body = line("First") + line("Below", '<a:pPr lvl="1"/>') + line("No dot", "<a:pPr><a:buNone/></a:pPr>")
    slide = shape(body, "body") + shape(line("Rent"), "title") + shape(line("3"), "sldNum") + shape(line("May"), "dt")
    document = only(read_slides, pptx(slide, shape(line("Alone"))))
    assert blocks(document) == [
        ("heading", 1, "Rent"),
        ("item", 1, "- First"),
        ("item", 2, "- Below"),
        ("paragraph", 0, "No dot"),
        ("paragraph", 0, "Alone"),
    ]
    assert [(anchor.place, anchor.headings) for anchor in document.anchors] == [
        (Place(slide=1), ("Rent",)),
        (Place(slide=2), ()),
    ]


def test_numbers_count_on_a_depth_each() -> None:
    one, two = "<a:pPr><a:buAutoNum/></a:pPr>", '<a:pPr lvl="1"><a:buAutoNum startAt="5"/></a:pPr>'
    lines = line("a", one) + line("b", two) + line("c", two) + line("d", one) + line("e", two)
    assert [text for _, _, text in found(shape(lines))] == ["1. a", "5. b", "6. c", "2. d", "5. e"]


def test_shapes_are_read_row_by_row() -> None:
    shapes = (
        shape(line("low"), at=(0, 500, 50)) + shape(line("right"), at=(400, 0, 50)) + shape(line("left"), at=(0, 5, 60))
    )
    assert [text for _, _, text in found(shapes)] == ["left", "right", "low"]
    placed = [Shape(None, str(at), (0, at * 10, 100)) for at in (3, 1, 2)]  # type: ignore[arg-type]
    assert [shape.kind for shape in in_order(placed)] == ["1", "2", "3"]  # one row, none left of the others


def test_a_placeholder_stands_where_its_layout_says() -> None:
    layout = slide(shape(line("x"), "body", (0, 900, 50)), "sldLayout")
    raw = pptx(
        shape(line("low"), "body") + shape(line("high"), at=(0, 0, 50)),
        **{
            "ppt__slides___rels__0.xml.rels": related(("l", "slideLayout", "../slideLayouts/1.xml")),
            "ppt__slideLayouts__1.xml": layout,
            "ppt__slideLayouts___rels__1.xml.rels": related(("m", "slideMaster", "1.xml")),
        },
    )
    assert [text for _, _, text in blocks(only(read_slides, raw))] == ["high", "low"]


def test_groups_tables_and_the_first_row() -> None:
    group = (
        f"<p:grpSp><p:grpSpPr/>{shape(line('inside'))}<p:grpSp><p:grpSpPr/>{shape(line('deeper'))}</p:grpSp></p:grpSp>"
    )
    cells = "".join(
        f"<a:tr>{''.join(f'<a:tc><a:txBody>{line(cell)}</a:txBody></a:tc>' for cell in row)}</a:tr>"
        for row in (("Room", "Tenant"), ("A", "Guo"))
    )
    document = only(read_slides, pptx(group + frame(f'<a:tbl><a:tblPr firstRow="1"/>{cells}</a:tbl>')))
    assert document.text == "inside\n\ndeeper\n\nRoom | Tenant\nA | Guo"
    assert read_as_model(document).endswith("\nRoom: A; Tenant: Guo")


def test_charts_read_as_tables() -> None:
    points = "".join(f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>' for at, value in enumerate(("2023", "2024")))
    values = "".join(f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>' for at, value in enumerate((7, 9)))
    chart = f"""<c:chartSpace xmlns:c="urn:c" xmlns:a="{A}"><c:chart><c:title>{line("Rents paid")}</c:title><c:ser>
      <c:tx><c:pt idx="0"><c:v>Rent</c:v></c:pt></c:tx><c:cat>{points}</c:cat><c:val>{values}</c:val></c:ser></c:chart>
      </c:chartSpace>"""
    raw = pptx(
        frame('<c:chart xmlns:c="urn:c" r:id="c"/>'),
        **{"ppt__slides___rels__0.xml.rels": related(("c", "chart", "c.xml")), "ppt__slides__c.xml": chart},
    )
    document = only(read_slides, raw)
    assert read_as_model(document) == "Rents paid\n\nRent\n2023; Rent: 7\n2024; Rent: 9"


def test_notes_and_hidden_slides() -> None:
    raw = pptx(
        "",
        **{
            "ppt__slides__0.xml": slide(shape(line("Rent"), "title"), attributes='show="0"'),
            "ppt__slides___rels__0.xml.rels": related(("n", "notesSlide", "../notes.xml")),
            "ppt__notes.xml": slide(
                shape(line("Say it.") + line("Twice."), "body") + shape(line("1"), "sldNum"), "notes"
            ),
        },
    )
    assert only(read_slides, raw).text == "Rent (hidden slide)\n\nNotes: Say it.\n\nTwice."


def test_a_slide_that_cannot_be_read_is_named() -> None:
    raw = pptx(shape(line("One")), "", **{"ppt__slides__1.xml": "<broken"})
    document, problem = all_of(read_slides, raw)
    assert isinstance(document, Document)
    assert str(problem) == "Notes.x: slide 2 cannot be read (its part ppt/slides/1.xml is damaged); left out"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ENCRYPTED, "encrypted; remove the password and index it again"),
        (OLE, r"save it as \.pptx"),
        (packed({"a": ""}), "not a PowerPoint file"),
        (pptx(shape(line(""))), "holds no text"),
    ],
)
def test_what_is_no_presentation_is_said_in_a_line(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        all_of(read_slides, raw)


def test_what_is_struck_out_is_not_read() -> None:
    struck = '<a:r><a:rPr strike="sngStrike"/><a:t>May </a:t></a:r><a:r><a:rPr strike="noStrike"/><a:t>June</a:t></a:r>'
    assert [text for _, _, text in found(shape(f"<a:p>{struck}</a:p>"))] == ["June"]
