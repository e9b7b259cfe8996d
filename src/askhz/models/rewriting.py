"""A graph as ONNX Runtime runs it fastest: the same weights, other operations, made as the graph is opened.

- What ONNX Runtime fuses into one operation but then runs slowly becomes several again: an addition with a
  normalisation, attention over int8 products.
- A matrix that is stored as int8 and made float again is multiplied as int8 as well. A few columns of what it is
  multiplied with hold numbers far larger than the others, which would take the range of int8 from them: these columns
  are multiplied in single precision, apart (Dettmers et al., 2022, "LLM.int8()"). They are the same for every text, so
  they are found once (`python -m training columns`) and stand in the network's manifest.

Attention is rewritten for texts that are run one at a time, without padding: it does not look at the mask.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Nodes = list[Any]
Outlying = Mapping[str, Sequence[int]]
"""The columns that are multiplied in single precision, by the name of the product."""

RECIPE = 1
"""Increase when the same graph is rewritten so that it calculates something else."""
_CONTRIB = "com.microsoft"
_LARGE = 100_000  # bytes of a constant that is handed over apart
_RANGE = 63  # of weights: processors without VNNI add two products in 16 bits, which 8 bits overflow


def rewritten(graph: Path, outlying: Outlying) -> tuple[bytes, dict[str, Array]]:
    """The graph of a file, rewritten, as ONNX writes it, but for its large constants; these by their names.

    Products that `outlying` does not name stay as they are. Raises `KeyError` if it names one that is not there.
    """
    import onnx

    rewriting = _Rewriting(onnx.load(graph))
    for name, columns in outlying.items():
        rewriting.product(name, columns)
    return rewriting.written()


def digest_of(graph: str, outlying: Outlying) -> str:
    """What tells a rewritten graph from others: of the graph's own digest, the columns and `RECIPE`."""
    columns = sorted((name, list(some)) for name, some in outlying.items())
    return hashlib.sha256(f"{graph} {RECIPE} {columns}".encode()).hexdigest()[:16]


def stored_products(model: Any) -> Iterator[tuple[Any, Any]]:
    """The matrix products of a graph whose matrix is stored as int8 and made float, each with what makes it float."""
    constants = {one.name for one in model.graph.initializer}
    floating = {
        node.output[0]: node
        for node in model.graph.node
        if node.op_type == "DequantizeLinear" and constants.issuperset(node.input)
    }
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in floating:
            yield node, floating[node.input[1]]


class _Rewriting:
    """A graph whose nodes are being replaced."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._constants = {one.name: one for one in model.graph.initializer}
        self._products = {node.name: (node, made_float) for node, made_float in stored_products(model)}
        self._instead: dict[str, Nodes] = {}  # by the first result of the node that they replace
        for node in model.graph.node:
            if node.op_type == "SkipLayerNormalization":
                self._instead[node.output[0]] = self._normalisation(node)
            elif node.op_type == "QAttention":
                self._instead[node.output[0]] = self._attention(node)

    def written(self) -> tuple[bytes, dict[str, Array]]:
        """The graph and its large constants: to write and read them twice would take longer than all else."""
        graph = self._model.graph
        nodes = [one for node in graph.node for one in self._instead.get(node.output[0], [node])]
        del graph.node[:]
        graph.node.extend(nodes)
        apart = {}
        for constant in graph.initializer:
            if len(constant.raw_data) >= _LARGE:
                apart[constant.name] = self._value(constant.name)
                constant.ClearField("raw_data")
                constant.data_location = constant.EXTERNAL
                for key, value in {"location": "memory", "length": apart[constant.name].nbytes}.items():
                    constant.external_data.add(key=key, value=str(value))
        graph_alone: bytes = self._model.SerializeToString()
        return graph_alone, apart

    def _normalisation(self, node: Any) -> Nodes:
        """An addition of two inputs and a bias, and the normalisation of the sum."""
        name, (given, skipped, scale, shift, bias) = node.name, node.input[:5]
        return [
            _node("Add", [given, bias], f"{name}_biased"),
            _node("Add", [f"{name}_biased", skipped], f"{name}_sum"),
            _node(
                "LayerNormalization",
                [f"{name}_sum", scale, shift],
                node.output[0],
                axis=-1,
                epsilon=_attribute(node, "epsilon").f,
            ),
        ]

    def _attention(self, node: Any) -> Nodes:
        """The product that gives query, key and value, and attention over them in single precision."""
        name, (given, matrix, bias, scale, scales, _, zero, zeros) = node.name, node.input[:8]
        parts = [f"{name}_query", f"{name}_key", f"{name}_value"]
        return [
            *_int8_product(name, (given, scale, zero), (matrix, scales, zeros), f"{name}_product"),
            _node("Add", [f"{name}_product", bias], f"{name}_parts"),
            _node("Split", [f"{name}_parts"], *parts, axis=-1),
            _node(
                "MultiHeadAttention",
                parts,
                node.output[0],
                domain=_CONTRIB,
                num_heads=_attribute(node, "num_heads").i,
            ),
        ]

    def product(self, name: str, columns: Sequence[int]) -> None:
        """Multiply as int8 what is stored as int8, but for some columns of what it is multiplied with."""
        node, made_float = self._products[name]
        given, result = node.input[0], node.output[0]
        matrix = self._value(made_float.input[0]).astype(np.float32) * self._value(made_float.input[1])
        apart = np.array(columns, dtype=np.int64)
        others = np.ones(len(matrix), dtype=np.float32)
        others[apart] = 0
        rows = matrix * others[:, None]
        scales = np.maximum(np.abs(rows).max(axis=0), 1e-9).astype(np.float32) / _RANGE
        whole = np.clip(np.rint(rows / scales), -_RANGE, _RANGE).astype(np.int8)
        part = {
            key: self._store(f"{result}_{key}", value)
            for key, value in {
                "others": others,
                "whole": whole,
                "scales": scales,
                "zeros": np.zeros(len(scales), dtype=np.int8),
                "columns": apart,
                "rows": matrix[apart],
            }.items()
        }
        int8 = (f"{result}_int8", f"{result}_scale", f"{result}_zero")
        instead = [
            _node("Mul", [given, part["others"]], f"{result}_masked"),
            _node("DynamicQuantizeLinear", [f"{result}_masked"], *int8),
            *_int8_product(result, int8, (part["whole"], part["scales"], part["zeros"]), f"{result}_rest"),
            _node("Gather", [given, part["columns"]], f"{result}_apart", axis=-1),
            _node("MatMul", [f"{result}_apart", part["rows"]], f"{result}_large"),
            _node("Add", [f"{result}_rest", f"{result}_large"], result),
        ]
        self._instead |= {result: instead, made_float.output[0]: []}
        for stored in made_float.input:
            self._model.graph.initializer.remove(self._constants.pop(stored))

    def _value(self, name: str) -> Array:
        from onnx import numpy_helper

        found: Array = numpy_helper.to_array(self._constants[name])
        return found

    def _store(self, name: str, value: Array) -> str:
        from onnx import numpy_helper

        self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        self._model.graph.initializer.append(self._constants[name])
        return name


def _int8_product(name: str, given: Sequence[str], matrix: Sequence[str], result: str) -> Nodes:
    """A product of int8 numbers as float. `given` and `matrix` are each the numbers, their scale and their zero.

    In this shape ONNX Runtime knows it, with the quantisation before it, as one operation.
    """
    import onnx

    return [
        _node("MatMulInteger", [given[0], matrix[0], given[2], matrix[2]], f"{name}_integers"),
        _node("Cast", [f"{name}_integers"], f"{name}_floats", to=onnx.TensorProto.FLOAT),
        _node("Mul", [given[1], matrix[1]], f"{name}_both_scales"),
        _node("Mul", [f"{name}_floats", f"{name}_both_scales"], result),
    ]


def _node(operation: str, given: Sequence[str], *results: str, **attributes: Any) -> Any:
    from onnx import helper

    return helper.make_node(operation, list(given), list(results), name=f"{results[0]}_{operation}", **attributes)


def _attribute(node: Any, name: str) -> Any:
    return next(one for one in node.attribute if one.name == name)
