"""Attention as one operation, in a graph for texts that are run one at a time.

PyTorch writes it as products, a mask, a softmax and transpositions. ONNX Runtime has one operation for all of it, which
on a processor goes through it block by block (Dao et al., 2022, "FlashAttention"), but only where there is no mask. A
text that is run alone has no padding, so that its mask says nothing; that it says nothing is measured, not assumed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from . import graphs

_TOLERANCE = 1e-3  # between a graph's results; sums in another order differ by about 1e-6
_QUERY, _KEY = [0, 2, 1, 3], [0, 2, 3, 1]  # how PyTorch transposes texts, tokens, heads, columns


def fuse(graph: Path, heads: int, texts: Sequence[Mapping[str, npt.NDArray[np.int64]]]) -> bool:
    """Write a float graph anew with each attention of so many heads as one operation; whether that was done.

    It is not where none is known, and where the graph then has other results for `texts`, its inputs of a text each:
    one whose mask does more than leave out padding.
    """
    import onnx

    model = onnx.load(graph)
    if not _fuse(model.graph, heads):
        return False
    model.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
    before, after = graphs.open_session(graph), graphs.open_session(model.SerializeToString())
    for text in texts:
        for one, other in zip(before.run(None, dict(text)), after.run(None, dict(text)), strict=True):
            if not np.allclose(one, other, atol=_TOLERANCE):
                return False
    onnx.save(model, graph)
    return True


def _fuse(graph: Any, heads: int) -> int:
    """Replace each attention that is known; how many there were."""
    made_by = {name: node for node in graph.node for name in node.output}
    used_by: dict[str, list[Any]] = {}
    for node in graph.node:
        for name in node.input:
            used_by.setdefault(name, []).append(node)
    constants = {one.name: one for one in graph.initializer}
    fused = {}
    for node in graph.node:
        if node.op_type == "Softmax" and (found := _Attention(made_by, used_by, constants).around(node)):
            given, result, scale = found
            fused[result] = _operation(given, result, heads, scale)
    nodes = [fused.get(node.output[0], node) for node in graph.node]
    _replace(graph, nodes)
    return len(fused)


def _operation(given: Sequence[str], result: str, heads: int, scale: float) -> Any:
    from onnx import helper

    name = f"{result}_attention"
    return helper.make_node(
        "MultiHeadAttention", list(given), [result], name=name, domain="com.microsoft", num_heads=heads, scale=scale
    )


def _replace(graph: Any, nodes: Sequence[Any]) -> None:
    """Give a graph these nodes, but for those whose results nothing uses, and the constants that are left."""
    wanted = {one.name for one in graph.output}
    kept = []
    for node in reversed(nodes):
        if wanted.intersection(node.output):
            kept.append(node)
            wanted.update(node.input)
    left = [one for one in graph.initializer if one.name in wanted]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(reversed(kept))
    graph.initializer.extend(left)


class _Attention:
    """What stands around a softmax."""

    def __init__(self, made_by: Mapping[str, Any], used_by: Mapping[str, list[Any]], constants: Mapping[str, Any]):
        self._made_by = made_by
        self._used_by = used_by
        self._constants = constants

    def around(self, softmax: Any) -> tuple[list[str], str, float] | None:
        """Query, key and value as rows of all heads, the result's name, and what scores are multiplied with."""
        scores = self._made_by.get(softmax.input[0])
        if scores is not None and scores.op_type == "Add":  # of scores and mask
            scores = self._made_by.get(scores.input[0])
        scale = 1.0
        if scores is not None and scores.op_type == "Mul" and scores.input[1] in self._constants:
            scale = self._number(scores.input[1])
            scores = self._made_by.get(scores.input[0])
        mixed = self._only_user(softmax.output[0], "MatMul")
        if scores is None or scores.op_type != "MatMul" or mixed is None or mixed.input[0] != softmax.output[0]:
            return None
        parts = [
            self._rows(scores.input[0], _QUERY),
            self._rows(scores.input[1], _KEY),
            self._rows(mixed.input[1], _QUERY),
        ]
        turned = self._only_user(mixed.output[0], "Transpose")
        joined = self._only_user(turned.output[0], "Reshape") if turned is not None else None
        if joined is None or not all(parts):
            return None
        return [str(part) for part in parts], joined.output[0], scale

    def _rows(self, name: str, order: list[int]) -> str | None:
        """The rows that were divided into heads and transposed so."""
        turned = self._made_by.get(name)
        if turned is None or turned.op_type != "Transpose" or _order(turned) != order:
            return None
        divided = self._made_by.get(turned.input[0])
        return divided.input[0] if divided is not None and divided.op_type == "Reshape" else None

    def _only_user(self, name: str, operation: str) -> Any:
        users = self._used_by.get(name, [])
        return users[0] if len(users) == 1 and users[0].op_type == operation else None

    def _number(self, name: str) -> float:
        from onnx import numpy_helper

        return float(numpy_helper.to_array(self._constants[name]).item())


def _order(transpose: Any) -> list[int]:
    return [int(at) for attribute in transpose.attribute if attribute.name == "perm" for at in attribute.ints]
