"""Passages as points of a plane: the two directions in which their vectors differ most."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..index.plot import Plot

_DIGITS = 4


def project(plot: Plot) -> dict[str, Any]:
    """Coordinates from 0 to 1 for each passage, with where it stands; lists of one length, small enough to send.

    Principal components: the same picture for the same index, and a second for 50,000 passages.
    """
    points = _components(plot.vectors)
    return {
        "x": points[:, 0].round(_DIGITS).tolist(),
        "y": points[:, 1].round(_DIGITS).tolist(),
        "sources": list(plot.sources),
        "document": list(plot.documents),
        "start": list(plot.starts),
        "end": list(plot.ends),
        "text": list(plot.texts),
    }


def _components(vectors: np.ndarray) -> np.ndarray:
    count = len(vectors)
    if count < 3 or not np.ptp(vectors, axis=0).any():  # nothing to tell directions from
        return np.linspace(0.3, 0.7, max(count, 1))[:count, None].repeat(2, axis=1)
    from sklearn.decomposition import PCA  # takes a second to import, and only this needs it

    points: np.ndarray = PCA(n_components=2, svd_solver="full" if count < 400 else "covariance_eigh").fit_transform(
        vectors
    )
    # Ranks drawn in halfway: a few passages far from all others do not press the rest together.
    ranks = points.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") / max(count - 1, 1)
    low, high = points.min(axis=0), points.max(axis=0)
    scaled = (points - low) / np.where(high > low, high - low, 1)
    drawn: np.ndarray = 0.5 * scaled + 0.5 * ranks
    return drawn
