"""The two stages in which a finished network learns evidence on real documents (`refining`): all, then what fooled it.

In the second stage the passages without an answer are those that the network of the first took for an answer most.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from askhz.models.span_model import SpanModel
from training.evidence import Judged, changed, read_real_judged, read_selqa, squad_like
from training.network import ReaderNetwork, load_network
from training.real import held_out
from training.refining import Mix, refine
from training.reviving import revive

FROZEN = ("bert.embeddings", "bert.encoder.layer.0.", "bert.encoder.layer.1.")
FIRST = Mix(
    {
        "right": 2305,
        "wrong": 1900,
        "changed": 250,
        "selqa": 300,
        "squad": 500,
        "similar": 100,
        "natural": 150,
        "tales": 100,
        "dev": 200,
        "written": 700,
    }
)
SECOND = Mix(
    {
        "right": 2305,
        "hard": 3000,
        "wrong": 500,
        "changed": 700,
        "selqa": 250,
        "squad": 900,
        "similar": 250,
        "natural": 150,
        "tales": 100,
        "dev": 500,
        "written": 1300,
    }
)
BATCHES = (406, 230)
RATES = (6e-5, 5e-5)
HARD = 3600  # passages without an answer that the first stage's network took for one most

Sources = dict[str, Sequence[Judged]]


def read_sources(data: Path, work: Path) -> Sources:
    """All examples by source; kept in `work`, because cutting the documents takes minutes."""
    kept = work / "sources.pkl"
    if kept.exists():
        with kept.open("rb") as file:
            found: Sources = pickle.load(file)  # written below
            return found
    work.mkdir(parents=True, exist_ok=True)
    real = read_real_judged(data, work)
    held = held_out(real)
    learnt = [one for name in sorted(real) if name not in held for one in real[name]]
    sources: Sources = {
        "right": [one for one in learnt if one.units],
        "wrong": [one for one in learnt if not one.units],
        "held": [one for name in held for one in real[name]],
        "changed": list(changed(learnt)),
        "selqa": read_selqa(data),
        **squad_like(data),
    }
    with kept.open("wb") as file:
        pickle.dump(sources, file)
    return sources


def harder(sources: Sources, network: Path) -> Sources:
    """The sources with the passages without an answer divided: those that an exported network takes for one most."""
    wrong = sources["wrong"]
    read = SpanModel(network).read_all([(one.question, one.passage) for one in wrong])
    order = np.argsort([-extraction.answerable for extraction in read], kind="stable")
    hard, easy = ([wrong[at] for at in part] for part in (order[:HARD], order[HARD:]))
    return {**sources, "hard": hard, "wrong": easy}


def run_stage(
    network: ReaderNetwork, tokenizer: Tokenizer, sources: Mapping[str, Sequence[Judged]], stage: int, work: Path
) -> bool:
    """Train one of the two stages in `work`; whether it came to its end. The finished model lies in `work/model`."""
    mix = (FIRST, SECOND)[stage]
    rounds: Iterator[list[Judged]] = (mix.draw(sources, 100 * stage + number) for number in count())
    total, peak = BATCHES[stage], RATES[stage]
    if not refine(network, tokenizer, rounds, work, total=total, peak=peak, frozen=FROZEN):
        return False
    network.save_pretrained(work / "model")
    tokenizer.save(str(work / "model" / "tokenizer.json"))
    return True


def first_stage(data: Path, shipped: Path, work: Path) -> bool:
    """Train on from an exported network; `work/first/model` is what comes of it."""
    tokenizer = Tokenizer.from_file(str(shipped / "tokenizer.json"))
    return run_stage(revive(shipped / "reader.onnx"), tokenizer, read_sources(data, work), 0, work / "first")


def second_stage(data: Path, first: Path, exported: Path, work: Path) -> bool:
    """Train on from the model of the first stage, exported to `exported`; `work/second/model` is what comes of it."""
    tokenizer = Tokenizer.from_file(str(first / "tokenizer.json"))
    sources = harder(read_sources(data, work), exported)
    return run_stage(load_network(first), tokenizer, sources, 1, work / "second")
