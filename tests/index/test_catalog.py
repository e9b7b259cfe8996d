import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askhz.documents import make_document
from askhz.errors import IndexFolderError
from askhz.index.catalog import (
    Catalog,
    PassageSpans,
    StoredDocument,
    StoredPassage,
    dump_anchors,
    dump_edits,
    dump_units,
    load_anchors,
    load_edits,
)
from askhz.index.folder import CATALOG
from askhz.index.writing import Writer, packed
from askhz.records import Anchor, Block, Box, DocumentInfo, Edit, Passage, Place

ANCHORS = (Anchor(0, Place(page="iv"), ("Top",)), Anchor(5, Place(page="iv", row=2), ("Top", "Below")))
BLOCKS = (Block("heading", 0, 4, level=2), Block("row", 5, 12, header=True))
EDITS = (Edit(0, 2, ""), Edit(8, 9, " "))
BOXES = (Box(0, 4, 1, 0.1, 0.25, 0.9, 0.3),)
DOCUMENT = make_document(
    "a.txt",
    "A",
    "One. Two 杭州.",
    {"author": "Guo"},
    kind="md",
    blocks=BLOCKS,
    anchors=ANCHORS,
    edits=EDITS,
    boxes=BOXES,
)
INFO = DocumentInfo("a.txt", "A", 12, {"author": "Guo"}, "md")
PASSAGE = Passage("a.txt", 0, 12, "One. Two 杭州.", ((0, 4), (5, 12)), ANCHORS, "A. Top", EDITS, ("paragraph", "item"))
ROWS = np.array([[0.6, 0.8, 0]], dtype=np.float32)


def fill(catalog: Catalog) -> int:
    writer = Writer(catalog)
    writer.set_document(DOCUMENT, "structure", b"/folder/a.txt")
    number = writer.add_passage(PASSAGE, "one two 杭州", "digest", packed(ROWS[0]))
    writer.count_words({"one": 1, "two": 2})
    writer.set_meta("version", catalog.version + 1)
    return number


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalog of one document with one passage."""
    with closing(Catalog(tmp_path, create=True)) as catalog, catalog.transaction():
        Writer(catalog).begin_anew()
        fill(catalog)
    return tmp_path


def test_what_is_stored_comes_back(folder: Path) -> None:
    with closing(Catalog(folder)) as catalog:
        assert catalog.current
        assert catalog.version == 1
        assert catalog.document("a.txt") == DOCUMENT
        assert catalog.document("b.txt") is None
        assert catalog.documents() == [INFO]
        assert catalog.digests() == {"a.txt": DOCUMENT.digest}
        assert catalog.digest("a.txt") == DOCUMENT.digest
        assert catalog.digest("b.txt") is None
        assert catalog.passages_of("a.txt") == [PASSAGE]
        assert catalog.passages_of("b.txt") == []
        assert catalog.passage_count() == 1
        assert catalog.spans([1, 2]) == {1: PassageSpans("a.txt", 0, 12, ((0, 4), (5, 12)))}
        assert catalog.words_of([1, 2]) == {1: "one two 杭州"}
        assert list(catalog.all_words()) == [(1, "one two 杭州")]
        assert catalog.known_words(["one", "three"]) == {"one"}
        assert catalog.metas(["version", "nothing"]) == {"version": 1}


def test_a_passage_comes_with_its_vectors_and_its_document(folder: Path) -> None:
    with closing(Catalog(folder)) as catalog:
        found = catalog.stored([1, 2])
    assert found.keys() == {1}
    stored = found[1]
    assert isinstance(stored, StoredPassage)
    assert stored.passage == PASSAGE
    assert stored.document == INFO
    assert stored.vector.dtype == np.float32
    assert stored.vector == pytest.approx(ROWS[0], abs=1e-3)
    assert stored.vector.tolist() == ROWS[0].astype(np.float16).astype(np.float32).tolist()


def test_all_is_streamed_in_the_order_of_ids_from_one_id_on(folder: Path) -> None:
    rows = np.eye(3, dtype=np.float32)
    with closing(Catalog(folder)) as catalog, catalog.transaction():
        for row in rows:
            Writer(catalog).add_passage(PASSAGE, f"word {int(row.argmax())}", "digest", packed(row))
        batches = [(ids, found.tolist()) for ids, found in catalog.all_vectors(1, batch=2)]
        assert batches == [([2, 3], rows[:2].tolist()), ([4], rows[2:].tolist())]
        assert list(catalog.all_words(2)) == [(3, "word 1"), (4, "word 2")]
        assert [ids for ids, _ in catalog.all_vectors()] == [[1, 2, 3, 4]]
        assert list(catalog.all_vectors(4)) == []


def test_words_of_more_passages_than_sqlite_takes_values(folder: Path) -> None:
    with closing(Catalog(folder)) as catalog:
        catalog.database.connection.setlimit(9, 1000)  # SQLITE_LIMIT_VARIABLE_NUMBER
        assert catalog.words_of(range(2500)) == {1: "one two 杭州"}


def test_words_like_others_begin_alike_and_are_about_as_long(folder: Path) -> None:
    with closing(Catalog(folder)) as catalog, catalog.transaction():
        Writer(catalog).count_words({"two": 1, "twelve": 1, "on": 4, "杭州": 5, "o": 6, "%": 1})
        assert dict(catalog.words_like(["tow"])) == {"two": 3}
        assert dict(catalog.words_like(["tow"], difference=3)) == {"two": 3, "twelve": 1}
        assert dict(catalog.words_like(["tow", "tow", "杭", "ones"])) == {"two": 3, "one": 1, "on": 4, "杭州": 5}
        assert catalog.words_like([]) == catalog.words_like([""]) == catalog.words_like(["zzz"]) == []


def test_a_snapshot_is_one_state_for_everything_read_within(folder: Path) -> None:
    with closing(Catalog(folder)) as reader, closing(Catalog(folder)) as other:
        with reader.snapshot():
            assert reader.version == 1
            with other.transaction():
                writer = Writer(other)
                writer.remove_passages([1])
                writer.remove_document("a.txt")
                writer.set_meta("version", 2)
            assert reader.version == 1
            assert reader.document("a.txt") == DOCUMENT
            assert reader.passages_of("a.txt") == [PASSAGE]
        assert reader.version == 2
        assert reader.sources() == []


def test_documents_are_in_the_order_of_their_sources(folder: Path) -> None:
    with closing(Catalog(folder)) as catalog, catalog.transaction():
        for source in ("c", "B", "杭", "a"):
            Writer(catalog).set_document(make_document(source, source, "text"), "", None)
        assert catalog.sources() == ["B", "a", "a.txt", "c", "杭"]
        assert [info.source for info in catalog.documents()] == catalog.sources()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meta SET value = '{'",
        "UPDATE documents SET details = 'x'",
        "UPDATE texts SET blocks = '[[1]]'",
        "UPDATE texts SET anchors = '[[1]]'",
        "UPDATE texts SET anchors = '[[0, {\"floor\": 1}, []]]'",
        "UPDATE passages SET anchors = 'x'",
        "UPDATE passages SET sentences = 'null'",
        "UPDATE passages SET sentences = '[1]'",
        "UPDATE passages SET edits = '[[1]]'",
        "UPDATE texts SET edits = 'x'",
        "UPDATE texts SET boxes = x'00'",
        "UPDATE passages SET vector = x'00'",
        "UPDATE passages SET vector = 'text'",
        "UPDATE texts SET text = CAST(x'ff' AS TEXT)",
        "DROP TABLE vocabulary",
    ],
)
def test_values_that_cannot_be_understood_are_damage(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / CATALOG)) as db:
        db.execute(statement)
        db.commit()
    with pytest.raises(IndexFolderError, match="damaged"), closing(Catalog(folder)) as catalog:  # noqa: PT012
        assert catalog.version == 1
        catalog.document("a.txt")
        catalog.documents()
        catalog.passages_of("a.txt")
        catalog.stored([1])
        list(catalog.all_vectors())
        catalog.known_words(["one"])


NUMBERS = st.none() | st.integers(1, 9999)
WORDS = st.none() | st.text(max_size=9)
PLACES = st.builds(Place, WORDS, WORDS, NUMBERS, WORDS, NUMBERS, WORDS, NUMBERS, WORDS)


@pytest.mark.slow
@given(st.lists(st.builds(Anchor, st.integers(0, 10**9), PLACES, st.lists(st.text(max_size=9)).map(tuple))))
def test_anchors_come_back_as_they_were(anchors: list[Anchor]) -> None:
    assert load_anchors(dump_anchors(anchors)) == tuple(anchors)


def test_anchors_are_stored_without_what_does_not_apply() -> None:
    assert dump_anchors([Anchor(7, Place(page="2"), ("杭州",))]) == '[[7,{"page":"2"},["杭州"]]]'
    assert dump_anchors([]) == "[]"


def test_units_without_kinds_are_stored_as_format_2_stored_them(folder: Path) -> None:
    plain = replace(PASSAGE, kinds=())
    assert dump_units(PASSAGE) == '[[0,4,"paragraph"],[5,12,"item"]]'
    assert dump_units(plain) == "[[0,4],[5,12]]"
    with closing(Catalog(folder)) as catalog, catalog.transaction():
        number = Writer(catalog).add_passage(plain, "one", "digest", packed(ROWS[0]))
        assert catalog.stored([number])[number].passage == plain


@given(st.lists(st.builds(Edit, st.integers(0, 10**9), st.integers(0, 10**9), st.text(max_size=3))))
def test_edits_come_back_as_they_were(edits: list[Edit]) -> None:
    assert load_edits(dump_edits(edits)) == tuple(edits)


def test_a_documents_row_comes_with_its_files_and_counts_pages_and_passages(folder: Path) -> None:
    with closing(Catalog(folder)) as catalog, catalog.transaction():
        Writer(catalog).set_document(make_document("b.txt", "B", "text"), "", None)
        first, second = catalog.stored_documents()
    assert first == StoredDocument("a.txt", "A", "md", first.indexed_at, 1, 1, b"/folder/a.txt", 0, 0)
    assert (second.source, second.passages, second.pages, second.file) == ("b.txt", 0, None, None)
