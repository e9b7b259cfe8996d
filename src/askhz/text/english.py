"""Whether a word is English: the list of 83,000 words, their forms and names that symspellpy comes with."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

_LIST = "frequency_dictionary_en_82_765.txt"  # lines of a word and how often it is used


def is_english(word: str) -> bool:
    """Whether a folded word stands in the list.

    >>> is_english("gavel"), is_english("recieve")
    (True, False)
    """
    return word.isascii() and word.isalpha() and _words().find(b"\n%s " % word.encode()) >= 0


@cache
def _words() -> bytes:
    found = find_spec("symspellpy")  # without importing it: only its list is wanted
    if found is None or found.origin is None:
        raise ModuleNotFoundError("No module named 'symspellpy'", name="symspellpy")
    return b"\n" + Path(found.origin).with_name(_LIST).read_bytes().removeprefix(b"\xef\xbb\xbf")
