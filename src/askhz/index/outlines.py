"""Documents as the unit vectors of their passages, many documents in one statement."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from ..models.encoder import Rows
from .catalog import Catalog

# Passages are numbered without their vectors: a window function would carry these along.
_STATEMENT = (
    "SELECT p.source, p.id, p.vector FROM (SELECT id, row_number() OVER (PARTITION BY source ORDER BY start, stop)"
    " AS place FROM passages WHERE source IN (SELECT value FROM json_each(?))) JOIN passages p USING (id)"
    " WHERE place <= ? ORDER BY p.source, p.start, p.stop"
)


def outlines(catalog: Catalog, sources: Sequence[str], most: int) -> dict[str, tuple[list[int], Rows]]:
    """Source to the ids of its first `most` passages and their unit vectors, of shape (passages, dimension).

    A source without passages is left out. One statement, however many sources there are.
    """
    ids: dict[str, list[int]] = {}
    vectors: dict[str, list[bytes]] = {}
    with catalog.database.reading():
        named = json.dumps(list(sources), ensure_ascii=False)
        for source, number, vector in catalog.database.connection.execute(_STATEMENT, [named, most]):
            ids.setdefault(source, []).append(number)
            vectors.setdefault(source, []).append(vector)
    return {
        source: (ids[source], _rows(vectors[source]))
        for source in ids
    }


def _rows(vectors: Sequence[bytes]) -> Rows:
    return np.frombuffer(b"".join(vectors), "<f2").reshape(len(vectors), -1).astype(np.float32)
