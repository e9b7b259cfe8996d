"""Matrix products as int8: which of them, chosen by measuring what an encoder's vectors lose.

One number that is far larger than the others takes the range of int8 from them. In transformers such numbers stand in
a few columns, the same for every text. So these columns are divided by a constant before a product, and the matrix's
rows multiplied by it: the product stays the same, the range fits all (SmoothQuant: Xiao et al., 2023).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from . import encoder, graphs

Array = npt.NDArray[np.float32]
Fed = Mapping[str, npt.NDArray[np.int64]]

EXPORTED = "exported.onnx"
SAMPLES = ("samples.json",)
LEAST, MEAN = 0.99, 0.995  # cosine to the original
_OUTLYING = 3.0  # times the median of the columns' largest numbers


@dataclass(frozen=True, slots=True)
class Precision:
    """Which products stay as they are, named from a graph, and whether large columns are divided before the others."""

    whole: Callable[[Any], list[str]] = lambda graph: []
    smoothed: bool = False


def choose_precision(folder: Path, described: Mapping[str, Any], samples: Sequence[str] = SAMPLES) -> None:
    """Turn `EXPORTED` in a folder into the fastest graph that keeps its vectors, and write the manifest.

    Each way in `PRECISIONS` is measured on this machine, on texts that come with askhz: a text's vector must have a
    cosine of `LEAST` to the one in single precision, of `MEAN` on average. The first that has is taken; what was
    measured is recorded in the manifest. `samples` are the files beside this module that hold the texts.
    """
    exported, graph = folder / EXPORTED, folder / encoder.GRAPH
    beside = resources.files(__package__)
    texts = [text for file in samples for text in json.loads(beside.joinpath(file).read_text(encoding="utf-8"))]

    def opened() -> encoder.OnnxEncoder:
        digests = {file: graphs.digest(folder / file) for file in (encoder.GRAPH, graphs.TOKENIZER)}
        manifest = {**described, **measured, "sha256": digests}
        (folder / encoder.MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        return encoder.OnnxEncoder(folder)

    measured: dict[str, Any] = {"precision": "float32"}
    shutil.copyfile(exported, graph)
    first = opened()
    original, fed = first.encode_document(texts), [first.fed(text) for text in texts]
    for name, precision in PRECISIONS.items():
        quantise(exported, graph, whole=precision.whole, smoothed_for=fed if precision.smoothed else ())
        cosines = np.sum(opened().encode_document(texts) * original, axis=1)
        measured = {"precision": name, "cosine": {"least": float(cosines.min()), "mean": float(cosines.mean())}}
        if cosines.min() >= LEAST and cosines.mean() >= MEAN:
            break
    else:
        measured = {"precision": "float32"}
        shutil.copyfile(exported, graph)
    opened()
    exported.unlink()


def quantise(
    graph: Path,
    result: Path,
    *,
    whole: Callable[[Any], list[str]] = lambda graph: [],
    smoothed_for: Sequence[Fed] = (),
    operations: Sequence[str] = ("MatMul",),
) -> None:
    """Write a graph with the weights of its matrix products as int8, one scale a channel.

    `whole` names the products of the prepared graph that stay as they are. `smoothed_for` are inputs of texts by which
    large columns are told; with none, nothing is divided. `operations`: what is made int8, by ONNX's names.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    prepared = result.with_suffix(".prepared")
    quant_pre_process(str(graph), str(prepared), skip_symbolic_shape=True)
    model = onnx.load(prepared)
    if smoothed_for:
        smooth(model, smoothed_for)
        onnx.save(model, prepared)
    quantize_dynamic(
        str(prepared),
        str(result),
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=list(operations),
        # Processors without VNNI add two products in 16 bits, which weights of 8 bits overflow.
        reduce_range=True,
        nodes_to_exclude=whole(model.graph),
        # ONNX cannot tell what type the results of ONNX Runtime's own operations have.
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    prepared.unlink()


def smooth(model: Any, texts: Sequence[Fed]) -> None:
    """Divide the large columns of what is multiplied with a constant matrix, and multiply the matrix's rows by as much.

    Columns are large whose largest number is `_OUTLYING` times that of the column in the middle, in any of the texts.
    """
    from onnx import helper, numpy_helper

    graph = model.graph
    weights = {one.name: one for one in graph.initializer}
    products: dict[str, list[Any]] = {}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in weights:
            products.setdefault(node.input[0], []).append(node)
    before = {}
    for name, largest in largest_by_column(model, list(products), texts).items():
        factors = np.maximum(1, largest / (_OUTLYING * max(float(np.median(largest)), 1e-6))).astype(np.float32)
        if factors.max() == 1:
            continue
        divided = f"{name}_smoothed"
        graph.initializer.append(numpy_helper.from_array(1 / factors, f"{name}_factors"))
        before[name] = helper.make_node("Mul", [name, f"{name}_factors"], [divided], name=f"{name}_smooth")
        for node in products[name]:
            # Two products may share a matrix: each has its own from here on.
            matrix = numpy_helper.to_array(weights[node.input[1]]) * factors[:, None]
            own = f"{node.name}_weights"
            graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(matrix), own))
            node.input[:] = [divided, own]
    in_order = [one for node in graph.node for one in (node, *(before[out] for out in node.output if out in before))]
    del graph.node[:]
    graph.node.extend(in_order)
    used = {name for node in graph.node for name in node.input}
    left = [one for one in graph.initializer if one.name in used]
    del graph.initializer[:]
    graph.initializer.extend(left)


def largest_by_column(model: Any, names: Sequence[str], texts: Sequence[Fed]) -> dict[str, Array]:
    """The largest magnitude in each column of what flows under these names, over all texts."""
    import onnx
    from onnx import TensorProto, helper

    tapped = onnx.ModelProto()
    tapped.CopyFrom(model)
    del tapped.graph.output[:]
    tapped.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    session = graphs.open_session(tapped.SerializeToString())
    found: dict[str, Array] = {}
    for fed in texts:
        for name, values in zip(names, session.run(list(names), dict(fed)), strict=True):
            here = np.abs(values).reshape(-1, values.shape[-1]).max(axis=0)
            found[name] = np.maximum(found.get(name, here), here)
    return found


def _narrowing(graph: Any) -> list[str]:
    """The products that make rows narrower, in order: the outputs of a transformer's feed-forward layers.

    Their inputs have a few very large numbers, so that they lose most as int8.
    """
    weights = {one.name: tuple(one.dims) for one in graph.initializer}
    shapes = ((node.name, weights.get(node.input[1], ())) for node in graph.node if node.op_type == "MatMul")
    return [name for name, shape in shapes if len(shape) == 2 and shape[0] > shape[1]]


def first_narrowing(graph: Any) -> list[str]:
    """The first half of them, where most is lost."""
    found = _narrowing(graph)
    return found[: len(found) // 2]


PRECISIONS: Mapping[str, Precision] = {
    "int8": Precision(),
    "int8, smoothed": Precision(smoothed=True),
    "int8, smoothed, but the first feed-forward outputs": Precision(first_narrowing, smoothed=True),
    "int8 but feed-forward outputs": Precision(_narrowing),
}
