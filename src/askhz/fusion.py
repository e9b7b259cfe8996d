"""Several rankings as one: ids with scores in, fused scores out. Pure functions of numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

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


def from_zero_fusion(rankings: Sequence[Scored], weights: Sequence[float] = (0.5, 0.5)) -> dict[int, float]:
    """Id to the weighted mean of its scores, each ranking scaled so that 0 stays 0 and its best score becomes 1.

    What a ranking does not have, or has below 0, scores 0 there. How good the hundredth result is does not matter.

    >>> from_zero_fusion([[(7, 0.8), (8, 0.4)], [(8, 12.0)]])
    {7: 0.5, 8: 0.75}
    """
    fused: dict[int, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        high = max((score for _, score in ranking), default=0.0)
        for number, score in ranking:
            fused[number] = fused.get(number, 0.0) + (weight * max(0.0, score) / high if high > 0 else 0.0)
    return fused


def dense_only(rankings: Sequence[Scored]) -> dict[int, float]:
    """The dense ranking alone, for comparison."""
    return dict(rankings[0])


def words_only(rankings: Sequence[Scored]) -> dict[int, float]:
    """The word ranking alone, for comparison."""
    return dict(rankings[1])


FUSIONS: Mapping[str, Fusion] = {
    "from-zero": from_zero_fusion,
    "min-max": min_max_fusion,
    "reciprocal-ranks": reciprocal_rank_fusion,
    "dense": dense_only,
    "words": words_only,
}
DEFAULT_FUSION = "from-zero"  # measured against the others: bench/retrieval.py


def ranks_of(ranking: Scored) -> dict[int, int]:
    """Each id's rank, counted from 1."""
    return {number: rank for rank, (number, _) in enumerate(ranking, 1)}


def best_of(rankings: Sequence[Scored], depth: int) -> Scored:
    """One ranking of several texts' rankings: each id with its best score."""
    best: dict[int, float] = {}
    for ranking in rankings:
        for number, score in ranking:
            best[number] = max(score, best.get(number, score))
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:depth]
