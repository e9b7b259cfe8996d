"""What the readers of all formats share: bytes to text, how a `Document` is made, and why a file is left out."""

from __future__ import annotations

import codecs
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from ..records import Anchor, Block, Box, Document, Edit, Problem
from .decoding import BOM as BOM
from .decoding import Decoded, decoded, is_wide, refuse_controls
from .decoding import UnreadableError as UnreadableError
from .decoding import has_word as has_word
from .edits import without_gaps

if TYPE_CHECKING:
    from .limits import Budget

DETAILS = ("author", "publisher", "date", "address")
_CHUNK = 2**20  # bytes that are checked at a time
_HEAD = 65536  # characters that must not be full of control characters


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a file before it is read.

    `where` names it in problems. `name` is its file name. `title` and `details` are what a person wrote down for it.
    `depth` says in how many archives or messages it stands; `budget` is what all of them may still unpack to.
    """

    where: str
    source: str
    name: str
    title: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    depth: int = 0
    budget: Budget | None = field(default=None, compare=False)


Reader = Callable[[BinaryIO, About], Iterator[Document | Problem]]
"""Reads one file, given as a stream of bytes that can seek: its documents in order, and what was left out of it.

Raises `UnreadableError` if the whole file is left out.
"""


def make_document(
    source: str,
    title: str,
    text: str,
    details: Mapping[str, str] | None = None,
    *,
    kind: str = "txt",
    blocks: Sequence[Block] = (),
    anchors: Sequence[Anchor] = (),
    edits: Sequence[Edit] = (),
    boxes: Sequence[Box] = (),
) -> Document:
    """A document with the digest of its source, title, text and details.

    Blocks, anchors, edits and boxes follow from the text and the reader's version, so the digest leaves them out. What
    stands between blocks (comments, the addresses of links, lines that say how to lay out) is not read.
    """
    title = " ".join(title.split())
    details = dict(details or {})
    whole = json.dumps([source, title, text, details], sort_keys=True).encode()
    digest = hashlib.sha256(whole).hexdigest()
    edits = without_gaps(text, blocks, edits)
    return Document(
        source, title, text, digest, details, kind, tuple(blocks), tuple(anchors), tuple(edits), tuple(boxes)
    )


def decode(raw: bytes) -> str:
    """The text of a file; in UTF-8 it is the file unchanged. Raises `UnreadableError` if it is no text."""
    return read_text(io.BytesIO(raw)).text


def read_text(stream: BinaryIO) -> Decoded:
    """The text of a file and its encoding. Raises `UnreadableError` if it is no text, or holds no word."""
    raw = stream.read()
    if not raw.strip():
        raise UnreadableError("empty")
    found = decoded(raw)
    if not has_word(found.text):
        raise UnreadableError("holds no word")
    return found


def with_encoding(details: Mapping[str, str], found: Decoded) -> dict[str, str]:
    """A document's details, and the encoding that its file was read in where that is not UTF-8."""
    return dict(details) if found.encoding == "utf-8" else {**details, "encoding": found.encoding}


def check_text(stream: BinaryIO) -> bool:
    """Read a stream to its end, a piece at a time; whether it is text in UTF-8.

    Raises `UnreadableError` if it is no text, whatever the encoding, or holds no word. Where the answer is no, it may
    still be text in another encoding: see `read_text`.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    head, empty, wordless = "", True, True
    while True:
        chunk = stream.read(_CHUNK)
        if b"\0" in chunk or (empty and is_wide(chunk)):
            return False
        empty = empty and not chunk.strip()
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            return False
        head += text[: _HEAD - len(head)]
        wordless = wordless and not has_word(text)
        if not chunk:
            break
    if empty:
        raise UnreadableError("empty")
    refuse_controls(head)
    if wordless:
        raise UnreadableError("holds no word")
    return True
