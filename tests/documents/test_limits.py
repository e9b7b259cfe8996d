"""What a ZIP file may unpack to."""

import contextlib
import io
import struct
import zipfile
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from askhz.documents import limits
from askhz.documents.limits import Budget, check_growth, open_zip, read_member
from askhz.documents.reader import UnreadableError


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return made.getvalue()


SMALL = zipped({"a.txt": b"Some words.", "b/c.txt": "杭州 ".encode() * 100})


def test_a_good_file_is_opened_and_read() -> None:
    archive = open_zip(io.BytesIO(SMALL))
    assert archive.namelist() == ["a.txt", "b/c.txt"]
    assert read_member(archive, "a.txt") == b"Some words."
    assert read_member(archive, archive.infolist()[0]) == b"Some words."
    with pytest.raises(UnreadableError, match=r"holds no nothing\.txt"):
        read_member(archive, "nothing.txt")


@pytest.mark.parametrize("raw", [b"", b"PK", b"no archive at all", SMALL[:-30], b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_archive_is_said(raw: bytes) -> None:
    with pytest.raises(UnreadableError, match="ZIP file"):
        open_zip(io.BytesIO(raw))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped({"zeros": b"\0" * (limits.RATIO_FREE + 1)})
    assert len(bomb) < 10**5
    with pytest.raises(UnreadableError, match="200 times"):
        open_zip(io.BytesIO(bomb))


def test_growth() -> None:
    check_growth(1, limits.RATIO_FREE)
    check_growth(2**20, 200 * 2**20)
    with pytest.raises(UnreadableError, match="200 times"):
        check_growth(2**20, 200 * 2**20 + 1)
    with pytest.raises(UnreadableError, match="more than 512 MiB"):
        check_growth(600 * 2**20, 513 * 2**20)


def test_members_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = zipped({f"{n}": b"" for n in range(6)})
    monkeypatch.setattr(limits, "MEMBER_LIMIT", 6)
    assert len(open_zip(io.BytesIO(raw)).namelist()) == 6
    monkeypatch.setattr(limits, "MEMBER_LIMIT", 5)
    with pytest.raises(UnreadableError, match="more than 5 members"):
        open_zip(io.BytesIO(raw))


@pytest.mark.parametrize("comment", [b"", b"a comment" * 500])
def test_a_long_list_of_members_is_not_even_read(monkeypatch: pytest.MonkeyPatch, comment: bytes) -> None:
    made = io.BytesIO(SMALL)
    with zipfile.ZipFile(made, "a") as archive:
        archive.comment = comment
    monkeypatch.setattr(limits, "_DIRECTORY_LIMIT", 80)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(UnreadableError, match="members; unpack and divide it"):
        open_zip(made)


def test_the_list_of_a_large_file_is_measured_too() -> None:
    end = SMALL.rfind(b"PK\x05\x06")
    (directory,) = struct.unpack_from("<L", SMALL, end + 12)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 2, 2, directory, end - directory)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    raw = SMALL[:end] + record + locator + SMALL[end : end + 12] + b"\xff" * 8 + SMALL[end + 20 :]
    archive = open_zip(io.BytesIO(raw))
    assert read_member(archive, "a.txt") == b"Some words."
    assert limits._directory_size(io.BytesIO(raw), len(raw)) == directory


def test_members_that_share_their_bytes_are_refused() -> None:
    raw = zipped({"a": bytes(range(256)) * 4}, zipfile.ZIP_STORED)
    directory = raw.rfind(b"PK\x01\x02")
    end = raw.rfind(b"PK\x05\x06")
    entry = raw[directory:end]
    many = 3
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, many, many, len(entry) * many, directory, 0)
    with pytest.raises(UnreadableError, match="larger than the file"):
        open_zip(io.BytesIO(raw[:directory] + entry * many + tail))


def test_an_encrypted_member_is_said() -> None:
    raw = bytearray(SMALL)
    raw[6] |= 1
    raw[raw.find(b"PK\x01\x02") + 8] |= 1
    archive = open_zip(io.BytesIO(bytes(raw)))
    with pytest.raises(UnreadableError, match="encrypted; unpack it with the password"):
        read_member(archive, "a.txt")
    assert read_member(archive, "b/c.txt").startswith("杭州".encode())


def test_a_packing_that_is_not_known_is_said() -> None:
    raw = bytearray(SMALL)
    raw[8] = raw[raw.find(b"PK\x01\x02") + 10] = 99
    with pytest.raises(UnreadableError, match="pack it again"):
        read_member(open_zip(io.BytesIO(bytes(raw))), "a.txt")


@given(st.data())
@examples(150)
def test_damage_of_any_kind_is_said(data: st.DataObject) -> None:
    raw = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] = data.draw(st.integers(0, 255))
    raw = raw[: data.draw(st.integers(len(raw) // 2, len(raw)))]
    try:
        archive = open_zip(io.BytesIO(bytes(raw)))
    except UnreadableError:
        return
    for member in archive.infolist():
        with contextlib.suppress(UnreadableError):
            assert len(read_member(archive, member)) <= member.file_size


def test_a_file_on_disk_is_opened_like_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(SMALL)
    with (tmp_path / "a.zip").open("rb") as stream:
        assert read_member(open_zip(stream), "a.txt") == b"Some words."


def test_a_budget_is_spent() -> None:
    budget = Budget(members=2, size=10)
    budget.take(4)
    with pytest.raises(UnreadableError, match="more than 512 MiB"):
        budget.take(7)
    budget.take(6)
    with pytest.raises(UnreadableError, match="more than 20000 members"):
        budget.take(0)
