from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from askhz.documents import make_document
from askhz.index.catalog import Catalog
from askhz.index.writing import DocumentState, KnownFile, StoredRow, Writer, packed
from askhz.records import Anchor, Box, Edit, Passage, Place

DOCUMENT = make_document("a.txt", "A", "One. Two 杭州.", {"author": "Guo"})
PASSAGE = Passage("a.txt", 0, 12, "One. Two 杭州.", ((0, 4), (5, 12)))
VECTOR = packed(np.array([0.6, 0.8, 0], dtype=np.float32))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """An empty catalog, in a transaction."""
    with closing(Catalog(tmp_path, create=True)) as catalog, catalog.transaction():
        Writer(catalog).begin_anew()
        yield catalog


@pytest.fixture
def writer(catalog: Catalog) -> Writer:
    writer = Writer(catalog)
    writer.begin_run()
    return writer


def fill(writer: Writer, source: str = "a.txt", file: bytes | None = None) -> int:
    passage = Passage(source, PASSAGE.start, PASSAGE.end, PASSAGE.text, PASSAGE.sentences)
    writer.set_document(make_document(source, "A", DOCUMENT.text), "structure", file)
    return writer.add_passage(passage, "one two 杭州", f"digest of {source}", VECTOR)


def test_a_vector_is_stored_in_half_precision() -> None:
    assert packed(np.array([1, -0.5, 0.1], dtype=np.float32)) == bytes.fromhex("003c 00b8 662e")


def test_ids_are_never_given_again_and_the_version_counts_on(catalog: Catalog, writer: Writer) -> None:
    assert writer.last_passage() == 0
    assert fill(writer) == 1
    writer.set_meta("version", 7)
    assert writer.remove_passages([1]) == [PASSAGE.text]
    writer.remove_document("a.txt")
    assert catalog.document("a.txt") is None
    assert writer.last_passage() == 1
    assert fill(writer) == 2
    writer.begin_anew()
    assert catalog.version == 7
    assert catalog.sources() == []


def test_a_document_takes_the_place_of_the_one_of_its_source(catalog: Catalog, writer: Writer) -> None:
    writer.set_document(DOCUMENT, "one", b"/a.txt")
    assert writer.document_state("a.txt") == DocumentState(DOCUMENT.digest, "one", b"/a.txt")
    assert writer.document_state("b.txt") is None
    other = make_document("a.txt", "B", "Three.", kind="md", anchors=[Anchor(0, Place(page="2"), ("Top",))])
    writer.set_document(other, "two", None)
    assert catalog.document("a.txt") == other
    assert writer.document_state("a.txt") == DocumentState(other.digest, "two", None)
    writer.set_document_file("a.txt", b"\xff")
    assert writer.document_state("a.txt") == DocumentState(other.digest, "two", b"\xff")


def test_a_document_s_rows_are_in_order(writer: Writer) -> None:
    writer.set_document(DOCUMENT, "", None)
    for start in (9, 5, 0):
        writer.add_passage(Passage("a.txt", start, 12, DOCUMENT.text[start:], ((start, 12),)), "", f"d{start}", VECTOR)
    assert writer.rows_of("a.txt") == [
        StoredRow(3, 0, 12, "d0"),
        StoredRow(2, 5, 12, "d5"),
        StoredRow(1, 9, 12, "d9"),
    ]
    assert writer.rows_of("b.txt") == []


def test_more_passages_are_removed_at_once_than_sqlite_takes_values(catalog: Catalog, writer: Writer) -> None:
    writer.set_document(DOCUMENT, "", None)
    ids = [writer.add_passage(PASSAGE, "", "digest", VECTOR) for _ in range(2500)]
    catalog.database.connection.setlimit(9, 1000)  # SQLITE_LIMIT_VARIABLE_NUMBER
    assert writer.remove_passages(ids[1:]) == [PASSAGE.text] * 2499
    assert [row.id for row in writer.rows_of("a.txt")] == ids[:1]
    assert writer.remove_passages([]) == []


def test_vectors_are_found_by_digest(writer: Writer) -> None:
    fill(writer)
    assert writer.vectors_of(["digest of a.txt", "other"]) == {"digest of a.txt": VECTOR}
    assert writer.vectors_of([]) == {}


def test_anchors_change_without_the_passage(catalog: Catalog, writer: Writer) -> None:
    number = fill(writer)
    anchors = (Anchor(0, Place(row=3), ("Top", "Below")),)
    edits = (Edit(0, 2, ""), Edit(3, 3, "Header: "))
    writer.refresh_passage(number, replace(PASSAGE, anchors=anchors, context="Top. Below", edits=edits))
    (passage,) = catalog.passages_of("a.txt")
    assert (passage.anchors, passage.context, passage.edits) == (anchors, "Top. Below", edits)
    assert passage.text == PASSAGE.text


def test_edits_and_boxes_of_a_document_come_back(catalog: Catalog, writer: Writer) -> None:
    edits = (Edit(0, 2, ""), Edit(3, 3, "値"))
    boxes = (Box(0, 3, 1, 0.1, 0.25, 0.5, 1.0), Box(3, 6, 12, 0.0, 0.3333, 0.75, 0.9999))
    document = make_document("c.pdf", "C", "One two.", kind="pdf", edits=edits, boxes=boxes)
    writer.set_document(document, "structure", None)
    assert catalog.document("c.pdf") == document


def test_words_that_stand_nowhere_are_forgotten(catalog: Catalog, writer: Writer) -> None:
    writer.count_words({"one": 1, "two": 2})
    writer.count_words({"one": -1, "two": -1, "three": 3, "four": 0})
    assert dict(catalog.words_like(["tax", "one", "four", "three"])) == {"two": 1, "three": 3}


def test_set_meta_says_whether_it_changed(catalog: Catalog, writer: Writer) -> None:
    assert writer.set_meta("key", [("a", 1)])
    assert not writer.set_meta("key", [["a", 1]])
    assert catalog.meta("key") == [["a", 1]]
    assert catalog.meta("other", 5) == 5


def test_a_file_is_known_by_all_that_was_noted(writer: Writer) -> None:
    path = b"/folder/\xff.txt"
    assert writer.known_file(path) is None
    known = KnownFile(12, 2**62, "signature", (("where", "what"),), complete=False)
    writer.set_file(path, known)
    assert writer.known_file(path) == known
    writer.set_file(path, KnownFile(1, -1, "s"))
    assert writer.known_file(path) == KnownFile(1, -1, "s", (), complete=True)
    writer.read_again(path)
    assert writer.known_file(path) == KnownFile(1, -1, "s", (), complete=False)


def test_what_a_run_has_not_met_is_told_and_forgotten(writer: Writer) -> None:
    for source, file in (("a", b"1"), ("b", b"1"), ("c", b"2"), ("d", None)):
        fill(writer, source, file)
    for file in (b"1", b"2"):
        writer.set_file(file, KnownFile(1, 1, ""))
    assert writer.meet("b")
    assert not writer.meet("b")
    assert writer.meet_all_of(b"1") == 1, "the other one was met before"
    assert list(writer.not_met()) == ["c", "d"]
    writer.forget_files_not_met()
    assert writer.known_file(b"1") is not None
    assert writer.known_file(b"2") is None
    writer.begin_run()
    assert list(writer.not_met()) == ["a", "b", "c", "d"]


def test_prepared_again_everything_is_read_and_nothing_of_it_lost(catalog: Catalog, writer: Writer) -> None:
    fill(writer, file=b"1")
    writer.set_file(b"1", KnownFile(1, 1, ""))
    writer.prepare_all_again()
    assert writer.known_file(b"1") is None
    state = writer.document_state("a.txt")
    assert state is not None
    assert state.structure == ""
    assert writer.vectors_of(["digest of a.txt"]) == {"digest of a.txt": VECTOR}
    assert catalog.passage_count() == 1
