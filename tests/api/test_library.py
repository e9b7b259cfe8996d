"""What the endpoints cannot show: files stay where they were when an update is stopped."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fakes import open_fake
from indexes import settle

from askhz.api.library import Library, checked_name, report_json
from askhz.api.refusals import RefusedError
from askhz.indexing import Report
from askhz.progress import silent
from askhz.records import Problem


class StoppedError(Exception):
    pass


def stop(what: str, done: int, total: int, /) -> None:
    raise StoppedError


def kept(library: Library) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in library.files.rglob("*") if path.is_file()}


def test_an_update_that_is_stopped_leaves_the_files_as_they_were(folder: Path) -> None:
    library = Library(folder, open_encoder=open_fake)
    library.admit(library.receive([("moon.txt", io.BytesIO(b"The first edition."))]), silent)
    again = library.receive([("moon.txt", io.BytesIO(b"The second.")), ("sun.txt", io.BytesIO(b"The sun is hot."))])
    with pytest.raises(StoppedError):
        library.admit(again, stop)
    assert kept(library) == {"moon.txt": b"The first edition."}
    with pytest.raises(StoppedError):
        library.delete(library.deletable("moon.txt"), stop)
    assert kept(library) == {"moon.txt": b"The first edition."}
    assert [one.source for one in library.listed()] == ["a.txt", "b.txt", "moon.txt"]


def test_one_of_several_documents_of_a_file_is_not_deleted_alone(folder: Path) -> None:
    library = Library(folder, open_encoder=open_fake)
    lines = b'{"_id": "one", "text": "Tides rise."}\n{"_id": "two", "text": "Tides fall."}\n'
    library.admit(library.receive([("tides.jsonl", io.BytesIO(lines))]), silent)
    with pytest.raises(RefusedError, match=r"one of the documents in tides\.jsonl; delete tides\.jsonl"):
        library.deletable("one")
    library.delete(library.deletable("tides.jsonl"), silent)
    assert [one.source for one in library.listed()] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("name", ["", ".", "..", "a/b.txt", "a\nb.txt", "a\x00.txt", "\ud800.txt", "‮fdp.txt"])
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(RefusedError) as refused:
        checked_name(name)
    assert refused.value.status == 400
    assert refused.value.message.isprintable()


def test_what_a_killed_server_left_is_removed_after_a_day(folder: Path) -> None:
    for name, seconds in ((".old", 3600 * 25), (".new", 60)):
        (folder / "files" / name).mkdir(parents=True)
        settle(folder / "files" / name, seconds)
    Library(folder, open_encoder=open_fake)
    assert [path.name for path in (folder / "files").iterdir()] == [".new"]


def test_what_was_left_out_is_told_with_its_place_and_without_folders(tmp_path: Path) -> None:
    (tmp_path / "a, b").mkdir()
    archive, gone = tmp_path / "a, b" / "slip, 2.zip", tmp_path / "gone.pdf"
    archive.touch()
    problems = (
        Problem(f"{archive}, docs/b.md", "empty"),
        Problem(f"{gone}, page 2", "a picture"),
        Problem(r"'/a/b\n.md'", "no"),
    )
    told = report_json(Report(0, 0, 0, 0, 0, 0, None, problems, 0.0))["problems"]
    assert told == ["slip, 2.zip, docs/b.md: empty", "gone.pdf, page 2: a picture", r"'b\n.md': no"]
