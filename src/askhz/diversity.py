"""What stands for many: centrality in a graph of likeness, and a greedy choice of what is good and different.

Pure functions of unit vectors and numbers; this module knows no text.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_DAMPING = 0.85
_ROUNDS = 50
_SETTLED = 1e-6


def centrality(rows: Floats) -> Floats:
    """How well each row stands for all of them, from 0 to 1: the most central has 1. Of shape (len(rows),).

    `rows` are unit vectors, of shape (n, dimension). LexRank with continuous weights (Erkan and Radev 2004, *LexRank:
    Graph-based Lexical Centrality as Salience in Text Summarization*): the stationary distribution of a walk from row
    to row, likelier the more alike they are. Likeness below the mean is no edge, in place of their fixed threshold,
    because the cosines of one document lie close together.

    >>> rows = np.array([[1.0, 0.0], [0.8, 0.6], [0.6, 0.8], [-1.0, 0.0]], dtype=np.float32)
    >>> [int(at) for at in np.argsort(-centrality(rows), kind="stable")]
    [1, 2, 0, 3]
    """
    count = len(rows)
    if count < 3:
        return np.ones(count, dtype=np.float32)
    alike = np.clip(rows @ rows.T, 0.0, None).astype(np.float64)
    np.fill_diagonal(alike, 0.0)
    alike[alike < alike.sum() / (count * (count - 1))] = 0.0
    edges = alike.sum(axis=1, keepdims=True)
    steps = np.where(edges > 0, alike / np.where(edges > 0, edges, 1), 1 / count)  # from one like no other to any
    rank = np.full(count, 1 / count)
    for _ in range(_ROUNDS):
        following = (1 - _DAMPING) / count + _DAMPING * (rank @ steps)
        if np.abs(following - rank).sum() < _SETTLED:
            break
        rank = following
    return np.asarray(rank / rank.max(), dtype=np.float32)


def most_different(worth: Sequence[float], rows: Floats, most: int, *, weight: float = 0.7) -> list[int]:
    """The positions of at most `most` rows, each chosen for its worth and for being unlike those before it.

    `worth` has a number for each unit row of `rows`, of shape (n, dimension). Maximal marginal relevance (Carbonell and
    Goldstein 1998): each step takes the highest `weight` x worth - (1 - `weight`) x (cosine to the most alike of those
    chosen); equal ones by position.

    >>> rows = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    >>> most_different([1.0, 0.9, 0.5], rows, 2)
    [0, 2]
    """
    chosen: list[int] = []
    marginal = weight * np.asarray(worth, dtype=np.float64)
    nearest = np.full(len(worth), -np.inf)
    while len(chosen) < min(most, len(worth)):
        value = marginal if not chosen else marginal - (1 - weight) * nearest
        value = value.copy()
        value[chosen] = -np.inf
        best = int(np.argmax(value))
        chosen.append(best)
        nearest = np.maximum(nearest, rows @ rows[best])
    return chosen
