"""Markdown: the text as it stands, its blocks, an anchor at each heading, and the edits that drop the marks.

CommonMark with tables, footnotes, definition lists, admonitions, math and front matter. pulldown-cmark says where
blocks and marks stand (`markdown_events`). Where a text holds what it does not know, or more than may be, the rules of
markdown-it say in which lines a block stands (`markdown_blocks`), and `markdown_inline` finds the marks in them;
`markdown_html` reads HTML in both cases.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, NamedTuple

from ..records import Anchor, Block, Document, Edit, Problem, Span
from .decoding import Decoded
from .edits import cell_text, collapsed, row_edits, shifted, without_space
from .front_matter import FrontMatter, front_matter
from .headings import heading_anchors
from .markdown_badges import without_badges
from .markdown_blocks import TEXT_LIMIT, Leaf, Lines, parsed
from .markdown_runs import Run, runs
from .plain import first_line_title, minified, name_title, paragraphs, said_title
from .reader import About, has_word, make_document, read_text, with_encoding
from .rowgroups import RowGroups
from .titles import is_edition

_TITLE_LIMIT = 200  # characters
_NUMBER = re.compile(r"(?<![^\s>])\d{1,9}[.)](?=\s|$)")
_BAR = re.compile(r"(?<!\\)\|")
_CELLS = 256  # in a row; further ones are a part of the last
_ASKED = re.compile(r"(\*\*|__)(?=\S)[^*_\n]{3,200}\?[ \t]*\1")  # a question in bold: what is below answers it
_BOLD_NUMBER = re.compile(
    r"(?:\*\*|__)(?:(?:step|tip|rule|phase|part|stage) )?(?P<number>\d{1,2})[.):](?:\s|\*\*|__)\s*(?=\S)",
    re.IGNORECASE,
)
_LOWEST = 6  # the level of a heading
_WITH_BADGES = ("heading", "paragraph")
_CONTAINER = re.compile(r"[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])|\[\^[^\]]*\]:|[:~](?=[ \t]))")
_MARKS = re.compile(r"(?:[ \t]*(?:[>#*+-]+|\d{1,9}[.)])(?=\s))*[ \t]*")


class Structure(NamedTuple):
    """What a reader knows of a Markdown text, and what its front matter says of it."""

    blocks: list[Block]
    anchors: list[Anchor]
    edits: list[Edit]
    front: FrontMatter | None = None


def read_markdown(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a Markdown file. Its text is the file decoded, unchanged, marks included.

    Title: that of the front matter, else a heading, else a first line that looks like a title, else the file's name.
    """
    yield markdown_document(read_text(stream), about)


def markdown_document(decoded: Decoded, about: About) -> Document:
    """The document of a text in Markdown."""
    text = decoded.text
    found = structure(text)
    front = found.front
    title = about.title or (front and _unmarked(front.title)) or _title(text, found) or name_title(about.name)
    details = with_encoding({**(front.details if front else {}), **about.details}, decoded)
    return make_document(
        about.source,
        title,
        text,
        details,
        kind="md",
        blocks=found.blocks,
        anchors=found.anchors,
        edits=found.edits,
    )


def _unmarked(title: str) -> str:
    """A title of front matter without marks and entities."""
    from .markdown_inline import inline_edits

    return cell_text(title, (0, len(title)), inline_edits(title))


def _title(text: str, found: Structure) -> str | None:
    """The first heading, unless it is an edition's; without one, a first paragraph that looks like a title."""
    heading = found.anchors[0].headings[-1] if found.anchors else ""
    if heading and not is_edition(heading):
        return said_title(heading)[:_TITLE_LIMIT]
    prose = next((block for block in found.blocks if block.kind != "front matter"), None)
    if prose is None or prose.kind != "paragraph" or prose is found.blocks[-1]:
        return None
    view = cell_text(text, (prose.start, prose.end), found.edits)
    return view[:_TITLE_LIMIT] if text[prose.start] == "#" else first_line_title(f"{view}\n\nMore.")


def structure(text: str) -> Structure:
    r"""The blocks of a Markdown text, an anchor at each heading, and its edits.

    A block is its lines, marks included, without the white space around them. The first paragraph of a list item is an
    `item`, a further one a `paragraph`; a definition is an item, its term a paragraph. A table is its rows. What reads
    empty is no block: link definitions, comments, images without a description, the line below a table's header; nor
    is a long line with hardly a space. A heading inside a quotation has no anchor: it heads nothing outside. A question
    in bold that is a paragraph is a heading, as lists of questions and answers have it; paragraphs one after the other
    whose numbers are in bold are the items of a list.

    >>> found = structure("# One\n\n- a\n  - *b*\n\nTwo\n---\nText.")
    >>> [(block.kind, block.start, block.end, block.level) for block in found.blocks[:3]]
    [('heading', 0, 5, 1), ('item', 7, 10, 1), ('item', 13, 18, 2)]
    >>> [(anchor.start, anchor.headings) for anchor in found.anchors]
    [(0, ('One',)), (20, ('One', 'Two'))]
    >>> found.edits[:2]
    [Edit(start=0, end=2, text=''), Edit(start=7, end=9, text='')]
    """
    lines = Lines.of(text)
    front = front_matter(text, lines.starts, lines.ends)
    reached = front.last if front else 0
    lines.seen[:reached] = [""] * reached
    # Imported late, with the parsers.
    from .markdown_events import walk

    found = _Found(text, lines)
    if not walk(found, reached):
        found = _read_by_lines(text, lines, reached)
    _number_items(text, found.blocks)
    if front:
        found.blocks[:0], found.edits[:0] = front.blocks, front.edits
    return Structure(found.blocks, heading_anchors(found.headings), found.edits, front)


def _number_items(text: str, blocks: list[Block]) -> None:
    """Make items of paragraphs with numbers in bold, one after the other: "**1. Sit.** Here", "**Step 2:** Go".

    What stands between two of them belongs to the first: the items of a list there are one level below.
    """
    found: list[tuple[int, int]] = []  # where they are, each with its number
    for at, block in enumerate([*blocks, None]):
        match = _BOLD_NUMBER.match(text, block.start, block.end) if block and block.kind == "paragraph" else None
        number = int(match["number"]) if match else 0
        if found and (number == found[-1][1] + 1 or (block is not None and block.kind != "heading" and not number)):
            found += [(at, number)] if number else []
            continue
        if len(found) > 1:
            for n in range(found[0][0], found[-1][0]):
                if blocks[n].kind == "item":
                    blocks[n] = replace(blocks[n], level=blocks[n].level + 1)
            for n, _ in found:
                blocks[n] = replace(blocks[n], kind="item", level=1)
        found = [(at, number)] if number == 1 else []


def _read_by_lines(text: str, lines: Lines, reached: int) -> _Found:
    """What markdown-it's rules find, which know more kinds of blocks, from line `reached` on."""
    parse = parsed(lines.seen) if len(text) <= TEXT_LIMIT else None
    if parse is None:
        found = _Found(text, lines, {})
        found.blocks += paragraphs(text, lines.starts[reached] if reached < len(lines.starts) else len(text))
    else:
        found = _Found(text, lines, parse.env)
        for leaf in parse.leaves:
            first = max(leaf.first, reached)
            if first >= leaf.last:
                continue
            found.between(reached, first, parse.skipped)
            reached = leaf.last
            found.add(leaf._replace(first=first))
        found.between(reached, len(lines.starts), parse.skipped)
    return found


class _Found:
    """The blocks, edits and headings found so far."""

    def __init__(self, text: str, lines: Lines, env: dict[str, object] | None = None) -> None:
        # Imported late, with the parser.
        from .markdown_html import HtmlBlocks
        from .markdown_inline import inline_edits

        self.text, self.lines = text, lines
        self.blocks: list[Block] = []
        self.edits: list[Edit] = []
        self.headings: list[tuple[int, int, str]] = []
        self._html = HtmlBlocks()
        self._around: tuple[int, int, str] | None = None  # the heading that what folds stands under
        self._folded = 0  # the level of its summary, as long as no other heading stands behind it
        self._env = env
        self._inline_edits = inline_edits
        self._headers: list[str] = []
        self._groups = RowGroups()

    def _inline(self, source: str) -> list[Edit]:
        """The edits of Markdown's marks in a stretch of a text."""
        if self._env is None:
            from .markdown_events import references

            self._env = references(self.text)
        return self._inline_edits(source, self._env)

    def write(self, leaf: Leaf, start: int, end: int, first: int, edits: list[Edit], view: str) -> None:
        """A block that has been read: where it stands, where its first word does, its edits from there on."""
        if leaf.kind in _WITH_BADGES and (told := without_badges(self.text, first, end, edits)) is not None:
            edits, view = told
            if not view:
                return
        self.edits += self._before(leaf, start, first)
        self.edits += edits
        self._add(Block(leaf.kind, start, end, leaf.level, leaf.header), view, quoted=leaf.quoted)

    def write_row(self, leaf: Leaf, start: int, end: int, cells: list[tuple[Span, list[Edit]]]) -> None:
        """A row of a table that has been read: its cells, each with its edits."""
        text = self.text
        above = not leaf.header and self._groups.tell(text, cells)
        named = () if leaf.header or above else (self._headers, self._groups.held)
        edits = list(row_edits(text, (start, end), cells, *named))
        if leaf.header:
            self._groups = RowGroups(text, end)
            self._headers = [cell_text(text, cell, own) for cell, own in cells]
        if view := cell_text(text, (start, end), edits):
            self.edits += edits
            self._add(Block("row", start, end, 0, leaf.header), view)

    def add(self, leaf: Leaf) -> None:
        """What one block of the parser's becomes."""
        if leaf.form == "row":
            self._row(leaf)
            return
        for run in runs(self.text, self.lines, leaf):
            source = run.source(self.text)
            if leaf.form == "html":
                self._read_html(leaf, run, source)
            elif leaf.form in ("code", "fence"):
                self._whole(leaf, run, run.breaks(self.text))
            elif leaf.form == "math":
                marks = [Edit(*mark.span(), "") for mark in re.finditer(r"\$\$", source)]
                self._whole(leaf, run, collapsed(source, marks))
            else:
                self._whole(leaf, run, self._inline(source))

    def between(self, first: int, last: int, skipped: set[int]) -> None:
        """The paragraphs of lines that the parser gave no block: what is nested too deeply for it."""
        open_lines: list[int] = []
        for line in range(first, last + 1):
            if line < last and line not in skipped and self._has_text(line):
                open_lines.append(line)
            elif open_lines:
                content = "\n".join(_MARKS.sub("", self.lines.seen[at], count=1) for at in open_lines)
                self.add(Leaf("paragraph", open_lines[0], open_lines[-1] + 1, "inline", content))
                open_lines = []

    def _has_text(self, line: int) -> bool:
        return has_word(self.text, self.lines.starts[line], self.lines.ends[line])

    def _whole(self, leaf: Leaf, run: Run, edits: list[Edit]) -> None:
        """A block of whole lines; `edits` are those of its run's source."""
        text, (first, last) = self.text, (run.spans[0][0], run.spans[-1][1])
        start = without_space(text, self.lines.starts[run.first], last)[0]
        first = max(first, start)
        end = without_space(text, start, self.lines.ends[run.last])[1]
        last = min(last, end)
        made = run.placed(edits)
        view = cell_text(text, (first, last), made)
        if leaf.kind in _WITH_BADGES and (told := without_badges(text, first, last, made)) is not None:
            made, view = told
        if not view or minified(view, 0, len(view)):
            return
        self.edits += self._before(leaf, start, first)
        self.edits += made
        if last < end:
            self.edits.append(Edit(last, end, ""))
        self._add(Block(leaf.kind, start, end, leaf.level, leaf.header), view, quoted=leaf.quoted)

    def _before(self, leaf: Leaf, start: int, first: int) -> Iterator[Edit]:
        """The edits of what stands before a block's first word: all goes but the numbers of lists."""
        numbers = _NUMBER.finditer(self.text, start, first) if leaf.kind == "item" else iter(())
        before = ""
        for number in numbers:
            if start < number.start():
                yield Edit(start, number.start(), before)
            start, before = number.end(), " "
        if start < first:
            yield Edit(start, first, before)

    def _fold(self) -> int:
        """The level of the summary of what folds: below the heading that stands above all of them."""
        if not self._folded:
            self._around = self.headings[-1] if self.headings else None
            self._folded = min(_LOWEST, self._around[1] + 1 if self._around else 1)
        self._html.closed = False
        return self._folded

    def _unfold(self, block: Block) -> None:
        """Behind what folds go on below the heading above it."""
        if block.kind != "heading" and self._folded and self._html.closed and self._around:
            self.headings.append((block.start, *self._around[1:]))
            self._folded = 0
        self._html.closed = False

    def _add(self, block: Block, view: str, *, quoted: bool = False) -> None:
        if self._html.closed:
            self._unfold(block)
        if block.kind == "paragraph" and not quoted and _ASKED.fullmatch(self.text, block.start, block.end):
            # Beside another question, whatever that is written as.
            beside = self.headings[-1][1] if self.headings and self.headings[-1][2].endswith("?") else _LOWEST
            block = Block("heading", block.start, block.end, beside)
        self.blocks.append(block)
        if block.kind == "heading" and not quoted:
            self._folded = self._folded if self._folded == block.level else 0
            self.headings.append((block.start, block.level, " ".join(view.split())))

    def _row(self, leaf: Leaf) -> None:
        text, line = self.text, leaf.first
        start, end = without_space(text, self.lines.starts[line], self.lines.ends[line])
        if minified(text, start, end):
            return
        first = start
        for _ in range(leaf.inside):
            mark = _CONTAINER.match(text, first, end)
            first = mark.end() if mark else first
        cells = []
        for cell in _cells(text, *without_space(text, first, end)):
            cells.append((cell, shifted(self._inline(text[slice(*cell)]), cell[0])))
        self.write_row(leaf, start, end, cells)

    def _read_html(self, leaf: Leaf, run: Run, source: str) -> None:
        every = run.breaks(self.text)
        for kind, start, end, level, header, edits in self._html.read(source, self._inline):
            first, last = (bisect_left(every, at, key=lambda edit: edit.start) for at in (start, end))
            breaks = every[first:last] if kind == "code" else []
            made = run.placed(sorted([*edits, *breaks], key=lambda edit: (edit.start, edit.end)))
            place = run.place(start, end)
            if kind == "heading" and not level:
                level = self._fold()
            self.edits += made
            self._add(Block(kind, *place, level, header), cell_text(self.text, place, made), quoted=leaf.quoted)


def _cells(text: str, start: int, end: int) -> Iterator[Span]:
    """The cells of a row with or without a bar at its ends, each without the space around it."""
    bars = [bar.end() - 1 for bar in _BAR.finditer(text, start, end)][:_CELLS]
    begins = [start, *(bar + 1 for bar in bars)]
    spans = [*zip(begins, [*bars, end], strict=True)]
    if spans[0][0] == spans[0][1]:
        del spans[0]
    if spans and spans[-1][0] == spans[-1][1]:
        del spans[-1]
    return (without_space(text, *span) for span in spans)
