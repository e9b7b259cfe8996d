"""Which reader is opened for a name."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from ..errors import EncoderError
from ..index.lookup import Index
from ..models.exporting import digest_of_span_model, export_span_model
from ..models.span_model import GRAPH, SpanModel
from ..progress import Progress
from .ranker import SENTENCE_RANKER, SentenceRanker
from .span_reader import SpanReader

TRAINED = "trained-reader"


def open_reader(
    index: Index, reader: str | None = None, on_progress: Progress | None = None, *, calibrated: bool = True
) -> SentenceRanker:
    """A reader: the trained network that is shipped (None), another one, or `SENTENCE_RANKER` for none.

    Another one is a folder that `training/` made, a folder that transformers' `AutoModelForQuestionAnswering` can load,
    or the name of such a model in this machine's Hugging Face cache; the last two are exported to ONNX, once for an
    index. Raises `EncoderError` if a network is missing, damaged or cannot be exported.
    """
    if reader == SENTENCE_RANKER:
        return SentenceRanker(index, calibrated=calibrated)
    name = TRAINED if reader is None else None
    return SpanReader(index, _open_network(index, reader, on_progress), name=name, calibrated=calibrated)


def _open_network(index: Index, reader: str | None, on_progress: Progress | None) -> SpanModel:
    if reader is None:
        with resources.as_file(resources.files(__package__) / "network") as folder:
            return SpanModel(folder)
    model = _model_folder(reader)
    if (model / GRAPH).is_file():
        return SpanModel(model)

    def make(folder: Path) -> None:
        if on_progress:
            on_progress("preparing the reader", 0, 1)
        export_span_model(model, folder)

    return index.kept_reader(f"{Path(reader).name[:60]}@{digest_of_span_model(model)}", SpanModel, make)


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
                f"{reader}: neither a folder nor a model in the Hugging Face cache; the built-in ones are {SENTENCE_RANKER} and, "
                "without --reader, the trained network"
            ) from error
    if not (folder / GRAPH).is_file() and not (folder / "config.json").is_file():
        raise EncoderError(f"{folder.absolute()}: no question-answering model in it (no config.json)")
    return folder.absolute()
