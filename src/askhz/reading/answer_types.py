"""The kinds of short answer (numbers, dates, names) and where a text has them."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from ..question import TYPED
from ..records import Kind, Question, Span
from ..text.words import STOP_WORDS, spans

_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    "|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-(?:one|two|three|four|five|six|seven|eight|nine))?"
    "|dozens?|hundreds?|thousands?|millions?|billions?"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"\b(?:{_MONTHS})(?: \d{{1,2}}(?!\d))?(?:,? (?:of this year|\d{{4}}))?\b"
    r"|\b\d{1,2}/\d{1,2}[ /]\d{4}\b|\b\d{4}-\d{2}-\d{2}\b|\b(?:1[5-9]|20)\d\d\b|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?"
)
_HAN = "[零〇一二两三四五六七八九十百千万亿]+"
_NUMBER = re.compile(
    rf"[$€£¥]?\d[\d,.]*\d?(?:(?:st|nd|rd|th)\b)?(?: ?%| percent)?(?: (?:hundred|thousand|million|billion|trillion)s?)?"
    rf"|\b(?:{_NUMBER_WORDS}|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b"
    # 二十四家, 三点五公里, 百分之二十; 一 alone is mostly an article
    rf"|百分之{_HAN}(?:点{_HAN})?|(?!一(?!{_HAN}|点)){_HAN}(?:点{_HAN})?(?= ?(?:[个位名家人种条项次天年月周秒元块克斤"
    r"米里升度倍层本门座台张篇部章节步类级岁成]|小时|分钟|公斤|公里))",
    re.IGNORECASE,
)
_MARKER = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,3})*[.)、．]|[(（]\d{1,3}[)）])\s")
# What a Chinese question asks the number of, and how that is written behind a number, or before it.
_UNITS_ASKED = tuple(
    (re.compile(asked), re.compile(rf"[ \d.,~～–—至到-]{{0,8}}(?:多|余|来|个)?[ ]?(?:{behind})", re.IGNORECASE), before)
    for asked, behind, before in (
        (
            r"多久|多长时间|(?:几|多少)个?(?:秒|分钟|小时|钟头|天|日|周|星期|月|年)",
            r"秒|分|小时|钟头|天|日|夜|周|星期|月|年|seconds?|minutes?|hours?|days?|weeks?|months?|years?|ms\b|min|h\b|s\b",
            "",
        ),
        (
            r"多少钱|(?:几|多少)(?:元|块|美元)",
            r"[万亿]?(?:元|块|美元|欧元|英镑)|(?:\w+ )?(?:dollars?|euros?|yuan)",
            "$€£¥￥",
        ),
        (r"百分之(?:几|多少)|多少百分比", r"%|％|percent|成", "之"),
        (r"(?:几|多少)(?:克|斤|公斤|千克|两)", r"克|斤|公斤|千克|两|k?g\b|grams?", ""),
        (r"(?:几|多少)(?:米|公里|厘米|毫米|千米)", r"米|公里|厘米|毫米|千米|里|[kcm]?m\b|met(?:er|re)s?", ""),
        (r"(?:几|多少)(?:升|毫升)", r"升|毫升|m?l\b|lit(?:er|re)s?", ""),
        (r"(?:几|多少)(?:度|摄氏度)", r"度|℃|°|摄氏度|degrees?", ""),
        (r"(?:几|多少)(?:瓦|千瓦)", r"瓦|千瓦|k?w\b|watts?", ""),
        (r"(?:几|多少) ?(?:兆|字节|[KMGT]B?\b)", r"兆|字节|[kmgt]i?b\b|bytes?", ""),
    )
)
_QUANTITY = re.compile(
    rf"\d|[一二三四五六七八九十百千万亿两半几]|\b(?:{_NUMBER_WORDS}|zero|no|none|both|single|once|twice|thrice|half|quarter|third"
    r"|pair|couple|few|several|many|unlimited|free)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    rf"\d|[年月日时点天]|\b(?:{_MONTHS}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|\w+days?|{_NUMBER_WORDS}|spring|summer|autumn"
    r"|fall|winter|morning|noon|afternoon|evening|night|midnight|dawn|dusk|century|decade|years?|months?|weeks?|days?"
    r"|hours?|minutes?|seconds?|daily|weekly|monthly|quarterly|yearly|annually|after|before|until|when|whenever|once|during"
    r"|while|since|as soon as|at any time|always|never|now|immediately|end|beginning|start|first|last|every|each)\b",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_WORD_PARTS = re.compile(r"[^\W\d_\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]+")
_FIGURE = re.compile(r"\d{3,}")
_NAME = re.compile(r"[A-Z][\w’'&-]*(?:[ ](?:of|the|and|de|for)(?=[ ][A-Z])|[ ][A-Z0-9][\w’'&-]*)*|[\u4e00-\u9fff]{2,8}")
_ENDING = re.compile(r"\.\w")  # of a file's name, or a number below one
_PAIRS = {'"': '"', "{": "}", "“": "”", "‘": "’", "(": ")", "[": "]", "《": "》", "（": "）", "「": "」"}


def tidy(text: str, start: int, end: int) -> Span:
    """A span without punctuation at its ends, and without a quotation mark or bracket whose partner lies outside.

    A word that it has a part of it has all of: a network's pieces are parts of words. A bracket next to it that is the
    partner of one within it belongs to it.

    >>> text = 'It is "Silicon Valley", he said.'
    >>> start, end = tidy(text, 9, 23)
    >>> text[start:end]
    'Silicon Valley'
    """
    if start < end:
        start, end = _whole_words(text, start, end)
    closing = {mark: partner for partner, mark in _PAIRS.items()}
    while start < end:
        inside = text[start:end]
        first, last = inside[0], inside[-1]
        if (
            first.isspace()
            or (first in ",.;:!?|，。；：！？、" and not _ENDING.match(inside))
            or (first in closing and first not in _PAIRS)
        ):
            start += 1
        elif last.isspace() or last in ",;:!?|，。；：！？、" or (last == "." and not re.search(r"\.\w\.$", inside)):
            end -= 1
        elif first in _PAIRS and _PAIRS[first] not in inside[1:]:
            start += 1
        elif last in closing and closing[last] not in inside[:-1]:
            end -= 1
        else:
            break
    for opening, mark in _PAIRS.items():
        more = text.count(opening, start, end) - text.count(mark, start, end)
        if more > 0 and text.startswith(mark, end):
            end += 1
        elif more < 0 and text.endswith(opening, 0, start):
            start -= 1
    return start, end


def _whole_words(text: str, start: int, end: int) -> Span:
    """The span with the rest of the words that it begins and ends in; Chinese has none."""
    for word in _WORD_PARTS.finditer(text):
        if word.start() < start < word.end():
            start = word.start()
        if word.start() < end < word.end():
            end = word.end()
    return start, end


def figures(text: str) -> frozenset[str]:
    """The numbers of three digits and more, years for the most part, without the commas within them.

    >>> sorted(figures("In 2020, 12 of 1,500 firms left Route 128."))
    ['128', '1500', '2020']
    """
    return frozenset(_FIGURE.findall(_THOUSANDS.sub("", text)))


def lacks_kind(kind: Kind, text: str) -> bool:
    """Whether a text has nothing that a number or a time could be told by; never so for other kinds.

    >>> lacks_kind("number", "in place"), lacks_kind("number", "twelve"), lacks_kind("date", "every Monday")
    (True, False, False)
    """
    if kind == "number":
        return _QUANTITY.search(text) is None
    return kind == "date" and _TIME.search(text) is None


def spans_of_kind(kind: Kind, text: str, asked: str) -> list[Span]:
    """The spans of a sentence that are of the kind wanted and do not stand in the question, in order.

    >>> [text[a:b] for text in ["3. In 2024 it had 24 firms."] for a, b in spans_of_kind("number", text, "How many?")]
    ['24']
    """
    repeated = _folded_words(asked)
    dates = [match.span() for match in _DATE.finditer(text)]
    if kind == "date":
        found = dates
    elif kind == "number":
        marker = _MARKER.match(text)  # of an item: it counts nothing
        begins = marker.end() if marker else 0
        numbers = [_trim(text, *match.span()) for match in _NUMBER.finditer(text, begins)]
        found = [(a, b) for a, b in numbers if not any(x < b and a < y for x, y in dates)]
        found = _in_unit(text, found, asked)
    else:
        found = []
        for match in _NAME.finditer(text):
            start, end = match.span()
            first = re.match(r"[\w’'&-]+", match.group())
            if first and first.group().lower() in STOP_WORDS and first.end() < len(match.group()):
                start += first.end() + 1
            name = re.sub(r"['’]s?$", "", text[start:end])
            end = start + len(name)
            if name and name.lower() not in STOP_WORDS and not (start == 0 and " " not in name and name.isascii()):
                found.append((start, end))
    return [(a, b) for a, b in found if not {w.folded for w in spans(text[a:b])} <= repeated and text[a:b].strip(" .,")]


@lru_cache(maxsize=256)
def _folded_words(asked: str) -> frozenset[str]:
    """The words of a question, which is held against each unit read for it."""
    return frozenset(word.folded for word in spans(asked))


def _in_unit(text: str, numbers: list[Span], asked: str) -> list[Span]:
    """The numbers that a Chinese question for so many days, yuan, degrees … may mean.

    All of them in a row of a table: its header has the unit.

    >>> text = "微波的波长为 12.2 cm，煮了十五分钟。"
    >>> for asked in ("要煮几分钟？", "多少瓦？", "煮多少个？"):
    ...     print([text[a:b] for a, b in spans_of_kind("number", text, asked)])
    ['十五']
    []
    ['12.2', '十五']
    """
    wanted = next(((behind, before) for each, behind, before in _UNITS_ASKED if each.search(asked)), None)
    if wanted is None or "|" in text:
        return numbers
    behind, before = wanted
    return [
        (a, b)
        for a, b in numbers
        if behind.match(text, b) or (a > 0 and text[a - 1] in before) or text.startswith("百分", a)
    ]


def _trim(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1] in ".,":
        end -= 1
    return start, end


def find_span(question: Question, text: str, offset: int) -> Span | None:
    """The smallest answering span of a sentence that begins at `offset`, or None if its kind has none.

    Of the spans of the wanted kind the one nearest to the question's words is taken.
    """
    if question.kind not in TYPED:
        return None
    asked = {w.stem for query in question.search for w in spans(query) if w.folded not in STOP_WORDS}
    anchors = [(w.start + w.end) / 2 for w in spans(text) if w.stem in asked]
    best: tuple[float, int, Span] | None = None
    for start, end in spans_of_kind(question.kind, text, " ".join(question.search)):
        near = sorted(min(abs(anchor - start), abs(anchor - end)) for anchor in anchors)[:3]
        distance = float(np.mean(near)) if near else float(start)
        if best is None or (distance, start) < best[:2]:
            best = (distance, start, (start, end))
    return None if best is None else (offset + best[2][0], offset + best[2][1])
