"""Which language a text is in, as far as its letters and its function words tell.

The lists of function words are Snowball's, as tantivy has them; those of English are the stop words. Chinese and
Japanese have rules of their own in `words`: their words are pairs of characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from .words import STOP_WORDS, chinese_share, fold, in_chinese, other_script

if TYPE_CHECKING:
    import tantivy

NAMES: Mapping[str, str] = {
    "da": "danish",
    "de": "german",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "sv": "swedish",
}
"""The languages in Latin letters that are told from English, by their code (ISO 639-1), as tantivy names them."""
_WORD = re.compile(r"\b[^\W\d_]{2,}\b")  # one letter is a word in too many languages
_SAMPLE = 4000  # characters that are looked at
_SHARE = 0.2  # of the letters of a question in another script, names in it being in Latin letters
_QUESTION = 300  # characters; in a longer text a mark may be quoted
_LETTERS = re.compile("[\u0080-\u024f]")  # Latin ones that English does not have


@lru_cache(maxsize=256)  # a question, and what was found for it, are looked at from several places
def latin_language(text: str, least: int = 2) -> str | None:
    """The code of the language of a text in Latin letters, "en" or one of `NAMES`; None where too little tells it.

    `least`: how many different function words there must be. Those of another language count where English does not
    have them, and there must be more of them than of English ones which that language does not have; beside a letter
    that English does not have one less will do.

    >>> [latin_language(asked) for asked in ("Wie viele Inseln gibt es?", "How many are there?", "¿Quién?", "R1")]
    ['de', 'en', 'es', None]
    """
    if len(text) <= _QUESTION and ("¿" in text or "¡" in text):
        return "es"
    words = {word.lower() for word in _WORD.findall(text[:_SAMPLE])}
    english = {word for word in words if fold(word) in STOP_WORDS}
    here, others = " ".join(sorted(english)), " ".join(sorted(words - english))
    best, most = None, 0
    for code, analyzer in _analyzers().items():
        found = len(words) - len(english) - len(analyzer.analyze(others))
        if found > most and found > len(analyzer.analyze(here)):
            best, most = code, found
    if most >= least - bool(_LETTERS.search(text)):
        return best
    return "en" if best is None and len(english) >= least else None


def function_words(text: str, language: str) -> list[str]:
    """The function words of a language, one of `NAMES`, in a text that English does not have, in lower case.

    >>> function_words("Wie ist das mit den Inseln?", "de")
    ['das', 'den', 'ist', 'mit', 'wie']
    """
    words = {word.lower() for word in _WORD.findall(text[:_SAMPLE])}
    return sorted(word for word in words if fold(word) not in STOP_WORDS and not _analyzers()[language].analyze(word))


def other_language(asked: str, text: str) -> bool:
    """Whether a text is in another language than a question, so that their words cannot be compared.

    What is not known is taken to be the same: a few words in a table tell no language.

    >>> other_language("Wie viele gibt es?", "There are three of them in it."), other_language("섬은 몇 개?", "Two.")
    (True, True)
    >>> other_language("How many are there?", "There are three of them in the lake."), other_language("Preis?", "Two.")
    (False, False)
    """
    if other_script(asked, text):
        return True
    if in_chinese(asked) or chinese_share(text) > 0:
        return False
    theirs = _script_of_text(text)
    return (theirs is not None and _script_of_question(asked) != theirs) or other_latin_language(asked, text)


def is_foreign(text: str, least: int = 2) -> bool:
    """Whether a text is known to be in another language than English and Chinese; `least` as for `latin_language`.

    >>> [is_foreign(text) for text in ("Wie ist das mit den Inseln?", "섬은 몇 개?", "What is it?", "岛有几个？", "R1")]
    [True, True, False, False, False]
    """
    if in_chinese(text) or chinese_share(text) > 0:
        return False
    return _script_of_question(text) != "LATIN" or latin_language(text, least) not in ("en", None)


def other_latin_language(asked: str, text: str) -> bool:
    """Whether question and text are in two languages of Latin letters: a name may be written otherwise in each."""
    here, there = latin_language(asked), latin_language(text, least=3)
    return None not in (here, there) and here != there


def _script_of_question(text: str) -> str:
    """The script of a question: Latin, unless a fair share of its letters are of another.

    Names are often in Latin letters, and signs in Greek ones: α, μm.
    """
    counted = _scripts(text)
    least = _SHARE * counted.total()
    return next((script for script, count in counted.most_common() if script != "LATIN" and count > least), "LATIN")


def _script_of_text(text: str) -> str | None:
    counted = _scripts(text[:_SAMPLE])
    return counted.most_common(1)[0][0] if counted else None


def _scripts(text: str) -> Counter[str]:
    """How many letters of each script a text has, by the first word of their Unicode names."""
    found: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        if letter.isalpha():
            found[_script(letter)] += count
    return found


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0].split("-")[0]


@cache
def _analyzers() -> Mapping[str, tantivy.TextAnalyzer]:
    """For each language what takes its function words out of a text."""
    import tantivy

    return {
        code: tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(tantivy.Filter.stopword(name)).build()
        for code, name in NAMES.items()
    }
