from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial

import pytest

from askhz.chatbot import Chatbot
from askhz.question import analyse
from askhz.reading import SENTENCE_RANKER, Reader, open_reader
from askhz.reading.weights import Calibration
from askhz.records import Hit, Question
from askhz.responding import respond
from askhz.retrieval import Retrieved, retrieve

TEXTS = {"mill.txt": "The mill at Larch was built in 1802. It grinds rye.", "cup.txt": "Olaf won the cup in May."}
BUILT, WON = "When was the mill at Larch built?", "Who won the cup?"
LookedUp = list[tuple[Question, Retrieved]]


@pytest.fixture
def reader() -> Reader:
    return open_reader(SENTENCE_RANKER)


@pytest.fixture
def looked_up(make_bot: Callable[..., Chatbot], reader: Reader) -> Callable[..., LookedUp]:
    """What is found for questions, each given with how many passages."""

    def find(*questions: tuple[str, int]) -> LookedUp:
        with closing(make_bot(TEXTS)) as bot, bot._index.snapshot() as index:
            found = []
            for text, k in questions:
                asked = analyse(text)
                compares = partial(reader.compares_units, asked)
                found.append((asked, retrieve(asked, index, k, unit_vectors=compares)))
            return found

    return find


def test_the_first_that_answers_does(looked_up: Callable[..., LookedUp], reader: Reader) -> None:
    seen: list[Sequence[Hit]] = []
    both = looked_up((BUILT, 2), (WON, 2))
    response = respond(reader, both, {}, threshold=0.0, on_found=seen.append)
    assert response.asked == both[0][0]
    assert response.answer.citations[0].source == "mill.txt"
    assert seen == [both[0][1].hits]
    assert response.reading_took > 0


def test_where_none_answers_the_last_is_declined(looked_up: Callable[..., LookedUp], reader: Reader) -> None:
    seen: list[Sequence[Hit]] = []
    both = looked_up((BUILT, 2), (WON, 1))
    response = respond(reader, both, {}, threshold=1.0, on_found=seen.append)
    assert not response.answer.answered
    assert (response.asked, response.hits, response.threshold) == (both[1][0], both[1][1].hits, 1.0)
    assert len(seen) == 2


def test_a_calibration_corrects_confidence_and_threshold(looked_up: Callable[..., LookedUp], reader: Reader) -> None:
    one = looked_up((BUILT, 2))
    before = respond(reader, one, {}, threshold=0.0).answer.confidence
    low = Calibration(slope=1.0, intercept=-20.0, threshold=0.25)
    after = respond(reader, one, {reader.name: low})
    assert after.answer.confidence < 0.01 < before
    assert (after.threshold, after.answer.answered) == (0.25, False)
    assert respond(reader, one, {"another": low}, threshold=0.0).answer.confidence == before


def test_a_trace_says_how_it_was_read_where_it_is_wanted(looked_up: Callable[..., LookedUp], reader: Reader) -> None:
    one = looked_up((BUILT, 2))
    traced = respond(reader, one, {}, threshold=0.0, traced=True)
    assert traced.trace is not None
    assert replace(traced, trace=None, reading_took=0) == replace(
        respond(reader, one, {}, threshold=0.0), reading_took=0
    )


def test_what_is_nearly_answered_is_not_answered_elsewhere(
    looked_up: Callable[..., LookedUp], reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = looked_up((BUILT, 0), (WON, 2))
    assert respond(reader, both, {}, threshold=0.0).answer.answered
    monkeypatch.setattr("askhz.responding.has_left", lambda *_: False)
    response = respond(reader, both, {}, threshold=0.0)
    assert not response.answer.answered
    assert response.asked == both[0][0]
