"""How much a file may unpack to: what is checked before anything is read from a ZIP file, and while it is read.

Office files and e-books are ZIP files too. A few kilobytes can unpack to gigabytes, so sizes are checked first.
"""

from __future__ import annotations

import lzma
import os
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from .reader import UnreadableError

MEMBER_LIMIT = 20_000  # members of one archive, those in archives within it included
SIZE_LIMIT = 512 * 2**20  # bytes that one file may unpack to, archives within it included
DEPTH_LIMIT = 3  # how many archives or messages may stand in one another, besides the outermost
MEMBER_SIZE_LIMIT = 128 * 2**20  # bytes of one member that is read
RATIO_LIMIT = 200  # times that a file may grow when it is unpacked; text grows 3 to 40 times
RATIO_FREE = 32 * 2**20  # bytes that a file may always unpack to, whatever the ratio
_DIRECTORY_LIMIT = 8 * 2**20  # bytes of a ZIP file's list of members, which is read at once
# The records at the end of a ZIP file: the usual one, that of large files, and the one that tells where that stands.
_END, _END_64, _LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_END_SIZE, _TAIL = 22, 2**16 + 22 + 76  # bytes of the usual one alone, and of all with the longest comment
_ENCRYPTED = 1  # the flag of a member that needs a password

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    struct.error,
    IndexError,
    MemoryError,
    OverflowError,
)
"""All that `zipfile` raises for a damaged, encrypted or unsupported archive."""


def open_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """A ZIP file whose members are few and small enough to be unpacked, as far as its list of members says.

    Python's `zipfile` never unpacks more of a member than the list says; other libraries may. Raises
    `UnreadableError`, with the reason.
    """
    size = stream.seek(0, os.SEEK_END)
    if _directory_size(stream, size) > _DIRECTORY_LIMIT:
        raise UnreadableError(f"a ZIP file with more than {MEMBER_LIMIT} members; unpack and divide it")
    try:
        stream.seek(0)
        archive = zipfile.ZipFile(stream)
    except DAMAGED as error:
        raise UnreadableError("not a ZIP file, or a damaged one") from error
    members = archive.infolist()
    if len(members) > MEMBER_LIMIT:
        raise UnreadableError(f"a ZIP file with more than {MEMBER_LIMIT} members; unpack and divide it")
    # Members that share their bytes are a known bomb.
    if sum(member.compress_size for member in members) > size:
        raise UnreadableError("a damaged ZIP file: its members are larger than the file")
    check_growth(size, sum(member.file_size for member in members))
    return archive


def check_growth(packed: int, unpacked: int) -> None:
    """Raise `UnreadableError` if so many bytes may not come out of so few."""
    if unpacked > SIZE_LIMIT:
        raise UnreadableError(f"unpacks to more than {SIZE_LIMIT >> 20} MiB; unpack and divide it")
    if unpacked > RATIO_FREE and unpacked > packed * RATIO_LIMIT:
        raise UnreadableError(f"unpacks to more than {RATIO_LIMIT} times its size, as only harmful files do")


def read_member(archive: zipfile.ZipFile, name: str | zipfile.ZipInfo) -> bytes:
    """The bytes of one member. Raises `UnreadableError` if there is none, or it is encrypted or damaged."""
    try:
        member = archive.getinfo(name) if isinstance(name, str) else name
    except KeyError as error:
        raise UnreadableError(f"holds no {name}") from error
    if member.flag_bits & _ENCRYPTED:
        raise UnreadableError("encrypted; unpack it with the password and index it again")
    try:
        return archive.read(member)
    except NotImplementedError as error:
        raise UnreadableError("packed in a way that cannot be read; pack it again") from error
    except DAMAGED as error:
        raise UnreadableError("damaged in the archive") from error


def _directory_size(stream: BinaryIO, size: int) -> int:
    """Bytes of a ZIP file's list of members, as the records at its end say; 0 if they say nothing believable.

    There may be more than one record, and Python's versions differ in which they believe: the largest counts.
    """
    stream.seek(max(0, size - _TAIL))
    tail = stream.read()
    ends = {len(tail) - _END_SIZE, tail.rfind(_END)}
    found = [_number(tail, end + 12, 4) for end in ends if tail.startswith(_END, max(end, 0))]
    for end in ends:
        locator = end - 20
        if locator < 0 or not tail.startswith(_LOCATOR_64, locator):
            continue
        stream.seek(min(_number(tail, locator + 8, 8), size))
        for record in (tail[max(0, locator - 56) : locator], stream.read(56)):
            found += [_number(record, 40, 8)] if record.startswith(_END_64) else []
    return max((number for number in found if number < size), default=0)


def _number(raw: bytes, at: int, length: int) -> int:
    return int.from_bytes(raw[at : at + length], "little")


@dataclass(slots=True)
class Budget:
    """What one file may still unpack to, archives and attachments within it included."""

    members: int = MEMBER_LIMIT
    size: int = SIZE_LIMIT

    def take(self, size: int) -> None:
        """Count a member of so many bytes. Raises `UnreadableError` if it is one too many."""
        if self.members < 1:
            raise UnreadableError(f"more than {MEMBER_LIMIT} members in one file; unpack and divide it")
        if size > self.size:
            raise UnreadableError(f"unpacks to more than {SIZE_LIMIT >> 20} MiB; unpack and divide it")
        self.members -= 1
        self.size -= size
