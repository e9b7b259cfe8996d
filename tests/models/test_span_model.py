import json
import shutil
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import tiny

from askhz.errors import EncoderError
from askhz.models.exporting import export_span_model
from askhz.models.span_model import SpanModel, best_span

# Halves: their sums are exact, so that equal scores are equal.
logits = st.integers(-20, 20).map(lambda n: n / 2)


def slow_best_span(start: list[float], end: list[float], longest: int) -> tuple[int, int, float] | None:
    """The definition: every allowed span, the best score, then the first, then the shortest."""
    spans = [(start[i] + end[j], -i, -j) for i in range(len(start)) for j in range(i, min(len(end), i + longest))]
    if not spans:
        return None
    score, i, j = max(spans)
    return -i, -j, score


@given(st.lists(st.tuples(logits, logits), max_size=40), st.integers(1, 12))
def test_best_span_is_what_its_definition_says(pairs: list[tuple[float, float]], longest: int) -> None:
    start = [a for a, _ in pairs]
    end = [b for _, b in pairs]
    assert best_span(np.array(start), np.array(end), longest) == slow_best_span(start, end, longest)


def test_best_span_never_ends_before_it_starts() -> None:
    assert best_span(np.array([0.0, 9.0]), np.array([9.0, 0.0])) == (0, 0, 9.0)


@pytest.fixture(scope="session")
def shipped() -> SpanModel:
    """The network that comes with askhz."""
    with resources.as_file(resources.files("askhz.reading") / "network") as folder:
        return SpanModel(folder)


def test_a_long_passage_is_read_to_its_end_and_in_its_own_offsets(shipped: SpanModel) -> None:
    filler = "The weather was mild, and the boats stayed in the harbour all week. "
    passage = filler * 60 + "The lighthouse was built by Mara Lindqvist in 1893. " + filler * 5
    view = shipped.read("Who built the lighthouse?", passage)
    best = best_span(view.start, view.end)
    assert best is not None
    first, last, _ = best
    assert passage[view.pieces[first][0] : view.pieces[last][1]] == "Mara Lindqvist"
    assert len(view.pieces) == len(view.start) == len(view.end) <= 250


def test_of_a_long_passage_one_part_alone_is_read_where_it_is_named(shipped: SpanModel) -> None:
    passage = "Mara built it in the harbour. " + "The day went by without any news of them. " * 150
    question = "Who built it?"
    for part in ((0, 900), (2000, 2900), (len(passage) - 900, len(passage))):
        start, end = shipped.read(question, passage, within=part).extent or (0, 0)
        assert min(end, part[1]) - max(start, part[0]) > 600
        assert end - start < 2000
    assert shipped.read(question, passage).extent == shipped.read(question, passage, within=(0, 900)).extent
    assert shipped.read(question, "", within=(0, 0)).extent is None


def test_what_fits_is_read_in_one_window(shipped: SpanModel) -> None:
    question = "Where does the ferry land?"
    for words, whole in ((230, True), (260, False)):
        passage = "word " * words
        assert shipped.fits(question, passage) == whole
        assert (len(shipped.read(question, passage).pieces) == words) == whole


def test_of_two_windows_that_do_not_answer_none_does(shipped: SpanModel) -> None:
    filler = "The weather was mild, and the boats stayed in the harbour all week. "
    told = shipped.read("Who built the lighthouse?", "The lighthouse was built by Mara Lindqvist in 1893.")
    untold = shipped.read("Who built the lighthouse?", filler * 60)
    assert told.answerable > untold.answerable


@pytest.mark.parametrize(("asked", "passage"), [("", ""), ("Who?", ""), ("", "She."), ("x " * 5000, "She did it.")])
def test_nothing_and_too_much_are_read(shipped: SpanModel, asked: str, passage: str) -> None:
    view = shipped.read(asked, passage)
    assert len(view.pieces) == len(view.start)
    assert [passage[a:b] for a, b in view.pieces] == passage.replace(".", " .").split()


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A tiny model and its export."""
    home = tmp_path_factory.mktemp("tiny")
    model = tiny(home / "model")
    export_span_model(model, home / "export")
    return model, home / "export"


@pytest.mark.slow
def test_a_model_of_transformers_says_what_it_said_before_it_was_exported(exported: tuple[Path, Path]) -> None:
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    model, folder = exported
    question, passage = "Who built it?", "Mara built it in the harbour."
    view = SpanModel(folder).read(question, passage)
    tokens = AutoTokenizer.from_pretrained(model)(question, passage, return_tensors="pt")
    with torch.inference_mode():
        said = AutoModelForQuestionAnswering.from_pretrained(model)(**tokens)
    inside = [at for at, part in enumerate(tokens.sequence_ids()) if part == 1]
    start, end = (logits[0].numpy() - logits[0, 0].item() for logits in (said.start_logits, said.end_logits))
    assert view.start == pytest.approx(start[inside], abs=1e-3)
    assert view.end == pytest.approx(end[inside], abs=1e-3)
    assert [passage[a:b] for a, b in view.pieces] == "Mara built it in the harbour .".split()
    odds = [np.log(np.exp(logits[inside]).sum()) for logits in (start, end)]
    assert view.answerable == pytest.approx(sum(odds) / 2, abs=1e-3)


@pytest.mark.slow
def test_an_export_says_nothing_of_the_computer_it_was_made_on(exported: tuple[Path, Path]) -> None:
    graph = (exported[1] / "reader.onnx").read_bytes()
    assert b"site-packages" not in graph
    assert str(Path.home()).encode() not in graph


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_a_model_in_half_precision_is_exported(tmp_path: Path, dtype: str) -> None:
    import torch
    from transformers import AutoModelForQuestionAnswering

    model = tiny(tmp_path / "model")
    AutoModelForQuestionAnswering.from_pretrained(model, dtype=getattr(torch, dtype)).save_pretrained(model)
    export_span_model(model, tmp_path / "export")
    assert SpanModel(tmp_path / "export").read("Who built it?", "Mara built it.").start.dtype == np.float32


@pytest.mark.slow
def test_no_window_is_longer_than_the_model_was_made_for(exported: tuple[Path, Path]) -> None:
    passage = "Mara built it in the harbour. " * 40
    view = SpanModel(exported[1]).read("Who built it in the harbour?", passage)
    assert 40 < len(view.pieces) < 64


@pytest.mark.slow
def test_a_model_without_a_head_for_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"model: not trained to answer questions \(qa_outputs"):
        export_span_model(tiny(tmp_path / "model", head=False), tmp_path / "export")


@pytest.mark.slow
def test_a_model_without_its_tokenizer_is_refused(tmp_path: Path) -> None:
    model = tiny(tmp_path / "model")
    for file in model.glob("tokenizer*"):
        file.unlink()
    with pytest.raises(EncoderError, match="no tokenizer in it that tells where a piece stands"):
        export_span_model(model, tmp_path / "export")


@pytest.mark.slow
def test_a_model_that_cannot_read_its_own_tokenizer_s_words_is_refused(tmp_path: Path) -> None:
    model = tiny(tmp_path / "model", vocabulary=("it",))
    other = tiny(tmp_path / "other")
    shutil.copy(other / "tokenizer.json", model / "tokenizer.json")
    with pytest.raises(EncoderError, match=r"^[^\n]*model: cannot be exported \(IndexError[^\n]*$"):
        export_span_model(model, tmp_path / "export")


@pytest.mark.slow
def test_cut_weights_are_one_line(tmp_path: Path) -> None:
    model = tiny(tmp_path / "model")
    (model / "model.safetensors").write_bytes((model / "model.safetensors").read_bytes()[:500])
    with pytest.raises(EncoderError, match=r"^[^\n]*model: cannot be exported[^\n]*$"):
        export_span_model(model, tmp_path / "export")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="cannot be opened"):
        SpanModel(tmp_path / "none")


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "reader.onnx").write_bytes(b"graph")
    (tmp_path / "tokenizer.json").write_text("{}")
    files = {name: {"sha256": "0" * 64} for name in ("reader.onnx", "tokenizer.json")}
    (tmp_path / "manifest.json").write_text(json.dumps({"files": files, "input": {"max_length": 256}}))
    with pytest.raises(EncoderError, match="not the file that was exported"):
        SpanModel(tmp_path)


def test_many_are_read_as_each_alone(shipped: SpanModel) -> None:
    pairs = [("Who built it?", f"Mara built house {n} in the harbour of Oslo.") for n in range(5)]
    together = shipped.read_all(pairs)
    for view, pair in zip(together, pairs, strict=True):
        alone = shipped.read(*pair)
        assert view.pieces == alone.pieces
        assert view.start.tolist() == alone.start.tolist()
        assert view.answerable == alone.answerable
