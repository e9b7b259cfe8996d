from __future__ import annotations

import errno
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from indexes import TEXTS, nested, opened, update, whole, write

from askhz.errors import IndexFolderError
from askhz.index import copying
from askhz.index.catalog import Catalog
from askhz.index.copying import backup


def test_a_copy_answers_as_the_index_does(made: tuple[Path, Path], tmp_path: Path) -> None:
    _, folder = made
    with closing(sqlite3.connect(folder / "conversations.sqlite")) as other:
        other.execute("CREATE TABLE said (what TEXT)")
        other.execute("INSERT INTO said VALUES ('hello')")
        other.commit()
    (folder / "encoders" / "x@1").mkdir(parents=True)
    (folder / "encoders" / "x@1" / "model.onnx").write_bytes(b"graph")
    (folder / "note.txt").write_text("mine")
    before = whole(folder)
    backup(folder, tmp_path / "copy")
    assert whole(tmp_path / "copy") == before
    assert whole(folder) == before
    names = set(nested(tmp_path / "copy"))
    assert {"catalog.sqlite", "conversations.sqlite", "encoders/x@1/model.onnx", "note.txt"} <= names
    assert not [name for name in names if name.endswith((".partial", "-wal", "-journal"))]
    with closing(sqlite3.connect(tmp_path / "copy" / "conversations.sqlite")) as other:
        assert other.execute("SELECT * FROM said").fetchall() == [("hello",)]


def test_a_copy_has_one_state_while_another_process_writes(made: tuple[Path, Path], tmp_path: Path) -> None:
    documents, folder = made
    states = [whole(folder)]
    other = {"c.txt": "A tortoise in Hangzhou.", "d.txt": "The dragon game of the tortoise."}
    update(write(tmp_path / "other", other), tmp_path / "second")
    states.append(whole(tmp_path / "second"))
    stop = threading.Event()

    def turns() -> None:
        while not stop.is_set():
            update(tmp_path / "other", folder)
            update(documents, folder)

    thread = threading.Thread(target=turns)
    thread.start()
    try:
        for n in range(6):
            backup(folder, tmp_path / f"copy-{n}")
    finally:
        stop.set()
        thread.join()
    for n in range(6):
        assert whole(tmp_path / f"copy-{n}") in states


def test_derived_files_that_go_meanwhile_are_made_from_the_copy(
    made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, folder = made
    copytree = shutil.copytree

    def half(source: Path, target: Path, *given: object, **named: object) -> None:
        monkeypatch.setattr(shutil, "copytree", copytree)  # it calls itself
        copytree(source, target)
        next(file for file in target.rglob("*.rows") if file.stat().st_size).unlink()
        raise FileNotFoundError(errno.ENOENT, "gone")

    monkeypatch.setattr(shutil, "copytree", half)
    backup(folder, tmp_path / "copy")
    assert whole(tmp_path / "copy") == whole(folder)
    with closing(Catalog(tmp_path / "copy")) as catalog:
        assert [home.name for home in (tmp_path / "copy" / "derived").iterdir()] == [str(catalog.version)]


def test_where_a_copy_cannot_be(made: tuple[Path, Path], tmp_path: Path) -> None:
    documents, folder = made
    (tmp_path / "empty").mkdir()
    backup(folder, tmp_path / "empty")
    for destination, said in (
        (documents, "already there; name a new folder"),
        (folder / "copy", "lies in the index itself"),
        (documents / "a.txt" / "copy", r"a\.txt is a file; name a new folder"),
    ):
        with pytest.raises(IndexFolderError, match=said):
            backup(folder, destination)
    assert (documents / "a.txt").is_file()
    with pytest.raises(IndexFolderError, match="no such index"):
        backup(tmp_path / "nowhere", tmp_path / "copy")


def test_a_full_disk_leaves_nothing(made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(copying, "flush_tree", full)
    with pytest.raises(IndexFolderError, match="No space left on device; make room and try again"):
        backup(made[1], tmp_path / "copy")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["documents", "index"]


def test_a_damaged_index_is_not_copied(made: tuple[Path, Path], tmp_path: Path) -> None:
    damage(made[1] / "catalog.sqlite")
    with pytest.raises(IndexFolderError, match="askhz repair"):
        backup(made[1], tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def damage(file: Path) -> None:
    """Overwrite the second half of a database."""
    size = file.stat().st_size
    with file.open("r+b") as stream:
        stream.seek(size // 2)
        stream.write(b"\xa5" * (size - size // 2))


def test_a_moved_copy_is_an_index_as_any_other(made: tuple[Path, Path], tmp_path: Path) -> None:
    documents, folder = made
    backup(folder, tmp_path / "copy")
    moved = Path(shutil.move(tmp_path / "copy", tmp_path / "elsewhere"))
    report = update(documents, moved)
    assert (report.unchanged, report.encoded) == (2, 0)
    write(documents, TEXTS | {"c.txt": "A tortoise."})
    update(documents, moved)
    with opened(moved) as index:
        assert index.sources() == ["a.txt", "b.txt", "c.txt"]


def test_what_sqlite_cannot_even_look_at_is_said_of_the_index_not_of_the_copy(
    made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def malformed(file: Path, copy: Path) -> None:
        shutil.copyfile(file, copy)
        with copy.open("r+b") as stream:
            stream.truncate(3 * 4096)

    monkeypatch.setattr(copying, "_copy_database", malformed)
    with pytest.raises(IndexFolderError, match=rf"^{made[1]}: damaged \("):
        backup(made[1], tmp_path / "copy")


def test_a_disk_that_is_full_within_a_folder_is_one_short_line(
    made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (made[1] / "encoders" / name).mkdir(parents=True)
        (made[1] / "encoders" / name / "model.onnx").write_bytes(b"graph")

    def full(file: object, copy: object, **named: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(file))

    monkeypatch.setattr(shutil, "copy2", full)
    with pytest.raises(IndexFolderError, match=r"model.onnx: No space left on device; make room and try again"):
        backup(made[1], tmp_path / "copy")
    assert not list(tmp_path.glob("copy*"))
