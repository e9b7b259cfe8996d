"""PDFs made by hand and real ones: order, blocks, pages, boxes, and what is said of what cannot be read."""

import io
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdfs import PdfPage, make_pdf
from wellformed import check_document, damaged, read_as_model

from askhz.documents.pdf import ocr, reading
from askhz.documents.pdf.file import PdfFile, opened
from askhz.documents.pdf.heads import PageItems, without_heads
from askhz.documents.pdf.letters import clean, typed
from askhz.documents.pdf.parts import Line, Page
from askhz.documents.pdf.reading import read_pdf
from askhz.documents.reader import About, UnreadableError
from askhz.records import Document, Problem
from askhz.text.anchors import anchor_at

REAL = sorted((Path(__file__).parent.parent / "collections" / "pdf").glob("*.pdf"))
FIXTURES = Path(__file__).parent.parent / "fixtures"
WORDS = (
    "the house by the river was sold in spring and all of its rooms were painted by two friends of the owner who "
    "came each day with bread and tea until the work was done and the keys were given to a family from the north "
    "that had looked for such a place for years and moved in before the first snow fell on the roof of the barn"
).split()


def body(count: int = 6, start: int = 0) -> list[str]:
    """Lines of running text, each of eight words."""
    whole = WORDS * 4
    return [" ".join(whole[start + 8 * number : start + 8 * number + 8]) for number in range(count)]


def read(raw: bytes, about: About | None = None) -> tuple[Document, list[Problem]]:
    found = list(read_pdf(io.BytesIO(raw), about or About("a.pdf", "a.pdf", "a.pdf")))
    (document,) = (one for one in found if isinstance(one, Document))
    check_document(document)
    check_boxes(document)
    return document, [one for one in found if isinstance(one, Problem)]


def check_boxes(document: Document) -> None:
    reached = 0
    for box in document.boxes:
        assert reached <= box.start < box.end <= len(document.text)
        reached = box.end
        assert "\n" not in document.text[box.start : box.end]
        assert 0 <= box.left <= box.right <= 1
        assert 0 <= box.top <= box.bottom <= 1


def blocks(document: Document) -> list[tuple[str, str]]:
    return [
        (f"{block.kind}{block.level or ''}{'H' if block.header else ''}", document.text[block.start : block.end])
        for block in document.blocks
    ]


def as_read(document: Document) -> list[str]:
    return [read_as_model(document, block.start, block.end) for block in document.blocks]


@pytest.fixture(autouse=True)
def _no_pictures(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Reading pictures takes seconds; tests that want it say so."""
    if "pictures" not in request.keywords:
        monkeypatch.setattr(ocr, "is_installed", lambda: False)


def test_lines_of_a_paragraph_stay_and_read_as_one() -> None:
    lines = [*body(3), "and then it ended."]
    document, problems = read(make_pdf([PdfPage().lines(72, 700, lines)]))
    assert problems == []
    assert document.text == "\n".join(lines)
    assert as_read(document) == [" ".join(lines)]
    assert document.kind == "pdf"


def test_a_hyphen_goes_where_the_word_is_known_whole_or_its_parts_are_not() -> None:
    lines = [
        "the gardener was a well-known man and his transfor-",
        "mation of the garden into a park was much admired by his self-",
        "taught friends who came from a town at the river where a bridge-",
        "keeper kept the bridge and the keeper of the bridge was his uncle",
    ]
    document, _ = read(make_pdf([PdfPage().lines(72, 700, lines)]))
    assert document.text == "\n".join(lines)
    (whole,) = as_read(document)
    assert "his transformation of" in whole
    assert "his self-taught friends" in whole
    assert "a bridge-keeper kept" in whole


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = (
        [f"left {number} of the text here" for number in range(8)],
        [f"right {number} of it" for number in range(8)],
    )
    page = PdfPage().lines(60, 700, left).lines(320, 700, right)
    document, _ = read(make_pdf([page]))
    assert document.text.replace("\n\n", "\n") == "\n".join([*left, *right])


def test_columns_written_row_by_row_are_parted() -> None:
    left, right = body(8), body(8, 80)
    page = PdfPage()
    for number in range(8):
        page.add(40, 700 - 12 * number, left[number]).add(330, 700 - 12 * number, right[number])
    document, _ = read(make_pdf([page]))
    assert document.text.replace("\n\n", "\n") == "\n".join([*left, *right])


def test_marked_words_in_running_text_are_no_table() -> None:
    lines = [text + " and then on" for text in body(5)]
    page = PdfPage()
    for number, (left, width) in enumerate([(400, 60), (60, 460), (60, 380), (60, 300)]):
        page.parts.append(f"1 1 0 rg {left} {697 - 12 * number} {width} 11.5 re f 0 g")
    document, _ = read(make_pdf([page.lines(60, 700, lines)]))
    assert {block.kind for block in document.blocks} == {"paragraph"}
    assert document.text == "\n".join(lines)


def test_what_is_drawn_last_but_stands_first_is_read_first() -> None:
    page = PdfPage().lines(60, 600, body(5)).add(60, 700, "The name of it all", 18)
    document, _ = read(make_pdf([page]))
    assert blocks(document)[0] == ("heading1", "The name of it all")
    assert document.title == "The name of it all"


def test_a_heading_that_says_only_a_version_or_date_is_no_title() -> None:
    page = PdfPage().add(60, 700, "Version 2.2.0", 18).lines(60, 600, body(5))
    document, _ = read(make_pdf([page]), About("changes.pdf", "changes.pdf", "changes.pdf"))
    assert (blocks(document)[0], document.title) == (("heading1", "Version 2.2.0"), "changes")


def test_heads_feet_and_page_numbers_are_left_out() -> None:
    pages = [
        PdfPage()
        .add(60, 770, f"The Yearbook {1999 + number}", 8)
        .lines(60, 700, body(20, number))
        .add(300, 30, str(number + 1))
        for number in range(4)
    ]
    document, _ = read(make_pdf(pages))
    assert "Yearbook" not in document.text
    assert not any(line.strip().isdigit() for line in document.text.splitlines())
    assert len(document.boxes) == 80


def test_numbers_of_lines_in_a_margin_are_left_out() -> None:
    numbers = [str(number + 1) for number in range(45)]
    pages = [PdfPage().lines(40, 740, numbers).lines(80, 740, body(45, at)) for at in range(2)]
    document, _ = read(make_pdf(pages))
    assert document.text.split() == " ".join([*body(45, 0), *body(45, 1)]).split()


def numbered(tops: Sequence[float], left: float, texts: Sequence[float], first: int = 1) -> int:
    """How many lines are left of a page of these numbers at `left`, and of texts from 100 to 500 at their heights."""
    lines = [Line(str(at), left, top, left + 12, top + 10, 10) for at, top in enumerate(tops, first)]
    lines += [Line("some words of it", 100, top, 500, top + 10, 10) for top in texts]
    (page,) = without_heads([PageItems(lines, 600, 800)])
    return len(page.items)


def test_other_numbers_than_those_of_lines_stay() -> None:
    tops = [130 + 26 * at for at in range(20)]
    assert numbered(tops, 40, tops) == 20
    assert numbered(tops, 540, tops[:12]) == 12
    assert numbered(tops, 40, tops, first=7) == 40  # they do not begin with one
    assert numbered([130 + 38 * at for at in range(14)], 40, tops) == 34  # they are few
    assert numbered([*tops[:10], *(top + 40 for top in tops[10:19])], 40, tops) == 39  # they stand unevenly
    assert numbered([130 + 12 * at for at in range(20)], 40, tops) == 40  # they stand on a part of the page
    assert numbered(tops, 40, tops[:9]) == 29  # few lines stand beside them
    assert numbered(tops, 300, tops) == 40  # they stand within the text


def test_the_number_of_an_only_page_is_left_out_wherever_it_stands_last() -> None:
    document, _ = read(make_pdf([PdfPage().lines(60, 700, body(8)).add(300, 200, "1")]))
    assert document.text.splitlines() == body(8)
    document, _ = read(make_pdf([PdfPage().lines(60, 700, body(8)).add(300, 200, "7")]))
    assert document.text.endswith("7")


def test_a_table_of_contents_is_left_out() -> None:
    entries = [f"{n}.{m} Of {word} {'. ' * 20} {n + m}" for n, m, word in ((1, 1, "rivers"), (1, 2, "hills"))]
    more = [f"2.{m} Of {word} {'. ' * 20} {9 + m}" for m, word in ((1, "roads"), (2, "towns"))]
    page = PdfPage().lines(60, 700, [*entries, "2 On what people build 9", *more]).lines(60, 500, body(4))
    document, _ = read(make_pdf([page]))
    assert document.text.splitlines() == body(4)
    one = PdfPage().lines(60, 700, [*body(3), f"Name {'. ' * 20} 7"])
    assert "Name" in read(make_pdf([one]))[0].text


def test_a_title_set_wide_over_several_lines_is_one_and_those_that_are_whole_are_several() -> None:
    page = PdfPage().add(60, 740, "A Comparison of", 20).add(60, 696, "Rivers (and Hills", 20)
    page.add(60, 652, "Too) in Poland", 20).lines(60, 600, body(4))
    document, _ = read(make_pdf([page]))
    assert document.title == "A Comparison of Rivers (and Hills Too) in Poland"
    page = (
        PdfPage().add(60, 740, "Department of Rivers", 20).add(60, 696, "Office of Hills", 20).lines(60, 600, body(4))
    )
    assert [text for kind, text in blocks(read(make_pdf([page]))[0]) if kind.startswith("heading")] == [
        "Department of Rivers",
        "Office of Hills",
    ]


def test_a_page_of_which_nothing_else_is_left_keeps_its_line() -> None:
    document, _ = read(make_pdf([PdfPage().add(60, 770, "Only this") for _ in range(4)]))
    assert document.text.count("Only this") == 4


def test_headings_by_size_and_weight_have_levels_and_stand_above() -> None:
    page = PdfPage().add(60, 740, "All of it", 20).add(60, 700, "First part", 14).lines(60, 680, body(4))
    page.add(60, 610, "A bold line", 10, "B").lines(60, 590, body(4)).add(60, 520, "Second part", 14).lines(
        60, 500, body(4)
    )
    document, _ = read(make_pdf([page]))
    headings = [one for one in blocks(document) if one[0].startswith("heading")]
    assert headings == [
        ("heading1", "All of it"),
        ("heading2", "First part"),
        ("heading3", "A bold line"),
        ("heading2", "Second part"),
    ]
    anchor = anchor_at(document.anchors, len(document.text) - 1)
    assert anchor is not None
    assert anchor.headings == ("All of it", "Second part")


def test_a_table_of_contents_tells_headings_and_levels() -> None:
    page = PdfPage().lines(60, 700, ["Of rivers", *body(4)]).lines(60, 600, ["Of hills", *body(4)])
    document, _ = read(make_pdf([page], outline=[("Of rivers", 0), ("Of hills", 0)]))
    assert not any(kind.startswith("heading") for kind, _ in blocks(read(make_pdf([page]))[0]))
    page = PdfPage().add(60, 700, "Of rivers").lines(60, 670, body(4)).add(60, 600, "Of hills").lines(60, 570, body(4))
    document, _ = read(make_pdf([page], outline=[("Of rivers", 0), ("Of hills", 0)]))
    assert [one for one in blocks(document) if one[0] == "heading1"] == [
        ("heading1", "Of rivers"),
        ("heading1", "Of hills"),
    ]


def test_lists_have_items_with_depth() -> None:
    page = PdfPage().lines(60, 700, [*body(2), "and these are the things:"])
    page.add(72, 652, "\u2022 first thing").add(90, 640, "\u2022 within it").add(72, 628, "\u2022 second thing")
    page.add(60, 600, "1. one").add(60, 588, "2. two")
    document, _ = read(make_pdf([page]))
    assert blocks(document)[1:] == [
        ("item1", "- first thing"),
        ("item2", "- within it"),
        ("item1", "- second thing"),
        ("item1", "1. one"),
        ("item1", "2. two"),
    ]
    assert "- first thing\n- within it\n- second thing" in document.text


def test_a_drawn_table_has_rows_and_its_header_is_read_with_each_cell() -> None:
    page = PdfPage().lines(60, 760, body(3)).grid([60, 200, 300, 400], [700, 680, 660, 640])
    rows = [("Station", "Altitude", "Trains"), ("Hartsgate", "530", "12"), ("Low Ferry", "12", "")]
    for number, cells in enumerate(rows):
        for x, cell in zip((65, 205, 305), cells, strict=True):
            page.add(x, 686 - 20 * number, cell, font="F" if number else "B")
    document, _ = read(make_pdf([page]))
    assert blocks(document)[1:] == [
        ("rowH", "Station | Altitude | Trains"),
        ("row", "Hartsgate | 530 | 12"),
        ("row", "Low Ferry | 12"),
    ]
    assert as_read(document)[2:] == [
        "Station: Hartsgate; Altitude: 530; Trains: 12",
        "Station: Low Ferry; Altitude: 12",
    ]


def test_a_table_without_lines_is_seen_by_its_columns() -> None:
    page = PdfPage().lines(60, 760, body(3))
    for number, cells in enumerate(
        [("Year", "Guests", "Rooms"), ("1998", "1,204", "41"), ("1999", "1,511", "45"), ("2000", "980", "45")]
    ):
        for x, cell in zip((65, 205, 305), cells, strict=True):
            page.add(x, 680 - 14 * number, cell)
    document, _ = read(make_pdf([page]))
    assert as_read(document)[1:] == [
        "Year; Guests; Rooms",
        "Year: 1998; Guests: 1,204; Rooms: 41",
        "Year: 1999; Guests: 1,511; Rooms: 45",
        "Year: 2000; Guests: 980; Rooms: 45",
    ]


def test_figures_of_one_digit_in_two_columns_are_no_number() -> None:
    page = PdfPage().lines(50, 700, body(2))
    for number, (name, first, others) in enumerate(
        [("North", "12", "30"), ("South", "10", "00"), ("West", "14", "21")]
    ):
        page.add(50, 600 - 14 * number, name, 6).add(150, 600 - 14 * number, first, 6)
        page.parts.append(
            f"BT /F 6 Tf 110 Tc 1 0 0 1 265 {600 - 14 * number} Tm ({others}) Tj 0 Tc ET"
        )  # PDFium: one word
    document, _ = read(make_pdf([page]))
    assert [text for kind, text in blocks(document) if kind == "row"] == [
        "North | 12 | 3 | 0",
        "South | 10 | 0 | 0",
        "West | 14 | 2 | 1",
    ]
    wide = PdfPage().add(50, 700, "A title").lines(50, 600, body(3))
    wide.parts.append("BT /F 10 Tf 6 Tc 1 0 0 1 50 650 Tm (Letters) Tj ET")  # set wide: still one word
    assert "Letters" in read(make_pdf([wide]))[0].text


def test_columns_of_figures_stand_closer_than_words_of_a_table() -> None:
    page = PdfPage().lines(50, 700, body(2))
    for number, (name, first, second) in enumerate(
        [("age", "75.37", "0.38"), ("size", "857.38", "4.27"), ("sex", "36.31", "0.18")]
    ):
        page.add(50, 600 - 12 * number, name).add(120, 600 - 12 * number, first).add(160, 600 - 12 * number, second)
    rows = [text for kind, text in blocks(read(make_pdf([page]))[0]) if kind == "row"]
    assert rows == ["age | 75.37 | 0.38", "size | 857.38 | 4.27", "sex | 36.31 | 0.18"]


def test_a_label_in_capitals_begins_a_paragraph() -> None:
    lines = [
        "SUMMARY: the house by the river was sold in spring.",
        "DATES: We must have your word on all that it has in",
        "ALL: rooms.",
    ]
    found = [text.replace("\n", " ")[:9] for _, text in blocks(read(make_pdf([PdfPage().lines(50, 600, lines)]))[0])]
    assert found == ["SUMMARY: ", "DATES: We", "ALL: room"]
    within = [
        "We read what they say of the house by the river: it is, said",
        "DATES: that is to say the days, not a fruit.",
    ]
    assert len(read(make_pdf([PdfPage().lines(50, 600, within)]))[0].blocks) == 1
    memo = (
        PdfPage()
        .lines(50, 700, body(2))
        .lines(50, 600, ["TO: all who live in the house by the river and near", "FROM: the owner of the house"])
    )
    assert [text for _, text in blocks(read(make_pdf([memo]))[0])][1:] == [
        "TO: all who live in the house by the river and near",
        "FROM: the owner of the house",
    ]


def test_an_initial_at_the_start_of_a_line_begins_no_item() -> None:
    lines = [
        "1. The book that this one follows closely was written by H. Putter,",
        "M. Fiocco and R. Geskus in the year that came before it was read.",
    ]
    page = PdfPage().lines(50, 700, body(2)).lines(50, 600, [*lines, "2. The second book is older than the first."])
    found = blocks(read(make_pdf([page]))[0])
    assert [kind for kind, _ in found] == ["paragraph", "item1", "item1"]
    letters = PdfPage().lines(50, 600, ["A. Adams pays the rent and all that goes", "B. Brown pays for the water and"])
    assert [kind for kind, _ in blocks(read(make_pdf([letters]))[0])] == ["item1", "item1"]


@pytest.mark.parametrize(
    ("drawn", "meant"),
    [
        (
            "o\x1bers a \x10signi\x1ccant\x11 \x1dow in 2\x153 e\x1ecient steps",
            "offers a “significant” flow in 2–3 efficient steps",
        ),
        ("the su\x0ecient sti\x0bness of a \x0cnal di\x0berence", "the sufficient stiffness of a final difference"),
        ("k = \x0eztkt and xx\x0eyy", "k = ztkt and xxyy"),
        (
            "the di¢ culty of di§erent Öles, ìfolk wisdomîin RamÌrezís words",
            "the difficulty of different files, “folk wisdom”in Ramírez’s words",
        ),
        ("sti\x1b 12 \x1c + §", "stiff 12 + §"),
        ("3 \x1c 4 \x15 5", "3 4 5"),
        ("Öl kostet 5 ¢ nach § 3, così è", "Öl kostet 5 ¢ nach § 3, così è"),
    ],
)
def test_ligatures_that_fonts_of_tex_draw_by_other_codes_are_letters(drawn: str, meant: str) -> None:
    assert " ".join(clean(word) for word in typed(drawn).split() if clean(word)) == meant
    assert len(typed(drawn)) == len(drawn)


def test_a_page_is_read_with_the_ligatures_that_its_font_draws_by_other_codes() -> None:
    page = PdfPage().lines(50, 700, ["the di\xa2 culty of di\xa7erent \xd6les in the house by the river"])
    assert "the difficulty of different files" in read(make_pdf([page]))[0].text


def test_code_keeps_its_lines() -> None:
    page = PdfPage().lines(60, 740, body(4)).add(60, 680, "if x:", font="C").add(84, 668, "return y", font="C")
    document, _ = read(make_pdf([page]))
    assert blocks(document)[1] == ("code", "if x:\n    return y")


def test_pages_are_named_as_printed() -> None:
    pages = [PdfPage().lines(60, 700, [*body(2, number), "the end."]) for number in range(3)]
    document, _ = read(make_pdf(pages, labels="0 << /S /r >> 2 << /S /D /St 7 >>"))
    assert [anchor.place.page for anchor in document.anchors] == ["i", "ii", "7"]
    assert [box.page for box in document.boxes] == [1, 1, 1, 2, 2, 2, 3, 3, 3]


def test_a_paragraph_goes_on_over_pages_and_footnotes() -> None:
    first = PdfPage().lines(60, 700, [*body(4), "and so the long sentence of this page goes on and never"])
    first.add(60, 90, "1 A note at the foot.", 7)
    second = PdfPage().lines(60, 740, ["stops before the next page.", "Here is another sentence."])
    document, _ = read(make_pdf([first, second]))
    assert blocks(document)[1][1] == "1 A note at the foot."
    assert "goes on and never stops before" in as_read(document)[0]
    at = document.text.index("stops before")
    before, after = anchor_at(document.anchors, at - 2), anchor_at(document.anchors, at)
    assert before is not None
    assert after is not None
    assert (before.place.page, after.place.page) == ("1", "2")


@pytest.mark.parametrize(
    ("rotate", "left", "top"), [(0, 0.1, 0.113), (90, 0.1, 0.1), (180, 0.9, 0.887), (270, 0.9, 0.9)]
)
def test_boxes_are_where_a_line_is_shown(rotate: int, left: float, top: float) -> None:
    page = (
        PdfPage(rotate).add(60, 700, "Found here") if rotate in (0, 180) else PdfPage(rotate).add(60, 80, "Found here")
    )
    document, _ = read(make_pdf([page]))
    (box,) = document.boxes
    assert document.text[box.start : box.end] == "Found here"
    edge = {0: (box.left, box.top), 90: (box.left, box.top), 180: (box.right, box.bottom), 270: (box.right, box.bottom)}
    assert edge[rotate] == pytest.approx((left, top), abs=0.02)


def test_a_turned_table_is_read_upright_and_boxed_where_it_stands() -> None:
    page = PdfPage()
    for number, text in enumerate(body(6)):
        page.parts.append(f"BT /F 10 Tf 0 1 -1 0 {100 + 12 * number} 60 Tm ({text}) Tj ET")
    document, _ = read(make_pdf([page]))
    assert document.text == "\n".join(body(6))
    first, last = document.boxes[0], document.boxes[-1]
    assert first.right - first.left < 0.03 < 0.15 < first.bottom - first.top
    assert first.left < last.left
    assert first.bottom == pytest.approx(1 - 60 / 800, abs=0.01)


def test_a_page_without_text_is_named_with_what_to_install() -> None:
    pages = [PdfPage().lines(60, 700, body(5)), PdfPage(image=True)]
    document, problems = read(make_pdf(pages, labels="0 << /S /r >>"))
    assert document.text == "\n".join(body(5))
    (problem,) = problems
    assert problem.where == "a.pdf, page ii"
    assert problem.what.startswith("is a picture without text")
    assert "pip install 'askhz[ocr]'" in problem.what
    with pytest.raises(UnreadableError, match=r"every page is a picture without text; .*askhz\[ocr\]"):
        read(make_pdf([PdfPage(image=True), PdfPage(image=True)]))


def _fake_pictures(monkeypatch: pytest.MonkeyPatch, texts: dict[int, str]) -> None:
    def read_picture(file: PdfFile, index: int, width: float, height: float) -> Page:
        line = Line(texts.get(index, ""), 60, 100, 300, 112, 10)
        return Page(width, height, [line] if line.text else [], covered=1.0)

    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "read_picture", read_picture)


def test_pages_read_from_pictures_are_marked_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    _fake_pictures(monkeypatch, {0: "Seen by eye.", 1: "And this as well."})
    monkeypatch.setattr(ocr, "PAGE_LIMIT", 2)
    document, problems = read(make_pdf([PdfPage(image=True)] * 3))
    assert document.text == "Seen by eye.\n\nAnd this as well."
    assert document.details["ocr"] == "pages 1-2"
    assert problems == [Problem("a.pdf, page 3", "is a picture without text; only 2 such pages of a file are read")]
    document, problems = read(make_pdf([PdfPage().lines(60, 700, body(5))] * 2))
    assert "ocr" not in document.details


def _seen_by_its_mark(picture: Any, *, use_cls: bool) -> SimpleNamespace:
    """Reads as RapidOCR does where the dark mark of a page tells how it stands: well only where it is top left."""
    rows, columns = picture.shape[:2]
    dark = picture[..., 0] < 128
    top, left = dark[: rows // 2].any(), dark[:, : columns // 2].any()
    lies = top != left
    xs, ys = ((0.1, 0.15), (0.2, 0.8)) if lies else ((0.2, 0.8), (0.1, 0.15))
    corners = [(x * columns, y * rows) for x in xs for y in ys]
    return SimpleNamespace(boxes=[corners], txts=["All of it."], scores=[0.99 if top and left else 0.7])


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turned_picture_is_read_upright(monkeypatch: pytest.MonkeyPatch, rotate: int) -> None:
    monkeypatch.setattr(ocr, "_engine", lambda: _seen_by_its_mark)
    page = PdfPage(rotate)
    page.parts.append("0 g 20 740 40 40 re f")
    width, height = (600, 800) if rotate % 180 == 0 else (800, 600)
    with opened(make_pdf([page])) as file:
        seen = ocr.read_picture(file, 0, width, height)
    assert (seen.quarter, seen.width, seen.height) == ((4 - rotate // 90) % 4, 600, 800)
    (line,) = seen.lines
    assert [line.left, line.top] == pytest.approx([120, 80], abs=1)


@pytest.mark.pictures
@pytest.mark.slow
def test_a_picture_of_text_is_read() -> None:
    pytest.importorskip("rapidocr")
    page = PdfPage().add(72, 700, "The harbour of Eastmouth has", 24).add(72, 660, "two hundred and twelve berths.", 24)
    raw = make_pdf([page])
    with opened(raw) as file:
        seen = ocr.read_picture(file, 0, 600, 800)
    assert [line.text for line in seen.lines] == ["The harbour of Eastmouth has", "two hundred and twelve berths."]
    assert seen.lines[0].left == pytest.approx(72, abs=6)
    assert seen.lines[0].top == pytest.approx(80, abs=10)


SCANS = {
    "scan-en.png": [
        "Rules of the boat house",
        "kept by the harbour office on Mill Street",
        "fee is 45 francs, due in March",
    ],
    "scan-zh.png": ["船屋使用规则", "钥匙由磨坊街的港口办公室保管", "独木舟最多可以借用三天"],
}


@pytest.mark.pictures
@pytest.mark.slow
@pytest.mark.parametrize("turned", [90, 270])
@pytest.mark.parametrize("name", SCANS)
def test_a_scan_that_lies_on_its_side_is_read_by_the_real_engine(name: str, turned: int) -> None:
    pytest.importorskip("rapidocr")
    from PIL import Image

    raw = io.BytesIO()
    with Image.open(FIXTURES / name) as upright:
        upright.convert("L").rotate(turned, expand=True, fillcolor=255).save(raw, "PDF", resolution=150)
    document, problems = read(raw.getvalue())
    assert not problems
    assert document.details["ocr"] == "pages 1"
    lines = document.text.splitlines()
    found = [next((at for at, line in enumerate(lines) if part in line), None) for part in SCANS[name]]
    assert None not in found, document.text
    assert found == sorted(found, key=str)  # top to bottom as a person reads it
    # The title is boxed where it stands on the page as it lies: at its left edge, or at its right one.
    (title,) = (box for box in document.boxes if SCANS[name][0] in document.text[box.start : box.end])
    assert title.right - title.left < title.bottom - title.top
    assert title.right < 0.3 if turned == 90 else title.left > 0.7


def test_what_the_file_tells_of_itself_unless_a_person_told_more() -> None:
    info = "/Title (Rooms and keys) /Author (Ida Lind) /CreationDate (D:20210203101010Z)"
    raw = make_pdf([PdfPage().lines(60, 700, body(3))], info=info)
    document, _ = read(raw)
    assert (document.title, document.details) == ("Rooms and keys", {"author": "Ida Lind", "date": "2021-02-03"})
    about = About("a.pdf", "a.pdf", "a.pdf", "Mine", {"author": "Me"})
    document, _ = read(raw, about)
    assert (document.title, document.details) == ("Mine", {"author": "Me", "date": "2021-02-03"})
    junk, _ = read(make_pdf([PdfPage().lines(60, 700, body(3))], info="/Title (Microsoft Word - x.doc)"))
    assert "Word" not in junk.title


JAPANESE = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /90ms-RKSJ-H /DescendantFonts [<< /Type /Font "
    "/Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) "
    "/Supplement 2 >> /FontDescriptor << /Type /FontDescriptor /FontName /HeiseiMin-W3 /Flags 6 /FontBBox [0 0 1 1] "
    "/ItalicAngle 0 /Ascent 1 /Descent 0 /CapHeight 1 /StemV 1 >> >>] >>"
)


def test_japanese_without_its_font_is_read() -> None:
    page = PdfPage()
    for number in range(8):
        code = "東京の駅から電車で京都へ行きました。".encode("shift_jis").hex()
        page.parts.append(f"BT /J 10 Tf 1 0 0 1 60 {700 - 12 * number} Tm <{code}> Tj ET")
    document, _ = read(make_pdf([page], fonts=JAPANESE))
    assert document.text.count("東京の駅から電車で京都へ行きました") == 8


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"%PDF-1.7 and no more", "not a PDF that can be read"),
        (b"a text with the wrong ending", "not a PDF that can be read"),
        (make_pdf([PdfPage()]), "holds no text"),
        ((REAL[0].parents[2] / "fixtures" / "encrypted.pdf").read_bytes(), "encrypted with a password"),
    ],
)
def test_a_file_left_out_is_told_why(raw: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        read(raw)


def test_a_file_is_read_the_same_twice_and_in_threads() -> None:
    raw = (REAL[0].parent / "association-annual-report.pdf").read_bytes()
    found: list[Document] = []
    threads = [threading.Thread(target=lambda: found.append(read(raw)[0])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(one == found[0] for one in found)


@pytest.mark.slow
@settings(examples(300), suppress_health_check=list(HealthCheck))
@given(st.sampled_from(REAL), st.data())
def test_a_damaged_file_is_read_or_refused(file: Path, data: st.DataObject) -> None:
    raw = damaged(file.read_bytes(), data)
    with suppress(UnreadableError):
        read(raw)


@settings(examples(30), suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_small_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    page = PdfPage().lines(60, 700, body(4)).grid([60, 200, 300], [600, 580, 560]).add(65, 586, "a").add(205, 586, "b")
    raw = damaged(make_pdf([page, page], outline=[("One", 0)]), data)
    with suppress(UnreadableError):
        read(raw)


def test_too_many_pages_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE_LIMIT", 2)
    document, problems = read(make_pdf([PdfPage().lines(60, 700, body(3))] * 3))
    assert len(document.boxes) == 6
    assert problems == [Problem("a.pdf", "only the first 2 of 3 pages are read")]
