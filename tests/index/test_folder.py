import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from indexes import TEXTS, nested, update, whole, write

from askhz.errors import IndexFolderError
from askhz.index import folder as folders
from askhz.indexing import verify


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "documents", TEXTS)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_text("x")
    with pytest.raises(IndexFolderError, match=r"not an askhz index \(it holds 'thesis.docx'\)"):
        update(tmp_path / "documents", tmp_path / "mine")
    assert nested(tmp_path / "mine") == {"thesis.docx": b"x"}
    with pytest.raises(IndexFolderError, match="a file, not a folder"):
        update(tmp_path / "documents", tmp_path / "documents" / "a.txt")


@pytest.mark.parametrize("name", ["encoders/mine/weights.bin", "derived/table.csv"])
def test_what_belongs_to_others_is_never_removed(tmp_path: Path, made: tuple[Path, Path], name: str) -> None:
    documents, folder = made
    for home in (tmp_path / "mine", folder):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("precious")
    with pytest.raises(IndexFolderError, match=rf"it holds '{name[:8]}"):
        update(documents, tmp_path / "mine")
    (documents / "a.txt").write_text("Something else stands here.")
    update(documents, folder)
    assert {(home / name).read_text() for home in (tmp_path / "mine", folder)} == {"precious"}


@pytest.mark.parametrize(
    ("name", "ours"), [("manifest.json", True), ("seal.json", True), ("encoder.json", True), ("notes.json", False)]
)
def test_a_folder_is_ours_by_the_files_that_only_askhz_writes(tmp_path: Path, name: str, ours: bool) -> None:
    assert not folders.is_ours(tmp_path)
    (tmp_path / name).write_text("{}")
    assert folders.is_ours(tmp_path) == ours
    assert folders.is_ours(tmp_path / "4.partial")


def test_an_empty_folder_or_one_with_what_git_needs_may_become_an_index(tmp_path: Path) -> None:
    write(tmp_path / "documents", TEXTS)
    for name, files in (("missing/below", ()), ("empty", ()), ("kept", (".gitkeep", ".gitignore"))):
        folder = tmp_path / name
        if name != "missing/below":
            folder.mkdir()
        for file in files:
            (folder / file).write_text("*")
        assert update(tmp_path / "documents", folder).added == 2
        assert {*files} <= {path.name for path in folder.iterdir()}


NAMES = ["with space", "100%?#", "ひらがな", "new\nline"]


@pytest.mark.parametrize("name", [*NAMES, os.fsdecode(b"bytes\xff")])
def test_the_folder_of_documents_may_have_any_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / f"index of {name}" if name in NAMES else tmp_path / "index"
    write(tmp_path / name, TEXTS)
    update(tmp_path / name, folder)
    assert {source for source, *_ in whole(folder)[0]} == set(TEXTS)
    assert verify(folder) == []
    assert update(tmp_path / name, folder).unchanged == 2


def test_an_index_folder_s_name_must_be_utf_8(made: tuple[Path, Path]) -> None:
    with pytest.raises(IndexFolderError, match="not UTF-8"):
        update(made[0], made[1].with_name(os.fsdecode(b"bytes\xff")))


def test_nothing_is_left_lying_about(made: tuple[Path, Path]) -> None:
    documents, folder = made
    for turn in range(3):
        write(documents, {"a.txt": TEXTS["a.txt"] + f"Turn {turn}."})
        update(documents, folder)
    assert [home.name for home in (folder / "derived").iterdir()] == ["4"]
    assert {path.name for path in folder.iterdir()} == {"catalog.sqlite", "derived"}


def test_half_written_folders_are_removed_once_their_process_has_ended(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    names = [f"m.{ended.pid}.partial", f"m.{os.getppid()}.partial", "m.x.partial", f"m.{2**70}.partial", "m"]
    for name in names:
        (tmp_path / name).mkdir()
    folders.remove_abandoned(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])


def test_what_is_put_into_a_folder_while_it_is_removed_goes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As tantivy does with its lock."""
    home, rmtree, meanwhile = tmp_path / "derived", shutil.rmtree, [1, 2]
    (home / "postings").mkdir(parents=True)

    def busy(path: Path, **named: Any) -> None:
        rmtree(path, **named)
        if meanwhile:
            (path / f"postings{meanwhile.pop()}").mkdir(parents=True)

    monkeypatch.setattr(shutil, "rmtree", busy)
    folders.remove_path(home)
    assert not home.exists()


def test_a_link_is_removed_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "file").write_text("x")
    (tmp_path / "near").symlink_to(tmp_path / "far")
    folders.remove_path(tmp_path / "near")
    folders.remove_path(tmp_path / "missing")
    assert nested(tmp_path) == {"far/file": b"x"}
    folders.remove_path(tmp_path / "far")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "make room and try again, the index is as it was"),
        (errno.EFBIG, "make room and try again, the index is as it was"),
        (errno.EROFS, "may not be written (Read-only file system); name another folder with --index"),
        (errno.EIO, "[Errno 5] Input/output error; the index is as it was"),
    ],
)
def test_a_write_failure_says_what_to_do(number: int, said: str) -> None:
    assert folders.write_failure(OSError(number, os.strerror(number))).endswith(said)
