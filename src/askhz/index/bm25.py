"""BM25 as tantivy computes it: the same formula in single precision, with lengths rounded to one byte.

Robertson's formula with Lucene's idf, k1 = 1.2 and b = 0.75. This module knows no index.
"""

from __future__ import annotations

from bisect import bisect_right
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

_K1, _B, _ONE, _HALF = np.float32(1.2), np.float32(0.75), np.float32(1), np.float32(0.5)


@dataclass(frozen=True, slots=True)
class Statistics:
    """What BM25 counts with: passages, words in them together, and for each word how many passages hold it."""

    count: int
    total: int
    holding: Mapping[str, int]


def idf_of(count: int, holding: int) -> float:
    """Robertson's idf in double precision, so that it is above 0 even for a word in all of many millions of passages."""
    return math.log1p((count - holding + 0.5) / (holding + 0.5))


def _int4(number: int) -> int:
    bits, shift = number & 7, (number >> 3) - 1
    return bits if shift < 0 else (bits | 8) << shift


# The lengths that one byte stands for: all up to 40, then steps that grow by an eighth.
_LENGTHS = [number if number < 24 else 24 + _int4(number - 24) for number in range(256)]


def stored_length(length: int) -> int:
    """The length that a passage of so many words is scored with: rounded down to one that fits a byte.

    >>> [stored_length(n) for n in (7, 39, 41, 100, 1000)]
    [7, 39, 40, 96, 984]
    """
    return _LENGTHS[bisect_right(_LENGTHS, length) - 1]


def idf(count: int, holding: int) -> np.float32:
    """How much a word tells apart `count` passages, of which `holding` have it."""
    return np.float32(np.log(_ONE + (np.float32(count - holding) + _HALF) / (np.float32(holding) + _HALF)))


class Scorer:
    """Scores passages for words, from the statistics of an index."""

    def __init__(self, holding: Mapping[str, int], count: int, total: int) -> None:
        """For words with the number of passages that hold each, among `count` passages of `total` words together."""
        self._weights = {word: idf(count, number) * (_ONE + _K1) for word, number in holding.items()}
        self._mean = np.float32(total) / np.float32(count)

    def score(self, words: list[str]) -> float:
        """The score of the passage with these normal words."""
        length = np.float32(stored_length(len(words)))
        norm = _K1 * (_ONE - _B + _B * length / self._mean)
        found = np.float32(0)
        for word, weight in self._weights.items():
            times = np.float32(words.count(word))
            if times:
                found += weight * (times / (times + norm))
        return float(found)
