import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from askhz.errors import IndexFolderError
from askhz.index import schema
from askhz.index.database import Database
from askhz.index.folder import CATALOG


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A database of the current format with a hundred vocabulary words."""
    with closing(Database(tmp_path, create=True)) as database, database.transaction():
        schema.create(database.connection)
        rows = [(f"word {n} {'x' * 200}", n) for n in range(100)]
        database.connection.executemany("INSERT INTO vocabulary VALUES (?, ?)", rows)
    return tmp_path


def words(database: Database) -> int:
    with database.reading():
        return len(database.connection.execute("SELECT word, passages FROM vocabulary").fetchall())


def test_what_one_transaction_wrote_another_connection_reads(folder: Path) -> None:
    with closing(Database(folder)) as database:
        assert database.current
        assert words(database) == 100
        assert database.damage() == []


def test_an_error_within_a_transaction_leaves_all_as_it_was(folder: Path) -> None:
    with closing(Database(folder)) as database:
        with pytest.raises(KeyboardInterrupt), database.transaction():  # noqa: PT012
            database.connection.execute("DELETE FROM vocabulary")
            schema.create(database.connection)
            raise KeyboardInterrupt
        assert words(database) == 100


def test_a_reader_sees_one_state_while_another_writes(folder: Path) -> None:
    with closing(Database(folder)) as reader, closing(Database(folder)) as writer:
        with reader.snapshot():
            assert words(reader) == 100
            with writer.transaction():
                writer.connection.execute("DELETE FROM vocabulary")
            with reader.snapshot():
                assert words(reader) == 100
            assert words(reader) == 100
        assert words(reader) == 0


def test_a_second_writer_is_refused_at_once(folder: Path) -> None:
    with closing(Database(folder)) as one, closing(Database(folder)) as other, one.transaction():
        with pytest.raises(IndexFolderError, match="another askhz index is at work"), other.transaction():
            pass
        assert words(other) == 100


# Files that are no database of askhz


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
        db.execute(f"PRAGMA user_version = {schema.FORMAT + 1}")


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


NOT_OURS = [
    (another_application, "not made by askhz"),
    (another_application_without_tables, "not made by askhz"),
    (newer, "written by a newer askhz"),
    (garbage, "damaged or not made by askhz"),
    (header_only, "damaged"),
    (half, "damaged"),
    (last_page, "damaged"),
    (a_folder, "no askhz index|may not be written"),
]


@pytest.mark.parametrize(("spoil", "reason"), NOT_OURS)
@pytest.mark.parametrize("create", [False, True])
def test_what_is_no_catalog_is_one_line_with_the_folder_and_stays(
    folder: Path, spoil: Callable[[Path], None], reason: str, create: bool
) -> None:
    path = folder / CATALOG
    spoil(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(IndexFolderError, match=reason) as caught, closing(Database(folder, create=create)) as database:
        words(database)
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert before is None or path.read_bytes() == before


def test_an_empty_file_or_one_whose_making_was_cut_short_becomes_a_database(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / CATALOG)) as db:
        db.execute("PRAGMA journal_mode = WAL")  # the moment before the application is named
    with closing(Database(tmp_path)) as database:
        assert not database.current
    for content in (None, b""):
        if content is not None:
            (tmp_path / CATALOG).write_bytes(content)
        with closing(Database(tmp_path, create=True)) as database, database.transaction():
            schema.create(database.connection)
        with closing(Database(tmp_path)) as database:
            assert database.current


@pytest.mark.parametrize("name", ["missing", "file", "empty", "x" * 300])
def test_no_database_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    with pytest.raises(IndexFolderError, match=name):
        Database(tmp_path / name)


def test_a_file_that_took_another_s_place_is_followed(folder: Path) -> None:
    path = folder / CATALOG
    with closing(Database(folder)) as database:
        before = database.identity
        assert not database.follow()
        path.rename(folder / "old")
        with pytest.raises(IndexFolderError, match="no askhz index"):
            database.follow()
        with closing(Database(folder, create=True)) as other, other.transaction():
            schema.create(other.connection)
        assert database.follow()
        assert database.identity != before
        assert words(database) == 0


def test_a_file_that_is_being_made_is_followed_until_it_is_complete(tmp_path: Path) -> None:
    with closing(Database(tmp_path, create=True)) as writer, closing(Database(tmp_path)) as reader:
        assert reader.follow()
        assert reader.format == 0
        with writer.transaction():
            schema.create(writer.connection)
        assert reader.follow()
        assert reader.format == schema.FORMAT
        assert not reader.follow()


def test_values_that_cannot_be_understood_are_damage(folder: Path) -> None:
    with closing(Database(folder)) as database:
        for error in (ValueError("x"), TypeError("x"), sqlite3.DatabaseError("x")):
            with pytest.raises(IndexFolderError, match=r"damaged .*run askhz repair"), database.reading():
                raise error


def test_damage_that_sqlite_finds_is_told(folder: Path) -> None:
    strict, loose = "passages INTEGER NOT NULL) WITHOUT", "passages INTEGER) WITHOUT"
    for old, new in ((strict, loose), (loose, strict)):
        with closing(sqlite3.connect(folder / CATALOG)) as db:
            db.execute("PRAGMA writable_schema = ON")
            db.execute("UPDATE sqlite_master SET sql = replace(sql, ?, ?)", (old, new))
            db.commit()
        if new == loose:
            with closing(sqlite3.connect(folder / CATALOG)) as db:
                db.execute("INSERT INTO vocabulary VALUES ('broken', NULL)")
                db.commit()
    with closing(Database(folder)) as database:
        assert database.damage() == ["NULL value in vocabulary.passages"]


def test_damage_is_told_in_lines(folder: Path) -> None:
    with closing(sqlite3.connect(folder / CATALOG)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'passages_digest'").fetchone()[0]
    with (folder / CATALOG).open("r+b") as stream:
        stream.seek(4096 * (page - 1) + 1)
        stream.write(b"\xff" * 8)
    with closing(Database(folder)) as database:
        found = database.damage()
    assert len(found) > 0
    assert not [what for what in found if "\n" in what]
