"""A document in the making: a reader says what comes next, and text, blocks, anchors and edits grow together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from ..records import Anchor, Block, BlockKind, Document, Edit, Place, Problem
from .plain import first_line_title
from .reader import About, UnreadableError, make_document
from .titles import is_edition

TEXT_LIMIT = 50_000_000  # characters of one document
_BLANK = re.compile(r"[ \t\xa0]+")
_LINE_END = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n\s*\n")
# Control characters, soft hyphens, marks of direction and of byte order, halves of a character, and what never is one.
_NO_TEXT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200e\u200f\u202a-\u202e\u2066-\u206f\ufdd0-\ufdef\ufeff\ud800-\udfff\ufff0-\ufffb\ufffe\uffff]"
)
# Signs of fonts such as Wingdings, which a file keeps under numbers of their own.
_SIGN = re.compile("[\uf000-\uf0ff]")
_SIGNS = {"\uf0e0": "→", "\uf0df": "←", "\uf0fc": "✓", "\uf0fb": "✗", "\uf06f": "☐", "\uf0a8": "☐", "\uf0fe": "☑"} | {
    "\uf0fd": "☒",
    "\uf0d7": "×",
    "\uf0b0": "°",
    "\uf0a3": "≤",
    "\uf0b3": "≥",
    "\uf0b1": "±",
}
_READS_OTHERWISE = re.compile(r"[\u200b\u2060]+|\n")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]{2}")
_NO_WORD = re.compile(r"(?:-|[•▪◦‣●■○]) ")
_JUNK_TITLE = re.compile(
    r"(microsoft (word|powerpoint|excel)\b.*|untitled.*|unbenannt.*|sans titre.*|no title|titel?|title|template|"
    r"(powerpoint )?pr[eäé]sentation ?\d*|document ?\d*|dokument ?\d*|folie ?\d*|slide ?\d*|book ?\d*|mappe ?\d*|"
    r"sheet ?\d*|normal|.*\.(docx?|dotx?|pptx?|potx?|xlsx?|xlsm|od[tps]|rtf|csv|txt))",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    r"""A stretch of text with one space between words, no blank line, and nothing that is not text.

    >>> clean(" Soft\xadly \t spoken.\v\n Twice.\x07 ")
    'Softly spoken.\nTwice.'
    """
    if not text.isascii() or not text.isprintable():
        text = _NO_TEXT.sub("", _LINE_END.sub("\n", text))
        text = _SIGN.sub(lambda sign: _SIGNS.get(sign[0], "•"), text)
    lines = (_BLANK.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def clean_code(text: str) -> str:
    """Code as it is, without control characters and without blank lines around it."""
    text = _NO_TEXT.sub("", _LINE_END.sub("\n", text))
    lines = [line.rstrip() for line in text.split("\n")]
    return "\n".join(lines).strip("\n")


def one_line(text: str) -> str:
    """A stretch of text on one line, as it stands in a cell of a table."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()  # as most cells are
    return clean(text).replace("\n", " ")


class Draft:
    """What was read of a document so far.

    `place` is where the next block stands; set it before adding the block. What is added comes in reading order, each
    block apart from the one before: items and rows by the end of a line, all others by a blank line.
    """

    def __init__(self) -> None:
        self.place = Place()
        self.blocks: list[Block] = []
        self.length = 0
        self._pieces: list[str] = []
        self._anchors: list[Anchor] = []
        self._edits: list[Edit] = []
        self._above: list[tuple[int, str]] = []
        self._joins = False

    def add(self, kind: BlockKind, text: str, level: int = 0, marks: Sequence[str] = ()) -> None:
        """Add a block of running text, cleaned here; one without a word, such as a line of stars, is left away.

        `marks` are those of notes, such as "[1]", in their order: shown, but no words.
        """
        text = clean_code(text) if kind == "code" else clean(text)
        if not (text if kind == "code" else any(map(str.isalnum, text))):
            return
        if kind == "paragraph" and text[0] != "-" and _NO_WORD.match(text):
            kind, level = "item", 1
        edits = [] if kind == "code" else _reads_otherwise(text, marks)
        if kind == "item" and _NO_WORD.match(text):
            edits.insert(0, Edit(0, 2, ""))
        self._add(kind, text, level, edits, joins=kind == "item")

    def heading(self, text: str, level: int) -> None:
        """Add a heading; the blocks after it stand below it and below those of higher levels before it."""
        text = one_line(text)
        if not text:
            return
        self.leave_headings(level)
        self._above.append((level, text))
        self._add("heading", text, level, [])

    def leave_headings(self, level: int) -> None:
        """End the sections of this level and of lower ones."""
        while self._above and self._above[-1][0] >= level:
            self._above.pop()

    def row(self, text: str, edits: Sequence[Edit], *, header: bool = False, first: bool = False) -> None:
        """Add a row of a table, one line of text; `edits` count from its start. `first`: a new table begins with it."""
        self._add("row", text, 0, edits, joins=not first, header=header)

    def break_off(self) -> None:
        """Part the next item or row from the list or table before it."""
        self._joins = False

    def _add(
        self,
        kind: BlockKind,
        text: str,
        level: int,
        edits: Sequence[Edit],
        *,
        joins: bool = False,
        header: bool = False,
    ) -> None:
        last = self.blocks[-1] if self.blocks else None
        if last is not None:
            gap = "\n" if joins and self._joins and last.kind == kind else "\n\n"
            self._pieces.append(gap)
            self.length += len(gap)
        self._joins = True
        start = self.length
        if start + len(text) > TEXT_LIMIT:
            raise UnreadableError(f"holds more than {TEXT_LIMIT // 1_000_000} million characters; divide it")
        above = tuple(heading for _, heading in self._above)
        latest = self._anchors[-1] if self._anchors else Anchor(0)
        if (latest.place, latest.headings) != (self.place, above):
            if latest.headings == above:
                above = latest.headings  # one tuple for all rows of a table
            self._anchors.append(Anchor(start, self.place, above))
        self._pieces.append(text)
        self.length += len(text)
        self.blocks.append(Block(kind, start, self.length, level, header))
        self._edits += [Edit(edit.start + start, edit.end + start, edit.text) for edit in edits]

    def text(self, block: Block | None = None) -> str:
        """All of the text, or that of a block."""
        whole = "".join(self._pieces)
        if len(self._pieces) > 1:
            self._pieces = [whole]
        return whole if block is None else whole[block.start : block.end]

    def document(
        self,
        about: About,
        kind: str,
        title: str | None = None,
        details: Mapping[str, str] | None = None,
        *,
        headed: bool = True,
    ) -> Document:
        """The document, under the best title known: a person's, the file's own (`title`), a heading, the first line.

        Where it is not `headed`, neither a heading nor the first line is its title.

        `details` are the file's own; what a person wrote down wins. Raises `UnreadableError` if there is no word.
        """
        text = self.text()
        if not any(c.isalnum() for c in text):
            raise UnreadableError("holds no text" if not text else "holds no word")
        best = about.title or own_title(title) or (self._title() if headed else None) or PurePath(about.name).stem
        told = {key: " ".join(clean(value).split()) for key, value in (details or {}).items()}
        return make_document(
            about.source,
            best,
            text,
            {key: value for key, value in told.items() if value} | dict(about.details),
            kind=kind,
            blocks=self.blocks,
            anchors=self._anchors,
            edits=self._edits,
        )

    def _title(self) -> str | None:
        """The first heading that is neither a numbered section's nor an edition's, or a first line like a title."""
        heading = next((block for block in self.blocks if block.kind == "heading"), None)
        if heading and not (_NUMBERED.match(self.text(heading)) or is_edition(self.text(heading))):
            return self.text(heading)
        if self.blocks and self.blocks[0].kind == "paragraph":
            return first_line_title(self.text()[:1000])
        return None

    @property
    def has_heading(self) -> bool:
        """Whether a heading was added."""
        return any(block.kind == "heading" for block in self.blocks)


_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[IVX]+[.)])\s")  # what a section's heading begins with, no title


def _reads_otherwise(text: str, marks: Sequence[str]) -> list[Edit]:
    edits = []
    for found in _READS_OTHERWISE.finditer(text):
        # Between Chinese or Japanese characters, a line's end is no space.
        space = found[0] == "\n" and not _WIDE.fullmatch(text[found.start() - 1] + text[found.end()])
        edits.append(Edit(found.start(), found.end(), " " if space else ""))
    at = 0
    for mark in marks:
        if (start := text.find(mark, at)) >= 0:
            at = start + len(mark)
            edits.append(Edit(start, at, ""))
    return sorted(edits, key=lambda edit: edit.start)


def own_title(title: str | None) -> str | None:
    """A title from a file's metadata, unless it only names the program, the kind of file or the file.

    >>> own_title("Microsoft Word - draft.doc"), own_title("Annual report")
    (None, 'Annual report')
    """
    title = one_line(title or "")
    return title if any(c.isalpha() for c in title) and not _JUNK_TITLE.fullmatch(title) else None


def left_out(about: About, what: Sequence[str]) -> Iterator[Problem]:
    """A `Problem` for each part of a file that was left out."""
    for line in dict.fromkeys(what):
        yield Problem(about.where, line)
