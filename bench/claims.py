"""What asking for a name, a code or a date costs and brings: the gold questions' tune half, without reading.

    python bench/claims.py INDEX GOLD.jsonl [--split tune]

False refusals: answerable questions of which a term is said to stand nowhere, or whose evidence, where it was found,
may not answer. Caught: unanswerable ones of which a term stands nowhere.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from askhz import claims, question, retrieval
from askhz.index import Index


def main() -> None:
    """Print each refusal, then the two shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path, help="an index of the gold questions' documents")
    parser.add_argument("gold", type=Path, help="questions with evidence, one JSON object a line")
    parser.add_argument("--split", default="tune", help="the half that is asked (default: %(default)s)")
    options = parser.parse_args()
    lines = [json.loads(line) for line in options.gold.read_text(encoding="utf-8").splitlines()]
    asked = [one for one in lines if one["split"] == options.split]
    index = Index(options.index)
    refused = {True: 0, False: 0}
    for one in asked:
        answerable = one.get("answerable", bool(one.get("evidence")))
        why = _refused(one, index)
        if why:
            refused[answerable] += 1
            print("FALSE" if answerable else "right", one["question"], "|", why)
    index.close()
    for answerable, name in ((True, "answerable, refused"), (False, "unanswerable, caught")):
        total = sum(one.get("answerable", bool(one.get("evidence"))) == answerable for one in asked)
        print(f"{name}: {refused[answerable]} of {total} ({refused[answerable] / max(1, total):.3f})")


def _refused(one: dict[str, Any], index: Index) -> str:
    """Why a question is declined or its evidence is not let through; empty if it is."""
    with index.snapshot() as snapshot:
        asked = question.analyse(
            one["question"],
            one.get("history") or [],
            aliases=snapshot.aliases,
            corrections=snapshot.corrections,
        )
        retrieved = retrieval.retrieve(asked, snapshot)
    if retrieved.missing:
        return f"{retrieved.missing.term.kind} {retrieved.missing.term.text} (nearest: {retrieved.missing.nearest})"
    units = [
        (found.hit.passage, span, found.hit.document)
        for found in retrieved.found
        for span in found.hit.passage.sentences
    ]
    allowed = claims.permitted(claims.required(asked), units)
    quotes = [evidence["quote"] for evidence in one.get("evidence") or []]
    texts = [passage.text[span[0] - passage.start : span[1] - passage.start] for passage, span, _ in units]
    evident = [any(text in quote or quote in text for quote in quotes) for text in texts]
    if any(evident) and not any(here and may for here, may in zip(evident, allowed, strict=True)):
        return f"evidence sifted out: {[term.text for term in claims.required(asked)]}"
    return ""


if __name__ == "__main__":
    main()
