from pathlib import Path

import numpy as np
from indexes import TEXTS, opened, update, write


def test_a_plot_has_every_passage_with_its_vector_and_place(tmp_path: Path) -> None:
    update(write(tmp_path / "texts", TEXTS), tmp_path / "index")
    with opened(tmp_path / "index") as index:
        plot = index.plot()
        assert plot.sources == ["a.txt", "b.txt"]
        assert list(plot.documents) == [0, 1]
        for at, source in enumerate(plot.sources):
            document = index.document(source)
            assert document is not None
            start, end = plot.starts[at], plot.ends[at]
            assert document.text[start:end][:100] == plot.texts[at]
            with index.snapshot() as snapshot:
                ((_, near),) = [snapshot.nearest(plot.vectors[at : at + 1], 1)[0][0]]
            assert np.isclose(near, 1, atol=1e-3)  # kept in half precision
