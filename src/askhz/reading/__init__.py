"""Hits to findings: which sentences answer, with which span, and how likely they are right."""

from .by_language import BILINGUAL, CROSSING, BilingualReader, CrossingReader, ReaderByLanguage
from .opening import open_reader
from .ranker import SENTENCE_RANKER, SentenceRanker
from .reader import Reader
from .span_reader import SpanReader
from .tracing import Trace, Traceable

__all__ = [
    "BILINGUAL",
    "CROSSING",
    "SENTENCE_RANKER",
    "BilingualReader",
    "CrossingReader",
    "Reader",
    "ReaderByLanguage",
    "SentenceRanker",
    "SpanReader",
    "Trace",
    "Traceable",
    "open_reader",
]
