"""Text whose characters all show and do nothing else, and the columns that it takes.

Every output for a person passes its text through `visible`: the terminal for each line, the page for each value of a
template. JSON does not: it carries text as it is, and its encoding keeps it harmless.
"""

from __future__ import annotations

import unicodedata

# One character for one character, so that offsets hold in what is shown.
_SHOWN = (
    {code: 0x2400 + code for code in range(32) if code not in (0x09, 0x0A, 0x0D)}  # "␀" to "␟": the control pictures
    | {0x0D: " ", 0x7F: "␡"}
    | dict.fromkeys(range(0x80, 0xA0), "�")
    | dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "�")  # they turn the writing direction
    | dict.fromkeys(range(0xD800, 0xE000), "�")  # half a character: it cannot be encoded
)


def visible(text: str) -> str:
    r"""The text with every character that acts instead of showing replaced by one that shows, one for one.

    >>> visible("a\x1b[31mb")
    'a␛[31mb'
    """
    return text.translate(_SHOWN)


def columns_of(text: str) -> int:
    """Columns that a text takes in a terminal: two for a wide character, none for a combining one."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
