"""The shipped graph back to a network that can be trained on: its int8 weights made float again.

What is shipped is thus enough to go on from; no checkpoint need be kept. The rounding costs less than training on wins.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig

from training.network import ReaderNetwork

_MATRIX = re.compile(r"onnx::MatMul_(\d+)_(?:quantized|int8)$")


def revive(graph: Path) -> ReaderNetwork:
    """The network whose weights an exported graph holds; heads that the graph lacks are fresh.

    Raises `ValueError` where the graph is of another shape.
    """
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(graph).graph.initializer}
    words = _float(stored, "network.bert.embeddings.word_embeddings.weight")
    layers = sum(name.endswith("_qkv_weight_quantized") for name in stored)
    width = words.shape[1]
    positions = _float(stored, "network.bert.embeddings.position_embeddings.weight")
    types = len(_float(stored, "network.bert.embeddings.token_type_embeddings.weight"))
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=12,
        intermediate_size=4 * width,
        max_position_embeddings=len(positions),
        type_vocab_size=types,
        pad_token_id=0 if types > 1 else 1,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    config._attn_implementation = "eager"
    network = ReaderNetwork(config)
    state = {name: torch.from_numpy(np.array(value)) for name, value in _state(stored, layers).items()}
    missing, unknown = network.load_state_dict(state, strict=False)
    if unknown or any(not name.startswith("units.") for name in missing):
        raise ValueError(f"{graph} is no graph of this network: it lacks {missing}, and has {unknown}")
    return network


def _state(stored: dict[str, Any], layers: int) -> dict[str, np.ndarray]:
    state = {name.removeprefix("network."): value for name, value in stored.items() if _is_plain(name)}
    for part in ("word_embeddings.weight", "position_embeddings.weight", "token_type_embeddings.weight"):
        state[f"bert.embeddings.{part}"] = _float(stored, f"network.bert.embeddings.{part}")
    for part in ("weight", "bias"):
        state[f"bert.embeddings.LayerNorm.{part}"] = _float(stored, f"network.bert.embeddings.LayerNorm.{part}")
    for number in range(layers):
        to = f"bert.encoder.layer.{number}.attention.self."
        weight = _float(stored, f"Attention_{number}_qkv_weight")
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
        state[name] = _float(stored, f"onnx::MatMul_{number}").T
    for at in (0, 2):
        state[f"answerable.{at}.weight"] = _float(stored, f"network.answerable.{at}.weight").T
    return state


def _is_plain(name: str) -> bool:
    return name.startswith("network.") and name.endswith(("bias", "LayerNorm.weight"))


def _float(stored: dict[str, Any], name: str) -> np.ndarray:
    """A stored tensor as float32; int8 matrices have a scale for each column."""
    whole = stored.get(f"{name}_quantized", stored.get(f"{name}_int8"))
    if whole is None:
        return np.asarray(stored[name], dtype=np.float32)
    zero = stored.get(f"{name}_zero_point", np.zeros(1, dtype=np.int32)).astype(np.int32)
    scaled: np.ndarray = (whole.astype(np.int32) - zero) * stored[f"{name}_scale"]
    return scaled.astype(np.float32)
