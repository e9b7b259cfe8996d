"""What a pronoun stood for in the question before: in the next one it most likely stands for the same."""

from __future__ import annotations

import re

from ..text.words import fold
from .kinds import pattern
from .languages import Language, Role


def carried_on(role: Role, asked: str, resolved: str, language: Language) -> str | None:
    """What took the place of a pronoun of this role in a question; None where none was replaced.

    >>> from .languages import ENGLISH
    >>> carried_on("thing", "And how do I moor it?", "How do I moor the Elk?", ENGLISH)
    'the Elk'
    >>> carried_on("thing", "Is it old?", "Is it old? Elk", ENGLISH) is None
    True
    """
    said = re.findall(r"\S+", pattern(language.follow_ups.conjunction).sub("", asked))
    meant = re.findall(r"\S+", resolved)
    first = 0
    while first < min(len(said), len(meant)) and fold(said[first]) == fold(meant[first]):
        first += 1
    last = 0
    while last < min(len(said), len(meant)) - first and fold(said[-1 - last]) == fold(meant[-1 - last]):
        last += 1
    left, put = " ".join(said[first : len(said) - last]), " ".join(meant[first : len(meant) - last])
    left, put = left.rstrip(" ?!.,"), put.rstrip(" ?!.,")
    roles = [each for one, each in language.follow_ups.pronouns if one == role]
    if not put or not any(pattern(each, re.IGNORECASE).fullmatch(left) for each in roles):
        return None
    return put
