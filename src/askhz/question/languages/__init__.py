"""The languages that questions are asked in: one record each, in a module of its own. A further one is one record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from ...text.language import latin_language, other_language
from ...text.words import fold, in_chinese, other_script
from .chinese import CHINESE
from .english import ENGLISH
from .language import Act, Courtesies, FollowUps, Kinds, Language, Role
from .others import OTHERS

__all__ = [
    "LANGUAGES",
    "OTHERS",
    "Act",
    "Courtesies",
    "FollowUps",
    "Kinds",
    "Language",
    "Role",
    "foreign",
    "language_of",
]

LANGUAGES: Mapping[str, Language] = {language.code: language for language in (ENGLISH, CHINESE)}
"""By code; the first one stands for every language that is not in the table."""


def language_of(text: str) -> Language:
    """The language that a question is asked in: the one whose function words it has most of.

    >>> [language_of(asked).code for asked in ("Who founded it?", "宇树科技是什么?", "When was 宇树科技 founded?")]
    ['en', 'zh', 'en']
    """
    counted = {code: len(_telling(code).findall(fold(text))) for code in LANGUAGES}
    if not any(counted.values()):
        return CHINESE if in_chinese(text) else ENGLISH
    return LANGUAGES[max(counted, key=lambda code: counted[code])]


def foreign(asked: str, quotes: str) -> str | None:
    """The language of quotes in another one than the question's, by its code, "und" if unknown; else None.

    >>> foreign("杭州有多少家企业？", "It is the city with the most firms."), foreign("Who built it?", "张三是建筑师。")
    ('en', 'zh')
    >>> foreign("Who built it?", "Lin built it.") is None, foreign("Wie ist das?", "It is as it was.")
    (True, 'en')
    >>> foreign("What is it like in there?", "Es ist hoch und steht auf dem Berg.")
    'de'
    """
    if not any(map(str.isalpha, quotes)) or not other_language(asked, quotes):
        return None
    if not other_script(asked, quotes):
        return latin_language(quotes) or "und"
    language = language_of(quotes)
    return language.code if _telling(language.code).search(fold(quotes)) else "und"


@cache
def _telling(code: str) -> re.Pattern[str]:
    return re.compile(LANGUAGES[code].telling)
