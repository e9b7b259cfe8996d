"""Question files to examples, and which dev articles are trained on, tuned on and reported on."""

from __future__ import annotations

import hashlib
import json
import lzma
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

DEV_FILE = "dev/squad_v2_dev_trainhalf.jsonl.xz"
TRAIN_FILES = {
    "squad": ("train/squad_v1_train.jsonl.xz",),
    "similar": ("train/squad_v1_train_negatives.jsonl.xz",),
    "natural": ("train/nq_train_via_qed.jsonl.xz",),
    "tales": ("train/fairytaleqa_train.jsonl.xz",),
    "shifts": (
        "train/squadshifts_new_wiki.jsonl.xz",
        "train/squadshifts_amazon.jsonl.xz",
        "train/squadshifts_reddit.jsonl.xz",
    ),
}
DEV_SHARES = {"train": 0.5, "tune": 0.2, "report": 0.3}


@dataclass(frozen=True, slots=True)
class Example:
    """A question beside a passage; ``answers`` holds (text, start) pairs and is empty where the passage has none."""

    id: str
    question: str
    context: str
    answers: tuple[tuple[str, int], ...]
    title: str


def read_examples(path: Path, *, guessed: bool = False) -> list[Example]:
    """Return the examples of one ``.jsonl.xz`` file; those whose answer's place was guessed only if ``guessed``."""
    examples = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            answers = record["answers"]
            if not guessed and (record.get("start_ambiguous") or any(a.get("start_ambiguous") for a in answers)):
                continue
            pairs = tuple((answer["text"], answer["answer_start"]) for answer in answers)
            title = record.get("title") or ""
            examples.append(Example(record["id"], record["question"].strip(), record["context"], pairs, title))
    return examples


def write_examples(examples: Iterable[Example], path: Path) -> None:
    """Write examples packed, for ``read_examples``, where the name ends in ``.xz``, else plain, for ``askhz eval``."""
    with (lzma.open if path.suffix == ".xz" else open)(path, "wt", encoding="utf-8") as lines:
        for example in examples:
            answers = [{"text": text, "answer_start": start} for text, start in example.answers]
            record = {"id": example.id, "question": example.question, "context": example.context, "answers": answers}
            lines.write(json.dumps(record | {"title": example.title}, ensure_ascii=False) + "\n")


def assign_articles(sizes: dict[str, int]) -> dict[str, str]:
    """Return the part, ``train``, ``tune`` or ``report``, of each article.

    Articles are taken in the order of their title's SHA-256 and fill the parts in turn, by number of questions, so
    that no title decides by its name and the parts come out near ``DEV_SHARES``.

    >>> assign_articles({"a": 50, "b": 20, "c": 30})
    {'c': 'train', 'b': 'train', 'a': 'report'}
    """
    total = sum(sizes.values())
    order = sorted(sizes, key=lambda title: hashlib.sha256(title.encode()).hexdigest())
    bounds = {"train": DEV_SHARES["train"], "tune": DEV_SHARES["train"] + DEV_SHARES["tune"], "report": 1.01}
    parts, seen = {}, 0
    for title in order:
        middle = (seen + sizes[title] / 2) / total
        parts[title] = next(part for part, bound in bounds.items() if middle < bound)
        seen += sizes[title]
    return parts


def read_dev(folder: Path) -> dict[str, list[Example]]:
    """Return the dev examples of each part: ``train``, ``tune``, ``report``.

    Scoring compares texts, so a guessed place does no harm in the last two; the first leaves such examples out.
    """
    examples = read_examples(folder / DEV_FILE, guessed=True)
    parts = assign_articles(Counter(example.title for example in examples))
    dev = {part: [example for example in examples if parts[example.title] == part] for part in DEV_SHARES}
    certain = {example.id for example in read_examples(folder / DEV_FILE)}
    return {**dev, "train": [example for example in dev["train"] if example.id in certain]}


def read_train(folder: Path) -> dict[str, list[Example]]:
    """Return the training examples of each source, the dev file's training part among them as ``dev``."""
    sources = {
        name: [example for file in files for example in read_examples(folder / file)]
        for name, files in TRAIN_FILES.items()
    }
    sources["dev"] = read_dev(folder)["train"]
    return sources
