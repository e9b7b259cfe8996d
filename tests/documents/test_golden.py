"""What the readers make of real files, as a person has read and approved it."""

from pathlib import Path

import pytest
from golden.make import COLLECTIONS, GOLDEN, golden

FILES = sorted(COLLECTIONS.glob("*/*"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_real_file_is_read_as_approved(file: Path) -> None:
    approved = (GOLDEN / f"{file.name}.txt").read_text(encoding="utf-8")
    assert golden(file) == approved, f"read the difference; if it is right: python tests/golden/make.py {file.name}"


def test_every_file_has_its_source_and_licence() -> None:
    table = (COLLECTIONS / "SOURCES.md").read_text(encoding="utf-8")
    for file in FILES:
        assert f"| {file.parent.name}/{file.name} |" in table
