"""Where the content of a block of Markdown stands in the text: a stretch of each of its lines.

What lies before a stretch in its line is a mark of a list, a quotation, a heading, or indentation. The stretches, with
a line feed between them, are the block's source; edits of the source are placed back in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from ..records import Edit, Span
from .edits import without_space
from .markdown_blocks import Leaf, Lines
from .plain import minified

_HEADING = re.compile(r"#{1,6}[ \t]+")
_IMAGE_DATA = re.compile(r"base64,[A-Za-z0-9+/=]+")
_QUOTED = re.compile(r"(?:[ \t]*>)*")


@dataclass(frozen=True)
class Run:
    """A part of a block without gaps: the stretches of its lines; the first and the last of the lines that are its."""

    spans: list[Span]
    first: int
    last: int

    def source(self, text: str) -> str:
        """The stretches, with a line feed between them."""
        return "\n".join(text[start:end] for start, end in self.spans)

    def placed(self, edits: Iterable[Edit]) -> list[Edit]:
        """Edits of the source as edits of the text."""
        return [Edit(*self.place(edit.start, edit.end), edit.text) for edit in edits]

    def place(self, start: int, end: int) -> Span:
        """The stretch of the text for one of the source."""
        return self._placing(start, end)

    def breaks(self, text: str) -> list[Edit]:
        """Edits of the source that keep the ends of its lines where more than that stands between two of them."""
        gaps = zip(self._placing.begins[1:], pairwise(self.spans), strict=False)
        return [Edit(at - 1, at, "\n") for at, ((_, before), (after, _)) in gaps if text[before:after] != "\n"]

    @cached_property
    def _placing(self) -> _Placing:
        return _Placing(self.spans, [0, *accumulate(end - start + 1 for start, end in self.spans)])


class _Placing(NamedTuple):
    spans: list[Span]
    begins: list[int]  # where each stretch begins in the source

    def __call__(self, start: int, end: int) -> Span:
        first = self._at(start)
        return first, (self._at(end - 1, after=True) if end > start else first)

    def _at(self, offset: int, *, after: bool = False) -> int:
        line = min(bisect_right(self.begins, offset) - 1, len(self.spans) - 1)
        begin, end = self.spans[line]
        at = begin + offset - self.begins[line]
        if not after:
            return min(at, end)
        # The line feed stands for all that is between two stretches.
        return at + 1 if at < end else self.spans[min(line + 1, len(self.spans) - 1)][0]


def runs(text: str, lines: Lines, leaf: Leaf) -> Iterator[Run]:
    """The parts of a block between lines that are no text, such as an image written out in letters."""
    spans = list(_spans(text, lines, leaf))
    good = [not _unread(text, *span) for span in spans]
    at = 0
    while at < len(spans):
        stop = at
        while stop < len(spans) and good[stop]:
            stop += 1
        if at < stop:
            first = leaf.first if at == 0 else lines.at(spans[at][0])
            last = leaf.last - 1 if stop == len(spans) else lines.at(spans[stop - 1][0])
            yield Run(spans[at:stop], first, last)
        at = stop + 1


def _unread(text: str, start: int, end: int) -> bool:
    """Whether a line is no text, apart from images in it."""
    if not minified(text, start, end):
        return False
    rest = _IMAGE_DATA.sub("", text[start:end])
    return len(rest) == end - start or minified(rest, 0, len(rest))


def _spans(text: str, lines: Lines, leaf: Leaf) -> Iterator[Span]:
    """The stretch of each line of a block that is its content."""
    if leaf.form == "heading":
        yield from _heading(text, lines, leaf)
    elif leaf.form == "title":
        at = lines.seen[leaf.first].rfind(leaf.content)
        if at >= 0 and leaf.content:
            start = lines.starts[leaf.first] + at
            yield start, start + len(leaf.content)
    elif leaf.form in ("code", "fence", "html"):
        yield from _code(text, lines, leaf)
    elif leaf.form == "math":
        yield from _math(text, lines, leaf)
    else:
        yield from _prose(text, lines, leaf)


def _heading(text: str, lines: Lines, leaf: Leaf) -> Iterator[Span]:
    """That of a heading behind `#`; a mark at its end is none of the content."""
    line = lines.seen[leaf.first]
    for mark in _HEADING.finditer(line):
        if leaf.content and line.startswith(leaf.content, mark.end()):
            start, end = lines.starts[leaf.first] + mark.end(), lines.ends[leaf.first]
            whole = len(line) < end - lines.starts[leaf.first]
            yield start, without_space(text, start, end if whole else start + len(leaf.content))[1]
            return


def _math(text: str, lines: Lines, leaf: Leaf) -> Iterator[Span]:
    for at in range(leaf.first, leaf.last):
        quoted = _QUOTED.match(text, lines.starts[at], lines.ends[at])
        start, end = without_space(text, quoted.end() if quoted else lines.starts[at], lines.ends[at])
        if start < end:
            yield start, end


def _prose(text: str, lines: Lines, leaf: Leaf) -> Iterator[Span]:
    at = leaf.first
    for line in leaf.content.split("\n"):
        content = line.strip()
        if not content:
            continue
        while at < leaf.last and not lines.seen[at].rstrip().endswith(content):
            at += 1
        if at >= leaf.last:
            return
        start = lines.starts[at] + len(lines.seen[at].rstrip()) - len(content)
        yield min(start, lines.ends[at]), without_space(text, lines.starts[at], lines.ends[at])[1]
        at += 1


def _code(text: str, lines: Lines, leaf: Leaf) -> Iterator[Span]:
    """Those of code, empty lines within it included, indentation that is the code's own kept."""
    content = leaf.content.split("\n")
    while content and not content[-1].strip():
        content.pop()
    started = False
    at = leaf.first + (leaf.form == "fence")
    for line in content:
        started = started or bool(line.strip())
        if started and at < leaf.last:
            seen = lines.seen[at]
            wanted = line if seen.endswith(line) else line.lstrip()
            start = lines.starts[at] + len(seen) - len(wanted) if seen.endswith(wanted) else lines.starts[at]
            yield start, lines.ends[at]
        at += 1
