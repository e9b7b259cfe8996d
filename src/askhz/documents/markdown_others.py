"""What Markdown may hold that CommonMark does not know: where it stands, so that it is read in the other way."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any

from .markdown_blocks import Lines
from .plain import LONG, minified

ICON_SETS = ("material", "fontawesome", "octicons", "simple")  # of Material for MkDocs: `:material-check:`
# Blocks that CommonMark does not have, and characters that only markdown-it takes for ends of lines or white space: the
# whole text is read there.
_OTHER_BLOCKS = re.compile(r"^[ \t>*+\-\d.)]*(?:::|!!!|\?\?\?|///|===[+!]* \")|\$\$", re.MULTILINE)
_OTHER_BLOCK_WORDS = ("::", "!!!", "???", "$$", "///", "===")
_OTHER_CHARACTERS = re.compile(r"[\0\v\f\x1c-\x1f\x85]")
_LONE_RETURN = re.compile(r"\r(?!\n)")
# Marks that CommonMark does not have: a block that may hold one is read there. The words are looked for first.
_OTHER_MARKS = re.compile(
    r"\$|~~|\{ ?[{%:.#]|\{[\w:.+-]{1,40}\}`|!?\[\[[^\[\]\n]{1,400}\]\]|\[!|\[(?i:toc)\]|:::|==|\^\[|\]\(\s?<?data:"
    rf"|%%|\s\^[\w-]+[ \t]*$|:(?:{'|'.join(ICON_SETS)})-",
    re.MULTILINE,
)
_NOTE = re.compile(r"^[ \t>]*\[\^([^\]\s]+)\]:", re.MULTILINE)
_OTHER_WORDS = (
    *("$", "~~", "{", "[[", "[!", "[TOC]", "[toc]", "[Toc]", ":::", "==", "^", "%%", "data:"),
    *(f":{name}-" for name in ICON_SETS),
)


def has_other_blocks(text: str, start: int = 0) -> bool:
    r"""Whether a text may hold blocks that CommonMark does not have, from `start` on.

    >>> [has_other_blocks(text) for text in ("a\n:::note", "a::b", "!!! tip", '=== "A"', "$$", "a\rb", "a\r\nb")]
    [True, False, True, True, True, True, False]
    """
    if _OTHER_CHARACTERS.search(text, start) or ("\r" in text and _LONE_RETURN.search(text, start)):
        return True
    return any(word in text for word in _OTHER_BLOCK_WORDS) and _OTHER_BLOCKS.search(text, start) is not None


def known(text: str, labels: Iterable[str]) -> dict[str, Any]:
    """What markdown-it's rules must know of a whole text to read a part of it: its link definitions and notes."""
    from markdown_it.common.utils import normalizeReference

    definitions = {normalizeReference(label): {"title": "", "href": ""} for label in labels}
    notes = dict.fromkeys((f":{note[1]}" for note in _NOTE.finditer(text)), -1)
    return {"references": definitions, "footnotes": {"refs": notes}}


class Others:
    """The parts of a text, from `start` on, that may hold marks that CommonMark does not have, or are no text."""

    def __init__(self, text: str, lines: Lines, start: int) -> None:
        self._text = text
        self._words = [word for word in _OTHER_WORDS if text.find(word, start) >= 0]
        long = [at for at, line in enumerate(lines.seen) if len(line) > LONG]
        self._unread = [at for at in long if minified(text, lines.starts[at], lines.ends[at])]

    def within(self, start: int, end: int) -> bool:
        """Whether there are such marks in a stretch."""
        for word in self._words:
            if self._text.find(word, start, end) >= 0:
                return _OTHER_MARKS.search(self._text, start, end) is not None
        return False

    def unread(self, first: int, last: int) -> bool:
        """Whether one of these lines, the last one included, is no text."""
        return bool(self._unread) and bisect_left(self._unread, first) < bisect_right(self._unread, last)
