"""The blocks of plain text, by what a person sees in it: lists, tables, headings, lines that only wrap a paragraph.

Careful: a false heading is worse than a missed one. Linear work.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..records import Anchor, Block, BlockKind, Edit, Span
from .edits import cell_text, collapsed, row_edits, shifted, without_space
from .headings import heading_anchors
from .plain import paragraphs, readable
from .plain_sections import section_lines
from .plain_terms import ITEM, SHORT, STOP, WRAPPED, Entry, is_shouted, terms_in
from .reader import has_word

_LINE_END = re.compile(r"\r\n?|\n")
_UNDERLINE = re.compile(r"(=+|-+|~+|\*+|\^+|#+)$")
_RULE = re.compile(r"[-=_*~+#|: \t]+$")
_CONTENTS_LINE = re.compile(r"\S.{0,200}?(?:\.{4,}|(?:\. ){3,}\.?|…{2,}|·{4,})[ \t.]{0,100}(?:\d{1,4}|[ivxlc]{1,6})$")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?[ \t]+(?=[^\W\d_])")
_CHAPTER = re.compile(
    r"(?:(?:chapter|part|section|article|appendix)[ \t]+(?:\d{1,3}|[ivxlc]{1,7}|[a-z])\b"
    r"|第[一二三四五六七八九十百零\d]{1,5}[章节節部编編篇])",
    re.IGNORECASE,
)
_ONE_LINE = 200  # characters; lines longer than this are a paragraph each
_CELLS = 64
_INDENT = 200  # characters; as far an indentation is looked at


class PlainStructure(NamedTuple):
    """What is seen in a plain text."""

    blocks: list[Block]
    anchors: list[Anchor]
    edits: list[Edit]


def plain_structure(text: str) -> PlainStructure:
    r"""The blocks of a plain text, an anchor at each heading, and the edits that join lines and name a row's cells.

    >>> found = plain_structure("Rent\n====\n\nDue:\n- on the 1st\n- in cash")
    >>> [block.kind for block in found.blocks], found.anchors[0].headings
    (['heading', 'paragraph', 'item', 'item'], ('Rent',))
    """
    found = _Found(text)
    at = 0
    entries, sections = terms_in(text)
    heads = section_lines(text)
    headed = frozenset(heads)
    entries = tuple(entry for entry in entries if entry.names[0] not in headed)
    taken = sorted([*sections, *(_whole(entry)[:2] for entry in entries)])
    sections = (*sections, *_apart(heads, taken))
    for start, end, entry in sorted([*((*one, None) for one in sections), *map(_whole, entries)]):
        found.read(at, start)
        if entry is None:
            found.head((start, end))
        else:
            found.define(entry)
        at = end
    found.read(at, len(text))
    found.settle()
    return PlainStructure(found.blocks, heading_anchors(found.headings), found.edits)


def _apart(lines: Sequence[Span], taken: Sequence[Span]) -> Iterator[Span]:
    """The lines that are no part of what is a heading or an entry already; both are in order."""
    starts = [start for start, _ in taken]
    for line in lines:
        at = bisect_left(starts, line[1])
        if not at or taken[at - 1][1] <= line[0]:
            yield line


def _whole(entry: Entry) -> tuple[int, int, Entry]:
    """An entry with the offsets where it begins and ends."""
    return entry.names[0][0], entry.lines[-1][1], entry


def _lines(text: str, start: int, end: int) -> list[Span]:
    """The lines of a stretch, each without the white space around it; none is empty."""
    spans = []
    for mark in _LINE_END.finditer(text, start, end):
        spans.append(without_space(text, start, mark.start()))
        start = mark.end()
    spans.append(without_space(text, start, end))
    return [span for span in spans if span[0] < span[1]]


def _stretches(text: str, lines: Sequence[Span]) -> Iterator[list[Span]]:
    """The lines that stand together: what is no text is left out and parts what stands before it from what follows."""
    together: list[Span] = []
    for line in lines:
        parts = readable(text, *line)
        if parts == [line]:
            together.append(line)
            continue
        if parts and parts[0][0] == line[0]:
            together.append(parts.pop(0))
        if together:
            yield together
        for part in parts[:-1]:
            yield [part]
        together = parts[-1:]
        if together and together[0][1] < line[1]:
            yield together
            together = []
    if together:
        yield together


class _Found:
    """What was found so far. A heading that may be none waits in `doubtful` for what comes after it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: list[Block] = []
        self.edits: list[Edit] = []
        self.headings: list[tuple[int, int, str]] = []
        self.marks: list[str] = []  # of underlines, in the order of their first use: that is their level
        self.indents: list[int] = []  # of the items that are open, the outermost first
        self.listed = False  # whether the doubtful one goes on a list
        self.doubtful: tuple[Span, int, bool] | None = None

    def read(self, start: int, end: int) -> None:
        """The blocks of a stretch of the text."""
        for paragraph in paragraphs(self.text, start, end):
            for lines in _stretches(self.text, _lines(self.text, paragraph.start, paragraph.end)):
                self.add(lines)

    def head(self, line: Span) -> None:
        """The heading that a line surely is."""
        self.settle(as_heading=not self.listed)
        self.listed = False
        self._heading(line, line, 1)

    def define(self, entry: Entry) -> None:
        """The block of a term and what explains it."""
        self.settle(as_heading=not self.listed)
        self.listed = False
        end, start = entry.names[-1][1], entry.lines[0][0]
        joints = [Edit(one[1], other[0], ", ") for one, other in pairwise(entry.names)]
        joints.append(Edit(end, start, " " if self.text[end - 1] in STOP else ": "))
        self._prose("item", [*entry.names, *entry.lines], self._depth(entry.names[0]), joints)

    def add(self, lines: list[Span]) -> None:
        """The blocks of lines that stand together."""
        text = self.text
        level, listed = _heading_level(text, lines), self.listed
        numbered = level > 0 and _NUMBERED.match(text, *lines[0]) is not None
        # Lines numbered at one level, with nothing between them, are a list.
        self.listed = numbered and self.doubtful is not None and self.doubtful[1:] == (level, True)
        self.settle(as_heading=not self.listed and not listed)
        if level:
            self.doubtful = (lines[0], level, numbered)
            return
        over = int(len(lines) > 2 and _UNDERLINE.match(text, *lines[0]) is not None)
        if len(lines) > over + 1 and _underlines(text, lines[over], lines[over + 1]):
            mark = text[lines[over + 1][0]] * (1 + over)
            if mark not in self.marks:
                self.marks.append(mark)
            self._heading((lines[0][0], lines[over + 1][1]), lines[over], min(6, self.marks.index(mark) + 1))
            lines = lines[over + 2 :]
        at = 0
        while at < len(lines):
            at = self._next(lines, at)

    def settle(self, *, as_heading: bool = False) -> None:
        """Decide about a doubtful heading; nothing heads what ends the text."""
        if self.doubtful is None:
            return
        span, level, numbered = self.doubtful
        self.doubtful = None
        if as_heading:
            self._heading(span, span, level)
        else:
            self._prose("item" if numbered else "paragraph", [span], int(numbered))

    def _next(self, lines: list[Span], at: int) -> int:
        """Take the block that begins at a line; the number of the line after it."""
        text = self.text
        if _CONTENTS_LINE.match(text, *lines[at]):
            return at + 1
        for split in (_tabs, _bars, _commas):
            stop = _table_end(text, lines, at, split)
            if stop - at >= 3:
                self._table(lines[at:stop], split)
                return stop
        item = _begins_item(text, lines, at)
        stop = at + 1
        while stop < len(lines) and not (
            _begins_item(text, lines, stop)
            or _CONTENTS_LINE.match(text, *lines[stop])
            or lines[stop - 1][1] - lines[stop - 1][0] > _ONE_LINE
            or any(_table_end(text, lines, stop, split, most=3) - stop >= 3 for split in (_tabs, _bars, _commas))
        ):
            stop += 1
        self._prose("item" if item else "paragraph", lines[at:stop], self._depth(lines[at]) if item else 0)
        return stop

    def _depth(self, line: Span) -> int:
        """The depth of an item, by its indentation against that of the items just before it."""
        before = self.text[max(0, line[0] - _INDENT) : line[0]]
        width = len(before[max(before.rfind("\n"), before.rfind("\r")) + 1 :].expandtabs(4))
        while self.indents and self.indents[-1] > width:
            self.indents.pop()
        if not self.indents or self.indents[-1] < width:
            self.indents.append(width)
        return len(self.indents)

    def _heading(self, span: Span, line: Span, level: int) -> None:
        self.blocks.append(Block("heading", *span, level))
        if span[0] < line[0]:
            self.edits.append(Edit(span[0], line[0], ""))
        if line[1] < span[1]:
            self.edits.append(Edit(line[1], span[1], ""))
        self.headings.append((span[0], level, " ".join(self.text[slice(*line)].split())))

    def _prose(self, kind: BlockKind, lines: Sequence[Span], level: int = 0, joints: Sequence[Edit] = ()) -> None:
        """Add running text; `joints` are what is read between the first of its lines."""
        text, (start, end) = self.text, (lines[0][0], lines[-1][1])
        edits = list(joints)
        if bullet := ITEM.match(text, start, end) if kind == "item" else None:
            edits = [Edit(start, bullet.end(), "")] if bullet.group(1) else []
        wide = max(last - first for first, last in lines)
        if kind == "item" or wide * (1 + (text[start] > "\u2e7f")) >= WRAPPED:
            for (_, before), (after, _) in pairwise(lines[len(joints) :]):
                # Han characters are written without spaces.
                han = text[before - 1] > "\u2e7f" and text[after] > "\u2e7f"
                edits.append(Edit(before, after, "" if han else " "))
            edits = shifted(collapsed(text[start:end], shifted(edits, -start)), start)
        if kind != "item":
            self.indents = []
        if has_word(text, start, end):
            self.blocks.append(Block(kind, start, end, level))
            self.edits += edits

    def _table(self, lines: Sequence[Span], split: _Split) -> None:
        text, headers = self.text, list[str]()
        rows = [
            (line, [(cell, list[Edit]()) for cell in split(text, *line)]) for line in lines if not _is_rule(text, line)
        ]
        first = [cell_text(text, *cell) for cell in rows[0][1]] if rows else []
        headed = all(first) and not any(re.fullmatch(r"[\d.,%$€£+-]+", cell) for cell in first)
        for at, (line, cells) in enumerate(rows):
            edits = list(row_edits(text, line, cells, headers))
            if cell_text(text, line, edits):
                self.blocks.append(Block("row", *line, 0, header=headed and not at))
                self.edits += edits
            headers = first if headed else []


def _heading_level(text: str, lines: Sequence[Span]) -> int:
    """The level that a line by itself has as a heading; 0 if it is none."""
    (start, end) = lines[0]
    if len(lines) > 1 or end - start > SHORT:
        return 0
    line = text[start:end]
    if line.endswith(STOP) or "\t" in line or "|" in line:
        return 0
    if number := _NUMBERED.match(line):
        words = line[number.end() :]
        return number.group(1).count(".") + 2 if words[0].isupper() or words[0] > "\u2e7f" else 0
    if _CHAPTER.match(line):
        return 1
    return int(is_shouted(line) and sum(map(str.isalpha, line)) > 4)


def _underlines(text: str, line: Span, under: Span) -> bool:
    """Whether a line is a rule below a title: of one character, about as long as the title."""
    width, ruled = line[1] - line[0], under[1] - under[0]
    titled = width <= 2 * SHORT and any(character.isalnum() for character in text[slice(*line)])
    return titled and ruled >= 3 and width <= 2 * ruled <= 6 * width and _UNDERLINE.match(text, *under) is not None


def _begins_item(text: str, lines: Sequence[Span], at: int) -> bool:
    """Whether a line begins a list item: the first of its paragraph, or one of several marked alike."""
    found = ITEM.match(text, *lines[at])
    if not found:
        return False
    if at == 0:
        return found.group(1) is not None or found.group(2)[0] in "(1aiAI"
    beside = [*range(max(0, at - 8), at), *range(at + 1, min(len(lines), at + 9))]
    marks = (ITEM.match(text, *lines[other]) for other in beside)
    return any(mark and mark.group(1) == found.group(1) for mark in marks) or text[lines[at - 1][1] - 1] in ":："


_Split = Callable[[str, int, int], list[Span]]


def _tabs(text: str, start: int, end: int) -> list[Span]:
    return _split(text, start, end, "\t")


def _bars(text: str, start: int, end: int) -> list[Span]:
    cells = _split(text, start, end, "|")
    if len(cells) > 1 and cells[0][0] == cells[0][1]:
        del cells[0]
    if len(cells) > 1 and cells[-1][0] == cells[-1][1]:
        del cells[-1]
    return cells


def _commas(text: str, start: int, end: int) -> list[Span]:
    # Prose has a space after its commas, and a line of two cells is no sign of a table.
    cells = _split(text, start, end, ",") if text.find(", ", start, end) < 0 else []
    return cells if len(cells) > 2 else []


def _split(text: str, start: int, end: int, mark: str) -> list[Span]:
    cells: list[Span] = []
    while len(cells) < _CELLS and (at := text.find(mark, start, end)) >= 0:
        cells.append(without_space(text, start, at))
        start = at + 1
    return [*cells, without_space(text, start, end)]


def _is_rule(text: str, line: Span) -> bool:
    return _RULE.match(text, *line) is not None


def _table_end(text: str, lines: Sequence[Span], at: int, split: _Split, most: int | None = None) -> int:
    """The number of the line after those that have as many cells as this one; lines that only draw a rule go along."""
    if _is_rule(text, lines[at]):
        return at
    count = len(split(text, *lines[at]))
    stop = at
    limit = len(lines) if most is None else min(len(lines), at + most)
    while count > 1 and stop < limit and (_is_rule(text, lines[stop]) or len(split(text, *lines[stop])) == count):
        stop += 1
    return stop
