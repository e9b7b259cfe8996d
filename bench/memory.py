"""What indexing costs as documents grow in number: peak memory and seconds of `indexing.update`.

    python bench/memory.py [--passages 10000 100000] [--files 10000]

Documents come from a generator, so none is in memory for longer than it is needed. The encoder is a fake one, as wide
as the real one (384 columns): it costs little, so what remains is askhz's own work. Then a folder of files is brought
in step twice; the second time nothing has changed. Each measurement has a process of its own and prints that process's
peak (VmHWM, so this needs Linux), and beside it what FAISS itself must hold (rows × 384 × 4 bytes).
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from askhz.documents import make_document
from askhz.indexing import update
from askhz.models.encoder import Rows, unit
from askhz.records import Document

DIMENSION = 384
MIB = 2**20
_SENTENCES, _WORDS = 24, 14  # of a document, of a sentence


class HashedWords:
    """An encoder without a model: each word is hashed to a column."""

    name = "hashed-words@1"
    dimension = DIMENSION

    def encode_query(self, texts: Sequence[str], /) -> Rows:
        """Questions to unit rows."""
        return self.encode_document(texts)

    def encode_document(self, texts: Sequence[str], /) -> Rows:
        """Passages or sentences to unit rows."""
        rows = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[zlib.crc32(word.encode()) % DIMENSION] += 1
        return unit(rows)

    def comparable(self, cosine: float, /) -> float:  # noqa: D102
        return cosine

    def fits(self, text: str, /) -> bool:
        """Whether the text has at most 256 words."""
        return text.count(" ") < 256

    def knows(self, word: str, /) -> bool:
        """No word is in its vocabulary."""
        return False


def open_hashed(folder: Path) -> HashedWords:
    """For `open_encoder=`."""
    return HashedWords()


def texts() -> Iterator[str]:
    """Texts of made-up words without end, the same ones every time; a few words are frequent, most are rare."""
    rng = random.Random(0)
    syllables = ["".join(pair) for pair in itertools.product("bdfklmnprstv", "aeiou")]
    words = ["".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(30_000)]
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(words) + 1)))
    while True:
        sentences = (rng.choices(words, cum_weights=weights, k=_WORDS) for _ in range(_SENTENCES))
        yield " ".join(f"{' '.join(sentence).capitalize()}." for sentence in sentences)


def documents(count: int) -> Iterator[Document]:
    """So many documents, made as they are asked for."""
    for number, text in enumerate(itertools.islice(texts(), count)):
        yield make_document(f"{number:07d}.txt", f"Document {number}", text)


def documents_for(passages: int) -> int:
    """How many documents have about so many passages."""
    with tempfile.TemporaryDirectory() as folder:
        found = update(documents(20), Path(folder) / "index", open_encoder=open_hashed).passages
    return max(1, round(20 * passages / found))


def peak() -> int:
    """The most memory that this process has had, in bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(1024 * int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def index_passages(count: int, folder: Path) -> dict[str, Any]:
    """Index about so many passages, and say what it cost."""
    before = peak()
    report = update(documents(documents_for(count)), folder / "index", open_encoder=open_hashed)
    return {"passages": report.passages, "documents": report.added, "seconds": report.seconds, "before": before}


def index_files(count: int, folder: Path) -> dict[str, Any]:
    """Bring a folder of so many files in step, and say what it cost."""
    before = peak()
    report = update([folder / "files"], folder / "index", open_encoder=open_hashed)
    documents = report.added + report.unchanged
    return {"passages": report.passages, "documents": documents, "seconds": report.seconds, "before": before}


MEASURED = {"passages": index_passages, "files": index_files}


def measured(what: str, count: int, folder: Path) -> dict[str, Any]:
    """The figures of one measurement, made in a process of its own."""
    command = [sys.executable, __file__, "--measure", what, str(count), str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def show(what: str, found: dict[str, Any]) -> None:
    """Print one row."""
    vectors = found["passages"] * DIMENSION * 4 / MIB
    print(f"{what:28} {found['documents']:9,} {found['passages']:9,} {found['seconds']:9.1f}", end=" ")
    print(f"{found['before'] / MIB:9.0f} {found['peak'] / MIB:9.0f} {vectors:9.0f}", flush=True)


def main() -> None:
    """Print a row for each measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--files", type=int, default=10_000, help="of the folder brought in step; 0 for none")
    parser.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        what, count, folder = options.measure
        print(json.dumps(MEASURED[what](int(count), Path(folder)) | {"peak": peak()}))
        return
    print(f"{'':28} documents  passages   seconds imports MiB  peak MiB vectors MiB")
    for count in options.passages:
        with tempfile.TemporaryDirectory() as folder:
            show(f"about {count:,} passages", measured("passages", count, Path(folder)))
    if options.files:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "files").mkdir()
            for number, text in enumerate(itertools.islice(texts(), options.files)):
                (Path(folder) / "files" / f"{number:07d}.txt").write_text(text[:400], encoding="utf-8")
            for what in ("new files", "the same files, unchanged"):
                show(what, measured("files", options.files, Path(folder)))


if __name__ == "__main__":
    main()
