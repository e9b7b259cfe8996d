"""Archives: ZIP and TAR, packed or not, and single packed files. Their members are read as files of their own.

Nothing is ever written to a disk. What a member may unpack to is checked before it is unpacked, and while it is.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePath
from typing import BinaryIO, cast

from ..records import Document, Problem
from .decoding import decode_bytes
from .limits import DAMAGED, MEMBER_SIZE_LIMIT, RATIO_FREE, RATIO_LIMIT, SIZE_LIMIT, open_zip, read_member
from .members import Members
from .reader import About, UnreadableError

_UNICODE_NAMES = 0x800  # the flag of a ZIP member whose name is in UTF-8
_PACKED: dict[bytes, Callable[[BinaryIO], object]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\0": lzma.LZMAFile,
}
_BLOCK = 512  # bytes of a block of a TAR file


def read_zip(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The documents of a ZIP archive's members, in the order of their names, and what was left out."""
    archive = open_zip(stream)
    members = Members(about)
    names = _names(archive)
    for info in sorted(archive.infolist(), key=lambda info: (names[info.filename], info.header_offset)):
        name = names[info.filename]
        if info.is_dir():
            continue
        mode = info.external_attr >> 16
        if why := _why_refused(name) or ("a link or device; left out" if mode and _is_special(mode) else None):
            yield from members.leave_out(name, why)
            continue
        yield from members.read(name, info.file_size, partial(read_member, archive, info))
    yield from _end(members)


def read_tar(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The documents of a TAR archive's members in their order, and what was left out.

    A packed file that is no TAR archive, such as `notes.txt.gz`, has one member: what it unpacks to.
    """
    unpacked = _Unpacked(stream)
    head = unpacked.peek(_BLOCK)
    if not unpacked.packed or _is_tar(head):
        yield from _tar_members(unpacked, about)
        return
    members = Members(about)
    name = PurePath(about.name).stem
    yield from members.read(name, 0, unpacked.read_all)
    yield from _end(members)


def _end(members: Members) -> Iterator[Problem]:
    if not members.count:
        raise UnreadableError("an archive without files")
    yield from members.end()


def _why_refused(name: str) -> str | None:
    """Why a member of this name is not read; None if it may be."""
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or parts[0].endswith(":"):
        return "its name leads out of the archive; left out"
    return None


def _is_special(mode: int) -> bool:
    """Whether a file's mode is that of a link, a device or the like."""
    return stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR)


def _names(archive: zipfile.ZipFile) -> dict[str, str]:
    """The names of a ZIP file's members as they were meant: those not marked as UTF-8 are in some other encoding."""
    names = {info.filename: info.filename for info in archive.infolist()}
    raw = {
        info.filename: info.filename.encode("cp437", "replace")
        for info in archive.infolist()
        if not info.flag_bits & _UNICODE_NAMES and not info.filename.isascii()
    }
    if raw:
        try:
            decoded = decode_bytes(b"\n".join(raw.values())).split("\n")
        except UnreadableError:
            decoded = []
        if len(decoded) == len(raw):
            names.update(zip(raw, decoded, strict=True))
    return names


def _is_tar(head: bytes) -> bool:
    try:
        tarfile.TarInfo.frombuf(head[:_BLOCK], "utf-8", "surrogateescape")
    except tarfile.TarError:
        return False
    return True


def _tar_members(unpacked: _Unpacked, about: About) -> Iterator[Document | Problem]:
    members = Members(about)
    found = False
    try:
        with tarfile.open(fileobj=cast("BinaryIO", unpacked), mode="r|", errors="surrogateescape") as archive:
            for info in archive:
                found = True
                yield from _tar_member(archive, info, members)
    except (UnreadableError, tarfile.TarError, *DAMAGED) as error:
        why = str(error) if isinstance(error, UnreadableError) else "damaged"
        if not found:
            raise UnreadableError(unpacked.why or "not a TAR archive, or a damaged one") from error
        yield Problem(about.where, f"{unpacked.why or why}; what comes after was left out")
    yield from _end(members)


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo, members: Members) -> Iterator[Document | Problem]:
    name = info.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace").removeprefix("./")
    if info.isdir():
        return
    if why := _why_refused(info.name):
        yield from members.leave_out(name, why)
    elif not info.isfile():
        yield from members.leave_out(name, "a link or device; left out")
    else:

        def load() -> bytes:
            content = archive.extractfile(info)
            return content.read() if content is not None else b""

        yield from members.read(name, info.size, load)


class _Unpacked(io.RawIOBase):
    """The bytes that a packed file unpacks to, read once from the beginning; no more of them than are allowed.

    `packed` says whether it is packed at all; `why`, why no more of it is unpacked.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._packed_size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        head = stream.read(6)
        stream.seek(0)
        opener = next((how for magic, how in _PACKED.items() if head.startswith(magic)), None)
        self.packed = opener is not None
        self.why = ""
        self._inner = cast("BinaryIO", opener(stream)) if opener else stream
        self._ahead = b""
        self._count = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def peek(self, size: int) -> bytes:
        """The first bytes, which are read again later."""
        self._ahead = self._read(size)
        return self._ahead

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises `UnreadableError` if they are too many, or damaged."""
        if self._ahead:
            found, self._ahead = self._ahead[:size], self._ahead[size:]
            return found
        return self._read(size)

    def read_all(self) -> bytes:
        """All bytes. Raises `UnreadableError` if they are too many, or damaged."""
        pieces, size = [], 0
        while piece := self.read(2**20):
            pieces.append(piece)
            size += len(piece)
            if size > MEMBER_SIZE_LIMIT:
                raise UnreadableError(f"unpacks to more than {MEMBER_SIZE_LIMIT >> 20} MiB; unpack and divide it")
        return b"".join(pieces)

    def _read(self, size: int) -> bytes:
        try:
            found = self._inner.read(size)
        except DAMAGED as error:
            self.why = "damaged"
            raise UnreadableError(self.why) from error
        self._count += len(found)
        if self._count > SIZE_LIMIT and self.packed:
            self.why = f"unpacks to more than {SIZE_LIMIT >> 20} MiB"
        elif self._count > RATIO_FREE and self._count > RATIO_LIMIT * self._packed_size:
            self.why = f"unpacks to more than {RATIO_LIMIT} times its size, as only harmful files do"
        else:
            return found
        raise UnreadableError(self.why)
