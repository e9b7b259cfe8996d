import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError

import numpy as np
import pytest
from fakes import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st

from askhz.documents import make_document
from askhz.errors import EncoderError
from askhz.index.writing import packed
from askhz.indexing import preparing
from askhz.indexing.preparing import Encodings, Prepared, draft, prepare, structure_of, vocabulary_of
from askhz.models import graphs
from askhz.models.encoder import Rows
from askhz.records import Anchor, Block, Box, Edit, Place
from askhz.text.passages import PassageLimits
from askhz.text.words import normal_words

TEXT = "The dragon rises in Hangzhou. Robots walk. Games are sold. Nobody sleeps at night. 杭州很大。"
LIMITS = PassageLimits(max_tokens=12)


def prepared(text: str = TEXT, title: str = "On dragons") -> list[Prepared]:
    return list(prepare(make_document("dragons.txt", title, text), FakeEncoder(), LIMITS))


def test_a_passage_comes_with_its_words_and_its_vector() -> None:
    found = prepared()
    assert len(found) > 2
    for one in found:
        passage = one.passage
        (row,) = FakeEncoder().encode_document([f"On dragons\n{passage.text}"])
        assert one.vector == packed(row)
        assert one.words == " ".join(normal_words(f"On dragons {passage.text}"))
        assert TEXT[passage.start : passage.end] == passage.text
    assert np.frombuffer(found[0].vector, dtype="<f2") @ FakeEncoder().encode_query(["dragons"])[0] > 0.3


def test_the_same_document_gives_the_same_every_time() -> None:
    assert prepared() == prepared()


@given(st.lists(st.sampled_from(["The dragon rises.", "Robots walk.", "杭州很大。", "No."]), min_size=1, max_size=30))
def test_it_does_not_matter_how_many_are_encoded_together(lines: list[str]) -> None:
    at_once = prepared(" ".join(lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparing, "_BATCH", 1)
        one_by_one = prepared(" ".join(lines))
    assert [(one.passage, one.words, one.digest) for one in at_once] == [
        (one.passage, one.words, one.digest) for one in one_by_one
    ]
    for one, other in zip(at_once, one_by_one, strict=True):
        assert one.vector == other.vector


def test_what_is_stored_already_is_not_encoded() -> None:
    document = make_document("dragons.txt", "On dragons", TEXT)
    known = {one.digest: one.vector for one in prepared()[1:]}
    asked: list[str] = []

    def stored(digests: Sequence[str]) -> Mapping[str, bytes]:
        asked.extend(digests)
        return known

    encoder = FakeEncoder()
    found = list(prepare(document, encoder, LIMITS, stored=stored))
    assert found == prepared()
    assert asked == [one.digest for one in found]
    assert encoder.encoded == [f"On dragons\n{found[0].passage.text}"]


def test_little_is_encoded_before_the_first_passage_is_given() -> None:
    encoder = FakeEncoder()
    many = make_document("a.txt", "a", " ".join(f"Dragon number {n} rises." for n in range(500)))
    stream = prepare(many, encoder, LIMITS)
    next(stream)
    assert 1 <= len(encoder.encoded) <= preparing._BATCH
    rest = sum(1 for _ in stream)
    assert rest > 2 * preparing._BATCH
    assert len(encoder.encoded) == 1 + rest


def test_the_same_text_is_encoded_once_although_it_is_not_stored_yet() -> None:
    encoder = FakeEncoder()
    encodings = Encodings(encoder, lambda digests: {})
    one, two = (draft(make_document(name, "A", TEXT), encoder, LIMITS) for name in ("1.txt", "2.txt"))
    first, second = encodings.begin(one), encodings.begin(two)
    assert [ready.vector for ready in first] == [ready.vector for ready in second]
    assert encodings.begun == len(encoder.encoded) == len(one)


def test_what_was_begun_is_given_up_after_an_error() -> None:
    started, go_on = threading.Event(), threading.Event()

    class Waiting(FakeEncoder):
        def encode_document(self, texts: Sequence[str], /) -> Rows:
            started.set()
            assert go_on.wait(60)
            return super().encode_document(texts)

    encoder = Waiting()
    encodings = Encodings(encoder, lambda digests: {})
    text = " ".join(f"Dragon number {n} rises." for n in range(200))
    encoding = encodings.begin(draft(make_document("a.txt", "a", text), encoder, LIMITS))
    assert started.wait(60)
    encodings.cancel()
    go_on.set()
    with pytest.raises(CancelledError):
        list(encoding)
    graphs.begin(len, "").result()
    assert len(encoder.encoded) <= graphs.cores()


def test_a_fault_of_the_encoder_comes_out_where_its_passage_does() -> None:
    class Faulty(FakeEncoder):
        def encode_document(self, texts: Sequence[str], /) -> Rows:
            raise EncoderError("no memory")

    stream = prepare(make_document("a.txt", "a", TEXT), Faulty(), LIMITS)
    with pytest.raises(EncoderError, match="no memory"):
        next(stream)


def test_what_is_edited_out_is_neither_encoded_nor_looked_up() -> None:
    text = "The **dragon** rises. Robots[1] walk."
    edits = [Edit(4, 6, ""), Edit(12, 14, ""), Edit(28, 31, "")]
    document = make_document("beasts.md", "Beasts", text, edits=edits)
    encoder = FakeEncoder()
    (one,) = prepare(document, encoder)
    assert encoder.encoded == ["Beasts\nThe dragon rises. Robots walk."]
    assert one.words == " ".join(normal_words("Beasts. The dragon rises. Robots walk."))
    assert one.passage.text == text, "quoted as it is written"


def test_the_digest_covers_what_is_read_and_no_place() -> None:
    one = [passage.digest for passage in prepared()]
    assert len(set(one)) == len(one)
    assert [passage.digest for passage in prepared(title="On games")] != one
    further_down = prepared("Before it nobody had ever seen one in the town. " * 2 + TEXT)
    assert one == [passage.digest for passage in further_down][-len(one) :]
    marked = make_document("dragons.txt", "On dragons", f"**{TEXT}", edits=[Edit(0, 2, "")])
    assert [passage.digest for passage in draft(marked, FakeEncoder(), LIMITS)] == one, "marks are not read"
    renamed = draft(make_document("on/dragons.md", "On dragons", TEXT), FakeEncoder(), LIMITS)
    assert [passage.digest for passage in renamed] == one, "its path has no word that the title lacks"
    elsewhere = draft(make_document("town/dragons.txt", "On dragons", TEXT), FakeEncoder(), LIMITS)
    assert [passage.digest for passage in elsewhere] == one, "the words of its path are not encoded"
    assert [passage.passage.context for passage in elsewhere] == ["On dragons. town"] * len(one), "they are read"


def test_the_same_text_divided_otherwise_has_another_digest() -> None:
    text = "One - two."
    halves = make_document("a", "a", text, blocks=[Block("item", 0, 3), Block("item", 4, 10)])
    whole = make_document("a", "a", text, blocks=[Block("item", 0, 10)])
    (first,), (second,) = draft(halves, FakeEncoder()), draft(whole, FakeEncoder())
    assert first.passage.text == second.passage.text
    assert first.digest != second.digest


def test_passages_have_the_anchors_that_hold_within_them() -> None:
    anchors = [Anchor(0, Place(page="1")), Anchor(43, Place(page="2"), ("Games",))]
    document = make_document("a.txt", "a", TEXT, anchors=anchors)
    drafts = draft(document, FakeEncoder(), PassageLimits(max_tokens=8))
    assert [anchor.place.page for one in drafts for anchor in one.passage.anchors] == ["1", "1", "2", "2", "2"]
    assert [one.passage.context for one in drafts] == ["a", "a", "a. Games", "a. Games"]


def test_a_passage_with_its_context_is_never_cut_by_the_encoder() -> None:
    encoder = FakeEncoder(limit=12)
    title = "On " + "very " * 300 + "long titles"
    found = list(prepare(make_document("a", title, "The dragon rises. " * 9), encoder, LIMITS))
    assert found
    assert all(one.passage.context.startswith("On very very") for one in found)
    assert all(len(one.passage.context.split()) < 50 for one in found)


def test_the_structure_changes_with_kind_blocks_anchors_edits_and_boxes_and_nothing_else() -> None:
    plain = structure_of(make_document("a", "A", "text"))
    assert plain == structure_of(make_document("b", "B", "other", {"author": "x"}))
    others = [
        make_document("a", "A", "text", kind="md"),
        make_document("a", "A", "text", blocks=[Block("heading", 0, 4, 1)]),
        make_document("a", "A", "text", blocks=[Block("heading", 0, 4, 2)]),
        make_document("a", "A", "text", anchors=[Anchor(0, Place(page="1"))]),
        make_document("a", "A", "text", anchors=[Anchor(0, Place(section="1"))]),
        make_document("a", "A", "text", edits=[Edit(0, 1, "")]),
        make_document("a", "A", "text", edits=[Edit(0, 1, " ")]),
        make_document("a", "A", "text", boxes=[Box(0, 4, 1, 0.1, 0.1, 0.9, 0.2)]),
        make_document("a", "A", "text", boxes=[Box(0, 4, 2, 0.1, 0.1, 0.9, 0.2)]),
    ]
    assert len({plain, *map(structure_of, others)}) == 10


def test_the_vocabulary_holds_words_of_letters_folded() -> None:
    assert vocabulary_of("The Café in 2016, no 42nd X") == {"the", "cafe"}
    assert vocabulary_of("") == set()
