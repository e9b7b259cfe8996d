"""What an index says of its documents: where each comes from, what it makes, and whether its file is as it was."""

import json
import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from indexes import TEXTS, settle, update, write

from askhz.documents import make_document
from askhz.errors import IndexFolderError
from askhz.index.catalog import Catalog
from askhz.indexing import list_documents, list_kinds
from askhz.indexing.listing import ListedDocument
from askhz.records import Anchor, Place


def states(folder: Path) -> dict[str, str]:
    return {one.source: one.state for one in list_documents(folder)}


def test_every_document_is_listed_in_the_order_of_the_sources(made: tuple[Path, Path]) -> None:
    _, folder = made
    first, second = list_documents(folder)
    with closing(Catalog(folder)) as catalog:
        counts = {source: len(catalog.passages_of(source)) for source in TEXTS}
        times = {stored.source: stored.indexed_at for stored in catalog.stored_documents()}
    assert first == ListedDocument("a.txt", "a", "txt", None, counts["a.txt"], times["a.txt"], "current")
    assert second == ListedDocument("b.txt", "b", "txt", None, counts["b.txt"], times["b.txt"], "current")
    assert counts["a.txt"] > 0
    assert times["a.txt"]


def test_each_kind_is_counted(made: tuple[Path, Path]) -> None:
    documents, folder = made
    (documents / "c.md").write_text("# A title\n\nOne sentence of it.", encoding="utf-8")
    (documents / "d.csv").write_text("Name,Age\nAda,30\nBo,40\n", encoding="utf-8")
    update(documents, folder)
    listed = list_documents(folder)
    expected = {kind: [one.passages for one in listed if one.kind == kind] for kind in ("csv", "md", "txt")}
    assert list_kinds(folder) == [(kind, len(one), sum(one)) for kind, one in expected.items()]
    assert len(expected["txt"]) == 2
    assert sum(expected["csv"]) > 1


def test_a_file_that_changed_or_is_gone_is_told_until_the_index_is_brought_in_step(made: tuple[Path, Path]) -> None:
    documents, folder = made
    (documents / "a.txt").write_text("Another text, of another length.", encoding="utf-8")
    (documents / "b.txt").unlink()
    assert states(folder) == {"a.txt": "changed", "b.txt": "gone"}
    update(documents, folder)
    settle(documents / "a.txt", 60)
    update(documents, folder)
    assert states(folder) == {"a.txt": "current"}


def test_another_time_is_a_change_and_so_is_another_size(made: tuple[Path, Path]) -> None:
    documents, folder = made
    before = os.stat(documents / "a.txt")  # noqa: PTH116 (its times are set again below)
    settle(documents / "a.txt", 60)
    assert states(folder)["a.txt"] == "changed"
    (documents / "a.txt").write_text("short", encoding="utf-8")
    os.utime(documents / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert states(folder)["a.txt"] == "changed"


def test_a_file_that_had_just_been_written_when_it_was_read_is_judged_by_its_size(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "a.txt").write_text("Just written.", encoding="utf-8")
    update(documents, tmp_path / "index")
    assert states(tmp_path / "index") == {"a.txt": "current"}
    (documents / "a.txt").write_text("Just written again.", encoding="utf-8")
    assert states(tmp_path / "index") == {"a.txt": "changed"}


def test_documents_that_were_given_have_no_file_and_their_pages_are_counted(tmp_path: Path) -> None:
    paged = [Anchor(0, Place(page="i")), Anchor(4, Place(page="1")), Anchor(6, Place(page="1"), ("Wood",))]
    slides = [Anchor(0, Place(slide=1)), Anchor(4, Place(slide=2))]
    given = [
        make_document("a", "A", "One. Two.", kind="pdf", anchors=paged),
        make_document("b", "B", "One. Two.", kind="pptx", anchors=slides),
        make_document("c", "C", "One. Two.", anchors=[Anchor(0, Place(line=1))]),
    ]
    update(given, tmp_path / "index")
    listed = list_documents(tmp_path / "index")
    assert [(one.source, one.title, one.kind, one.pages, one.state) for one in listed] == [
        ("a", "A", "pdf", 2, "given"),
        ("b", "B", "pptx", 2, "given"),
        ("c", "C", "txt", None, "given"),
    ]


def test_what_was_left_out_of_a_file_is_told_of_each_of_its_documents(tmp_path: Path) -> None:
    lines = [json.dumps({"_id": "one", "text": "A kiln."}), "no json", json.dumps({"_id": "two", "text": "A ferry."})]
    write(tmp_path / "documents", {"dump.jsonl": "\n".join(lines), "a.txt": "A bell."})
    update(tmp_path / "documents", tmp_path / "index")
    found = {one.source: one for one in list_documents(tmp_path / "index")}
    assert found.keys() == {"a.txt", "one", "two"}
    assert found["a.txt"].problems == ()
    (problem,) = found["one"].problems
    assert problem.startswith("line 2: not JSON")
    assert found["two"].problems == (problem,)


def test_a_file_that_gave_no_document_is_listed_last(made: tuple[Path, Path]) -> None:
    documents, folder = made
    broken = documents / "0.TXT"
    broken.write_bytes(b"\0\1\2")
    update(documents, folder)
    *read, last = list_documents(folder)
    assert [one.source for one in read] == ["a.txt", "b.txt"]
    assert last == ListedDocument(
        str(broken), "0.TXT", "txt", None, 0, "", "unreadable", ("binary, not text (it holds NUL bytes)",)
    )
    write(documents, TEXTS | {"0.TXT": "It can be read now."})
    update(documents, folder)
    assert [(one.source, one.state) for one in list_documents(folder)] == [
        ("0.TXT", "current"),
        ("a.txt", "current"),
        ("b.txt", "current"),
    ]


def test_a_file_of_a_name_that_is_not_utf_8_is_listed(made: tuple[Path, Path]) -> None:
    _, folder = made
    before = list_documents(folder)
    with closing(Catalog(folder)) as catalog, catalog.transaction():
        catalog.database.connection.execute("DELETE FROM files WHERE CAST(path AS TEXT) LIKE '%a.txt'")
        catalog.database.connection.execute(
            "UPDATE files SET path = x'2FFF2E6D64', problems = ?", [json.dumps([["/", "unread"]])]
        )
        catalog.database.connection.execute("UPDATE documents SET file = NULL")
    *given, last = list_documents(folder)
    assert given == [replace(one, state="given") for one in before]
    assert (os.fsencode(last.source), last.kind, last.problems) == (b"/\xff.md", "md", ("unread",))


@pytest.mark.parametrize("exists", [False, True])
def test_where_nothing_is_indexed_that_is_said(tmp_path: Path, exists: bool) -> None:
    folder = tmp_path / "index"
    if exists:
        folder.mkdir()
    with pytest.raises(IndexFolderError, match="askhz index PATH"):
        list_documents(folder)
