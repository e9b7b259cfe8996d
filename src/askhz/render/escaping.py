"""Text from documents made harmless for an output."""

from __future__ import annotations

import html
import re
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


WIDE = "ᄀ-ᅟ⺀-꓏가-힣豈-﫿︰-﹏＀-｠￠-￦"


def columns_of(text: str) -> int:
    """Columns that a text takes in a terminal: two for a wide character, none for a combining one."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


_MARKDOWN_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&$:@=^])")


def md(text: str) -> str:
    r"""One line of Markdown that shows the text as it is.

    >>> print(md("[x](javascript:1)"))
    \[x\]\(javascript\:1\)
    """
    return _MARKDOWN_MARKS.sub(r"\\\1", " ".join(visible(text).split()))


def escaped(text: str) -> str:
    """The text as HTML shows it, inside an element or a quoted attribute.

    >>> escaped('<b title="x">')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    return html.escape(visible(text), quote=True)
