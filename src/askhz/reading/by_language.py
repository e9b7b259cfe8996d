"""A reader of two networks: the one for English, and the one for English and Chinese where passages are Chinese.

Which of them reads is decided for all passages of a question together, so that what they find can be compared. A
Chinese question over English passages is left to the first, which leaves it to the sentence ranker: that finds the
evidence more often than the second network does (docs/chinese.md). The second network is opened when it is first
needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from ..records import Passage, Question, Reading
from ..retrieval import Retrieved
from ..text.words import chinese_share
from .span_reader import SpanReader
from .tracing import Trace

_CHINESE = 0.3  # share of Chinese characters from which on a passage is one for the second network


class BilingualReader(SpanReader):
    """A `SpanReader` whose network has learnt English and Chinese; its weights are its own."""

    weights_file = "bilingual.json"


class ReaderByLanguage:
    """Reads with one of two `SpanReader`s, by the language of the passages found."""

    def __init__(self, english: SpanReader, open_bilingual: Callable[[], BilingualReader]) -> None:
        """`open_bilingual` gives the reader of both languages; it is called at most once."""
        self._english = english
        self._open = open_bilingual

    @cached_property
    def _bilingual(self) -> BilingualReader:
        return self._open()

    @property
    def name(self) -> str:
        """The name of the reader for English: calibrations are stored under it."""
        return self._english.name

    @property
    def threshold(self) -> float:
        """The confidence below which the reader for English advises to decline; a reading says its own."""
        return self._english.threshold

    def identities(self, encoder: str, /) -> dict[str, str]:
        """The names and identities of both."""
        return {**self._english.identities(encoder), **self._bilingual.identities(encoder)}

    def supports(self, question: Question, /) -> bool:
        """Whether the reader for English reads such a question, if its passages are English."""
        return self._english.supports(question)

    def compares_units(self, question: Question, passages: Sequence[Passage], /) -> bool:
        """Whether the reader of these passages needs vectors of their units."""
        return self._reader_of(question, passages).compares_units(question, passages)

    def read(self, question: Question, retrieved: Retrieved, /) -> Reading:
        """Findings, best first, and the probability that the best is right."""
        return self._reader_of(question, _passages(retrieved)).read(question, retrieved)

    def trace(self, question: Question, retrieved: Retrieved, /) -> Trace:
        """How the passages were read, by the reader that reads them."""
        return self._reader_of(question, _passages(retrieved)).trace(question, retrieved)

    def _reader_of(self, question: Question, passages: Sequence[Passage]) -> SpanReader:
        chinese = sum(chinese_share(passage.text) > _CHINESE for passage in passages)
        # One Chinese passage among English ones does not make an English question one for the second network.
        wanted = 2 * chinese > len(passages) if self.supports(question) else chinese > 0
        return self._bilingual if wanted else self._english


def _passages(retrieved: Retrieved) -> list[Passage]:
    return [found.hit.passage for found in retrieved.found]
