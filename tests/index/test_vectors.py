"""The contract of every vector store: the same values as plain numpy, in memory and from a folder."""

import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askhz.index import vectors
from askhz.index.faiss_store import FaissStore
from askhz.index.ivf_store import IvfStore
from askhz.index.vectors import VectorStore
from askhz.models.encoder import Rows, unit

WIDTH = 6
Ranking = list[tuple[int, float]]


def definition(stored: Mapping[int, Rows], asked: Rows, k: int) -> list[Ranking]:
    """Every row compared with every other."""
    return [
        sorted(((n, float(np.dot(row, other))) for n, other in stored.items()), key=lambda pair: (-pair[1], pair[0]))[
            : max(k, 0)
        ]
        for row in asked
    ]


def close_to(found: list[Ranking]) -> list[list[tuple[int, Any]]]:
    """The same ids in the same order; two ways to add up a cosine may differ in its last figure."""
    return [[(number, pytest.approx(cosine, abs=1e-6)) for number, cosine in ranking] for ranking in found]


def rows_of(seed: int, count: int) -> Rows:
    """Unit rows, in half precision as the catalog keeps them."""
    return unit(np.random.default_rng(seed).normal(size=(count, WIDTH))).astype(np.float16).astype(np.float32)


class StoreContract:
    """Inherit it, give `store_type`, and any store is held to the definition."""

    store_type: type[VectorStore]

    @pytest.fixture
    def store(self) -> VectorStore:
        return self.store_type(WIDTH)

    @pytest.fixture
    def reopened(self, tmp_path: Path) -> Callable[[Sequence[int], Rows], VectorStore]:
        def written(ids: Sequence[int], rows: Rows) -> VectorStore:
            self.store_type.write(tmp_path, WIDTH, [(ids, rows)])
            return self.store_type.open(tmp_path, WIDTH)

        return written

    def test_an_empty_store_finds_nothing(self, store: VectorStore, tmp_path: Path) -> None:
        self.store_type.write(tmp_path, WIDTH, [])
        for empty in (store, self.store_type.open(tmp_path, WIDTH)):
            assert len(empty) == 0
            assert empty.search(rows_of(1, 2), 3) == [[], []]

    def test_a_row_finds_itself_at_cosine_one(self, store: VectorStore) -> None:
        rows = rows_of(2, 5)
        store.add([10, 11, 12, 13, 2**40], rows)
        for number, row in zip([10, 11, 12, 13, 2**40], rows, strict=True):
            ((found, cosine),) = store.search(row[None], 1)[0]
            assert found == number
            assert cosine == pytest.approx(1, abs=1e-3)

    def test_cosines_by_hand(self, store: VectorStore) -> None:
        store.add([1, 2, 3], unit([[1, 0, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0], [-1, 0, 0, 0, 0, 0]]))
        (found,) = store.search(unit([[1, 0, 0, 0, 0, 0]]), 5)
        assert [number for number, _ in found] == [1, 2, 3]
        assert [cosine for _, cosine in found] == pytest.approx([1, 1 / math.sqrt(2), -1], abs=1e-3)

    def test_equal_cosines_come_in_the_order_of_ids(self, store: VectorStore) -> None:
        row = rows_of(3, 1)
        store.add([4, 6, 9], np.repeat(row, 3, axis=0))
        assert [number for number, _ in store.search(row, 3)[0]] == [4, 6, 9]
        assert [number for number, _ in store.search(row, 2)[0]] == [4, 6]

    @pytest.mark.parametrize("k", [0, -1])
    def test_none_wanted_none_found(self, store: VectorStore, k: int) -> None:
        store.add([1], rows_of(5, 1))
        assert store.search(rows_of(5, 1), k) == [[]]

    def test_a_store_from_a_folder_gives_the_same_values_and_takes_more_rows(
        self, store: VectorStore, reopened: Callable[[Sequence[int], Rows], VectorStore]
    ) -> None:
        again = reopened([5, 6, 2**40], rows_of(8, 3))
        for one in (store, again):
            if one is store:
                one.add([5, 6, 2**40], rows_of(8, 3))
            one.add([2**40 + 1], rows_of(10, 1))
        assert again.search(rows_of(9, 2), 5) == close_to(store.search(rows_of(9, 2), 5))

    def test_unknown_removed_ids_are_passed_over(self, tmp_path: Path) -> None:
        for name in "ab":
            (tmp_path / name).mkdir()
        self.store_type.write(tmp_path / "a", WIDTH, [(list(range(20)), rows_of(4, 20))])
        assert self.store_type.change(tmp_path / "a", tmp_path / "b", WIDTH, [2, 99], [])
        store = self.store_type.open(tmp_path / "b", WIDTH)
        assert {number for number, _ in store.search(rows_of(1, 1), 99)[0]} == set(range(20)) - {2}

    @given(
        st.lists(st.tuples(st.sets(st.integers(1, 60), max_size=8), st.integers(0, 12)), max_size=6),
        st.integers(1, 40),
        st.integers(0, 1000),
    )
    # One body for several classes is the point here; nothing in it hangs on the class but `store_type`.
    @settings(examples(60), suppress_health_check=[HealthCheck.differing_executors])
    def test_any_history_gives_the_values_of_the_definition_and_of_a_store_made_anew(
        self, history: list[tuple[set[int], int]], k: int, seed: int
    ) -> None:
        stored = dict(enumerate(rows_of(seed, 30), 1))
        highest = 30
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "0"
            folder.mkdir()
            self.store_type.write(folder, WIDTH, batches(stored))
            for step, (removed, count) in enumerate(history, 1):
                gone = removed & set(stored)
                stored = {number: row for number, row in stored.items() if number not in gone}
                new = dict(enumerate(rows_of(seed + step, count), highest + 1))
                highest += count
                stored |= new
                previous, folder = folder, Path(name) / str(step)
                folder.mkdir()
                if not self.store_type.change(previous, folder, WIDTH, sorted(gone), batches(new)):
                    folder.rename(f"{folder}.left")
                    folder.mkdir()
                    self.store_type.write(folder, WIDTH, batches(stored))
            store = self.store_type.open(folder, WIDTH)
        anew = self.store_type(WIDTH)
        for ids, rows in batches(stored):
            anew.add(ids, rows)
        asked = rows_of(seed + 77, 3)
        assert len(store) == len(stored)
        assert store.search(asked, k) == close_to(anew.search(asked, k))
        for found, expected in zip(store.search(asked, k), definition(stored, asked, k), strict=True):
            assert [n for n, _ in found] == [n for n, _ in expected]
            assert [c for _, c in found] == pytest.approx([c for _, c in expected], abs=1e-5)


def batches(rows: Mapping[int, Rows], size: int = 7) -> list[tuple[list[int], Rows]]:
    ids = sorted(rows)
    return [
        (ids[begin : begin + size], np.stack([rows[number] for number in ids[begin : begin + size]]))
        for begin in range(0, len(ids), size)
    ]


class TestFaissStore(StoreContract):
    store_type = FaissStore


class WholeIvfStore(IvfStore):
    """Looks at every list, so that it is held to the definition."""

    @staticmethod
    def _probes_for(lists: Any, records: Any) -> int:
        return int(lists.nlist)


class TestIvfStore(StoreContract):
    store_type = WholeIvfStore


@pytest.mark.parametrize(
    ("passages", "now", "wanted"),
    [
        (150_000, "faiss", "faiss"),
        (150_001, "faiss", "faiss-ivf"),
        (149_999, "faiss-ivf", "faiss-ivf"),
        (75_000, "faiss-ivf", "faiss"),
        (10, "faiss-flat", "faiss"),
    ],
)
def test_the_store_is_chosen_by_the_number_of_passages(passages: int, now: str, wanted: str) -> None:
    assert vectors.store_for(passages, now) == wanted


def test_a_store_is_opened_by_its_name(tmp_path: Path) -> None:
    made = vectors.new_store("faiss", WIDTH)
    made.add([1], rows_of(1, 1))
    vectors.store_type("faiss").write(tmp_path, WIDTH, [([1], rows_of(1, 1))])
    opened = vectors.open_store("faiss", tmp_path, WIDTH)
    assert opened.search(rows_of(2, 1), 1) == made.search(rows_of(2, 1), 1)


def test_an_unknown_store_is_named() -> None:
    with pytest.raises(ValueError, match=r"'hnsw': no such vector store; there are faiss, faiss-ivf"):
        vectors.new_store("hnsw", WIDTH)
