"""Examples that know which units of a passage belong to the answer: `Judged`, made of every source there is.

A unit is a sentence, a list item, a row, a block of code: what askhz quotes. Passages of real documents are cut and
read as askhz does it (`askhz.text.passages`), under their context.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from tokenizers import Tokenizer

from askhz import documents
from askhz.question import analyse, as_question, asks_by_itself
from askhz.records import Document, Passage
from askhz.text import passages
from askhz.text.passages import view_of_passage
from askhz.text.sentences import split
from training.contrasts import contrast, near_contrast, repeated_names
from training.examples import Example, read_dev, read_examples
from training.features import MAX_QUESTION, MINILM, Layout, locate
from training.real import ENGLISH, read_real, real_documents, source_of
from training.written import read_written

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question beside a passage as a network reads it.

    `units` are the spans of the answer's units, `spans` those of the few words that answer; both are empty where the
    passage does not answer. `passage` may begin with a line of context.
    """

    id: str
    question: str
    passage: str
    units: tuple[Span, ...] = ()
    spans: tuple[Span, ...] = ()


def judged(example: Example) -> Judged:
    """An example of a passage with spans: its units are the sentences that hold them."""
    spans = tuple((start, start + len(text)) for text, start in example.answers[:1])
    units = tuple((start, end) for start, end in split(example.context) if any(a < end and b > start for a, b in spans))
    return Judged(example.id, example.question, example.context, units or spans, spans)


def titled(one: Judged, title: str) -> Judged:
    """The example under a line of context, as askhz reads a passage."""
    by = len(title) + 1
    units, spans = (tuple((start + by, end + by) for start, end in found) for found in (one.units, one.spans))
    return replace(one, passage=f"{title}\n{one.passage}", units=units, spans=spans)


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage of a document and how it reads."""

    source: str
    passage: Passage
    text: str


def cut_all(data: Path, work: Path, lots: tuple[str, ...]) -> dict[str, list[Cut]]:
    """The passages of the documents of some lots, by the document's `_id`; the documents are written below `work`."""
    wanted = read_real(lots)
    made: dict[str, list[Cut]] = {}
    folder = work / "documents"
    for document in real_documents(data):
        if document["_id"] not in wanted:
            continue
        path = folder / source_of(document["_id"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document["text"], encoding="utf-8", newline="")
        for read in documents.read([path], base=folder).documents:
            made.setdefault(document["_id"], []).extend(_cut(read))
    return made


def _cut(document: Document) -> Iterator[Cut]:
    for passage in passages.cut(document):
        yield Cut(document.source, passage, view_of_passage(passage).text)


def read_real_judged(
    data: Path, work: Path, lots: tuple[str, ...] = ENGLISH, *, wrong: int = 3, seed: int = 7
) -> dict[str, list[Judged]]:
    """Questions over real documents beside passages, by document.

    Each question stands beside every passage that holds evidence (at most three), and beside the `wrong` passages whose
    words are most like it and that hold none: two thirds of them of its own document.
    """
    cuts = cut_all(data, work, lots)
    everything = [(name, one) for name, found in cuts.items() for one in found]
    vectorizer = TfidfVectorizer(analyzer=_stems, sublinear_tf=True)
    matrix = vectorizer.fit_transform([one.text for _, one in everything])
    owners = np.array([name for name, _ in everything])
    made: dict[str, list[Judged]] = defaultdict(list)
    for name, rows in read_real(lots).items():
        for row in rows:
            rng = random.Random(f"{seed}-{row['id']}")
            texts = asked_texts(row)
            scores = np.asarray((matrix @ vectorizer.transform([" ".join(texts)]).T).todense()).ravel()
            holding = [one for one in cuts.get(name, ()) if _units(row, one)]
            own = _best(scores, owners == name, everything, row, wrong)
            others = _best(scores, owners != name, everything, row, wrong)
            away = 1 if rng.random() < wrong / 3 % 1 or wrong >= 3 else 0
            chosen = [*own[: wrong - away], *others[:away]]
            for one in holding[:3]:
                made[name].append(_beside(row, texts, one))
            for one in chosen:
                made[name].append(_beside(row, texts, one))
    return made


def _stems(text: str) -> list[str]:
    from askhz.text.words import content_words

    return list(content_words(text))


def _best(scores: Any, where: Any, everything: Any, row: Any, most: int) -> list[Cut]:
    order = np.argsort(-np.where(where, scores, -1.0), kind="stable")[: 4 * most]
    chosen = [everything[at][1] for at in order if where[at] and not _units(row, everything[at][1])]
    return chosen[:most]


def asked_texts(row: dict[str, Any]) -> tuple[str, ...]:
    """The wordings in which a question is looked up: as it was asked, or filled in from what was asked before."""
    try:
        question = analyse(row["question"], row.get("history") or ())
    except ValueError:
        return (row["question"],)
    return (question.as_asked,) if asks_by_itself(question) else question.search


def _units(row: dict[str, Any], one: Cut) -> list[Span]:
    """The units of a passage that hold, or lie in, the evidence of a question; spans of the document."""
    if one.source != source_of(row["document"]):
        return []
    found = []
    for start, end in one.passage.sentences:
        unit = _plain(one.passage.text[start - one.passage.start : end - one.passage.start])
        if len(unit) > 2 and any(unit in quote or quote in unit for quote in map(_plain, row.get("evidence") or ())):
            found.append((start, end))
    return found


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _beside(row: dict[str, Any], texts: Sequence[str], one: Cut) -> Judged:
    view = view_of_passage(one.passage)
    shown = [view.find(*unit) for unit in _units(row, one)]
    units = tuple(span for span in shown if span is not None)
    spans = []
    for start, end in units:
        for answer in row.get("answers") or ():
            at = view.text.lower().find(answer.lower(), start, end) if answer else -1
            if at >= 0 and len(answer) < 0.8 * (end - start):
                spans.append((at, at + len(answer)))
                break
    question = as_question(max(texts, key=len) if len(texts) == 1 else texts[0])
    return Judged(f"{row['id']}-{one.passage.start}", question, view.text, units, tuple(spans[:1]))


def changed(examples: Iterable[Judged], seed: int = 7) -> Iterator[Judged]:
    """Questions with one name, number or word changed, so that their passage does not answer them any more."""
    texts = [one for one in examples if one.units]
    names = repeated_names(one.passage for one in texts)
    for one in texts:
        rng = random.Random(f"{seed}-{one.id}")
        start, end = (one.spans or one.units)[0]
        example = Example(one.id, one.question, one.passage, ((one.passage[start:end], start),), "")
        other = contrast(example, names, rng) if rng.random() < 0.6 else near_contrast(example, rng)
        if other is not None:
            yield Judged(other.id, other.question, one.passage)


def read_selqa(data: Path) -> list[Judged]:
    """SelQA: which sentences of a section answer."""
    found = []
    with lzma.open(data / "qa" / "train" / "selqa_dev_test.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            spans = [tuple(row["sentences"][at]) for at in row["evidence"]]
            found.append(Judged(row["id"], row["question"], row["context"], tuple(spans)))
    return found


@dataclass(frozen=True, slots=True)
class Encoded:
    """Word pieces of one example; the masks, of the length of `ids`, say where evidence, start and end may lie."""

    ids: list[int]
    passage_start: int
    evidence: np.ndarray
    starts: np.ndarray
    ends: np.ndarray


def encode(
    tokenizer: Tokenizer, examples: Sequence[Judged], questions: Sequence[str], layout: Layout = MINILM
) -> list[Encoded]:
    """The examples as word pieces, `MAX_LENGTH` at most; of a long passage the part around the answer."""
    asked = tokenizer.encode_batch(list(questions), add_special_tokens=False)
    read = tokenizer.encode_batch([one.passage for one in examples], add_special_tokens=False)
    return [_encoded(*three, layout) for three in zip(examples, asked, read, strict=True)]


def _encoded(one: Judged, asked: Any, read: Any, layout: Layout) -> Encoded:
    question = asked.ids[:MAX_QUESTION]
    shift = len(layout.before) + len(question) + len(layout.between)
    room = layout.room - len(question)
    begins = [offset[0] for offset in read.offsets]
    first = 0
    if one.units and len(begins) > room:
        answer = bisect_right(begins, one.units[0][0]) - 1
        first = max(0, min(answer - room // 3, len(begins) - room))
    offsets = read.offsets[first : first + room]
    ids = [*layout.before, *question, *layout.between, *read.ids[first : first + room], *layout.behind]
    evidence, starts, ends = (np.zeros(len(ids), dtype=bool) for _ in range(3))
    for start, end in one.units:
        if found := locate(offsets, start, end):
            evidence[shift + found[0] : shift + found[1] + 1] = True
    for start, end in one.spans:
        if found := locate(offsets, start, end):
            starts[shift + found[0]] = ends[shift + found[1]] = True
    if not starts.any():
        # Where no few words answer, the span lies anywhere in the passage: that says that there is an answer, and not
        # where. Pointing at the whole evidence instead made the short answers of other questions longer.
        starts[shift:-1] = ends[shift:-1] = evidence.any()
        starts[0] = ends[0] = not evidence.any()
    return Encoded(ids, shift, evidence, starts, ends)


def read_chinese(data: Path) -> list[Judged]:
    """DRCD's development part, in its own script and, every second example, in simplified characters.

    Its test part is kept for the report.
    """
    from opencc import OpenCC

    simplified = OpenCC("t2s")
    found = []
    for number, example in enumerate(read_examples(data / "qa" / "train" / "drcd_dev.jsonl.xz")):
        if number % 2:
            context, question = simplified.convert(example.context), simplified.convert(example.question)
            if len(context) == len(example.context):  # the spans hold
                example = replace(example, context=context, question=question)
        found.append(judged(example))
    return found


def squad_like(data: Path) -> dict[str, list[Judged]]:
    """What the network learnt before, to be kept: SQuAD, its near misses, people's own, tales, searches, written."""
    qa = data / "qa"
    found: dict[str, list[Example]] = {
        "squad": read_examples(qa / "train/squad_v1_train.jsonl.xz"),
        "similar": read_examples(qa / "train/squad_v1_train_negatives.jsonl.xz"),
        "natural": read_examples(qa / "train/nq_train_via_qed.jsonl.xz"),
        "tales": read_examples(qa / "train/fairytaleqa_train.jsonl.xz"),
        "dev": read_dev(qa)["train"],
        "written": read_written()["train"],
    }
    return {name: [judged(example) for example in examples] for name, examples in found.items()}
