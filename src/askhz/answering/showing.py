"""Which of the passages that were read an answer shows."""

from __future__ import annotations

from dataclasses import replace

from ..records import Answer, Hit


def shown(answer: Answer, k: int) -> tuple[Hit, ...]:
    """The passages of an answer, at most `k` of them: those quoted, then the best; in their order, ranked from 1."""
    if len(answer.passages) <= k:
        return answer.passages
    first = sorted(answer.passages, key=lambda hit: (not _quoted(answer, hit), hit.rank))[:k]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(sorted(first, key=lambda hit: hit.rank), 1))


def _quoted(answer: Answer, hit: Hit) -> bool:
    passage = hit.passage
    return any(c.source == passage.source and passage.start <= c.start < passage.end for c in answer.citations)
