"""Stand-ins that are functions of their text, so that tests can say what must come out."""

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from askhz.models.encoder import Rows, unit
from askhz.text import words


class FakeEncoder:
    """A bag of normal words, each hashed to one of 512 columns: texts are as alike as the words they share."""

    dimension = 512

    def __init__(self, name: str = "fake@1", limit: int = 256) -> None:
        self.name = name
        self.limit = limit
        self.encoded: list[str] = []

    def encode_query(self, texts: Sequence[str], /) -> Rows:
        return self._rows(texts)

    def encode_document(self, texts: Sequence[str], /) -> Rows:
        self.encoded += texts
        return self._rows(texts)

    def comparable(self, cosine: float, /) -> float:
        return cosine

    def fits(self, text: str, /) -> bool:
        return len(text.split()) <= self.limit

    def knows(self, word: str, /) -> bool:
        return False

    def _rows(self, texts: Sequence[str]) -> Rows:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in words.content_words(text):
                row[zlib.crc32(word.encode()) % self.dimension] += 1
        return unit(rows)


def open_fake(folder: Path) -> FakeEncoder:
    """For `open_encoder=`."""
    return FakeEncoder()
