import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askhz.diversity import centrality, most_different
from askhz.models.encoder import Rows, unit


def rows_of(seed: int, count: int) -> Rows:
    return unit(np.random.default_rng(seed).normal(size=(count, 8)))


def test_what_many_are_like_is_central() -> None:
    about = [[1.0, 0.1, 0.0], [1.0, 0.0, 0.1], [1.0, 0.05, 0.05]]
    rows = unit([*about, [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    central = centrality(rows)
    assert set(np.argsort(-central)[:3]) == {0, 1, 2}
    assert central.max() == 1.0


def test_one_and_two_rows_are_equally_central() -> None:
    assert centrality(rows_of(0, 1)).tolist() == [1.0]
    assert centrality(rows_of(0, 2)).tolist() == [1.0, 1.0]


@given(st.integers(0, 1000), st.integers(3, 12))
def test_centrality_does_not_depend_on_the_order(seed: int, count: int) -> None:
    rows = rows_of(seed, count)
    order = np.random.default_rng(seed).permutation(count)
    assert centrality(rows)[order] == pytest.approx(centrality(rows[order]), abs=1e-4)


@given(st.integers(0, 1000), st.integers(1, 10), st.integers(1, 12))
def test_choosing_is_greedy_as_defined(seed: int, count: int, most: int) -> None:
    rows = rows_of(seed, count)
    worth = np.random.default_rng(seed + 1).uniform(size=count).tolist()
    expected: list[int] = []
    while len(expected) < min(most, count):
        left = [at for at in range(count) if at not in expected]

        def value(at: int) -> float:
            near = max((float(rows[at] @ rows[other]) for other in expected), default=0.0)
            return float(0.7 * worth[at]) - (0.3 * near if expected else 0.0)

        expected.append(max(left, key=value))
    assert most_different(worth, rows, most) == expected


def test_the_weight_decides_between_worth_and_difference() -> None:
    rows = unit([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    assert most_different([1.0, 0.9, 0.5], rows, 2, weight=1.0) == [0, 1]
    assert most_different([1.0, 0.9, 0.5], rows, 2, weight=0.5) == [0, 2]
