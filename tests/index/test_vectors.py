"""The contract of every vector store: the same values as plain numpy."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askhz.index.faiss_store import FaissStore
from askhz.index.vectors import VectorStore
from askhz.models.encoder import Rows, unit

WIDTH = 6


class NumpyStore:
    """The definition: every row compared with every other."""

    def __init__(self, dimension: int) -> None:
        self._rows: dict[int, Rows] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, ids: Sequence[int], rows: Rows, /) -> None:
        self._rows.update(zip(ids, rows, strict=True))

    def remove(self, ids: Sequence[int], /) -> None:
        for number in ids:
            self._rows.pop(number, None)

    def search(self, rows: Rows, k: int, /) -> list[list[tuple[int, float]]]:
        return [
            sorted(
                ((n, float(np.dot(row, other))) for n, other in self._rows.items()),
                key=lambda pair: (-pair[1], pair[0]),
            )[: max(k, 0)]
            for row in rows
        ]


def rows_of(seed: int, count: int) -> Rows:
    return unit(np.random.default_rng(seed).normal(size=(count, WIDTH)))


class StoreContract:
    """Inherit it, give `make`, and any store is held to the definition."""

    make: Callable[[int], VectorStore]

    @pytest.fixture
    def store(self) -> VectorStore:
        return type(self).make(WIDTH)

    def test_an_empty_store_finds_nothing(self, store: VectorStore) -> None:
        assert len(store) == 0
        assert store.search(rows_of(1, 2), 3) == [[], []]
        store.remove([7])

    def test_a_row_finds_itself_at_cosine_one(self, store: VectorStore) -> None:
        rows = rows_of(2, 5)
        store.add([10, 11, 12, 13, 2**40], rows)
        for number, row in zip([10, 11, 12, 13, 2**40], rows, strict=True):
            ((found, cosine),) = store.search(row[None], 1)[0]
            assert found == number
            assert cosine == pytest.approx(1, abs=1e-6)

    def test_cosines_by_hand(self, store: VectorStore) -> None:
        store.add([1, 2, 3], unit([[1, 0, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0], [-1, 0, 0, 0, 0, 0]]))
        (found,) = store.search(unit([[1, 0, 0, 0, 0, 0]]), 5)
        assert [number for number, _ in found] == [1, 2, 3]
        assert [cosine for _, cosine in found] == pytest.approx([1, 2**-0.5, -1], abs=1e-6)

    def test_equal_cosines_come_in_the_order_of_ids(self, store: VectorStore) -> None:
        row = rows_of(3, 1)
        store.add([9, 4, 6], np.repeat(row, 3, axis=0))
        assert [number for number, _ in store.search(row, 3)[0]] == [4, 6, 9]

    def test_removed_rows_are_not_found_and_unknown_ids_are_passed_over(self, store: VectorStore) -> None:
        rows = rows_of(4, 3)
        store.add([1, 2, 3], rows)
        store.remove([2, 99])
        assert len(store) == 2
        assert {number for number, _ in store.search(rows[1:2], 9)[0]} == {1, 3}

    @pytest.mark.parametrize("k", [0, -1])
    def test_none_wanted_none_found(self, store: VectorStore, k: int) -> None:
        store.add([1], rows_of(5, 1))
        assert store.search(rows_of(5, 1), k) == [[]]

    @given(
        st.lists(st.tuples(st.booleans(), st.sets(st.integers(0, 30), min_size=1)), max_size=8),
        st.integers(1, 40),
        st.integers(0, 1000),
    )
    # One body for several classes is the point here; nothing in it hangs on the class but `make`.
    @settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.differing_executors])
    def test_any_history_gives_the_definition_s_values(
        self, history: list[tuple[bool, set[int]]], k: int, seed: int
    ) -> None:
        store, definition = type(self).make(WIDTH), NumpyStore(WIDTH)
        held: set[int] = set()
        for at, (adds, ids) in enumerate(history):
            chosen = sorted(ids - held) if adds else sorted(ids)
            rows = rows_of(seed + at, len(chosen))
            for one in (store, definition):
                if adds:
                    one.add(chosen, rows)
                else:
                    one.remove(chosen)
            held = held | ids if adds else held - ids
        asked = rows_of(seed + 77, 3)
        assert len(store) == len(held)
        for found, expected in zip(store.search(asked, k), definition.search(asked, k), strict=True):
            assert [n for n, _ in found] == [n for n, _ in expected]
            assert [c for _, c in found] == pytest.approx([c for _, c in expected], abs=1e-5)


class TestNumpyStore(StoreContract):
    make = NumpyStore


class TestFaissStore(StoreContract):
    make = FaissStore

    def test_a_saved_store_gives_the_same_values(self, tmp_path: Path) -> None:
        store = FaissStore(WIDTH)
        store.add([5, 6, 7], rows_of(8, 3))
        store.remove([6])
        store.save(tmp_path / "vectors")
        again = FaissStore.load(tmp_path / "vectors")
        assert again.search(rows_of(9, 2), 5) == store.search(rows_of(9, 2), 5)
        again.add([8], rows_of(10, 1))
        assert len(again) == 3

    @pytest.mark.parametrize("content", [b"", b"garbage", bytes(500)])
    def test_a_file_that_is_no_store(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "vectors").write_bytes(content)
        with pytest.raises((RuntimeError, OSError)):
            FaissStore.load(tmp_path / "vectors")
