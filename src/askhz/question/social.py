"""Lines that ask the documents nothing: greetings, thanks, questions about askhz itself. And what is said to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from ..text.words import fold
from .languages import LANGUAGES, Act, Language, language_of

_LONGEST = 80  # characters of a social line
_OPTION = re.compile(r"(?:^|\s)-{1,2}[A-Za-z]")  # "And -k?" asks for an option of a command
_TITLES = 5  # documents that a reply names
_LONGEST_TITLE = 60  # characters
_ORDER: tuple[Act, ...] = ("about", "thanks", "doubt", "farewell", "greeting", "assent")


class SocialLine(NamedTuple):
    """What a line does, and in which language."""

    act: Act
    language: Language


def social_line(text: str) -> SocialLine | None:
    """What a social line does; None for a question to the documents.

    >>> found = [social_line(line) for line in ("Great, thank you!", "what can you do?", "谢谢你", "Thanks to whom?")]
    >>> [line and (line.act, line.language.code) for line in found]
    [('thanks', 'en'), ('about', 'en'), ('thanks', 'zh'), None]
    """
    if len(text) > _LONGEST or _OPTION.search(text):
        return None
    first = language_of(text)
    for language in (first, *(other for other in LANGUAGES.values() if other is not first)):
        line = _words_only(text, language)
        acts = _acts_of(line, language)
        if acts:
            return SocialLine(min(acts, key=_ORDER.index), language)
    return None


def reply(line: SocialLine, titles: Sequence[str]) -> str:
    """What is said to a social line: what askhz is, and which documents it has.

    >>> reply(social_line("hi"), ["Ferry Elk", "Ferry Lynx"]).split(". ")[-1]
    'It has 2 documents: “Ferry Elk”, “Ferry Lynx”.'
    """
    words = line.language.courtesies
    named = [words.quoted.format(title=_short(title)) for title in titles[:_TITLES]]
    if len(titles) > _TITLES:
        named.append(words.more.format(count=len(titles) - _TITLES))
    template = words.none if not titles else words.one if len(titles) == 1 else words.some
    documents = template.format(count=len(titles), titles=words.comma.join(named))
    return words.replies[line.act].format(about=words.about.format(documents=documents)).strip()


def _short(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1].rstrip()}…"


def _words_only(text: str, language: Language) -> str:
    """The words of a line, parted as the language's patterns have them."""
    words = re.findall(r"[\w']+", fold(text).replace("’", "'"))
    return language.courtesies.joiner.join(words)


def _acts_of(line: str, language: Language) -> frozenset[Act]:
    """What the phrases of a social line do; nothing where anything else stands in it.

    Not one pattern of repeated phrases: where phrases overlap it would try every way to divide the line.
    """
    joiner = language.courtesies.joiner
    found: dict[int, frozenset[Act]] = {0: frozenset()}  # what the phrases before each place that can be reached do
    for start in range(len(line)):
        if start not in found:
            continue
        for end in range(start + 1, len(line) + 1):
            if end < len(line) and not line.startswith(joiner, end):
                continue
            for act, each in _phrases(language.code):
                if each.fullmatch(line, start, end):
                    after = end + len(joiner) * (end < len(line))
                    found[after] = found.get(after, frozenset()) | found[start] | ({act} if act else set())
    return found.get(len(line), frozenset())


@cache
def _phrases(code: str) -> tuple[tuple[Act | None, re.Pattern[str]], ...]:
    """The phrases of each act, and without one what may stand around them."""
    words = LANGUAGES[code].courtesies
    return (*((act, re.compile(each)) for act, each in words.lines.items()), (None, re.compile(words.fillers)))
