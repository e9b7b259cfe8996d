"""What letters stand for: the abbreviation that a question asks about, and the words of a text that give it."""

from __future__ import annotations

import re

from ..records import Span
from ..text.words import CJK, fold

SMALL = frozenset("of the and for in to a an on by with as or at from".split())
"""Words that need have no letter in an abbreviation."""
_WITHIN = 3  # words for each letter, small ones included
_WORD = re.compile(r"[^\W\d_][^\W\d_'’]*")
_STANDS_FOR = re.compile(
    r"\b(?i:what (?:do|does|did) (?:the )?(?:abbreviation |acronym |letters |initials )?)[\"'“‘`]?"
    r"(?P<letters>[A-Z][A-Za-z]{1,9})[\"'”’`]? (?i:actually |here )?(?i:stand|short) (?i:for)\b"
    r"|^(?i:and )?(?P<other>[A-Z][A-Za-z]{1,9}) (?i:stands for what)\b"
)

_STANDS_FOR_UNMARKED = re.compile(_STANDS_FOR.pattern, re.IGNORECASE)


def letters_asked(asked: str, text: str = "") -> str | None:
    """The abbreviation of which a question asks what it stands for; None where it asks something else.

    In a question without capitals what a text writes in capitals is one.

    >>> letters_asked("What does OTI stand for?"), letters_asked("What does Ada stand for?")
    ('OTI', None)
    >>> letters_asked("what does oti stand for", "The OTI is paid."), letters_asked("what does oti stand for", "Oti")
    ('OTI', None)
    """
    if asked.islower():
        found = _STANDS_FOR_UNMARKED.search(asked)
        written = (found["letters"] or found["other"]).upper() if found else ""
        return written if written and re.search(rf"\b{written}\b", text) else None
    found = _STANDS_FOR.search(asked)
    written = (found["letters"] or found["other"]) if found else None
    return written if written and sum(letter.isupper() for letter in written) > 1 else None


def words_given(letters: str, text: str) -> Span | None:
    """Where neighbouring words of a text give the letters of an abbreviation, each from the beginning of a word on.

    Small words may be passed over. Of several places the first with a word for each letter, if there is one.

    >>> text = "The OTI, or on-target incentive, is paid."
    >>> start, end = words_given("OTI", text) or (0, 0)
    >>> text[start:end]
    'on-target incentive'
    >>> words_given("QR", "QR codes are read on a quarter.")
    (23, 30)
    """
    words = list(_WORD.finditer(text))
    read = [fold(word[0]).replace("'", "").replace("’", "") for word in words]
    begins = [at for at, word in enumerate(read) if word not in SMALL or word[0] == fold(letters)[0]]
    far = _WITHIN * len(letters)
    runs = [(at, taken) for at in begins if (taken := _taken(fold(letters), read[at : at + far]))]
    at, taken = min(runs, key=lambda run: (run[1] != len(letters), run), default=(0, 0))
    return (words[at].start(), words[at + taken - 1].end()) if taken else None


def words_beside(letters: str, text: str) -> Span | None:
    """Where a text gives the words of an abbreviation right beside it, one of the two in brackets.

    >>> text = "It runs on the Harbour Office Net (HON)."
    >>> text[slice(*words_beside("HON", text))], words_beside("HON", "The HON has a harbour office now.")
    ('Harbour Office Net', None)
    """
    found = words_given(letters, text)
    if found is None:
        return None
    before, after = text[: found[0]], text[found[1] :]
    beside = re.match(rf"[\W_]{{0,4}}\({letters}s?\)", after) or re.search(rf"\b{letters}s?[\W_]{{0,4}}\($", before)
    return found if beside else None


def are_written_out(letters: str, text: str) -> bool:
    """Whether a text gives the words of an abbreviation.

    A text in Chinese, and one that says that they stand for something, are taken to.

    >>> are_written_out("OTI", "on-target incentive"), are_written_out("OTI", "The OTI is paid.")
    (True, False)
    """
    if re.search(rf"[{CJK}]", text) or re.search(rf"\b{letters}\W* (?:stands?|(?:is )?short) for\b", text):
        return True
    return words_given(letters, text) is not None


def _taken(wanted: str, words: list[str]) -> int | None:
    """How many of the first words give all letters that are wanted; None where they do not."""
    if not wanted:
        return 0
    if not words:
        return None
    word = words[0]
    first = 1 if word.startswith("ex") and wanted[0] == "x" else 0
    if word != wanted and word[first] == wanted[0]:
        at = first
        for taken in range(1, len(wanted) + 1):
            if (more := _taken(wanted[taken:], words[1:])) is not None:
                return 1 + more
            at = word.find(wanted[taken], at + 1) if taken < len(wanted) else -1
            if at < 0:
                break
    further = _taken(wanted, words[1:]) if word in SMALL else None
    return None if further is None else 1 + further
