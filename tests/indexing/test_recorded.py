from __future__ import annotations

from pathlib import Path

import pytest
from fakes import open_fake
from indexes import TEXTS, update, write

from askhz.documents import Rules, make_document
from askhz.errors import IndexFolderError
from askhz.indexing import describe, recorded, updating
from askhz.indexing.recorded import Description, Recorded


def test_what_an_index_was_made_of(tmp_path: Path) -> None:
    documents = write(tmp_path / "documents", TEXTS)
    rules = Rules(("b*", "!b.txt"), follow_links=True)
    updating.update([documents], tmp_path / "index", open_encoder=open_fake, rules=rules)
    assert recorded(tmp_path / "index") == Recorded((documents,), rules)
    assert describe(tmp_path / "index") == Description(2, 2, (str(documents),))
    update(documents, tmp_path / "index")
    assert recorded(tmp_path / "index").rules == Rules()


def test_documents_without_files(tmp_path: Path) -> None:
    update([make_document("a", "A", "A dragon.")], tmp_path / "index")
    assert recorded(tmp_path / "index") == Recorded((), Rules())


def test_there_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexFolderError, match="no such index"):
        recorded(tmp_path / "index")
