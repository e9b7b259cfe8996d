"""A dump is read one line at a time; its broken lines are tested with the collection."""

import io
import json
import tracemalloc
from pathlib import Path

from askhz.documents import read_file, scan
from askhz.documents.dump import read_dump
from askhz.documents.reader import About
from askhz.records import Document, Problem

ABOUT = About("dump.jsonl", "dump.jsonl", "dump.jsonl")


def line(number: int, text: str = "Some words.") -> bytes:
    return json.dumps({"_id": str(number), "text": text}).encode() + b"\n"


def test_a_document_is_given_before_the_next_line_is_read() -> None:
    stream = io.BytesIO(b"".join(map(line, range(9))))
    documents = read_dump(stream, ABOUT)
    for number in range(3):
        document = next(documents)
        assert isinstance(document, Document)
        assert document.source == str(number)
        assert stream.tell() == (number + 1) * len(line(0))


def test_a_dump_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    with (tmp_path / "dump.jsonl").open("wb") as stream:
        for number in range(300):
            stream.write(line(number, "word " * 20_000))
    (entry,) = scan([tmp_path]).files
    tracemalloc.start()
    try:
        count = sum(isinstance(one, Document) for one in read_file(entry))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 300
    assert peak < entry.size / 3


class Changing(io.BytesIO):
    """A file that is written to between the check and the reading."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        super().seek(0)
        self.write(line(1) + b"\xff\n" + line(2))
        self.truncate()
        return super().seek(offset, whence)


def test_a_dump_that_is_written_to_while_it_is_read() -> None:
    first, problem, last = read_dump(Changing(line(7)), ABOUT)
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert (first.source, last.source) == ("1", "2")
    assert problem == Problem("dump.jsonl, line 2", "not UTF-8; left out")


def test_a_dump_in_another_encoding(tmp_path: Path) -> None:
    raw = "\n".join(f'{{"_id": "{number}", "text": "西湖在杭州。"}}' for number in range(3))
    for name in ("utf-16", "gb18030"):
        first, *others = read_dump(io.BytesIO(raw.encode(name)), ABOUT)
        assert isinstance(first, Document)
        assert (first.source, first.text, len(others)) == ("0", "西湖在杭州。", 2)
