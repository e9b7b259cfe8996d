"""What the exported encoder keeps of the model that it was made from, and how fast it is.

    python bench/encoder.py [--index DIR] [--seconds N]

Every passage and sentence of an index is encoded by the export and by sentence-transformers. Printed are the cosine of
each text's two vectors (least and mean) and the texts encoded in a second, eight at a time and with the same number of
threads. The export has int8 weights with one scale a channel; single precision, and int8 with one scale a matrix, are
shown for comparison.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from askhz.index.catalog import Catalog
from askhz.models import exporting, graphs
from askhz.models.encoder import OnnxEncoder, Rows

ROOT = Path(__file__).parent.parent
BATCH = 8


def texts_of(folder: Path) -> tuple[list[str], list[str]]:
    """The passages and the sentences of an index."""
    with contextlib.closing(Catalog(folder)) as catalog, catalog.snapshot():
        found = [passage for source in catalog.sources() for passage in catalog.passages_of(source)]
    sentences = [p.text[start - p.start : end - p.start] for p in found for start, end in p.sentences]
    return [passage.text for passage in found], list(dict.fromkeys(sentences))


def exported(folder: Path, **changed: Any) -> OnnxEncoder:
    """An export whose quantisation is called with other arguments; `weight_type=None` leaves single precision."""
    from onnxruntime import quantization

    quantise = quantization.quantize_dynamic

    def otherwise(source: str, target: str, **given: Any) -> None:
        if "weight_type" in changed:
            shutil.copyfile(source, target)
        else:
            quantise(source, target, **(given | changed))

    with mock.patch.object(quantization, "quantize_dynamic", otherwise):
        exporting.export_encoder(exporting.DEFAULT_MODEL, folder)
    return OnnxEncoder(folder)


def original() -> Callable[[Sequence[str]], Rows]:
    """sentence-transformers, with as many threads as the export has."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(graphs.cores())
    model = SentenceTransformer(
        str(exporting.model_folder(exporting.DEFAULT_MODEL)), device="cpu", local_files_only=True
    )
    return lambda texts: model.encode(
        list(texts), batch_size=BATCH, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
    )


def speed(encode: Callable[[Sequence[str]], Rows], texts: Sequence[str], seconds: float) -> float:
    """Texts encoded in a second, `BATCH` at a time."""
    encode(texts[:BATCH])
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        encode([texts[at % len(texts)] for at in range(done, done + BATCH)])
        done += BATCH
    return done / (time.perf_counter() - began)


def main() -> None:
    """Print one line for each way of running the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, default=ROOT / "index")
    parser.add_argument("--seconds", type=float, default=5, help="each is timed for that long")
    options = parser.parse_args()
    passages, sentences = texts_of(options.index)
    truth = original()
    expected = [truth(passages), truth(sentences)]
    print(f"{len(passages)} passages, {len(sentences)} sentences; cosine to the original, and passages in a second")
    print(f"{'':24} passages: least  mean   sentences: least  mean   a second")
    print(f"{'sentence-transformers':24} {'':46} {speed(truth, passages, options.seconds):10.0f}")
    with tempfile.TemporaryDirectory() as temporary:
        ways: dict[str, dict[str, Any]] = {
            "int8 a channel (export)": {},
            "int8 a matrix": {"per_channel": False},
            "single precision": {"weight_type": None},
        }
        for number, (name, changed) in enumerate(ways.items()):
            made = exported(Path(temporary) / str(number), **changed)
            cells = []
            for texts, rows in zip((passages, sentences), expected, strict=True):
                cosines = np.sum(made.encode_document(texts) * rows, axis=1)
                cells.append(f"{cosines.min():15.4f} {cosines.mean():6.4f}")
            print(f"{name:24} {cells[0]} {cells[1]} {speed(made.encode_document, passages, options.seconds):12.0f}")


if __name__ == "__main__":
    main()
