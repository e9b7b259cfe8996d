"""Questions asked of documents as a user would, with nothing declined: what confidence and threshold are fitted to.

Every source is documents that the network was not trained on. `ask_all` keeps of every question what was retrieved, the
candidates, and the answer; it is kept in the work folder, so that fitting again takes seconds.
"""

from __future__ import annotations

import json
import pickle
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from askhz.chatbot import Chatbot
from askhz.evaluation import gold
from askhz.evaluation.gold import GoldQuestion
from askhz.evaluation.scoring import judge
from askhz.index import Index
from askhz.indexing import update
from askhz.models.exporting import MULTILINGUAL_MODEL
from askhz.reading import BilingualReader, CrossingReader, SpanReader
from askhz.reading.candidates import Candidate
from askhz.records import Answer, Question
from askhz.retrieval import Retrieved
from training.real import CHINESE, CROSSING, write_crossing, write_real

ROOT = Path(__file__).parent.parent
SPLIT = "tune"
SAVE_EVERY = 20


class Source(NamedTuple):
    """A file of questions as `askhz eval` reads it, and the folder of its documents.

    `encoder`: the one to index with, where it is not the one for the language of the documents.
    """

    name: str
    questions: Path
    documents: Path
    encoder: str | None = None


@dataclass(frozen=True)
class Asked:
    """A question asked. Without `retrieved` it was answered without reading: an overview, or a name that is nowhere.

    `right` tells whether the quotes hold evidence, as `askhz eval` judges it.
    """

    known: GoldQuestion
    answer: Answer
    right: bool
    question: Question | None = None
    retrieved: Retrieved | None = None
    candidates: tuple[Candidate, ...] = ()


def sources(data: Path, work: Path) -> list[Source]:
    """The sources in order; what is not in the repository is written to `work`."""
    known = ROOT / "tests" / "gold"
    return [
        Source("real", known / "real.jsonl", known / "real"),
        Source("held", *write_real(data, work / "held")),
        Source("seeds", known / "seeds.jsonl", ROOT / "seeds"),
        Source("mixed", known / "mixed.jsonl", known / "mixed"),
    ]


def bilingual_sources(data: Path, work: Path) -> list[Source]:
    """The sources for the reader of Chinese and English: questions whose passages are Chinese, which it reads."""
    known = ROOT / "tests" / "gold"
    return [
        Source("chinese", known / "chinese.jsonl", known / "chinese"),
        Source("held-zh", *write_real(data, work / "chinese", lots=CHINESE, also=CROSSING)),
    ]


def crossing_sources(data: Path, work: Path) -> list[Source]:
    """Chinese questions over English documents; of the second a network may have been trained on some."""
    known = ROOT / "tests" / "gold"
    return [
        Source("seeds-zh", known / "seeds-zh.jsonl", ROOT / "seeds", MULTILINGUAL_MODEL),
        Source("crossing", *write_crossing(data, work / "crossing"), MULTILINGUAL_MODEL),
    ]


class Recorder(SpanReader):
    """A reader that keeps what it read last."""

    seen: tuple[Question, Retrieved, list[Candidate]] | None = None

    def reads_as(self) -> int:
        """A number that changes with what decides the findings; confidence and threshold do not."""
        parts = {part: self.weights[part] for part in ("sentence", "belonging")}
        return zlib.crc32(json.dumps([self.name, self.digests, parts], sort_keys=True).encode())

    def candidates(self, question: Question, retrieved: Retrieved) -> list[Candidate]:
        """The candidates, which are kept with what they were made of."""
        found = super().candidates(question, retrieved)
        # A method of an encoder cannot be kept; for the encoder that is fitted for it changes nothing.
        self.seen = question, replace(retrieved, comparable=float), found
        return found


class BilingualRecorder(Recorder, BilingualReader):
    """The same of the reader of Chinese and English."""


class CrossingRecorder(Recorder, CrossingReader):
    """The same of the reader of Chinese questions over English text."""


def ask_all(source: Source, reader: Recorder, work: Path) -> list[Asked]:
    """The questions of a source asked, or what is left of them; what is done is kept in `work`."""
    kept = work / f"{source.name}-{reader.reads_as():08x}.pkl"
    done: list[Asked] = []
    if kept.exists():
        with kept.open("rb") as file:
            done = pickle.load(file)
    questions = gold.read_questions(source.questions)
    chosen = gold.of_split(questions, SPLIT).questions
    if len(done) < len(chosen):
        folder = work / f"{source.name}-index"
        update([source.documents], folder, model=source.encoder)
        with closing(Chatbot(Index(folder), reader, threshold=0.0, calibrated=False)) as bot:
            for asked in _ask(chosen[len(done) :], questions.format, bot, reader):
                done.append(asked)
                if len(done) % SAVE_EVERY == 0 or len(done) == len(chosen):
                    part = kept.with_suffix(".part")
                    with part.open("wb") as file:
                        pickle.dump(done, file)
                    part.replace(kept)
    return done


def _ask(chosen: Sequence[GoldQuestion], form: gold.Format, bot: Chatbot, reader: Recorder) -> Iterator[Asked]:
    for known in chosen:
        reader.seen = None
        answer = bot.ask(known.question, history=known.history)
        right = bool(known.answerable and judge(known, answer, form).right)
        read = any(hit.dense_rank is not None or hit.word_rank is not None for hit in answer.passages)
        seen = reader.seen if read and answer.reason is None else None
        bare = replace(answer, passages=())
        yield Asked(known, bare, right) if seen is None else Asked(known, bare, right, seen[0], seen[1], tuple(seen[2]))
