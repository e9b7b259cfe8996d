"""What the readers of all formats share: bytes to text, how a `Document` is made, and why a file is left out."""

from __future__ import annotations

import codecs
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from ..records import Anchor, Block, Box, Document, Edit, Problem

if TYPE_CHECKING:
    from .limits import Budget

BOM = "\ufeff"  # stays in the text, because offsets count it; no title begins with it
DETAILS = ("author", "publisher", "date", "address")
_CHUNK = 2**20  # bytes that are checked at a time
_HEAD = 65536  # characters that must not be full of control characters
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


class UnreadableError(Exception):
    """Why a file, or a part of it, is left out; becomes a `Problem`."""


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

    Blocks, anchors, edits and boxes follow from the text and the reader's version, so the digest leaves them out.
    """
    title = " ".join(title.split())
    details = dict(details or {})
    whole = json.dumps([source, title, text, details], sort_keys=True).encode()
    digest = hashlib.sha256(whole).hexdigest()
    return Document(
        source, title, text, digest, details, kind, tuple(blocks), tuple(anchors), tuple(edits), tuple(boxes)
    )


def decode(raw: bytes) -> str:
    """The text of a file in UTF-8, unchanged. Raises `UnreadableError` if it is no text."""
    check_text(io.BytesIO(raw))
    return raw.decode("utf-8")


def check_text(stream: BinaryIO) -> None:
    """Read a stream to its end, a piece at a time; raise `UnreadableError` unless it is text in UTF-8 with a word."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    head, broken = "", ""
    empty, wordless, read = True, True, 0
    while True:
        chunk = stream.read(_CHUNK)
        if not read and chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise UnreadableError("UTF-16, not UTF-8; save it as UTF-8")
        if b"\0" in chunk:
            raise UnreadableError("binary, not text (it holds NUL bytes)")
        empty = empty and not chunk.strip()
        if not broken:
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                at = read + len(chunk) - len(error.object) + error.start
                # Go on: NUL bytes further down tell more.
                broken = f"not UTF-8 (byte {at}); save it as UTF-8"
            else:
                head += text[: _HEAD - len(head)]
                wordless = wordless and not any(c.isalnum() for c in text)
        read += len(chunk)
        if not chunk:
            break
    if empty:
        raise UnreadableError("empty")
    if broken:
        raise UnreadableError(broken)
    if len(_CONTROL.findall(head)) > len(head) / 20:
        raise UnreadableError("binary, not text (it is full of control characters)")
    if wordless:
        raise UnreadableError("holds no word")
