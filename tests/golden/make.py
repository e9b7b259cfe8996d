"""Writes the golden texts of real files: `python tests/golden/make.py NAME…`, or all of them without a name.

`python tests/golden/make.py --digests FOLDER` writes the digests of those of files below a folder, which are too large,
or too little free, to be kept here.
"""

import hashlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from wellformed import shown

from askhz.documents.formats import format_of, read_as
from askhz.documents.pdf import ocr
from askhz.documents.reader import About, UnreadableError
from askhz.records import Document, Problem

TESTS = Path(__file__).parent.parent
COLLECTIONS, GOLDEN = TESTS / "collections", TESTS / "golden" / "documents"
DIGESTS = TESTS / "golden" / "digests.tsv"


def golden(file: Path) -> str:
    """The golden text of a file: its documents and what was left out of it."""
    how = format_of(file.name)
    if how is None:
        raise ValueError(f"{file}: not a format that is read")
    with file.open("rb") as stream:
        found: list[Document | Problem] = []
        try:
            found += read_as(how, stream, About(file.name, file.name, file.name))
        except UnreadableError as error:
            found.append(Problem(file.name, str(error)))
    return "\n".join(shown(one) if isinstance(one, Document) else f"left out: {one}\n" for one in found)


def digest(raw: bytes) -> str:
    """The beginning of a digest: enough to tell files apart."""
    return hashlib.sha256(raw).hexdigest()[:16]


def write_digests(folder: Path) -> None:
    """Write a line for each file: its name, its digest, how long its golden text is, the digest of that."""
    ocr.is_installed = lambda: False
    kept = {digest(file.read_bytes()) for file in COLLECTIONS.glob("*/*")}
    lines = []
    for file in sorted(folder.rglob("*"), key=lambda file: file.name):
        how = format_of(file.name) if file.is_file() else None
        if how is None or how.kind in ("doc", "ppt", "md") or digest(file.read_bytes()) in kept:
            continue
        text = golden(file)
        lines.append(f"{file.name}\t{digest(file.read_bytes())}\t{len(text)}\t{digest(text.encode())}\n")
    DIGESTS.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--digests"]:
        write_digests(Path(sys.argv[2]))
    else:
        for file in sorted(COLLECTIONS.glob("*/*")):
            if file.name in sys.argv[1:] or not sys.argv[1:]:
                (GOLDEN / f"{file.name}.txt").write_text(golden(file), encoding="utf-8")
