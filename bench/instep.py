"""Keeping in step and filters at size: seconds for no change, one change and one removal; search among a part.

    python bench/instep.py [--passages 100000] [--files 10000] [--search 200]

Files of made-up text are indexed with an encoder that hashes words, so that what is measured is askhz's own work. Then
nothing changes; one file changes; one goes. Then the same questions are searched among all passages and among tenths,
hundredths and thousandths of the documents. The recall says what part of the best ten of the exact ranking is found:
of all cosines, worked out with numpy. Each line has seconds on the clock, and of the processor in brackets.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.memory import HashedWords

from askhz.index import Index
from askhz.indexing import update
from askhz.records import Filter
from askhz.text.words import content_words

_WORDS = 60  # in a passage
_BEST = 10


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--search", type=int, default=200, help="questions for each part")
    options = parser.parse_args()
    chance = random.Random(5)
    with tempfile.TemporaryDirectory(prefix="askhz-instep-") as home:
        folder, index = Path(home, "documents"), Path(home, "index")
        files = list(_written(folder, options.files, max(1, options.passages // options.files), chance))
        with _timed(f"indexing {len(files)} files"):
            report = update([folder], index, open_encoder=lambda _: HashedWords())
        print(f"{report.passages} passages")
        time.sleep(2.1)  # else the files just written are read again
        update([folder], index, open_encoder=lambda _: HashedWords())
        with _timed("nothing changed"):
            update([folder], index, open_encoder=lambda _: HashedWords())
        files[7].write_text(_text(chance, 12), encoding="utf-8")
        with _timed("one file changed"):
            update([folder], index, open_encoder=lambda _: HashedWords())
        files[8].unlink()
        with _timed("one file gone"):
            update([folder], index, open_encoder=lambda _: HashedWords())
        _search(index, options.search, chance)


def _search(folder: Path, count: int, chance: random.Random) -> None:
    with contextlib.closing(Index(folder, open_encoder=lambda _: HashedWords())) as index, index.snapshot() as one:
        sources = index.sources()
        ids, rows = zip(*one._catalog.all_vectors(), strict=True)
        everything, vectors = np.concatenate(ids), np.concatenate(rows)
        questions = [_text(chance, 1, 8) for _ in range(count)]
        for part in (1, 10, 100, 1000):
            kept = tuple(sources[::part])
            began = time.perf_counter()
            narrow = one if part == 1 else one.within(Filter(sources=kept))
            filtering = time.perf_counter() - began
            allowed = everything if part == 1 else narrow._within
            assert allowed is not None
            among = vectors[np.isin(everything, allowed)]
            took, found = [], 0.0
            for question in questions:
                row = one.encoder.encode_query([question])
                began = time.perf_counter()
                (near,) = narrow.nearest(row, _BEST)
                narrow.matching(content_words(question), 100)
                took.append(time.perf_counter() - began)
                exact = np.sort(among @ row[0])[::-1][:_BEST]
                found += sum(score >= exact[-1] - 1e-3 for _, score in near) / len(exact)
            slow = statistics.quantiles(took, n=20)[-1]
            print(
                f"one document in {part}: {len(among)} passages, filter {filtering * 1000:.0f} ms, search median "
                f"{statistics.median(took) * 1000:.1f} ms, p95 {slow * 1000:.1f} ms, recall@{_BEST} {found / count:.3f}"
            )


@contextlib.contextmanager
def _timed(what: str) -> Iterator[None]:
    began, of_processor = time.perf_counter(), time.process_time()
    yield
    seconds, of_processor = time.perf_counter() - began, time.process_time() - of_processor
    print(f"{what}: {seconds:.2f} s ({of_processor:.2f})", flush=True)


def _written(folder: Path, files: int, passages: int, chance: random.Random) -> Iterator[Path]:
    for n in range(files):
        path = folder / f"{n % 100:02}" / f"{n}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_text(chance, passages), encoding="utf-8")
        yield path


def _text(chance: random.Random, passages: int, words: int = _WORDS) -> str:
    """Paragraphs of words as rare as in real text: few stand often, most hardly ever."""
    sentences = (
        " ".join(f"w{int(chance.paretovariate(0.8)) % 30_000}" for _ in range(words)).capitalize() + "."
        for _ in range(passages)
    )
    return "\n\n".join(f"# Part {n}\n\n{sentence}" for n, sentence in enumerate(sentences))


if __name__ == "__main__":
    main()
