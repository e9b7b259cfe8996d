"""A document in the making: blocks, anchors and edits at the right offsets, and the best title."""

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from wellformed import check_document, read_as_model

from askhz.documents import drafting
from askhz.documents.drafting import Draft, clean, clean_code, one_line, own_title
from askhz.documents.reader import About, UnreadableError
from askhz.records import Anchor, Document, Edit, Place

ABOUT = About("a.x", "a.x", "Rules of the house.x")


def made(draft: Draft, about: About = ABOUT) -> Document:
    document = draft.document(about, "x")
    check_document(document)
    return document


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\xa0 \tb", "a b"),
        ("a\r\nb\rc\x85d\u2028e\x0bf", "a\nb\nc\nd\ne\nf"),
        ("so\xadft \ufeff\u200ebell\x07 \ud800\ufffe", "soft bell"),
        ("\n\n a \n\n\n b \n", "a\nb"),
        ("\uf0b7 x \uf0fc\uf0e0 \uf041", "• x ✓→ •"),
    ],
)
def test_text_is_clean(raw: str, shown: str) -> None:
    assert clean(raw) == shown
    assert one_line(raw) == shown.replace("\n", " ")


def test_code_keeps_its_spaces() -> None:
    assert clean_code("\n  a  =\t1 \r\n\n    b\x00\n") == "  a  =\t1\n\n    b"


def test_items_and_rows_stand_line_by_line_all_else_apart() -> None:
    draft = Draft()
    for kind, text in (
        ("paragraph", "One"),
        ("item", "- a"),
        ("item", "1. b"),
        ("code", "x\ny"),
        ("paragraph", "* * *"),
    ):
        draft.add(kind, text, 1)  # type: ignore[arg-type]
    draft.row("c | d", [], first=True)
    draft.row("e | f", [])
    draft.row("g | h", [], first=True)
    draft.add("item", "- i")
    draft.break_off()
    draft.add("item", "- j")
    assert made(draft).text == "One\n\n- a\n1. b\n\nx\ny\n\nc | d\ne | f\n\ng | h\n\n- i\n\n- j"


def test_anchors_where_a_place_or_heading_changes() -> None:
    draft = Draft()
    draft.place = Place(slide=1)
    draft.heading("A", 1)
    draft.add("paragraph", "one")
    draft.heading("B", 2)
    draft.place = Place(slide=2)
    draft.add("paragraph", "two")
    draft.leave_headings(2)
    draft.add("paragraph", "three")
    draft.heading("C", 1)
    assert made(draft).text == "A\n\none\n\nB\n\ntwo\n\nthree\n\nC"
    assert draft.document(ABOUT, "x").anchors == (
        Anchor(0, Place(slide=1), ("A",)),
        Anchor(8, Place(slide=1), ("A", "B")),
        Anchor(11, Place(slide=2), ("A", "B")),
        Anchor(16, Place(slide=2), ("A",)),
        Anchor(23, Place(slide=2), ("C",)),
    )


def test_how_a_text_reads() -> None:
    draft = Draft()
    draft.add("paragraph", "one\ntwo[1] \u200b18F[2]", 0, ["[1]", "[2]"])
    draft.add("paragraph", "• dotted")
    draft.add("paragraph", "杭州\n西湖")
    draft.row("a | b", [Edit(0, 0, "X: "), Edit(1, 4, "; Y: ")])
    document = made(draft)
    assert read_as_model(document) == "one two 18F\n\ndotted\n\n杭州西湖\n\nX: a; Y: b"
    assert document.blocks[1].kind == "item"


def test_the_best_title_wins() -> None:
    def title(about: About = ABOUT, own: str | None = None, *, heading: bool = True, headed: bool = True) -> str:
        draft = Draft()
        draft.add("paragraph", "Lugano Housing Office")
        draft.add("paragraph", "Text.")
        if heading:
            draft.heading("Rent", 1)
        return draft.document(about, "x", own, headed=headed).title

    assert title(About("a", "a", "a.x", "Given"), "Own") == "Given"
    assert title(own=" Own  title") == "Own title"
    assert title(own="Microsoft Word - a.doc") == "Rent"
    assert title(heading=False) == "Lugano Housing Office"
    assert title(headed=False) == "Rules of the house"


@pytest.mark.parametrize(
    ("first", "title"),
    [("The lake", "The lake"), ("The lake is deep.", "Rules of the house"), (None, "Rules of the house")],
)
@pytest.mark.parametrize("section", ["1. Purpose", "2.1 Scope", "IV. Of water"])
def test_a_numbered_section_is_no_title(section: str, first: str | None, title: str) -> None:
    draft = Draft()
    if first:
        draft.add("paragraph", first)
    draft.heading(section, 1)
    draft.add("paragraph", "Text.")
    assert made(draft).title == title


@pytest.mark.parametrize(
    "junk", ["", "  ", "Untitled 1", "PowerPoint Presentation", "Book1", "draft v3.docx", "---", None]
)
def test_titles_that_say_nothing(junk: str | None) -> None:
    assert own_title(junk) is None


def test_what_a_person_wrote_down_wins() -> None:
    draft = Draft()
    draft.add("paragraph", "Text.")
    about = About("a", "a", "a.x", None, {"author": "Guo"})
    details = draft.document(about, "x", None, {"author": "Ada", "date": "2024-05-01", "publisher": " "}).details
    assert details == {"author": "Guo", "date": "2024-05-01"}


def test_no_word_and_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableError, match="holds no text"):
        Draft().document(ABOUT, "x")
    monkeypatch.setattr(drafting, "TEXT_LIMIT", 5)
    with pytest.raises(UnreadableError, match="divide it"):
        Draft().add("paragraph", "too long")


TEXTS = st.text(st.sampled_from("a杭 \n\t-•[1]\u200b\xad\uf0b7|.\x00\ud800"), max_size=12)


@given(
    st.lists(
        st.tuples(st.sampled_from(["paragraph", "item", "code", "quotation", "caption", "heading"]), TEXTS), max_size=8
    )
)
@examples(300)
def test_whatever_is_added_is_in_order(pieces: list[tuple[str, str]]) -> None:
    draft = Draft()
    draft.add("paragraph", "word")
    for at, (kind, text) in enumerate(pieces):
        draft.place = Place(line=at // 2 + 1)
        if kind == "heading":
            draft.heading(text, at % 3 + 1)
        else:
            draft.add(kind, text, 1, ["[1]", "[1]"])  # type: ignore[arg-type]
    assert made(draft) == made(draft)
