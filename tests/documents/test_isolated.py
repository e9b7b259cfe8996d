import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from askhz.documents import FileEntry, Readers, scan
from askhz.documents.formats import FORMATS, Format
from askhz.records import Document, Problem

pytestmark = pytest.mark.slow

# A worker with one more format, whose files say what goes wrong.
WORKER = """
import os, sys
from askhz.documents import formats, worker
from askhz.documents.reader import make_document

def read(stream, about):
    text = stream.read().decode()
    yield make_document(about.source, "title", text)
    if text == "abort":
        os.abort()
    if text == "spin":
        while True:
            pass
    if text == "eat":
        held = bytearray(2**34)
    if text == "raise":
        raise RuntimeError("no\\nway")
    if text == "print":
        print("chatter"), os.write(1, b"more chatter")

formats.FORMATS[".odd"] = formats.Format("odd", "text/odd", read)
worker.main()
"""


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Starts such a worker; this process knows the format's ending too."""
    (tmp_path / "worker.py").write_text(WORKER)
    monkeypatch.setitem(FORMATS, ".odd", Format("odd", "text/odd", None))  # type: ignore[arg-type]
    return [sys.executable, str(tmp_path / "worker.py")]


def files(folder: Path, texts: Sequence[str], ending: str = ".odd") -> list[FileEntry]:
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        (folder / f"{number:02}{ending}").write_text(text)
    return list(scan([folder]).files)


def given(readers: Readers, entries: Sequence[FileEntry]) -> list[tuple[str, list[str]]]:
    """The name of each file with the texts of its documents and what is said of it."""
    return [
        (entry.source, [item.text if isinstance(item, Document) else item.what for item in items])
        for entry, items in readers.read(entries)
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("abort", "broke its reader (it ended without a word); left out"),
        ("spin", "took more than 1 seconds to read; left out"),
        ("eat", "needs too much memory to be read; divide it"),
        ("raise", "cannot be read (RuntimeError: no way)"),
    ],
)
def test_a_file_that_breaks_its_reader_is_named_and_the_rest_is_read(
    tmp_path: Path, command: list[str], text: str, said: str
) -> None:
    entries = files(tmp_path / "files", ["good", text, "better"])
    with Readers(1, seconds=1, gigabytes=2, command=command) as readers:
        assert given(readers, entries) == [("00.odd", ["good"]), ("01.odd", [text, said]), ("02.odd", ["better"])]


def test_many_files_at_a_time_come_in_order(tmp_path: Path, command: list[str]) -> None:
    entries = files(tmp_path / "files", [f"text {n}" for n in range(9)])
    with Readers(3, command=command) as readers:
        assert given(readers, entries) == [(f"{n:02}.odd", [f"text {n}"]) for n in range(9)]
        assert len(readers._idle) == 3


def test_what_a_library_prints_does_not_get_between_the_documents(tmp_path: Path, command: list[str]) -> None:
    entries = files(tmp_path / "files", ["print", "good"])
    with Readers(1, command=command) as readers:
        assert given(readers, entries) == [("00.odd", ["print"]), ("01.odd", ["good"])]


def test_plain_files_need_no_process(tmp_path: Path) -> None:
    entries = files(tmp_path / "files", ["A plain text."], ending=".txt")
    with Readers(1, command=["/no/such/program"]) as readers:
        assert given(readers, entries) == [("00.txt", ["A plain text."])]


def test_no_process_outlives_the_block(tmp_path: Path, command: list[str]) -> None:
    entries = files(tmp_path / "files", ["good", "spin", "spin"])
    with Readers(2, seconds=60, command=command) as readers:
        stream = readers.read(entries)
        _, items = next(stream)
        assert isinstance(next(items), Document)
        processes = [worker._process for _, worker in readers._busy if worker is not None]
    assert all(process.poll() is not None for process in processes)


def test_a_worker_that_says_nothing_is_given_up(
    tmp_path: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("askhz.documents.isolated._SILENT", 0.5)
    entries = files(tmp_path / "files", ["spin"])
    began = time.monotonic()
    with Readers(1, seconds=60, command=command) as readers:
        ((_, items),) = readers.read(entries)
        found = list(items)
    assert isinstance(found[-1], Problem)
    assert "gave nothing for" in found[-1].what
    assert time.monotonic() - began < 55
