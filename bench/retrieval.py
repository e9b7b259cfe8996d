"""Which fusion of dense ranks and word ranks finds best: the gold questions' tune half, and BEIR folders.

    python bench/retrieval.py [BEIR-FOLDER …] [--index index] [--work FOLDER] [--limit 700] [--half tune] [--depth 200]
        [--gold real]

The report half of the gold questions is left alone, because its figures must not depend on choices made here. Of BEIR
folders' questions, `--half tune` takes every second, `--half report` the others. They are indexed with the encoder that
askhz chooses for them, in `--work` (kept, only brought in step the next time) or a temporary folder. `--depth` is how
many passages each of the two rankings puts forward.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import fmean
from unittest.mock import patch

from askhz import retrieval
from askhz.chatbot import PASSAGES, Chatbot
from askhz.evaluation import gold, metrics, running, scoring
from askhz.index import Index
from askhz.indexing import update
from askhz.models.encoder import OnnxEncoder, Rows
from askhz.reading import SentenceRanker

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "gold" / "seeds.jsonl"
SCALED = {"from-zero": retrieval.from_zero_fusion, "min-max": retrieval.min_max_fusion}
HALVES = {"tune": slice(0, None, 2), "report": slice(1, None, 2), "all": slice(None)}
WEIGHTS = (0.3, 0.4, 0.5, 0.6, 0.7)  # of the dense ranking; the words have the rest


def main() -> None:
    """Print one row a fusion."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="BEIR-FOLDER")
    parser.add_argument("--index", type=Path, default=Path("index"), help="an index of seeds/ (default: index)")
    parser.add_argument("--gold", nargs="*", choices=["mixed", "real"], default=[], help="gold sets, as folders")
    parser.add_argument("--work", type=Path, help="where the folders' indexes are kept")
    parser.add_argument("--limit", type=int, default=700, help="questions of a folder (default: %(default)s)")
    parser.add_argument("--half", choices=list(HALVES), default="all", help="which of a folder's questions")
    parser.add_argument("--only", nargs="*", help="rows: dense, words, 'from-zero, dense 0.5' and so on")
    parser.add_argument("--depth", type=int, default=retrieval.POOL)
    options = parser.parse_args()
    weighted = {
        f"{name}, dense {weight}": partial(fusion, weights=(weight, round(1 - weight, 1)))
        for name, fusion in SCALED.items()
        for weight in WEIGHTS
    }
    # A fusion is chosen by its name everywhere; here there are more names.
    with (
        patch.dict(retrieval.FUSIONS, weighted),
        patch.object(retrieval, "depth_for", lambda k: options.depth),
        _work_folder(options.work) as work,
    ):
        names = options.only or [name for name in retrieval.FUSIONS if name not in SCALED]
        columns: dict[str, dict[str, float]] = {f"seeds MRR@{PASSAGES}": {}, f"seeds in the {PASSAGES} read": {}}
        with _opened(options.index, names) as bots:
            for name in names:
                for column, value in zip(columns, _gold(bots[name]), strict=True):
                    columns[column][name] = value
        places = [*options.folders, *(ROOT / "tests" / "gold" / name for name in options.gold)]
        for folder in places:
            questions = _first(_half(_questions(folder), options.half), options.limit)
            ndcg, recall = (f"{questions.name} {measure}" for measure in ("nDCG@10", "recall@100"))
            columns |= {ndcg: {}, recall: {}}
            made = (_indexed if folder in options.folders else _indexed_files)(folder, work / questions.name)
            with _opened(made, names) as bots:
                for name in names:
                    found = running.search_all(bots[name], questions)
                    columns[ndcg][name], columns[recall][name] = found.ndcg_at_10, found.recall_at_100
    _print(names, columns)


class _Remembering:
    """An encoder that encodes each question only once: every fusion asks the same ones."""

    def __init__(self, encoder: OnnxEncoder) -> None:
        self._encoder = encoder
        self._rows: dict[tuple[str, ...], Rows] = {}
        self.name, self.dimension = encoder.name, encoder.dimension
        self.encode_document, self.fits, self.knows = encoder.encode_document, encoder.fits, encoder.knows
        self.comparable = encoder.comparable

    def encode_query(self, texts: Sequence[str], /) -> Rows:
        asked = tuple(texts)
        if asked not in self._rows:
            self._rows[asked] = self._encoder.encode_query(asked)
        return self._rows[asked]


@contextlib.contextmanager
def _opened(folder: Path, fusions: Sequence[str]) -> Iterator[dict[str, Chatbot]]:
    """A chatbot over the same index for each fusion."""
    encoder = _Remembering(OnnxEncoder(next((folder / "encoders").iterdir())))
    with contextlib.closing(Index(folder, open_encoder=lambda _: encoder)) as opened:
        yield {fusion: Chatbot(opened, SentenceRanker(), fusion=fusion) for fusion in fusions}


@contextlib.contextmanager
def _work_folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="askhz-bench-") as temporary:
        yield Path(temporary)


def _indexed(folder: Path, work: Path) -> Path:
    """An index of a BEIR folder's documents, made with the encoder that askhz chooses for them."""
    work.mkdir(exist_ok=True)
    dump, made = work / "documents.jsonl", work / "index"
    with dump.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in gold.documents(folder))
    report = update([dump], made)
    print(
        f"{work.name}: {report.passages} passages, {report.encoded} newly encoded in {report.seconds:.0f} s", flush=True
    )
    return made


def _first(questions: gold.QuestionSet, limit: int) -> gold.QuestionSet:
    """Every n-th question, so that `limit` of them come from the whole file."""
    step = max(1, -(-len(questions.questions) // limit))
    return replace(questions, questions=questions.questions[::step])


def _questions(place: Path) -> gold.QuestionSet:
    """A BEIR folder's questions, or those of a gold set with evidence, whose documents are then those to be found."""
    if (place / "qrels").is_dir():
        return gold.read_questions(place)
    known = gold.read_questions(place.with_suffix(".jsonl"))
    asked = tuple(one for one in known.questions if one.evidence and not one.history)
    return replace(
        known,
        name=place.name,
        questions=asked,
        relevance={one.id: {e.source: 1 for e in one.evidence if e.source} for one in asked},
    )


def _indexed_files(folder: Path, work: Path) -> Path:
    """An index of a folder's files."""
    update([folder], work)
    return work


def _half(questions: gold.QuestionSet, half: str) -> gold.QuestionSet:
    """Every second question, the others, or all."""
    return replace(questions, questions=questions.questions[HALVES[half]])


def _gold(bot: Chatbot) -> tuple[float, float]:
    """Mean reciprocal rank of the first passage with evidence, and how often there is one among those read."""
    tune = gold.of_split(gold.read_questions(GOLD), "tune").questions
    ranks = []
    for known in tune:
        if known.evidence:
            hits = bot.search(known.question, history=known.history)
            holding = (hit.rank for hit in hits if any(scoring.lies_in(e, hit.passage) for e in known.evidence))
            ranks.append(next(holding, None))
    return metrics.mrr(ranks), fmean(rank is not None for rank in ranks)


def _print(names: Sequence[str], columns: dict[str, dict[str, float]]) -> None:
    first = max(map(len, names))
    print(" " * first, *columns, sep=" | ")
    for name in names:
        values = [f"{found[name]:>{len(column)}.4f}" for column, found in columns.items()]
        print(f"{name:<{first}}", *values, sep=" | ")


if __name__ == "__main__":
    main()
