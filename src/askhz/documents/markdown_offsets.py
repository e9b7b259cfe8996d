"""Where the bytes of a text stand among its characters: parsers in other languages count bytes of UTF-8."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

_WIDE = re.compile("[^\x00-\x7f]+")
_EQUAL = re.compile("([\x80-\u07ff]+)|([\u0800-\uffff]+)|([\U00010000-\U0010ffff]+)")


def character_of(source: str, start: int = 0) -> Callable[[int], int]:
    """Tells, for the number of a byte, the number of the character that it begins; `start` is that of the first one.

    >>> at = character_of("né — 😀.")
    >>> [at(byte) for byte in (0, 1, 3, 4, 7, 8, 12, 13)]
    [0, 1, 2, 3, 4, 5, 6, 7]
    """
    if source.isascii():
        return (lambda at: at + start) if start else (lambda at: at)
    begins, characters, widths = [0], [start], [1]
    for begin, character, width in _runs(source):
        begins.append(begin)
        characters.append(character + start)
        widths.append(width)

    def place(at: int) -> int:
        run = bisect_right(begins, at) - 1
        return characters[run] + (at - begins[run]) // widths[run]

    return place


def _runs(source: str) -> Iterator[tuple[int, int, int]]:
    """Where characters of another width in UTF-8 begin: the number of the byte, of the character, and the width."""
    byte = character = 0
    for wide in _WIDE.finditer(source):
        byte += wide.start() - character
        for run in _EQUAL.finditer(source, *wide.span()):
            first, character = run.span()
            width = (run.lastindex or 0) + 1
            yield byte, first, width
            byte += (character - first) * width
        yield byte, character, 1
