"""A reader of two networks: the one for English reads English, the one for both languages all that is Chinese.

Which of them reads is decided for a question and all its passages together, so that what they find can be compared.
The second network is opened at its first question: most people never ask one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from ..records import Question, Reading
from ..retrieval import Retrieved
from ..text.words import chinese_share
from .span_reader import SpanReader
from .tracing import Trace

_CHINESE = 0.3  # share of Chinese characters from which on a passage is one for the second network


class BilingualReader(SpanReader):
    """A `SpanReader` whose network has learnt English and Chinese; its weights are its own."""

    weights_file = "bilingual.json"


class ReaderByLanguage:
    """Reads with one of two `SpanReader`s, by the language of the question and of the passages found."""

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
        """Whether the reader for English reads such a question; over Chinese passages it does not."""
        return self._english.supports(question)

    def compares_units(self, question: Question, /) -> bool:
        """Whether the reader of the question's language needs vectors of the units of passages."""
        return (self._english if self.supports(question) else self._bilingual).compares_units(question)

    def read(self, question: Question, retrieved: Retrieved, /) -> Reading:
        """Findings, best first, and the probability that the best is right."""
        return self._reader_of(question, retrieved).read(question, retrieved)

    def trace(self, question: Question, retrieved: Retrieved, /) -> Trace:
        """How the passages were read, by the reader that reads them."""
        return self._reader_of(question, retrieved).trace(question, retrieved)

    def _reader_of(self, question: Question, retrieved: Retrieved) -> SpanReader:
        if not self.supports(question):
            return self._bilingual
        chinese = any(chinese_share(found.hit.passage.text) > _CHINESE for found in retrieved.found)
        return self._bilingual if chinese else self._english
