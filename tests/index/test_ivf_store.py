"""What is nearly exact: rows in lists, of which each search looks at some. See `test_vectors` for the contract."""

import json
import shutil
from pathlib import Path

import faiss
import numpy as np
import pytest

from askhz.index.faiss_store import FaissStore, Ids
from askhz.index.ivf_store import IvfStore
from askhz.index.vectors import VectorStore
from askhz.models.encoder import Rows, unit


def clustered(count: int, seed: int = 1) -> Rows:
    """Rows in 200 groups, as passages about the same things are."""
    centres = np.random.default_rng(0).normal(size=(200, 32))
    random = np.random.default_rng(seed)
    return unit(centres[random.integers(0, 200, count)] + 0.5 * random.normal(size=(count, 32)))


class TestManyRows:
    """What is nearly exact: 4,000 rows in lists, each search looking at some of them."""

    @pytest.fixture(scope="class")
    @classmethod
    def rows(cls) -> Rows:
        return clustered(4000)

    @pytest.fixture(scope="class")
    @classmethod
    def folder(cls, rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> Path:
        folder = tmp_path_factory.mktemp("many")
        IvfStore.write(folder, 32, [(list(range(1, 2001)), rows[:2000]), (list(range(2001, 4001)), rows[2000:])])
        return folder

    @staticmethod
    def recall(store: VectorStore, exact: VectorStore, asked: Rows, within: Ids | None = None) -> float:
        pairs = zip(store.search(asked, 10, within), exact.search(asked, 10, within), strict=True)
        return float(np.mean([len({n for n, _ in a} & {n for n, _ in b}) / len(b) for a, b in pairs]))

    @pytest.fixture(scope="class")
    @classmethod
    def exact(cls, rows: Rows) -> VectorStore:
        store = FaissStore(32)
        store.add(range(1, 4001), rows)
        return store

    def test_hardly_a_neighbour_is_missed_although_few_lists_are_looked_at(
        self, folder: Path, exact: VectorStore
    ) -> None:
        settings = json.loads((folder / "base.json").read_text())
        assert settings["rows"] == settings["highest"] == 4000
        assert faiss.omp_get_max_threads() == 1  # again, after all cores made the lists
        assert settings["probes"] < 506 // 8
        assert sorted(file.name for file in folder.iterdir() if file.stat().st_size) == ["base.ivf", "base.json"]
        assert self.recall(IvfStore.open(folder, 32), exact, clustered(300, seed=2)) >= 0.98

    def test_nor_of_questions_which_lie_between_passages(self, folder: Path, exact: VectorStore) -> None:
        passages = clustered(600, seed=3)
        assert self.recall(IvfStore.open(folder, 32), exact, unit(passages[:300] + passages[300:])) >= 0.995

    @pytest.mark.parametrize("every", [2, 100])
    def test_nor_where_a_filter_leaves_few(self, folder: Path, exact: VectorStore, every: int) -> None:
        within = np.arange(every, 4001, every)
        store = IvfStore.open(folder, 32)
        asked = clustered(100, seed=3)
        assert self.recall(store, exact, asked, within) >= 0.98
        assert all(number % every == 0 for found in store.search(asked, 10, within) for number, _ in found)
        assert all(len(found) == 10 for found in store.search(asked, 10, within))

    def test_what_is_removed_is_not_found_and_what_is_added_is(self, folder: Path, rows: Rows, tmp_path: Path) -> None:
        new = clustered(5, seed=4)
        assert IvfStore.change(folder, tmp_path, 32, [7, 8], [([4001, 4002, 4003, 4004, 4005], new)])
        assert (tmp_path / "base.ivf").samefile(folder / "base.ivf")
        store = IvfStore.open(tmp_path, 32)
        assert len(store) == 4003
        found = store.search(np.concatenate([rows[6:9], new]), 1)
        assert [ranking[0][0] for ranking in found[2:]] == [9, 4001, 4002, 4003, 4004, 4005]
        assert not {7, 8} & {number for ranking in store.search(rows[6:8], 4003) for number, _ in ranking}
        within = np.array([7, 9, 4003])
        assert {number for number, _ in store.search(rows[6:7], 3, within)[0]} == {9, 4003}

    def test_lists_that_are_cut_short_are_damage(self, folder: Path, tmp_path: Path) -> None:
        shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
        (tmp_path / "base.ivf").write_bytes((folder / "base.ivf").read_bytes()[:1000])
        with pytest.raises((OSError, ValueError)):
            IvfStore.open(tmp_path, 32)
