from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

from askhz.chatbot import Chatbot
from askhz.records import Filter, Question, Topic
from askhz.topics import spoken_of

TEXTS = {
    "dragons.txt": "The six little dragons rose in Hangzhou. They are young firms. Nobody foresaw the dragons.",
    "rivers.txt": "The Qiantang river flows past Hangzhou. Its tidal bore is famous. Many visitors come in autumn.",
    "silk.txt": "Silk has been woven for centuries. Merchants sold silk abroad. The looms stood by the canal.",
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
        # Another of the same is looked for where it stands.
        other = Topic("", "Where were the looms?")
        assert spoken_of(replace(asked("Where was the canal?", other), text="And the canal?"), index) == ("silk.txt",)
        assert spoken_of(replace(asked("Where was the bore?", other), text="And the bore?"), index) == ()
