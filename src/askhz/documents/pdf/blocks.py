"""The lines of a PDF in blocks: paragraphs, items with bullets, code, captions, rows of tables.

A PDF says none of this. It is told by where the lines stand and how they are set: against the size of most of the text,
the distance of most lines, and the edges of their column. Which paragraphs are headings is told after that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from ...records import BlockKind
from .heads import PageItems
from .order import Item
from .parts import Line
from .tables import Row

_ENDS = tuple(".!?:;…。！？：；")
_CLOSERS = "\"'”’»)]}）」』0123456789"
BULLET = re.compile(r"[•◦▪▫‣●○■□∙·⋅➢➤✓✔❖►▶♦◆★–—*−-](?=\s|$)\s*")
NUMBERED = re.compile(r"\(?(\d{1,3}|[a-zA-Z]|[ivx]{2,5})[.)](?=\s)\s*")
SECTION = re.compile(r"(?:[§A-Z]?\d{1,2}(?:\.\d{1,3})*)\.?(?=\s)")
_INITIAL = re.compile(r"([B-HJ-Z])\. (?=(?:[A-Z]\. )*[A-Z]\w)")
_LABEL = re.compile(r"[A-Z][A-Z ]{1,40}:(?=\s)")  # such as "SUMMARY:", which heads the paragraph that it begins
_CAPTION = re.compile(
    r"(?:figure|fig\.|table|abbildung|abb\.|tabelle|listing|chart|图|圖|表)\s?[\dIVX]+", re.IGNORECASE
)
LEADER = re.compile(r"(?:\.\s?){5,}\s*\w{1,6}$")  # an entry of a table of contents


class Placed(NamedTuple):
    """A line and the index of its page."""

    page: int
    line: Line


@dataclass(slots=True)
class Draft:
    """A block before its text is put together: its lines, or the row that it is.

    `level` and `header` are the block's. `mark` is what a list item begins with, as the lines have it.
    """

    kind: BlockKind
    lines: list[Placed]
    page: int
    level: int = 0
    mark: str = ""
    row: Row | None = None
    headers: Sequence[str] = field(default_factory=tuple)


class Style(NamedTuple):
    """How most of a file's text is set: font size in points, distance of lines in font sizes."""

    size: float
    pitch: float
    bold: bool

    @classmethod
    def of(cls, pages: Sequence[PageItems]) -> Style:
        """The style of a file's pages, each letter counted."""
        sizes: Counter[float] = Counter()
        bold: Counter[bool] = Counter()
        pitches: Counter[float] = Counter()
        for page in pages:
            lines = [item for item in page.items if isinstance(item, Line)]
            cells = [line for item in page.items if isinstance(item, Row) for cell in item.cells for line in cell]
            for line in [*lines, *cells]:
                sizes[round(2 * line.size) / 2] += len(line.text)
                bold[line.bold] += len(line.text)
            for first, second in pairwise(lines):
                pitch = (second.top - first.top) / max(first.size, 1)
                if 0.8 < pitch < 3 and abs(first.size - second.size) < 0.6:
                    pitches[round(pitch, 1)] += 1
        size = max(sizes, key=lambda size: (sizes[size], -size)) if sizes else 10.0
        pitch = max(pitches, key=lambda pitch: (pitches[pitch], -pitch)) if pitches else 1.3
        return cls(size, pitch, bold[True] > bold[False])


def drafts_of(pages: Sequence[PageItems], style: Style) -> list[Draft]:
    """The blocks of a file in order: paragraphs (headings among them), items with bullets, code, captions, rows."""
    return _continued(list(_paragraphs(pages, style)))


def _paragraphs(pages: Sequence[PageItems], style: Style) -> Iterator[Draft]:
    """The file's lines in paragraphs, and its rows; a paragraph ends with its page or column here."""
    headers: list[str] = []
    for number, page in enumerate(pages):
        edges = _column_edges(page.items)
        current: Draft | None = None
        for index, item in enumerate(page.items):
            if isinstance(item, Row):
                if current:
                    yield current
                    current = None
                if item.first and not _goes_on_from(headers, item, page, pages, number):
                    headers = []
                if item.header:
                    headers = [" ".join(line.text for line in cell) for cell in item.cells]
                row = Draft("row", [], number, row=item, headers=() if item.header else headers)
                yield row
                continue
            if current and _breaks(current, item, edges.get(index - 1, 0.0), style):
                yield current
                current = None
            if current:
                current.lines.append(Placed(number, item))
                if current.kind == "paragraph" and LEADER.search(item.text):
                    current.kind = "item"
            else:
                current = Draft(_kind_of(item), [Placed(number, item)], number, mark=_mark(item))
        if current:
            yield current


def _goes_on_from(headers: Sequence[str], row: Row, page: PageItems, pages: Sequence[PageItems], number: int) -> bool:
    """Whether a table goes on from the page before: it has as many columns and stands first on its page."""
    if not headers or row.header or number == 0 or len(row.cells) != len(headers):
        return False
    before = pages[number - 1].items
    return bool(page.items) and page.items[0] is row and bool(before) and isinstance(before[-1], Row)


def _kind_of(line: Line) -> BlockKind:
    if line.fixed:
        return "code"
    if _CAPTION.match(line.text):
        return "caption"
    return "item" if BULLET.match(line.text) or LEADER.search(line.text) else "paragraph"


def _mark(line: Line) -> str:
    found = BULLET.match(line.text) or NUMBERED.match(line.text)
    return found.group() if found and found.end() < len(line.text) else ""


def _column_edges(items: Sequence[Item]) -> dict[int, float]:
    """For each line, by index, how far right its column goes: as far as the longest line close to it."""
    lines = [(index, item) for index, item in enumerate(items) if isinstance(item, Line) and not item.turned]
    edges = {}
    for number, (index, line) in enumerate(lines):
        edge, left, near = line.right, line.left, 3 * line.size + 4
        for _, other in lines[max(0, number - 6) : number + 7]:
            if other.right > edge and -near < other.left - left < near:
                edge = other.right
        edges[index] = edge
    return edges


def _breaks(current: Draft, line: Line, edge_before: float, style: Style) -> bool:
    """Whether a line begins a new paragraph. `edge_before`: how far the column of the line before goes."""
    before = current.lines[-1].line
    if before.turned or line.turned:
        return not (before.turned and line.turned and abs(before.size - line.size) < 1 and before.left < line.left + 1)
    if (current.kind == "code") != line.fixed:
        return True
    size = max(before.size, line.size)
    if abs(before.size - line.size) > 0.12 * size + 0.1 and abs(before.last_size - line.first_size) > 0.1 * size:
        return True
    rise = line.top - before.top
    if rise < -0.5 * size or min(before.right, line.right) < max(before.left, line.left):
        return True
    if current.kind == "code":
        return rise > 2.6 * style.pitch * size
    if before.broken:
        return False
    usual = max(style.pitch, 1.15) * size
    if len(current.lines) > 1:
        first, second = (placed.line for placed in current.lines[:2])
        usual = min(max(second.top - first.top, 1.05 * size), 2.2 * size)
    if rise > 1.3 * usual + 0.5:
        return True
    if before.bold != line.bold and (before.bold or _ended(before.text)):
        return True
    if BULLET.match(line.text) or _CAPTION.match(line.text):
        return True
    if _LABEL.match(line.text) and (_ended(before.text) or _LABEL.match(before.text)):
        return True
    heading = before.bold or before.size > 1.12 * style.size
    if LEADER.search(before.text) or (heading and SECTION.match(line.text)):
        return True
    numbered = None if _is_initial(current, line) else NUMBERED.match(line.text)
    if numbered and (_ended(before.text) or current.mark or _forced(before, line, edge_before)):
        return True
    return _begins(current, before, line, edge_before)


def _is_initial(current: Draft, line: Line) -> bool:
    """Whether a line begins with a name's initial, such as "M. Fiocco", and not with the mark of an item."""
    found, mark = _INITIAL.match(line.text), current.mark.strip("(). ")
    return found is not None and not (len(mark) == 1 and ord(found.group(1)) == ord(mark) + 1)


def _begins(current: Draft, before: Line, line: Line, edge: float) -> bool:
    """Whether a line at the usual distance begins a paragraph: it is set in, or would have fit into the line before."""
    lead = current.lines[0].line
    forced = _forced(before, line, edge)
    starts_low = line.text[0].islower()
    em = max(line.size, 4)
    if len(current.lines) > 1 and not current.mark:
        if line.left > before.left + 0.8 * em and not starts_low and _is_level(before, lead, em, current):
            return True
    elif line.left > lead.left + 0.8 * em:
        return forced and _ended(before.text) and not starts_low
    if current.mark and line.left <= lead.left + 0.3 * em and forced:
        return True
    if lead.size > 1.12 * line.size or lead.bold:
        return False
    return forced and not starts_low


def _is_level(before: Line, lead: Line, em: float, current: Draft) -> bool:
    lefts = [placed.line.left for placed in current.lines[1:]]
    return all(abs(left - before.left) < 0.5 * em for left in lefts) or abs(before.left - lead.left) < 0.5 * em


def _forced(before: Line, line: Line, edge: float) -> bool:
    """Whether a line was ended though the next line's first word would have fit into its column."""
    if before.broken or not line.words:
        return False
    first = line.words[0]
    return before.right + 0.3 * before.size + (first.right - first.left) < edge - 0.5 * before.size


def _ended(text: str) -> bool:
    """Whether a line's end may be the end of a sentence."""
    return text.endswith(_ENDS) or text.rstrip(_CLOSERS).endswith(_ENDS)


# Paragraphs that go on in the next column or on the next page


def _continued(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, those put together that a column's or page's end parted; footnotes between them come after."""
    found: list[Draft] = []
    for draft in drafts:
        target = _open_paragraph(found, draft)
        if target is not None:
            target.lines += draft.lines
        else:
            found.append(draft)
    return found


def _open_paragraph(found: Sequence[Draft], draft: Draft) -> Draft | None:
    """The paragraph that a draft goes on from, looked for behind the footnotes of its page."""
    if draft.kind != "paragraph" or draft.mark or draft.lines[0].line.turned:
        return None
    line = draft.lines[0].line
    for before in reversed(found[-60:]):
        if before.row:
            continue
        page, last = before.lines[-1]
        if last.turned:
            continue
        moved = draft.page == page + 1 or (draft.page == page and line.top < last.top)
        if before.kind in ("paragraph", "item") and abs(last.size - line.size) <= 0.07 * line.size + 0.1:
            return before if moved and last.bold == line.bold and _may_go_on(before, line) else None
        if before.kind not in ("paragraph", "caption") or last.size > 0.93 * line.size:
            return None
    return None


def _may_go_on(before: Draft, line: Line) -> bool:
    last = before.lines[-1].line
    if last.broken:
        return True
    if _ended(last.text) or _mark(line) or len(last.text) < 20 or len(line.text) < 12:
        return False
    full = len(before.lines) > 1 and last.right > max(placed.line.right for placed in before.lines) - 1.5 * last.size
    return line.text[0].islower() or full
