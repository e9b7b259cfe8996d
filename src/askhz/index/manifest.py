"""A folder of derived files that is whole or not there: written aside, listed with checksums, then renamed.

This module does not know what the files hold.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .folder import remove_path

MANIFEST = "manifest.json"
# Bytes of which the checksums are compared each time a folder is opened: a fraction of a second. Larger files are
# trusted if their size is right, because reading a large index to its last byte would take longer than answering.
CHECKED_AT_OPENING = 64 * 2**20
_BLOCK = 2**20  # bytes read at a time
_LOCK = ".lock"  # the ending of tantivy's lock files, which hold nothing


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder holds: settings that JSON can hold, and for each file its size in bytes and its CRC-32."""

    settings: dict[str, Any]
    files: dict[str, tuple[int, int]]


@contextlib.contextmanager
def new_folder(home: Path) -> Iterator[Path]:
    """An empty folder to write in, which takes the name `home` at the end; after an error nothing is left of it.

    Call `write_manifest` last. An older folder of that name is replaced. Raises `OSError`.
    """
    if not home.parent.is_dir():
        remove_path(home.parent)
    partial = home.with_name(f"{home.name}.partial")
    remove_path(partial)
    try:
        partial.mkdir(parents=True)
        yield partial
        remove_path(home)
        partial.rename(home)
        _flush(home.parent)
    except BaseException:
        remove_path(partial)
        raise


def link(file: Path, copy: Path) -> None:
    """The same file under a second name; a copy where the file system has no links. Neither may be written again."""
    try:
        copy.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, copy)


def write_manifest(home: Path, settings: dict[str, Any], previous: Path | None = None) -> None:
    """List the files of a folder, safe on disk. Checksums of files linked from `previous` are taken from its manifest.

    So a byte that went wrong in an old file is still found later: it does not get a new checksum.
    """
    known = {} if previous is None else read_manifest(previous).files
    files = {}
    for name in _names(home):
        file = home / name
        if previous is not None and name in known and file.samefile(previous / name):
            files[name] = known[name]
        else:
            files[name] = (file.stat().st_size, _checksum(file))
            _flush(file)
    content = {"settings": settings, "files": files}
    sealed = content | {"crc32": _checksum_of_json(content)}
    (home / MANIFEST).write_text(json.dumps(sealed, indent=1, sort_keys=True), encoding="utf-8")
    for path in (home / MANIFEST, *(folder for folder in home.rglob("*") if folder.is_dir()), home):
        _flush(path)


def flush_tree(folder: Path) -> None:
    """Flush everything in a folder to disk."""
    for path in (*folder.rglob("*"), folder):
        _flush(path)


def read_manifest(home: Path) -> Manifest:
    """The manifest of a folder. Raises `OSError` or `ValueError` if it is missing or damaged."""
    try:
        content = json.loads((home / MANIFEST).read_text(encoding="utf-8"))
        crc32 = content.pop("crc32")
        if crc32 != _checksum_of_json(content):
            raise ValueError(f"{MANIFEST}: not as it was written")
        files = {name: (int(size), int(checksum)) for name, (size, checksum) in content["files"].items()}
        return Manifest(content["settings"], files)
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"{MANIFEST}: not a manifest") from error


def differences(home: Path, manifest: Manifest, most: int | None = None) -> list[str]:
    """How the files differ from the manifest, a line each: sizes of all, checksums of all.

    With `most`, only checksums of the smallest files are compared, as many as have that many bytes together.
    """
    found = []
    for name, (size, checksum) in sorted(manifest.files.items(), key=lambda item: item[1][0]):
        file = home / name
        if most is not None:
            most -= size
        try:
            if file.stat().st_size != size:
                found.append(f"{name}: {file.stat().st_size} bytes instead of {size}")
            elif (most is None or most >= 0) and _checksum(file) != checksum:
                found.append(f"{name}: not as it was written")
        except OSError as error:
            found.append(f"{name}: cannot be read ({error.strerror})")
    return found


def _names(home: Path) -> list[str]:
    files = (path for path in home.rglob("*") if path.is_file() and path.suffix != _LOCK)
    return sorted(path.relative_to(home).as_posix() for path in files)


def _checksum(file: Path) -> int:
    found = 0
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            found = zlib.crc32(block, found)
    return found


def _checksum_of_json(content: dict[str, Any]) -> int:
    return zlib.crc32(json.dumps(content, sort_keys=True).encode())


def _flush(path: Path) -> None:
    """Flush a file or a folder to disk, so that a power cut does not leave one of the right size with other bytes."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
