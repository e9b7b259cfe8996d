import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from askhz.documents import make_document, read, scan
from askhz.documents.formats import FORMATS, Format, format_of
from askhz.documents.reader import About
from askhz.errors import DocumentError
from askhz.records import Document, Problem


def read_words(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    yield make_document(about.source, about.title or "Words", stream.read().decode(), about.details, kind="words")


def read_with_a_package(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    import no_such_package  # type: ignore[import-not-found]

    yield no_such_package.read(stream)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text("A text.")
    (tmp_path / "b.words").write_text("Some words.")
    return tmp_path


SAMPLES = {
    "xml": "<a><text>Some words. 杭州</text></a>",
    "toml": 'text = "Some words. 杭州"',
    "srt": "1\n00:00:01,000 --> 00:00:02,000\nSome words. 杭州\n",
    "ipynb": '{"cells": [{"cell_type": "markdown", "source": ["Some words. 杭州"]}]}',
    "vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nSome words. 杭州\n",
}


# These are no text: their own tests read bytes.
BINARY = {
    "pdf",
    "docx",
    "pptx",
    "xlsx",
    "xls",
    "odt",
    "odp",
    "ods",
    "rtf",
    "doc",
    "ppt",
    "epub",
    "zip",
    "tar",
    "gz",
    "bz2",
    "xz",
}
BINARY |= {"eml", "mbox", "msg", "mhtml", "html", "xhtml", "csv", "tsv"}


@pytest.mark.parametrize("name", [name for name, how in FORMATS.items() if how.kind not in BINARY])
def test_every_format_of_text_reads_bytes_as_well_as_files(name: str, tmp_path: Path) -> None:
    kind = name[1:] if name == ".ipynb" else FORMATS[name].kind
    raw = SAMPLES.get(kind, '{"_id": "only", "text": "Some words. 杭州"}').encode()
    file = tmp_path / f"only{name}"
    file.write_bytes(raw)
    how = FORMATS[name]
    about = About("an upload", "only" if how.many else file.name, file.name)
    (document,) = how.reader(io.BytesIO(raw), about)
    assert isinstance(document, Document)
    assert (document,) == read([file]).documents
    assert document.kind == how.kind
    assert f".{how.kind}" in FORMATS
    assert "Some words. 杭州" in document.text


def test_endings_count_in_any_case() -> None:
    assert format_of("A.TXT") is FORMATS[".txt"]
    assert format_of("a.txt.bak") is None
    assert format_of("txt") is None


@pytest.mark.parametrize("name", ["README", "Changes", "ChangeLog", "LICENCE", "AUTHORS", "todo"])
def test_what_documents_are_called_without_an_ending_is_text(folder: Path, name: str) -> None:
    assert format_of(name) is FORMATS[".txt"]
    (folder / name).write_text("Rent is due on the first day.\n")
    assert [(one.source, one.kind) for one in read([folder / name]).documents] == [(name, "txt")]
    assert sorted(one.source for one in read([folder]).documents) == sorted(["a.txt", name])


@pytest.mark.parametrize("name", ["Makefile", "README.bin", "install-sh", "readmes", "LICENSE~"])
def test_other_names_without_an_ending_are_left_out(name: str) -> None:
    assert format_of(name) is None


def test_a_program_that_is_called_like_a_document_is_refused(folder: Path) -> None:
    (folder / "install").write_bytes(b"\x7fELF\0\0\1 words")
    assert [problem.where for problem in read([folder]).problems if problem.where.endswith("install")] != []


def test_a_row_makes_a_format(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [document.source for document in read([folder]).documents] == ["a.txt"]
    with pytest.raises(DocumentError, match=r"name .*Markdown, text and other files \(docs/formats\.md"):
        read([folder / "b.words"])
    monkeypatch.setitem(FORMATS, ".words", Format("words", "text/x-words", read_words))
    (folder / "sources.toml").write_text('["b.words"]\ntitle = "B"\nauthor = "Guo"\n')
    found = read([folder])
    assert found.problems == ()
    assert found.documents[1] == make_document("b.words", "B", "Some words.", {"author": "Guo"}, kind="words")
    with pytest.raises(DocumentError, match=r"name an existing folder of .*Markdown, text and other files"):
        read([folder / "missing"])


def test_another_version_of_a_reader_is_another_signature(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signatures = []
    for version in (1, 2, 1):
        monkeypatch.setitem(FORMATS, ".txt", Format("txt", "text/plain", read_words, version))
        signatures.append(scan([folder]).files[0].signature)
    assert signatures[0] == signatures[2] != signatures[1]


def test_a_missing_extra_is_answered_by_its_install_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = Format("words", "text/x-words", read_with_a_package, extra="words")
    monkeypatch.setitem(FORMATS, ".words", row)
    found = read([folder])
    assert [document.source for document in found.documents] == ["a.txt"]
    assert found.problems == (
        Problem(str(folder / "b.words"), "needs the package no_such_package; pip install 'askhz[words]'"),
    )
    monkeypatch.setitem(FORMATS, ".words", Format("words", "text/x-words", read_with_a_package))
    with pytest.raises(ModuleNotFoundError):
        read([folder])
