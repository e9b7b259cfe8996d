import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from askhz.documents.reader import make_document
from askhz.errors import IndexFolderError
from askhz.index import catalog
from askhz.index.catalog import Catalog, packed
from askhz.records import Passage

DOCUMENT = make_document("a.txt", "A", "One. Two 杭州.", {"author": "Guo"})
PASSAGE = Passage("a.txt", 0, 11, "One. Two 杭州.", ((0, 4), (5, 11)))
ROWS = np.array([[1, 0, 0], [0.6, 0.8, 0], [0, 0, 1]], dtype=np.float32)


def fill(catalog: Catalog) -> int:
    catalog.add_document(DOCUMENT)
    number = catalog.add_passage(PASSAGE, "one two 杭州", "digest", packed(ROWS[0], ROWS[1:]))
    catalog.count_words({"one": 1, "two": 2})
    catalog.set_meta("stamp", catalog.stamp + 1)
    return number


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with closing(Catalog(tmp_path, create=True)) as catalog, catalog.transaction():
        catalog.begin_anew()
        fill(catalog)
    return tmp_path


def test_the_passages_beside_one_are_those_of_its_document_that_begin_next(folder: Path) -> None:
    places = [("a.txt", 0), ("a.txt", 20), ("a.txt", 40), ("b.txt", 25)]
    made = [Passage(source, at, at + 3, "abc", ((at, at + 3),)) for source, at in places]
    with closing(Catalog(folder)) as catalog:
        with catalog.transaction():
            catalog.begin_anew()
            for number, source in enumerate(("a.txt", "b.txt")):
                catalog.add_document(make_document(source, str(number), "text"))
            for passage in made:
                catalog.add_passage(passage, "abc", "digest", packed(ROWS[0], ROWS[1:2]))
        assert [catalog.beside(one) for one in made] == [[made[1]], [made[0], made[2]], [made[1]], []]


def test_what_is_stored_comes_back(folder: Path) -> None:
    with closing(Catalog(folder)) as catalog:
        assert catalog.current
        assert catalog.stamp == 1
        assert catalog.document("a.txt") == DOCUMENT
        assert catalog.document("b.txt") is None
        assert catalog.digests() == {"a.txt": DOCUMENT.digest}
        assert catalog.titles(["a.txt", "b.txt"]) == {"a.txt": "A"}
        assert catalog.passages([1, 2]) == {1: PASSAGE}
        assert catalog.passages_of("a.txt") == [PASSAGE]
        stored = catalog.stored_at(PASSAGE)
        assert stored is not None
        assert stored.passage == PASSAGE
        assert stored.vector.tolist() == ROWS[0].tolist()
        assert stored.sentence_vectors == pytest.approx(ROWS[1:], abs=1e-3)
        assert stored.sentence_vectors.dtype == np.float32
        assert [(ids, rows.tolist()) for ids, rows in catalog.all_vectors()] == [([1], ROWS[:1].tolist())]
        assert list(catalog.all_words()) == [(1, "one two 杭州")]
        assert catalog.counts(["one", "three"]) == {"one": 1}
        assert catalog.words_like("tow") == [("two", 2)]
        assert catalog.vectors_of("digest") == packed(ROWS[0], ROWS[1:])
        assert catalog.vectors_of("other") is None
        assert catalog.damage() == []


def test_an_error_within_a_transaction_leaves_all_as_it_was(folder: Path) -> None:
    with closing(Catalog(folder)) as catalog:
        with pytest.raises(KeyboardInterrupt), catalog.transaction():  # noqa: PT012
            catalog.remove_document("a.txt")
            catalog.count_words({"one": -1})
            catalog.begin_anew()
            raise KeyboardInterrupt
        assert catalog.passages_of("a.txt") == [PASSAGE]
        assert catalog.counts(["one"]) == {"one": 1}
        assert catalog.stamp == 1


def test_ids_are_never_given_again_and_the_stamp_counts_on(folder: Path) -> None:
    with closing(Catalog(folder)) as catalog:
        with catalog.transaction():
            assert catalog.remove_document("a.txt") == {1: PASSAGE.text}
            assert fill(catalog) == 2
        with catalog.transaction():
            catalog.begin_anew()
        assert catalog.stamp == 2
        assert catalog.sources() == []


def test_words_that_stand_nowhere_are_forgotten(folder: Path) -> None:
    with closing(Catalog(folder)) as catalog, catalog.transaction():
        catalog.count_words({"one": -1, "two": -1, "three": 3})
        assert catalog.counts(["one", "two", "three"]) == {"two": 1, "three": 3}


def test_a_reader_sees_one_state_while_another_writes(folder: Path) -> None:
    with closing(Catalog(folder)) as reader, closing(Catalog(folder)) as writer:
        with reader.snapshot():
            assert reader.stamp == 1
            with writer.transaction():
                writer.remove_document("a.txt")
                writer.set_meta("stamp", 2)
            assert reader.stamp == 1
            assert reader.passages_of("a.txt") == [PASSAGE]
        assert reader.stamp == 2
        assert reader.sources() == []


def test_a_second_writer_is_refused_at_once(folder: Path) -> None:
    with closing(Catalog(folder)) as one, closing(Catalog(folder)) as other, one.transaction():
        with pytest.raises(IndexFolderError, match="another askhz index is at work"), other.transaction():
            pass
        assert other.stamp == 1


def test_set_meta_says_whether_it_changed(folder: Path) -> None:
    with closing(Catalog(folder)) as catalog, catalog.transaction():
        assert catalog.set_meta("key", [("a", 1)])
        assert not catalog.set_meta("key", [["a", 1]])
        assert catalog.meta("key") == [["a", 1]]
        assert catalog.meta("other", 5) == 5


# Files that are no catalog


def another_application(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE mine (x)")
        db.execute("INSERT INTO mine VALUES (1)")
        db.commit()


def another_application_without_tables(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA application_id = 7")


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {catalog.FORMAT + 1}")


def garbage(path: Path) -> None:
    path.write_bytes(b"garbage, not a database at all" * 100)


def header_only(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:60])


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def last_page(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4096])


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


NO_CATALOGS = [
    (another_application, "not made by askhz"),
    (another_application_without_tables, "not made by askhz"),
    (newer, "written by a newer askhz"),
    (garbage, "damaged or not made by askhz"),
    (header_only, "damaged"),
    (half, "damaged"),
    (last_page, "damaged"),
    (a_folder, "no askhz index|may not be written"),
]


@pytest.mark.parametrize(("spoil", "reason"), NO_CATALOGS)
@pytest.mark.parametrize("create", [False, True])
def test_what_is_no_catalog_is_one_line_with_the_folder_and_stays(
    folder: Path, spoil: Callable[[Path], None], reason: str, create: bool
) -> None:
    path = folder / catalog.FILE
    spoil(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(IndexFolderError, match=reason) as caught, closing(Catalog(folder, create=create)) as catalog:
        assert list(catalog.all_words()) == []
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert before is None or path.read_bytes() == before


def test_an_empty_file_or_one_whose_making_was_cut_short_becomes_a_catalog(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / catalog.FILE)) as db:
        db.execute("PRAGMA journal_mode = WAL")  # the moment before the application is named
    with closing(Catalog(tmp_path)) as catalog:
        assert not catalog.current
    for content in (None, b""):
        if content is not None:
            (tmp_path / catalog.FILE).write_bytes(content)
        with closing(Catalog(tmp_path, create=True)) as catalog, catalog.transaction():
            catalog.begin_anew()
            fill(catalog)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meta SET value = '{'",
        "UPDATE documents SET details = 'x'",
        "UPDATE passages SET sentences = 'null'",
        "UPDATE passages SET sentences = '[1]'",
        "UPDATE passages SET vector = x'00'",
        "UPDATE passages SET sentence_vectors = x'0000'",
        "UPDATE passages SET vector = 'text'",
        "UPDATE documents SET text = CAST(x'ff' AS TEXT)",
        "DROP TABLE vocabulary",
    ],
)
def test_values_that_cannot_be_understood_are_damage(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / catalog.FILE)) as db:
        db.execute(statement)
        db.commit()
    with pytest.raises(IndexFolderError, match="damaged"), closing(Catalog(folder)) as catalog:  # noqa: PT012
        assert catalog.stamp == 1
        catalog.document("a.txt")
        catalog.passages_of("a.txt")
        list(catalog.all_vectors())
        catalog.counts(["one"])


@pytest.mark.parametrize("name", ["missing", "file", "empty", "x" * 300])
def test_no_catalog_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    with pytest.raises(IndexFolderError, match=name):
        Catalog(tmp_path / name)


def test_a_catalog_that_took_another_s_place_is_followed(folder: Path) -> None:
    path = folder / catalog.FILE
    with closing(Catalog(folder)) as catalog:
        assert not catalog.follow()
        path.rename(folder / "old")
        with pytest.raises(IndexFolderError, match="no askhz index"):
            catalog.follow()
        with closing(Catalog(folder, create=True)) as other, other.transaction():
            other.begin_anew()
        assert catalog.follow()
        assert catalog.sources() == []
