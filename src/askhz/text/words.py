"""Text to normal words.

The only lexical tokenizer: index, question, reading and scoring all use it. A normal word is case-folded, without
accents, possessive or inflection (Snowball's English stemmer); Chinese and Japanese run as overlapping pairs of
characters: that needs no dictionary, misses no word, and finds more than words from a dictionary do
(docs/chinese.md). Traditional characters are folded to simplified ones, and a Chinese numeral is also the number that
it stands for. This module knows no records.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import Stemmer

from .english import is_english
from .numerals import NUMERAL, value

CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTERS = rf"[^\W_{CJK}]+"
_MARKS = "[\u0300-\u036f]+"  # accents written apart from their letters
_CJK_CHARACTER = re.compile(f"[{CJK}]")
_TOKEN = re.compile(
    rf"(?P<cjk>[{CJK}]+)"
    rf"|(?P<number>\d+(?:[.,]\d+)*(?![^\W_{CJK}]))"
    rf"|(?P<word>{_LETTERS}(?:(?:(?:{_MARKS})?['’]|{_MARKS}){_LETTERS})*(?:{_MARKS})?)"
)
_FEW, _MANY = 0.1, 0.3  # shares of Chinese characters
_WORD_LIMIT = 64  # characters; longer runs are no words (keys, base64 lines) and would only fill the vocabulary
# Function words and question words: they say how something is asked, not what about.
STOP_WORDS = frozenset(
    """a about all also am an and any are as at be because been being but by can could did do does doing done for from
    had has have having he her here hers him his how i if in into is it its itself just like me might more most much
    must my no nor not of off on once only or other our out over own per please shall she should so some such tell
    than that the their them then there these they this those though through to too under until up upon us very was
    we were what whats when where whether which while who whom whose why will with within without would yes you your
    s t m re ve ll d don didn doesn isn wasn aren 的""".split()
)
# The same in Chinese, where no space sets them off. A pair of characters that touches one of them is folded to the last
# of the stop words: in 有多少家企业 only 企业 is left to look for.
_EMPTY = "的"
_EMPTY_WORDS = re.compile(
    "什么(?:时候|样|人|地方)?|为什么|为何|为啥|干嘛|哪[些个里儿家位种年天]?|谁|多少|多久|多[长大高重远](?![度学])|几[个种年天次家位]?|怎么样?|怎样|如何"
    "|是不是|能不能|会不会|有没有|要不要|可不可以|可以|是否|请问|我们?|您|你们?|(?<!其)[他她它]们?"
    "|[吗呢吧啊呀嘛]|(?<!目)的(?!确)|了(?!解)|(?<![但若])是|(?<![存现内])在(?!线)"
    "|(?<![所拥没])有(?!机|限|效|关|害|毒|序|益)|(?<![共平温])和(?!面|平|谐)|与"
)
# A Stemmer keeps a cache that two threads must not write at once.
_local = threading.local()


def _normal(token: str) -> tuple[str, str]:
    """The stem and the folded form of a word of letters."""
    folded = fold(token).replace("’", "'").removesuffix("'s").replace("'", "")
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("english")
    return str(_local.stemmer.stemWord(folded)), folded


# Few words make up most of a text.
_known_normal = lru_cache(maxsize=65536)(_normal)


# Made by training/scripts_table.py: the characters that fold, and below each what it folds to.
SIMPLIFIED = str.maketrans(
    *resources.files(__package__).joinpath("traditional.txt").read_text(encoding="utf-8").splitlines()
)


def fold(text: str) -> str:
    """Compatibility-normalised, case-folded, simplified text without accents; its length may differ from the text's.

    >>> fold("Ｆｕｌｌ Café 宇樹")
    'full cafe 宇树'
    """
    if text.isascii():
        return text.lower()
    # Twice: some capitals appear only when decomposed (a mathematical A), some accents only when folded.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return simplified("".join(c for c in decomposed if not unicodedata.combining(c)))


def simplified(text: str) -> str:
    """The text with simplified characters for traditional ones; its length stays.

    >>> simplified("什麼 WHAT")
    '什么 WHAT'
    """
    return text.translate(SIMPLIFIED)


class Word(NamedTuple):
    """One normal word: its stem, its folded form, and the offsets of what it was made of.

    A tuple, because every word that is indexed becomes one, and a dataclass takes three times as long to make.
    """

    stem: str
    folded: str
    start: int
    end: int


def spans(text: str) -> Iterator[Word]:
    """The normal words of a text with their places, in order; pairs of Chinese characters overlap.

    >>> [(w.stem, w.start, w.end) for w in spans("Hangzhou's 24 unicorns")]
    [('hangzhou', 0, 10), ('24', 11, 13), ('unicorn', 14, 22)]
    >>> [w.stem for w in spans("宇樹科技 R1")]
    ['宇树', '树科', '科技', 'r1']
    >>> [(w.stem, w.start, w.end) for w in spans("二十四家")]
    [('二十', 0, 2), ('24', 0, 3), ('十四', 1, 3), ('四家', 2, 4)]
    """
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        token = match.group()
        if match.lastgroup == "cjk":
            yield from _pairs(simplified(token), start)
        elif match.lastgroup == "number":
            number = fold(token).replace(",", "")
            yield Word(number[:_WORD_LIMIT], number[:_WORD_LIMIT], start, end)
        else:
            stem, folded = _known_normal(token) if len(token) <= _WORD_LIMIT else _normal(token)
            if 0 < len(folded) <= _WORD_LIMIT:
                yield Word(stem, folded, start, end)


def _pairs(run: str, start: int) -> Iterator[Word]:
    """The words of a run of Chinese characters that begins at `start`."""
    if len(run) == 1:
        yield Word(run, _EMPTY if _EMPTY_WORDS.fullmatch(run) else run, start, start + 1)
        return
    empty = {at for match in _EMPTY_WORDS.finditer(run) for at in range(*match.span())}
    numerals = {match.start(): match for match in NUMERAL.finditer(run)}
    for at in range(len(run) - 1):
        pair = run[at : at + 2]
        yield Word(pair, _EMPTY if at in empty or at + 1 in empty else pair, start + at, start + at + 2)
        number = value(numerals[at].group()) if at in numerals else None
        if number is not None:
            yield Word(str(number), str(number), start + at, start + numerals[at].end())


def mostly_chinese(text: str) -> bool:
    """Whether more than half of a text's letters and digits are Chinese characters or kana.

    >>> mostly_chinese("杭州有多少家独角兽企业?"), mostly_chinese("When was 宇树科技 founded?")
    (True, False)
    """
    return chinese_share(text) > 0.5


def in_chinese(asked: str) -> bool:
    """Whether a question is asked in Chinese, however many Latin names stand in it.

    >>> in_chinese("Titan 的 Point_Get 是多少？"), in_chinese("When was 宇树科技 founded?"), in_chinese("R1")
    (True, False, False)
    """
    return mostly_chinese(asked) or (
        _CJK_CHARACTER.search(asked) is not None
        and not any(word.folded in STOP_WORDS and word.folded != _EMPTY for word in spans(asked))
    )


@lru_cache(maxsize=8192)
def chinese_share(text: str) -> float:
    """The share of Chinese characters and kana among a text's letters and digits. Cached, as `word_set` is.

    >>> chinese_share("R1 模型")
    0.5
    """
    if text.isascii():
        return 0.0
    letters = [character for character in text if character.isalnum()]
    return sum(bool(_CJK_CHARACTER.match(character)) for character in letters) / max(1, len(letters))


def count_words(text: str) -> int:
    """Words of a text, as its length is told; two Chinese characters count as one.

    >>> count_words("Silk is woven."), count_words("丝绸之路")
    (3, 2)
    """
    if text.isascii():
        return len(text.split())
    chinese = len(_CJK_CHARACTER.findall(text))
    return len(_CJK_CHARACTER.sub(" ", text).split()) + (chinese + 1) // 2


def other_script(asked: str, text: str) -> bool:
    """Whether a text is in another script than a question, so that their words cannot be compared.

    Chinese manuals are full of Latin letters, English texts name a few things in Chinese.

    >>> other_script("How many unicorns?", "杭州有24家独角兽企业。"), other_script("R1 何时开源？", "R1 in January.")
    (True, True)
    >>> other_script("R1 何时开源？", "R1 inference model 于一月开源。")
    False
    """
    return chinese_share(text) < _FEW if in_chinese(asked) else chinese_share(text) > _MANY


def latin_only(text: str) -> str:
    """The text with a comma in the place of each Chinese character, so that words and numbers beside them stand apart.

    >>> latin_only("在R1模型中有24家")
    '、R1、、、、24、'
    """
    return text if text.isascii() else _CJK_CHARACTER.sub("、", text)


def normal_words(text: str) -> list[str]:
    """The stems of a text's words, in order, stop words included.

    >>> normal_words("The Six Little Dragons emerged.")
    ['the', 'six', 'littl', 'dragon', 'emerg']
    """
    return [word.stem for word in spans(text)]


@lru_cache(maxsize=8192)
def word_set(text: str) -> frozenset[str]:
    """The different stems of a text. Cached, because the same passages are read again and again."""
    return frozenset(normal_words(text))


@lru_cache(maxsize=8192)
def telling_set(text: str) -> frozenset[str]:
    """The different stems of a text that are no stop words; cached like `word_set`.

    >>> sorted(telling_set("Why did the Dragons emerge in Hangzhou?")), telling_set("Who is it?")
    (['dragon', 'emerg', 'hangzhou'], frozenset())
    """
    return frozenset(word.stem for word in spans(text) if word.folded not in STOP_WORDS)


def content_words(text: str) -> list[str]:
    """The stems that say what a text is about, in order, without repeats; all of them if there are only stop words.

    >>> content_words("Why did the Dragons emerge in Hangzhou?")
    ['dragon', 'emerg', 'hangzhou']
    >>> content_words("Who is it?"), content_words("杭州有多少家企业？")
    (['who', 'is', 'it'], ['杭州', '家企', '企业'])
    """
    found = list(spans(text))
    kept = [word.stem for word in found if word.folded not in STOP_WORDS]
    return list(dict.fromkeys(kept or [word.stem for word in found]))


def slips(one: str, other: str, most: int | None = None) -> int:
    """How many letters are wrong, missing, too many or exchanged; `most` + 1 where there are more than `most`.

    >>> slips("unicron", "unicorn"), slips("silk", "canal", 2)
    (1, 3)
    """
    # Imported late: most questions are spelt right.
    from rapidfuzz.distance import OSA

    return int(OSA.distance(one, other, score_cutoff=most))


def nearest_word(word: str, vocabulary: Iterable[tuple[str, int]]) -> str | None:
    """The known word that `word` most likely misspells, or None.

    An English word is no slip, whether it is in the vocabulary or not. Distance is optimal string alignment (a swap of
    neighbours counts once): one slip up to seven letters, two from eight on, the first letter right, and in four
    letters none that is another letter: that is an abbreviation or a name. `vocabulary` gives folded words with how
    often they occur; of two at the same distance the commoner one wins, then the first in the alphabet.

    >>> nearest_word("wukog", [("wukong", 2), ("walking", 5)])
    'wukong'
    >>> [nearest_word(word, [("gave", 3), ("depth", 1), ("devs", 9)]) for word in ("gavel", "dpeth", "deps")]
    [None, 'depth', None]
    """
    if len(word) < 4 or not word.isalpha() or is_english(word):
        return None
    limit = 1 if len(word) < 8 else 2
    best: tuple[int, int, str] | None = None
    for known, count in vocabulary:
        if known[:1] != word[:1] or abs(len(known) - len(word)) > limit or not known.isalpha():
            continue
        if len(word) == 4 == len(known) and sorted(word) != sorted(known):
            continue
        distance = slips(word, known, limit)
        if distance <= limit and (best is None or (distance, -count, known) < best):
            best = (distance, -count, known)
    return best[2] if best else None
