"""The weights of a graph that was fused when it was written: the first network is shipped so.

ONNX Runtime's optimizer has put query, key and value of a layer into one matrix, and the others have numbers for
names.
"""

from __future__ import annotations

import re

import numpy as np

Stored = dict[str, np.ndarray]
FUSED = "_qkv_weight_quantized"
"""How the constants end that only such a graph has."""
_MATRIX = re.compile(r"onnx::MatMul_(\d+)_(?:quantized|int8)$")


def fused_state(stored: Stored) -> dict[str, np.ndarray]:
    """The network's weights by their names there, of the constants of such a graph."""
    layers = sum(name.endswith(FUSED) for name in stored)
    state = {name.removeprefix("network."): value for name, value in stored.items() if _is_plain(name)}
    for part in ("word_embeddings.weight", "position_embeddings.weight", "token_type_embeddings.weight"):
        state[f"bert.embeddings.{part}"] = as_float(stored, f"network.bert.embeddings.{part}")
    for part in ("weight", "bias"):
        state[f"bert.embeddings.LayerNorm.{part}"] = as_float(stored, f"network.bert.embeddings.LayerNorm.{part}")
    for number in range(layers):
        to = f"bert.encoder.layer.{number}.attention.self."
        weight = as_float(stored, f"Attention_{number}_qkv_weight")
        for at, part in enumerate(("query", "key", "value")):
            state[f"{to}{part}.weight"] = np.split(weight, 3, axis=1)[at].T
            state[f"{to}{part}.bias"] = np.split(stored[f"Attention_{number}_qkv_bias"], 3)[at]
    numbers = sorted(int(match[1]) for name in stored if (match := _MATRIX.match(name)))
    names = [
        f"bert.encoder.layer.{number}.{part}.dense.weight"
        for number in range(layers)
        for part in ("attention.output", "intermediate", "output")
    ]
    heads = ["qa_outputs.weight", "units.weight"][: len(numbers) - len(names)]
    for number, name in zip(numbers, [*names, *heads], strict=True):
        state[name] = as_float(stored, f"onnx::MatMul_{number}").T
    for at in (0, 2):
        state[f"answerable.{at}.weight"] = as_float(stored, f"network.answerable.{at}.weight").T
    return state


def _is_plain(name: str) -> bool:
    return name.startswith("network.") and name.endswith(("bias", "LayerNorm.weight"))


def as_float(stored: Stored, name: str) -> np.ndarray:
    """A stored tensor as float32; int8 matrices have a scale for each column."""
    whole = stored.get(f"{name}_quantized", stored.get(f"{name}_int8"))
    if whole is None:
        return np.asarray(stored[name], dtype=np.float32)
    zero = stored.get(f"{name}_zero_point", np.zeros(1, dtype=np.int32)).astype(np.int32)
    scaled: np.ndarray = (whole.astype(np.int32) - zero) * stored[f"{name}_scale"]
    return scaled.astype(np.float32)
