from contextlib import closing
from pathlib import Path

from indexes import update, write

from askhz.index.catalog import Catalog
from askhz.index.outlines import outlines


def test_the_first_passages_of_each_document_in_order(tmp_path: Path) -> None:
    texts = {"a.txt": "One thing. Another thing.\n" * 200, "b.txt": "Short.\n"}
    update(write(tmp_path / "texts", texts), tmp_path / "index")
    with closing(Catalog(tmp_path / "index")) as catalog:
        passages = catalog.passages_of("a.txt")
        assert len(passages) > 3
        found = outlines(catalog, ["b.txt", "a.txt", "none.txt"], 3)
        assert {source: len(ids) for source, (ids, _) in found.items()} == {"a.txt": 3, "b.txt": 1}
        ids, rows = found["a.txt"]
        stored = catalog.stored(ids)
        assert [stored[number].passage for number in ids] == passages[:3]
        assert all((stored[number].vector == row).all() for number, row in zip(ids, rows, strict=True))
