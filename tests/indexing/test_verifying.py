import functools
import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fakes import open_fake
from indexes import TEXTS, remove, update, whole, write

from askhz.documents import make_document
from askhz.errors import IndexFolderError
from askhz.index.database import Database
from askhz.index.folder import CATALOG
from askhz.indexing import repair, updating, verify
from askhz.records import Document


def test_verify_names_what_is_stale(made: tuple[Path, Path]) -> None:
    documents, folder = made
    assert verify(folder) == []
    (documents / "new.txt").write_text("A new text is no fault.")
    assert verify(folder) == []
    (documents / "a.txt").rename(documents / "moved.txt")
    assert verify(folder) == ["a.txt: moved to moved.txt since it was indexed"]
    (documents / "moved.txt").unlink()
    assert verify(folder) == ["a.txt: gone or no longer readable since it was indexed"]
    write(documents, {"a.txt": TEXTS["a.txt"], "b.txt": TEXTS["b.txt"] + "More."})
    assert verify(folder) == ["b.txt: changed since it was indexed"]
    write(documents, {"a.txt": TEXTS["a.txt"], "b.txt": "X" + TEXTS["b.txt"]})
    assert verify(folder)[0] == "b.txt: changed since it was indexed"
    assert verify(folder)[1].startswith("b.txt[0:")
    assert verify(folder)[1].endswith("]: not the text that is stored")
    (documents / "b.txt").write_bytes(b"\0\1\2")
    assert verify(folder) == ["b.txt: gone or no longer readable since it was indexed"]
    shutil.rmtree(documents)
    assert [line for line in verify(folder) if "no such file or folder" in line]


def test_a_file_is_read_even_if_its_time_and_size_are_the_same(made: tuple[Path, Path]) -> None:
    documents, folder = made
    status = (documents / "a.txt").stat()
    (documents / "a.txt").write_text(TEXTS["a.txt"].replace("robots", "rubots"))
    os.utime(documents / "a.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert verify(folder)[0] == "a.txt: changed since it was indexed"


def test_verify_reads_a_dump_line_by_line(tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    lines = [{"_id": "a", "text": "The dragon rises."}, {"_id": "b", "text": "Nobody sleeps."}]
    dump.write_text("\n".join(map(json.dumps, lines)))
    update(dump, tmp_path / "index")
    assert verify(tmp_path / "index") == []
    dump.write_text("\n".join(map(json.dumps, reversed(lines))))
    assert verify(tmp_path / "index") == []
    dump.write_text(json.dumps({"_id": "b", "text": "Somebody sleeps."}) + "\n{")
    assert verify(tmp_path / "index") == [
        "a: gone or no longer readable since it was indexed",
        "b: changed since it was indexed",
        "b[0:14]: not the text that is stored",
    ]


def test_of_a_source_that_stands_in_two_files_the_first_is_compared(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    for name in ("1", "2"):
        (documents / f"{name}.jsonl").write_text(json.dumps({"_id": "x", "text": f"A dragon of {name}."}))
    update(documents, tmp_path / "index")
    assert verify(tmp_path / "index") == []
    (documents / "2.jsonl").write_text(json.dumps({"_id": "x", "text": "Changed."}))
    assert verify(tmp_path / "index") == []
    (documents / "1.jsonl").unlink()
    assert verify(tmp_path / "index")[0] == "x: changed since it was indexed"


def test_verify_with_one_of_two_folders_gone(tmp_path: Path) -> None:
    write(tmp_path / "one", {"a.txt": TEXTS["a.txt"]})
    write(tmp_path / "two", {"b.txt": TEXTS["b.txt"]})
    updating.update([tmp_path / "one", tmp_path / "two"], tmp_path / "index", open_encoder=open_fake)
    assert verify(tmp_path / "index") == []
    shutil.rmtree(tmp_path / "two")
    found = verify(tmp_path / "index")
    assert len(found) == 2
    assert "two: no such file or folder" in found[0]
    assert found[1].startswith("two/b.txt: gone")


def test_verify_where_a_folder_was_moved_and_a_link_left(tmp_path: Path) -> None:
    write(tmp_path / "notes", TEXTS)
    update(tmp_path / "notes", tmp_path / "index")
    (tmp_path / "big").mkdir()
    (tmp_path / "notes").rename(tmp_path / "big" / "notes")
    (tmp_path / "notes").symlink_to(tmp_path / "big" / "notes")
    assert verify(tmp_path / "index") == []


def test_verify_where_one_folder_is_gone_and_the_other_leads_elsewhere(tmp_path: Path) -> None:
    write(tmp_path / "in" / "one", {"a.txt": TEXTS["a.txt"]})
    write(tmp_path / "in" / "two", {"b.txt": TEXTS["b.txt"]})
    roots = [tmp_path / "in" / "one", tmp_path / "in" / "two"]
    updating.update(roots, tmp_path / "index", open_encoder=open_fake)
    roots[0].rename(tmp_path / "one")
    roots[0].symlink_to(tmp_path / "one")
    shutil.rmtree(roots[1])
    assert any("no longer below" in line for line in verify(tmp_path / "index"))


def test_verify_finds_a_passage_that_is_not_its_document_s_text(made: tuple[Path, Path]) -> None:
    _, folder = made
    with closing(sqlite3.connect(folder / CATALOG)) as db:
        db.execute("UPDATE passages SET text = 'Other words.' WHERE source = 'a.txt'")
        db.commit()
    assert any(line.startswith("a.txt[0:") for line in verify(folder))


def test_documents_given_without_a_file_are_compared_with_their_stored_text(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    update([make_document("a", "A", "The dragon rises. Nobody sleeps.")], folder)
    assert verify(folder) == []
    with closing(sqlite3.connect(folder / CATALOG)) as db:
        db.execute("UPDATE texts SET text = 'Before it. ' || text")
        db.commit()
    assert verify(folder) == ["a[0:32]: not the text that is stored"]


ALTERED = {
    "a text": "UPDATE texts SET text = replace(text, 'robots', 'rubots') WHERE source = 'a.txt'",
    "a title": "UPDATE documents SET title = 'Another' WHERE source = 'a.txt'",
    "a passage": "UPDATE passages SET text = replace(text, 'robots', 'rubots') WHERE source = 'a.txt'",
    "a context": "UPDATE passages SET context = 'Of another' WHERE source = 'a.txt'",
    "words": "UPDATE passages SET words = replace(words, 'robot', 'rubot') WHERE source = 'a.txt'",
    "a vector": "UPDATE passages SET vector = zeroblob(length(vector)) WHERE source = 'a.txt'",
    "no passages": "DELETE FROM passages WHERE source = 'a.txt'",
}


@pytest.mark.parametrize("statement", ALTERED.values(), ids=ALTERED.keys())
def test_what_was_altered_in_the_catalog_is_named_and_repaired(made: tuple[Path, Path], statement: str) -> None:
    _, folder = made
    before = whole(folder)
    with closing(sqlite3.connect(folder / CATALOG)) as db:
        assert db.execute(statement).rowcount
        db.commit()
    found = verify(folder)
    assert len(found) == 1
    assert found[0].startswith("a.txt")
    assert repair(folder, [], functools.partial(updating.update, open_encoder=open_fake)).done[0] == (
        "catalog.sqlite: damaged (1 document not as stored)"
    )
    assert verify(folder) == []
    assert whole(folder) == before


def test_a_bit_that_turned_in_the_file_is_noticed(made: tuple[Path, Path]) -> None:
    """SQLite itself finds nothing wrong with it."""
    _, folder = made
    with closing(sqlite3.connect(folder / CATALOG)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = bytearray((folder / CATALOG).read_bytes())
    at = raw.rindex(b"Players cheered")
    raw[at] ^= 1
    (folder / CATALOG).write_bytes(raw)
    with closing(Database(folder)) as database:
        assert database.damage() == []
    assert [line.partition("[")[0].partition(":")[0] for line in verify(folder)] == ["b.txt"]


def test_documents_with_a_digest_of_their_giver_s_own_are_whole(tmp_path: Path) -> None:
    given = [Document("a", "A", "The dragon rises.", "version 7"), Document("b", "B", "...", "")]
    update(given, tmp_path / "index")
    assert verify(tmp_path / "index") == []
    made = repair(tmp_path / "index", [], functools.partial(updating.update, open_encoder=open_fake))
    assert (made.done, made.lost) == ((), ())


def test_passages_that_another_version_cut_are_not_compared(made: tuple[Path, Path]) -> None:
    with closing(sqlite3.connect(made[1] / CATALOG)) as db:
        db.execute("UPDATE meta SET value = json_set(value, '$.version', 5) WHERE key = 'pipeline'")
        db.execute("UPDATE passages SET words = 'cut otherwise'")
        db.commit()
    assert verify(made[1]) == []


@pytest.mark.slow
def test_documents_of_every_format_are_whole(tmp_path: Path) -> None:
    """What is compared holds for real documents: nothing is said of an index that nobody altered."""
    tests = Path(__file__).parent.parent
    roots = [tests / "collections", tests / "golden" / "documents"]
    updating.update(roots, tmp_path / "index", open_encoder=open_fake)
    assert [line for line in verify(tmp_path / "index") if "cannot be read" not in line] == []


def test_a_broken_database_is_told_and_nothing_else(made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Database, "damage", lambda self: ["a page is missing"])
    remove(made[1] / "derived")
    assert verify(made[1]) == [f"{made[1]}: damaged (a page is missing); run askhz repair for this index"]


def test_an_older_format_says_that_index_must_be_run(made: tuple[Path, Path]) -> None:
    with closing(sqlite3.connect(made[1] / CATALOG)) as db:
        db.execute("PRAGMA user_version = 1")
    with pytest.raises(IndexFolderError, match="run askhz index PATH"):
        verify(made[1])
