from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

from askhz.chatbot import Chatbot
from askhz.records import Answer, Citation, Filter, Hit, Passage, Question, Topic
from askhz.topics import has_left, spoken_of

TEXTS = {
    "dragons.txt": "The six little dragons rose in Hangzhou. They are young firms. Nobody foresaw the dragons.",
    "rivers.txt": "The Qiantang river flows past Hangzhou. Its tidal bore is famous. Many visitors come in autumn.",
    "silk.txt": "Silk has been woven for centuries. Merchants sold silk abroad. The looms stood by the canal."
    " Who needs silk, pays well.",
}


def test_the_documents_that_are_spoken_of(make_bot: Callable[..., Chatbot]) -> None:
    topics = [Topic("?", asked) for asked in ("Who sold silk abroad?", "Is the bore famous?", "Where were the looms?")]

    def asked(text: str, *about: Topic) -> Question:
        return Question(text, "other", (text,), text, topics=about)

    with closing(make_bot(TEXTS)) as bot, bot._index.snapshot() as index:
        assert spoken_of(asked("And why?", *topics), index) == ("silk.txt", "rivers.txt")
        among = Filter(sources=("dragons.txt",))
        assert spoken_of(asked("And why?", *topics), index, among) == ("dragons.txt",)
        assert spoken_of(asked("And why?"), index) == ()
        # Its words stand together elsewhere, and none of them there.
        assert spoken_of(asked("Who sold silk?", topics[1]), index) == ()
        assert spoken_of(asked("Who sold silk?", topics[0]), index) == ("silk.txt",)
        assert spoken_of(asked("Who sold?", topics[1]), index) == ("rivers.txt",)
        assert spoken_of(asked("Who sold amber?", topics[1]), index) == ("rivers.txt",)
        # "needs" says nothing of what is asked.
        assert spoken_of(asked("Who needs silk?", topics[1]), index) == ("rivers.txt",)
        # What leaves out its subject stays.
        leaning = replace(asked("Who sold silk for that?", topics[1]), leans=True)
        assert spoken_of(leaning, index) == ("rivers.txt",)
        # Another of the same is looked for where it stands.
        other = Topic("", "Where were the looms?")
        assert spoken_of(replace(asked("Where was the canal?", other), text="And the canal?"), index) == ("silk.txt",)
        assert spoken_of(replace(asked("Where was the bore?", other), text="And the bore?"), index) == ()


def _passage(source: str, text: str) -> Hit:
    return Hit(Passage(source, 0, len(text), text, ((0, len(text)),)), 1, 1.0, 0.5, 1, 1)


def _answer(confidence: float, *citations: Citation) -> Answer:
    asked = "?"
    return Answer(asked, bool(citations), "", None, confidence, None, citations, ())


def test_what_is_nearly_answered_where_it_was_spoken_of_has_not_left_it() -> None:
    def left(text: str, refused: float, heading: str = "", *, names: tuple[str, ...] = (), leans: bool = False) -> bool:
        asked = Question(text, "other", (text,), text, names, leans=leans)
        spoken = [_passage("desk.txt", "The deposit of a desk is not paid back. Who pays for plans is said there.")]
        hits = [_passage("pay.txt", "The agency pays by deposit. The cheap lamp is on the desk.")]
        cited = Citation(1, "pay.txt", "Pay", 0, 27, "The agency pays by deposit.", headings=(heading,))
        return has_left(asked, _answer(refused), spoken, _answer(0.9, cited), hits)

    assert left("Who wants plums?", 0.1)
    assert not left("Who wants plums?", 0.3)
    assert left("Which lamp is cheap?", 0.3)
    assert not left("Who pays the deposit?", 0.3)
    assert not left("Which lamp?", 0.3)
    assert left("Which lamp?", 0.3, "Lamps")
    assert left("Who wants plums?", 0.3, names=("Olaf",))
    assert left("Who wants plums?", 0.3, leans=True)
