"""Chinese numerals to numbers, once traditional forms are folded to simplified ones; numbers in English words."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DIGITS = dict(zip("〇零一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
NUMERAL = re.compile(r"[〇零一二三四五六七八九十百千万亿两]{2,}")
"""What may be a numeral: see `value`. One character alone is mostly none (一 in 统一, 万 in 万能)."""
_SPELT = re.compile(r"[〇零一二三四五六七八九]{3,}")
_FEWEST = 2  # characters
_PLAIN = r"[〇零一二两三四五六七八九十百千万亿]+"
_AMOUNT = re.compile(
    rf"(?P<figures>\d+(?:,\d{{3}})*(?:\.\d+)?) ?(?P<large>万亿|[千百万亿])?"
    rf"|(?P<whole>{_PLAIN})(?:点(?P<part>[〇零一二三四五六七八九]+))?"
)
_SIZES = {**_UNITS, **_LARGE, "万亿": 10**12}


def value(text: str) -> int | None:
    """The number that a numeral of two characters or more stands for; None if it is none.

    Figures are read one by one from three on: two of them beside each other are "three or four".

    >>> value("二十四"), value("一千五百"), value("三万零二百"), value("二〇二四"), value("一千五"), value("十二亿")
    (24, 1500, 30200, 2024, 1500, 1200000000)
    >>> value("三四"), value("百万"), value("万一"), value("十十")
    (None, None, None, None)
    """
    if len(text) < _FEWEST or text[0] in "百千万亿":
        return None
    if _SPELT.fullmatch(text):
        return int("".join(str(_DIGITS[character]) for character in text))
    if not any(character in _UNITS or character in _LARGE for character in text):
        return None
    total, rest = 0, text
    for large in ("亿", "万"):
        before, found, after = rest.partition(large)
        if found:
            part = _section(before)
            if part is None:
                return None
            total, rest = total + part * _LARGE[large], after
            if len(rest) == 1 and rest in _DIGITS:  # 一万五 is 15,000
                return total + _DIGITS[rest] * _LARGE[large] // 10
    if not rest:
        return total
    last = _section(rest)
    return None if last is None else total + last


def amounts(text: str) -> Iterator[tuple[float, int, int]]:
    """The numbers of a text, in figures or characters, each with its place; one character alone is none.

    >>> [number for number, _, _ in amounts("三点五公里，百分之二十，3.5亿元，1,500名，一千五百名，共二十四家")]
    [3.5, 20, 350000000.0, 1500.0, 1500, 24]
    """
    for match in _AMOUNT.finditer(text):
        number: float | None
        if match["figures"]:
            number = float(match["figures"].replace(",", "")) * _SIZES.get(match["large"] or "", 1)
        else:
            number = value(match["whole"]) if len(match["whole"]) > 1 else _DIGITS.get(match["whole"], 10)
            if match["part"]:
                figures = "".join(str(_DIGITS[character]) for character in match["part"])
                number = None if number is None else float(f"{number}.{figures}")
            elif len(match["whole"]) == 1:
                number = None
        if number is not None:
            yield number, *match.span()


def _section(text: str) -> int | None:
    """A numeral below ten thousand: figures with units, the larger units first."""
    if not text:
        return None
    total, digit, unit, skipped = 0, None, 10**4, False
    for at, character in enumerate(text):
        if character in "〇零":
            if digit is not None or (not at and len(text) > 1 and text[1] in _UNITS):
                return None
            skipped = True
        elif character in _DIGITS:
            if digit is not None:
                return None
            digit = _DIGITS[character]
        elif character in _UNITS:
            size = _UNITS[character]
            if size >= unit or (digit is None and (size != 10 or (at and not skipped))):
                return None
            total, digit, unit, skipped = total + (digit or 1) * size, None, size, False
        else:
            return None
    if digit is not None:
        # 一百二 is 120, 一百零二 is 102.
        total += digit * (unit // 10 if 10 < unit < 10**4 and not skipped else 1)
    return total


TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
"""The English words of the numbers up to that, each at its own place."""
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth twenty-first"
).split()
"""The English words of the ordinals from the first on."""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_words(number: int) -> str:
    """A whole number in English words.

    >>> in_words(1500), in_words(342), in_words(2_000_000)
    ('one thousand five hundred', 'three hundred and forty-two', 'two million')
    """
    if number < 20:
        return TO_NINETEEN[number]
    if number < 100:
        rest = number % 10
        return _TENS[number // 10 - 2] + (f"-{TO_NINETEEN[rest]}" if rest else "")
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            joined = " and " if 0 < rest < 100 else " "
            return f"{in_words(number // size)} {name}" + (f"{joined}{in_words(rest)}" if rest else "")
    raise AssertionError(number)
