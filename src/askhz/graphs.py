"""ONNX graphs and the tokenizers beside them: exported from PyTorch, checked by SHA-256, opened in ONNX Runtime.

What opens a graph loads neither PyTorch nor transformers. This module does not know what a graph is for.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import EncoderError

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer

TOKENIZER = "tokenizer.json"
THREADS = 2
_PARTS = (".json", ".safetensors", ".bin", ".txt")  # what a model folder's weights and settings end in


def digest(file: Path) -> str:
    """The file's SHA-256, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def digest_of_model(folder: Path, files: str = "**/*") -> str:
    """A digest of a model folder's weights and settings, by which two models are told apart.

    Raises `EncoderError` if one of them cannot be read.
    """
    whole = hashlib.sha256()
    for file in sorted(path for path in folder.glob(files) if path.suffix in _PARTS and path.is_file()):
        try:
            whole.update(f"{file.relative_to(folder).as_posix()} {digest(file)}\n".encode())
        except OSError as error:
            raise EncoderError(f"{file}: cannot be read ({error.strerror})") from error
    return whole.hexdigest()[:16]


@contextlib.contextmanager
def opening(folder: Path, what: str) -> Iterator[None]:
    """Turn whatever is raised within into an `EncoderError` of one line: "FOLDER: the WHAT in it cannot be opened"."""
    try:
        yield
    except EncoderError:
        raise
    except Exception as error:  # the libraries raise bare Exception for a damaged file
        raise EncoderError(f"{folder}: the {what} in it cannot be opened ({first_line(error)})") from error


def check(folder: Path, digests: Mapping[str, str]) -> None:
    """Raise `EncoderError` if a file of the folder is not the one whose SHA-256 is given."""
    for file, wanted in digests.items():
        if digest(folder / file) != wanted:
            raise EncoderError(f"{folder / file}: not the file that was exported")


def open_tokenizer(folder: Path) -> Tokenizer:
    """The folder's tokenizer, which neither pads nor cuts."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def open_session(graph: Path) -> Any:
    """An ONNX Runtime session on the processor, with as many threads as were measured to pay."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(THREADS, os.cpu_count() or 1)
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


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


def quantise(graph: Path, result: Path) -> None:
    """Write a graph with the weights of its matrix products as int8, one scale a channel."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    prepared = result.with_suffix(".prepared")
    quant_pre_process(str(graph), str(prepared), skip_symbolic_shape=True)
    quantize_dynamic(
        str(prepared),
        str(result),
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
    )
    prepared.unlink()


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


def first_line(error: BaseException) -> str:
    """What an error says, as far as one line goes."""
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
