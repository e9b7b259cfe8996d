"""DOC and PPT, the formats before DOCX and PPTX, by kreuzberg: paragraphs and rows of tables, no headings, no lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from ..records import Document, Problem
from .drafting import Draft
from .packages import ENCRYPTED, is_encrypted, is_old
from .reader import About, UnreadableError
from .richtext import read_rtf
from .tables import Row, add_table
from .word import read_word

SIZE_LIMIT = 64 * 2**20  # bytes
# What a field says to Word, and no one sees: its name, what it is about, switches and texts in quotation marks.
_FIELD = re.compile(
    r"\s?\b(?:SEQ|PAGEREF|REF|HYPERLINK|TOC|PAGE|NUMPAGES|DATE|TIME)\b(?: +[^\s\\\"]+)?"
    r"(?: *(?:\\[*#](?: \w+)?|\\[@a-z!]|\"[^\"\n]{0,2000}\"))+ ?"
)
_CONTENTS = re.compile(r"(?:HYPERLINK +\\l|PAGEREF) [^\n]*\t *(?:\d+|[ivxlc]+)\s*$")  # a line of them, with its page
_HEAD = 16  # bytes that tell what a file really is
_LONGEST_TABLE = 100_000  # characters; a longer line of cells is running text


def read_doc(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a DOC file; of a DOCX or RTF file too, which programs have saved under this ending."""
    head = stream.read(_HEAD)
    stream.seek(0)
    if head.startswith(b"{\\rtf"):
        yield from read_rtf(stream, about)
    elif head.startswith(b"PK"):
        yield from read_word(stream, about)
    else:
        yield from _read(stream, about, "doc", "application/msword", "an old Word file; save it as .docx")


def read_ppt(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a PPT file; what stands on which slide is not known."""
    yield from _read(stream, about, "ppt", "application/vnd.ms-powerpoint", "an old PowerPoint file; save it as .pptx")


def _read(stream: BinaryIO, about: About, kind: str, media_type: str, advice: str) -> Iterator[Document | Problem]:
    raw = stream.read(SIZE_LIMIT + 1)
    if not raw.strip(b"\0 \r\n\t"):
        raise UnreadableError("empty")
    if is_encrypted(stream):
        raise UnreadableError(ENCRYPTED)
    if not is_old(raw):
        raise UnreadableError(f"no {kind.upper()} file inside; give it the ending of what it is")
    if len(raw) > SIZE_LIMIT:
        raise UnreadableError(f"larger than {SIZE_LIMIT >> 20} MiB; divide it")
    try:
        import kreuzberg
    except ModuleNotFoundError as error:
        raise UnreadableError(f"{advice}, or pip install 'askhz[old-office]'") from error
    try:
        found = kreuzberg.extract_bytes_sync(raw, media_type, kreuzberg.ExtractionConfig(use_cache=False))
    except (kreuzberg.KreuzbergError, ValueError, OSError, RuntimeError) as error:
        raise UnreadableError(f"damaged, encrypted, or not what its ending says ({advice})") from error
    draft = Draft()
    for line in str(found.content).split("\n"):
        _add(draft, line)
    authors = found.metadata.get("authors") or [""]
    yield draft.document(about, kind, str(found.metadata.get("title") or ""), {"author": str(authors[0])})


def _add(draft: Draft, line: str) -> None:
    """A paragraph; or a whole table, whose cells end in a tab and whose rows in one more."""
    if line.endswith("\t\t") and len(line) < _LONGEST_TABLE:
        rows = [tuple(row.strip("\t").split("\t")) for row in line.strip("\t").split("\t\t")]
        if len(rows) > 1 and all(len(row) > 1 for row in rows):
            even = len({len(row) for row in rows}) == 1  # merged cells are not told, so that columns may be off
            add_table(draft, [Row(tuple(cell.strip() for cell in row)) for row in rows], guess=even)
            return
    if not _CONTENTS.search(line):  # the headings say the same
        draft.add("paragraph", _FIELD.sub(" ", line))
