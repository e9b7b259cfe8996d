"""BEIR's folders (Thakur et al. 2021): corpus.jsonl, queries.jsonl and the judgements in qrels/test.tsv."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path

from ...errors import QuestionError
from .questions import GoldQuestion, QuestionSet
from .rows import identifier_of, read_text, stream_rows, text_of


def read_folder(folder: Path) -> QuestionSet:
    """The queries that have a judgement; the others belong to other splits of the same set."""
    for name in ("corpus.jsonl", "queries.jsonl", "qrels/test.tsv"):
        if not (folder / name).is_file():
            raise QuestionError(
                f"{folder}: no {name} in it; a BEIR folder has corpus.jsonl, queries.jsonl, qrels/test.tsv"
            )
    texts = {}
    for number, row in stream_rows(folder / "queries.jsonl"):
        where = f"{folder / 'queries.jsonl'}, line {number}"
        texts[identifier_of(row, where)] = text_of(row, "text", where)
    relevance = _qrels(folder / "qrels" / "test.tsv", texts)
    questions = tuple(GoldQuestion(name, texts[name], "search", answerable=True) for name in relevance)
    if not questions:
        raise QuestionError(f"{folder / 'qrels/test.tsv'}: no judgement in it; give query-id, corpus-id, score a line")
    return QuestionSet(folder.resolve().name, "beir", questions, relevance)


def documents(folder: Path) -> Iterator[dict[str, str]]:
    """Each document of the corpus, as `_id`, `title` and `text`."""
    for number, row in stream_rows(folder / "corpus.jsonl"):
        where = f"{folder / 'corpus.jsonl'}, line {number}"
        title = str(row.get("title") or "")
        yield {"_id": identifier_of(row, where), "title": title, "text": text_of(row, "text", where)}


def _qrels(path: Path, queries: Container[str]) -> dict[str, dict[str, int]]:
    """For each query its documents and their grades; queries without a relevant document are left out."""
    relevance: dict[str, dict[str, int]] = {}
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        fields = line.rstrip("\r").split("\t")
        if not line.strip() or (number == 1 and fields[0] == "query-id"):
            continue
        try:
            query, document, grade = fields[0], fields[1], int(fields[2])
        except (IndexError, ValueError) as error:
            raise QuestionError(
                f"{path}, line {number}: not query-id, corpus-id and a whole score, parted by tabs"
            ) from error
        if query not in queries:
            raise QuestionError(f"{path}, line {number}: the query {query!r} is not in queries.jsonl; add it there")
        relevance.setdefault(query, {})[document] = grade
    return {query: grades for query, grades in relevance.items() if max(grades.values()) > 0}
