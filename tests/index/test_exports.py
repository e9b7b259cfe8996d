import errno
import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from fakes import FakeEncoder
from indexes import TEXTS, write

from askhz.errors import EncoderError, IndexFolderError
from askhz.index import Index, exports
from askhz.indexing import Report, updating, verify
from askhz.models import e5, encoder, exporting

# The encoder's export


def open_export(folder: Path) -> FakeEncoder:
    try:
        return FakeEncoder((folder / encoder.MANIFEST).read_text())
    except OSError as error:
        raise EncoderError(f"{folder}: the encoder in it cannot be opened ({error.strerror})") from error


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A stand-in for the export: a file with the encoder's name; lists what was exported."""
    done: list[str] = []

    def export(model: str, folder: Path) -> None:
        (folder / encoder.MANIFEST).write_text(f"{model}@1")
        done.append(model)

    monkeypatch.setattr(exporting, "model_name", lambda model: f"{model}@1")
    monkeypatch.setattr(exporting, "export_encoder", export)
    monkeypatch.setattr(exports, "OnnxEncoder", open_export)
    monkeypatch.setattr(exports, "exported_name", lambda folder: open_export(folder).name)
    monkeypatch.setenv("ASKHZ_CACHE", "")
    return done


def test_an_export_is_made_once_and_made_again_when_damaged(tmp_path: Path, exported: list[str]) -> None:
    write(tmp_path / "documents", TEXTS)
    folder = tmp_path / "index"

    def bring() -> Report:
        return updating.update([tmp_path / "documents"], folder, model="m")

    bring()
    bring()
    assert exported == ["m"]
    home = folder / "encoders" / "m@1"
    for damage in (
        lambda: (home / encoder.MANIFEST).unlink(),
        lambda: (home / encoder.MANIFEST).write_text("n@1"),
        lambda: shutil.rmtree(home),
        lambda: shutil.rmtree(folder / "encoders"),
    ):
        damage()
        with pytest.raises(IndexFolderError, match="run askhz index PATH"):
            Index(folder)
        assert any("encoder" in line for line in verify(folder))
        assert bring().remade is None
        assert verify(folder) == []
        Index(folder).close()
    assert exported == ["m"] * 5


def test_another_model_replaces_the_export(tmp_path: Path, exported: list[str]) -> None:
    write(tmp_path / "documents", TEXTS)
    updating.update([tmp_path / "documents"], tmp_path / "index", model="m")
    with closing(Index(tmp_path / "index")) as index:
        done = updating.update([tmp_path / "documents"], tmp_path / "index", model="n")
        assert "another encoder" in (done.remade or "")
        assert [path.name for path in (tmp_path / "index" / "encoders").iterdir()] == ["n@1"]
        with index.snapshot() as one:
            assert one.encoder.name == "n@1"
    assert exported == ["m", "n"]


def test_an_index_keeps_its_encoder_where_none_is_named(tmp_path: Path, exported: list[str]) -> None:
    write(tmp_path / "documents", TEXTS)
    folder = tmp_path / "index"
    updating.update([tmp_path / "documents"], folder, model="m")
    done = updating.update([tmp_path / "documents"], folder)
    assert (done.remade, done.encoded, done.encoder) == (None, 0, None)
    assert exported == ["m"]
    shutil.rmtree(folder / "encoders")
    with pytest.raises(EncoderError, match="name the folder of its model with --encoder"):
        updating.update([tmp_path / "documents"], folder)


@pytest.mark.parametrize(("text", "model"), [("It rains.", "all-MiniLM-L6-v2"), ("雨。", "multilingual-e5-small")])
def test_a_new_index_takes_the_encoder_for_its_documents(
    tmp_path: Path, exported: list[str], monkeypatch: pytest.MonkeyPatch, text: str, model: str
) -> None:
    monkeypatch.setattr(e5, "installed", lambda: True)
    write(tmp_path / "documents", {"a.txt": text})
    done = updating.update([tmp_path / "documents"], tmp_path / "index")
    assert exported == [model]
    assert (model in (done.encoder or "")) == (text == "雨。")
    shutil.rmtree(tmp_path / "index" / "encoders")  # a built-in one is made again
    assert updating.update([tmp_path / "documents"], tmp_path / "index").remade is None
    assert exported == [model] * 2


@pytest.mark.usefixtures("exported")
def test_a_failed_export_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def export(model: str, folder: Path) -> None:
        (folder / "half").write_text("x")
        raise EncoderError("cannot be exported")

    write(tmp_path / "documents", TEXTS)
    monkeypatch.setattr(exporting, "export_encoder", export)
    with pytest.raises(EncoderError):
        updating.update([tmp_path / "documents"], tmp_path / "index", model="m")
    assert not list((tmp_path / "index" / "encoders").iterdir())
    with pytest.raises(IndexFolderError, match="nothing is indexed yet"):
        Index(tmp_path / "index")


# Kept once for a user


@pytest.fixture
def cache(tmp_path: Path, exported: list[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASKHZ_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "encoders"


def index_into(folder: Path, model: str = "m") -> Path:
    write(folder.parent / "documents", TEXTS)
    updating.update([folder.parent / "documents"], folder, model=model)
    return folder


def test_the_second_index_of_a_user_exports_nothing(tmp_path: Path, cache: Path, exported: list[str]) -> None:
    folders = [index_into(tmp_path / name) for name in ("one", "two")]
    assert exported == ["m"]
    (kept,) = cache.iterdir()
    for folder in folders:
        assert (folder / "encoders" / "m@1" / encoder.MANIFEST).samefile(kept / encoder.MANIFEST)
        assert verify(folder) == []
    index_into(tmp_path / "three", "n")
    assert exported == ["m", "n"]


def test_an_index_needs_nothing_of_the_cache(tmp_path: Path, cache: Path) -> None:
    folder = index_into(tmp_path / "one")
    shutil.rmtree(cache.parent)
    shutil.move(folder, tmp_path / "moved")
    with closing(Index(tmp_path / "moved")) as index, index.snapshot() as one:
        assert one.encoder.name == "m@1"


def test_what_is_kept_is_made_again_where_it_is_damaged_or_of_an_older_recipe(
    tmp_path: Path, cache: Path, exported: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    index_into(tmp_path / "one")
    (kept,) = cache.iterdir()
    (kept / encoder.MANIFEST).unlink()
    (kept / encoder.MANIFEST).write_text("another@1")
    index_into(tmp_path / "two")
    assert exported == ["m"] * 2
    monkeypatch.setattr(exporting, "RECIPE", 99)
    index_into(tmp_path / "three")
    assert exported == ["m"] * 3
    assert {path.name for path in cache.iterdir()} == {kept.name, "m@1.99"}


def test_where_the_cache_cannot_be_written_the_index_gets_an_export_of_its_own(
    tmp_path: Path, exported: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("ASKHZ_CACHE", str(tmp_path / "file" / "cache"))
    assert verify(index_into(tmp_path / "one")) == []
    assert exported == ["m"]


def test_the_cache_lies_where_the_system_keeps_such_things_unless_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    monkeypatch.delenv("ASKHZ_CACHE", raising=False)
    assert exports.user_cache() == Path("/somewhere/askhz")
    monkeypatch.setenv("ASKHZ_CACHE", "/elsewhere")
    assert exports.user_cache() == Path("/elsewhere")
    monkeypatch.setenv("ASKHZ_CACHE", "")
    assert exports.user_cache() is None


# Whatever else is exported


def read(home: Path) -> str:
    try:
        return (home / "network").read_text()
    except OSError as error:
        raise EncoderError("no network") from error


def test_what_is_whole_is_opened_and_not_made(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "network").write_text("whole")

    def never(partial: Path) -> None:
        raise AssertionError

    assert exports.open_or_create(tmp_path / "one", read, never) == "whole"


def test_what_is_missing_or_damaged_is_made_aside_and_then_put_there(tmp_path: Path) -> None:
    home = tmp_path / "readers" / "one"

    def make(partial: Path) -> None:
        assert not (home / "network").exists()
        assert str(os.getpid()) in partial.name
        (partial / "network").write_text("new")

    assert exports.open_or_create(home, read, make) == "new"
    (home / "network").unlink()
    (home / "rubbish").write_text("x")
    assert exports.open_or_create(home, read, make) == "new"
    assert [path.name for path in home.parent.iterdir()] == ["one"]
    assert [path.name for path in home.iterdir()] == ["network"]


def test_where_another_process_was_faster_its_export_stays(tmp_path: Path) -> None:
    def make(partial: Path) -> None:
        (partial / "network").write_text("mine")
        (tmp_path / "one").mkdir()
        (tmp_path / "one" / "network").write_text("theirs")

    assert exports.open_or_create(tmp_path / "one", read, make) == "theirs"
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_a_reader_is_kept_in_the_index(made: tuple[Path, Path]) -> None:
    calls: list[Path] = []

    def make(partial: Path) -> None:
        calls.append(partial)
        (partial / "network").write_text("new")

    for _ in range(2):
        assert exports.keep_reader(made[1], "one", read, make) == "new"
    assert len(calls) == 1
    assert (made[1] / "readers" / "one" / "network").read_text() == "new"


def test_where_the_index_is_not_writable_a_reader_is_made_each_time(
    made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = errno.EROFS
    mkdir = Path.mkdir

    def refuse(self: Path, *arguments: object, **options: object) -> None:
        if made[1] in self.parents:
            raise OSError(number, os.strerror(number))
        mkdir(self, *arguments, **options)  # type: ignore[arg-type]

    def make(partial: Path) -> None:
        (partial / "network").write_text("new")

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert exports.keep_reader(made[1], "one", read, make) == "new"
    assert not (made[1] / "readers").exists()
    number = errno.ENOSPC
    with pytest.raises(IndexFolderError, match="make room and try again"):
        exports.keep_reader(made[1], "one", read, make)
