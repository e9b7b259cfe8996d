"""A reader of two networks: both read English, and where passages are Chinese the one that has learnt Chinese alone.

Which of them reads is decided for all passages of a question together, so that what they find can be compared. The
second network reads what is in further languages as well: its trunk has learnt a hundred. Questions in another language
than the passages are its, too, but what it finds is weighed together with how alike question and unit are: alone it has
the evidence less often than that (docs/chinese.md).
"""

from __future__ import annotations

from collections.abc import Sequence

from ..models.span_model import SpanModel
from ..records import Passage, Question, Reading
from ..retrieval import Retrieved
from ..text.language import is_foreign, other_language
from ..text.words import chinese_share
from .span_reader import SpanReader
from .tracing import Trace

BILINGUAL, CROSSING = "bilingual-reader", "crossing-reader"
"""The names of the readers with the second network: of one language, and across two."""
_CHINESE = 0.3  # share of Chinese characters from which on a passage is one for the second network


class BilingualReader(SpanReader):
    """A `SpanReader` whose network has learnt English and Chinese; its weights are its own."""

    weights_file = "bilingual.json"


class CrossingReader(BilingualReader):
    """The same across two scripts: no word can stand in question and passage, so vectors of units are compared."""

    sentence_features = (*BilingualReader.sentence_features, "cosine")
    weights_file = "crossing.json"


class ReaderByLanguage:
    """Reads with one of three `SpanReader`s, by the languages of the question and of the passages found."""

    def __init__(self, english: SpanReader, network: SpanModel) -> None:
        """`network` is the one of both languages, which reads all but English alone."""
        self._english = english
        self._bilingual = BilingualReader(network, name=BILINGUAL)
        self._crossing = CrossingReader(network, name=CROSSING)

    @property
    def name(self) -> str:
        """The name of the reader for English: calibrations are stored under it."""
        return self._english.name

    @property
    def threshold(self) -> float:
        """The confidence below which the reader for English advises to decline; a reading says its own."""
        return self._english.threshold

    def identities(self, encoder: str, /) -> dict[str, str]:
        """The names and identities of all three."""
        return {
            **self._english.identities(encoder),
            **self._bilingual.identities(encoder),
            **self._crossing.identities(encoder),
        }

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
        if not self._english.supports(question):
            return self._bilingual if chinese else self._crossing
        if not chinese and other_language(question.as_asked, "\n".join(passage.text for passage in passages)):
            return self._crossing
        if is_foreign(question.as_asked):
            return self._bilingual
        # One Chinese passage among English ones does not make an English question one for the second network.
        return self._bilingual if 2 * chinese > len(passages) else self._english


def _passages(retrieved: Retrieved) -> list[Passage]:
    return [found.hit.passage for found in retrieved.found]
