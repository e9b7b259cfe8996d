"""The order of reading on a PDF page: the order of the file, unless a line jumps up inside its column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from .parts import Line, Page, Word, words_of
from .tables import Row, piece_of, pieces_of, with_tables

RUN_LIMIT = 400  # runs of lines of one page that are put in order; a page with more keeps the file's order

_BULLET_ALONE = re.compile(r"[•◦▪▫‣●○■□∙·➢➤✓✔❖►▶♦◆★–—*−-]|\(?(?:\d{1,2}|[a-zA-Z])[.)]")

Item = Line | Row


def arranged(page: Page, *, drawn: bool = True) -> list[Item]:
    """The lines and table rows of a page in the order of reading.

    `drawn` says that the lines come in an order that a program chose; else (read from a picture) by height only.
    """
    lines = [line for line in page.lines if _is_shown(line, page)]
    lines = _in_columns(_joined(lines))
    return ordered(with_tables(page, lines), columns=not drawn)


def _is_shown(line: Line, page: Page) -> bool:
    inside = line.left < page.width and line.right > 0 and line.top < page.height and line.bottom > 0
    return inside and line.size > 0.5


def _joined(lines: Sequence[Line]) -> list[Line]:
    """The lines, those put together that stand on one height with nothing between: a raised number parts them."""
    found: list[Line] = []
    for line in lines:
        before = found[-1] if found else None
        if before and _goes_on(before, line):
            if before.broken:  # the mark was a letter that has no code, not a hyphen
                *others, last = words_of(before)
                before.words, before.even = [*others, last._replace(text=last.text[:-1])], False
            found[-1] = _together(before, line)
        else:
            found.append(line)
    return found


def _goes_on(first: Line, second: Line) -> bool:
    if first.turned or second.turned:
        return False
    overlap = min(first.bottom, second.bottom) - max(first.top, second.top)
    if overlap < 0.4 * min(first.bottom - first.top, second.bottom - second.top):
        return False
    gap, size = second.left - first.right, max(first.size, second.size)
    if _BULLET_ALONE.fullmatch(first.text):
        return -0.5 * size <= gap <= 5 * size
    return -1.3 * size <= gap <= 0.7 * size and second.left > first.left


def _together(first: Line, second: Line) -> Line:
    start, rest = words_of(first), words_of(second)
    words = [*start, *rest]
    if second.left - first.right < 0.15 * max(first.size, second.size):
        glued = Word(start[-1].text + rest[0].text, start[-1].left, rest[0].right)
        words = [*start[:-1], glued, *rest[1:]]
    longer = first if len(first.text) >= len(second.text) else second
    return Line(
        " ".join(word.text for word in words),
        min(first.left, second.left),
        min(longer.top, max(first.top, second.top)),
        max(first.right, second.right),
        max(longer.bottom, min(first.bottom, second.bottom)),
        longer.size,
        first.bold and second.bold,
        first.fixed and second.fixed,
        second.broken,
        False,
        words,
        first.first_size,
        second.last_size,
    )


def _in_columns(lines: Sequence[Line]) -> list[Line]:
    """The lines, parted where two columns of running text were put on one line."""
    found: list[Line] = []
    group: list[tuple[Line, list[list[Word]]]] = []

    def close() -> None:
        nonlocal group
        if len(group) >= 4 and _is_gutter(group):
            for column in range(2):
                found.extend(piece_of(line, pieces[column]) for line, pieces in group)
        else:
            found.extend(line for line, _ in group)
        group = []

    for line in lines:
        pieces = [] if line.turned else pieces_of(line)
        if len(pieces) != 2 or min(len(piece) for piece in pieces) < 3:
            close()
            found.append(line)
        else:
            group.append((line, pieces))
    close()
    return found


def _is_gutter(group: Sequence[tuple[Line, list[list[Word]]]]) -> bool:
    left = max(pieces[0][-1].right for _, pieces in group)
    right = min(pieces[1][0].left for _, pieces in group)
    letters = [sum(len(word.text) + 1 for word in piece) for _, pieces in group for piece in pieces]
    return right - left > 3 and sum(letters) / len(letters) > 28


def ordered(items: Sequence[Item], *, columns: bool = False) -> list[Item]:
    """The items in the order of reading: theirs, but for runs of lines that would come after one below them.

    With `columns`, a run also comes before one that stands wholly to its right.
    """
    runs = _runs(items)
    if len(runs) > RUN_LIMIT or not (columns or _jumps(runs)):
        return list(items)
    boxes = [_box(run) for run in runs]
    before: list[set[int]] = [set() for _ in runs]
    for first, a in enumerate(boxes):
        for second, b in enumerate(boxes):
            if first != second and (_above(a, b) or (columns and _left_of(a, b, boxes))):
                before[second].add(first)
    waiting = list(range(len(runs)))
    found: list[Item] = []
    while waiting:
        # Where the boxes contradict each other, the file's order decides.
        ready = next((run for run in waiting if not before[run] & set(waiting) - {run}), waiting[0])
        waiting.remove(ready)
        found += runs[ready]
    return found


_Box = tuple[float, float, float, float]


def _runs(items: Sequence[Item]) -> list[list[Item]]:
    """The items in runs that go down one column."""
    runs: list[list[Item]] = []
    for item in items:
        if runs and _follows(runs[-1][-1], item):
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def _follows(first: Item, second: Item) -> bool:
    if first.turned or second.turned:
        return False
    height = max(first.bottom - first.top, second.bottom - second.top)
    if isinstance(first, Row) and isinstance(second, Row):
        return second.top >= first.top and not second.first
    if second.top < first.top - 0.3 * height or second.top - first.bottom > 2.5 * height:
        return False
    return min(first.right, second.right) > max(first.left, second.left) or second.top < first.bottom - 0.5 * height


def _box(run: Sequence[Item]) -> _Box:
    return (
        min(item.left for item in run),
        min(item.top for item in run),
        max(item.right for item in run),
        max(item.bottom for item in run),
    )


def _shares_column(a: _Box, b: _Box) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > 0.3 * min(a[2] - a[0], b[2] - b[0])


def _above(a: _Box, b: _Box) -> bool:
    low = 0.3 * min(a[3] - a[1], b[3] - b[1], 12.0)
    return a[3] <= b[1] + low and a[1] < b[1] and _shares_column(a, b)


def _left_of(a: _Box, b: _Box, boxes: Sequence[_Box]) -> bool:
    if a[2] > b[0] + 2 or min(a[3], b[3]) <= max(a[1], b[1]):
        return False
    top, bottom = min(a[1], b[1]), max(a[3], b[3])
    return not any(c[0] < a[2] and c[2] > b[0] and top < c[1] and c[3] < bottom for c in boxes)


def _jumps(runs: Sequence[Sequence[Item]]) -> bool:
    boxes = [_box(run) for run in runs]
    if len(boxes) < 2 or all(first[3] <= second[1] + 3 for first, second in pairwise(boxes)):
        return False
    return any(_above(boxes[later], boxes[sooner]) for later in range(len(boxes)) for sooner in range(later))
