"""Every passage with its vector and where it stands, to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..models.encoder import Rows
from .catalog import Catalog

_BEGINNING = 100  # characters of each passage
_PLACES = "SELECT id, source, start, stop, substr(text, 1, ?) FROM passages ORDER BY source, start, stop"


@dataclass(frozen=True, slots=True)
class Plot:
    """Passages in the order of their documents. All sequences but `sources` are of one length.

    `vectors` has shape (passages, dimension); `documents` are positions in `sources`; `texts` are how passages begin.
    """

    vectors: Rows
    sources: Sequence[str]
    documents: Sequence[int]
    starts: Sequence[int]
    ends: Sequence[int]
    texts: Sequence[str]


def plot_of(catalog: Catalog) -> Plot:
    """The plot of a catalog's passages, within the caller's snapshot."""
    with catalog.database.reading():
        places = {number: place for number, *place in catalog.database.connection.execute(_PLACES, [_BEGINNING])}
    vectors: dict[int, np.ndarray] = {}
    for ids, rows in catalog.all_vectors():
        vectors.update(zip(ids, rows, strict=True))
    order = [number for number in places if number in vectors]
    sources = sorted({str(places[number][0]) for number in order})
    position = {source: at for at, source in enumerate(sources)}
    return Plot(
        vectors=np.stack([vectors[number] for number in order]) if order else np.zeros((0, 1), dtype=np.float32),
        sources=sources,
        documents=[position[str(places[number][0])] for number in order],
        starts=[places[number][1] for number in order],
        ends=[places[number][2] for number in order],
        texts=[" ".join(places[number][3].split()) for number in order],
    )
