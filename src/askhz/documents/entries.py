"""A text of settings or data that stays as it is in the file, divided at its entries: YAML, TOML, INI.

Readers find at which line an entry begins and what its path is; here they become blocks and anchors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..records import Place
from .outline import Line, Outline

ENTRY_LINES = 30  # an entry with more lines is divided at the entries below it
_COMMENT = re.compile(r"[ \t]*(?:[#;]+!?|//)[ \t]?")
_LEAD = re.compile(r"[ \t]*(?:- +)*")


class Entry(NamedTuple):
    """An entry: the number of its first line (0 for the first of the text), its depth (1 is outermost), its path."""

    line: int
    depth: int
    path: str


def divide(outline: Outline, lines: Sequence[Line], entries: Sequence[Entry], *, joins: frozenset[int]) -> None:
    """Add the blocks and anchors of a text's entries, with the comments above each.

    `joins` are the lines that go on with the value of the line before them. The entries are in order of their lines.
    """
    tops = _with_comments(lines, entries)
    bounds = [*(line for line, _ in tops), len(lines)]
    if not tops or tops[0][0] > 0:
        _block(outline, lines, 0, bounds[0], "", joins)
    at = 0
    while at < len(tops):
        # The next entry as high as this one, or higher, ends it.
        depth = tops[at][1].depth
        after = at + 1
        while after < len(tops) and tops[after][1].depth > depth:
            after += 1
        path = tops[at][1].path
        if bounds[after] - bounds[at] > ENTRY_LINES and after > at + 1:
            after = at + 1
        elif depth > 1:
            # The small entries of a large one stand together, under its path.
            alone = after
            while after < len(tops) and tops[after][1].depth == depth:
                end = after + 1
                while end < len(tops) and tops[end][1].depth > depth:
                    end += 1
                if bounds[end] - bounds[at] > ENTRY_LINES:
                    break
                after = end
            path = _parent(path) if after > alone else path
        _block(outline, lines, bounds[at], bounds[after], path, joins)
        at = after


def _parent(path: str) -> str:
    """The path of what an entry stands in.

    >>> _parent("jobs.test"), _parent("nav[3]"), _parent("nav")
    ('jobs', 'nav', 'nav')
    """
    cut = max(path.rfind("."), path.rfind("["))
    return path[:cut] if cut > 0 else path


def _with_comments(lines: Sequence[Line], entries: Sequence[Entry]) -> list[tuple[int, Entry]]:
    """Each entry with the line that its comments begin at; of two at one line the first holds."""
    found: list[tuple[int, Entry]] = []
    for entry in entries:
        first, least = entry.line, found[-1][1].line + 1 if found else 0
        if not least <= entry.line < len(lines):
            continue
        while first > least and _is_comment(lines[first - 1]) and lines[first - 1].indent <= lines[entry.line].indent:
            first -= 1
        found.append((first, entry))
    return found


def _is_comment(line: Line) -> bool:
    return line.text.lstrip().startswith(("#", ";", "//"))


def _block(outline: Outline, lines: Sequence[Line], first: int, last: int, path: str, joins: frozenset[int]) -> None:
    while first < last:
        # An entry that cannot be divided at others is divided by its length.
        end = min(last, first + 2 * ENTRY_LINES)
        start = lines[first].start
        count = len(outline.blocks)
        outline.block("paragraph", start, lines[end - 1].end)
        if len(outline.blocks) > count:
            outline.anchor(outline.blocks[-1].start, Place(section=path or None, line=first + 1))
            for number in range(first, end):
                _line(outline, lines, number, first, number in joins)
        first = end


def _line(outline: Outline, lines: Sequence[Line], number: int, first: int, joins: bool) -> None:
    line = lines[number]
    before = lines[number - 1] if number > first else None
    mark = _COMMENT.match(line.text) or _LEAD.match(line.text) if not joins else None
    lead = line.start + (mark.end() if mark else len(line.text) - len(line.text.lstrip()))
    if before is None:
        outline.drop(line.start, lead)
    else:
        words = before.text.rstrip()
        goes_on = joins or not words.strip() or words.endswith((":", ",", "[", "{", "|", ">", "="))
        goes_on = goes_on or (words.lstrip().startswith("[") and words.endswith("]") and "=" not in words)
        both = _is_comment(line) and _is_comment(before)
        outline.drop(before.end, lead, " " if goes_on or both or line.blank else "; ")
