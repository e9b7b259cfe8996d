"""Which format a file or folder of questions has, and what it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ...errors import QuestionError
from . import beir, jsonl, squad
from .questions import GoldQuestion, QuestionSet
from .rows import read_rows


def read_questions(path: Path | str) -> QuestionSet:
    """The questions of a JSON Lines file, a SQuAD file (v1, v2) or a BEIR folder, told apart by their content.

    Lines of JSON Lines that have a `context` are SQuAD items, one a line.
    Raises QuestionError, in one line with the file and where in it, for anything that cannot be used.
    """
    path = Path(path)
    if path.is_dir():
        return beir.read_folder(path)
    rows = read_rows(path)
    if squad.is_squad(rows):
        return QuestionSet(path.name, "squad", _unique(path, squad.questions(path, rows)))
    numbered = ((n, jsonl.question(row, f"{path}, line {n}", f"line-{n}")) for n, row in rows)
    return QuestionSet(path.name, "native", _unique(path, numbered))


def documents(path: Path | str) -> Iterator[dict[str, str]]:
    """The documents that a SQuAD file or BEIR folder brings, as `_id`, `title`, `text`; none for other questions.

    Raises QuestionError like `read_questions`.
    """
    path = Path(path)
    if path.is_dir():
        yield from beir.documents(path)
        return
    rows = read_rows(path)
    if squad.is_squad(rows):
        yield from squad.documents(path, rows)


def _unique(path: Path, numbered: Iterable[tuple[int, GoldQuestion]]) -> tuple[GoldQuestion, ...]:
    """The questions, if there are any and no two have the same id."""
    lines: dict[str, int] = {}
    questions = []
    for number, question in numbered:
        if question.id in lines:
            raise QuestionError(
                f"{path}, line {number}: the id {question.id!r} was given before, on line {lines[question.id]}; "
                "give each question its own"
            )
        lines[question.id] = number
        questions.append(question)
    if not questions:
        raise QuestionError(f"{path}: no question in it; give at least one")
    return tuple(questions)
