"""The reader of Chinese and English: multilingual-e5-small taught in two stages (`refining`) over both languages.

The second stage (`train_on`) adds the questions that were written later, over other documents.

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
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from askhz.models.span_model import SpanModel
from askhz.question import as_question
from training import multilingual, stages
from training.evidence import Judged, asked_texts, changed, read_chinese, read_real_judged
from training.features import MULTILINGUAL
from training.real import (
    CHINESE,
    CROSSING,
    FURTHER,
    FURTHER_CHINESE,
    FURTHER_CROSSING,
    held_out_of_chinese,
    read_real,
    real_documents,
)
from training.refining import Mix, refine
from training.reviving import revive

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
        "across-wrong": 600,
    }
)
BATCHES, RATE = 480, 1.5e-4
FURTHER_MIX = Mix(
    {
        "right": 450,
        "hard": 350,
        "changed": 80,
        "more-right": 900,
        "more-wrong": 1100,
        "more-changed": 120,
        "selqa": 60,
        "squad": 350,
        "similar": 80,
        "natural": 80,
        "tales": 40,
        "dev": 180,
        "written": 260,
        "zh-right": 180,
        "zh-hard": 180,
        "zh-more-right": 170,
        "zh-more-wrong": 250,
        "drcd": 350,
        "drcd-wrong": 80,
        "across-right": 120,
        "across-hard": 120,
        "across-more-right": 200,
        "across-more-wrong": 300,
    }
)
FURTHER_BATCHES, FURTHER_RATE, FURTHER_ANSWERABLE = 1350, 1.2e-4, 1.0
_HARD = {"wrong": 0.4, "zh-wrong": 0.4, "across-wrong": 0.5}  # share that the network took for an answer most
_APART = 60  # a question of DRCD is put beside a passage at most so many examples away, mostly of the same article
_LARGE_TEXTS, _LARGE_SIZE = 3000, 6000  # texts of the large collection that pieces are counted in, and characters


def read_sources(data: Path, work: Path) -> stages.Sources:
    """All examples by source; kept in `work`, because cutting the documents takes minutes."""
    sources: stages.Sources = dict(stages.read_sources(data, work))
    kept = work / "chinese.pkl"
    if kept.exists():
        with kept.open("rb") as file:
            sources |= pickle.load(file)  # written below
        return sources
    real = read_real_judged(data, work, CHINESE)
    held = set(held_out_of_chinese(real))
    learnt = [one for document in sorted(real) if document not in held for one in real[document]]
    made: stages.Sources = {
        "zh-right": [one for one in learnt if one.units],
        "zh-wrong": [one for one in learnt if not one.units],
        "zh-held": [one for document in sorted(real) if document in held for one in real[document]],
    }
    across = list(translated([*learnt, *sources["right"], *sources["wrong"]]))
    made["across-right"] = [one for one in across if one.units]
    made["across-wrong"] = [one for one in across if not one.units]
    made["drcd"] = drcd = read_chinese(data)
    made["drcd-wrong"] = list(_misplaced(drcd))
    with kept.open("wb") as file:
        pickle.dump(made, file)
    return sources | made


def read_further(data: Path, work: Path) -> stages.Sources:
    """The examples of the lots written later, by source; kept in `work`."""
    kept = work / "further.pkl"
    if kept.exists():
        with kept.open("rb") as file:
            found: stages.Sources = pickle.load(file)  # written below
            return found
    made: stages.Sources = {}
    for name, lots in (("more", FURTHER), ("zh-more", FURTHER_CHINESE), ("across-more", FURTHER_CROSSING)):
        real = read_real_judged(data, work / "further", lots)
        every = [one for document in sorted(real) for one in real[document]]
        made[f"{name}-right"] = [one for one in every if one.units]
        made[f"{name}-wrong"] = [one for one in every if not one.units]
        if name == "more":
            made["more-changed"] = list(changed(every))
    with kept.open("wb") as file:
        pickle.dump(made, file)
    return made


def harder(sources: stages.Sources, network: Path) -> stages.Sources:
    """The sources with those of `_HARD` divided: what an exported network takes for an answer most is apart."""
    model, divided = SpanModel(network), dict(sources)
    for name, share in _HARD.items():
        wrong = sources[name]
        read = model.read_all([(one.question, one.passage) for one in wrong])
        order = np.argsort([-extraction.answerable for extraction in read], kind="stable")
        most = int(share * len(order))
        divided[name.replace("wrong", "hard")] = [wrong[at] for at in order[:most]]
        divided[name] = [wrong[at] for at in order[most:]]
    return divided


def train_on(data: Path, shipped: Path, work: Path, *, batches: int = FURTHER_BATCHES) -> bool:
    """Train an exported network on, with the lots written later; whether it came to its end, as `train`."""
    work.mkdir(parents=True, exist_ok=True)
    sources = harder(read_sources(data, work), shipped) | read_further(data, work)
    tokenizer = Tokenizer.from_file(str(shipped / "tokenizer.json"))
    network = revive(shipped / "reader.onnx")
    network.bert.config._attn_implementation = "sdpa"
    rounds = (FURTHER_MIX.draw(sources, 500 + number) for number in itertools.count())
    if not refine(
        network,
        tokenizer,
        rounds,
        work / "further",
        total=batches,
        peak=FURTHER_RATE,
        frozen=FROZEN,
        layout=MULTILINGUAL,
        answerable=FURTHER_ANSWERABLE,
    ):
        return False
    network.save_pretrained(work / "further" / "model")
    tokenizer.save(str(work / "further" / "model" / "tokenizer.json"))
    return True


def translated(examples: Sequence[Judged]) -> Iterator[Judged]:
    """The examples whose question is there in the other language too, asked in that; the passages are the same."""
    by_question: dict[str, list[Judged]] = defaultdict(list)
    for one in examples:
        by_question[one.id.rsplit("-", 1)[0]].append(one)
    for rows in read_real(CROSSING).values():
        for row in rows:
            asked = as_question(asked_texts(row)[0])
            for one in by_question[row["id"].rpartition("-")[0]]:
                yield replace(one, id=f"{one.id}-across", question=asked)


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
