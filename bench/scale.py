"""What an index costs and how well it is searched as it grows: 10,000, 100,000 and 1,000,000 passages.

    python bench/scale.py DOCUMENTS.jsonl.xz [--passages 10000 100000] [--encoded 2000] [--keep FILE] [--picture FILE]

Passages are cut from real documents, none twice. The first `--encoded` of them are encoded with the encoder of the
index given. The vectors of the others are mixtures of two of those, so that they lie as densely as real ones. `--keep`
names a file of vectors, written as they are made: ended at any time, it goes on where it was (`--passages` without a
number only encodes). Printed are, for each size: seconds to write a passage (cutting and encoding not counted), bytes
on disk, the most memory that writing took, the store that was chosen, and in a process that opens the index anew the
seconds until it is open, search at the median and the 95th percentile (vectors and words, 100 passages each), the
same of whole answers, resident memory after them, and the recall@10 of the vectors against all of them compared one
by one. What is searched for are sentences of the passages encoded; what is asked are people's questions from
`tests/gold`. `--picture` draws what grows, as SVG; `--table` keeps the figures, and figures kept before are drawn with
them.
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
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from askhz.documents import make_document
from askhz.evaluation import gold
from askhz.index.catalog import Catalog
from askhz.index.derived import make_derived
from askhz.index.folder import ENCODERS, derived_home
from askhz.index.writing import Writer, packed
from askhz.indexing.preparing import vocabulary_of
from askhz.models.encoder import OnnxEncoder, Rows, unit
from askhz.records import Document
from askhz.text import passages, words
from askhz.text.passages import encoded_text, view_of_passage

ROOT = Path(__file__).parent.parent
MIB = 2**20
ASKED = 200  # sentences searched for
WHOLE = 100  # questions asked
BATCH = 256


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


def write(file: Path, count: int, folder: Path, known: Rows, exported: Path) -> dict[str, Any]:
    """Write an index of so many passages, as `indexing` does, with its encoder; the first rows are `known`."""
    random = np.random.default_rng(0)
    written, seconds = 0, 0.0
    shutil.copytree(exported, folder / ENCODERS / exported.name)
    with contextlib.closing(Catalog(folder, create=True)) as catalog, catalog.transaction():
        writer = Writer(catalog)
        writer.begin_anew()
        meta = {"encoder": exported.name, "dimension": known.shape[1], "version": 1, "exported": True, "aliases": []}
        for key, value in meta.items():
            writer.set_meta(key, value)
        for document in documents(file):
            cut = passages.cut(document)[: count - written]
            rows = _rows(known, written, len(cut), random)
            spaced = [" ".join(words.normal_words(view_of_passage(one).text)) for one in cut]
            began = time.perf_counter()
            vocabulary: Counter[str] = Counter()
            for passage, row, text in zip(cut, rows, spaced, strict=True):
                writer.add_passage(passage, text, f"{document.source} {passage.start}", packed(row))
                vocabulary.update(vocabulary_of(passage.text))
            writer.count_words(vocabulary)
            writer.set_document(document, "", None)
            seconds += time.perf_counter() - began
            written += len(cut)
            if written >= count:
                break
        began = time.perf_counter()
        make_derived(catalog, known.shape[1], derived_home(folder, 1))
        derived = time.perf_counter() - began
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"count": written, "seconds": seconds + derived, "derived": derived, "disk": disk, "peak": status("VmHWM")}


def _rows(known: Rows, at: int, count: int, random: np.random.Generator) -> Rows:
    """The vectors of passages from the `at`-th on."""
    real = known[at : at + count]
    mixed = count - len(real)
    first, second = random.integers(0, len(known), mixed), random.integers(0, len(known), mixed)
    share = random.uniform(0.1, 0.45, (mixed, 1)).astype(np.float32)
    noise = random.normal(0, 0.01, (mixed, known.shape[1])).astype(np.float32)
    return np.concatenate([real, unit((1 - share) * known[first] + share * known[second] + noise)])


def texts_of(file: Path, count: int) -> Iterator[str]:
    """The first passages, as the encoder reads them."""
    cut = ((document.title, one) for document in documents(file) for one in passages.cut(document))
    return (encoded_text(one, title) for title, one in itertools.islice(cut, count))


def encode(file: Path, count: int, encoder: OnnxEncoder, keep: Path) -> None:
    """Vectors of the first passages, into a file of rows in half precision; those that it holds are not made again."""
    size = 2 * encoder.dimension
    done = keep.stat().st_size // size if keep.exists() else 0
    with keep.open("ab") as stream:
        stream.truncate(done * size)
        left = itertools.islice(texts_of(file, count), done, None)
        while batch := list(itertools.islice(left, BATCH)):
            stream.write(encoder.encode_document(batch).astype(np.float16).tobytes())
            stream.flush()


def asked_of(file: Path, count: int) -> list[str]:
    """Sentences of the first passages, evenly spread."""
    spread = itertools.islice(texts_of(file, count), 0, None, max(1, count // ASKED))
    return [max(text.split("\n")[-1].split(". "), key=len)[:300] for text in spread][:ASKED]


def questions() -> list[str]:
    """What people asked, of all gold sets evenly."""
    sets = [gold.read_questions(ROOT / "tests" / "gold" / f"{name}.jsonl").questions for name in ("mixed", "real")]
    return [one.question for known in sets for one in known[:: len(known) // (WHOLE // len(sets))] if not one.history]


def search(folder: Path, given: Path) -> dict[str, Any]:
    """Open an index in a process of its own, search it, ask it, and compare all its vectors."""
    import askhz

    with np.load(given) as stored:
        asked, texts = stored["asked"], [str(text) for text in stored["texts"]]
    began = time.perf_counter()
    bot = askhz.open(folder)
    opened = time.perf_counter() - began
    index = bot._index
    times, wholes, found = [], [], []
    with index.snapshot() as one:
        for row, text in zip(asked, texts, strict=True):
            began = time.perf_counter()
            found.append([number for number, _ in one.nearest(row[None], 100)[0]])
            one.matching(words.content_words(text), 100)
            times.append(time.perf_counter() - began)
        store = type(one._state.derived.vectors).__name__
    for question in questions():
        began = time.perf_counter()
        bot.ask(question)
        wholes.append(time.perf_counter() - began)
    resident = status("VmRSS")
    recall = float(
        np.mean(
            [len(set(exact) & set(near[:10])) / 10 for exact, near in zip(exact_of(folder, asked), found, strict=True)]
        )
    )
    return {
        "opened": opened,
        "resident": resident,
        **{f"p{part}": float(np.percentile(times, part)) * 1000 for part in (50, 95)},
        **{f"whole_p{part}": float(np.percentile(wholes[1:], part)) * 1000 for part in (50, 95)},
        "recall": recall,
        "store": store,
    }


def exact_of(folder: Path, asked: Rows) -> list[list[int]]:
    """The ids of the ten nearest rows of all that an index holds, for each question."""
    best: list[list[tuple[float, int]]] = [[] for _ in asked]
    with contextlib.closing(Catalog(folder)) as catalog, catalog.snapshot():
        for ids, rows in catalog.all_vectors():
            for at, scores in enumerate(asked @ rows.T):
                near = np.argpartition(-scores, min(10, len(scores) - 1))[:10]
                best[at] = sorted([*best[at], *((-float(scores[n]), ids[n]) for n in near)])[:10]
    return [[number for _, number in one] for one in best]


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
    "writing a passage (µs)": lambda row: 1e6 * row["seconds"] / row["count"],
    "search, 95th percentile (ms)": lambda row: row["p95"],
    "whole answer, median (ms)": lambda row: row["whole_p50"],
    "resident (MiB)": lambda row: row["resident"] / MIB,
    "on disk (MiB)": lambda row: row["disk"] / MIB,
    "opening (ms)": lambda row: 1000 * row["opened"],
}


def draw(rows: dict[str, dict[str, Any]], file: Path) -> None:
    """What grows with the number of passages, one picture each, both axes logarithmic."""
    from matplotlib.figure import Figure

    counts = sorted(map(int, rows))
    figure = Figure(figsize=(11, 6), layout="constrained")
    for axes, (name, value) in zip(figure.subplots(2, 3).flat, DRAWN.items(), strict=True):
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
    parser.add_argument("--keep", type=Path, help="a file that keeps the vectors")
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
                (home,) = (options.index / ENCODERS).iterdir()
                print(json.dumps(write(options.documents, int(what), Path(folder), stored["known"], home)))
        return
    rows: dict[str, dict[str, Any]] = {}
    if options.table and options.table.exists():
        rows = json.loads(options.table.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as place:
        given, keep = Path(place) / "given.npz", options.keep or Path(place) / "vectors"
        (home,) = (options.index / ENCODERS).iterdir()
        encoder = OnnxEncoder(home)
        encode(options.documents, options.encoded, encoder, keep)
        known = unit(np.fromfile(keep, np.float16).reshape(-1, encoder.dimension)[: options.encoded])
        texts = asked_of(options.documents, options.encoded) if options.passages else []
        np.savez(given, known=known, asked=encoder.encode_query(texts), texts=np.array(texts))
        for count in options.passages:
            folder = Path(place) / str(count)
            folder.mkdir()
            made = child(options.documents, "--step", count, folder, given, "--index", options.index)
            found = child(options.documents, "--step", "search", folder, given)
            rows[str(count)] = made | found
            print(said(count, rows[str(count)]), flush=True)
            shutil.rmtree(folder)
            if options.table:
                options.table.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    if options.picture:
        draw(rows, options.picture)


def said(count: int, row: dict[str, Any]) -> str:
    """The figures of one size, as a line."""
    return (
        f"{count:10,} passages, {row['store']}: {row['seconds'] / count * 1e6:6.0f} µs a passage (derived files "
        f"{row['derived']:.1f} s), {row['disk'] / MIB:,.0f} MiB on disk, writing took at most {row['peak'] / MIB:,.0f} "
        f"MiB; opened in {row['opened']:.2f} s, {row['resident'] / MIB:,.0f} MiB resident, search {row['p50']:.1f} ms "
        f"(p95 {row['p95']:.1f}), an answer {row['whole_p50']:.0f} ms (p95 {row['whole_p95']:.0f}), recall@10 "
        f"{row['recall']:.3f}"
    )


if __name__ == "__main__":
    main()
