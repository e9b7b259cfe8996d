from collections.abc import Callable, Sequence

from askhz import question, retrieval
from askhz.chatbot import Chatbot
from askhz.index.calibrations import store_calibrations
from askhz.models.span_model import Extraction
from askhz.reading import SENTENCE_RANKER, SentenceRanker, SpanReader


class Unread:
    """Stands where the network stands, and may not be asked."""

    name, digest, languages = "unread", "0", ("en",)

    def fits(self, question: str, passage: str) -> bool:
        raise AssertionError("the network knows no Chinese")

    def read_all(self, pairs: Sequence[tuple[str, str]]) -> list[Extraction]:
        raise AssertionError("the network knows no Chinese")


def test_a_chinese_question_is_left_to_the_ranker(make_bot: Callable[..., Chatbot]) -> None:
    index = make_bot({"a.txt": "杭州有24家独角兽企业。上海有更多。"})._index
    reader, ranker = SpanReader(Unread()), SentenceRanker()  # type: ignore[arg-type]
    with index.snapshot() as one:
        asked = question.analyse("杭州有多少家独角兽企业?")
        found = retrieval.retrieve(asked, one)
        encoder = one.encoder.name
    assert not reader.supports(asked)
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
