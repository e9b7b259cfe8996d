from contextlib import closing
from pathlib import Path

import pytest
from indexes import nested, opened, update, whole

from askhz.errors import IndexFolderError
from askhz.index.calibrations import store_calibrations
from askhz.index.catalog import Catalog

VALUES = {"slope": 0.7, "intercept": 0.4, "threshold": 0.2, "identity": "x"}


def test_calibrations_are_kept_side_by_side_and_forgotten_one_by_one(made: tuple[Path, Path]) -> None:
    _, folder = made
    with opened(folder) as index, index.snapshot() as before:
        assert before.calibrations() == {}
        assert store_calibrations(folder, {"one": VALUES, "two": VALUES}) == ["one", "two"]
        assert before.calibrations() == {}, "a snapshot is one state"
        with index.snapshot() as after:
            assert after.calibrations() == {"one": VALUES, "two": VALUES}
        assert store_calibrations(folder, {"one": None, "three": None, "two": VALUES | {"slope": 1.5}}) == ["two"]
        with index.snapshot() as after:
            assert after.calibrations() == {"two": VALUES | {"slope": 1.5}}


def test_what_is_indexed_stays_and_an_update_keeps_them(made: tuple[Path, Path]) -> None:
    documents, folder = made
    before, derived = whole(folder), nested(folder / "derived")
    store_calibrations(folder, {"one": VALUES})
    assert whole(folder) == before
    assert nested(folder / "derived") == derived
    (documents / "c.txt").write_text("A new dragon.")
    update(documents, folder)
    with opened(folder) as index, index.snapshot() as after:
        assert after.calibrations() == {"one": VALUES}


def test_there_must_be_an_index(tmp_path: Path, made: tuple[Path, Path]) -> None:
    with pytest.raises(IndexFolderError, match="no such index"):
        store_calibrations(tmp_path / "missing", {})
    (tmp_path / "begun").mkdir()
    Catalog(tmp_path / "begun", create=True).close()
    with pytest.raises(IndexFolderError, match="nothing is indexed yet"):
        store_calibrations(tmp_path / "begun", {"one": VALUES})
    _, folder = made
    with (
        closing(Catalog(folder)) as writer,
        writer.transaction(),
        pytest.raises(IndexFolderError, match="another askhz index is at work"),
    ):
        store_calibrations(folder, {"one": VALUES})
