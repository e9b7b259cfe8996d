"""The reader of Chinese and English: multilingual-e5-small taught in one stage (`refining`) over both languages.

The sources are those of `stages` and their Chinese counterparts: questions over real Chinese documents, DRCD in
traditional and simplified characters, and questions of one language over documents of the other. Of the Chinese
documents every fifth is held out, of the English ones the same as in `stages`. Questions that were translated go where
the question that they translate goes.
"""

from __future__ import annotations

import itertools
import json
import lzma
import pickle
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from training import multilingual, stages
from training.evidence import Judged, read_chinese, read_real_judged
from training.features import MULTILINGUAL
from training.real import ENGLISH, read_real, real_documents
from training.refining import Mix, refine

CHINESE, CROSSING = ("chinese",), ("crosslingual",)
FROZEN = ("bert.embeddings", *(f"bert.encoder.layer.{number}." for number in range(3)))
MIX = Mix(
    {
        "right": 1500,
        "wrong": 900,
        "changed": 150,
        "selqa": 200,
        "squad": 2300,
        "similar": 250,
        "natural": 250,
        "tales": 150,
        "dev": 400,
        "written": 900,
        "zh-right": 1000,
        "zh-wrong": 800,
        "drcd": 2000,
        "drcd-wrong": 400,
        "across-right": 500,
        "across-wrong": 500,
    }
)
BATCHES, RATE = 700, 1.5e-4
_APART = 60  # a question of DRCD is put beside a passage at most so many examples away, mostly of the same article
_LARGE_TEXTS, _LARGE_SIZE = 3000, 6000  # texts of the large collection that pieces are counted in, and characters


def held_out(lots: tuple[str, ...] = CHINESE) -> frozenset[str]:
    """The documents of some lots that are not trained on, to measure: one in five of the Chinese, one in ten else."""
    names = sorted(read_real(lots))
    tenth = names[stages.HELD_OUT - 1 :: stages.HELD_OUT]
    return frozenset([*tenth, *names[4 :: stages.HELD_OUT]] if lots == CHINESE else tenth)


def read_sources(data: Path, work: Path) -> stages.Sources:
    """All examples by source; kept in `work`, because cutting the documents takes minutes."""
    sources: stages.Sources = dict(stages.read_sources(data, work))
    kept = work / "chinese.pkl"
    if kept.exists():
        with kept.open("rb") as file:
            sources |= pickle.load(file)  # written below
        return sources
    held = held_out() | held_out(ENGLISH)
    made: stages.Sources = {}
    for name, lots in (("zh", CHINESE), ("across", CROSSING)):
        real = read_real_judged(data, work, lots)
        learnt = [one for document in sorted(real) if document not in held for one in real[document]]
        made[f"{name}-right"] = [one for one in learnt if one.units]
        made[f"{name}-wrong"] = [one for one in learnt if not one.units]
        made[f"{name}-held"] = [one for document in sorted(real) if document in held for one in real[document]]
    made["drcd"] = drcd = read_chinese(data)
    made["drcd-wrong"] = list(_misplaced(drcd))
    with kept.open("wb") as file:
        pickle.dump(made, file)
    return sources | made


def _misplaced(examples: Sequence[Judged], seed: int = 5) -> Iterator[Judged]:
    """Each question beside a passage near by that does not hold its answer."""
    rng = random.Random(seed)
    for at, one in enumerate(examples):
        other = rng.choice(examples[max(0, at - _APART) : at + _APART]).passage
        start, end = one.spans[0]
        if one.passage[start:end] not in other:
            yield Judged(f"{one.id}-x", one.question, other)


def kept_pieces(data: Path, work: Path, sources: stages.Sources, trunk: multilingual.Trunk) -> list[int]:
    """The numbers of the word pieces that the network has: those that texts of both languages use; kept in `work`."""
    file = work / "pieces.json"
    if not file.exists():
        file.write_text(json.dumps(multilingual.used_pieces(trunk, _texts(data, sources))), encoding="utf-8")
    kept: list[int] = json.loads(file.read_text(encoding="utf-8"))
    return kept


def _texts(data: Path, sources: stages.Sources) -> Iterator[str]:
    from opencc import OpenCC

    simplified, traditional = OpenCC("t2s"), OpenCC("s2t")
    for document in real_documents(data):
        yield document["text"]
    for passage in dict.fromkeys(one.passage for one in sources["drcd"]):
        yield from (passage, simplified.convert(passage), traditional.convert(passage))
    for one in sources["drcd"]:
        yield one.passage
    for one in sources["squad"]:
        yield one.question
        yield one.passage[:400]
    with lzma.open(data / "documents" / "scale.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in itertools.islice(lines, _LARGE_TEXTS):
            yield json.loads(line)["text"][:_LARGE_SIZE]


def train(data: Path, work: Path, *, batches: int = BATCHES) -> bool:
    """Train in `work`, from its checkpoint if there is one; whether it came to its end. The model is `work/model`."""
    work.mkdir(parents=True, exist_ok=True)
    sources = read_sources(data, work)
    trunk = multilingual.open_trunk()
    kept = kept_pieces(data, work, sources, trunk)
    tokenizer = multilingual.tokenizer_of([trunk.pieces[number] for number in kept])
    torch.manual_seed(0)
    network = multilingual.network_of(trunk, kept)
    rounds = (MIX.draw(sources, number) for number in itertools.count())
    if not refine(
        network,
        tokenizer,
        rounds,
        work / "run",
        total=batches,
        peak=RATE,
        frozen=FROZEN,
        layout=MULTILINGUAL,
    ):
        return False
    network.save_pretrained(work / "model")
    tokenizer.save(str(work / "model" / "tokenizer.json"))
    return True
