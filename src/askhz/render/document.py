"""A document, or a stretch of it, as HTML: headings, lists, tables and code as such, each run with its offsets.

Every run of text is an element with `data-start` and `data-end`, offsets in the document's text, and nothing but that
text in it. Marks that the document's edits drop are not shown. The template escapes; text from a document never becomes
markup.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from markupsafe import Markup

from ..records import Anchor, Block, Document, Edit, Span
from ..text.views import view_of
from .parts import Item, Part, Run, in_sections
from .quotes import blocks_in
from .templating import render

_BULLET = re.compile(r"[-*+•▪◦‣●■○]\s+")
_NUMBER = re.compile(r"\(?(\d+(\.\d+)*|[A-Za-z]|[ivxlcIVXLC]+)[.)]\s|\d+(\.\d+)+\s|\d+、")
_NAME = re.compile(r"(?:; )?(.*): ", re.DOTALL)
_MARKDOWN = frozenset({"md", "markdown", "mdx", "qmd", "rmd"})
_STYLES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("*", "_"), ("em",)),
    **dict.fromkeys(("**", "__"), ("strong",)),
    **dict.fromkeys(("***", "___"), ("strong", "em")),
    **dict.fromkeys(("`", "``", "```"), ("code",)),
    "~~": ("del",),
}
_MARK = re.compile(r"\*\*\*(?!\*)|\*\*?|___(?!_)|__?|~~|`+")
# What else is dropped, and may hold such signs: the marks of a list, quotation, heading or cell, links, tags, notes.
_NO_MARK = re.compile(
    r"^[\s|>]*(?:(?:[-*+]|\d+[.)]|#+|>|:)\s+)+|\|\s*(?=\S)|\]\([^)]*\)?|\]\[[^\]]*\]?|<[^>]*>?|\[\^[^\]]*\]?"
)
_PLACES = ("member", "chapter", "page", "slide", "sheet")


def document_html(document: Document) -> Markup:
    """The whole document, in sections that a browser may lay out one by one."""
    parts = _parts(document, 0, len(document.text), places=True)
    return render("document.html", "document", list(in_sections(parts)))


def span_html(document: Document, start: int, end: int, short: Span | None = None) -> Markup:
    """A stretch of the document as what it is; a row of a table comes with the table's header.

    `short` is a span that is brought out in it.
    """
    return render("document.html", "stretch", list(_parts(document, start, end, short=short)))


def _parts(
    document: Document, start: int, end: int, *, short: Span | None = None, places: bool = False
) -> Iterator[Part]:
    blocks = list(blocks_in(document, start, end))
    table: list[Block] = []
    shown: Iterable[Block | Anchor] = _with_places(document, blocks) if places else blocks
    for kind, group in groupby(shown, key=_group):
        together = list(group)
        if kind == "place":
            yield from (Part("place", label=_place(anchor)) for anchor in together if isinstance(anchor, Anchor))
            continue
        stretch = [block for block in together if isinstance(block, Block)]
        if kind == "item":
            yield Part("list", items=_nested(_item(document, block, start, end, short) for block in stretch))
        elif kind == "row":
            table = stretch if stretch[0].header or places else [*_header_above(document, stretch[0]), *stretch]
            yield from _tables(document, table, start, end, short)
        else:
            for block in stretch:
                runs = list(_runs(document, block, start, end, short))
                if any(run.text.strip() for run in runs):
                    yield Part(block.kind, level=min(block.level, 6), runs=runs)


def _group(one: Block | Anchor) -> str:
    return "place" if isinstance(one, Anchor) else one.kind


def _with_places(document: Document, blocks: Sequence[Block]) -> Iterator[Block | Anchor]:
    """The blocks, and before the first block of each page, slide, sheet, chapter or file its anchor."""
    anchors = document.anchors
    at = 0
    shown: tuple[str, str] | None = None
    for block in blocks:
        while at < len(anchors) and anchors[at].start <= block.start:
            label = _place(anchors[at])
            if label is not None and label != shown:
                shown = label
                yield anchors[at]
            at += 1
        yield block


def _place(anchor: Anchor) -> tuple[str, str] | None:
    """The narrowest of file, chapter, page, slide and sheet, with its name."""
    for name in reversed(_PLACES):
        value = getattr(anchor.place, name)
        if value is not None:
            return name, str(value)
    return None


# Runs


def _runs(document: Document, block: Block, start: int, end: int, short: Span | None) -> Iterator[Run]:
    """What is shown of a block within a stretch, cut where styles or the short answer begin and end."""
    first, last = max(block.start, start), min(block.end, end)
    edits = _edits(document, block)
    styled = block.kind != "code" and document.kind.lower() in _MARKDOWN
    view = view_of(document.text, block.start, block.end, edits)
    styles: list[str] = []
    reached, shown = block.start, 0
    for piece in view.pieces:
        added = view.text[shown : piece.start]
        if styled:
            _toggle(styles, document.text, [edit for edit in edits if reached <= edit.start and edit.end <= piece.at])
        if added and first < piece.at < last:
            yield Run(added, None)
        stop = piece.at + piece.end - piece.start
        yield from _cut(document.text, max(piece.at, first), min(stop, last), tuple(styles), short)
        reached, shown = stop, piece.end


def _cut(text: str, start: int, end: int, styles: tuple[str, ...], short: Span | None) -> Iterator[Run]:
    if start >= end:
        return
    edges = sorted({start, end, *(edge for edge in short or () if start < edge < end)})
    for one, other in pairwise(edges):
        inside = short is not None and short[0] <= one and other <= short[1]
        yield Run(text[one:other], one, other, (*styles, "b") if inside else styles)


def _toggle(styles: list[str], text: str, edits: Sequence[Edit]) -> None:
    """Begin or end what the dropped Markdown marks begin or end."""
    dropped: list[Span] = []
    for edit in edits:
        if dropped and dropped[-1][1] == edit.start:
            dropped[-1] = (dropped[-1][0], edit.end)
        else:
            dropped.append((edit.start, edit.end))
    for start, end in dropped:
        for mark in _MARK.findall(_NO_MARK.sub(" ", text[start:end])):
            for name in _STYLES.get(mark, ()):
                if name in styles:
                    styles.remove(name)
                else:
                    styles.append(name)


def _edits(document: Document, block: Block) -> Sequence[Edit]:
    edits = document.edits
    first = bisect_left(edits, block.start, key=_edit_start)
    while first and edits[first - 1].end > block.start:
        first -= 1
    return edits[first : bisect_right(edits, block.end, key=_edit_start)]


# Lists


def _item(document: Document, block: Block, start: int, end: int, short: Span | None) -> Item:
    runs = list(_runs(document, block, start, end, short))
    text = "".join(run.text for run in runs)
    if runs and (mark := _BULLET.match(runs[0].text)):
        first = runs[0]
        at = None if first.start is None else first.start + mark.end()
        runs[0] = Run(first.text[mark.end() :], at, first.end, first.styles)
    return Item(runs, _NUMBER.match(text) is not None, max(1, block.level))


def _nested(items: Iterable[Item]) -> list[Item]:
    """The items as a tree: one that is deeper than the item before belongs to it."""
    top: list[Item] = []
    path: list[Item] = []
    for item in items:
        while path and path[-1].level >= item.level:
            path.pop()
        (path[-1].items if path else top).append(item)
        path.append(item)
    return top


# Tables


def _header_above(document: Document, row: Block) -> list[Block]:
    """The header rows of the table that a row belongs to, which stand before it without a break."""
    at = bisect_left(document.blocks, row.start, key=_start_of)
    while at and document.blocks[at - 1].kind == "row":
        at -= 1
        if document.blocks[at].header:
            first = at
            while first and document.blocks[first - 1].kind == "row" and document.blocks[first - 1].header:
                first -= 1
            return list(document.blocks[first : at + 1])
    return []


def _tables(document: Document, rows: Sequence[Block], start: int, end: int, short: Span | None) -> Iterator[Part]:
    """The tables that rows make; a header after other rows begins another one."""
    table: list[Block] = []
    for row in rows:
        if row.header and table and not table[-1].header:
            yield _table(document, table, start, end, short)
            table = []
        table.append(row)
    yield _table(document, table, start, end, short)


def _table(document: Document, rows: Sequence[Block], start: int, end: int, short: Span | None) -> Part:
    names: list[str] = []
    made: list[tuple[bool, list[list[Run]]]] = []
    for row in rows:
        # A header that stands before the stretch is shown whole: it says what the cells are.
        first, last = (start, end) if row.end > start else (row.start, row.end)
        cells = _cells(document, row, first, last, short, () if row.header else names)
        if row.header:
            names = ["".join(run.text for run in cell).strip() for cell in cells]
        made.append((row.header, cells))
    width = max(len(cells) for _, cells in made)
    return Part("table", rows=[(header, cells + [[] for _ in range(width - len(cells))]) for header, cells in made])


def _cells(
    document: Document, row: Block, start: int, end: int, short: Span | None, names: Sequence[str]
) -> list[list[Run]]:
    """The cells of a row. Its edits say where a cell begins, and with which name of a column it reads."""
    cells: list[list[Run]] = [[]]
    first, last = max(row.start, start), min(row.end, end)
    styled = document.kind.lower() in _MARKDOWN
    styles: list[str] = []
    pending: list[Edit] = []
    reached = row.start
    for edit in (*_edits(document, row), Edit(row.end, row.end, "")):
        if styled and reached < edit.start:
            _toggle(styles, document.text, pending)
            pending = []
        cells[-1].extend(_cut(document.text, max(reached, first), min(edit.start, last), tuple(styles), short))
        reached = max(reached, edit.end)
        dropped = document.text[edit.start : edit.end]
        begins = edit.text.startswith("; ") or (edit.start == row.start and edit.text.endswith(": "))
        if begins or (dropped.strip("| \t") == "" and "|" in dropped and edit.end < row.end):
            named = _NAME.fullmatch(edit.text)
            count = dropped.count("|") - (edit.start == row.start and dropped.startswith("|"))
            column = len(cells) - 1 + max(count, int(edit.text.startswith("; ")))
            if named and named[1] in names[len(cells) - 1 :]:
                column = names.index(named[1], len(cells) - 1)
            cells += [[] for _ in range(column - len(cells) + 1)]
        pending.append(edit)
    return cells


def _start_of(block: Block) -> int:
    return block.start


def _edit_start(edit: Edit) -> int:
    return edit.start
