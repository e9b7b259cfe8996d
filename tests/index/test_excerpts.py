from pathlib import Path

from fakes import open_fake

from askhz.index.lookup import Index
from askhz.indexing import updating


def test_what_stands_between_two_places(tmp_path: Path) -> None:
    file = tmp_path / "docs" / "list.md"
    file.parent.mkdir()
    file.write_text("Ä list 🐉:\n\n- one\n- two\n", encoding="utf-8")
    updating.update([file.parent], tmp_path / "index", open_encoder=open_fake)
    with Index(tmp_path / "index", open_encoder=open_fake).snapshot() as snapshot:
        wanted = [("list.md", 9, 11), ("list.md", 11, 16), ("none.md", 0, 1)]
        assert snapshot.between(wanted) == {wanted[0]: "\n\n", wanted[1]: "- one"}
        assert snapshot.between([]) == {}
