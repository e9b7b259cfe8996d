"""askhz's own question files: JSON Lines, one question a line. `tests/gold/README.md` describes the fields."""

from __future__ import annotations

from ...errors import QuestionError
from .questions import Evidence, GoldQuestion
from .rows import Row, flag_of, list_of, text_of, texts_of, word_of

_UNANSWERABLE_KINDS = ("absent", "near_miss")


def question(row: Row, where: str, default_id: str) -> GoldQuestion:
    """The question of one line; only `question` is required.

    `"answerable": false`, or a kind `absent` or `near_miss` without evidence and answers, says that there is no answer.
    """
    kind = word_of(row, "kind", where)
    answers = texts_of(row, "answers", where)
    evidence = tuple(_evidence(item, where) for item in list_of(row, "evidence", where))
    answerable = flag_of(row, "answerable", where)
    if answerable is False and (answers or evidence):
        raise QuestionError(f"{where}: not answerable, yet with answers or evidence; take one of them away")
    if answerable is None and (answers or evidence):
        answerable = True
    if answerable is None and kind in _UNANSWERABLE_KINDS:
        answerable = False
    return GoldQuestion(
        id=word_of(row, "id", where) or default_id,
        question=text_of(row, "question", where),
        kind=kind or "other",
        history=texts_of(row, "history", where),
        answers=answers,
        evidence=evidence,
        answerable=answerable,
        split=word_of(row, "split", where),
    )


def _evidence(item: object, where: str) -> Evidence:
    if isinstance(item, str):
        item = {"quote": item}
    if not isinstance(item, dict):
        raise QuestionError(f'{where}: evidence that is no object; give {{"source": "…", "quote": "…"}}')
    source = None if item.get("source") is None else text_of(item, "source", where)
    return Evidence(text_of(item, "quote", where), source)
