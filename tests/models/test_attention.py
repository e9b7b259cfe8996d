"""Attention as one operation: the same results, or nothing changed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from askhz.models import attention, graphs

HEADS, COLUMNS = 2, 8


class Graph:
    """Attention over rows that are given, as PyTorch writes it."""

    def __init__(
        self, *, mask: np.ndarray[Any, Any] | None = None, scaled: bool = True, key_order: tuple[int, ...] = ()
    ):
        random = np.random.default_rng(0)
        self.constants: list[Any] = []
        self.nodes: list[Any] = []
        rows = {
            name: self.op("MatMul", "rows", self.constant(random.normal(size=(COLUMNS, COLUMNS)))) for name in "qkv"
        }
        split = self.constant(np.array([0, 0, HEADS, COLUMNS // HEADS]), np.int64)
        join = self.constant(np.array([0, 0, COLUMNS]), np.int64)
        q, k, v = (self.op("Reshape", rows[name], split) for name in "qkv")
        q, v = (self.op("Transpose", one, perm=[0, 2, 1, 3]) for one in (q, v))
        scores = self.op("MatMul", q, self.op("Transpose", k, perm=list(key_order or (0, 2, 3, 1))))
        if scaled:
            scores = self.op("Mul", scores, self.constant(np.array(0.3)))
        if mask is not None:
            scores = self.op("Add", scores, self.constant(mask))
        mixed = self.op("MatMul", self.op("Softmax", scores, axis=-1), v)
        mixed = self.op("Reshape", self.op("Transpose", mixed, perm=[0, 2, 1, 3]), join)
        self.op("Add", mixed, rows["q"])

    def constant(self, value: np.ndarray[Any, Any], kind: Any = np.float32) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, kind), name))
        return name

    def op(self, kind: str, *given: str, **attributes: Any) -> str:
        name = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(given), [name], name=name, **attributes))
        return name

    def write(self, file: Path) -> Path:
        info = helper.make_tensor_value_info
        shape: list[str | int | None] = ["texts", "tokens", COLUMNS]
        ends = ([info("rows", TensorProto.FLOAT, shape)], [info(self.nodes[-1].output[0], TensorProto.FLOAT, shape)])
        graph = helper.make_graph(self.nodes, "attention", *ends, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)])
        model.ir_version = 10
        onnx.save(model, file)
        return file


def text(tokens: int) -> Any:
    return {"rows": np.random.default_rng(tokens).normal(size=(1, tokens, COLUMNS)).astype(np.float32)}


def operations(file: Path) -> Counter[str]:
    return Counter(node.op_type for node in onnx.load(file).graph.node)


@pytest.mark.parametrize("scaled", [True, False])
@pytest.mark.parametrize("mask", [None, np.zeros((1, 1, 1, 1))])
def test_attention_becomes_one_operation_with_the_same_results(
    tmp_path: Path, scaled: bool, mask: np.ndarray[Any, Any] | None
) -> None:
    file = Graph(mask=mask, scaled=scaled).write(tmp_path / "graph.onnx")
    before = graphs.open_session(file).run(None, text(7))[0]
    assert attention.fuse(file, HEADS, [text(3), text(5)])
    assert operations(file) == {"MatMul": 3, "MultiHeadAttention": 1, "Add": 1}
    assert np.allclose(graphs.open_session(file).run(None, text(7))[0], before, atol=1e-5)


def test_constants_that_nothing_uses_are_gone(tmp_path: Path) -> None:
    file = Graph(mask=np.zeros((1, 1, 1, 1))).write(tmp_path / "graph.onnx")
    assert attention.fuse(file, HEADS, [text(3)])
    assert len(onnx.load(file).graph.initializer) == 3


def test_a_mask_that_hides_what_comes_later_stays(tmp_path: Path) -> None:
    later = np.triu(np.full((4, 4), -1e9), 1)
    file = Graph(mask=later).write(tmp_path / "graph.onnx")
    before = file.read_bytes()
    assert not attention.fuse(file, HEADS, [text(4)])
    assert file.read_bytes() == before


def test_another_number_of_heads_is_noticed(tmp_path: Path) -> None:
    file = Graph().write(tmp_path / "graph.onnx")
    before = file.read_bytes()
    assert not attention.fuse(file, 4, [text(4)])
    assert file.read_bytes() == before


def test_what_is_not_known_stays(tmp_path: Path) -> None:
    file = Graph(key_order=(0, 2, 1, 3)).write(tmp_path / "graph.onnx")
    before = file.read_bytes()
    assert not attention.fuse(file, HEADS, [])
    assert file.read_bytes() == before
