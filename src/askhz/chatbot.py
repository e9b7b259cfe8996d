"""`Chatbot.ask`: the way of a question from top to bottom. Analyse, retrieve, read, compose.

Everything is looked up in one state of the index; that snapshot is closed before the network reads, so that questions
are read side by side. Which passages, which sentences and whether to decline is decided below.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from . import answering, claims, explaining, filters, overview, retrieval
from . import question as questions
from .errors import QuestionError
from .explanations import Explanation
from .index import AnyIndex, AnySnapshot, Index, open_index
from .index.plot import Plot
from .progress import Progress
from .reading import Reader, Trace, Traceable, open_reader
from .reading.weights import Calibration, corrected
from .records import Answer, Document, DocumentInfo, Filter, Hit, Question, Reading
from .topics import spoken_of

PASSAGES = 8  # read for one answer
MOST_PASSAGES = 1000
_NEAR = 0.3  # cosine; nonsense reaches up to 0.26 on the seed articles


@dataclass(frozen=True, slots=True)
class _Answered:
    """An answer and what it was made from; `asked` is None for a social line."""

    answer: Answer
    threshold: float
    asked: Question | None = None
    hits: Sequence[Hit] = ()
    trace: Trace | None = None
    overview: bool = False


class Chatbot:
    """Answers questions from one index. Safe for several threads: they are answered at the same time."""

    def __init__(
        self,
        index: AnyIndex,
        reader: Reader | None = None,
        *,
        threshold: float | None = None,
        fusion: str = retrieval.DEFAULT_FUSION,
        calibrated: bool = True,
    ) -> None:
        """`reader`: the trained one unless given; `threshold`: below it to decline, the reader's own unless given.

        `fusion`: how rankings become one, a name in `retrieval.FUSIONS`. `calibrated`: whether the index's calibration
        of the reader, if there is one, corrects its confidence and threshold.
        """
        self._index = cast("Index", index)  # what is used of it, a joined index has, too
        self.reader: Reader = open_reader(keep=index.keep_reader) if reader is None else reader
        self._threshold = threshold
        self._fusion = fusion
        self._calibrated = calibrated

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        k: int = PASSAGES,
        sources: Sequence[str] = (),
        where: Filter | Mapping[str, Any] | None = None,
        on_found: Callable[[Sequence[Hit]], None] | None = None,
        as_typed: bool = False,
    ) -> Answer:
        """The answer to a question, given the earlier ones of the conversation, oldest first.

        `sources` names the documents to ask; `where` is a `Filter`, or a mapping as `filters.filter_from` takes it.
        `as_typed`: no word is respelt, none filled in from the history.
        `on_found` is called with the passages, best first, before they are read; for others that are read then, again.
        Raises `QuestionError` if it cannot be asked, `IndexFolderError` if the index broke.
        """
        return self._answered(question, history, k, sources, where, as_typed=as_typed, on_found=on_found).answer

    def _answered(
        self,
        question: str,
        history: Sequence[str],
        k: int,
        sources: Sequence[str],
        where: Filter | Mapping[str, Any] | None,
        *,
        as_typed: bool = False,
        on_found: Callable[[Sequence[Hit]], None] | None = None,
        traced: bool = False,
    ) -> _Answered:
        """The way of a question. `traced`: whether the reader also says how it read, if it can."""
        began = time.perf_counter()
        if (line := questions.social_line(question)) is not None:
            return _Answered(self._reply(question, line, began), self.reader.threshold)
        among = filters.narrowed(where, sources)
        with self._index.snapshot() as index:
            asked = self._analyse(question, history, index, among, as_typed=as_typed)
            if (told := self._overview(asked, index, among)) is not None:
                spent = round((time.perf_counter() - began) * 1000, 1)
                timings = {"retrieval": spent, "reading": 0.0, "total": spent}
                told = replace(
                    told,
                    passages=answering.shown(told, _positive(k)),
                    understood=asked.understood,
                    quoted_in=_foreign(asked, told),
                    timings_ms=timings,
                )
                return _Answered(told, self.reader.threshold, asked, overview=True)
            looked_up = self._looked_up(asked, index, _positive(k), among)
            calibrations = self._calibrations(index) if self._calibrated else {}
        found, reading_took = time.perf_counter(), 0.0
        for asked, retrieved in looked_up:
            if on_found is not None:
                on_found(retrieved.hits)
            started = time.perf_counter()
            trace = self.reader.trace(asked, retrieved) if traced and isinstance(self.reader, Traceable) else None
            reading = trace.reading if trace and retrieved.missing is None else self._read(asked, retrieved)
            if reading.findings and reading.reader in calibrations:
                reading = corrected(reading, calibrations[reading.reader])
            reading_took += time.perf_counter() - started
            threshold = reading.threshold if self._threshold is None else self._threshold
            answer = answering.compose(asked, reading, retrieved.hits, threshold, retrieved.around, retrieved.missing)
            if answer.answered:
                break
        done = time.perf_counter()
        told = replace(
            answer,
            passages=answering.shown(answer, k),
            understood=asked.understood,
            quoted_in=_foreign(asked, answer),
            timings_ms={
                "retrieval": round((found - began) * 1000, 1),
                "reading": round(reading_took * 1000, 1),
                "total": round((done - began) * 1000, 1),
            },
        )
        return _Answered(told, threshold, asked, retrieved.hits, trace)

    def explain(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        k: int = PASSAGES,
        sources: Sequence[str] = (),
        where: Filter | Mapping[str, Any] | None = None,
        as_typed: bool = False,
    ) -> tuple[Answer, Explanation]:
        """The answer as `ask` gives it, and how it came about."""
        told = self._answered(question, history, k, sources, where, as_typed=as_typed, traced=True)
        asked = told.asked or questions.analyse(question)
        return told.answer, explaining.explain(
            told.answer, asked, told.hits, told.trace, told.threshold, overview=told.overview
        )

    def _looked_up(
        self, asked: Question, index: AnySnapshot, k: int, among: Filter | None
    ) -> list[tuple[Question, retrieval.Retrieved]]:
        """What may answer, to be read until something does: first what was spoken of, then all documents."""
        found = []
        if sources := spoken_of(asked, index, among):
            there = questions.within_topic(asked, asked.topics[len(sources) - 1])  # of one document: it has not changed
            found.append((there, self._retrieve(there, index, k, Filter(sources=sources))))
        if not found or questions.is_whole(asked):
            found.append((asked, self._retrieve(asked, index, k, among)))
        return found

    def _read(self, asked: Question, retrieved: retrieval.Retrieved) -> Reading:
        if retrieved.missing is not None:
            return Reading((), claims.SURE_OF_MISSING, self.reader.threshold, self.reader.name)
        return self.reader.read(asked, retrieved)

    def _retrieve(self, asked: Question, index: AnySnapshot, k: int, among: Filter | None) -> retrieval.Retrieved:
        """The k best passages; more to gather reasons from a whole document, or to find where all members are named."""
        look_up = partial(
            retrieval.retrieve,
            asked,
            index,
            fusion=self._fusion,
            unit_vectors=partial(self.reader.compares_units, asked),
            where=among,
        )
        retrieved = look_up(max(k, answering.READ) if answering.is_proper(answering.name_of_all(asked), asked) else k)
        if k < answering.READ and answering.of_a_whole_document(asked, retrieved.hits):
            retrieved = look_up(answering.READ)
        return retrieved

    def _overview(self, asked: Question, index: AnySnapshot, among: Filter | None) -> Answer | None:
        """What stands for the documents that are asked about, or speaks of the topic; None for other questions.

        Nothing is read for it by the network.
        """
        if wanted := overview.wanted(asked):
            return overview.overview(asked, wanted, index if among is None else index.within(among))
        if topic := overview.topic_of(asked):
            sought = overview.looked_up(topic, index.aliases)
            retrieved = retrieval.retrieve(sought, index, answering.READ, fusion=self._fusion, where=among)
            return overview.mentions(asked, topic, sought, retrieved)
        return None

    def search(
        self,
        query: str,
        *,
        history: Sequence[str] = (),
        k: int = PASSAGES,
        sources: Sequence[str] = (),
        where: Filter | Mapping[str, Any] | None = None,
    ) -> list[Hit]:
        """The passages found, best first, no answer composed; none where no word occurs and no meaning is near.

        `sources` and `where` as for `ask`.
        """
        among = filters.narrowed(where, sources)
        with self._index.snapshot() as index:
            asked = self._analyse(query, history, index, among)
            hits = retrieval.retrieve(asked, index, _positive(k), fusion=self._fusion, where=among).hits
            comparable = index.encoder.comparable
        near = any(hit.word_rank is not None or comparable(hit.cosine) >= _NEAR for hit in hits)
        return list(hits) if near else []

    def _analyse(
        self, text: str, history: Sequence[str], index: AnySnapshot, among: Filter | None, *, as_typed: bool = False
    ) -> Question:
        """The question, understood; an earlier one is asked again only where this one may speak of its answer."""
        if as_typed:
            return questions.analyse(text, aliases=index.aliases, together=index.together)
        answers: dict[int, str | None] = {}

        def analysed(text: str, history: Sequence[str]) -> Question:
            return questions.analyse(
                text,
                history,
                aliases=index.aliases,
                corrections=index.corrections,
                answers=answered,
                together=index.together,
            )

        def answered(place: int) -> str | None:
            if place not in answers:
                answers[place] = self._short_answer(analysed(history[place], history[:place]), index, among)
            return answers[place]

        return analysed(text, history)

    def _short_answer(self, asked: Question, index: AnySnapshot, among: Filter | None) -> str | None:
        """The few words that answer a question, if there are any and they are not declined."""
        for question, there in self._looked_up(asked, index, PASSAGES, among):
            read = self._read(question, there)
            told = answering.compose(question, read, there.hits, read.threshold, there.around, there.missing)
            if told.answered:
                return None if told.short is None else told.short.text
        return None

    def _reply(self, text: str, line: questions.SocialLine, began: float) -> Answer:
        """The reply to a line that asks the documents nothing; nothing is looked up for it."""
        asked = questions.check(text)
        titles = [document.title or document.source for document in self.documents()]
        total = round((time.perf_counter() - began) * 1000, 1)
        reason = questions.reply(line, titles)
        return Answer(asked, False, "", None, 0.0, reason, (), (), {"total": total}, social=True)

    def document(self, source: str) -> Document:
        """An indexed document with its text. Raises `QuestionError` if there is none of that name."""
        document = self._index.document(source)
        if document is None:
            raise QuestionError(f"{source}: no such document in {self._index.folder}; askhz show lists what there is")
        return document

    def documents(self) -> list[DocumentInfo]:
        """What is known of every indexed document but its text, in the order of their sources."""
        return self._index.documents()

    def sources(self) -> list[str]:
        """Every indexed document's source, in order."""
        return self._index.sources()

    def plot(self) -> Plot:
        """Every passage with its vector and place, for a picture of the documents."""
        return self._index.plot()

    def reader_identity(self) -> str:
        """What decides the reader's confidence on this index; a calibration is stored with it."""
        with self._index.snapshot() as index:
            return self.reader.identities(index.encoder.name)[self.reader.name]

    def calibration_is_stale(self) -> bool:
        """Whether the index's calibration was fitted to another version of the reader, so that it is not used."""
        with self._index.snapshot() as index:
            return self.reader.name in index.calibrations() and self.reader.name not in self._calibrations(index)

    def close(self) -> None:
        """Close the index."""
        self._index.close()

    def _calibrations(self, index: AnySnapshot) -> dict[str, Calibration]:
        """The calibrations that the index keeps for this reader as it is now, by the name of who reads."""
        stored: Mapping[str, Mapping[str, Any]] = index.calibrations()
        identities = self.reader.identities(index.encoder.name) if stored else {}
        return {
            name: Calibration(stored[name]["slope"], stored[name]["intercept"], stored[name]["threshold"])
            for name, identity in identities.items()
            if name in stored and stored[name]["identity"] == identity
        }


def open_chatbot(
    folder: str | Path | Sequence[str] = "index",
    *,
    reader: str | None = None,
    fusion: str = retrieval.DEFAULT_FUSION,
    threshold: float | None = None,
    calibrated: bool = True,
    on_progress: Progress | None = None,
) -> Chatbot:
    """A chatbot over the index in a folder; loads no training framework, unless another reader must be exported first.

    `folder` may be a list of collections' names: several are asked as one, their names before the documents' sources.
    `reader`: None for the trained network that is shipped, "sentence-judge" for none, or another: see `open_reader`.
    The other arguments are those of `Chatbot`. Raises `IndexFolderError` if there is no index that this version can
    read, `EncoderError` for a broken network.
    """
    index = open_index(folder)
    try:
        opened = open_reader(reader, keep=index.keep_reader, on_progress=on_progress)
        return Chatbot(index, opened, threshold=threshold, fusion=fusion, calibrated=calibrated)
    except BaseException:
        index.close()
        raise


def _foreign(asked: Question, answer: Answer) -> str | None:
    """The language of the quotes where it is another than the question's."""
    return questions.foreign(asked.as_asked, "\n".join(citation.quote for citation in answer.citations))


def _positive(k: int) -> int:
    if not 1 <= k <= MOST_PASSAGES:
        raise QuestionError(f"k is {k}; want 1 to {MOST_PASSAGES} passages")
    return k
