"""What tests of readers share: one file's document, what must hold of any, how it reads, and files that are damaged."""

import bisect
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from hypothesis import strategies as st

from askhz.documents.reader import About, UnreadableError
from askhz.records import Block, Document, Problem

Reader = Callable[[BinaryIO, About], Iterator[Document | Problem]]


def read_all(reader: Reader, raw: bytes | str, name: str = "file.x") -> list[Document | Problem]:
    """What a reader makes of a file."""
    raw = raw if isinstance(raw, bytes) else raw.encode()
    return list(reader(io.BytesIO(raw), About(name, name, name)))


def read_one(reader: Reader, raw: bytes | str, name: str = "file.x") -> Document:
    """The one document of a file, checked."""
    (document,) = read_all(reader, raw, name)
    assert isinstance(document, Document)
    check(document)
    return document


def check(document: Document) -> None:
    """What holds of any document: spans in order and within the text, no edit across a block's edge."""
    text, at = document.text, 0
    assert "\0" not in text
    for block in document.blocks:
        assert at <= block.start < block.end <= len(text)
        assert any(map(str.isalnum, text[block.start : block.end]))
        at = block.end
    at = 0
    starts = [block.start for block in document.blocks]
    for edit in document.edits:
        assert at <= edit.start <= edit.end <= len(text)
        at = edit.end
        behind = bisect.bisect_right(starts, edit.start)
        within = behind > 0 and edit.end <= document.blocks[behind - 1].end
        low = document.blocks[behind - 1].end if behind else 0
        between = low <= edit.start and edit.end <= (starts[behind] if behind < len(starts) else len(text))
        assert within or (between and not edit.text)
    starts = [anchor.start for anchor in document.anchors]
    assert starts == sorted(set(starts))
    assert all(0 <= start <= len(text) for start in starts)


def shown(document: Document, block: Block) -> str:
    """A block as a model reads it: with the document's edits made."""
    pieces, at = [], block.start
    for edit in document.edits:
        if block.start <= edit.start and edit.end <= block.end and edit.start >= at:
            pieces += [document.text[at : edit.start], edit.text]
            at = edit.end
    return "".join([*pieces, document.text[at : block.end]]).strip()


def outline(document: Document) -> list[tuple[str, str]]:
    """Each block's kind and how it reads."""
    return [(block.kind, shown(document, block)) for block in document.blocks]


def places(document: Document) -> list[tuple[str, str | None]]:
    """Each anchor's first words and its section."""
    text = document.text
    return [
        (text[anchor.start : anchor.start + 20].split("\n")[0], anchor.place.section) for anchor in document.anchors
    ]


def damaged(samples: list[bytes]) -> st.SearchStrategy[bytes]:
    """Files that were whole: bytes changed, cut out, doubled, or another file's put in."""

    @st.composite
    def one(draw: st.DrawFn) -> bytes:
        raw = bytearray(draw(st.sampled_from(samples)))
        for _ in range(draw(st.integers(1, 4))):
            at = draw(st.integers(0, max(0, len(raw) - 1)))
            end = min(len(raw), at + draw(st.integers(0, 12)))
            how = draw(st.sampled_from(["change", "cut", "double", "splice", "end"]))
            if how == "change" and raw:
                raw[at] = draw(st.integers(0, 255))
            elif how == "cut":
                del raw[at:end]
            elif how == "double":
                raw[at:at] = raw[at:end] * draw(st.integers(1, 30))
            elif how == "splice":
                raw[at:at] = draw(st.sampled_from(samples))[: draw(st.integers(0, 200))]
            else:
                del raw[at:]
        return bytes(raw)

    return one()


def survives(reader: Reader, raw: bytes) -> None:
    """A damaged file is read, twice alike, or refused in one line."""
    try:
        found = read_all(reader, raw)
    except UnreadableError as error:
        if not str(error).strip() or "\n" in str(error):
            raise AssertionError("want one line") from error
        return
    for one in found:
        if isinstance(one, Document):
            check(one)
            one.text.encode()
    assert found == read_all(reader, raw)
