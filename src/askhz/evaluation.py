"""How good answers, refusals and searches are, on questions with known answers.

Three parts, each usable alone:

- **metrics** under the literature's names, pure functions of numbers and strings;
- **questions**: `read_questions` takes askhz's own JSON Lines, SQuAD JSON (v1 and v2) and BEIR folders; the last two
  bring their documents, which `documents` gives for indexing;
- **the run**: `run` puts every question to a bot and judges what comes back.

Every rate lies between 0 and 1, and None says that a measure does not apply. This module knows no index, no reader and
no page: only something that can `ask` and `search`.
"""

from __future__ import annotations

import json
import math
import re
import string
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from statistics import fmean, median
from typing import Any, Literal, NamedTuple, Protocol

from askhz.errors import AskhzError, QuestionError
from askhz.records import Answer, Citation, Hit, Passage

# ---------------------------------------------------------------------------------------------------- metrics: answers

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = frozenset(string.punctuation)


def normalise_answer(text: str) -> str:
    """`text` in lower case, without ASCII punctuation, articles and extra white space.

    Rajpurkar et al. 2016, the official evaluation script of SQuAD v1.1.

    >>> normalise_answer("The  Hurun Research-Institute!")
    'hurun researchinstitute'
    """
    bare = "".join(character for character in text.lower() if character not in _PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", bare).split())


def exact_match(prediction: str, answers: Sequence[str]) -> float:
    """1.0 if the prediction equals one of the allowed answers after `normalise_answer`, else 0.0.

    Without any allowed answer only the empty prediction is right. Rajpurkar et al. 2018, the official evaluation script
    of SQuAD 2.0.

    >>> exact_match("the Hurun Institute.", ["Hurun Institute"]), exact_match("24", ["42"]), exact_match("", [])
    (1.0, 0.0, 1.0)
    """
    said = normalise_answer(prediction)
    return float(any(said == allowed for allowed in _allowed(answers)))


def f1(prediction: str, answers: Sequence[str]) -> float:
    """Return the harmonic mean of the words' precision and recall against the best allowed answer.

    Without any allowed answer only the empty prediction is right. Rajpurkar et al. 2018, the official evaluation script
    of SQuAD 2.0. Words are what white space parts, so that Chinese is compared by the phrase.

    >>> f1("24 unicorn companies", ["24", "24 unicorns"])  # one of three words right, one of one found: 2·1/(3+1)
    0.5
    >>> f1("", []), f1("24", []), f1("", ["24"])
    (1.0, 0.0, 0.0)
    """
    said = normalise_answer(prediction).split()
    return max(_f1_of_words(said, allowed.split()) for allowed in _allowed(answers))


def _allowed(answers: Sequence[str]) -> list[str]:
    return [normal for answer in answers if (normal := normalise_answer(answer))] or [""]


def _f1_of_words(said: list[str], allowed: list[str]) -> float:
    if not said or not allowed:
        return float(said == allowed)
    shared = (Counter(said) & Counter(allowed)).total()
    return 2 * shared / (len(said) + len(allowed))


# --------------------------------------------------------------------------------------------------- metrics: rankings


def recall_at_k(ranked: Sequence[str], relevant: Iterable[str], k: int) -> float:
    """Return the share of the relevant that is among the first `k`. ValueError if nothing is relevant.

    Manning, Raghavan and Schütze 2008, *Introduction to Information Retrieval*, 8.4.

    >>> recall_at_k(["a", "x", "b", "c"], {"a", "b", "c", "d"}, k=3) == 2 / 4
    True
    """
    wanted = set(relevant)
    if not wanted:
        raise ValueError("recall has no meaning where nothing is relevant")
    return len(wanted & set(ranked[:k])) / len(wanted)


def mrr(ranks: Sequence[int | None]) -> float:
    """Return the mean of 1/rank of each question's first right result; None (not found) counts 0.

    ValueError on no question at all.     Voorhees 1999, *The TREC-8 Question Answering Track Report*.

    >>> mrr([1, 4, None]) == (1 / 1 + 1 / 4 + 0) / 3
    True
    """
    if not ranks:
        raise ValueError("a mean over no question has no meaning")
    return fmean(1 / rank if rank else 0.0 for rank in ranks)


def ndcg(ranked: Sequence[str], gains: Mapping[str, float], k: int) -> float:
    """Discounted gain of the first `k`, as a share of the best possible. ValueError if nothing has a gain.

    Järvelin and Kekäläinen 2002, with the gain undoubled and log2(rank + 1) below it, as trec_eval has it.

    >>> ndcg(["x", "a"], {"a": 1}, k=10) == (1 / math.log2(2 + 1)) / (1 / math.log2(1 + 1))
    True
    """
    best = _discounted(sorted(gains.values(), reverse=True)[:k])
    if best <= 0:
        raise ValueError("nDCG has no meaning where nothing has a gain")
    return _discounted(gains.get(name, 0.0) for name in ranked[:k]) / best


def _discounted(gains: Iterable[float]) -> float:
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1) if gain > 0)


# ------------------------------------------------------------------------------------------------- metrics: confidence


class Bin(NamedTuple):
    """Answers of like confidence: how many, their mean confidence, and the share of them that is right."""

    low: float
    high: float
    size: int
    confidence: float
    right: float


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[Bin]:
    """Return the points of a reliability diagram over `bins` equally wide bins, empty ones left out.

    Bin m holds the confidences in ((m-1)/bins, m/bins]; 0 falls in the first. Guo et al. 2017.

    >>> for point in reliability([0.5, 1.0, 0.25], [True, False, False], bins=2):
    ...     print(point)
    Bin(low=0.0, high=0.5, size=2, confidence=0.375, right=0.5)
    Bin(low=0.5, high=1.0, size=1, confidence=1.0, right=0.0)
    """
    members: dict[int, list[tuple[float, bool]]] = {}
    for confidence, is_right in _pairs(confidences, right):
        members.setdefault(max(0, math.ceil(confidence * bins) - 1), []).append((confidence, is_right))
    return [_bin(m / bins, (m + 1) / bins, members[m]) for m in sorted(members)]


def reliability_equal_mass(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[Bin]:
    """Return the points of a reliability diagram over at most `bins` bins of about equally many answers.

    Equal confidences stay together, so that the order of the answers does not matter. Nguyen and O'Connor 2015.

    >>> [(b.low, b.high, b.size) for b in reliability_equal_mass([0.1, 0.2, 0.9, 0.9], [False, True, True, True], 2)]
    [(0.1, 0.2, 2), (0.9, 0.9, 2)]
    """
    pairs = sorted(_pairs(confidences, right))
    found: list[Bin] = []
    held: list[tuple[float, bool]] = []
    for _, same in groupby(pairs, key=lambda pair: pair[0]):
        held.extend(same)
        done = sum(b.size for b in found) + len(held)
        if done * bins >= (len(found) + 1) * len(pairs):
            found.append(_bin(held[0][0], held[-1][0], held))
            held = []
    return found


def expected_calibration_error(
    confidences: Sequence[float],
    right: Sequence[bool],
    bins: int = 10,
    *,
    by: Literal["width", "mass"] = "width",
) -> float:
    """Return the mean distance between confidence and share of right answers, over bins weighted by their sizes.

    0 for no answer.

    `by="width"`: the equally wide bins of `reliability` (Guo et al. 2017); `by="mass"`: the equally filled ones of
    `reliability_equal_mass` (Nixon et al. 2019 call it adaptive).

    >>> error = expected_calibration_error([0.75, 0.75, 0.25], [True, False, False])
    >>> error == (2 * abs(0.75 - 1 / 2) + 1 * abs(0.25 - 0)) / 3
    True
    """
    if not confidences:
        return 0.0
    points = (reliability if by == "width" else reliability_equal_mass)(confidences, right, bins)
    return math.fsum(b.size * abs(b.confidence - b.right) for b in points) / len(confidences)


def brier(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Return the mean squared distance between confidence and outcome; 0 for none. Brier 1950.

    >>> brier([1.0, 0.5], [True, False]) == ((1 - 1) ** 2 + (0.5 - 0) ** 2) / 2
    True
    """
    pairs = _pairs(confidences, right)
    return fmean((confidence - is_right) ** 2 for confidence, is_right in pairs) if pairs else 0.0


class RiskPoint(NamedTuple):
    """Answering only with at least this `confidence`: the share answered, and the share of wrong ones among them."""

    confidence: float
    coverage: float
    risk: float


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> list[RiskPoint]:
    """Risk against coverage, one point for each distinct confidence, the highest first. El-Yaniv and Wiener 2010.

    >>> points = risk_coverage([0.9, 0.5, 0.5, 0.1], [True, True, False, False])
    >>> [(p.coverage, p.risk) for p in points] == [(1 / 4, 0 / 1), (3 / 4, 1 / 3), (4 / 4, 2 / 4)]
    True
    """
    pairs = sorted(_pairs(confidences, right), reverse=True)
    points, answered, wrong = [], 0, 0
    for confidence, same in groupby(pairs, key=lambda pair: pair[0]):
        outcomes = [is_right for _, is_right in same]
        answered += len(outcomes)
        wrong += outcomes.count(False)
        points.append(RiskPoint(confidence, answered / len(pairs), wrong / answered))
    return points


def area_under_risk_coverage(points: Sequence[RiskPoint]) -> float:
    """Return the mean risk over all coverages (lower is better); 0 for no point. Geifman, Uziel and El-Yaniv 2019.

    Each point stands for the questions that it adds, so that equal confidences weigh as many as they are.

    >>> area = area_under_risk_coverage(risk_coverage([0.9, 0.5, 0.5, 0.1], [True, True, False, False]))
    >>> math.isclose(area, (1 * 0 / 1 + 2 * 1 / 3 + 1 * 2 / 4) / 4)
    True
    """
    before = [0.0, *(point.coverage for point in points)]
    return math.fsum((point.coverage - last) * point.risk for point, last in zip(points, before, strict=False))


def refusal_precision_recall(
    declined: Sequence[bool], unanswerable: Sequence[bool]
) -> tuple[float | None, float | None]:
    """Of the questions declined, the share that cannot be answered; of those, the share declined. None without any.

    >>> refusal_precision_recall([True, True, True, False], [True, True, False, True]) == (2 / 3, 2 / 3)
    True
    >>> refusal_precision_recall([False], [False])
    (None, None)
    """
    rightly = sum(both[0] and both[1] for both in zip(declined, unanswerable, strict=True))
    return _share(rightly, sum(declined)), _share(rightly, sum(unanswerable))


class Threshold(NamedTuple):
    """The confidence from which on to answer, and the mean score reached by declining everything below it."""

    confidence: float
    score: float


def best_threshold(confidences: Sequence[float], scores: Sequence[float], answerable: Sequence[bool]) -> Threshold:
    """Return the threshold with the best mean score, if everything below it is declined.

    Of equally good ones the highest. `scores` are those of the answers given; a declined question scores 1 if it is
    unanswerable and else 0. Infinity declines all. Rajpurkar et al. 2018 (SQuAD 2.0, `find_best_thresh`), with a
    confidence in place of a no-answer probability.

    >>> best_threshold([0.9, 0.6, 0.3], [1.0, 0.5, 0.0], [True, True, False]) == (0.6, (1 + 0.5 + 1) / 3)
    True
    >>> best_threshold([0.9], [0.0], [False])
    Threshold(confidence=inf, score=1.0)
    """
    rows = sorted(zip(confidences, scores, answerable, strict=True), key=lambda row: -row[0])
    if not rows:
        raise ValueError("a threshold for no question has no meaning")
    total = float(sum(not possible for _, _, possible in rows))
    best = Threshold(math.inf, total / len(rows))
    for confidence, same in groupby(rows, key=lambda row: row[0]):
        total += math.fsum(score - (not possible) for _, score, possible in same)
        # A gain below the noise of the summing is none.
        if total / len(rows) > best.score + 1e-12:
            best = Threshold(confidence, total / len(rows))
    return best


def _pairs(confidences: Sequence[float], right: Sequence[bool]) -> list[tuple[float, bool]]:
    for confidence in confidences:
        if not 0 <= confidence <= 1:
            raise ValueError(f"confidence {confidence} is not between 0 and 1")
    return [(float(confidence), bool(is_right)) for confidence, is_right in zip(confidences, right, strict=True)]


def _bin(low: float, high: float, members: Sequence[tuple[float, bool]]) -> Bin:
    confidence, right = fmean(m[0] for m in members), fmean(m[1] for m in members)
    return Bin(low, high, len(members), confidence, right)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


# ----------------------------------------------------------------------------------------------------------- questions

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


# ------------------------------------------------------------------------------------------------------------- the run

Miss = Literal["not found", "not read", "declined", "answered wrongly"]
MISSES: tuple[Miss, ...] = ("not found", "not read", "declined", "answered wrongly")
"""Where a question is lost: the evidence was not in the passages read; it was, but not in the answer given; it was, but
the question was declined; the question has no answer, and was answered."""


class Bot(Protocol):
    """What is measured: something that answers and searches."""

    def ask(self, question: str, *, history: Sequence[str] = (), k: int = 8) -> Answer:
        """Return the answer from the best `k` passages."""
        ...

    def search(self, query: str, *, history: Sequence[str] = (), k: int = 8) -> Sequence[Hit]:
        """Return the best `k` passages, best first."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """One question, what was answered, and how good that is.

    `rank` is that of the first passage with evidence. `evidence_read`: some evidence lies in the passages read.
    `evidence_answered`: some is quoted in the answer; `coverage` is the share of it that is. `exact` and `f1` judge the
    short answer (the quotes, where there is no short one). `right`: an unanswerable question was declined, or an
    answerable one answered with evidence quoted or an F1 of at least 0.5. `flaws` says which quotes are not word for
    word (None: not checked).
    """

    gold: GoldQuestion
    answer: Answer
    rank: int | None
    evidence_read: bool | None
    evidence_answered: bool | None
    coverage: float | None
    exact: float | None
    f1: float | None
    right: bool | None
    miss: Miss | None
    words: int
    milliseconds: float
    flaws: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The questions of one kind: counts, rates (None: does not apply), words per answer, milliseconds per question.

    `answered`: of the answerable, those not declined; `answered_rightly`: of the answerable, those answered rightly;
    `declined_rightly`: of the unanswerable, those declined. `words` is the mean over the answers given.
    """

    kind: str
    questions: int
    answerable: int
    unanswerable: int
    evidence_read: float | None
    evidence_answered: float | None
    coverage: float | None
    exact_match: float | None
    f1: float | None
    answered: float | None
    answered_rightly: float | None
    declined_rightly: float | None
    words: float | None
    ms_median: float
    ms_p95: float
    misses: dict[Miss, int]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far confidence can be trusted, over `answers` answers given.

    `error` and `error_equal_mass`: expected calibration error over ten bins of equal width and of equal mass; `brier`.
    Over all questions, a declined one counted as not right: `error_all`, and `area` under risk against coverage.
    """

    answers: int
    error: float | None
    error_equal_mass: float | None
    brier: float | None
    error_all: float | None
    area: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Answers and refusals measured on one set of questions.

    `refusal` is precision and recall of declining; `mrr` that of the first passage with evidence; `verbatim`: whether
    every quote stands in its document (None: not checked). `best_exact_match` and `best_f1` (SQuAD only): what
    declining below the best confidence would reach; what was declined already stays so.
    """

    name: str
    format: Format
    k: int
    results: tuple[Result, ...]
    kinds: tuple[Summary, ...]
    total: Summary
    calibration: Calibration
    refusal: tuple[float | None, float | None]
    mrr: float | None
    verbatim: bool | None
    best_exact_match: Threshold | None = None
    best_f1: Threshold | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One search: the documents found, best first, each at the rank of its best passage."""

    gold: GoldQuestion
    relevant: dict[str, int]
    ranked: tuple[str, ...]
    ndcg_at_10: float
    recall_at_100: float
    milliseconds: float


@dataclass(frozen=True, slots=True)
class SearchEvaluation:
    """Searches measured on a BEIR folder: means over its questions."""

    name: str
    results: tuple[SearchResult, ...]
    ndcg_at_10: float
    recall_at_100: float
    ms_median: float
    ms_p95: float


TextOf = Callable[[str], str | None]
Progress = Callable[[int, int], None]


def run(
    bot: Bot,
    questions: QuestionSet,
    *,
    k: int = 8,
    text_of: TextOf | None = None,
    on_progress: Progress | None = None,
) -> Evaluation | SearchEvaluation:
    """Every question put to `bot` and judged: `search_all` for a BEIR folder, `answer_all` for the others."""
    if questions.format == "beir":
        return search_all(bot, questions, on_progress=on_progress)
    return answer_all(bot, questions, k=k, text_of=text_of, on_progress=on_progress)


def answer_all(
    bot: Bot,
    questions: QuestionSet,
    *,
    k: int = 8,
    text_of: TextOf | None = None,
    on_progress: Progress | None = None,
) -> Evaluation:
    """Every question asked, each answer judged.

    `text_of` gives the text of a document by its source (None or KeyError: there is no such document); with it every
    quote is compared with its document. `on_progress` is told how many questions are done, and of how many.
    QuestionError names the question that the bot would not take.
    """
    results = []
    for done, gold in enumerate(questions.questions, start=1):
        begun = time.perf_counter()
        try:
            answer = bot.ask(gold.question, history=gold.history, k=k)
        except QuestionError as error:
            raise QuestionError(f"{questions.name}, question {gold.id}: {error}") from error
        spent = (time.perf_counter() - begun) * 1000
        results.append(judge(gold, answer, questions.format, milliseconds=spent, text_of=text_of))
        if on_progress:
            on_progress(done, len(questions.questions))
    return summarise(questions.name, results, format=questions.format, k=k)


def judge(
    gold: GoldQuestion,
    answer: Answer,
    format: Format = "native",  # noqa: A002
    *,
    milliseconds: float = 0.0,
    text_of: TextOf | None = None,
) -> Result:
    """Say how good one answer is; SQuAD scores the empty answer too, the native format only where some are allowed."""
    rank = next((hit.rank for hit in answer.passages if any(lies_in(e, hit.passage) for e in gold.evidence)), None)
    quoted = (
        [any(quoted_by(e, citation) for citation in answer.citations) for e in gold.evidence] if answer.answered else []
    )
    said = _said(answer)
    scored = bool(gold.answers) or (format == "squad" and gold.answerable is False)
    score = f1(said, gold.answers) if scored else None
    read = rank is not None if gold.evidence else None
    answered = any(quoted) if gold.evidence else None
    right = _is_right(gold, answer, answered, score)
    return Result(
        gold=gold,
        answer=answer,
        rank=rank,
        evidence_read=read,
        evidence_answered=answered,
        coverage=sum(quoted) / len(gold.evidence) if gold.evidence else None,
        exact=exact_match(said, gold.answers) if scored else None,
        f1=score,
        right=right,
        miss=_miss(gold, answer, read) if right is False else None,
        words=sum(len(citation.quote.split()) for citation in answer.citations),
        milliseconds=milliseconds,
        flaws=None if text_of is None else tuple(_flaws(answer, text_of)),
    )


def lies_in(evidence: Evidence, passage: Passage) -> bool:
    """Whether the passage holds the evidence: by its offsets where they are known, else word for word."""
    if evidence.source not in (None, passage.source):
        return False
    if evidence.start is not None:
        return passage.start <= evidence.start and evidence.start + len(evidence.quote) <= passage.end
    return _plain(evidence.quote) in _plain(passage.text)


def quoted_by(evidence: Evidence, citation: Citation) -> bool:
    """Whether the citation and the evidence hold one another, or share at least half of the evidence's characters."""
    if evidence.source not in (None, citation.source) or not citation.quote.strip():
        return False
    if evidence.start is not None:
        end = evidence.start + len(evidence.quote)
        shared = min(end, citation.end) - max(evidence.start, citation.start)
        return shared > 0 and (2 * shared >= len(evidence.quote) or shared == citation.end - citation.start)
    expected, given = _plain(evidence.quote), _plain(citation.quote)
    return expected in given or given in expected or 2 * shared_characters(expected, given) >= len(expected)


def shared_characters(one: str, other: str) -> int:
    """How many characters at the end of one text are the beginning of the other, whichever way has more.

    >>> shared_characters("Hangzhou is a city.", "a city. It lies in Zhejiang.") == len("a city.")
    True
    """
    lengths = range(min(len(one), len(other)), 0, -1)
    return next((n for n in lengths if one.endswith(other[:n]) or other.endswith(one[:n])), 0)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _said(answer: Answer) -> str:
    if not answer.answered:
        return ""
    return answer.short.text if answer.short else " ".join(citation.quote for citation in answer.citations)


def _is_right(gold: GoldQuestion, answer: Answer, evidence_answered: bool | None, score: float | None) -> bool | None:
    if gold.answerable is None:
        return None
    if not answer.answered or not gold.answerable:
        return not answer.answered and not gold.answerable
    if evidence_answered is None and score is None:
        return None  # it should be answered, and was, but nothing says with what
    return bool(evidence_answered) or (score or 0.0) >= 0.5


def _miss(gold: GoldQuestion, answer: Answer, evidence_read: bool | None) -> Miss:
    if not gold.answerable:
        return "answered wrongly"
    if evidence_read is None and gold.answers:  # without evidence, a passage with an allowed answer must do
        texts = [f" {normalise_answer(hit.passage.text)} " for hit in answer.passages]
        evidence_read = any(f" {normalise_answer(allowed)} " in text for allowed in gold.answers for text in texts)
    if evidence_read is False:
        return "not found"
    return "not read" if answer.answered else "declined"


def _flaws(answer: Answer, text_of: TextOf) -> Iterator[str]:
    """Every quote that does not stand in its document, and every word that is not quoted."""
    pieces = [(f"citation {c.n}", c.source, c.start, c.end, c.quote) for c in answer.citations]
    pieces += [
        (f"passage {h.rank}", h.passage.source, h.passage.start, h.passage.end, h.passage.text) for h in answer.passages
    ]
    short = answer.short
    if short:
        pieces.append(("short answer", short.source, short.start, short.end, short.text))
    texts: dict[str, str | None] = {}
    for name, source, start, end, quote in pieces:
        if source not in texts:
            texts[source] = _known(text_of, source)
        text = texts[source]
        if text is None:
            yield f"{name}: no document {source}"
        elif not 0 <= start <= end <= len(text) or text[start:end] != quote:
            yield f"{name}: not the text of {source} from {start} to {end}"
    if short and not any(
        c.source == short.source and c.start <= short.start <= short.end <= c.end for c in answer.citations
    ):
        yield "short answer: in none of the quotes"
    if answer.text != " ".join(f"{citation.quote} [{citation.n}]" for citation in answer.citations):
        yield "answer: not its quotes and their numbers alone"


def _known(text_of: TextOf, source: str) -> str | None:
    try:
        return text_of(source)
    except (KeyError, AskhzError):
        return None


def summarise(name: str, results: Sequence[Result], *, format: Format = "native", k: int = 8) -> Evaluation:  # noqa: A002
    """Return the evaluation of judged answers, per kind in the order of their first question, and over all."""
    kinds: dict[str, list[Result]] = {}
    for result in results:
        kinds.setdefault(result.gold.kind, []).append(result)
    judged = [result for result in results if result.gold.answerable is not None]
    evidenced = [result.rank for result in results if result.gold.evidence]
    checked = [result.flaws for result in results if result.flaws is not None]
    squad = format == "squad" and bool(results)
    confidences, possible = [_answer_confidence(r) for r in results], [bool(r.gold.answerable) for r in results]
    return Evaluation(
        name=name,
        format=format,
        k=k,
        results=tuple(results),
        kinds=tuple(_summary(kind, members) for kind, members in kinds.items()),
        total=_summary("all", results),
        calibration=_calibration(results),
        refusal=refusal_precision_recall(
            [not r.answer.answered for r in judged], [not r.gold.answerable for r in judged]
        ),
        mrr=mrr(evidenced) if evidenced else None,
        verbatim=not any(checked) if checked else None,
        best_exact_match=best_threshold(confidences, [r.exact or 0.0 for r in results], possible) if squad else None,
        best_f1=best_threshold(confidences, [r.f1 or 0.0 for r in results], possible) if squad else None,
    )


def confidences_and_outcomes(
    results: Iterable[Result], *, declined_too: bool = False
) -> tuple[list[float], list[bool]]:
    """Confidence and rightness of the answers given whose rightness is known, for calibration.

    With `declined_too` also of the questions declined, which count as not right: nothing right was said. So they can be
    put in order with the others, as if every question were answered.
    """
    rows = [r for r in results if r.right is not None and (declined_too or r.answer.answered)]
    return [r.answer.confidence for r in rows], [bool(r.right) and r.answer.answered for r in rows]


def _answer_confidence(result: Result) -> float:
    """Return the confidence; a declined question stays declined under every threshold, so it comes last."""
    return result.answer.confidence if result.answer.answered else -1.0


def _calibration(results: Sequence[Result]) -> Calibration:
    given = confidences_and_outcomes(results)
    every = confidences_and_outcomes(results, declined_too=True)
    return Calibration(
        answers=len(given[0]),
        error=expected_calibration_error(*given) if given[0] else None,
        error_equal_mass=expected_calibration_error(*given, by="mass") if given[0] else None,
        brier=brier(*given) if given[0] else None,
        error_all=expected_calibration_error(*every) if every[0] else None,
        area=area_under_risk_coverage(risk_coverage(*every)) if every[0] else None,
    )


def _summary(kind: str, results: Sequence[Result]) -> Summary:
    answerable = [r for r in results if r.gold.answerable is True]
    unanswerable = [r for r in results if r.gold.answerable is False]
    times = [r.milliseconds for r in results]
    return Summary(
        kind=kind,
        questions=len(results),
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        evidence_read=_mean(r.evidence_read for r in results),
        evidence_answered=_mean(r.evidence_answered for r in results),
        coverage=_mean(r.coverage for r in results),
        exact_match=_mean(r.exact for r in results),
        f1=_mean(r.f1 for r in results),
        answered=_mean(r.answer.answered for r in answerable),
        answered_rightly=_mean(r.right for r in answerable),
        declined_rightly=_mean(r.right for r in unanswerable),
        words=_mean(r.words for r in results if r.answer.answered),
        ms_median=median(times) if times else 0.0,
        ms_p95=percentile(times, 0.95),
        misses={miss: sum(r.miss == miss for r in results) for miss in MISSES},
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` of the values do not exceed (nearest rank); 0 for none.

    >>> percentile([30, 10, 20, 40], 0.5), percentile([30, 10, 20, 40], 0.95)
    (20, 40)
    """
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else 0.0


def search_all(bot: Bot, questions: QuestionSet, *, on_progress: Progress | None = None) -> SearchEvaluation:
    """Every question of a BEIR folder searched: nDCG@10 and recall@100 over documents, by ir-measures (trec_eval)."""
    ranked, times = [], []
    for done, gold in enumerate(questions.questions, start=1):
        begun = time.perf_counter()
        try:
            ranked.append(_documents_found(bot, gold.question))
        except QuestionError as error:
            raise QuestionError(f"{questions.name}, question {gold.id}: {error}") from error
        times.append((time.perf_counter() - begun) * 1000)
        if on_progress:
            on_progress(done, len(questions.questions))
    names = [gold.id for gold in questions.questions]
    scores = _trec_scores(questions.relevance, dict(zip(names, ranked, strict=True)))
    results = tuple(
        SearchResult(gold, questions.relevance[gold.id], found, *scores[gold.id], spent)
        for gold, found, spent in zip(questions.questions, ranked, times, strict=True)
    )
    return SearchEvaluation(
        name=questions.name,
        results=results,
        ndcg_at_10=fmean(result.ndcg_at_10 for result in results),
        recall_at_100=fmean(result.recall_at_100 for result in results),
        ms_median=median(times),
        ms_p95=percentile(times, 0.95),
    )


def _documents_found(bot: Bot, query: str, wanted: int = 100) -> tuple[str, ...]:
    """Return the first `wanted` documents, each at its best passage's rank; ask deeper where passages share them."""
    for k in (wanted, 2 * wanted, 4 * wanted, 8 * wanted):
        hits = bot.search(query, k=k)
        found = tuple(dict.fromkeys(hit.passage.source for hit in hits))
        if len(found) >= wanted or len(hits) < k:
            break
    return found[:wanted]


def _trec_scores(
    relevance: Mapping[str, Mapping[str, int]], ranked: Mapping[str, Sequence[str]]
) -> dict[str, tuple[float, float]]:
    """nDCG@10 and recall@100 of every query."""
    import ir_measures
    from ir_measures import R, nDCG

    # Scores stand for ranks, so that no tie is left to the library.
    rows = {query: {name: -float(rank) for rank, name in enumerate(found)} for query, found in ranked.items()}
    judged = {query: dict(relevance[query]) for query in ranked}
    measures = (nDCG @ 10, R @ 100)
    scores = {query: dict.fromkeys(measures, 0.0) for query in ranked}  # a query that found nothing has no row
    for metric in ir_measures.pytrec_eval.iter_calc(measures, judged, rows):
        scores[metric.query_id][metric.measure] = float(metric.value)
    return {query: (found[measures[0]], found[measures[1]]) for query, found in scores.items()}
