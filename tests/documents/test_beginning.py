"""The beginning of a file of plain text, read to tell its language."""

from pathlib import Path

import pytest

from askhz import documents
from askhz.documents import collection
from askhz.documents.scanning import FileEntry


def entry(path: Path, raw: bytes) -> FileEntry:
    path.write_bytes(raw)
    (found,) = documents.scan([path]).files
    return found


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_only_the_beginning_is_read_and_a_character_cut_in_two_does_no_harm(tmp_path: Path, name: str) -> None:
    text = "x" + "渡轮每天往返四次。" * 4000
    found = documents.beginning(entry(tmp_path / name, text.encode()))
    assert found is not None
    assert text.startswith(found.text[:5000])
    assert len(found.text) <= collection._BEGINNING


def test_other_formats_and_what_is_no_text_give_none(tmp_path: Path) -> None:
    assert documents.beginning(entry(tmp_path / "a.html", b"<p>Here</p>")) is None
    assert documents.beginning(entry(tmp_path / "a.jsonl", b'{"_id": "1", "text": "Here"}')) is None
    assert documents.beginning(entry(tmp_path / "b.txt", bytes(range(32)) * 100)) is None
    gone = entry(tmp_path / "c.txt", b"Here")
    gone.path.unlink()
    assert documents.beginning(gone) is None
