"""Dense ranks and word ranks, fused: a question to hits.

Both retrievers' ranks are kept in the hits, to explain. A fused score says order, never confidence. This module knows
nothing of reading.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from .index.lookup import Index
from .records import Hit, Passage, Question, Span
from .text.words import content_words

POOL = 100  # passages that each retriever puts forward
FADING = 0.85  # of a document's score for each passage taken from it, where one sentence is not enough
Scored = list[tuple[int, float]]
Fusion = Callable[[Sequence[Scored]], dict[int, float]]


def reciprocal_rank_fusion(rankings: Sequence[Scored], k: int = 60) -> dict[int, float]:
    """Id to the sum of 1 / (k + rank) over the rankings that have it (Cormack, Clarke and Büttcher, SIGIR 2009).

    >>> fused = reciprocal_rank_fusion([[(7, 0.9), (8, 0.5)], [(8, 12.0)]])
    >>> fused[7] == 1 / 61, fused[8] == 1 / 62 + 1 / 61
    (True, True)
    """
    fused: dict[int, float] = {}
    for ranking in rankings:
        for rank, (number, _) in enumerate(ranking, 1):
            fused[number] = fused.get(number, 0.0) + 1 / (k + rank)
    return fused


def min_max_fusion(rankings: Sequence[Scored], weights: Sequence[float] = (0.5, 0.5)) -> dict[int, float]:
    """Id to the weighted mean of its scores, each ranking scaled to 0 … 1 (a convex combination: Bruch et al., 2023).

    What a ranking does not have scores 0 there; a ranking whose scores are all the same counts as all ones.

    >>> min_max_fusion([[(7, 0.9), (8, 0.5)], [(8, 12.0)]])
    {7: 0.5, 8: 0.5}
    """
    fused: dict[int, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        if not ranking:
            continue
        low, high = min(score for _, score in ranking), max(score for _, score in ranking)
        for number, score in ranking:
            scaled = (score - low) / (high - low) if high > low else 1.0
            fused[number] = fused.get(number, 0.0) + weight * scaled
    return fused


def dense_only(rankings: Sequence[Scored]) -> dict[int, float]:
    """The dense ranking alone, for comparison."""
    return dict(rankings[0])


def words_only(rankings: Sequence[Scored]) -> dict[int, float]:
    """The word ranking alone, for comparison."""
    return dict(rankings[1])


FUSIONS: Mapping[str, Fusion] = {
    "min-max": min_max_fusion,
    "reciprocal-ranks": reciprocal_rank_fusion,
    "dense": dense_only,
    "words": words_only,
}
DEFAULT_FUSION = "min-max"  # measured against the others: bench/retrieval.py


def retrieve(question: Question, index: Index, k: int = 8, *, fusion: str = DEFAULT_FUSION) -> list[Hit]:
    """The k best passages, best first; fewer where the index holds fewer, or nothing is like the question.

    Call it within `index.snapshot()`. A passage all of whose sentences stand in better ones is left out. Equal scores
    are ordered by source, then start. For an explanation or a list every passage taken from a document lowers the
    score of that document's others: what its title shares with the question must not keep the others out.
    """
    depth = max(POOL, 2 * k)
    dense = _best(index.nearest(index.encode_query(question.search), depth), depth)
    by_words = _best([index.matching(content_words(text), depth) for text in question.search], depth)
    fused = FUSIONS[fusion]([dense, by_words])
    passages = index.passages(list(fused))
    cosines = dict(dense)
    dense_ranks = {number: rank for rank, (number, _) in enumerate(dense, 1)}
    word_ranks = {number: rank for rank, (number, _) in enumerate(by_words, 1)}
    chosen = _chosen(fused, passages, k, fading=1.0 if question.wants_one else FADING)
    return [
        Hit(passages[n], rank, score, cosines.get(n, 0.0), dense_ranks.get(n), word_ranks.get(n))
        for rank, (n, score) in enumerate(chosen, 1)
    ]


def _best(rankings: Sequence[Scored], depth: int) -> Scored:
    """One ranking of several texts' rankings: each id with its best score."""
    best: dict[int, float] = {}
    for ranking in rankings:
        for number, score in ranking:
            best[number] = max(score, best.get(number, score))
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:depth]


def _chosen(
    scores: Mapping[int, float], passages: Mapping[int, Passage], k: int, fading: float
) -> list[tuple[int, float]]:
    """The k best ids with their scores, times `fading` for each passage taken from the same document before."""
    chosen: list[tuple[int, float]] = []
    read: set[tuple[str, Span]] = set()
    taken: Counter[str] = Counter()
    # Scores only fall: what comes first with a score that is still true is the best.
    heap = [(-scores[n], passage.source, passage.start, passage.end, 0, n) for n, passage in passages.items()]
    heapq.heapify(heap)
    while heap and len(chosen) < k:
        score, source, start, end, before, number = heapq.heappop(heap)
        if before != taken[source]:
            faded = -scores[number] * fading ** taken[source]
            heapq.heappush(heap, (faded, source, start, end, taken[source], number))
            continue
        spans = {(source, span) for span in passages[number].sentences}
        if not spans <= read:
            chosen.append((number, -score))
            read |= spans
            taken[source] += 1
    return chosen
