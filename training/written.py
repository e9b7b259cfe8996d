"""Passages and questions written for this: news, manuals, rules, letters and the like, with near misses of each.

Questions that people ask of their own documents and that these do not answer are in no public set but SQuAD 2.0, and
that is an encyclopaedia. So each passage here has questions that it answers, as many that it only seems to answer, and
follow-ups, which are given to the reader as askhz looks them up.

The files of ``written/`` hold a passage a line: ``title``, ``passage`` and ``questions`` of ``q``, ``a`` (words that
occur once in the passage, or null) and, for follow-ups, ``after`` (the question before). Its folders are lots; each
joins the training at a later pool. In a lot's ``documents``, passages with the same title make one document, and what
one of them answers the others do not.
"""

from __future__ import annotations

import json
from pathlib import Path

from askhz.question import analyse
from training.examples import Example

FOLDER = Path(__file__).with_name("written")
# In the order in which training takes them up.
LOTS = (
    "news-and-manuals",
    "business-and-notices",
    "crowds-and-reasons",
    "annals-and-handbooks",
    "articles-and-figures",
)
MINED_LOTS = LOTS[:3]  # the ones whose questions are put beside other documents, to find those that fool the network
DOCUMENT_LOTS = LOTS[3:]  # the ones made of documents, for the most part
DOCUMENTS = "documents"
# Passages of each file, by number from 0; none of a document, for its others are trained on.
HELD_OUT = {9: "tune", 19: "report", 29: "tune", 39: "report", 49: "tune"}


def _examples(line: str, name: str) -> list[Example]:
    record = json.loads(line)
    made = []
    for number, asked in enumerate(record["questions"]):
        text, answer = record["passage"], asked["a"]
        if answer is not None and text.count(answer) != 1:
            raise ValueError(f"{name}: {answer!r} stands {text.count(answer)} times in the passage, not once")
        question = analyse(asked["q"], [asked["after"]]).search[0] if asked.get("after") else asked["q"]
        answers = ((answer, text.index(answer)),) if answer is not None else ()
        made.append(Example(f"{name}-{number}", question, text, answers, record["title"]))
    return made


def read_written(folder: Path = FOLDER) -> dict[str, list[Example]]:
    """Return the examples of all files below a folder, as ``train``, ``tune`` and ``report``.

    Raises:
        ValueError: for an answer that does not stand once in its passage.
    """
    parts: dict[str, list[Example]] = {"train": [], "tune": [], "report": []}
    for file in sorted(folder.rglob("*.jsonl")):
        held_out = {} if file.parent.name == DOCUMENTS else HELD_OUT
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
            parts[held_out.get(number % 50, "train")] += _examples(line, f"{file.stem}-{number}")
    return parts
