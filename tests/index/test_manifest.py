"""Folders that are whole or not there, and what tells that a file is not as it was written."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from askhz.index import manifest
from askhz.index.manifest import MANIFEST, differences, link, new_folder, read_manifest, write_manifest


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder of a small, a larger and an empty file."""
    with new_folder(tmp_path / "derived" / "1") as partial:
        (partial / "inner").mkdir()
        (partial / "small").write_bytes(b"abc")
        (partial / "inner" / "large").write_bytes(bytes(1000))
        (partial / "inner" / "empty").touch()
        (partial / "inner" / ".a.lock").write_bytes(b"changes at any time")
        write_manifest(partial, {"answer": 42})
    return tmp_path / "derived" / "1"


def test_what_was_written_is_read(home: Path) -> None:
    found = read_manifest(home)
    assert found.settings == {"answer": 42}
    assert {name: size for name, (size, _) in found.files.items()} == {
        "small": 3,
        "inner/large": 1000,
        "inner/empty": 0,
    }
    assert found.files["small"] == (3, 0x352441C2)  # CRC-32 of "abc"
    assert differences(home, found) == []
    assert [path.name for path in home.parent.iterdir()] == ["1"]


def flip(file: Path, at: int = 1) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)


def test_every_kind_of_damage_is_named(home: Path) -> None:
    found = read_manifest(home)
    flip(home / "small")
    (home / "inner" / "large").write_bytes(bytes(999))
    (home / "inner" / "empty").unlink()
    assert sorted(differences(home, found)) == [
        "inner/empty: cannot be read (No such file or directory)",
        "inner/large: 999 bytes instead of 1000",
        "small: not as it was written",
    ]


def test_with_a_limit_only_the_smallest_files_are_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    checksum = manifest._checksum

    def counted(file: Path) -> int:
        read.append(file.name)
        return checksum(file)

    monkeypatch.setattr(manifest, "_checksum", counted)
    found = read_manifest(home)
    flip(home / "small")
    flip(home / "inner" / "large")
    assert differences(home, found, 1002) == ["small: not as it was written"]
    assert sorted(read) == ["empty", "small"]
    assert differences(home, found, 1003) == ["small: not as it was written", "inner/large: not as it was written"]
    (home / "inner" / "large").write_bytes(b"")
    assert "inner/large: 0 bytes instead of 1000" in differences(home, found, 0)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'"x"', b"null", b"\xff", b'{"crc32": 0, "files": {}, "settings": 1}']
)
def test_what_is_no_manifest(home: Path, content: bytes) -> None:
    (home / MANIFEST).write_bytes(content)
    with pytest.raises(ValueError, match=r"."):
        read_manifest(home)


def test_a_manifest_in_which_a_byte_was_flipped(home: Path) -> None:
    text = (home / MANIFEST).read_text()
    (home / MANIFEST).write_text(text.replace("42", "43"))
    with pytest.raises(ValueError, match="not as it was written"):
        read_manifest(home)


def test_a_linked_file_keeps_its_checksum(home: Path) -> None:
    flip(home / "small")
    link_and_copy = home.with_name("2")
    with new_folder(link_and_copy) as partial:
        link(home / "small", partial / "small")
        (partial / "inner").mkdir()
        (partial / "inner" / "large").write_bytes(bytes(1000))
        write_manifest(partial, {}, home)
    found = read_manifest(link_and_copy)
    assert found.files["small"] == read_manifest(home).files["small"]
    assert differences(link_and_copy, found) == ["small: not as it was written"]


def test_a_folder_replaces_what_an_attempt_left(home: Path) -> None:
    (home.with_name("1.partial")).mkdir()
    (home.with_name("1.partial") / "rest").touch()
    with new_folder(home) as partial:
        assert list(partial.iterdir()) == []
        assert (home / "small").exists()
        (partial / "new").touch()
    assert [path.name for path in home.iterdir()] == ["new"]
    assert not partial.exists()


def test_a_file_in_place_of_the_folder_of_folders(tmp_path: Path) -> None:
    (tmp_path / "derived").write_text("x")
    with new_folder(tmp_path / "derived" / "1"):
        pass
    assert (tmp_path / "derived" / "1").is_dir()


@pytest.mark.parametrize("error", [OSError("full"), KeyboardInterrupt(), RuntimeError()])
def test_after_an_error_nothing_is_left_and_the_older_folder_stays(home: Path, error: BaseException) -> None:
    def fail() -> None:
        with new_folder(home) as partial:
            (partial / "half").touch()
            raise error

    with pytest.raises(type(error)):
        fail()
    assert [path.name for path in home.parent.iterdir()] == ["1"]
    assert differences(home, read_manifest(home)) == []


def full(number: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_disk_that_is_full_when_files_are_flushed(
    home: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        make(home.with_name("2"))
    assert [path.name for path in home.parent.iterdir()] == ["1"]


@pytest.fixture
def make() -> Callable[[Path], None]:
    def make_folder(home: Path) -> None:
        with new_folder(home) as partial:
            (partial / "file").write_bytes(b"x")
            write_manifest(partial, {})

    return make_folder


def test_files_and_folders_are_flushed_before_the_folder_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None]
) -> None:
    flushed: list[str] = []
    monkeypatch.setattr(manifest, "_flush", lambda path: flushed.append(path.name))
    make(tmp_path / "1")
    assert flushed == ["file", MANIFEST, "1.partial", tmp_path.name]
    assert json.loads((tmp_path / "1" / MANIFEST).read_text())["files"]["file"][0] == 1
