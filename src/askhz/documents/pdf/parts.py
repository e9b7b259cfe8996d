"""What a PDF page is made of: words, lines and the straight lines drawn on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Word(NamedTuple):
    """A word of a line and its edges, in points of the page as shown."""

    text: str
    left: float
    right: float


@dataclass(slots=True)
class Line:
    """A line, or a piece of one. Edges in points of the page as shown, from its top left; `size` is the font's, too.

    `words` are in the order of reading; `first_size` and `last_size` are the sizes of the first and last one. `broken`
    says that the last word goes on in the next line, after a hyphen. `turned` says that the line does not run from left
    to right (or right to left) on the page as shown. `even` says that no wide gap stands between its words, of which
    `words` has the first only: see `words_of`.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False
    fixed: bool = False
    broken: bool = False
    turned: bool = False
    words: Sequence[Word] = ()
    first_size: float = 0.0
    last_size: float = 0.0
    even: bool = False


def words_of(line: Line) -> Sequence[Word]:
    """All words of a line; those of an even one each at its share of it."""
    if not line.even:
        return line.words
    share = (line.right - line.left) / max(1, len(line.text))
    found, at = [], line.left
    for text in line.text.split(" "):
        found.append(Word(text, at, at + share * len(text)))
        at += share * (len(text) + 1)
    return found


class Rule(NamedTuple):
    """A straight line drawn on the page, upright or level, or the edge of a filled rectangle."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(slots=True)
class Page:
    """What stands on a page, in points. `covered` is the share of it under its largest picture.

    `garbled` says that its characters have no meaning: its fonts do not tell which letters they draw. A page whose text
    is turned is looked at with its text upright: everything here is turned back by `quarter` quarters, with the clock.
    `texts` counts the pieces of text drawn on it. `placed` is False where nobody knows where its lines stand.
    """

    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    covered: float = 0.0
    garbled: bool = False
    quarter: int = 0
    texts: int = 0
    placed: bool = True
