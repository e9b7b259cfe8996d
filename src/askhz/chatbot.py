"""`Chatbot.ask`: the way of a question from top to bottom. Analyse, retrieve, read, compose.

Everything is looked up in one state of the index; that snapshot is closed before the network reads, so that questions
are read side by side. Which passages, which sentences and whether to decline is decided below.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple, cast

from . import answering, explaining, filters, overview, retrieval
from . import question as questions
from .errors import QuestionError
from .explanations import Explanation
from .index import AnyIndex, AnySnapshot, Index, open_index
from .index.plot import Plot
from .progress import Progress
from .reading import Reader, open_reader
from .reading.weights import Calibration, calibrations_of
from .records import Answer, Document, DocumentInfo, Filter, Hit, Question
from .remembering import Remembered
from .responding import LookedUp, Response, respond
from .topics import spoken_of

PASSAGES = 8  # read for one answer
MOST_PASSAGES = 1000
_REMEMBERED = 256  # short answers, for the questions that follow
_NEAR = 0.3  # cosine; nonsense reaches up to 0.26 on the seed articles


class _Asks(NamedTuple):
    """What decides the answer to a question."""

    state: Hashable
    question: str
    history: tuple[str, ...]
    k: int
    among: Filter | None
    calibrations: tuple[tuple[str, Calibration], ...]


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
        self._short_answers: Remembered[_Asks, str] = Remembered(_REMEMBERED)

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
    ) -> Response:
        """The way of a question. `traced`: whether the reader also says how it read, if it can."""
        began = time.perf_counter()
        if (line := questions.social_line(question)) is not None:
            return Response(self._reply(question, line, began), self.reader.threshold)
        among = filters.narrowed(where, sources)
        with self._index.snapshot() as index:
            asked = self._analyse(question, history, index, among, _positive(k), as_typed=as_typed)
            if (told := self._overview(asked, index, among)) is not None:
                return Response(_finished(asked, told, k, began), self.reader.threshold, asked, overview=True)
            looked_up = self._looked_up(asked, index, k, among)
            asks = self._asks(question, history, index, k, among)
        found = time.perf_counter()
        response = self._respond(looked_up, asks, on_found=on_found, traced=traced)
        if not as_typed:
            self._remember(asks, response.answer)
        asked = response.asked or asked
        return replace(response, answer=_finished(asked, response.answer, k, began, found, response.reading_took))

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

    def _looked_up(self, asked: Question, index: AnySnapshot, k: int, among: Filter | None) -> LookedUp:
        """What may answer, to be read until something does: first what was spoken of, then all documents."""
        found = []
        if sources := spoken_of(asked, index, among):
            there = questions.within_topic(asked, asked.topics[len(sources) - 1])  # of one document: it has not changed
            found.append((there, self._retrieve(there, index, k, Filter(sources=sources))))
        if not found or questions.is_whole(asked):
            found.append((asked, self._retrieve(asked, index, k, among)))
        return found

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
        self,
        text: str,
        history: Sequence[str],
        index: AnySnapshot,
        among: Filter | None,
        k: int = PASSAGES,
        *,
        as_typed: bool = False,
    ) -> Question:
        """The question, understood; an earlier one is asked again only where this one may speak of its answer."""
        if as_typed:
            return questions.analyse(text, aliases=index.aliases, together=index.together)

        def analysed(text: str, history: Sequence[str]) -> Question:
            return questions.analyse(
                text,
                history,
                aliases=index.aliases,
                corrections=index.corrections,
                answers=answered,
                together=index.together,
            )

        @cache  # what is asked of some days only is not remembered
        def answered(place: int) -> str | None:
            asks = self._asks(history[place], history[:place], index, k, among)
            known = self._short_answers.get(asks)
            if known is None:
                asked = analysed(history[place], history[:place])
                known = self._remember(asks, self._respond(self._looked_up(asked, index, k, among), asks).answer)
            return known or None

        return analysed(text, history)

    def _asks(self, question: str, history: Sequence[str], index: AnySnapshot, k: int, among: Filter | None) -> _Asks:
        calibrations = self._calibrations(index) if self._calibrated else {}
        return _Asks(index.identity, question, tuple(history), k, among, tuple(calibrations.items()))

    def _respond(self, looked_up: LookedUp, asks: _Asks, **wishes: Any) -> Response:
        return respond(self.reader, looked_up, dict(asks.calibrations), threshold=self._threshold, **wishes)

    def _remember(self, asks: _Asks, answer: Answer) -> str:
        """Keep the few words that answer a question; "" where there are none, or it was declined."""
        short = "" if answer.short is None else answer.short.text
        if asks.among is None or filters.window(asks.among) is None:  # else it depends on the day
            self._short_answers.keep(asks, short)
        return short

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
        stored = index.calibrations()
        return calibrations_of(stored, self.reader.identities(index.encoder.name)) if stored else {}


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


def _finished(
    asked: Question, answer: Answer, k: int, began: float, found: float | None = None, reading_took: float = 0.0
) -> Answer:
    """An answer with what is shown of it, and how long it took from `began` on, in milliseconds."""
    done = time.perf_counter()
    spent = {"retrieval": (found or done) - began, "reading": reading_took, "total": done - began}
    return replace(
        answer,
        passages=answering.shown(answer, k),
        understood=asked.understood,
        quoted_in=_foreign(asked, answer),
        timings_ms={name: round(seconds * 1000, 1) for name, seconds in spent.items()},
    )


def _foreign(asked: Question, answer: Answer) -> str | None:
    """The language of the quotes where it is another than the question's."""
    return questions.foreign(asked.as_asked, "\n".join(citation.quote for citation in answer.citations))


def _positive(k: int) -> int:
    if not 1 <= k <= MOST_PASSAGES:
        raise QuestionError(f"k is {k}; want 1 to {MOST_PASSAGES} passages")
    return k
