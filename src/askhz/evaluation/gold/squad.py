"""SQuAD's files, version 1 and 2 (Rajpurkar et al. 2016 and 2018): nested as published, or one item a line.

Each paragraph is a document. The same paragraph given twice is one document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from .questions import Evidence, GoldQuestion
from .rows import NumberedRow, Row, as_row, flag_of, identifier_of, list_of, text_of, word_of


class _Item(NamedTuple):
    """One question with its paragraph. `where` is for error messages; `place` tells paragraphs of one title apart."""

    line: int
    where: str
    place: str
    title: str
    paragraph: Row
    qa: Row


def is_squad(rows: Sequence[NumberedRow]) -> bool:
    """Whether the rows of a file are SQuAD's."""
    first = rows[0][1]
    return "data" in first or "context" in first


def questions(path: Path, rows: Sequence[NumberedRow]) -> Iterator[tuple[int, GoldQuestion]]:
    """Each question with the line it begins on."""
    for item, source, context in _with_documents(path, rows):
        yield item.line, _question(item, source, context)


def documents(path: Path, rows: Sequence[NumberedRow]) -> Iterator[dict[str, str]]:
    """Each document once, as `_id`, `title` and `text`."""
    seen = set()
    for item, source, context in _with_documents(path, rows):
        if source not in seen:
            seen.add(source)
            yield {"_id": source, "title": item.title, "text": context}


def _with_documents(path: Path, rows: Sequence[NumberedRow]) -> Iterator[tuple[_Item, str, str]]:
    """Each item with the source and the text of its document."""
    sources: dict[str, str] = {}
    for item in _items(path, rows):
        context = text_of(item.paragraph, "context", item.where)
        yield item, sources.setdefault(context, f"{item.title} {item.place}".strip()), context


def _items(path: Path, rows: Sequence[NumberedRow]) -> Iterator[_Item]:
    if "data" not in rows[0][1]:
        for line, row in rows:
            where = f"{path}, line {line}"
            yield _Item(line, where, str(line), word_of(row, "title", where) or "", row, row)
        return
    for a, entry in enumerate(list_of(rows[0][1], "data", f"{path}, line 1")):
        article = as_row(entry, f"{path}, line 1, data[{a}]")
        for p, part in enumerate(list_of(article, "paragraphs", f"{path}, line 1, data[{a}]")):
            where = f"{path}, line 1, data[{a}].paragraphs[{p}]"
            paragraph = as_row(part, where)
            title = (word_of(article, "title", where) or "").replace("_", " ")
            for q, qa in enumerate(list_of(paragraph, "qas", where)):
                item = f"{where}.qas[{q}]"
                yield _Item(1, item, f"{a + 1}.{p + 1}", title, paragraph, as_row(qa, item))


def _question(item: _Item, source: str, context: str) -> GoldQuestion:
    where = item.where
    answers = [as_row(answer, where) for answer in list_of(item.qa, "answers", where)]
    if flag_of(item.qa, "is_impossible", where):
        answers = []  # SQuAD 2.0 has plausible answers only under another name; older files have them here
    texts = tuple(dict.fromkeys(text_of(answer, "text", where) for answer in answers))
    return GoldQuestion(
        id=identifier_of(item.qa, where, "id"),
        question=text_of(item.qa, "question", where).strip(),
        kind="HasAns" if texts else "NoAns",
        answers=texts,
        evidence=tuple(dict.fromkeys(_evidence(answer, context, source) for answer in answers)),
        answerable=bool(texts),
    )


def _evidence(answer: Row, context: str, source: str) -> Evidence:
    text, start = str(answer["text"]), answer.get("answer_start")
    # Some published offsets are wrong. Then the words alone are compared.
    holds = isinstance(start, int) and start >= 0 and context[start : start + len(text)] == text
    return Evidence(text, source, start if holds else None)
