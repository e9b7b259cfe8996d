"""Explanations of answers over an index made with the fake encoder."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, closing

import pytest

from askhz.chatbot import Chatbot
from askhz.explaining import weighed
from askhz.index import AnySnapshot
from askhz.reading import SentenceRanker
from askhz.reading.candidates import Candidate
from askhz.records import Question
from askhz.retrieval import Retrieved

TEXTS = {
    "silk.txt": "Silk has been woven for centuries. Merchants sold silk abroad. The looms stood by the canal.",
    "goats.txt": "Goats graze on the hill. Their milk is made into cheese.",
}


@pytest.fixture
def bot(make_bot: Callable[..., Chatbot]) -> Chatbot:
    return make_bot(TEXTS)


def test_the_answer_is_that_of_ask(bot: Chatbot) -> None:
    with closing(bot):
        answer, explanation = bot.explain("Who sold silk?")
        assert answer == bot.ask("Who sold silk?")
    assert explanation.confidence == answer.confidence
    assert explanation.kind == "person"
    assert explanation.searched == ("Who sold silk?",)


class CountingRanker(SentenceRanker):
    """Counts how often passages are read."""

    times = 0

    def candidates(self, question: Question, retrieved: Retrieved) -> list[Candidate]:
        self.times += 1
        return super().candidates(question, retrieved)


def test_it_is_looked_up_and_read_once(bot: Chatbot, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, snapshots, snapshot = CountingRanker(), Counter[str](), bot._index.snapshot

    def counted() -> AbstractContextManager[AnySnapshot]:
        snapshots["opened"] += 1
        return snapshot()

    monkeypatch.setattr(bot._index, "snapshot", counted)
    bot.reader = reader
    with closing(bot):
        bot.explain("Who sold silk?")
    assert (snapshots["opened"], reader.times) == (1, 1)


def test_nothing_was_found_for_a_greeting(bot: Chatbot) -> None:
    with closing(bot):
        answer, explanation = bot.explain("Hello!")
    assert answer.social
    assert (explanation.passages, explanation.units) == ((), ())


def test_what_was_found_and_scored_is_told(bot: Chatbot) -> None:
    with closing(bot):
        answer, explanation = bot.explain("Who sold silk?")
    assert [p.source for p in explanation.passages] == [hit.passage.source for hit in answer.passages]
    best = explanation.passages[0]
    assert (best.source, best.dense_rank, best.word_rank, best.read) == ("silk.txt", 1, 1, True)
    scores = [unit.score for unit in explanation.units]
    assert scores == sorted(scores, reverse=True)
    assert {unit.source for unit in explanation.units} == set(TEXTS)
    assert all({"cosine", "overlap"} <= set(unit.weighed) for unit in explanation.units)


def test_what_was_quoted_and_what_not_is_told(bot: Chatbot) -> None:
    with closing(bot):
        bot._threshold = 0.0
        answer, explanation = bot.explain("Who sold silk?")
    quoted = {unit.text: unit.quoted for unit in explanation.units if unit.quoted is not None}
    assert quoted == {citation.quote: citation.n for citation in answer.citations}
    assert all(unit.verdict for unit in explanation.units)
    assert explanation.decision.startswith("answered")


def test_a_refusal_says_how_far_it_was_from_an_answer(bot: Chatbot) -> None:
    with closing(bot):
        bot._threshold = 1.0
        _, explanation = bot.explain("Who sold silk?")
    assert explanation.threshold == 1.0
    assert explanation.decision.startswith("declined: the confidence")
    assert {unit.verdict for unit in explanation.units} == {"declined"}


def test_an_overview_was_neither_searched_nor_read(bot: Chatbot) -> None:
    with closing(bot):
        answer, explanation = bot.explain("What are these documents about?")
    assert answer.answered
    assert explanation.kind == "overview"
    assert explanation.units == ()
    assert {passage.source for passage in explanation.passages} == set(TEXTS)


def test_features_are_told_with_what_they_add_the_largest_first() -> None:
    found = weighed({"small": 1.0, "large": -2.0, "unknown": 3.0}, {"small": 0.5, "large": 1.5})
    assert list(found.items()) == [("large", (-2.0, -3.0)), ("small", (1.0, 0.5))]
