from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from indexes import TEXTS, update, write

from askhz.documents import make_document
from askhz.index.catalog import Catalog
from askhz.index.folder import CATALOG
from askhz.indexing.salvaging import salvage


def put(folder: Path, *statements: str) -> Path:
    """Change an index behind its back; returns its database file."""
    with closing(sqlite3.connect(folder / CATALOG)) as one:
        for statement in statements:
            one.execute(statement)
        one.commit()
        one.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / CATALOG


def test_what_is_whole_comes_along_with_its_vectors_and_words(tmp_path: Path) -> None:
    update(write(tmp_path / "documents", TEXTS), tmp_path / "index")
    (tmp_path / "new").mkdir()
    found = salvage(put(tmp_path / "index"), tmp_path / "new", 7)
    assert (found.whole, found.broken) == (("a.txt", "b.txt"), ())
    with closing(Catalog(tmp_path / "index")) as old, closing(Catalog(tmp_path / "new")) as new:
        assert new.version == 7
        assert list(new.all_words()) == list(old.all_words())
        assert [rows.tolist() for _, rows in new.all_vectors()] == [rows.tolist() for _, rows in old.all_vectors()]
        assert new.words_like(["dragon"]) == old.words_like(["dragon"])
        assert new.document("a.txt") == old.document("a.txt")
        for key in ("encoder", "pipeline", "roots", "base"):
            assert new.meta(key) == old.meta(key)


def test_what_is_not_is_left_and_named(tmp_path: Path) -> None:
    names = ["text", "words", "vector", "gone", "title", "sound"]
    update((make_document(name, name, f"The dragon of {name}. It sleeps.") for name in names), tmp_path / "index")
    file = put(
        tmp_path / "index",
        "UPDATE texts SET text = text || ' More.' WHERE source = 'text'",
        "UPDATE passages SET words = 'dragon' WHERE source = 'words'",
        "UPDATE passages SET vector = zeroblob(length(vector)) WHERE source = 'vector'",
        "DELETE FROM passages WHERE source = 'gone'",
        "UPDATE documents SET title = 'Other' WHERE source = 'title'",
    )
    (tmp_path / "new").mkdir()
    found = salvage(file, tmp_path / "new", 2)
    assert found.whole == ("sound",)
    assert found.broken == ("gone", "text", "title", "vector", "words")
    with closing(Catalog(tmp_path / "new")) as new:
        assert new.sources() == ["sound"]
        assert new.passage_count() == 1
