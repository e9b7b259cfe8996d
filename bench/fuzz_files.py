"""Damaged real files of every format through the reading process with its limits: no crash, no hang, bounded memory.

    python bench/fuzz_files.py FOLDER... [--minutes 30] [--seed 1] [--seconds 20] [--gigabytes 3] [--keep FOLDER]

The folders hold real files. Each round takes one of a format, all formats alike often, and damages its bytes: bits
flipped, numbers replaced, stretches cut, doubled or taken from another file of the format, the end lost. Of a file that
is a ZIP file, its members are damaged too, exchanged with those of others, renamed, or lost. What the file gives is
checked: blocks, anchors and edits lie in the text. Reported are: a reader's own error (the file is named, but with a
reason that helps nobody), a reader that broke or ran past `--seconds` of processor time, documents that are wrong. Such
files are kept in `--keep`. Exit status 1 if there was any. The last line says the largest memory of a reader.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from wellformed import check_document

from askhz.documents import formats
from askhz.documents.formats import format_of
from askhz.documents.isolated import Readers
from askhz.documents.limits import DAMAGED
from askhz.documents.scanning import FileEntry
from askhz.records import Document, Problem

# Reading pictures takes seconds a page and says nothing of damage.
WORKER = (
    "from askhz.documents import worker; from askhz.documents.pdf import ocr; "
    "ocr.is_installed = lambda: False; worker.main()"
)
FILE_LIMIT = 2_000_000  # bytes; a larger file would only be slow
BAD = re.compile(r"cannot be read \(\w+(?:Error|Exception|Warning|error)?:|took more than|broke its reader|ended by")
NUMBERS = (b"0", b"-1", b"1", b"255", b"65536", b"2147483647", b"4294967296", b"99999999999999999999", b"1e309")
SCRAPS = (
    b"\0" * 40,
    b"<" * 900,
    b"&a;" * 200,
    b"{\\" * 400,
    b"[" * 3000,
    b"\xff\xfe",
    b"(" * 500,
    b">>" * 50,
    b"\r" * 99,
)


def main() -> int:
    """Damage and read files until the time is over; say what went wrong."""
    options = _options()
    chance = random.Random(options.seed)
    by_format = _files(options.folders)
    wrong, given = Counter[str](), Counter[str]()
    end = time.monotonic() + 60 * options.minutes
    # Formats that are read without a process of their own get one here, so that a hang ends nothing else.
    formats.FORMATS.update({name: replace(how, plain=False) for name, how in formats.FORMATS.items()})
    with (
        tempfile.TemporaryDirectory(prefix="askhz-fuzz-") as home,
        Readers(
            1, seconds=options.seconds, gigabytes=options.gigabytes, command=(sys.executable, "-c", WORKER)
        ) as readers,
    ):
        for number in range(sys.maxsize):
            if time.monotonic() > end:
                break
            ending = chance.choice(sorted(by_format))
            name, raw = hostile_file(chance, by_format[ending])
            path = Path(home, f"{number}{ending}")
            path.write_bytes(raw)
            found: list[Document | Problem] = []
            for _, replies in readers.read([FileEntry(path, path.name, len(raw), 0, "")]):
                found = list(replies)
            for why in _faults(found):
                wrong[f"{ending}: {why}"] += 1
                if options.keep and wrong[f"{ending}: {why}"] <= 5:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    (options.keep / f"{options.seed}-{number}-{name}").write_bytes(raw)
                if wrong[f"{ending}: {why}"] == 1:
                    print(f"{number} {name}: {why}", flush=True)
            given["read" if any(isinstance(one, Document) for one in found) else "named"] += 1
            path.unlink()
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    print(f"{given.total()} files of {len(by_format)} formats: {dict(given)}; {wrong.total()} faults")
    for why, count in wrong.most_common():
        print(f"{count:6} {why}")
    print(f"largest reader {memory:.2f} GB")
    return int(bool(wrong))


def hostile_file(chance: random.Random, files: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """One of a format's files after a few accidents, and its name."""
    name, raw = chance.choice(files)
    others = [other for _, other in files]
    if zipfile.is_zipfile(io.BytesIO(raw)) and chance.random() < 0.75:
        return name, damaged_members(chance, raw, others)
    return name, damaged(chance, raw, others)


def damaged(chance: random.Random, raw: bytes, others: Sequence[bytes]) -> bytes:
    """Bytes after a few accidents; pieces may come from other files of the format."""
    found = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 3, 5, 20))):
        accident = chance.choice(_ACCIDENTS)
        accident(chance, found, chance.choice(others))
    return bytes(found)


def _flip(chance: random.Random, raw: bytearray, other: bytes) -> None:
    for _ in range(chance.choice((1, 1, 4, 40))):
        if raw:
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)


def _number(chance: random.Random, raw: bytearray, other: bytes) -> None:
    at = chance.randrange(len(raw) + 1)
    if found := re.compile(rb"\d+").search(raw, at):
        raw[found.start() : found.end()] = chance.choice(NUMBERS)


def _cut(chance: random.Random, raw: bytearray, other: bytes) -> None:
    at = chance.randrange(len(raw) + 1)
    del raw[at : at + chance.choice((1, 10, 200, 5000))]


def _double(chance: random.Random, raw: bytearray, other: bytes) -> None:
    at, to = chance.randrange(len(raw) + 1), chance.randrange(len(raw) + 1)
    raw[to:to] = raw[at : at + chance.choice((1, 10, 200, 5000))] * chance.choice((1, 1, 2, 50))


def _splice(chance: random.Random, raw: bytearray, other: bytes) -> None:
    at, to = chance.randrange(len(other) + 1), chance.randrange(len(raw) + 1)
    length = chance.choice((10, 200, 5000, 100_000))
    raw[to : to + length] = other[at : at + length]


def _scrap(chance: random.Random, raw: bytearray, other: bytes) -> None:
    to = chance.randrange(len(raw) + 1)
    raw[to:to] = chance.choice(SCRAPS)


def _truncate(chance: random.Random, raw: bytearray, other: bytes) -> None:
    del raw[chance.randrange(len(raw) + 1) :]


_Accident = Callable[[random.Random, bytearray, bytes], None]
_ACCIDENTS: Sequence[_Accident] = (_flip, _flip, _number, _number, _cut, _double, _splice, _scrap, _truncate)


def damaged_members(chance: random.Random, raw: bytes, others: Sequence[bytes]) -> bytes:
    """A ZIP file with members damaged, exchanged, renamed or lost."""
    members = _members(raw)
    foreign = _members(chance.choice(others))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        touched = set(chance.sample(sorted(members), min(len(members), chance.choice((1, 1, 2, 4)))))
        for name, content in members.items():
            kind = chance.random()
            if name not in touched or kind < 0.6:
                written = damaged(chance, content, list(members.values())) if name in touched else content
                archive.writestr(name, written)
            elif kind < 0.75 and foreign:
                archive.writestr(name, foreign.get(name) or chance.choice(list(foreign.values())))
            elif kind < 0.85:
                archive.writestr(
                    chance.choice(("../" * 5 + "etc/passwd", "a" * 300, name.upper(), name + "/")), content
                )
    return made.getvalue()


def _members(raw: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return {one.filename: archive.read(one) for one in archive.infolist() if not one.is_dir()}
    except DAMAGED:
        return {}


def _faults(found: Sequence[Document | Problem]) -> list[str]:
    """What is wrong with what a file gave: reasons that help nobody, documents that do not hold together."""
    faults = []
    if not found:
        faults.append("gave neither a document nor a reason")
    for one in found:
        if isinstance(one, Problem):
            if BAD.search(one.what):
                faults.append(re.sub(r"\d+", "#", one.what)[:160])
            continue
        try:
            check_document(one, damaged=True)
            one.text.encode()
        except (AssertionError, UnicodeEncodeError) as error:
            faults.append(f"a wrong document ({error.__class__.__name__} {str(error).splitlines()[:1]})")
    return faults


def _files(folders: Sequence[Path]) -> Mapping[str, list[tuple[str, bytes]]]:
    """The real files by ending: each with its name and bytes."""
    found: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and format_of(path.name) and 0 < path.stat().st_size < FILE_LIMIT:
                found[path.suffix.lower()].append((path.name, path.read_bytes()))
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=20, help="of processor time for a file")
    parser.add_argument("--gigabytes", type=float, default=3, help="of address space for the reader")
    parser.add_argument("--keep", type=Path, help="where to put files that something is wrong with")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
