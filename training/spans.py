"""Start and end logits to the best span: a pure function."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

MAX_PIECES = 30


@dataclass(frozen=True, slots=True)
class Span:
    """Positions of a span's first and last piece, and the sum of their start and end logits."""

    first: int
    last: int
    score: float


def best_span(start: np.ndarray, end: np.ndarray, low: int, high: int, max_pieces: int = MAX_PIECES) -> Span:
    """Return the span of at most ``max_pieces`` pieces within positions ``low`` to ``high - 1`` that scores highest.

    ``start`` and ``end`` are logits, [length]. Of equal spans the one that starts first, then the shorter, is taken.

    >>> best_span(np.array([9.0, 1.0, 3.0, 0.0]), np.array([9.0, 2.0, 0.0, 1.0]), low=1, high=4)
    Span(first=2, last=3, score=4.0)
    >>> best_span(np.array([9.0, 1.0, 3.0, 0.0]), np.array([9.0, 2.0, 0.0, 1.0]), low=1, high=4, max_pieces=1)
    Span(first=1, last=1, score=3.0)
    """
    if not 0 <= low < high <= len(start):
        raise ValueError(f"the passage's positions {low}:{high} are not within the {len(start)} logits")
    ends = np.concatenate([end[low:high], np.full(max_pieces - 1, -np.inf)])
    scores = start[low:high, None] + sliding_window_view(ends, max_pieces)
    first, more = divmod(int(np.argmax(scores)), max_pieces)
    return Span(low + first, low + first + more, float(scores[first, more]))
