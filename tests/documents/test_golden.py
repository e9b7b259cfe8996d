"""What the readers make of real files, as a person has read and approved it.

`golden/digests.tsv` holds the digests of more such texts, of files that are not kept here: they are looked for, by what
is in them, below the folder that the environment names in ASKHZ_REAL_FILES.
"""

import os
from functools import cache
from pathlib import Path

import pytest
from golden.make import COLLECTIONS, DIGESTS, GOLDEN, digest, golden

from askhz.documents.pdf import ocr

FILES = sorted(COLLECTIONS.glob("*/*"))
KNOWN = [line.split("\t") for line in DIGESTS.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_real_file_is_read_as_approved(file: Path) -> None:
    if file.suffix in (".doc", ".ppt"):
        pytest.importorskip("kreuzberg", reason="needs askhz[old-office]")
    approved = (GOLDEN / f"{file.name}.txt").read_text(encoding="utf-8")
    assert golden(file) == approved, f"read the difference; if it is right: python tests/golden/make.py {file.name}"


def test_every_file_has_its_source_and_licence() -> None:
    table = (COLLECTIONS / "SOURCES.md").read_text(encoding="utf-8")
    for file in FILES:
        assert f"| {file.parent.name}/{file.name} |" in table


@cache
def elsewhere() -> dict[str, Path]:
    """The real files that are not kept here, by their digest."""
    folder = os.environ.get("ASKHZ_REAL_FILES")
    return {digest(file.read_bytes()): file for file in Path(folder).rglob("*") if file.is_file()} if folder else {}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "raw", "length", "text"), KNOWN, ids=[line[0] for line in KNOWN])
def test_a_file_that_is_not_kept_here_is_read_as_approved(
    name: str, raw: str, length: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = elsewhere().get(raw)
    if file is None:
        pytest.skip(f"no {name} below ASKHZ_REAL_FILES")
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    made = golden(file)
    assert (len(made), digest(made.encode())) == (int(length), text), (
        "read what it gives now; if it is right: python tests/golden/make.py --digests FOLDER"
    )
