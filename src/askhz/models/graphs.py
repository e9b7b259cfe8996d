"""ONNX graphs and the tokenizers beside them: checked by SHA-256, opened in ONNX Runtime, run on all cores.

A graph runs one text at a time on one thread; a pool with a thread for each core, shared by all that is asked at once,
runs several texts side by side. So one question alone has every core, and many questions share them.

Neither PyTorch nor transformers is loaded here. This module does not know what a graph is for.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy.typing as npt

from ..errors import EncoderError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

T = TypeVar("T")
R = TypeVar("R")

TOKENIZER = "tokenizer.json"
_PARTS = (".json", ".safetensors", ".bin", ".txt")  # what a model folder's weights and settings end in
_SETTLED = 10**9  # nanoseconds since a file was written, after which its time tells whether it was written again
_digests: dict[tuple[int, int, int, int], str] = {}


def digest(file: Path) -> str:
    """The file's SHA-256, in hexadecimal; calculated once for a process as long as the file stays the same.

    An index that begins asks for that of a hundred megabytes of weights twice, and for that of an export under two
    names. A file written within the last second is calculated anew: it may be written again within the same tick.
    """
    now = file.stat()
    same = (now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns)
    if same not in _digests:
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if time.time_ns() - now.st_mtime_ns < _SETTLED:
            return found
        _digests[same] = found
    return _digests[same]


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


def divides_at_spaces(tokenizer: Tokenizer) -> bool:
    """Whether no piece of the tokenizer reaches over white space: a text has the pieces of its words then."""
    divides = tokenizer.pre_tokenizer
    if type(divides).__name__ == "Metaspace":
        return bool(divides.split)
    return type(divides).__name__ in ("BertPreTokenizer", "Whitespace", "WhitespaceSplit")


def open_session(graph: Path | bytes, constants: Mapping[str, npt.NDArray[Any]] | None = None) -> Any:
    """An ONNX Runtime session on the processor with one thread: `on_all_cores` runs several texts at the same time.

    `constants`: those of the graph that are not in it, as arrays.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # A constant matrix that is stored as int8 and made float is multiplied as float: what ONNX Runtime would make of
    # the two takes longer, and is less exact.
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    if constants:
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in constants.values()]
        options.add_external_initializers(list(constants), values)
    # ONNX Runtime's addition and normalisation in one take several times as long as the two one after the other.
    return onnxruntime.InferenceSession(
        graph if isinstance(graph, bytes) else str(graph),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],
    )


def cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_lock = threading.Lock()
_pool: ThreadPoolExecutor | None = None


def on_all_cores(function: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """`function(item)` of every item, in order, run side by side on a pool that the whole process shares.

    `function` must not call this function itself: it would wait for threads that wait for it.

    >>> on_all_cores(len, ["a", "bc"])
    [1, 2]
    """
    if len(items) < 2 or cores() == 1:
        return [function(item) for item in items]
    return list(_shared_pool().map(function, items))


def begin(function: Callable[[T], R], item: T) -> Future[R]:
    """`function(item)`, begun on the same pool; asking for its result waits until it is there."""
    return _shared_pool().submit(function, item)


def _shared_pool() -> ThreadPoolExecutor:
    global _pool
    with _lock:
        if _pool is None:
            _pool = ThreadPoolExecutor(cores(), "askhz-network")
        return _pool


def first_line(error: BaseException) -> str:
    """The first line of an error's message."""
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
