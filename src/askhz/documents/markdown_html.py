"""HTML that stands in Markdown: its blocks, in one pass over the tags, with exact places and no tree."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ..records import BlockKind, Edit, Span
from .edits import cell_text, collapsed_within, row_edits, shifted
from .markdown_inline import tag_edits, tag_name

_TOKEN = re.compile(
    r"<!--(?:.*?-->|.*)|<(?:script|style)\b(?:.*?</(?:script|style)\s*>|.*)|</?[A-Za-z][^<>]*>|<[?!][^<>]*>"
    r"|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});",
    re.DOTALL,
)
_CELL_LIMIT = 256  # in a row; further ones are part of the last
_DEPTH_LIMIT = 20
_PHRASING = frozenset(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark nobr output q rp rt ruby "
    "s samp small span strike strong sub sup time tt u var wbr picture source button input svg path".split()
)


Inline = Callable[[str], list[Edit]]


class HtmlBlock(NamedTuple):
    """A block of an HTML text: a `Block`, with the edits that are its own."""

    kind: BlockKind
    start: int
    end: int
    level: int
    header: bool
    edits: list[Edit]


@dataclass
class HtmlBlocks:
    """What is open where a piece of HTML ends: Markdown divides HTML at blank lines, the next piece goes on in it."""

    lists: int = 0
    quotations: int = 0
    headers: list[str] = field(default_factory=list)
    pre: bool = False
    closed: bool = False  # whether what folds has ended since it was last asked

    def read(self, source: str, inline: Inline) -> Iterator[HtmlBlock]:
        r"""The blocks of the next piece; `inline` finds the edits of Markdown's marks within a stretch.

        The summary of what folds is a heading of level 0.

        >>> found = HtmlBlocks().read("<h1>A</h1>\n<ul><li>b<li>c</ul>d", lambda stretch: [])
        >>> [(block.kind, block.level) for block in found]
        [('heading', 1), ('item', 1), ('item', 1), ('paragraph', 0)]
        """
        return _Pass(source, self, inline).blocks()


class _Pass:
    """One pass over a piece: the block that is open, its edits, the cells of an open row."""

    def __init__(self, source: str, state: HtmlBlocks, inline: Inline) -> None:
        self.source, self.state, self.inline = source, state, inline
        self.start = 0
        self.kind: BlockKind = "paragraph"
        self.level = 0
        self.edits: list[Edit] = []
        self.cells: list[tuple[Span, bool]] | None = None  # where each starts and ends; whether it is a header
        self._rest()

    def blocks(self) -> Iterator[HtmlBlock]:
        for token in _TOKEN.finditer(self.source):
            what = token.group()
            if what[0] == "&":
                self.edits.append(Edit(*token.span(), html.unescape(what)))
                continue
            name = tag_name(what)
            if name in _PHRASING or not name or (what[1:2] != "/" and not tag_edits(what, token.start())):
                self.edits += tag_edits(what, token.start())
                continue
            if name in ("td", "th") and self.cells is not None:
                self._cell(what, name, token)
                continue
            yield from self._close(token.start())
            self.start = token.end()
            self._open(name, opened=what[1:2] != "/")
        yield from self._close(len(self.source))

    def _cell(self, what: str, name: str, token: re.Match[str]) -> None:
        cells = self.cells if self.cells is not None else []
        self.edits.append(Edit(*token.span(), ""))
        self._end_cell(token.start())
        if what[1:2] != "/" and len(cells) < _CELL_LIMIT:
            cells.append(((token.end(), -1), name == "th"))

    def _end_cell(self, at: int) -> None:
        if self.cells and self.cells[-1][0][1] < 0 and len(self.cells) <= _CELL_LIMIT:
            (start, _), header = self.cells[-1]
            self.cells[-1] = ((start, at), header)

    def _open(self, name: str, *, opened: bool) -> None:
        """Take note of a tag that ends the block before it."""
        state, step = self.state, 1 if opened else -1
        if name in ("ul", "ol", "menu"):
            state.lists = min(_DEPTH_LIMIT, max(0, state.lists + step))
        elif name == "blockquote":
            state.quotations = max(0, state.quotations + step)
        elif name == "table":
            state.headers = []
        elif name == "pre":
            state.pre = opened
        elif name == "details":
            state.closed = state.closed or not opened
        self._rest()
        if opened and len(name) == 2 and name[0] == "h" and name[1] in "123456":
            self.kind, self.level = "heading", int(name[1])
        elif opened and name == "summary":
            self.kind = "heading"
        elif opened and name in ("li", "dd"):
            self.kind, self.level = "item", max(1, state.lists)
        elif opened and name == "tr":
            self.kind, self.cells = "row", []
        elif opened and name in ("caption", "figcaption"):
            self.kind = "caption"

    def _rest(self) -> None:
        """What text is that no tag says more of."""
        self.kind, self.level, self.cells = "paragraph", 0, None
        if self.state.pre:
            self.kind = "code"
        elif self.state.quotations:
            self.kind = "quotation"

    def _close(self, end: int) -> Iterator[HtmlBlock]:
        """The block up to `end`, if there is a character in it that is read."""
        start, edits = self.start, self.edits
        self.edits = []
        if self.cells is not None:
            yield from self._row((start, end), edits)
            return
        inside = _trimmed(self.source, start, end)
        edits = [edit for edit in edits if inside[0] <= edit.start and edit.end <= inside[1]]
        if self.kind != "code" and cell_text(self.source, inside, edits):
            # Markdown's marks are found in HTML too; those of the tags come first.
            edits = collapsed_within(
                self.source, *inside, [*edits, *shifted(self.inline(self.source[slice(*inside)]), inside[0])]
            )
        if cell_text(self.source, inside, edits):
            yield HtmlBlock(self.kind, *inside, self.level, False, edits)

    def _row(self, inside: Span, edits: list[Edit]) -> Iterator[HtmlBlock]:
        self._end_cell(inside[1])
        inside = _trimmed(self.source, *inside)
        cells = []
        at = 0
        for (begin, end), _ in self.cells or ():
            cell = _trimmed(self.source, begin, end)
            own = []
            while at < len(edits) and edits[at].end <= cell[1]:
                if edits[at].start >= cell[0]:
                    own.append(edits[at])
                at += 1
            cells.append((cell, collapsed_within(self.source, *cell, own)))
        texts = [cell_text(self.source, cell, own) for cell, own in cells]
        if not any(texts):
            return
        header = all(is_header for _, is_header in self.cells or ())
        made = list(row_edits(self.source, inside, cells, () if header else self.state.headers))
        if header and not self.state.headers:
            self.state.headers = texts
        yield HtmlBlock("row", *inside, 0, header, made)


def _trimmed(source: str, start: int, end: int) -> Span:
    piece = source[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
