"""The walk: one stat a file, nothing opened, and a signature that changes with what shapes a document."""

import builtins
import os
from pathlib import Path

import pytest

from askhz.documents import FileEntry, Rules, read, read_file, scan
from askhz.documents.formats import endings
from askhz.errors import DocumentError
from askhz.records import Document, Problem


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    (made / "sub" / "deep").mkdir(parents=True)
    for name in ("b.txt", "a.md", "sub/c.txt", "sub/deep/d.txt", "z.txt"):
        (made / name).write_text(f"A text in {name}.")
    return made


def signatures(folder: Path) -> dict[str, str]:
    return {entry.source: entry.signature for entry in scan([folder]).files}


def test_files_of_a_folder_come_before_those_of_the_folders_in_it(folder: Path) -> None:
    found = scan([folder])
    assert [entry.source for entry in found.files] == ["a.md", "b.txt", "z.txt", "sub/c.txt", "sub/deep/d.txt"]
    assert found.base == folder
    assert found.problems == ()


def test_an_entry_has_what_tells_a_change(folder: Path) -> None:
    os.utime(folder / "b.txt", ns=(1, 1234567890123456789))
    entry = scan([folder]).files[1]
    assert (entry.path, entry.size, entry.modified_ns) == (folder / "b.txt", 16, 1234567890123456789)
    assert scan([folder]).files[1] == entry


def test_no_document_is_opened_and_each_is_looked_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object, **named: object) -> None:
        raise AssertionError(given)

    looked: list[str] = []
    stat = os.stat

    def counted(path: str | os.PathLike[str] | int, **named: bool) -> os.stat_result:
        looked.append(os.fspath(path) if not isinstance(path, int) else "")
        return stat(path, **named)

    (folder / "link.txt").symlink_to("b.txt")
    for name in ("open", "walk"):
        monkeypatch.setattr(os, name, refuse)
    monkeypatch.setattr(builtins, "open", refuse)
    monkeypatch.setattr(os, "stat", counted)
    assert len(scan([folder]).files) == 5
    assert not [path for path in looked if path.endswith((".txt", ".md"))], "a listing's own stat is used"


def test_the_signature_covers_what_the_sidecar_says_of_the_file_itself(folder: Path) -> None:
    before = signatures(folder)
    assert len(set(before.values())) == 5
    said = {}
    for line in ('title = "B"', 'author = "Guo"', 'title = "Guo"', 'author = "Guo"\ndate = 2025'):
        (folder / "sources.toml").write_text(f'["b.txt"]\n{line}\n')
        after = signatures(folder)
        said[after.pop("b.txt")] = line
        assert after == {source: signature for source, signature in before.items() if source != "b.txt"}
    assert len(said.keys() | {before["b.txt"]}) == 5


def test_the_signature_does_not_depend_on_the_bytes_or_the_time(folder: Path) -> None:
    before = signatures(folder)
    (folder / "b.txt").write_text("Another text, longer than the first.")
    os.utime(folder / "b.txt", ns=(1, 1))
    assert signatures(folder) == before


def test_a_source_below_another_base_is_another_signature(folder: Path) -> None:
    (below,) = scan([folder / "sub" / "deep"]).files
    (above,) = scan([folder / "sub" / "deep"], base=folder).files
    assert (below.source, above.source) == ("d.txt", "sub/deep/d.txt")
    assert below.signature != above.signature


def test_a_sidecar_says_nothing_of_a_dump(folder: Path) -> None:
    (folder / "dump.jsonl").write_text('{"_id": "1", "text": "A bridge."}')
    before = signatures(folder)["dump.jsonl"]
    (folder / "sources.toml").write_text('["dump.jsonl"]\ntitle = "A dump"\n')
    assert signatures(folder)["dump.jsonl"] == before
    assert [problem.what for problem in scan([folder]).problems] == ['["dump.jsonl"] names no document in this folder']


def test_a_hidden_file_is_found_when_it_is_named_itself(folder: Path) -> None:
    (folder / ".hidden.txt").write_text("A hidden text.")
    assert ".hidden.txt" not in signatures(folder)
    assert [entry.source for entry in scan([folder / ".hidden.txt"]).files] == [".hidden.txt"]


def test_a_folder_with_the_ending_of_a_document_is_a_folder(folder: Path) -> None:
    (folder / "folder.txt").mkdir()
    (folder / "folder.txt" / "e.txt").write_text("Inside.")
    assert "folder.txt/e.txt" in signatures(folder)


def test_a_folder_that_vanishes_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def vanishing(path: str) -> object:
        if path.endswith("sub"):
            raise FileNotFoundError(2, "No such file or directory", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", vanishing)
    found = scan([folder])
    assert [entry.source for entry in found.files] == ["a.md", "b.txt", "z.txt"]
    assert found.problems == (Problem(str(folder / "sub"), "cannot be opened (No such file or directory)"),)


def test_reading_each_file_is_reading_all(folder: Path) -> None:
    (folder / "sources.toml").write_text('["b.txt"]\ntitle = "B"\n')
    documents = [one for entry in scan([folder]).files for one in read_file(entry)]
    assert sorted(documents, key=str) == sorted(read([folder]).documents, key=str)
    assert all(isinstance(one, Document) for one in documents)


def test_an_entry_of_a_format_that_is_not_read_any_more(folder: Path) -> None:
    entry = FileEntry(folder / "x.old", "x.old", 1, 1, "")
    (problem,) = read_file(entry)
    assert str(problem) == f"{folder / 'x.old'}: not a format that askhz reads; name {endings()}"


@pytest.mark.parametrize("name", ["sources.toml", "aliases.toml"])
def test_a_file_beside_the_documents_is_none(folder: Path, name: str) -> None:
    (folder / name).write_text("")
    (folder / "sub" / "more.toml").write_text("a = 1")
    assert "sub/more.toml" in signatures(folder)
    assert name not in signatures(folder)
    with pytest.raises(DocumentError, match="not a format"):
        scan([folder / name])


def test_another_index_in_a_folder_is_named_and_not_read(folder: Path) -> None:
    for home in ("sub/index", "own"):
        (folder / home / "derived" / "1").mkdir(parents=True)
        (folder / home / "catalog.sqlite").write_bytes(b"SQLite format 3")
        (folder / home / "tokenizer.json").write_text('{"a": "A text of the encoder."}')
    found = scan([folder], apart=folder / "own")
    assert {entry.source for entry in found.files} == {"a.md", "b.txt", "z.txt", "sub/c.txt", "sub/deep/d.txt"}
    assert found.problems == (Problem(str(folder / "sub/index"), "an askhz index, whose files are no documents"),)
    assert [entry.source for entry in scan([folder / "own"]).files] == ["tokenizer.json"]  # it was named itself


def test_links_that_lead_out_of_what_is_walked_are_told_of(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "o.txt").write_text("A text outside.")
    for link, target in (
        ("within.txt", "b.txt"),
        ("file.txt", tmp_path / "out" / "o.txt"),
        ("nowhere.txt", tmp_path / "x.txt"),
        ("folder", tmp_path / "out"),
        ("again", folder / "sub"),
    ):
        (folder / link).symlink_to(target)
    assert scan([folder]).links == (folder / "file.txt", folder / "nowhere.txt")
    assert {*scan([folder], rules=Rules(follow_links=True)).links} == {
        folder / name for name in ("file.txt", "nowhere.txt", "folder")
    }
