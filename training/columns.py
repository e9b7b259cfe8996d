"""Which columns of what a network multiplies hold far larger numbers than the others: they are not made int8.

`askhz.models.rewriting` has what for. They are the same for every text, so that a few held-out examples tell them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from tokenizers import Tokenizer

from askhz.models.graphs import open_tokenizer
from askhz.models.quantising import Fed, largest_by_column
from askhz.models.rewriting import stored_products
from askhz.models.span_model import GRAPH, MANIFEST
from training.evidence import encode, judged
from training.examples import Example, read_dev, read_examples
from training.features import MINILM, MULTILINGUAL, Layout

APART = 32  # columns of a product; with 16 as with 128 as much is lost, and a product takes as long
SAMPLES = 60  # examples of a part by which large columns are told
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
CHINESE = "train/drcd_dev.jsonl.xz"


def samples_of(tokenizer: Tokenizer, examples: Sequence[Example], layout: Layout) -> list[Fed]:
    """Some of the examples as the graph is fed, each of shape (1, pieces)."""
    chosen = examples[:: max(1, len(examples) // SAMPLES)]
    fed: list[Fed] = []
    for one in encode(tokenizer, [judged(example) for example in chosen], [one.question for one in chosen], layout):
        ids = np.array([one.ids], dtype=np.int64)
        types = np.zeros_like(ids)
        types[:, one.passage_start :] = 1
        fed.append(dict(zip(INPUTS, (ids, np.ones_like(ids), types), strict=True)))
    return fed


def outlying(graph: Path, samples: Sequence[Fed]) -> dict[str, list[int]]:
    """The columns with the largest numbers, for each product whose matrix is stored as int8 and made float."""
    model = onnx.load(graph)
    products = {node.name: node.input[0] for node, _ in stored_products(model)}
    largest = largest_by_column(model, sorted(set(products.values())), samples)
    return {
        name: sorted(np.argsort(-largest[given])[:APART].tolist())
        for name, given in products.items()
        if len(largest[given]) > APART
    }


def write_columns(network: Path, data: Path) -> dict[str, list[int]]:
    """Put them into an exported network's manifest. `data` is the folder that holds train/ and dev/."""
    manifest = json.loads((network / MANIFEST).read_text(encoding="utf-8"))
    parts, layout = [read_dev(data)["tune"]], MINILM
    if "zh" in manifest["languages"]:
        parts, layout = [*parts, read_examples(data / CHINESE, guessed=True)], MULTILINGUAL
    tokenizer = open_tokenizer(network)
    found = outlying(network / GRAPH, [one for part in parts for one in samples_of(tokenizer, part, layout)])
    manifest["outlying"] = found
    (network / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return found
