import math
import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from askhz import question, retrieval
from askhz.chatbot import Chatbot
from askhz.index.calibrations import store_calibrations
from askhz.models.span_model import Extraction
from askhz.reading import SENTENCE_RANKER, SentenceRanker, SpanReader
from askhz.reading.candidates import Candidate
from askhz.records import Edit, Hit, Passage, Span
from askhz.retrieval import Found, Retrieved
from askhz.text.aliases import Aliases
from askhz.text.words import normal_words


class Unread:
    """Stands where the network stands, and may not be asked."""

    name, digest, languages = "unread", "0", ("en",)

    def fits(self, question: str, passage: str) -> bool:
        raise AssertionError("the network knows no Chinese")

    def read(self, question: str, passage: str, *, within: Span | None = None) -> Extraction:
        raise AssertionError("the network knows no Chinese")


def test_a_chinese_question_is_left_to_the_ranker(make_bot: Callable[..., Chatbot]) -> None:
    index = make_bot({"a.txt": "杭州有24家独角兽企业。上海有更多。"})._index
    reader, ranker = SpanReader(Unread()), SentenceRanker()  # type: ignore[arg-type]
    with index.snapshot() as one:
        asked = question.analyse("杭州有多少家独角兽企业?")
        found = retrieval.retrieve(asked, one, unit_vectors=reader.compares_units(asked, ()))
        encoder = one.encoder.name
    assert not reader.supports(asked)
    assert reader.compares_units(asked, ())
    assert reader.read(asked, found) == ranker.read(asked, found)
    bot = Chatbot(index, reader)
    before = bot.ask(asked.text)
    calibration = {"slope": 1.0, "intercept": -3.0, "threshold": 0.0}
    # A calibration of the network says nothing of what the ranker reads.
    store_calibrations(index.folder, {reader.name: {"identity": reader.identity(encoder), **calibration}})
    assert bot.ask(asked.text) == before
    # The ranker's own does.
    store_calibrations(index.folder, {SENTENCE_RANKER: {"identity": ranker.identity(encoder), **calibration}})
    assert bot.ask(asked.text).confidence < before.confidence
    bot.close()


def test_identities_tell_network_weights_and_encoder_apart() -> None:
    one = SpanReader(Unread())  # type: ignore[arg-type]
    assert set(one.identities("e@1")) == {"unread", SENTENCE_RANKER}
    assert one.identity("e@1") != one.identity("e@2")
    assert one.identity("e@1") != SpanReader(Unread(), {**one.weights, "threshold": 0.9}).identity("e@1")  # type: ignore[arg-type]
    assert one.identities("e@1")[SENTENCE_RANKER] == SentenceRanker().identity("e@1")


def test_vectors_of_units_are_asked_for_only_where_they_have_a_weight() -> None:
    asked = question.analyse("Who built it?")
    one = SpanReader(Unread())  # type: ignore[arg-type]
    assert not one.compares_units(asked, ())
    compared = {**one.weights, "sentence": {**one.weights["sentence"], "cosine": 1.0}}
    assert SpanReader(Unread(), compared).compares_units(asked, ())  # type: ignore[arg-type]
    assert SentenceRanker().compares_units(asked, ())


class Pointing:
    """Stands where the network stands: sure of two words, wherever they stand in what it is given to read."""

    name, digest, languages = "pointing", "0", ("en",)

    def __init__(self, first: str, last: str) -> None:
        self.first, self.last = first, last
        self.texts: list[str] = []
        self.questions: list[str] = []

    def read(self, question: str, passage: str, *, within: Span | None = None) -> Extraction:
        self.texts.append(passage)
        self.questions.append(question)
        pieces = tuple(found.span() for found in re.finditer(r"\S+", passage))
        words = [passage[start:end] for start, end in pieces]
        start, end = (np.array([9.0 * (word == one) for word in words], np.float32) for one in (self.first, self.last))
        return Extraction(pieces, start, end, 2.5)


TEXT = "**Ada** Thorne built it. Dogs[1] travel."
EDITS = (Edit(100, 102, ""), Edit(105, 107, ""), Edit(129, 132, ""))
PASSAGE = Passage("a.md", 100, 100 + len(TEXT), TEXT, ((100, 124), (125, 140)), (), "The ferry", EDITS)


def read_by(
    network: Pointing, asked: str, beside: Pointing | None = None, aliases: Aliases | None = None
) -> list[Candidate]:
    rows = np.ones((1, 1), np.float32)
    found = Found(Hit(PASSAGE, 1, 1.0, 1.0, 1, 1), rows[0], ())
    rarity = dict.fromkeys(normal_words(asked), 1.0)
    known = question.analyse(asked)
    reader = SpanReader(network, beside=beside)  # type: ignore[arg-type]
    return reader.candidates(known, Retrieved((found,), (asked,), rows, rarity, aliases or Aliases()))


def test_a_passage_is_asked_in_the_words_that_it_has_for_an_abbreviation() -> None:
    network = Pointing("Ada", "Thorne")
    read_by(network, "Who built the TFD?", aliases=Aliases([("TFD", "the ferry dogs")]))
    read_by(network, "Who built the TFD?", aliases=Aliases([("TFD", "topless fire department")]))
    assert network.questions == ["Who built the the ferry dogs?", "Who built the TFD?"]


def test_each_passage_is_read_once_without_its_marks_under_its_context() -> None:
    network = Pointing("Ada", "Thorne")
    read_by(network, "Who built it?")
    assert network.texts == ["The ferry\nAda Thorne built it. Dogs travel."]


def test_what_the_network_points_at_is_found_in_the_document_itself() -> None:
    first, second = read_by(Pointing("Ada", "Thorne"), "Who built it?")
    assert first.short is not None
    start, end = first.short
    assert TEXT[start - 100 : end - 100] == "Ada** Thorne"
    assert (first.features["answerable"], first.features["span"]) == (2.5, 16.0)
    assert first.features["mass"] > -0.1
    assert second.features["mass"] < -5


def test_two_networks_read_each_passage_and_the_first_says_which_words_answer() -> None:
    one, other = Pointing("Ada", "Thorne"), Pointing("Dogs", "travel.")
    found, alone, apart = read_by(one, "Who built it?", other), read_by(one, "Who built it?"), read_by(other, "Who?")
    assert len(one.texts) == len(other.texts) == 2
    for both, first, second in zip(found, alone, apart, strict=True):
        assert both.short == first.short
        for feature in ("answerable", "mass", "span", "evidence"):
            assert both.features[feature] == (first.features[feature] + second.features[feature]) / 2
    reader = SpanReader(one, beside=other)  # type: ignore[arg-type]
    assert reader.identity("e@1") != SpanReader(one).identity("e@1")  # type: ignore[arg-type]


def test_words_that_may_begin_and_end_anywhere_are_no_short_answer() -> None:
    reader = SpanReader(Unread())  # type: ignore[arg-type]

    def shown(asked: str, clear: float) -> Span | None:
        return reader.short_span(question.analyse(asked), unit(1, clear=clear))

    assert shown("Which hull is the lightest?", 0.5) == (100, 123)
    assert shown("Which hull is the lightest?", 0.1) is None
    assert shown("Who built it?", 0.1) == (100, 123)  # a name that stands there twice is right each time
    (clear, _), (unclear, _) = (
        [one.features["clear"] for one in read_by(network, "Which hull is it?")]
        for network in (Pointing("Ada", "Thorne"), Pointing("anything", "else"))
    )
    assert clear > 0.9
    assert unclear < 0.7


def sources_read(asked: str) -> set[str]:
    """The sources whose sentences are candidates, of six passages of which every one answers surely."""
    rows = np.ones((1, 1), np.float32)
    hits = [Hit(replace(PASSAGE, source=f"{rank}.md"), rank, 1.0 / rank, 1.0, rank, rank) for rank in range(1, 7)]
    found = tuple(Found(hit, rows[0], ()) for hit in hits)
    rarity = dict.fromkeys(normal_words(asked), 1.0)
    reader = SpanReader(Pointing("Ada", "Thorne"), beside=Pointing("Ada", "Thorne"))  # type: ignore[arg-type]
    made = reader.candidates(question.analyse(asked), Retrieved(found, (asked,), rows, rarity, Aliases()))
    return {one.passage.source for one in made}


def test_what_is_not_read_puts_no_sentence_forward_and_a_list_is_looked_for_in_all() -> None:
    assert sources_read("Who built it?") == {"1.md", "2.md", "3.md"}
    assert len(sources_read("Which parts are there? List all of them.")) == 6


def test_a_span_in_the_context_answers_with_no_sentence() -> None:
    found = read_by(Pointing("The", "ferry"), "What is it?")
    assert all(one.features["mass"] < -5 and one.features["span"] == 0.0 for one in found)


def unit(rank: int, **features: float) -> Candidate:
    start, end = PASSAGE.sentences[0]
    known = {
        "overlap": 0.5,
        "passage_cosine": 0.5,
        "covered": 0.0,
        "kind_missing": 0.0,
        "unknown": 0.0,
        "answerable": -3.0,
        "evidence": -3.0,
    }
    own = TEXT[start - 100 : end - 100]
    return Candidate(PASSAGE, (start, end), own, own, rank, known | features, short=(start, end))


def told(*candidates: Candidate, asked: str = "Who built it?") -> dict[str, float]:
    reader = SpanReader(Unread())  # type: ignore[arg-type]
    return reader.confidence_features(question.analyse(asked), [(0.0, one) for one in candidates])


def test_what_the_passages_say_is_added_up_once_each() -> None:
    # A small collection has fewer than eight passages: these count as often as it takes.
    alone = told(unit(1, answerable=2.0))["sum_answerable"]
    assert alone == pytest.approx(2.0 + math.log(8))
    assert told(unit(1, answerable=2.0), unit(1, answerable=2.0), unit(1))["sum_answerable"] == alone
    every = [unit(rank, answerable=2.0 if rank < 3 else -8.0) for rank in range(1, 9)]
    assert told(*every)["sum_answerable"] == pytest.approx(2.0 + math.log(2), abs=1e-3)
    # Beyond the eighth passage nothing counts: sometimes twenty are read.
    assert told(*every, unit(9, answerable=8.0))["sum_answerable"] == told(*every)["sum_answerable"]


def test_words_that_hold_no_number_do_not_tell_how_many() -> None:
    assert told(unit(1), asked="How many people built it?")["span_of_other_kind"] == 1.0
    assert told(unit(1), asked="Who built it?")["span_of_other_kind"] == 0.0
    pointed_at_nothing = replace(unit(1), short=None)
    assert told(pointed_at_nothing, asked="How many people built it?")["span_of_other_kind"] == 0.0
