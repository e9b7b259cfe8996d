from __future__ import annotations

from pathlib import Path

import pytest
from indexes import TEXTS, update, write

from askhz.errors import IndexFolderError
from askhz.index.library import collection_folder, collection_names, existing_collection, library


def test_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASKHZ_HOME", str(tmp_path / "home"))
    assert library() == tmp_path / "home" / "collections"
    monkeypatch.delenv("ASKHZ_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert library() == tmp_path / "data" / "askhz" / "collections"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert library() == tmp_path / ".local" / "share" / "askhz" / "collections"


def test_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASKHZ_HOME", str(tmp_path / "home"))
    assert collection_names() == []
    with pytest.raises(IndexFolderError, match="no such collection \\(there are: none yet\\)"):
        existing_collection("notes")
    documents = write(tmp_path / "documents", TEXTS)
    for name in ("work", "Notes-2.old"):
        update(documents, collection_folder(name))
    (library() / "empty").mkdir()
    assert collection_names() == ["Notes-2.old", "work"]
    assert existing_collection("work") == tmp_path / "home" / "collections" / "work"


@pytest.mark.parametrize("name", ["", "a/b", "..", ".hidden", "a,b", "-x", "x" * 65, "a b", "a\0"])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(IndexFolderError, match="is no name for a collection"):
        collection_folder(name)
