"""What an index costs and how well it is searched as it grows: 10,000, 100,000 and 1,000,000 passages.

    python bench/scale.py DOCUMENTS.jsonl.xz [--passages 10000 100000] [--encoded 2000] [--index DIR] [--picture FILE]

Passages are cut from real documents, none twice. The first `--encoded` of them are encoded with the encoder of the
index given (with 0, the vectors that it holds are taken instead, which costs no time). The vectors of the others are
mixtures of two of those, so that they lie as densely as real ones. Printed are, for each size: seconds to write a
passage (cutting and encoding not counted), bytes on disk, the most memory that writing took, the store that was
chosen, and in a process that opens the index anew the seconds until it is open, resident memory after the questions,
search at the median and the 95th percentile (vectors and words, 100 passages each), and the recall@10 of the vectors
against all of them compared one by one. Questions are sentences of passages.
`--picture` draws what grows, as SVG; `--table` keeps the figures, and figures kept before are drawn with them.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import lzma
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from askhz.documents import make_document
from askhz.index import Index
from askhz.index.catalog import Catalog
from askhz.index.derived import make_derived
from askhz.index.folder import derived_home
from askhz.index.writing import Writer, packed
from askhz.models.encoder import OnnxEncoder, Rows, unit
from askhz.records import Document
from askhz.text import passages, words
from askhz.text.passages import view_of_passage

ROOT = Path(__file__).parent.parent
MIB = 2**20
ASKED = 200  # questions


def documents(file: Path) -> Iterator[Document]:
    """The documents of a file, and after the last one the same sentences in documents of another order."""
    for turn in itertools.count():
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                text = row["text"] if not turn else _recut(row["text"], turn)
                yield make_document(f"{turn}/{row['_id']}", row["title"], text)


def _recut(text: str, turn: int) -> str:
    """A document's paragraphs in another order, so that other passages are cut from it."""
    paragraphs = text.split("\n\n")
    order = np.random.default_rng(turn).permutation(len(paragraphs))
    return "\n\n".join(paragraphs[at] for at in order)


def write(file: Path, count: int, folder: Path, known: Rows) -> dict[str, Any]:
    """Write an index of so many passages, as `indexing` does; the first rows are `known`."""
    random = np.random.default_rng(0)
    written, seconds = 0, 0.0
    with contextlib.closing(Catalog(folder, create=True)) as catalog, catalog.transaction():
        writer = Writer(catalog)
        writer.begin_anew()
        for key, value in {"encoder": "bench", "dimension": known.shape[1], "version": 1, "exported": False}.items():
            writer.set_meta(key, value)
        writer.set_meta("aliases", [])
        for document in documents(file):
            cut = passages.cut(document)[: count - written]
            rows = _rows(known, written, len(cut), random)
            spaced = [" ".join(words.normal_words(view_of_passage(one).text)) for one in cut]
            began = time.perf_counter()
            for passage, row, text in zip(cut, rows, spaced, strict=True):
                writer.add_passage(passage, text, f"{document.source} {passage.start}", packed(row))
            writer.set_document(document, "", None)
            seconds += time.perf_counter() - began
            written += len(cut)
            if written >= count:
                break
        began = time.perf_counter()
        make_derived(catalog, known.shape[1], derived_home(folder, 1))
        derived = time.perf_counter() - began
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"seconds": seconds + derived, "derived": derived, "disk": disk, "peak": status("VmHWM")}


def _rows(known: Rows, at: int, count: int, random: np.random.Generator) -> Rows:
    """The vectors of passages from the `at`-th on."""
    real = known[at : at + count]
    mixed = count - len(real)
    first, second = random.integers(0, len(known), mixed), random.integers(0, len(known), mixed)
    share = random.uniform(0.1, 0.45, (mixed, 1)).astype(np.float32)
    noise = random.normal(0, 0.01, (mixed, known.shape[1])).astype(np.float32)
    return np.concatenate([real, unit((1 - share) * known[first] + share * known[second] + noise)])


def encoded(file: Path, count: int, encoder: OnnxEncoder) -> tuple[Rows, list[str], Rows]:
    """Vectors of the first passages, questions, and their vectors."""
    texts: list[str] = []
    for document in documents(file):
        texts += [view_of_passage(one).text for one in passages.cut(document)]
        if len(texts) >= count:
            break
    rows = encoder.encode_document(texts[:count])
    step = max(1, count // ASKED)
    asked = [max(text.split("\n")[-1].split(". "), key=len)[:300] for text in texts[:count:step]][:ASKED]
    return rows, asked, encoder.encode_query(asked)


def held(folder: Path) -> Rows:
    """The vectors that an index holds, once each."""
    with contextlib.closing(Catalog(folder)) as catalog, catalog.snapshot():
        return unit(np.unique(np.concatenate([rows for _, rows in catalog.all_vectors()]), axis=0))


def search(folder: Path, given: Path) -> dict[str, Any]:
    """Open an index in a process of its own, and search it."""
    with np.load(given) as stored:
        asked, texts = stored["asked"], [str(text) for text in stored["texts"]]
    began = time.perf_counter()
    index = Index(folder, open_encoder=lambda _: None)  # type: ignore[arg-type, return-value]  # nothing is encoded
    opened = time.perf_counter() - began
    times, found = [], []
    with contextlib.closing(index), index.snapshot() as one:
        for row, text in zip(asked, texts, strict=True):
            began = time.perf_counter()
            found.append([number for number, _ in one.nearest(row[None], 100)[0]])
            one.matching(words.content_words(text), 100)
            times.append(time.perf_counter() - began)
        resident = status("VmRSS")
        store = type(one._state.derived.vectors).__name__
        best: list[list[tuple[float, int]]] = [[] for _ in asked]
        for ids, rows in one._catalog.all_vectors():
            for at, scores in enumerate(asked @ rows.T):
                near = np.argpartition(-scores, min(10, len(scores) - 1))[:10]
                best[at] = sorted([*best[at], *((-float(scores[n]), ids[n]) for n in near)])[:10]
    recalls = [len({n for _, n in exact} & set(near[:10])) / 10 for exact, near in zip(best, found, strict=True)]
    return {
        "opened": opened,
        "resident": resident,
        "p50": float(np.percentile(times, 50)) * 1000,
        "p95": float(np.percentile(times, 95)) * 1000,
        "recall": float(np.mean(recalls)),
        "store": store,
    }


def status(name: str) -> int:
    """A figure of this process's memory, in bytes (Linux)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def child(*arguments: object) -> dict[str, Any]:
    """What one step found, in a process of its own."""
    command = [sys.executable, __file__, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


DRAWN: dict[str, Callable[[dict[str, Any]], float]] = {
    "search, 95th percentile (ms)": lambda row: row["p95"],
    "resident (MiB)": lambda row: row["resident"] / MIB,
    "on disk (MiB)": lambda row: row["disk"] / MIB,
    "opening (ms)": lambda row: 1000 * row["opened"],
}


def draw(rows: dict[str, dict[str, Any]], file: Path) -> None:
    """What grows with the number of passages, one picture each, both axes logarithmic."""
    from matplotlib.figure import Figure

    counts = sorted(map(int, rows))
    figure = Figure(figsize=(9, 6), layout="constrained")
    for axes, (name, value) in zip(figure.subplots(2, 2).flat, DRAWN.items(), strict=True):
        axes.loglog(counts, [value(rows[str(count)]) for count in counts], marker="o")
        axes.set_title(name, fontsize=10)
        axes.set_xlabel("passages")
        axes.grid(alpha=0.3, which="both")
    figure.savefig(file, metadata={"Date": None})


def main() -> None:
    """Print a row for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--passages", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--encoded", type=int, default=2000, help="how many are really encoded")
    parser.add_argument("--index", type=Path, default=ROOT / "index", help="whose encoder is used")
    parser.add_argument("--picture", type=Path, help="an SVG file to draw")
    parser.add_argument("--table", type=Path, help="a JSON file that keeps the figures of several runs")
    parser.add_argument("--step", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        what, folder, given = options.step
        if what == "search":
            print(json.dumps(search(Path(folder), Path(given))))
        else:
            with np.load(given) as stored:
                print(json.dumps(write(options.documents, int(what), Path(folder), stored["known"])))
        return
    rows: dict[str, dict[str, Any]] = {}
    if options.table and options.table.exists():
        rows = json.loads(options.table.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as place:
        given = Path(place) / "given.npz"
        (home,) = (options.index / "encoders").iterdir()
        known, texts, asked = encoded(options.documents, options.encoded or ASKED, OnnxEncoder(home))
        if not options.encoded:
            known = held(options.index)
        np.savez(given, known=known, asked=asked, texts=np.array(texts))
        for count in options.passages:
            folder = Path(place) / str(count)
            folder.mkdir()
            made = child(options.documents, "--step", count, folder, given)
            found = child(options.documents, "--step", "search", folder, given)
            print(
                f"{count:10,} passages, {found['store']}: {made['seconds'] / count * 1e6:6.0f} µs a passage (derived "
                f"files {made['derived']:.1f} s), {made['disk'] / MIB:,.0f} MiB on disk, writing took at most "
                f"{made['peak'] / MIB:,.0f} MiB; opened in {found['opened']:.2f} s, {found['resident'] / MIB:,.0f} MiB "
                f"resident, search {found['p50']:.1f} ms (p95 {found['p95']:.1f}), recall@10 {found['recall']:.3f}",
                flush=True,
            )
            rows[str(count)] = made | found
            shutil.rmtree(folder)
            if options.table:
                options.table.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    if options.picture:
        draw(rows, options.picture)


if __name__ == "__main__":
    main()
