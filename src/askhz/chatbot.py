"""`Chatbot.ask`: retrieval, reading and answering composed, written out, without policy."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from . import answering, retrieval
from . import question as questions
from .errors import QuestionError
from .index.lookup import Index
from .progress import Progress
from .reading.opening import open_reader
from .reading.ranker import SentenceRanker
from .reading.reader import Reader
from .records import Answer, Document, Hit, Question

PASSAGES = 8  # read for one answer
MOST_PASSAGES = 1000
_NEAR = 0.3  # cosine; words that mean nothing come up to 0.26 to the seed articles


class Chatbot:
    """Answers questions from one index. Safe for several threads."""

    def __init__(
        self,
        index: Index,
        reader: Reader | None = None,
        *,
        threshold: float | None = None,
        fusion: str = retrieval.DEFAULT_FUSION,
    ) -> None:
        """`reader`: the trained one unless given; `threshold`: below it to decline, the reader's own unless given.

        `fusion`: how rankings become one, a name in `retrieval.FUSIONS`.
        """
        self._index = index
        self._reader: Reader = open_reader(index) if reader is None else reader
        self._threshold = threshold
        self._fusion = fusion

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        k: int = PASSAGES,
    ) -> Answer:
        """The answer to a question, given the earlier ones of the conversation, oldest first.

        Raises `QuestionError` if it cannot be asked, `IndexFolderError` if the index broke.
        """
        began = time.perf_counter()
        with self._index.snapshot():
            asked = self._analyse(question, history)
            hits = retrieval.retrieve(asked, self._index, _positive(k), fusion=self._fusion)
            found = time.perf_counter()
            reading = self._reader.read(asked, hits)
            read = time.perf_counter()
            titles = self._index.titles(hit.passage.source for hit in hits)
            threshold = reading.threshold if self._threshold is None else self._threshold
            answer = answering.compose(asked, reading, hits, titles, threshold)
        done = time.perf_counter()
        return replace(
            answer,
            timings_ms={
                "retrieval": round((found - began) * 1000, 1),
                "reading": round((read - found) * 1000, 1),
                "total": round((done - began) * 1000, 1),
            },
        )

    def search(
        self,
        query: str,
        *,
        history: Sequence[str] = (),
        k: int = PASSAGES,
    ) -> list[Hit]:
        """The passages found, best first, no answer composed; none where no word occurs and no meaning is near."""
        with self._index.snapshot():
            hits = retrieval.retrieve(self._analyse(query, history), self._index, _positive(k), fusion=self._fusion)
        near = any(hit.word_rank is not None or hit.cosine >= _NEAR for hit in hits)
        return hits if near else []

    def document(self, source: str) -> Document:
        """An indexed document. Raises `QuestionError` if there is none of that name."""
        document = self._index.document(source)
        if document is None:
            raise QuestionError(f"{source}: no such document in {self._index.folder}; askhz show lists what there is")
        return document

    def sources(self) -> list[str]:
        """Every indexed document's source, in order."""
        return self._index.sources()

    def outgrown(self) -> bool:
        """Whether the index's calibration was fitted to another version of the reader, so that it is not used."""
        return isinstance(self._reader, SentenceRanker) and self._reader.outgrown()

    def close(self) -> None:
        """Close the index."""
        self._index.close()

    def _analyse(self, text: str, history: Sequence[str]) -> Question:
        return questions.analyse(text, history, aliases=self._index.aliases, correct_spelling=self._index.misspelt)


def open_chatbot(
    folder: str | Path = "index",
    *,
    reader: str | None = None,
    fusion: str = retrieval.DEFAULT_FUSION,
    on_progress: Progress | None = None,
) -> Chatbot:
    """A chatbot over the index in a folder; loads no training framework, unless another reader must be exported first.

    `reader`: None for the trained network that is shipped, "sentence-judge" for none, or another: see `open_reader`.
    `fusion`: a name in `retrieval.FUSIONS`.
    Raises `IndexFolderError` if there is no index that this version can read, `EncoderError` for a broken network.
    """
    index = Index(Path(folder))
    try:
        return Chatbot(index, open_reader(index, reader, on_progress), fusion=fusion)
    except BaseException:
        index.close()
        raise


def _positive(k: int) -> int:
    if not 1 <= k <= MOST_PASSAGES:
        raise QuestionError(f"k is {k}; want 1 to {MOST_PASSAGES} passages")
    return k
