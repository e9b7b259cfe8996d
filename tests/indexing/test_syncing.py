"""The file table: what is read again and what is not, and what becomes of documents that several files hold."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import FakeEncoder
from indexes import TEXTS, by_vectors, by_words, nested, opened, settle, update, whole, write

from askhz import documents as reading
from askhz.documents import FileEntry, formats, isolated, make_document
from askhz.errors import DocumentError, IndexFolderError
from askhz.index.catalog import Catalog
from askhz.index.writing import Writer
from askhz.indexing import Report, syncing, updating
from askhz.records import Document, Problem
from askhz.text.passages import DEFAULT_LIMITS, PassageLimits


@pytest.fixture
def opened_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read, in order."""
    names: list[str] = []
    read_file = reading.read_file

    def noted(entry: FileEntry) -> Iterator[Document | Problem]:
        names.append(entry.path.name)
        return read_file(entry)

    monkeypatch.setattr(isolated, "read_file", noted)
    return names


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.removed, report.unchanged


def dump(folder: Path, name: str, texts: dict[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    lines = [json.dumps({"_id": source, "text": text}) for source, text in texts.items()]
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    settle(folder / name)


def texts_of(folder: Path) -> dict[str, str]:
    with opened(folder) as index:
        found = {source: index.document(source) for source in index.sources()}
        assert {source for source, *_ in by_vectors(index, "dragon")} == set(found)
        return {source: document.text for source, document in found.items() if document}


# One file


def test_an_unchanged_file_is_not_read_and_nothing_is_written(made: tuple[Path, Path], opened_files: list[str]) -> None:
    documents, folder = made
    before = nested(folder / "derived")
    done = update(documents, folder)
    assert opened_files == []
    assert counts(done) == (0, 0, 0, 2)
    assert (done.encoded, done.passages, done.remade) == (0, 2, None)
    assert nested(folder / "derived") == before


def test_only_a_changed_file_is_read(made: tuple[Path, Path], opened_files: list[str]) -> None:
    documents, folder = made
    write(documents, TEXTS | {"b.txt": "Something else stands here."})
    assert counts(update(documents, folder)) == (0, 1, 0, 1)
    assert opened_files == ["b.txt"]
    write(documents, TEXTS | {"b.txt": "Something else stands here.", "c.txt": "New."})
    assert counts(update(documents, folder)) == (1, 0, 0, 2)
    assert opened_files == ["b.txt", "c.txt"]


@pytest.mark.parametrize("older", [False, True])
def test_a_file_with_another_time_or_size_is_read(
    made: tuple[Path, Path], opened_files: list[str], older: bool
) -> None:
    documents, folder = made
    other = TEXTS["a.txt"].replace("robots", "rubots")
    assert len(other) == len(TEXTS["a.txt"])
    (documents / "a.txt").write_text(other)
    settle(documents / "a.txt", 7200 if older else 60)  # a copy that was unpacked has an older time
    assert counts(update(documents, folder)) == (0, 1, 0, 1)
    assert opened_files == ["a.txt"]
    assert not by_words(folder, "robots")


def test_a_file_that_was_only_touched_is_read_and_stays(made: tuple[Path, Path], opened_files: list[str]) -> None:
    documents, folder = made
    settle(documents / "a.txt", 60)
    done = update(documents, folder)
    assert (counts(done), done.encoded) == ((0, 0, 0, 2), 0)
    assert opened_files == ["a.txt"]
    with closing(Catalog(folder)) as catalog:
        assert catalog.version == 1
    update(documents, folder)
    assert opened_files == ["a.txt"]


@pytest.mark.parametrize("age", [-3600, 0, 1])
def test_a_file_that_changed_shortly_before_it_was_read_is_read_again(
    made: tuple[Path, Path], opened_files: list[str], age: float
) -> None:
    documents, folder = made
    (documents / "c.txt").write_text("The first state of it.")
    changed = time.time_ns() - int(age * 1e9)
    os.utime(documents / "c.txt", ns=(changed, changed))
    update(documents, folder)
    (documents / "c.txt").write_text("The other state of it.")
    os.utime(documents / "c.txt", ns=(changed, changed))  # within the same tick of a coarse clock
    assert counts(update(documents, folder)) == (0, 1, 0, 2)
    assert opened_files == ["c.txt", "c.txt"]
    settle(documents / "c.txt")
    update(documents, folder)
    update(documents, folder)
    assert opened_files == ["c.txt"] * 3


def test_a_file_that_cannot_be_read_is_named_in_every_run(made: tuple[Path, Path], opened_files: list[str]) -> None:
    documents, folder = made
    (documents / "c.txt").write_bytes(b"\0\1\2")
    settle(documents / "c.txt")
    for _ in range(3):
        done = update(documents, folder)
        assert [str(problem) for problem in done.problems] == [
            f"{documents / 'c.txt'}: binary, not text (it holds NUL bytes)"
        ]
    assert opened_files == ["c.txt"] * 3, "tried again: its permissions may have changed without its time"
    write(documents, TEXTS | {"c.txt": "A third text."})
    assert counts(update(documents, folder)) == (1, 0, 0, 2)
    assert update(documents, folder).problems == ()


def test_the_lines_left_out_of_an_unchanged_dump_are_named_in_every_run(
    tmp_path: Path, opened_files: list[str]
) -> None:
    documents = tmp_path / "documents"
    dump(documents, "d.jsonl", {"x": "The dragon rises."})
    with (documents / "d.jsonl").open("a") as stream:
        stream.write("\n{")
    settle(documents / "d.jsonl")
    first = update(documents, tmp_path / "index")
    assert [problem.where for problem in first.problems] == [f"{documents / 'd.jsonl'}, line 2"]
    del opened_files[:]
    for _ in range(2):
        assert update(documents, tmp_path / "index").problems == first.problems
    assert opened_files == []


def test_a_file_that_became_unreadable_is_gone(made: tuple[Path, Path]) -> None:
    documents, folder = made
    (documents / "b.txt").write_bytes(b"\0\1\2")
    done = update(documents, folder)
    assert counts(done) == (0, 0, 1, 1)
    assert len(done.problems) == 1
    assert texts_of(folder) == {"a.txt": TEXTS["a.txt"]}


def test_a_deleted_file_is_forgotten(made: tuple[Path, Path]) -> None:
    documents, folder = made
    write(documents, {"a.txt": TEXTS["a.txt"]})
    assert counts(update(documents, folder)) == (0, 0, 1, 1)
    with closing(Catalog(folder)) as catalog, catalog.transaction():
        assert Writer(catalog).known_file(os.fsencode(documents.resolve() / "a.txt")) is not None
        assert Writer(catalog).known_file(os.fsencode(documents.resolve() / "b.txt")) is None
    write(documents, TEXTS)
    assert counts(update(documents, folder)) == (1, 0, 0, 1)


@pytest.mark.parametrize(
    "name", ["2024/a.txt", "robotics.txt", "on-games/A.txt", "a/very/deep/" * 9 + "folder/A robot.txt"]
)
def test_a_renamed_or_moved_file_keeps_its_vectors(made: tuple[Path, Path], name: str) -> None:
    documents, folder = made
    before = by_vectors(folder, "dragon robots")
    (documents / name).parent.mkdir(parents=True, exist_ok=True)
    (documents / "a.txt").rename(documents / name)
    done = update(documents, folder)
    assert (counts(done), done.encoded) == ((1, 0, 1, 1), 0)
    after = by_vectors(folder, "dragon robots")
    assert after == {(source.replace("a.txt", name), *rest): score for (source, *rest), score in before.items()}
    with opened(folder) as index:
        assert index.document("a.txt") is None


def test_a_renamed_file_is_found_by_its_new_name(made: tuple[Path, Path]) -> None:
    documents, folder = made
    (documents / "a.txt").rename(documents / "robotics.txt")
    update(documents, folder)
    assert {source for source, *_ in by_words(folder, "robotics")} == {"robotics.txt"}


# The sidecar


def test_a_sidecar_s_change_changes_only_the_documents_that_it_names(
    made: tuple[Path, Path], opened_files: list[str]
) -> None:
    documents, folder = made
    (documents / "sources.toml").write_text('["b.txt"]\nauthor = "Guo"\n')
    done = update(documents, folder)
    assert (counts(done), done.encoded) == ((0, 1, 0, 1), 0)
    assert opened_files == ["b.txt"]
    with opened(folder) as index:
        assert [info.details for info in index.documents()] == [{}, {"author": "Guo"}]
    (documents / "sources.toml").write_text('["b.txt"]\nauthor = "Guo"\n["a.txt"]\ntitle = "Six dragons"\n')
    done = update(documents, folder)
    assert counts(done) == (0, 1, 0, 1)
    assert done.encoded == 1, "a title is encoded with its passages"
    assert opened_files == ["b.txt", "a.txt"]
    assert by_words(folder, "six").keys() == by_words(folder, "robots").keys() | by_words(folder, "nobody").keys()
    (documents / "sources.toml").unlink()
    update(documents, folder)
    assert opened_files == ["b.txt", "a.txt", "a.txt", "b.txt"]
    assert not by_words(folder, "six")


def test_a_title_that_is_too_long_to_be_encoded_changes_the_words(tmp_path: Path) -> None:
    documents, folder = tmp_path / "documents", tmp_path / "index"
    write(documents, {"a.txt": "The dragon rises. Nobody sleeps."})
    for last in ("Wukong", "Unitree"):
        (documents / "sources.toml").write_text(f'["a.txt"]\ntitle = "On {"very " * 30} {last}"\n')
        update(documents, folder, open_encoder=lambda _: FakeEncoder(limit=20))
    assert by_words(folder, "Unitree")
    assert not by_words(folder, "Wukong")


# Documents that several files hold


@pytest.mark.parametrize("names", [("1.jsonl", "2.jsonl"), ("2.jsonl", "1.jsonl")])
def test_of_two_files_with_the_same_source_the_first_counts_whichever_came_first(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    documents, folder = tmp_path / "documents", tmp_path / "index"
    contents = {"1.jsonl": {"x": "A dragon of one.", "y": "A dragon y."}, "2.jsonl": {"x": "A dragon of two."}}
    for name in names:
        dump(documents, name, contents[name])
        update(documents, folder)
    expected = {"x": "A dragon of one.", "y": "A dragon y."}
    for _ in range(3):
        done = update(documents, folder)
        assert counts(done) == (0, 0, 0, 2)
        assert [str(problem) for problem in done.problems] == [
            f"{documents / '2.jsonl'}: the source 'x' was read already; left out"
        ]
        assert texts_of(folder) == expected
    dump(documents, "2.jsonl", {"x": "A dragon of two, changed."})
    update(documents, folder)
    assert texts_of(folder) == expected
    (documents / "1.jsonl").unlink()
    done = update(documents, folder)
    assert (counts(done), done.problems) == ((0, 1, 1, 0), ())
    assert texts_of(folder) == {"x": "A dragon of two, changed."}


@pytest.mark.parametrize("names", [("1.jsonl", "2.jsonl"), ("2.jsonl", "1.jsonl")])
def test_a_source_that_leaves_one_file_is_taken_from_the_other(tmp_path: Path, names: tuple[str, str]) -> None:
    documents, folder = tmp_path / "documents", tmp_path / "index"
    for name in names:
        dump(documents, name, {"x": f"A dragon of {name}.", "y" + name: "A dragon."})
        update(documents, folder)
    dump(documents, "1.jsonl", {"y1.jsonl": "A dragon."})
    done = update(documents, folder)
    assert (counts(done), done.problems) == ((0, 1, 0, 2), ())
    assert texts_of(folder)["x"] == "A dragon of 2.jsonl."
    dump(documents, "1.jsonl", {"x": "A dragon of 1.jsonl.", "y1.jsonl": "A dragon."})
    update(documents, folder)
    assert texts_of(folder)["x"] == "A dragon of 1.jsonl."
    (documents / "2.jsonl").unlink()
    done = update(documents, folder)
    assert (counts(done), done.problems) == ((0, 0, 1, 2), ())
    assert texts_of(folder) == {"x": "A dragon of 1.jsonl.", "y1.jsonl": "A dragon."}


def test_a_document_that_moves_to_another_file_stays(tmp_path: Path, opened_files: list[str]) -> None:
    documents, folder = tmp_path / "documents", tmp_path / "index"
    dump(documents, "1.jsonl", {"x": "A dragon x.", "y": "A dragon y."})
    dump(documents, "2.jsonl", {"z": "A dragon z."})
    update(documents, folder)
    dump(documents, "1.jsonl", {"x": "A dragon x."})
    dump(documents, "2.jsonl", {"y": "A dragon y.", "z": "A dragon z."})
    done = update(documents, folder)
    assert (counts(done), done.encoded, done.problems) == ((0, 0, 0, 3), 0, ())
    del opened_files[:]
    assert counts(update(documents, folder)) == (0, 0, 0, 3)
    assert opened_files == ["1.jsonl"], "another file had taken a document of it, and it is looked at once more"
    assert counts(update(documents, folder)) == (0, 0, 0, 3)
    assert opened_files == ["1.jsonl"]


def test_a_text_file_and_a_dump_may_have_the_same_source(tmp_path: Path) -> None:
    documents, folder = tmp_path / "documents", tmp_path / "index"
    write(documents, {"b.txt": "A dragon in a file."})
    dump(documents, "a.jsonl", {"b.txt": "A dragon in a dump."})
    for _ in range(2):
        assert [problem.where for problem in update(documents, folder).problems] == [str(documents / "b.txt")]
        assert texts_of(folder) == {"b.txt": "A dragon in a dump."}
    (documents / "a.jsonl").unlink()
    update(documents, folder)
    assert texts_of(folder) == {"b.txt": "A dragon in a file."}


# Documents instead of files


def documents_of_texts() -> list[Document]:
    return [make_document(name, name, text) for name, text in TEXTS.items()]


def test_documents_may_be_given_instead_of_files(made: tuple[Path, Path], opened_files: list[str]) -> None:
    documents, folder = made
    files = whole(folder)
    done = update(iter(documents_of_texts()), folder.with_name("other"))
    assert (counts(done), done.problems) == ((2, 0, 0, 0), ())
    assert opened_files == []
    again = update(documents_of_texts(), folder.with_name("other"))
    assert (counts(again), again.encoded) == ((0, 0, 0, 2), 0)
    assert update(documents_of_texts()[:1], folder.with_name("other")).removed == 1
    # from files to documents and back: nothing is encoded twice
    assert update(documents_of_texts(), folder).encoded == 0
    back = update(documents, folder)
    assert (back.unchanged + back.changed, back.encoded) == (2, 0)
    assert opened_files == ["a.txt", "b.txt"]
    assert whole(folder) == files


def test_a_document_given_twice_is_named(tmp_path: Path) -> None:
    twice = [*documents_of_texts(), make_document("a.txt", "A", "Another dragon.")]
    done = update(twice, tmp_path / "index")
    assert [str(problem) for problem in done.problems] == ["a.txt: was given before; left out"]
    assert texts_of(tmp_path / "index") == TEXTS


def test_nothing_given_is_an_error_and_the_index_stays(made: tuple[Path, Path]) -> None:
    before = whole(made[1])
    nothing: list[Document] = []
    for given in (nothing, iter(nothing)):
        with pytest.raises(DocumentError, match="nothing is given"):
            updating.update(given, made[1])
    assert whole(made[1]) == before


def test_documents_are_written_in_order_and_few_are_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncing, "_AHEAD", 2)
    happened: list[str] = []
    set_document = Writer.set_document

    def noted(self: Writer, document: Document, structure: str, file: bytes | None) -> None:
        set_document(self, document, structure, file)
        happened.append(f"wrote {document.source}")

    def stream() -> Iterator[Document]:
        for number in range(4):
            happened.append(f"gave {number}")
            yield make_document(str(number), "a", f"Dragon {number} rises.")

    monkeypatch.setattr(Writer, "set_document", noted)
    encoder = FakeEncoder()
    update(stream(), tmp_path / "index", open_encoder=lambda _: encoder)
    assert happened == ["gave 0", "gave 1", "gave 2", "wrote 0", "gave 3", "wrote 1", "wrote 2", "wrote 3"]
    assert len(encoder.encoded) == 4


def test_a_stream_that_breaks_off_leaves_the_index_as_it_was(made: tuple[Path, Path]) -> None:
    def broken() -> Iterator[Document]:
        yield make_document("new", "a", "A new dragon.")
        raise OSError(5, "Input/output error")

    before = whole(made[1])
    with pytest.raises(IndexFolderError, match="Input/output error; the index is as it was"):
        update(broken(), made[1])
    assert whole(made[1]) == before


# Everything prepared again


def other_limits(patch: pytest.MonkeyPatch) -> PassageLimits:
    return PassageLimits(max_tokens=8)


def wider_limits(patch: pytest.MonkeyPatch) -> PassageLimits:
    return replace(DEFAULT_LIMITS, max_tokens=DEFAULT_LIMITS.max_tokens + 1)


def other_pipeline(patch: pytest.MonkeyPatch) -> PassageLimits:
    patch.setattr(updating, "PIPELINE_VERSION", 99)
    return DEFAULT_LIMITS


@pytest.mark.parametrize(("change", "encoded"), [(other_limits, 6), (wider_limits, 0), (other_pipeline, 0)])
def test_made_otherwise_all_is_prepared_again_but_only_what_is_new_encoded(
    made: tuple[Path, Path],
    opened_files: list[str],
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[pytest.MonkeyPatch], PassageLimits],
    encoded: int,
) -> None:
    documents, folder = made
    limits = change(monkeypatch)
    done = update(documents, folder, limits=limits)
    assert "cut otherwise" in (done.remade or "")
    assert opened_files == ["a.txt", "b.txt"]
    assert done.encoded == encoded
    fresh = folder.with_name("fresh")
    assert update(documents, fresh, limits=limits).passages == done.passages
    assert whole(folder) == whole(fresh)
    del opened_files[:]
    again = update(documents, folder, limits=limits)
    assert (again.remade, again.encoded, opened_files) == (None, 0, [])


def test_a_reader_of_a_new_version_is_used_and_nothing_encoded(
    made: tuple[Path, Path], opened_files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    documents, folder = made
    old = formats.FORMATS[".txt"]
    monkeypatch.setitem(formats.FORMATS, ".txt", replace(old, version=old.version + 1))
    done = update(documents, folder)
    assert (counts(done), done.encoded, opened_files) == ((0, 0, 0, 2), 0, ["a.txt", "b.txt"])
    assert update(documents, folder).unchanged == 2
    assert len(opened_files) == 2


def test_progress_tells_what_is_read_and_encoded(made: tuple[Path, Path]) -> None:
    documents, folder = made
    told: list[tuple[str, int, int]] = []
    write(documents, TEXTS | {"c.txt": "A new dragon rises."})
    updating.update(
        [documents],
        folder,
        open_encoder=lambda _: FakeEncoder(),
        on_progress=lambda what, done, total: told.append((what, done, total)),
    )
    assert told == [("reading documents", 2, 3), ("encoding passages", 1, 1), ("reading documents", 3, 3)]
