"""The lines of reStructuredText: what begins at one, and where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .outline import Line
from .restructured_tables import GRID, SIMPLE
from .restructured_terms import FIELD, defined, option

RULE = re.compile(r"([!-/:-@\[-`{-~])\1{2,}\s*$")
ITEM = re.compile(r"\s*((?:[-*+•‣]|\(?(?:\d{1,4}|[a-zA-Z]|[ivxIVX]+|#)[.)])[ \t]+|(?:[-*+•]|#\.)$)")
MARKUP = re.compile(r"\s*\.\.(?:[ \t]|$)")


def is_title(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is underlined as a title is."""
    if at + 1 >= len(lines) or lines[at].indent or RULE.match(lines[at].text):
        return False
    under = lines[at + 1].text.rstrip()
    return bool(RULE.match(under)) and len(under) >= min(4, len(lines[at].text.rstrip()))


def is_paragraph(lines: Sequence[Line], at: int) -> bool:
    """Whether a paragraph begins at a line, and nothing else."""
    line = lines[at]
    text = line.text
    marked = MARKUP.match(text) or GRID.match(text) or SIMPLE.match(text) or FIELD.match(text) or ITEM.match(text)
    code = text.lstrip().startswith((">>> ", "| "))
    return not (line.blank or line.long or marked or code or option(lines, at) or defined(lines, at))


def end_of_paragraph(lines: Sequence[Line], at: int) -> int:
    """The line before which a blank one, or the end, stands."""
    while at < len(lines) and not lines[at].blank:
        at += 1
    return at


def end_of_lines(lines: Sequence[Line], at: int) -> int:
    """The line after those that go on at the indentation of one, or deeper, without a blank one between."""
    end = at + 1
    while end < len(lines) and not lines[end].blank and lines[end].indent >= lines[at].indent:
        end += 1
    return end


def end_of_deeper(lines: Sequence[Line], at: int) -> int:
    """The line after those that go on deeper than one, without a blank one between."""
    end = at + 1
    while end < len(lines) and not lines[end].blank and lines[end].indent > lines[at].indent:
        end += 1
    return end


def below(lines: Sequence[Line], at: int, indent: int) -> int:
    """The line after those from `at` on that are indented more, without the blank ones at their end."""
    end = at
    while at < len(lines) and (lines[at].blank or lines[at].indent > indent):
        if not lines[at].blank:
            end = at + 1
        at += 1
    return end


def skip_blank(lines: Sequence[Line], at: int, end: int) -> int:
    """The first line from `at` on that is not blank, or `end`."""
    while at < end and lines[at].blank:
        at += 1
    return at


def begin_of(text: str, start: int) -> int:
    """The offset of the first character from `start` on that is no white space."""
    while start < len(text) and text[start].isspace():
        start += 1
    return start
