import errno
import json
import os
import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
from fakes import open_fake
from tiny import tiny

from askhz import question, retrieval
from askhz.errors import EncoderError, IndexFolderError
from askhz.index import exports, lookup
from askhz.index.lookup import Index
from askhz.indexing import updating
from askhz.question import as_question
from askhz.reading.answer_types import find_span, spans_of_kind
from askhz.reading.opening import open_reader
from askhz.reading.ranker import SENTENCE_RANKER, SentenceRanker
from askhz.reading.span_reader import SpanReader
from askhz.records import Question

TEXTS = {
    "a.txt": "Acme sold 24 robots in 2023. Its founder is Mara Lindqvist. The office stands in Oslo, near the harbour.",
    "b.txt": "Bolt Industries makes kettles. Nobody knows when it began, because its archive burned down.",
}


@pytest.mark.parametrize(
    ("kind", "text", "asked", "found"),
    [
        ("number", "In 2024 it had 24 unicorns.", "How many?", ["24"]),
        ("number", "It ranks fourth and made $1.1 billion.", "How much?", ["fourth", "$1.1 billion"]),
        ("number", "Of the 24 only 7 stayed.", "Which of the 24 stayed, how many?", ["7"]),
        ("date", "On December 17, 2024, he spoke.", "When?", ["December 17, 2024"]),
        (
            "date",
            "In February of this year it began; see 02/19 2025.",
            "When?",
            ["February of this year", "02/19 2025"],
        ),
        ("person", "The founder, Zhang Min, spoke.", "Who?", ["Zhang Min"]),
        ("person", "Later came Zhang Min.", "What does Zhang Min say?", []),
        ("place", "It was shown in the city of Hangzhou.", "Where?", ["Hangzhou"]),
        ("number", "There is no figure here.", "How many?", []),
    ],
)
def test_spans_of_kind(kind, text: str, asked: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in spans_of_kind(kind, text, asked)] == found


def test_the_span_nearest_to_the_questions_words_is_taken() -> None:
    asked = Question("How many robots?", "number", ("How many robots?",), "How many robots?")
    text = "Of 300 workers, 24 build robots."
    span = find_span(asked, text, 100)
    assert span is not None
    assert text[span[0] - 100 : span[1] - 100] == "24"


def test_an_explanation_has_no_short_answer() -> None:
    asked = Question("Why 24?", "reason", ("Why 24?",), "Why 24?")
    assert find_span(asked, "There are 24 robots.", 0) is None


def _read(index: Index, text: str):
    with index.snapshot():
        asked = question.analyse(text, aliases=index.aliases, mend=index.misspelt)
        return SentenceRanker(index).read(asked, retrieval.retrieve(asked, index))


def test_findings_are_slices_of_their_documents_best_first(make_bot) -> None:
    index = make_bot(TEXTS)._index
    read = _read(index, "How many robots did Acme sell?")
    assert read.findings[0].text == "Acme sold 24 robots in 2023."
    scores = [finding.score for finding in read.findings]
    assert scores == sorted(scores, reverse=True)
    for finding in read.findings:
        document = index.document(finding.source)
        assert document is not None
        assert document.text[finding.start : finding.end] == finding.text
        if finding.short:
            assert finding.start <= finding.short[0] < finding.short[1] <= finding.end
    assert 0 < read.confidence < 1


def test_a_question_in_the_documents_words_is_likelier_right_than_a_stranger(make_bot) -> None:
    index = make_bot(TEXTS)._index
    known = _read(index, "How many robots did Acme sell?").confidence
    strange = _read(index, "Which volcano erupted on Iceland last spring?").confidence
    assert known > strange


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("How many robots did Acme sell in 2023?", 0.0),
        ("How many robots did Acme sell in 2019?", 1.0),
        ("How many robots did Bexley sell in 2023?", 1.0),
    ],
)
def test_a_name_or_a_year_that_the_passage_does_not_hold_is_told(make_bot, text: str, unknown: float) -> None:
    index = make_bot(TEXTS)._index
    with index.snapshot():
        asked = question.analyse(text, aliases=index.aliases, mend=index.misspelt)
        found = SentenceRanker(index).candidates(asked, retrieval.retrieve(asked, index))
    assert {one.features["unknown"] for one in found if one.passage.source == "a.txt"} == {unknown}


def test_a_sentence_that_asks_is_no_answer(make_bot) -> None:
    answer = "It was made by Old Karl, whom the town had asked for a bell."
    index = make_bot({"bell.txt": f"Who cast the great bell of the town? {answer}"})._index
    assert _read(index, "Who cast the great bell of the town?").findings[0].text == answer


def test_no_passage_no_finding(make_bot) -> None:
    index = make_bot(TEXTS)._index
    asked = question.analyse("How many?")
    read = SentenceRanker(index).read(asked, [])
    assert (read.findings, read.confidence) == ((), 0.0)
    assert read.threshold > 0


@pytest.mark.parametrize("reader", [SentenceRanker, SpanReader])
def test_the_weights_that_are_shipped_are_those_the_reader_uses(reader: type[SentenceRanker]) -> None:
    shipped = json.loads(resources.files("askhz").joinpath(reader.weights_file).read_text(encoding="utf-8"))
    assert set(shipped["sentence"]) == {"intercept", *reader.sentence_features}
    assert set(shipped["confidence"]) == {"intercept", *reader.confidence_names}
    assert 0 < shipped["threshold"] < 1


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("Name the six firms.", "What are the six firms?"),
        ("give examples of unicorns in Hangzhou", "What are unicorns in Hangzhou?"),
        ("Can you give me some examples of rivers?", "What are rivers?"),
        ("Please list all rivers", "What are rivers?"),
        ("Name", "Name"),
        ("Names of the six firms?", "Names of the six firms?"),
        ("Who can name them?", "Who can name them?"),
    ],
)
def test_a_command_to_list_is_read_as_its_question(command: str, asked: str) -> None:
    assert as_question(command) == asked


class Unread:
    """Stands where the network stands, and may not be asked."""

    name, digest, languages = "unread", "0", ("en",)

    def read(self, question: str, passage: str):
        raise AssertionError("the network knows no Chinese")


def test_a_chinese_question_is_left_to_the_judge(make_bot) -> None:
    index = make_bot({"a.txt": "杭州有24家独角兽企业。上海有更多。"})._index
    reader = SpanReader(index, Unread())
    calibration = {"slope": 1.0, "intercept": -3.0, "threshold": 0.9}
    for name, identity in ((reader.name, reader.identity), (SENTENCE_RANKER, SentenceRanker(index).identity)):
        with index.snapshot():
            asked = question.analyse("杭州有多少家独角兽企业?")
            hits = retrieval.retrieve(asked, index)
            assert not reader.reads(asked)
            assert reader.read(asked, hits) == SentenceRanker(index).read(asked, hits)
        # A calibration of the network says nothing of what the judge reads; the judge's own does.
        lookup.store_calibrations(index.folder, {name: {"identity": identity, **calibration}})
    assert reader.read(asked, hits).threshold == 0.9


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny question-answering model."""
    return tiny(tmp_path_factory.mktemp("model") / "tiny", vocabulary=TEXTS["a.txt"].lower().replace(".", " .").split())


def test_a_model_of_transformers_is_exported_once_for_an_index(make_bot, model: Path) -> None:
    index = make_bot(TEXTS)._index
    said: list[str] = []
    asked = question.analyse("How many robots did Acme sell?", aliases=index.aliases)
    answers = []
    for _ in range(2):
        reader = open_reader(index, str(model), lambda what, done, total: said.append(what))
        with index.snapshot():
            answers.append(reader.read(asked, retrieval.retrieve(asked, index)))
    assert said == ["preparing the reader"]
    assert answers[0] == answers[1]
    assert answers[0].findings
    (home,) = (index.folder / "readers").iterdir()
    (home / "reader.onnx").write_bytes(b"damaged")
    assert isinstance(open_reader(index, str(model), lambda what, done, total: said.append(what)), SpanReader)
    assert said == ["preparing the reader"] * 2


def test_an_index_that_may_not_be_written_serves_another_reader_too(make_bot, model: Path, monkeypatch) -> None:
    index = make_bot(TEXTS)._index

    def refused(home: Path, *rest: object) -> None:
        if home.is_relative_to(index.folder):
            raise PermissionError(errno.EACCES, "Permission denied", str(home))
        return kept(home, *rest)

    kept = exports.open_or_create
    monkeypatch.setattr(indexing, "kept", refused)
    assert isinstance(open_reader(index, str(model)), SpanReader)


def test_an_export_that_fails_leaves_nothing(make_bot, model: Path, monkeypatch) -> None:
    index = make_bot(TEXTS)._index

    def fail(model: Path, folder: Path) -> None:
        (folder / "reader.onnx").write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(reading, "export", fail)
    with pytest.raises(IndexFolderError, match="No space left on device; make room"):
        open_reader(index, str(model))
    assert list((index.folder / "readers").iterdir()) == []


def test_other_files_in_a_models_folder_do_no_harm(make_bot, model: Path, tmp_path: Path) -> None:
    index = make_bot(TEXTS)._index
    copy = Path(shutil.copytree(model, tmp_path / "copy"))
    (copy / "manifest.json").write_text('{"start_url": "/"}')
    (copy / "x.json").mkdir()
    (copy / "y.txt").symlink_to("nowhere")
    (copy / "checkpoint-1").mkdir()
    assert open_reader(index, str(copy)).name.startswith("copy@")
    name = open_reader(index, str(copy)).name
    (copy / "checkpoint-1" / "config.json").write_text("{}")
    assert open_reader(index, str(copy)).name == name


def test_readers_of_one_name_are_told_apart(make_bot, model: Path, tmp_path: Path) -> None:
    index = make_bot(TEXTS)._index
    copy = Path(shutil.copytree(model, tmp_path / SENTENCE_RANKER))
    (copy / "README.txt").write_text("Another one.")
    names = {open_reader(index, given).name for given in (SENTENCE_RANKER, None, str(model), str(copy))}
    assert len(names) == 4


def test_of_two_that_export_at_once_both_open_what_is_there(tmp_path: Path) -> None:
    def make(partial: Path) -> None:
        (partial / "mine").touch()
        (tmp_path / "home").mkdir()  # another process was faster
        (tmp_path / "home" / "theirs").touch()

    def open_(home: Path) -> list[str]:
        if not home.is_dir():
            raise EncoderError("missing")
        return [file.name for file in home.iterdir()]

    assert exports.open_or_create(tmp_path / "home", open_, make) == ["theirs"]
    assert [file.name for file in tmp_path.iterdir()] == ["home"]


def test_only_what_the_dead_left_half_written_is_removed(make_bot, tmp_path: Path) -> None:
    folder = make_bot(TEXTS)._index.folder
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    dead, living = int(done.stdout), os.getppid()
    for maker in (dead, living):
        (folder / "readers" / f"model@1.{maker}.partial").mkdir(parents=True)
    updating.update([tmp_path / "documents"], folder, open_encoder=open_fake)
    assert [partial.name for partial in (folder / "readers").iterdir()] == [f"model@1.{living}.partial"]


@pytest.mark.parametrize("name", ["no-such-model", "a/b/c", "../nowhere", "", "model-without-config"])
def test_no_such_reader(make_bot, name: str, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "model-without-config").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        EncoderError, match=r"^[^\n]*(neither a folder nor|no question-answering model|no reader is named)[^\n]*$"
    ):
        open_reader(make_bot(TEXTS)._index, name)


def test_a_model_is_found_by_its_name(make_bot, model: Path, tmp_path: Path, monkeypatch) -> None:
    snapshot = tmp_path / "hub" / "models--someone--tiny" / "snapshots" / "0123abc"
    shutil.copytree(model, snapshot)
    (snapshot.parent.parent / "refs").mkdir()
    (snapshot.parent.parent / "refs" / "main").write_text("0123abc")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    assert isinstance(open_reader(make_bot(TEXTS)._index, "someone/tiny"), SpanReader)
