from __future__ import annotations

from pathlib import Path

import pytest
from fakes import FakeEncoder, open_fake
from indexes import TEXTS, update, write

from askhz.documents import make_document
from askhz.errors import IndexFolderError
from askhz.indexing import reindex


def test_an_index_follows_the_folders_that_it_was_made_from(made: tuple[Path, Path]) -> None:
    documents, folder = made
    write(documents, {"a.txt": TEXTS["a.txt"], "c.txt": "A third text."})
    report = reindex(folder, open_encoder=open_fake)
    assert (report.added, report.removed, report.unchanged) == (1, 1, 1)


def test_documents_that_were_given_would_be_lost(tmp_path: Path) -> None:
    update([make_document("given", "Given", "A text that was given.")], tmp_path / "index")
    with pytest.raises(IndexFolderError, match="made from documents, not from files"):
        reindex(tmp_path / "index", open_encoder=open_fake)


def test_there_must_be_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexFolderError):
        reindex(tmp_path / "nowhere", open_encoder=lambda _: FakeEncoder())
