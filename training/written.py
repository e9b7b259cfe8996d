"""Passages and questions written for this: news, manuals, rules, letters and the like, with near misses of each.

What people ask in vain of their own documents stands in no public set but SQuAD 2.0's, and that is an encyclopaedia. So
each passage here has questions that it answers, as many that it only seems to, and follow-ups, which are put
to the reader as askhz looks them up. The files of ``written/`` hold a passage a line: ``title``, ``passage`` and
``questions`` of ``q``, ``a`` (words of the passage that occur once in it, or null) and, for follow-ups, ``after`` (the
question before). ``first`` and ``second`` are two lots, trained on from different pools on.
"""

from __future__ import annotations

import json
from pathlib import Path

from askhz.question import analyse
from training.examples import Example

FOLDER = Path(__file__).with_name("written")
HELD_OUT = 10  # every tenth passage of a file is for tuning


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
    """Return the examples of all files below a folder, as ``train`` and ``tune``.

    Raises:
        ValueError: for an answer that does not stand once in its passage.
    """
    parts: dict[str, list[Example]] = {"train": [], "tune": []}
    for file in sorted(folder.rglob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
            part = "tune" if number % HELD_OUT == HELD_OUT - 1 else "train"
            parts[part] += _examples(line, f"{file.stem}-{number}")
    return parts
