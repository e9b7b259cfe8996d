from __future__ import annotations

from pathlib import Path

from indexes import TEXTS, write

from askhz import documents
from askhz.indexing.added import added_files, with_added_files


def test_files_kept_in_the_folder_come_after_the_others_and_once(tmp_path: Path) -> None:
    write(tmp_path / "documents", TEXTS)
    write(tmp_path / "index" / "files" / "deep", {"c.txt": "A third."})
    write(tmp_path / "index" / "files" / ".hidden", {"d.txt": "On its way."})
    found = documents.scan([tmp_path / "documents"])
    both = with_added_files(found, tmp_path / "index")
    assert [entry.source for entry in both.files] == ["a.txt", "b.txt", "deep/c.txt"]
    assert both.base == found.base
    everything = documents.scan([tmp_path])
    assert with_added_files(everything, tmp_path / "index").files == everything.files


def test_without_any_nothing_changes(tmp_path: Path) -> None:
    found = documents.scan([write(tmp_path / "documents", TEXTS)])
    assert added_files(tmp_path / "index") is None
    (tmp_path / "index" / "files").mkdir(parents=True)
    assert with_added_files(found, tmp_path / "index") is found
