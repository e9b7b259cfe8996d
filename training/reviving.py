"""The shipped graph back to a network that can be trained on: its int8 weights made float again.

What is shipped is thus enough to go on from; no checkpoint need be kept. The rounding costs less than training on wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig

from training.network import ReaderNetwork
from training.reviving_fused import FUSED, Stored, as_float, fused_state


def revive(graph: Path) -> ReaderNetwork:
    """The network whose weights a graph of `exporting` holds.

    Raises `ValueError` where the graph is of another shape.
    """
    whole = onnx.load(graph).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in whole.initializer}
    fused = any(name.endswith(FUSED) for name in stored)
    state = fused_state(stored) if fused else dict(_state(whole, stored))
    words = state["bert.embeddings.word_embeddings.weight"]
    types = len(state["bert.embeddings.token_type_embeddings.weight"])
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=words.shape[1],
        num_hidden_layers=sum(name.endswith("attention.self.query.weight") for name in state),
        num_attention_heads=12,
        intermediate_size=4 * words.shape[1],
        max_position_embeddings=len(state["bert.embeddings.position_embeddings.weight"]),
        type_vocab_size=types,
        pad_token_id=0 if types > 1 else 1,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    config._attn_implementation = "eager"
    network = ReaderNetwork(config)
    weights = {name: torch.from_numpy(np.array(value)) for name, value in state.items()}
    missing, unknown = network.load_state_dict(weights, strict=False)
    if unknown or missing:
        raise ValueError(f"{graph} is no graph of this network: it lacks {missing}, and has {unknown}")
    return network


def _state(graph: onnx.GraphProto, stored: Stored) -> Iterator[tuple[str, np.ndarray]]:
    """The network's weights by their names there."""
    for name in stored:
        bare = name.removesuffix("_quantized").removesuffix("_int8")
        if bare.startswith("network.") and bare.endswith(("bias", "LayerNorm.weight", "embeddings.weight")):
            yield bare.removeprefix("network."), as_float(stored, bare)
    for node in graph.node:
        matrix = node.input[1].removesuffix("_quantized") if len(node.input) > 1 else ""
        if node.op_type not in ("MatMul", "MatMulInteger") or not {matrix, f"{matrix}_scale"} & stored.keys():
            continue
        weights = as_float(stored, matrix)
        # What a column was divided by before the product was multiplied into the matrix.
        divided = node.input[0].removesuffix("_quantized")
        if divided.endswith("_smoothed"):
            weights = weights * stored[f"{divided.removesuffix('_smoothed')}_factors"][:, None]
        of_product = node.name.partition("/network/")[2].rpartition("/MatMul")[0].replace("/", ".")
        yield matrix.removeprefix("network.") if matrix.startswith("network.") else f"{of_product}.weight", weights.T
