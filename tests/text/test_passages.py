import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askhz.documents.reader import make_document
from askhz.records import Passage, Span
from askhz.text import sentences
from askhz.text.passages import PassageLimits, count_tokens, cut, merged, widened

WORDS = st.sampled_from(
    "Hangzhou 杭州 boasts 24 unicorns, and; 游戏科学 🐉 naïve don't $1.1 xxxxxxxxxxxxxxxxxxxxxxxx".split()
)
SENTENCE = st.lists(WORDS, min_size=1, max_size=30).map(" ".join)
GAP = st.sampled_from([" ", "\n\n", "", "\t \r\n"])
CUTTINGS = st.builds(PassageLimits, st.integers(8, 60), st.integers(1, 6), st.integers(0, 3))


@st.composite
def texts_with_sentences(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(GAP)
    spans = []
    for sentence in draw(st.lists(SENTENCE, max_size=12)):
        spans.append((len(text), len(text) + len(sentence)))
        text += sentence + draw(GAP)
    return text, spans


def encoder_fits(text: str) -> bool:
    return len(text.replace(" ", "")) <= 70


@given(texts_with_sentences(), CUTTINGS)
@settings(deadline=None, max_examples=150)
def test_passages_are_slices_within_both_budgets_that_hold_every_sentence(
    made: tuple[str, list[Span]], cutting: PassageLimits
) -> None:
    text, spans = made
    found = cut(make_document("a", "A", text), spans, cutting, fits_encoder=encoder_fits)
    for passage in found:
        assert text[passage.start : passage.end] == passage.text
        assert (passage.start, passage.end) == (passage.sentences[0][0], passage.sentences[-1][1])
        assert count_tokens(passage.text) <= cutting.max_tokens
        assert encoder_fits(passage.text)
        assert len(passage.sentences) <= cutting.max_sentences
    held = {at for passage in found for start, end in passage.sentences for at in range(start, end)}
    for start, end in spans:
        assert {at for at in range(start, end) if not text[at].isspace()} <= held
        if count_tokens(text[start:end]) <= cutting.max_tokens and encoder_fits(text[start:end]):
            assert any((start, end) in passage.sentences for passage in found), "a sentence that fits stays whole"


@given(texts_with_sentences(), CUTTINGS)
@settings(deadline=None, max_examples=100)
def test_no_passage_lies_within_another_and_none_overlaps_by_more_than_told(
    made: tuple[str, list[Span]], cutting: PassageLimits
) -> None:
    text, spans = made
    found = cut(make_document("a", "A", text), spans, cutting)
    for one, other in itertools.pairwise(found):
        assert one.start < other.start or one.end < other.end
        assert not set(other.sentences) <= set(one.sentences)
        assert not set(one.sentences) <= set(other.sentences) or len(one.sentences) <= cutting.overlap
        assert len(set(one.sentences) & set(other.sentences)) <= cutting.overlap


def one_letter_sentences(count: int) -> tuple[str, list[Span]]:
    return " ".join("abcdefghij"[:count]), [(2 * at, 2 * at + 1) for at in range(count)]


@pytest.mark.parametrize(
    ("sentences_each", "overlap", "expected"),
    [
        (4, 2, ["a b c d", "c d e f", "e f g h", "g h i j"]),
        (4, 1, ["a b c d", "d e f g", "g h i j"]),
        (3, 0, ["a b c", "d e f", "g h i", "j"]),
        (1, 2, list("abcdefghij")),
    ],
)
def test_overlap_where_there_is_room(sentences_each: int, overlap: int, expected: list[str]) -> None:
    text, spans = one_letter_sentences(10)
    found = cut(make_document("a", "A", text), spans, PassageLimits(100, sentences_each, overlap))
    assert [passage.text for passage in found] == expected


def test_overlap_gives_way_to_a_long_sentence() -> None:
    text = "a b " + "c" * 8
    spans = [(0, 1), (2, 3), (4, 12)]
    found = cut(make_document("a", "A", text), spans, PassageLimits(10, 4, 2), count=len)
    assert [passage.text for passage in found] == ["a b", "b cccccccc"]


def test_a_prefix_with_more_tokens_than_a_longer_one_is_cut_again() -> None:
    def count(text: str) -> int:
        return 99 if text == "abcdef" else len(text)

    text = "abcdef ghijklmnop"
    found = cut(make_document("a", "A", text), [(0, len(text))], PassageLimits(9, 1, 0), count=count)
    assert [passage.text for passage in found] == ["abcde", "f ghijklm", "nop"]


def test_a_long_sentence_is_divided_at_a_comma_or_space() -> None:
    text = "one two three, four five six seven"
    found = cut(make_document("a", "A", text), [(0, len(text))], PassageLimits(16, 1, 0), count=len)
    assert [passage.text for passage in found] == ["one two three,", "four five six", "seven"]


def test_one_line_of_a_megabyte_without_a_space_takes_linear_work() -> None:
    counted = 0

    def count(text: str) -> int:
        nonlocal counted
        counted += len(text)
        return len(text) // 4

    text = "x" * 1_000_000
    found = cut(make_document("a", "A", text), [(0, len(text))], PassageLimits(160, 4, 2), count=count)
    assert "".join(passage.text for passage in cut_once(found)) == text
    assert counted < 100 * len(text)


def cut_once(found: list) -> list:  # type: ignore[type-arg]
    seen: set[Span] = set()
    pieces = []
    for passage in found:
        for start, end in passage.sentences:
            if (start, end) not in seen:
                seen.add((start, end))
                pieces.append(make_document("", "", passage.text[start - passage.start : end - passage.start]))
    return pieces


def test_no_sentences_no_passages() -> None:
    assert cut(make_document("a", "A", " "), []) == []


def test_special_tokens_in_a_text_are_plain_text() -> None:
    assert count_tokens("<|endoftext|>") > 1


def test_seed_articles(seeds) -> None:  # type: ignore[no-untyped-def]
    for path in seeds.glob("*.txt"):
        text = path.read_bytes().decode("utf-8")
        spans = sentences.split(text)
        found = cut(make_document(path.name, "A", text), spans)
        assert {span for passage in found for span in passage.sentences} == set(spans)
        assert all(passage.text == text[passage.start : passage.end] for passage in found)


def stands_in(passage: Passage, text: str) -> bool:
    """Whether every sentence of a passage is the document's text, and what lies between is space at most."""
    here = passage.text
    sentences = [(start - passage.start, end - passage.start) for start, end in passage.sentences]
    rest = "".join(here[end:start] for (_, end), (start, _) in itertools.pairwise(sentences))
    same = all(here[a - passage.start : b - passage.start] == text[a:b] for a, b in passage.sentences)
    return same and not rest.strip() and len(here) == passage.end - passage.start


@given(texts_with_sentences(), CUTTINGS, st.integers(1, 60), st.data())
@settings(deadline=None, max_examples=150)
def test_what_is_read_holds_the_passages_found_whole_and_no_more_than_fits(
    made: tuple[str, list[Span]], cutting: PassageLimits, room: int, data: st.DataObject
) -> None:
    text, spans = made
    cuts = cut(make_document("a", "A", text), spans, cutting)
    found = data.draw(st.lists(st.sampled_from(cuts), unique=True) if cuts else st.just([]))

    def fits(passage: str) -> bool:
        return len(passage.split()) <= room

    wide = [
        widened(one, [other for other in cuts if abs(cuts.index(other) - cuts.index(one)) == 1], fits) for one in found
    ]
    for one, wider in zip(found, wide, strict=True):
        assert stands_in(wider, text)
        assert set(one.sentences) <= set(wider.sentences)
        assert len([span for span in wider.sentences if span[1] <= one.start]) <= 1
        assert len([span for span in wider.sentences if span[0] >= one.end]) <= 1
        assert wider == one or fits(wider.text)
    read = merged(wide, fits)
    assert all(stands_in(one, text) for one in read)
    assert all(any(set(one.sentences) <= set(whole.sentences) for whole in read) for one in wide)
    assert all(one in wide or fits(one.text) for one in read)


def test_a_passage_is_widened_by_a_sentence_on_either_side_and_joined_with_what_it_overlaps() -> None:
    text = "One. Two. Three. Four. Five. Six."
    cuts = cut(make_document("a", "A", text), sentences.split(text), PassageLimits(100, 2, 1))
    assert [one.text for one in cuts] == ["One. Two.", "Two. Three.", "Three. Four.", "Four. Five.", "Five. Six."]
    wide = widened(cuts[1], [cuts[0], cuts[2]], lambda _: True)
    assert wide.text == "One. Two. Three. Four."
    assert widened(cuts[1], [cuts[0], cuts[2]], lambda text: len(text) < 20).text == "One. Two. Three."
    elsewhere = Passage("b", 0, 4, "Six.", ((0, 4),))
    assert [one.text for one in merged([wide, elsewhere, cuts[3]], lambda _: True)] == [
        "One. Two. Three. Four. Five.",
        "Six.",
    ]
    assert merged([wide, cuts[3]], lambda _: False) == [wide, cuts[3]]
