"""Writes the golden texts of real files: `python tests/golden/make.py NAME…`, or all of them without a name."""

import sys
from pathlib import Path

from wellformed import shown

from askhz.documents.formats import format_of, read_as
from askhz.documents.reader import About
from askhz.records import Document

TESTS = Path(__file__).parent.parent
COLLECTIONS, GOLDEN = TESTS / "collections", TESTS / "golden" / "documents"


def golden(file: Path) -> str:
    """The golden text of a file: its documents and what was left out of it."""
    how = format_of(file.name)
    if how is None:
        raise ValueError(f"{file}: not a format that is read")
    with file.open("rb") as stream:
        found = list(read_as(how, stream, About(file.name, file.name, file.name)))
    return "\n".join(shown(one) if isinstance(one, Document) else f"left out: {one}\n" for one in found)


if __name__ == "__main__":
    for file in sorted(COLLECTIONS.glob("*/*")):
        if file.name in sys.argv[1:] or not sys.argv[1:]:
            (GOLDEN / f"{file.name}.txt").write_text(golden(file), encoding="utf-8")
