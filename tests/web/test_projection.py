from __future__ import annotations

import numpy as np
import pytest

from askhz.index.plot import Plot
from askhz.web.projection import project


def plot(vectors: np.ndarray) -> Plot:
    n = len(vectors)
    return Plot(vectors.astype(np.float32), ["a.txt"], [0] * n, list(range(n)), list(range(1, n + 1)), ["x"] * n)


def test_like_passages_are_near_and_all_lie_in_the_picture() -> None:
    noise = np.random.default_rng(0).normal(0, 0.01, (60, 8))
    groups = np.repeat(np.eye(3, 8), 20, axis=0)
    drawn = project(plot(groups + noise))
    points = np.column_stack([drawn["x"], drawn["y"]])
    assert points.min() >= 0
    assert points.max() <= 1
    centres = [points[at : at + 20].mean(axis=0) for at in (0, 20, 40)]
    within = max(
        np.linalg.norm(points[at : at + 20] - points[at : at + 20].mean(0), axis=1).max() for at in (0, 20, 40)
    )
    between = min(np.linalg.norm(centres[a] - centres[b]) for a, b in ((0, 1), (0, 2), (1, 2)))
    assert within < between
    assert project(plot(groups + noise)) == drawn


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_few_passages_are_drawn_too(count: int) -> None:
    drawn = project(plot(np.ones((count, 4))))
    assert len(drawn["x"]) == len(drawn["y"]) == len(drawn["text"]) == count
