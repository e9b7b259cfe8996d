"""Hits to findings: which sentences answer, with which span, and how likely they are right."""

from .by_language import BilingualReader, ReaderByLanguage
from .opening import BILINGUAL, open_reader
from .ranker import SENTENCE_RANKER, SentenceRanker
from .reader import Reader
from .span_reader import SpanReader
from .tracing import Trace, Traceable

__all__ = [
    "BILINGUAL",
    "SENTENCE_RANKER",
    "BilingualReader",
    "Reader",
    "ReaderByLanguage",
    "SentenceRanker",
    "SpanReader",
    "Trace",
    "Traceable",
    "open_reader",
]
