"""What holds for the documents of every reader, and how such documents are shown in golden files."""

import unicodedata
from bisect import bisect_right
from dataclasses import asdict
from itertools import pairwise

from hypothesis import strategies as st

from askhz.documents.reader import has_word
from askhz.documents.sourcecode import LANGUAGES
from askhz.records import Document

_UNSEEN = ("Cc", "Cs", "Cn")
VERBATIM = frozenset(("txt", "md", "jsonl"))  # text that is quoted as it stands
# Text that is as well, but for what no file of these formats holds.
KEPT = frozenset(("rst", "adoc", "org", "tex", "yaml", "toml", "ini", *LANGUAGES.values()))


def check_document(document: Document, *, damaged: bool = False) -> None:
    """Assert that blocks, anchors and edits lie in the text and in order, and that the text is clean.

    A `damaged` file may hold a heading twice, and characters that do not exist; where its text is quoted as it stands,
    it may hold anything, also between the blocks.
    """
    text = document.text
    verbatim = document.kind in (VERBATIM | KEPT if damaged else VERBATIM)

    def nothing(gap: str) -> bool:
        return not gap.strip() or (damaged and (verbatim or not has_word(gap)))

    for c in set() if verbatim else set(text) - {"\n", "\t"}:
        assert unicodedata.category(c) not in _UNSEEN[: 2 if damaged else 3], repr(c)
    reached = 0
    for block in document.blocks:
        assert reached <= block.start < block.end <= len(text)
        piece = text[block.start : block.end]
        assert piece.strip("\n") == piece != ""
        assert nothing(text[reached : block.start])
        reached = block.end
    assert not document.blocks or nothing(text[reached:])
    starts = [anchor.start for anchor in document.anchors]
    assert starts == sorted(set(starts))
    assert all(0 <= start < len(text) for start in starts)
    places = [(anchor.place, anchor.headings) for anchor in document.anchors]
    assert damaged or all(one != other for one, other in pairwise(places))
    reached = 0
    for edit in document.edits:
        assert reached <= edit.start <= edit.end <= len(text)
        assert edit.start < edit.end or edit.text
        reached = edit.end
        at = bisect_right(document.blocks, edit.start, key=lambda block: block.start) - 1
        # An edit that only adds something at a block's start belongs to that block.
        assert at >= 0
        assert edit.end <= document.blocks[at].end


def read_as_model(document: Document, start: int = 0, end: int | None = None) -> str:
    """A stretch of a document with its edits made."""
    end = len(document.text) if end is None else end
    pieces, at = [], start
    for edit in document.edits:
        if start <= edit.start and edit.end <= end:
            pieces += [document.text[at : edit.start], edit.text]
            at = edit.end
    return "".join(pieces) + document.text[at:end]


def shown(document: Document) -> str:
    """A document for a golden file: what it says of itself, its text, and a line for each block, anchor and edit."""
    lines = [document.source, document.title, *(f"{name}: {value}" for name, value in sorted(document.details.items()))]
    lines += ["", document.text, ""]
    for block in document.blocks:
        level = str(block.level or "") + ("H" if block.header else "")
        lines.append(f"{block.kind}{level} {block.start}-{block.end}")
    for anchor in document.anchors:
        place = {name: value for name, value in asdict(anchor.place).items() if value is not None}
        lines.append(f"@{anchor.start} {place} {' > '.join(anchor.headings)}".rstrip())
    lines += [f"{edit.start}-{edit.end} -> {edit.text!r}" for edit in document.edits]
    return "\n".join(lines) + "\n"


def damaged(raw: bytes, data: st.DataObject) -> bytes:
    """The bytes after a few accidents: some flipped, cut out, moved, or the end lost."""
    for _ in range(data.draw(st.integers(1, 5))):
        at, length = data.draw(st.integers(0, len(raw))), data.draw(st.integers(1, 200))
        what = data.draw(st.sampled_from(["flip", "cut", "splice", "truncate"]))
        if what == "flip":
            raw = raw[:at] + bytes([data.draw(st.integers(0, 255))]) + raw[at + 1 :]
        elif what == "cut":
            raw = raw[:at] + raw[at + length :]
        elif what == "splice":
            raw = raw[:at] + raw[at // 2 : at // 2 + length] + raw[at:]
        else:
            raw = raw[: max(at, len(raw) // 2)]
    return raw
