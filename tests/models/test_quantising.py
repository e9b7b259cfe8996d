import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from askhz.models import encoder, graphs, quantising
from askhz.models.encoder import Rows


class Reading:
    """Stands where the opened export stands: its vectors differ by as many degrees as its graph says."""

    def __init__(self, folder: Path) -> None:
        self.degrees = json.loads((folder / "encoder.onnx").read_text())

    def fed(self, text: str) -> dict[str, object]:
        return {"text": text}

    def encode_document(self, texts: list[str], /) -> Rows:
        angles = np.radians(np.resize(self.degrees, len(texts)))
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


@pytest.mark.parametrize(
    ("degrees", "chosen"),
    [
        ([[5]], "int8"),
        ([[5, 9], [5]], "int8, smoothed"),
        ([[7], [7], [2]], "int8, smoothed, but the first feed-forward outputs"),
        ([[7], [7], [9], [2]], "int8 but feed-forward outputs"),
        ([[7], [7], [7], [7]], "float32"),
    ],
)
def test_the_first_precision_that_keeps_the_vectors_is_taken_and_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, degrees: list[list[int]], chosen: str
) -> None:
    # cos 5° is 0.9962, cos 7° 0.9925 (too low for a mean), cos 9° 0.9877 (too low for one).
    made, smoothed = iter(degrees), list[bool]()

    def quantise(graph: Path, result: Path, *, whole: object, smoothed_for: Sequence[object]) -> None:
        assert json.loads(graph.read_text()) == [0]
        smoothed.append(bool(smoothed_for))
        result.write_text(json.dumps(next(made)))

    monkeypatch.setattr(quantising, "quantise", quantise)
    monkeypatch.setattr(encoder, "OnnxEncoder", Reading)
    (tmp_path / "exported.onnx").write_text("[0]")
    (tmp_path / "tokenizer.json").write_text("{}")
    quantising.choose_precision(tmp_path, {"name": "m@1"})
    manifest = json.loads((tmp_path / "encoder.json").read_text())
    assert (manifest["name"], manifest["precision"]) == ("m@1", chosen)
    assert manifest["sha256"]["encoder.onnx"] == graphs.digest(tmp_path / "encoder.onnx")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["encoder.json", "encoder.onnx", "tokenizer.json"]
    assert smoothed == [False, True, True, False][: len(degrees)]
    if chosen == "float32":
        assert (tmp_path / "encoder.onnx").read_text() == "[0]"
    else:
        assert manifest["cosine"]["mean"] >= quantising.MEAN


def product(columns: int, scale: npt.NDArray[Any]) -> Any:
    """A graph of two products with one matrix, of rows that are looked up and have columns of these sizes."""
    random = np.random.default_rng(0)
    rows = random.normal(size=(50, columns)).astype(np.float32) * scale.astype(np.float32)
    matrix = random.normal(size=(columns, 16)).astype(np.float32)
    nodes = [
        helper.make_node("Gather", ["rows", "numbers"], ["row"], name="look"),
        helper.make_node("MatMul", ["row", "matrix"], ["first"], name="one"),
        helper.make_node("MatMul", ["row", "matrix"], ["second"], name="two"),
        helper.make_node("Add", ["first", "second"], ["sum"], name="add"),
    ]
    info = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "products",
        [info("numbers", TensorProto.INT64, ["texts", "tokens"])],
        [info("sum", TensorProto.FLOAT, ["texts", "tokens", 16])],
        [numpy_helper.from_array(rows, "rows"), numpy_helper.from_array(matrix, "matrix")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)


EVERY = {"numbers": np.arange(50)[None]}


def computed(graph: Any) -> npt.NDArray[Any]:
    session = graphs.open_session(graph if isinstance(graph, Path) else graph.SerializeToString())
    found: npt.NDArray[Any] = session.run(None, EVERY)[0]
    return found


def scaled(outlying: float) -> npt.NDArray[Any]:
    return np.where(np.arange(64) == 5, outlying, 1.0)


def test_smoothing_changes_no_product() -> None:
    graph = product(64, scaled(100.0))
    expected = computed(graph)
    quantising.smooth(graph, [EVERY])
    assert [node.op_type for node in graph.graph.node] == ["Gather", "Mul", "MatMul", "MatMul", "Add"]
    assert computed(graph) == pytest.approx(expected, rel=1e-4, abs=1e-3)
    onnx.checker.check_model(graph)


def test_what_has_no_large_column_is_left_alone() -> None:
    graph = product(64, scaled(1.0))
    before = graph.SerializeToString()
    quantising.smooth(graph, [EVERY])
    assert graph.SerializeToString() == before


def test_a_large_column_costs_less_where_it_is_smoothed(tmp_path: Path) -> None:
    graph = product(64, scaled(100.0))
    onnx.save(graph, tmp_path / "graph.onnx")
    expected = computed(graph)
    lost = []
    for texts in ([], [EVERY]):
        quantising.quantise(tmp_path / "graph.onnx", tmp_path / "small.onnx", smoothed_for=texts)
        lost.append(float(np.abs(computed(tmp_path / "small.onnx") - expected).mean()))
    plain, smoothed = lost
    assert smoothed < plain / 3
    assert sorted(file.name for file in tmp_path.iterdir()) == ["graph.onnx", "small.onnx"]
