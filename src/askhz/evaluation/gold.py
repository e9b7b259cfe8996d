"""Questions with known answers, and the files they come in.

`read_questions` takes askhz's own JSON Lines, SQuAD JSON (v1 and v2) and BEIR folders; the last two bring their
documents, which `documents` gives for indexing. This module asks nothing and judges nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ..errors import QuestionError

Format = Literal["native", "squad", "beir"]
UNANSWERABLE_KINDS = ("absent", "near_miss")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote that answers. `source` None is any document; `start`, where known, is its offset in that document."""

    quote: str
    source: str | None = None
    start: int | None = None


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question and what is known of its answer. `answerable` None: nothing is known, only time and length count."""

    id: str
    question: str
    kind: str = "other"
    history: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    answerable: bool | None = None
    split: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of one file or folder; `relevance` (BEIR) has each question's documents and their grades.

    `brings_documents`: the questions are about documents of their own, see `documents`.
    """

    name: str
    format: Format
    questions: tuple[GoldQuestion, ...]
    relevance: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def brings_documents(self) -> bool:
        """Whether `documents` has what must be indexed before these questions can be asked."""
        return self.format != "native"


def read_questions(path: Path | str) -> QuestionSet:
    """Return the questions of a JSON Lines file, a SQuAD file (v1, v2) or a BEIR folder, told apart by their content.

    A line of JSON Lines needs only `question`; see `tests/gold/README.md` for the other fields. `"answerable": false`
    or a kind `absent` or `near_miss` without evidence and answers says that there is no answer. Lines that have a
    `context` are SQuAD items, one a line.

    Raises QuestionError, in one line with the file and where in it, for anything that cannot be used.
    """
    path = Path(path)
    if path.is_dir():
        return _read_beir(path)
    rows = _rows(path)
    if _is_squad(rows):
        return QuestionSet(path.name, "squad", _unique(path, (entry for entry, _ in _squad(path, rows))))
    return QuestionSet(path.name, "native", _unique(path, ((n, _native(path, n, row)) for n, row in rows)))


def documents(path: Path | str) -> Iterator[dict[str, str]]:
    """Yield the documents that a SQuAD file or BEIR folder brings, as `_id`, `title`, `text`; none for other questions.

    Raises QuestionError like `read_questions`.
    """
    path = Path(path)
    if path.is_dir():
        for number, row in _lines(path / "corpus.jsonl"):
            where = f"{path / 'corpus.jsonl'}, line {number}"
            title = str(row.get("title") or "")
            yield {"_id": _identifier(row, where), "title": title, "text": _text(row, "text", where)}
        return
    rows = _rows(path)
    if _is_squad(rows):
        seen = set()
        for _, document in _squad(path, rows):
            if document["_id"] not in seen:
                seen.add(document["_id"])
                yield document


def of_split(questions: QuestionSet, split: str) -> QuestionSet:
    """Only the questions of one split (such as `tune` or `report`). QuestionError if there are none."""
    chosen = tuple(question for question in questions.questions if question.split == split)
    if not chosen:
        known = sorted({question.split for question in questions.questions if question.split})
        way_out = f"it has {', '.join(known)}" if known else "its questions name no split"
        raise QuestionError(f"{questions.name}: no question of the split {split!r}; {way_out}")
    return QuestionSet(f"{questions.name} ({split})", questions.format, chosen, questions.relevance)


_Row = dict[str, Any]


def _rows(path: Path) -> list[tuple[int, _Row]]:
    """Return the JSON objects of a file with the lines they begin on: one of the whole file, or one a line."""
    text = _decode(path)
    if not text.strip():
        raise QuestionError(f'{path}: the file is empty; give one {{"question": "…"}} a line')
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        # Laid out over several lines, it is one JSON value that is broken; else each line is one of its own.
        if (
            '"data"' in text[:2000]
            and isinstance(error, json.JSONDecodeError)
            and not error.msg.startswith("Extra data")
        ):
            raise QuestionError(f"{path}, line {error.lineno}: broken JSON ({error.msg}); mend the file") from error
    else:
        if isinstance(whole, list):
            raise QuestionError(f"{path}, line 1: a JSON array; give one object a line, or SQuAD's format")
        return [(1, _object(whole, f"{path}, line 1"))]
    lines = enumerate(text.split("\n"), start=1)
    return [(number, _parse(line, f"{path}, line {number}")) for number, line in lines if line.strip()]


def _lines(path: Path) -> Iterator[tuple[int, _Row]]:
    """Yield the JSON objects of a JSON Lines file, read line by line, for it may be large."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                where = f"{path}, line {number}"
                try:
                    text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                except UnicodeDecodeError as error:
                    raise QuestionError(f"{where}: not UTF-8; save the file as UTF-8") from error
                if text.strip():
                    yield number, _parse(text, where)
    except OSError as error:
        raise _unreadable(path, error) from error


def _decode(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise QuestionError(f"{path}, line {line}: not UTF-8; save the file as UTF-8") from error


def _unreadable(path: Path, error: OSError) -> QuestionError:
    if isinstance(error, FileNotFoundError):
        return QuestionError(f"{path}: no such file; give a question file or a BEIR folder")
    return QuestionError(f"{path}: cannot be read ({error.strerror or error}); check its permissions")


def _parse(line: str, where: str) -> _Row:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise QuestionError(f"{where}: broken JSON ({error.msg}, column {error.colno}); mend the line") from error
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"{where}: JSON too large or too deep; mend the line") from error
    return _object(row, where)


def _object(row: object, where: str) -> _Row:
    if not isinstance(row, dict):
        raise QuestionError(f'{where}: not a JSON object; give one {{"question": "…"}} a line')
    return row


def _text(row: _Row, name: str, where: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise QuestionError(f"{where}: {'no' if value is None else 'an unusable'} {name!r}; give it as text")
    return _encodable(value, name, where)


def _encodable(value: str, name: str, where: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise QuestionError(f"{where}: {name!r} has half a character (a lone surrogate); mend the text") from error
    return value


def _identifier(row: _Row, where: str, name: str = "_id") -> str:
    value = row.get(name)
    return _text({name: str(value) if isinstance(value, int) else value}, name, where)


def _list(row: _Row, name: str, where: str) -> list[Any]:
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise QuestionError(f"{where}: {name!r} is not a list; give it in [ ]")
    return value


def _texts(row: _Row, name: str, where: str) -> tuple[str, ...]:
    values = _list(row, name, where)
    if not all(isinstance(value, str) for value in values):
        raise QuestionError(f"{where}: {name!r} is not a list of texts; give each in quotation marks")
    return tuple(_encodable(value, name, where) for value in values)


def _flag(row: _Row, name: str, where: str) -> bool | None:
    value = row.get(name)
    if value is not None and not isinstance(value, bool):
        raise QuestionError(f"{where}: {name!r} is neither true nor false; give one of them")
    return value


def _word(row: _Row, name: str, where: str) -> str | None:
    """Return a field as one line: white space in it would break a table."""
    value = row.get(name)
    if value is None:
        return None
    return " ".join(_text({name: str(value) if isinstance(value, int) else value}, name, where).split())


def _native(path: Path, number: int, row: _Row) -> GoldQuestion:
    where = f"{path}, line {number}"
    kind = _word(row, "kind", where)
    answers = _texts(row, "answers", where)
    evidence = tuple(_evidence(item, where) for item in _list(row, "evidence", where))
    answerable = _flag(row, "answerable", where)
    if answerable is False and (answers or evidence):
        raise QuestionError(f"{where}: not answerable, yet with answers or evidence; take one of them away")
    if answerable is None and (answers or evidence):
        answerable = True
    if answerable is None and kind in UNANSWERABLE_KINDS:
        answerable = False
    return GoldQuestion(
        id=_word(row, "id", where) or f"line-{number}",
        question=_text(row, "question", where),
        kind=kind or "other",
        history=_texts(row, "history", where),
        answers=answers,
        evidence=evidence,
        answerable=answerable,
        split=_word(row, "split", where),
    )


def _evidence(item: object, where: str) -> Evidence:
    if isinstance(item, str):
        item = {"quote": item}
    if not isinstance(item, dict):
        raise QuestionError(f'{where}: evidence that is no object; give {{"source": "…", "quote": "…"}}')
    source = None if item.get("source") is None else _text(item, "source", where)
    return Evidence(_text(item, "quote", where), source)


def _unique(path: Path, numbered: Iterable[tuple[int, GoldQuestion]]) -> tuple[GoldQuestion, ...]:
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


def _is_squad(rows: Sequence[tuple[int, _Row]]) -> bool:
    first = rows[0][1]
    return "data" in first or "context" in first


def _squad(path: Path, rows: Sequence[tuple[int, _Row]]) -> Iterator[tuple[tuple[int, GoldQuestion], dict[str, str]]]:
    """Each SQuAD question with its line and its document; the same paragraph is the same document."""
    sources: dict[str, str] = {}
    for line, where, place, title, paragraph, qa in _squad_items(path, rows):
        context = _text(paragraph, "context", where)
        source = sources.setdefault(context, f"{title} {place}".strip())
        answers = [_object(answer, where) for answer in _list(qa, "answers", where)]
        if _flag(qa, "is_impossible", where):
            answers = []  # SQuAD 2.0 has plausible answers only under another name; older files have them here
        texts = tuple(dict.fromkeys(_text(answer, "text", where) for answer in answers))
        spans = dict.fromkeys(_squad_evidence(answer, context, source) for answer in answers)
        question = GoldQuestion(
            id=_identifier(qa, where, "id"),
            question=_text(qa, "question", where).strip(),
            kind="HasAns" if texts else "NoAns",
            answers=texts,
            evidence=tuple(spans),
            answerable=bool(texts),
        )
        yield (line, question), {"_id": source, "title": title, "text": context}


def _squad_items(path: Path, rows: Sequence[tuple[int, _Row]]) -> Iterator[tuple[int, str, str, str, _Row, _Row]]:
    """Line, words for an error, number, title, paragraph and question of every item, nested or one a line."""
    if "data" not in rows[0][1]:
        for line, row in rows:
            where = f"{path}, line {line}"
            yield line, where, str(line), _word(row, "title", where) or "", row, row
        return
    for a, entry in enumerate(_list(rows[0][1], "data", f"{path}, line 1")):
        article = _object(entry, f"{path}, line 1, data[{a}]")
        for p, part in enumerate(_list(article, "paragraphs", f"{path}, line 1, data[{a}]")):
            where = f"{path}, line 1, data[{a}].paragraphs[{p}]"
            paragraph = _object(part, where)
            title = (_word(article, "title", where) or "").replace("_", " ")
            for q, qa in enumerate(_list(paragraph, "qas", where)):
                item = f"{where}.qas[{q}]"
                yield 1, item, f"{a + 1}.{p + 1}", title, paragraph, _object(qa, item)


def _squad_evidence(answer: _Row, context: str, source: str) -> Evidence:
    text, start = str(answer["text"]), answer.get("answer_start")
    # Some published offsets are wrong: then the words alone must do.
    holds = isinstance(start, int) and start >= 0 and context[start : start + len(text)] == text
    return Evidence(text, source, start if holds else None)


def _read_beir(folder: Path) -> QuestionSet:
    for name in ("corpus.jsonl", "queries.jsonl", "qrels/test.tsv"):
        if not (folder / name).is_file():
            raise QuestionError(
                f"{folder}: no {name} in it; a BEIR folder has corpus.jsonl, queries.jsonl, qrels/test.tsv"
            )
    texts = {}
    for number, row in _lines(folder / "queries.jsonl"):
        where = f"{folder / 'queries.jsonl'}, line {number}"
        texts[_identifier(row, where)] = _text(row, "text", where)
    relevance = _qrels(folder / "qrels" / "test.tsv", texts)
    # Queries without a judgement belong to other splits of the same set.
    questions = tuple(GoldQuestion(name, texts[name], "search", answerable=True) for name in relevance)
    if not questions:
        raise QuestionError(f"{folder / 'qrels/test.tsv'}: no judgement in it; give query-id, corpus-id, score a line")
    return QuestionSet(folder.resolve().name, "beir", questions, relevance)


def _qrels(path: Path, queries: Mapping[str, str]) -> dict[str, dict[str, int]]:
    relevance: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_decode(path).split("\n"), start=1):
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
    # Nothing can be found, nor missed, where nothing is relevant.
    return {query: grades for query, grades in relevance.items() if max(grades.values()) > 0}
