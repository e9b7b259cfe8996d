import errno
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from tiny import tiny

from askhz.chatbot import Chatbot
from askhz.errors import EncoderError, IndexFolderError
from askhz.index import Index, exports
from askhz.models import exporting
from askhz.reading import SENTENCE_RANKER, Reader, SpanReader, open_reader

MakeBot = Callable[..., Chatbot]
T = TypeVar("T")


def opened(index: Index, reader: str | None, said: list[str] | None = None) -> Reader:
    """A reader, its export kept in the index; `said` takes what the progress says."""
    return open_reader(
        reader,
        keep=index.keep_reader,
        on_progress=lambda what, done, total: None if said is None else said.append(what),
    )


TEXTS = {
    "a.txt": "Acme sold 24 robots in 2023. Its founder is Mara Lindqvist. The office stands in Oslo, near the harbour.",
    "b.txt": "Bolt Industries makes kettles. Nobody knows when it began, because its archive burned down.",
}


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny question-answering model."""
    return tiny(tmp_path_factory.mktemp("model") / "tiny", vocabulary=TEXTS["a.txt"].lower().replace(".", " .").split())


@pytest.mark.slow
def test_a_model_of_transformers_is_exported_once_for_an_index(make_bot: MakeBot, model: Path) -> None:
    index = make_bot(TEXTS)._index
    said: list[str] = []
    answers = []
    for _ in range(2):
        answers.append(Chatbot(index, opened(index, str(model), said)).ask("How many robots did Acme sell?"))
    assert said == ["preparing the reader"]
    assert answers[0] == answers[1]
    assert answers[0].passages
    (home,) = (index.folder / "readers").iterdir()
    (home / "reader.onnx").write_bytes(b"damaged")
    assert isinstance(opened(index, str(model), said), SpanReader)
    assert said == ["preparing the reader"] * 2


@pytest.mark.slow
def test_an_index_that_may_not_be_written_serves_another_reader_too(
    make_bot: MakeBot, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make_bot(TEXTS)._index

    def refused(home: Path, open_: Callable[[Path], T], make: Callable[[Path], None]) -> T:
        if home.is_relative_to(index.folder):
            raise PermissionError(errno.EACCES, "Permission denied", str(home))
        return kept(home, open_, make)

    kept = exports.open_or_create
    monkeypatch.setattr(exports, "open_or_create", refused)
    assert isinstance(opened(index, str(model)), SpanReader)


@pytest.mark.slow
def test_an_export_that_fails_leaves_nothing(make_bot: MakeBot, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = make_bot(TEXTS)._index

    def fail(model: Path, folder: Path) -> None:
        (folder / "reader.onnx").write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(exporting, "export_span_model", fail)
    with pytest.raises(IndexFolderError, match="No space left on device; make room"):
        opened(index, str(model))
    assert list((index.folder / "readers").iterdir()) == []


@pytest.mark.slow
def test_other_files_in_a_models_folder_do_no_harm(make_bot: MakeBot, model: Path, tmp_path: Path) -> None:
    index = make_bot(TEXTS)._index
    copy = Path(shutil.copytree(model, tmp_path / "copy"))
    (copy / "manifest.json").write_text('{"start_url": "/"}')
    (copy / "x.json").mkdir()
    (copy / "y.txt").symlink_to("nowhere")
    (copy / "checkpoint-1").mkdir()
    assert opened(index, str(copy)).name.startswith("copy@")
    name = opened(index, str(copy)).name
    (copy / "checkpoint-1" / "config.json").write_text("{}")
    assert opened(index, str(copy)).name == name


@pytest.mark.slow
def test_readers_of_one_name_are_told_apart(make_bot: MakeBot, model: Path, tmp_path: Path) -> None:
    index = make_bot(TEXTS)._index
    copy = Path(shutil.copytree(model, tmp_path / SENTENCE_RANKER))
    (copy / "README.txt").write_text("Another one.")
    names = {opened(index, given).name for given in (SENTENCE_RANKER, None, str(model), str(copy))}
    assert len(names) == 4


@pytest.mark.parametrize("name", ["no-such-model", "a/b/c", "../nowhere", "", "model-without-config"])
def test_no_such_reader(make_bot: MakeBot, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model-without-config").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        EncoderError, match=r"^[^\n]*(neither a folder nor|no question-answering model|no reader is named)[^\n]*$"
    ):
        opened(make_bot(TEXTS)._index, name)


@pytest.mark.slow
def test_a_model_is_found_by_its_name(
    make_bot: MakeBot, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = tmp_path / "hub" / "models--someone--tiny" / "snapshots" / "0123abc"
    shutil.copytree(model, snapshot)
    (snapshot.parent.parent / "refs").mkdir()
    (snapshot.parent.parent / "refs" / "main").write_text("0123abc")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    assert isinstance(opened(make_bot(TEXTS)._index, "someone/tiny"), SpanReader)


@pytest.mark.slow
def test_without_a_place_to_keep_it_the_export_is_made_each_time(model: Path) -> None:
    said: list[str] = []
    for _ in range(2):
        reader = open_reader(str(model), on_progress=lambda what, done, total: said.append(what))
        assert isinstance(reader, SpanReader)
    assert said == ["preparing the reader"] * 2
