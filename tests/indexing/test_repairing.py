from __future__ import annotations

import functools
import os
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fakes import FakeEncoder, open_fake
from indexes import update as index_
from indexes import whole, write

from askhz.documents import make_document
from askhz.errors import DocumentError, IndexFolderError
from askhz.index import Index
from askhz.index.calibrations import CALIBRATIONS, store_calibrations
from askhz.index.catalog import Catalog
from askhz.indexing import repair, updating, verify

update = functools.partial(updating.update, open_encoder=open_fake)
TEXTS = {
    f"{n:03}.txt": f"The dragon number {n} of Hangzhou. " + f"It plays a game with tortoise {n}. " * (3 + n % 40)
    for n in range(120)
}
CALIBRATION = {"reader": {"slope": 1.0, "intercept": 0.5, "threshold": 0.25, "identity": "x"}}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("repaired")
    index_(write(home / "documents", TEXTS), home / "index")
    store_calibrations(home / "index", dict(CALIBRATION))
    with closing(sqlite3.connect(home / "index" / "catalog.sqlite")) as one:
        one.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home


@pytest.fixture
def copied(original: Path, tmp_path: Path) -> tuple[Path, Path]:
    folder = Path(shutil.copytree(original / "index", tmp_path / "index"))
    (folder / "conversations.sqlite").write_bytes(b"what was said")
    return original / "documents", folder


def assert_same(folder: Path, other: Path) -> None:
    """Both ways of finding give the same passages with the same scores, but for rounding."""
    for one, expected in zip(whole(folder), whole(other), strict=True):
        assert one.keys() == expected.keys()
        assert [one[place] for place in expected] == pytest.approx(list(expected.values()), abs=1e-4)


def overwrite(file: Path, start: float, share: float) -> None:
    """Overwrite a share of a file from a share of it on."""
    size = file.stat().st_size
    with file.open("r+b") as stream:
        stream.seek(int(size * start))
        stream.write(random.Random(7).randbytes(int(size * share)))


def test_nothing_is_done_to_an_index_that_is_whole(copied: tuple[Path, Path], original: Path) -> None:
    made = repair(copied[1], [], update)
    assert (made.done, made.lost) == ((), ())
    assert made.report is not None
    assert (made.report.unchanged, made.report.encoded) == (120, 0)
    assert_same(copied[1], original / "index")


@pytest.mark.parametrize("name", ["vectors/base.rows", "postings/meta.json", "manifest.json", "postings"])
@pytest.mark.parametrize("how", ["short", "gone", "changed"])
def test_damaged_derived_files_are_made_again(copied: tuple[Path, Path], original: Path, name: str, how: str) -> None:
    _, folder = copied
    (home,) = (folder / "derived").iterdir()
    path = home / name
    file = path if path.is_file() else max(path.iterdir(), key=lambda one: one.stat().st_size)
    if how == "gone":
        file.unlink()
    elif how == "short":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    else:
        overwrite(file, 0.5, 0.1)
    made = repair(folder, [], update)
    assert len(made.done) >= 1
    assert all(line.startswith(f"derived/{home.name}: ") and line.endswith("; made again") for line in made.done)
    assert made.report is not None
    assert made.report.encoded == 0
    assert_same(folder, original / "index")
    assert verify(folder) == []


@pytest.mark.slow
@pytest.mark.parametrize("start", [0.02, 0.2, 0.4, 0.6, 0.8, 0.98])
def test_a_damaged_catalog_is_remade_and_what_was_whole_is_not_encoded_again(
    copied: tuple[Path, Path], original: Path, start: float
) -> None:
    documents, folder = copied
    overwrite(folder / "catalog.sqlite", start, 0.02)
    encoder = FakeEncoder()
    made = repair(folder, [documents], functools.partial(updating.update, open_encoder=lambda _: encoder))
    assert made.done[0].startswith("catalog.sqlite: damaged (")
    assert made.lost == ()
    assert made.report is not None
    if start > 0.1:  # on the first pages stands what all the others hang on
        assert made.report.added + made.report.changed < 120, "some were whole"
        assert len(encoder.encoded) < 60 * 120
    assert_same(folder, original / "index")
    assert verify(folder) == []
    assert (folder / "catalog.sqlite.damaged-1").is_file()
    assert (folder / "conversations.sqlite").read_bytes() == b"what was said"
    assert not list(folder.glob("*.partial"))
    with closing(Catalog(folder)) as catalog:
        assert catalog.database.damage() == []


def test_calibrations_are_taken_over(copied: tuple[Path, Path]) -> None:
    overwrite(copied[1] / "catalog.sqlite", 0.5, 0.02)
    made = repair(copied[1], [], update)
    assert "calibrations taken over: reader" in made.done
    with closing(Catalog(copied[1])) as catalog:
        assert catalog.meta(CALIBRATIONS) == CALIBRATION


def test_where_nothing_is_left_the_documents_are_named(copied: tuple[Path, Path], original: Path) -> None:
    documents, folder = copied
    (folder / "catalog.sqlite").write_bytes(b"Nothing of it is left. " * 1000)
    with pytest.raises(IndexFolderError, match="so name it: askhz repair PATH"):
        repair(folder, [], update)
    made = repair(folder, [documents], update)
    assert made.report is not None
    assert made.report.added == 120
    assert_same(folder, original / "index")


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(IndexFolderError, match="no askhz index in it"):
        repair(tmp_path, [], update)
    (tmp_path / "catalog.sqlite").write_bytes(b"A list of birds. " * 1000)
    with pytest.raises(IndexFolderError, match="not made by askhz"):
        repair(tmp_path, [tmp_path], update)
    with closing(sqlite3.connect(tmp_path / "other.sqlite")) as one:
        one.execute("CREATE TABLE birds (name TEXT)")
    (tmp_path / "other.sqlite").replace(tmp_path / "catalog.sqlite")
    with pytest.raises(IndexFolderError, match="not made by askhz"):
        repair(tmp_path, [tmp_path], update)


def test_documents_that_cannot_be_had_again_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    index_((make_document(f"{n:03}", f"Number {n}", text) for n, text in enumerate(TEXTS.values())), folder)
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as one:
        one.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        one.execute("UPDATE texts SET text = 'Another text.' WHERE source = '007'")
        one.commit()
    overwrite(folder / "catalog.sqlite", 0.7, 0.01)
    made = repair(folder, [], update)
    assert "007" in made.lost
    with closing(Catalog(folder)) as catalog:
        assert {*catalog.sources()} == {f"{n:03}" for n in range(120)} - {*made.lost}
        assert len(catalog.sources()) > 60


@pytest.mark.parametrize("damage", ["half", "one page", "header"])
def test_what_it_was_made_of_is_still_read_in_a_catalog_that_is_cut_short_or_without_a_header(
    copied: tuple[Path, Path], original: Path, damage: str
) -> None:
    file = copied[1] / "catalog.sqlite"
    if damage == "header":
        with file.open("r+b") as stream:
            stream.write(random.Random(7).randbytes(50))
    else:
        size = file.stat().st_size
        os.truncate(file, size // 2 if damage == "half" else size - 4096)
    encoder = FakeEncoder()
    made = repair(copied[1], [], functools.partial(updating.update, open_encoder=lambda _: encoder))
    assert made.report is not None
    assert made.report.encoded < {"half": 10_000, "one page": 100, "header": 1}[damage]
    assert_same(copied[1], original / "index")
    assert not list(copied[1].glob("*.partial"))


@pytest.mark.parametrize("content", [b"", b"Nothing of it is left. " * 1000])
def test_an_index_of_which_nothing_is_known_stays_as_it_was(copied: tuple[Path, Path], content: bytes) -> None:
    _, folder = copied
    (folder / "catalog.sqlite").write_bytes(content)
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(IndexFolderError, match=f"so name it: askhz repair PATH --index {folder}"):
        repair(folder, [], update)
    assert (folder / "catalog.sqlite").read_bytes() == content
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_catalog_of_which_nothing_was_whole_says_that_nothing_is_indexed(copied: tuple[Path, Path]) -> None:
    _, folder = copied
    (folder / "catalog.sqlite").write_bytes(b"Nothing of it is left. " * 1000)
    with pytest.raises(DocumentError):
        repair(folder, [folder / "mistyped"], update)
    with pytest.raises(IndexFolderError, match="nothing is indexed yet"):
        Index(folder, open_encoder=open_fake)


def test_what_is_wrong_is_said_once(copied: tuple[Path, Path]) -> None:
    os.truncate(copied[1] / "catalog.sqlite", 100)
    with pytest.raises(IndexFolderError, match=r"catalog.sqlite: damaged \(database disk image is malformed\);"):
        repair(copied[1], [], update)


def test_a_document_that_is_not_what_its_digest_says_is_read_again(copied: tuple[Path, Path], original: Path) -> None:
    documents, folder = copied
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as one:
        one.execute("UPDATE texts SET text = replace(text, 'Hangzhou', 'Shanghai') WHERE source = '003.txt'")
        one.execute("UPDATE passages SET vector = zeroblob(length(vector)) WHERE source = '004.txt'")
        one.execute("DELETE FROM passages WHERE id = (SELECT max(id) FROM passages WHERE source = '010.txt')")
        one.commit()
        one.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    overwrite(folder / "catalog.sqlite", 0.5, 0.005)
    made = repair(folder, [documents], update)
    assert made.lost == ()
    assert_same(folder, original / "index")
    with closing(Catalog(folder)) as catalog:
        for source, text in TEXTS.items():
            document = catalog.document(source)
            assert document is not None
            assert document.text == text


def test_interrupted_between_nothing_is_lost(
    copied: tuple[Path, Path], original: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents, folder = copied
    overwrite(folder / "catalog.sqlite", 0.5, 0.02)

    def interrupted(*given: object, **named: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        repair(folder, [documents], interrupted)  # type: ignore[arg-type]
    update([documents], folder)
    assert_same(folder, original / "index")


def test_an_encoder_that_is_made_again_is_told_of(copied: tuple[Path, Path]) -> None:
    with closing(sqlite3.connect(copied[1] / "catalog.sqlite")) as one:
        one.execute("UPDATE meta SET value = 'true' WHERE key = 'exported'")
        (name,) = one.execute("SELECT value ->> '$' FROM meta WHERE key = 'encoder'").fetchone()
        one.commit()
    made = repair(copied[1], [], update)  # the tests' encoder has no export
    assert made.done == (f"encoders/{name}: damaged; made again",)
