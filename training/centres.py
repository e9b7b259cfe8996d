"""Fits the centres that `models/e5.py` subtracts: the mean vector of questions and of passages, Chinese and other.

    python -m training.centres DOCUMENTS.jsonl.xz

Vectors of one language lie close together, whatever they say: left as they are, a Chinese question finds Chinese
passages before English ones that answer it. Around its own centre each language is spread alike (Libovický, Rosa and
Fraser 2020, *On the Language Neutrality of Pre-trained Multilingual Representations*). Passages are of documents that
no question of `training/real` is about; every tenth document of those questions is left out too, to measure.
"""

from __future__ import annotations

import json
import lzma
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from askhz.models import e5, encoder, graphs
from askhz.models.encoder import OnnxEncoder, Rows
from askhz.text.words import mostly_chinese

_REAL = tuple(Path(__file__).parent / "real" / f"{lot}.jsonl" for lot in ("chinese", "manuals", "policies", "texts"))
_EACH = 250  # texts of each kind
_SIZE = {"zh": 250, "": 600}  # characters of a passage


def main(documents: str) -> None:
    """Fit and write the centres; the scale in their file stays."""
    chosen = random.Random(7)
    asked = [json.loads(line) for file in _REAL for line in file.read_text(encoding="utf-8").splitlines()]
    about = list(dict.fromkeys(one["document"] for one in asked))
    held_out = set(about[::10])
    with lzma.open(documents, "rt", encoding="utf-8") as lines:
        texts = [one for one in map(json.loads, lines) if one["_id"] not in about]
    bare = _without_centres()
    centres: dict[str, dict[str, list[float]]] = {"query": {}, "document": {}}
    for language in ("zh", ""):
        questions = [
            one["question"]
            for one in asked
            if one["document"] not in held_out and mostly_chinese(one["question"]) == (language == "zh")
        ]
        of_it = [one for one in texts if mostly_chinese(one["text"][:4000]) == (language == "zh")]
        passages = [_passage(one, _SIZE[language], chosen) for one in chosen.sample(of_it, min(_EACH, len(of_it)))]
        centres["query"][language] = _mean(bare.encode_query(chosen.sample(questions, min(_EACH, len(questions)))))
        centres["document"][language] = _mean(bare.encode_document(passages))
        print(language or "other", len(passages), flush=True)
    # The scale beside them was fitted to answers, by hand.
    known = json.loads(e5.CENTRES.read_text(encoding="utf-8"))
    e5.CENTRES.write_text(json.dumps({**known, "centres": centres}) + "\n", encoding="utf-8")


def _without_centres() -> OnnxEncoder:
    """The encoder as its package has it, in float32."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        weights = e5.read_weights(e5.weights_file())
        e5.write_graph(weights, folder / encoder.GRAPH)
        e5.write_tokenizer(weights, folder / graphs.TOKENIZER)
        digests = {file: graphs.digest(folder / file) for file in (encoder.GRAPH, graphs.TOKENIZER)}
        manifest = {"name": e5.MODEL, "dimension": 384, "limit": e5.LIMIT, "prompts": e5.PROMPTS, "sha256": digests}
        (folder / encoder.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        return OnnxEncoder(folder)


def _passage(document: dict[str, Any], size: int, chosen: random.Random) -> str:
    text = document["text"]
    start = chosen.randrange(max(1, len(text) - size))
    return f"{document.get('title') or ''}\n{text[start : start + size]}"


def _mean(rows: Rows) -> list[float]:
    return [round(float(value), 4) for value in np.mean(rows, axis=0)]


if __name__ == "__main__":
    main(sys.argv[1])
