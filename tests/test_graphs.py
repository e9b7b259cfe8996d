import errno
import os
from pathlib import Path

import numpy as np
import pytest
import torch

from askhz.errors import EncoderError
from askhz.models import exporting, graphs


def test_a_file_that_is_another_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.onnx").write_bytes(b"graph")
    right = graphs.digest(tmp_path / "a.onnx")
    graphs.check(tmp_path, {"a.onnx": right})
    with pytest.raises(EncoderError, match=r"a\.onnx: not the file that was exported"):
        graphs.check(tmp_path, {"a.onnx": right[::-1]})


def test_a_model_is_known_by_all_that_decides_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "1" / "model.safetensors").write_bytes(b"1")
    seen = {graphs.digest_of_model(tmp_path)}
    (tmp_path / "README.md").write_text("Nothing that counts.")
    assert graphs.digest_of_model(tmp_path) in seen
    (tmp_path / "1" / "model.safetensors").write_bytes(b"2")
    seen.add(graphs.digest_of_model(tmp_path))
    (tmp_path / "1").rename(tmp_path / "2")
    seen.add(graphs.digest_of_model(tmp_path))
    assert len(seen) == 3


@pytest.mark.parametrize("error", [ValueError("no\nway"), Exception(), KeyError("x")])
def test_opening_says_in_one_line_what_cannot_be_opened(tmp_path: Path, error: Exception) -> None:
    with (
        pytest.raises(EncoderError, match=r"^[^\n]*the thing in it cannot be opened \([^\n]+\)$"),
        graphs.opening(tmp_path, "thing"),
    ):
        raise error


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


class Doubling(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.rows = torch.nn.Embedding.from_pretrained(torch.eye(8))
        self.weight = torch.nn.Parameter(torch.eye(8) * 2)

    def forward(self, *numbers: torch.Tensor) -> torch.Tensor:
        return self.rows(numbers[0]) @ self.weight


@pytest.mark.parametrize("small", [False, True])
def test_a_graph_of_any_batch_and_length(tmp_path: Path, small: bool) -> None:
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
