"""Which reader a name stands for, and how its network is opened."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Protocol, TypeVar

from ..errors import EncoderError
from ..models.graphs import on_all_cores
from ..models.span_model import GRAPH, SpanModel
from ..progress import Progress, silent
from .by_language import BILINGUAL, CROSSING, BilingualReader, CrossingReader, ReaderByLanguage
from .ranker import SENTENCE_RANKER, SentenceRanker
from .reader import Reader
from .span_reader import SpanReader

TRAINED = "trained-reader"
"""The name of the two networks that are shipped, as they read English."""
T = TypeVar("T")


class Keep(Protocol):
    """Opens a named export where it is kept; makes it first if it is not there."""

    def __call__(self, name: str, open_: Callable[[Path], T], make: Callable[[Path], None], /) -> T:
        """What `open_` gives for the folder of the export that `make` wrote."""


def open_reader(reader: str | None = None, *, keep: Keep | None = None, on_progress: Progress | None = None) -> Reader:
    """A reader: the trained networks that are shipped (None), another network, or `SENTENCE_RANKER` for none.

    Of those shipped, both read English, the one for both languages alone what is Chinese or asked in Chinese;
    `BILINGUAL` and `CROSSING` are the second alone, for questions in the language of the passages and in another.

    Another network is a folder that `training/` made, a folder that transformers' `AutoModelForQuestionAnswering` can
    load, or the name of such a model in this machine's Hugging Face cache. The last two are exported to ONNX; `keep`
    says where the export is kept (by default nowhere: it is made each time). Raises `EncoderError` if a network is
    missing, damaged or cannot be exported.
    """
    if reader == SENTENCE_RANKER:
        return SentenceRanker()
    if reader in (BILINGUAL, CROSSING):
        kind = BilingualReader if reader == BILINGUAL else CrossingReader
        return kind(_shipped_bilingual(), name=reader)
    if reader is None:
        english, both = on_all_cores(_shipped, ("network", "bilingual"))
        return ReaderByLanguage(SpanReader(english, name=TRAINED, beside=both), both)
    return SpanReader(_open_network(reader, keep or _not_kept, on_progress or silent))


def _shipped_bilingual() -> SpanModel:
    return _shipped("bilingual")


def _shipped(folder: str) -> SpanModel:
    with resources.as_file(resources.files(__package__) / folder) as files:
        return SpanModel(files)


def _open_network(reader: str, keep: Keep, on_progress: Progress) -> SpanModel:
    model = _model_folder(reader)
    if (model / GRAPH).is_file():
        return SpanModel(model)
    from ..models.exporting import digest_of_span_model, export_span_model

    def make(folder: Path) -> None:
        on_progress("preparing the reader", 0, 1)
        export_span_model(model, folder)

    return keep(f"{Path(reader).name[:60]}@{digest_of_span_model(model)}", SpanModel, make)


def _not_kept(name: str, open_: Callable[[Path], T], make: Callable[[Path], None]) -> T:
    with tempfile.TemporaryDirectory(prefix="askhz-reader-") as temporary:
        folder = Path(temporary) / name
        folder.mkdir()
        make(folder)
        return open_(folder)


def _model_folder(reader: str) -> Path:
    folder = Path(reader)
    if not reader.strip():
        raise EncoderError(f"no reader is named; leave --reader out for the trained network, or say {SENTENCE_RANKER}")
    if not folder.is_dir():
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

        try:
            folder = Path(snapshot_download(reader, local_files_only=True))
        except (HFValidationError, LocalEntryNotFoundError, OSError) as error:
            raise EncoderError(
                f"{reader}: neither a folder nor a model in the Hugging Face cache; the built-in ones are "
                f"{SENTENCE_RANKER} and, without --reader, the trained network"
            ) from error
    if not (folder / GRAPH).is_file() and not (folder / "config.json").is_file():
        raise EncoderError(f"{folder.absolute()}: no question-answering model in it (no config.json)")
    return folder.absolute()
