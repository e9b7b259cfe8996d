"""What a pronoun stood for in the question before: in the next one it most likely stands for the same."""

from __future__ import annotations

import re

from ..text.words import fold
from .kinds import asking, pattern
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


def of_act(text: str, previous: str, language: Language) -> str | None:
    """A question how long "it" takes or what it costs, after one how to do or whether one may do something; else None.

    >>> from .languages import ENGLISH
    >>> of_act("how long does it take?", "How do I moor the Elk?", ENGLISH)
    'how long does it take to moor the Elk?'
    >>> of_act("how long is it?", "How do I moor the Elk?", ENGLISH) is None
    True
    """
    rules = language.follow_ups
    bare = pattern(rules.conjunction).sub("", text).rstrip(" ?!.")
    if not rules.act or not pattern(rules.of_act, re.IGNORECASE).search(bare):
        return None
    act = pattern(rules.act, re.IGNORECASE).search(asking(previous).rstrip(" ?!."))
    return f"{bare} {rules.doing.format(act=act.group('act'))}?" if act else None
