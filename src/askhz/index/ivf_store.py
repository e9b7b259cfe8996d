"""The vector store for many passages: FAISS's inverted lists, mapped from disk, searched where the question points.

The rows lie in lists, each around a centre, in half precision, so that the cosines of what is looked at are exact. A
search looks at the `probes` lists whose centres are nearest: so many that hardly a neighbour is missed of what lies as
far from the stored rows as a question does, measured when the lists are made and recorded beside them. Rows added and
ids removed since lie in two small files, as those of the flat store do.
"""

from __future__ import annotations

import contextlib
import heapq
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np

from ..models.encoder import Rows, unit
from ..models.graphs import cores
from .faiss_store import BASE, FaissStore, Ids, chosen_ids, count_rows, map_rows, removed_ids, write_change, write_rows
from .manifest import link

LISTS, SETTINGS = "base.ivf", "base.json"
# Lists for the square root of the rows. Of a million rows in 2,000 lists a search had to look at 512 to find 0.99 of
# the ten nearest (11 ms), in 8,000 at 256 (2.6 ms): smaller lists follow better where the rows lie.
_LISTS = 8.0
_TRAINED = 20  # rows a list that the centres are fitted to
_ASKED = 50  # whose neighbours are looked for, to choose `probes`
# The neighbours farther away lie as near as hundreds of others, in many lists: with twenty of them and 0.995, 512
# lists of 400,000 rows were looked at and not 16, which took ten times as long to find 0.003 more of what is asked for.
_NEIGHBOURS = 10
_RECALL = 0.99  # of those neighbours; then probes are doubled
_BATCH = 16384

_faiss: Any = faiss  # its types do not know what its Python layer takes


class IvfStore:
    """Nearly exact search over inverted lists; see `VectorStore`."""

    def __init__(self, dimension: int) -> None:
        """An empty store for rows of `dimension` columns; what is added is compared row by row."""
        self._added = FaissStore(dimension)
        self._lists: Any = None
        self._probes = 0
        self._removed: Ids = np.empty(0, dtype=np.int64)
        self._left: Any = None  # FAISS's selector of what is not removed; none where nothing is
        self._rows = 0  # in the lists, without those removed

    def __len__(self) -> int:
        return self._rows + len(self._added)

    def add(self, ids: Sequence[int] | Ids, rows: Rows, /) -> None:
        """Store rows under new ids."""
        self._added.add(ids, rows)

    def search(self, rows: Rows, k: int, within: Ids | None = None, /) -> list[list[tuple[int, float]]]:
        """The nearest ids of each row, of those `within` if given; equal cosines in the order of their ids."""
        added = self._added.search(rows, k, within)
        if k <= 0 or self._lists is None or (within is not None and not len(within)):
            return added
        scores, ids = self._lists.search(
            np.ascontiguousarray(rows, dtype=np.float32), min(k, self._rows), params=self._parameters(within)
        )
        return [
            heapq.nsmallest(
                k,
                [*more, *((int(n), float(score)) for score, n in zip(near, found, strict=True) if n >= 0)],
                key=lambda pair: (-pair[1], pair[0]),
            )
            for near, found, more in zip(scores, ids, added, strict=True)
        ]

    def _parameters(self, within: Ids | None) -> Any:
        """How many lists are looked at, and which of their rows: with fewer rows to find, more lists."""
        probes = self._probes
        selector = self._left
        if within is not None:
            probes = min(self._lists.nlist, math.ceil(2 * probes * max(1.0, self._rows / len(within))))
            selector = chosen_ids(np.setdiff1d(within, self._removed, assume_unique=True))
        return _faiss.SearchParametersIVF(nprobe=probes, sel=selector)

    @classmethod
    def open(cls, folder: Path, dimension: int) -> Self:
        """The store in a folder. The lists are mapped: memory is taken for what a search looks at."""
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        store = cls(dimension)
        store._added = FaissStore.open(folder, dimension)
        removed = removed_ids(folder)
        store._removed = removed[removed <= settings["highest"]]
        if len(store._removed):  # made once: for many ids it takes longer than a search
            store._left = _faiss.IDSelectorNot(chosen_ids(np.sort(store._removed)))
        if not settings["rows"]:
            return store
        try:
            lists = _faiss.read_index(str(folder / LISTS), _faiss.IO_FLAG_MMAP | _faiss.IO_FLAG_READ_ONLY)
        except RuntimeError as error:
            raise ValueError(f"{folder / LISTS}: cannot be read") from error
        if (lists.d, lists.ntotal) != (dimension, settings["rows"]):
            raise ValueError(f"{folder / LISTS}: not what was written")
        store._lists, store._probes = lists, settings["probes"]
        store._rows = settings["rows"] - len(store._removed)
        return store

    @classmethod
    def write(cls, folder: Path, dimension: int, batches: Iterable[tuple[Sequence[int], Rows]]) -> None:
        """Write all rows into lists. The lists are held in memory once, in half precision."""
        rows = folder / "all.rows"
        write_rows(rows, dimension, batches)
        settings = {"rows": count_rows(rows, dimension), "highest": 0, "probes": 0}
        if settings["rows"]:
            records = map_rows(rows, dimension)
            settings["highest"] = int(records["id"][-1])
            lists = _made(records, dimension)
            settings["probes"] = cls._probes_for(lists, records)
            _faiss.write_index(lists, str(folder / LISTS))
        rows.unlink()
        (folder / SETTINGS).write_text(json.dumps(settings), encoding="utf-8")
        for name in (BASE, "added.rows", "removed.ids"):
            (folder / name).touch()

    @staticmethod
    def change(
        previous: Path,
        folder: Path,
        dimension: int,
        removed: Sequence[int],
        added: Iterable[tuple[Sequence[int], Rows]],
    ) -> bool:
        """Write what changed beside the previous lists; False if that is more than a quarter of them."""
        settings = json.loads((previous / SETTINGS).read_text(encoding="utf-8"))
        if not write_change(previous, folder, dimension, removed, added, settings["rows"]):
            return False
        for name in (BASE, LISTS, SETTINGS):
            if (previous / name).exists():
                link(previous / name, folder / name)
        return True

    @staticmethod
    def _probes_for(lists: Any, records: Any) -> int:
        """How many lists to look at: twice as many as find `_RECALL` of the nearest rows of what may be asked.

        A question lies between passages (its nearest has a cosine of 0.6, at the median), and what is near to it is
        spread over more lists than what is near to a passage. So each two stored rows, added up, stand for one: of
        200,000 rows in 894 lists, 8 lists had 0.995 of the ten nearest of stored rows, 0.855 of those of sums, and
        0.76 of those of sentences that were asked.
        """
        rows = _spread(records, 2 * _ASKED)["row"].astype(np.float32)
        half = len(rows) // 2
        asked = unit(rows[:half] + rows[half : 2 * half]) if half else rows
        whole = _faiss.SearchParametersIVF(nprobe=lists.nlist)
        _, exact = lists.search(asked, min(_NEIGHBOURS, lists.ntotal), params=whole)
        probes = 1
        while probes < lists.nlist:
            _, found = lists.search(asked, exact.shape[1], params=_faiss.SearchParametersIVF(nprobe=probes))
            same = sum(len(set(one) & set(other)) for one, other in zip(found.tolist(), exact.tolist(), strict=True))
            if same >= _RECALL * exact.size:
                break
            probes *= 2
        return min(2 * probes, int(lists.nlist))


def _made(records: Any, dimension: int) -> Any:
    """The lists with all rows, made on all cores."""
    count = max(1, min(len(records), round(_LISTS * math.sqrt(len(records)))))
    centres = _faiss.IndexFlatIP(dimension)
    lists = _faiss.IndexIVFScalarQuantizer(
        centres, dimension, count, _faiss.ScalarQuantizer.QT_fp16, _faiss.METRIC_INNER_PRODUCT, False
    )
    lists.own_fields = True
    centres.this.disown()
    lists.cp.min_points_per_centroid = 1  # it would warn of few rows on standard error
    lists.cp.spherical = True
    lists.cp.niter = 5  # ten, FAISS's own, take half as long again and find no more
    with _all_cores():
        lists.train(np.ascontiguousarray(_spread(records, _TRAINED * count)["row"].astype(np.float32)))
        for begin in range(0, len(records), _BATCH):
            part = records[begin : begin + _BATCH]
            lists.add_with_ids(
                np.ascontiguousarray(part["row"].astype(np.float32)), np.ascontiguousarray(part["id"].astype(np.int64))
            )
    return lists


@contextlib.contextmanager
def _all_cores() -> Iterator[None]:
    """Let FAISS use every core meanwhile; a search has one, because questions are asked side by side."""
    before = _faiss.omp_get_max_threads()
    _faiss.omp_set_num_threads(cores())
    try:
        yield
    finally:
        _faiss.omp_set_num_threads(before)


def _spread(records: Any, count: int) -> Any:
    """At most so many of the records, evenly spread."""
    return records[:: max(1, math.ceil(len(records) / count))]
