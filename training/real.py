"""Questions over real documents: `training/real/*.jsonl`, asked of the documents in the data folder."""

from __future__ import annotations

import json
import lzma
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "real"
HELD_OUT = 10  # of so many documents one is not trained on
ENGLISH = ("policies", "manuals", "texts")
CHINESE, CROSSING = ("chinese",), ("crosslingual",)
"""The lots by the language of their documents; the last one asks in the other language."""

FURTHER, FURTHER_CHINESE, FURTHER_CROSSING = ("guides",), ("chinese-guides",), ("asked-in-chinese",)
"""Lots written later, about other documents, all trained on: of English, of Chinese, Chinese about English ones."""


def read_real(lots: tuple[str, ...] = ENGLISH) -> dict[str, list[dict[str, Any]]]:
    """The questions of some lots by the id of their document, in order."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for lot in lots:
        for line in (FOLDER / f"{lot}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found[row["document"]].append(row)
    return found


def real_documents(data: Path) -> Iterator[dict[str, Any]]:
    """The documents of the data folder, as `_id`, `title`, `text`."""
    with lzma.open(data / "documents" / "train.jsonl.xz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def write_real(
    data: Path, work: Path, *, lots: tuple[str, ...] = ENGLISH, every: int = 6, also: Iterable[str] = ()
) -> tuple[Path, Path]:
    """A file of questions as `askhz eval` reads it, and the folder of its documents.

    The questions are those about documents that no network is trained on; one other document in `every` lies beside
    these. `also`: lots whose questions about the same documents are added.
    """
    questions = read_real(lots)
    chosen = held_out(questions) if lots == ENGLISH else held_out_of_chinese(questions)
    for lot in also:
        for name, asked in read_real((lot,)).items():
            questions[name] += asked if name in questions else []
    return _written(data, work, {name: questions[name] for name in chosen}, beside=sorted(questions)[::every])


def write_crossing(data: Path, work: Path, *, every: int = 3) -> tuple[Path, Path]:
    """The same of Chinese questions over English documents, of which one in `every` is taken.

    A network may have been trained on some of them: there are none that were held out.
    """
    english, questions = read_real(ENGLISH), read_real(CROSSING)
    chosen = sorted(name for name in questions if name in english)[::every]
    return _written(data, work, {name: questions[name] for name in chosen})


def _written(
    data: Path, work: Path, questions: Mapping[str, list[dict[str, Any]]], beside: Iterable[str] = ()
) -> tuple[Path, Path]:
    """A file of the questions by document, and the folder of these documents and of those beside them."""
    folder, file = work / "real", work / "real.jsonl"
    wanted = {*questions, *beside}
    for document in real_documents(data):
        if document["_id"] in wanted:
            path = folder / source_of(document["_id"])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(document["text"], encoding="utf-8", newline="")
    rows = (json.dumps(_asked(row), ensure_ascii=False) for asked in questions.values() for row in asked)
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file, folder


def held_out(names: Iterable[str]) -> list[str]:
    """Of the documents of questions, in order, those that no network is trained on."""
    return sorted(names)[HELD_OUT - 1 :: HELD_OUT]


def held_out_of_chinese(names: Iterable[str]) -> list[str]:
    """The same of Chinese documents: one in five, for there are fewer."""
    names = sorted(names)
    return sorted([*names[4::HELD_OUT], *held_out(names)])


def source_of(name: str) -> str:
    """The name of the file that a document is written to."""
    return name if name.endswith((".md", ".txt", ".rst")) else f"{name}.md"


def _asked(row: dict[str, Any]) -> dict[str, Any]:
    evidence = [{"source": source_of(row["document"]), "quote": unit} for unit in row.get("evidence", [])]
    told = {key: row[key] for key in ("id", "question", "kind", "answerable")}
    return {
        **told,
        "split": "tune",
        "history": row.get("history", []),
        "answers": row.get("answers", []),
        "evidence": evidence,
    }
