import json
import os
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from askhz.documents import scanning
from askhz.documents.collection import read, read_file
from askhz.documents.dump import PROBLEM_LIMIT
from askhz.documents.reader import make_document
from askhz.errors import DocumentError
from askhz.records import Collection, Problem


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    (made / "good.txt").write_text("A good text about dragons.\n", encoding="utf-8")
    return made


def sources(collection: Collection) -> list[str]:
    return [document.source for document in collection.documents]


def problems(collection: Collection) -> list[str]:
    return [str(problem) for problem in collection.problems]


# Texts


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbfBegins with a mark.\n",
        b"One line\r\nand another\r\n",
        b"old\rends\r",
        "杭州 naïve 🐉\n".encode(),
        b"\n\n  indented, with space after  \n\n",
        b"no end of line",
    ],
)
def test_the_text_is_the_file_decoded_unchanged(folder: Path, raw: bytes) -> None:
    (folder / "good.txt").write_bytes(raw)
    assert read([folder]).documents[0].text == raw.decode("utf-8")


@pytest.mark.slow
def test_one_line_of_twenty_megabytes(folder: Path) -> None:
    (folder / "good.txt").write_bytes(b"dragon " * 3_000_000)
    assert len(read([folder]).documents[0].text) == 21_000_000


LEFT_OUT = {
    "noise.txt": (random.Random(1).randbytes(5000).replace(b"\0", b""), "not UTF-8 (byte 0)"),
    "binary.txt": (b"\x7fELF\x01\0\0\0", "NUL"),
    "control.txt": (bytes(range(1, 9)) * 20, "control characters"),
    "empty.txt": (b"", "empty"),
    "space.md": (b" \n\t\r\n", "empty"),
    "mark.txt": (b"\xef\xbb\xbf", "no word"),
    "ideographic.txt": ("\u3000\u3000".encode(), "no word"),
    "empty.jsonl": (b"", "empty"),
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_file_that_is_no_text_is_left_out_by_name_and_the_rest_read(folder: Path, name: str) -> None:
    raw, reason = LEFT_OUT[name]
    (folder / name).write_bytes(raw)
    collection = read([folder])
    assert sources(collection) == ["good.txt"]
    (line,) = problems(collection)
    assert str(folder / name) in line
    assert reason in line
    with pytest.raises(DocumentError, match=r"no readable document in .*: .*" + name):
        read([folder / name])


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def make_loop(path: Path) -> None:
    path.symlink_to(path.name)


def make_folder(path: Path) -> None:
    path.mkdir()
    (path / "inside").write_text("no ending")


def make_large(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(scanning.FILE_LIMIT + 1)


@pytest.mark.parametrize("make", [make_fifo, make_dangling, make_loop, make_large])
def test_what_is_no_ordinary_file_is_left_out(folder: Path, make: Callable[[Path], None]) -> None:
    make(folder / "odd.txt")
    collection = read([folder])
    assert sources(collection) == ["good.txt"]
    assert [str(folder / "odd.txt") in line for line in problems(collection)] == [True]


@pytest.mark.parametrize("make", [make_fifo, make_dangling, make_loop])
def test_given_itself_it_is_an_error(folder: Path, make: Callable[[Path], None]) -> None:
    make(folder / "odd.txt")
    with pytest.raises(DocumentError, match=r"odd\.txt"):
        read([folder / "odd.txt"])


def make_nothing(path: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (make_nothing, "cannot be read (No such file or directory)"),
        (make_folder, "not a regular file"),
        (make_fifo, "not a regular file"),
        (make_large, "larger than 256 MiB; divide it"),
    ],
)
def test_a_file_that_is_gone_or_another_since_the_walk(folder: Path, make: Callable[[Path], None], reason: str) -> None:
    entry = scanning.scan([folder]).files[0]
    entry.path.unlink()
    make(entry.path)
    assert list(read_file(entry)) == [Problem(str(entry.path), reason)]


@pytest.mark.parametrize("name", [b"new\nline.txt", b"bytes\xff.txt", b"escape\x1b[31m.txt"])
def test_a_name_that_cannot_be_printed_is_left_out_in_one_printable_line(folder: Path, name: bytes) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text("a text")
    collection = read([folder])
    assert sources(collection) == ["good.txt"]
    (line,) = problems(collection)
    assert line.isprintable()


def test_other_formats_and_links_to_folders_are_counted_not_read(folder: Path, tmp_path: Path) -> None:
    for name in ("a.old", "b.old", "noending"):
        (folder / name).write_bytes(b"x")
    (tmp_path / "elsewhere").mkdir()
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    (folder / ".hidden.txt").write_text("hidden")
    lines = problems(read([folder]))
    assert any("1 without ending, 2 .old" in line for line in lines)
    assert any("link: a link to a folder; not followed" in line for line in lines)
    assert len(lines) == 2


@pytest.mark.parametrize("name", ["missing", "missing.txt", "good.txt/below", "x" * 300])
def test_no_such_path(folder: Path, name: str) -> None:
    with pytest.raises(DocumentError, match=r"^[^\n]+$"):
        read([folder / name])


def test_no_readable_document(folder: Path) -> None:
    (folder / "good.txt").unlink()
    with pytest.raises(DocumentError, match=r"no readable document in .*documents"):
        read([folder])
    (folder / "x.old").write_bytes(b"x")
    with pytest.raises(DocumentError, match="not a format"):
        read([folder / "x.old"])


# Sources


def test_sources_are_paths_below_what_was_given(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "more.md").write_text("# More\n\ntext")
    assert sources(read([folder])) == ["good.txt", "sub/more.md"]
    assert sources(read([folder / "sub" / "more.md"])) == ["more.md"]
    assert sources(read([folder / "sub", folder / "good.txt"])) == ["good.txt", "sub/more.md"]


def test_a_folder_given_twice_or_with_a_file_of_its_own_is_read_once(folder: Path) -> None:
    (folder / "sources.toml").write_text('["good.txt"]\ntitle = "Good"\n')
    good = folder / "good.txt"
    for paths in ([folder, folder], [folder, good], [good, folder], [folder / ".", folder], [good, good]):
        collection = read(paths)
        assert [document.title for document in collection.documents] == ["Good"]
        assert not collection.problems


def test_a_second_name_of_a_file_is_not_read_again(folder: Path) -> None:
    (folder / "again.txt").symlink_to("good.txt")
    assert sources(read([folder])) == ["again.txt"]


def test_a_file_has_the_name_that_it_is_given_by(folder: Path) -> None:
    (folder / "blob").write_text(json.dumps({"_id": "1", "text": "A bridge."}), encoding="utf-8")
    (folder / "dump.jsonl").symlink_to(folder / "blob")
    (folder / "latest.txt").symlink_to(folder / "good.txt")
    assert sources(read([folder / "dump.jsonl"])) == ["1"]
    assert sources(read([folder / "latest.txt"])) == ["latest.txt"]
    assert len(read([folder / "latest.txt", folder / "good.txt"]).documents) == 1


@pytest.mark.slow
def test_folders_nested_too_deeply_are_said_and_the_rest_read(folder: Path) -> None:
    here = os.open(folder, os.O_RDONLY)
    try:
        for _ in range(1200):
            os.mkdir("d", dir_fd=here)
            deeper = os.open("d", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = deeper
        found = read([folder])
    finally:
        os.close(here)
        subprocess.run(["rm", "-r", str(folder / "d")], check=True)  # pytest could not remove it
    assert sources(found) == ["good.txt"]
    assert len(problems(found)) <= 1


def test_two_folders_with_equal_names(tmp_path: Path) -> None:
    for parent in "ab":
        (tmp_path / parent / "docs").mkdir(parents=True)
        (tmp_path / parent / "docs" / "x.txt").write_text(f"text {parent}")
    assert sources(read([tmp_path / "a" / "docs", tmp_path / "b" / "docs"])) == ["a/docs/x.txt", "b/docs/x.txt"]


# Dumps


def dump(folder: Path, *lines: str) -> Collection:
    (folder / "good.txt").unlink(missing_ok=True)
    (folder / "dump.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return read([folder])


GOOD = '{"_id": "a", "title": "A title", "text": "Some\\ntext", "author": "Guo", "date": 2025}'


def test_each_line_is_a_document(folder: Path) -> None:
    collection = dump(folder, "\ufeff" + GOOD, "", '{"_id": 7, "text": "seven"}\r')
    assert collection.documents == (
        make_document("7", "7", "seven", kind="jsonl"),
        make_document("a", "A title", "Some\ntext", {"author": "Guo", "date": "2025"}, kind="jsonl"),
    )
    assert not collection.problems


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"_id": "b", "text": ', "not JSON (Expecting value)"),
        ("[" * 100_000, "nested too deeply"),
        ('{"_id": "b", "text": "x", "n": ' + "9" * 5000 + "}", "too many digits"),
        ('{"_id": "b", "text": "\\ud800 half"}', "surrogate"),
        ('{"_id": "b", "title": "\\udfff", "text": "half"}', "surrogate"),
        ('{"_id": "b", "author": "\\udfff", "text": "half"}', "surrogate"),
        ('{"_id": "\\ud800", "text": "half"}', "_id"),
        ('{"_id": "b\\n", "text": "x"}', "_id"),
        ('{"_id": "", "text": "x"}', "_id"),
        ('{"_id": true, "text": "x"}', "_id"),
        ('{"_id": 1.5, "text": "x"}', "_id"),
        ('{"text": "x"}', "_id"),
        ('{"_id": "b", "text": " "}', "no word"),
        ('{"_id": "b", "text": "…"}', "no word"),
        ('{"_id": "b", "text": ["x"]}', "want an object"),
        ('["b", "x"]', "want an object"),
        ("null", "want an object"),
        ('{"_id": "a", "text": "again"}', "stands already in line 1"),
    ],
)
def test_a_broken_line_is_left_out_by_number(folder: Path, line: str, reason: str) -> None:
    collection = dump(folder, GOOD, line, '{"_id": "c", "text": "goes on"}')
    assert sources(collection) == ["a", "c"]
    (said,) = problems(collection)
    assert f"{folder / 'dump.jsonl'}, line 2: " in said
    assert reason in said
    assert "\n" not in said


def test_many_broken_lines_are_counted(folder: Path) -> None:
    said = problems(dump(folder, GOOD, *["{"] * 50))
    assert len(said) == PROBLEM_LIMIT + 1
    assert "30 more lines" in said[-1]


def test_the_same_id_in_two_files(folder: Path) -> None:
    (folder / "other.jsonl").write_text('{"_id": "a", "text": "another"}')
    collection = dump(folder, GOOD)
    assert collection.documents[0].text == "Some\ntext"
    assert "other.jsonl: the source 'a' was read already" in problems(collection)[0]


def test_odd_numbers_do_no_harm(folder: Path) -> None:
    collection = dump(folder, '{"_id": "a", "text": "x", "date": 1e999, "author": NaN, "n": -0.0}')
    assert collection.documents[0].details == {}


# Titles and the files beside the documents


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.txt", "A first line\n\nThen the text.", "A first line"),
        ("a.txt", "\ufeffA first line\n\nThen the text.", "A first line"),
        ("a.txt", "A sentence that ends.\nMore.", "a"),
        ("a.txt", "only one line", "a"),
        ("a.txt", "2025-03-19 | 7 views\ntext", "a"),
        ("a.md", "# The title #\n\ntext", "The title"),
        ("a.md", "\ufeff# The title\r\n\r\ntext", "The title"),
        ("a.md", "text\n## Second", "Second"),
    ],
)
def test_titles_from_the_text(folder: Path, name: str, text: str, title: str) -> None:
    (folder / "good.txt").unlink()
    (folder / name).write_text(text, encoding="utf-8", newline="")
    assert read([folder]).documents[0].title == title


def test_a_heading_of_blanks_takes_no_time(folder: Path) -> None:
    (folder / "good.txt").unlink()
    (folder / "a.md").write_text("# Contents" + " #" * 200_000 + "|\n\nText.\n", encoding="utf-8")
    (title,) = (document.title for document in read([folder]).documents)
    assert title.startswith("Contents")


def test_the_sidecar_says_title_and_details(folder: Path) -> None:
    (folder / "sources.toml").write_text('\ufeff["good.txt"]\ntitle = " A\\n title"\ndate = 2025-03-19\nauthor = ""\n')
    (document,) = read([folder]).documents
    assert (document.title, document.details) == ("A title", {"date": "2025-03-19"})
    assert read([folder / "good.txt"]).documents[0].title == "A title"


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_sidecars_the_nearest_that_knows_the_file_counts(folder: Path, turned: bool) -> None:
    (folder / "sub").mkdir()
    for name in ("a", "b"):
        (folder / "sub" / f"{name}.txt").write_text("A text.", encoding="utf-8")
    (folder / "sub" / "sources.toml").write_text('["a.txt"]\ntitle = "Near"\n', encoding="utf-8")
    far = '["sub/a.txt"]\ntitle = "Far"\n["sub/b.txt"]\ntitle = "Also far"\n'
    (folder / "sources.toml").write_text(far, encoding="utf-8")
    paths = [folder, folder / "sub"]
    found = read(paths[::-1] if turned else paths)
    titles = {document.source: document.title for document in found.documents}
    assert (titles["sub/a.txt"], titles["sub/b.txt"]) == ("Near", "Also far")
    assert problems(found) == [f'{folder / "sources.toml"}: ["sub/a.txt"] names no document in this folder']


@pytest.mark.parametrize("name", ["sources.toml", "aliases.toml"])
def test_a_sidecar_that_is_not_read_is_said(folder: Path, name: str) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / name).write_text("", encoding="utf-8")
    assert problems(read([folder])) == [f"{folder / 'sub' / name}: read only in a folder that is named itself"]


def test_an_entry_for_no_document_is_named(folder: Path) -> None:
    (folder / "sources.toml").write_text('["slip.txt"]\ntitle = "A"\n')
    assert '["slip.txt"] names no document' in problems(read([folder]))[0]


def test_a_broken_file_beside_the_documents_ends_the_reading(folder: Path) -> None:
    (folder / "sources.toml").write_text("not toml =", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"sources\.toml: not readable as TOML"):
        read([folder])


def test_aliases_of_every_folder_once(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(f"text {name}")
        (tmp_path / name / "aliases.toml").write_text('names = [[" Unitree ", "(Yushu)"]]')
    assert read([tmp_path / "a", tmp_path / "b"]).aliases == (("Unitree", "(Yushu)"),)


def test_the_digest_covers_all_that_is_kept() -> None:
    whole = make_document("a", "A", "text", {"date": "1"})
    others = [
        make_document("b", "A", "text", {"date": "1"}),
        make_document("a", "B", "text", {"date": "1"}),
        make_document("a", "A", "other", {"date": "1"}),
        make_document("a", "A", "text", {"date": "2"}),
        make_document("a", "A", "text"),
    ]
    assert len({document.digest for document in [whole, *others]}) == 6
    assert make_document("a", " A ", "text", {"date": "1"}) == whole


def test_the_order_of_reading_is_fixed(folder: Path) -> None:
    for name in ("z.txt", "B.txt", "a.txt"):
        (folder / name).write_text(json.dumps(name))
    assert sources(read([folder])) == ["B.txt", "a.txt", "good.txt", "z.txt"]
