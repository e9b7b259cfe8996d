"""Options of commands as a text has them: with their dashes, of one letter as it is written, small or capital."""

from __future__ import annotations

import re
from functools import lru_cache

OPTION = (
    r"(?<![\w-])--[a-z][\w-]+|(?<![\w.-])-[A-Za-z](?![\w-])"
    # A figure alone is one where it is spoken of as one: elsewhere it is a number below nought.
    r"|(?<=option )-\d{1,2}\b(?![.,]\d)|(?<=[a-z] )-\d{1,2}(?= (?:do|does|mean|means|for)\b)(?!\w)"
)
"""How a question writes an option."""


def is_option(text: str) -> bool:
    """Whether a term is an option."""
    return text.startswith("-")


def option_stands(option: str, text: str) -> bool:
    """Whether an option stands in a text.

    >>> option_stands("-L", "-L, --link FILE"), option_stands("-L", "-l FILE"), option_stands("--sign", "a minus sign")
    (True, False, False)
    """
    return _pattern(option).search(text) is not None


@lru_cache(maxsize=256)
def _pattern(option: str) -> re.Pattern[str]:
    name = option.lstrip("-")
    # Where dashes are made finer, two are one long one.
    dashes = r"(?:--|[–—])" if option.startswith("--") else "[-–−]"
    return re.compile(rf"(?<![\w-]){dashes}{re.escape(name)}(?![\w-])", re.IGNORECASE if option.startswith("--") else 0)
