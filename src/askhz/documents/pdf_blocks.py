"""What the lines of a PDF are: paragraphs, headings with levels, list items, code, captions, rows of tables.

A PDF says none of this. It is told by where the lines stand and how they are set: against the size of most of the
text, the distance of most lines, and the edges of their column. What repeats at the top and bottom of pages is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from ..records import BlockKind
from .pdf_order import Item
from .pdf_pages import Line
from .pdf_tables import Row

HEADING_LIMIT = 200  # characters
_TOP, _BOTTOM = 0.08, 0.07  # shares of a page's height where heads, feet and page numbers stand
_ENDS = tuple(".!?:;…。！？：；")
_CLOSERS = "\"'”’»)]}）」』0123456789"
_BULLET = re.compile(r"[•◦▪▫‣●○■□∙·⋅➢➤✓✔❖►▶♦◆★–—*−-](?=\s|$)\s*")
_NUMBERED = re.compile(r"\(?(\d{1,3}|[a-zA-Z]|[ivx]{2,5})[.)](?=\s)\s*")
_SECTION = re.compile(r"(?:[§A-Z]?\d{1,2}(?:\.\d{1,3})*)\.?(?=\s)")
_CAPTION = re.compile(r"(?:figure|fig\.|table|abbildung|abb\.|tabelle|listing|chart|图|圖|表)\s?[\dIVX]+", re.IGNORECASE)
_LEADER = re.compile(r"(?:\.\s?){5,}\s*\w{1,6}$")  # an entry of a table of contents
_CHAPTER = re.compile(r"(?:chapter|kapitel|part|teil|appendix|anhang)\s+\w{1,5}[.:]?|第.{1,4}[章部篇]", re.IGNORECASE)


class PageItems(NamedTuple):
    """What stands on one page, in the order of reading. `width` and `height` in points."""

    items: Sequence[Item]
    width: float
    height: float


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


def drafts_of(pages: Sequence[PageItems], outline: Sequence[tuple[int, str, int]]) -> list[Draft]:
    """The blocks of a file, in order. `outline`: its table of contents, as (level, title, index of the page)."""
    pages = without_heads(pages)
    style = _Style.of(pages)
    drafts = list(_paragraphs(pages, style))
    drafts = _continued(drafts)
    _mark_headings(drafts, style, outline)
    drafts = _with_chapters(drafts)
    _nest(drafts)
    _mark_items(drafts)
    return drafts


# Heads, feet and page numbers


def without_heads(pages: Sequence[PageItems]) -> list[PageItems]:
    """The pages without what is printed on top and at the bottom of many: the same words, digits aside, or the number."""
    seen: Counter[tuple[str, bool]] = Counter()
    places: Counter[tuple[int, bool]] = Counter()
    for page in pages:
        edge = list(_at_edges(page))
        seen.update({(_pattern(line.text), top) for _, line, top in edge})
    for page in pages:
        places.update(
            {(round(line.top / 3), top) for _, line, top in _at_edges(page) if seen[_pattern(line.text), top] >= 3}
        )
    usual = {place for place, count in places.items() if count >= max(3, 0.4 * len(pages))}
    found = []
    for page in pages:
        gone, numbers = set(), set()
        edge = list(_at_edges(page))
        for index, line, top in edge:
            repeated = seen[_pattern(line.text), top] >= 3
            in_place = any((round(line.top / 3) + off, top) in usual for off in (-1, 0, 1)) and _stands_apart(line, page)
            number = _PAGE_NUMBER.fullmatch(line.text) and _stands_apart(line, page)
            if number:
                numbers.add(index)
            elif repeated or in_place:
                gone.add(index)
        if len(gone | numbers) == len(page.items):  # nothing else stands on it
            gone = set()
        gone |= numbers
        found.append(page._replace(items=[item for index, item in enumerate(page.items) if index not in gone]))
    return found


_PAGE_NUMBER = re.compile(r"[-–—|]?\s*(?:page|seite|p\.|第)?\s*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/|von)\s*\d+)?\s*页?\s*[-–—|]?", re.IGNORECASE)


def _at_edges(page: PageItems) -> Iterator[tuple[int, Line, bool]]:
    """The lines where heads and feet stand, by index, and whether on top: within fixed shares, or outermost and apart."""
    if not page.items:
        return
    highest = min(item.top for item in page.items)
    lowest = max(item.bottom for item in page.items)
    for index, item in enumerate(page.items):
        if isinstance(item, Line):
            if item.bottom < 1.5 * _TOP * page.height and item.top < _TOP * page.height:
                yield index, item, True
            elif item.bottom > (1 - _BOTTOM) * page.height:
                yield index, item, False
            elif item.top < highest + 2 and item.bottom < 2 * _TOP * page.height and _stands_apart(item, page):
                yield index, item, True
            elif item.bottom > lowest - 2 and item.top > (1 - 2 * _BOTTOM) * page.height and _stands_apart(item, page):
                yield index, item, False


def _pattern(text: str) -> str:
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", text.lower())


def _stands_apart(line: Line, page: PageItems) -> bool:
    """Whether no text stands close above or below a line at a page's edge."""
    near = 1.2 * max(line.size, 6)
    return not any(
        item is not line
        and item.top < line.bottom + near
        and item.bottom > line.top - near
        and abs(item.top - line.top) > 0.5 * line.size
        for item in page.items
    )


# Paragraphs


class _Style(NamedTuple):
    """How most of a file's text is set: font size in points, distance of lines in font sizes."""

    size: float
    pitch: float
    bold: bool

    @classmethod
    def of(cls, pages: Sequence[PageItems]) -> _Style:
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


def _paragraphs(pages: Sequence[PageItems], style: _Style) -> Iterator[Draft]:
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
            if current and _breaks(current, item, edges.get(index, item.right), edges.get(index - 1, 0.0), style):
                yield current
                current = None
            if current:
                current.lines.append(Placed(number, item))
                if current.kind == "paragraph" and _LEADER.search(item.text):
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
    return "item" if _BULLET.match(line.text) or _LEADER.search(line.text) else "paragraph"


def _mark(line: Line) -> str:
    found = _BULLET.match(line.text) or _NUMBERED.match(line.text)
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


def _breaks(current: Draft, line: Line, edge: float, edge_before: float, style: _Style) -> bool:
    """Whether a line begins a new paragraph. `edge`, `edge_before`: how far its column goes, and that of the line before."""
    before = current.lines[-1].line
    if before.turned or line.turned:
        return not (before.turned and line.turned and abs(before.size - line.size) < 1 and before.left < line.left + 1)
    if (current.kind == "code") != line.fixed:
        return True
    size = max(before.size, line.size)
    if abs(before.size - line.size) > 0.12 * size + 0.1 and abs(before.last_size - line.first_size) > 0.05 * size:
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
    if _BULLET.match(line.text) or _CAPTION.match(line.text):
        return True
    if _LEADER.search(before.text) or ((before.bold or before.size > 1.12 * style.size) and _SECTION.match(line.text)):
        return True
    numbered = _NUMBERED.match(line.text)
    if numbered and (_ended(before.text) or current.mark or _forced(before, line, edge_before)):
        return True
    return _begins(current, before, line, edge_before)


def _begins(current: Draft, before: Line, line: Line, edge: float) -> bool:
    """Whether a line at the usual distance begins a paragraph: it is set in, or the line before could have held more."""
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
    if _ended(last.text) or _mark(line):
        return False
    full = len(before.lines) > 1 and last.right > max(placed.line.right for placed in before.lines) - 1.5 * last.size
    return line.text[0].islower() or full


# Headings


def _mark_headings(drafts: Sequence[Draft], style: _Style, outline: Sequence[tuple[int, str, int]]) -> None:
    """Turn the drafts that head others into headings and give them levels."""
    contents: dict[int, list[tuple[str, int]]] = {}
    for level, title, page in outline:
        contents.setdefault(page, []).append((_letters(title), level))
    levels: dict[tuple[float, bool], Counter[int]] = {}
    found: list[tuple[Draft, tuple[float, bool], int]] = []
    for draft in drafts:
        if draft.kind not in ("paragraph", "item") or draft.lines[0].line.turned:
            continue
        text = " ".join(placed.line.text for placed in draft.lines)
        if len(text) > HEADING_LIMIT or len(draft.lines) > 4:
            continue
        look = (round(draft.lines[0].line.size), draft.lines[0].line.bold)
        level = _level_in(contents.get(draft.page, ()), text)
        if level:
            levels.setdefault(look, Counter())[level] += 1
        if level or _looks_like_heading(draft, text, style):
            found.append((draft, look, level))
    looks = sorted({look for _, look, level in found if not level and look not in levels}, reverse=True)
    numbered = [draft for draft, _, level in found if not level and _SECTION.match(draft.lines[0].line.text)]
    known = {look: counts.most_common(1)[0][0] for look, counts in levels.items()}
    for draft, look, level in found:
        draft.kind = "heading"
        draft.level = level or known.get(look) or _level_between(look, looks, known)
    if not known:
        _level_by_numbers(numbered)


def _level_between(
    look: tuple[float, bool], looks: Sequence[tuple[float, bool]], known: dict[tuple[float, bool], int]
) -> int:
    """The level of a look that the table of contents does not name: by its rank, or among those that it names."""
    if not known:
        return looks.index(look) + 1
    smaller = [level for other, level in known.items() if other <= look]
    return min(smaller) if smaller else max(known.values()) + 1


def _with_chapters(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, a heading such as "Chapter 1" put together with the one below it."""
    found: list[Draft] = []
    for draft in drafts:
        before = found[-1] if found else None
        if before and before.kind == draft.kind == "heading" and before.page == draft.page and len(before.lines) == 1:
            if _CHAPTER.fullmatch(before.lines[0].line.text):
                before.lines += draft.lines
                before.level = draft.level
                continue
        found.append(draft)
    return found


def _nest(drafts: Sequence[Draft]) -> None:
    """Give the headings levels without gaps, in the order of what stands above them."""
    above: list[int] = []
    for draft in drafts:
        if draft.kind == "heading":
            while above and above[-1] >= draft.level:
                above.pop()
            above.append(draft.level)
            draft.level = min(6, len(above))


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def _level_in(contents: Sequence[tuple[str, int]], text: str) -> int:
    """The level that the table of contents gives a text; its number may be missing there or here."""
    letters = _letters(text)
    bare = _letters(_SECTION.sub("", text, count=1)) or letters
    for title, level in contents:
        if title and (title in (letters, bare) or (letters.endswith(title) and len(title) > 0.7 * len(letters))):
            return level
    return 0


def _looks_like_heading(draft: Draft, text: str, style: _Style) -> bool:
    line = draft.lines[0].line
    letters = sum(c.isalpha() for c in text)
    if letters < 2 or letters < 0.4 * len(text.replace(" ", "")) or _BULLET.match(text):
        return False
    if text.endswith((",", ";", "-")) or (text.endswith((".", "。", ":", "：")) and len(text) > 40):
        return False
    if line.size >= 1.14 * style.size + 0.2:
        return True
    if line.size < 0.93 * style.size or text[0].islower() or len(draft.lines) > 2:
        return False
    if text.endswith((".", ":", "。", "：")) and not _SECTION.fullmatch(text.split()[0] + " "):
        return False
    bold = all(placed.line.bold for placed in draft.lines) and not style.bold
    capitals = text.isupper() and letters >= 5 and len(text) < 80
    return len(text) <= 120 and (bold or capitals)


def _level_by_numbers(drafts: Sequence[Draft]) -> None:
    """Give headings such as "2.3 Methods" the level that their number tells, where several have one."""
    if len(drafts) < 3:
        return
    depths = []
    for draft in drafts:
        number = _SECTION.match(draft.lines[0].line.text)
        depths.append(number.group().rstrip(".").count(".") if number else 0)
    tops = [draft.level for draft, depth in zip(drafts, depths, strict=True) if depth == min(depths)]
    top = min(tops)
    for draft, depth in zip(drafts, depths, strict=True):
        draft.level = min(6, top + depth - min(depths))


# Lists


def _mark_items(drafts: Sequence[Draft]) -> None:
    """Turn numbered paragraphs that follow each other into list items, and give items their depth."""
    numbered: dict[int, str] = {}
    for index, draft in enumerate(drafts):
        if draft.kind == "paragraph" and draft.mark and (found := _NUMBERED.match(draft.lines[0].line.text)):
            numbered[index] = found.group(1)
    for index, number in numbered.items():
        near = [numbered[other] for other in range(index - 6, index + 7) if other in numbered and other != index]
        if any(_is_next(number, other) or _is_next(other, number) for other in near):
            drafts[index].kind = "item"
    lefts: list[float] = []
    for draft in drafts:
        if draft.kind != "item":
            if draft.kind != "paragraph" or not lefts or draft.lines[0].line.left < lefts[0] + 4:
                lefts = []
            draft.mark = ""
            continue
        line = draft.lines[0].line
        while lefts and line.left < lefts[-1] - 0.5 * line.size:
            lefts.pop()
        if not lefts or line.left > lefts[-1] + 0.5 * line.size:
            lefts.append(line.left)
        draft.level = len(lefts)


def _is_next(first: str, second: str) -> bool:
    if first.isdigit() and second.isdigit():
        return int(second) == int(first) + 1
    if len(first) == len(second) == 1:
        return ord(second) == ord(first) + 1
    roman = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]
    return first in roman and second in roman and roman.index(second) == roman.index(first) + 1
