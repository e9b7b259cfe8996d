"""Which blocks of a PDF are headings or list items, and their levels: by table of contents, size, weight, number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from .blocks import BULLET, LEADER, NUMBERED, SECTION, Draft, Style
from .parts import Line

HEADING_LIMIT = 200  # characters
_JOINING = 3  # letters; a heading does not end with a word as short, such as "of"
_ENTRIES = 8  # blocks that three entries of a table of contents stand in
_ENTRY = re.compile(r"\s(?:\d{1,4}|[ivxlc]{1,6})$")
_CHAPTER = re.compile(r"(?:chapter|kapitel|part|teil|appendix|anhang)\s+\w{1,5}[.:]?|第.{1,4}[章部篇]", re.IGNORECASE)


def with_levels(drafts: Sequence[Draft], style: Style, outline: Sequence[tuple[int, str, int]]) -> list[Draft]:
    """The blocks, those that head others turned into headings, numbered ones into list items, with their levels.

    `outline` is the file's table of contents, as (level, title, index of the page). The drafts are changed.
    """
    drafts = without_contents(drafts)
    _mark_headings(drafts, style, outline)
    found = _with_chapters(drafts)
    _nest(found)
    _mark_items(found)
    return found


def _mark_headings(drafts: Sequence[Draft], style: Style, outline: Sequence[tuple[int, str, int]]) -> None:
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
        look = (float(round(draft.lines[0].line.size)), draft.lines[0].line.bold)
        level = _level_in(contents.get(draft.page, ()), text)
        if level:
            levels.setdefault(look, Counter())[level] += 1
        if level or _looks_like_heading(draft, text, style):
            found.append((draft, look, level))
    looks = sorted({look for _, look, level in found if not level and look not in levels}, reverse=True)
    numbered = [draft for draft, _, level in found if not level and SECTION.match(draft.lines[0].line.text)]
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
    """The drafts, a heading such as "Chapter 1" put together with the one below it, and wide-set titles."""
    found: list[Draft] = []
    for draft in drafts:
        before = found[-1] if found else None
        joins = before and before.kind == draft.kind == "heading" and before.page == draft.page
        if before and joins and len(before.lines) == 1 and _CHAPTER.fullmatch(before.lines[0].line.text):
            before.lines += draft.lines
            before.level = draft.level
        elif before and joins and _goes_on(before, draft.lines[0].line):
            before.lines += draft.lines
        else:
            found.append(draft)
    return found


def _goes_on(heading: Draft, line: Line) -> bool:
    """Whether a heading goes on in a line: of its size, below it, and not yet whole by its words."""
    before = heading.lines[-1].line
    size, in_brackets = max(before.size, line.size), line.text[0] in "([（"
    alike = abs(before.size - line.size) < 0.08 * size and (before.bold == line.bold or in_brackets)
    if not alike or not 0.5 * size < line.top - before.top < 2.5 * size or SECTION.match(line.text):
        return False
    text = " ".join(placed.line.text for placed in heading.lines)
    opened = any(text.count(first) > text.count(last) for first, last in ("()", "[]", "（）"))
    last = text.split()[-1]
    joining = len(last) <= _JOINING and last.isalpha() and last.islower()
    return opened or joining or in_brackets or line.text[0].islower()


def without_contents(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without tables of contents: entries with dots to a page's number, and such without dots between."""
    entries = [at for at, draft in enumerate(drafts) if not draft.row and LEADER.search(draft.lines[-1].line.text)]
    left_out: set[int] = set()
    for before, at, after in zip(entries, entries[1:], entries[2:], strict=False):
        if after - before <= _ENTRIES:
            left_out.update((before, at, after))
            between = {*range(before, at), *range(at, after)}
            left_out |= {
                one for one in between if not drafts[one].row and _ENTRY.search(drafts[one].lines[-1].line.text)
            }
    return [draft for at, draft in enumerate(drafts) if at not in left_out]


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
    return "".join(filter(str.isalnum, text.lower()))


def _level_in(contents: Sequence[tuple[str, int]], text: str) -> int:
    """The level that the table of contents gives a text; its number may be missing there or here."""
    letters = _letters(text)
    bare = _letters(SECTION.sub("", text, count=1)) or letters
    for title, level in contents:
        if title and (title in (letters, bare) or (letters.endswith(title) and len(title) > 0.7 * len(letters))):
            return level
    return 0


def _looks_like_heading(draft: Draft, text: str, style: Style) -> bool:
    line = draft.lines[0].line
    letters = sum(c.isalpha() for c in text)
    if letters < 2 or letters < 0.4 * len(text.replace(" ", "")) or BULLET.match(text):
        return False
    if text.endswith((",", ";", "-")) or (text.endswith((".", "。", ":", "：")) and len(text) > 40):
        return False
    if line.size >= 1.14 * style.size + 0.2:
        return True
    if line.size < 0.93 * style.size or text[0].islower() or len(draft.lines) > 2:
        return False
    if text.endswith((".", ":", "。", "：")) and not SECTION.fullmatch(text.split()[0] + " "):
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
        number = SECTION.match(draft.lines[0].line.text)
        depths.append(number.group().rstrip(".").count(".") if number else 0)
    tops = [draft.level for draft, depth in zip(drafts, depths, strict=True) if depth == min(depths)]
    top = min(tops)
    for draft, depth in zip(drafts, depths, strict=True):
        draft.level = min(6, top + depth - min(depths))


def _mark_items(drafts: Sequence[Draft]) -> None:
    """Turn numbered paragraphs that follow each other into list items, and give items their depth."""
    numbered: dict[int, str] = {}
    for index, draft in enumerate(drafts):
        if draft.kind == "paragraph" and draft.mark and (found := NUMBERED.match(draft.lines[0].line.text)):
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
