import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from indexes import opened, update, write

from askhz.documents import make_document
from askhz.errors import IndexFolderError
from askhz.index.digests import document_digest
from askhz.index.folder import CATALOG

TEXTS = {"a.md": "# Robots\n\nThe robots dance. Nobody sleeps.\n", "b.txt": "The dragon rises in Hangzhou."}
SAID = r"^[^\n]*index: a\.md: not as it was stored; run askhz repair for this index$"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "documents", TEXTS)
    update(tmp_path / "documents", tmp_path / "index")
    return tmp_path / "index"


def alter(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / CATALOG)) as db:
        for statement in statements:
            assert db.execute(statement).rowcount
        db.commit()


PASSAGES = {
    "its text": "UPDATE passages SET text = replace(text, 'robots', 'rubots') WHERE source = 'a.md'",
    "its context": "UPDATE passages SET context = 'Of another' WHERE source = 'a.md'",
    "where it is cut": "UPDATE passages SET sentences = '[[10, 20], [21, 42]]' WHERE source = 'a.md'",
}


@pytest.mark.parametrize("statement", PASSAGES.values(), ids=PASSAGES.keys())
def test_a_passage_that_is_not_as_it_was_stored_is_said_and_never_quoted(folder: Path, statement: str) -> None:
    with opened(folder) as index:
        with index.snapshot() as one:
            stored = one.stored([1, 2])
            assert {found.passage.source for found in stored.values()} == set(TEXTS)
        alter(folder, statement)
        other = next(number for number, found in stored.items() if found.passage.source == "b.txt")
        with index.snapshot() as one:
            assert list(one.stored([other])) == [other]
        with index.snapshot() as one, pytest.raises(IndexFolderError, match=SAID):
            one.stored([1, 2])


def test_a_document_that_is_not_as_it_was_stored_is_said_and_never_shown(folder: Path) -> None:
    with opened(folder) as index:
        assert index.document("a.md") is not None
        alter(folder, "UPDATE texts SET text = replace(text, 'robots', 'rubots') WHERE source = 'a.md'")
        with pytest.raises(IndexFolderError, match=SAID):
            index.document("a.md")
        assert index.document("b.txt") is not None
        assert index.document("c.txt") is None


def test_what_another_version_stored_has_digests_of_its_own(folder: Path) -> None:
    alter(
        folder,
        *(f"UPDATE {table} SET digest = 'another''s'" for table in ("passages", "documents")),
        "UPDATE meta SET value = json_set(value, '$.version', 1) WHERE key = 'pipeline'",
    )
    with opened(folder) as index:
        assert index.document("a.md") is not None
        with index.snapshot() as one:
            assert len(one.stored([1, 2])) == 2


def test_a_document_given_without_a_file_may_have_a_digest_of_its_giver_s(tmp_path: Path) -> None:
    update([make_document("a", "A", "The dragon rises.")], tmp_path / "index")
    alter(tmp_path / "index", "UPDATE documents SET digest = 'another''s'")
    with opened(tmp_path / "index") as index:
        assert index.document("a") is not None


def test_the_digest_is_the_one_that_documents_are_read_with() -> None:
    document = make_document("a.md", "A  title", "Its text.", {"date": "2024", "author": "Mara"})
    assert document_digest(document) == document.digest
    assert document_digest(make_document("a.md", "A title", "Its text")) != document.digest
