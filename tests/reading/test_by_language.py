import numpy as np
import pytest

from askhz import question
from askhz.models.span_model import Extraction
from askhz.reading import BILINGUAL, CROSSING, ReaderByLanguage, SpanReader
from askhz.reading.weights import load_weights
from askhz.records import Hit, Passage, Span
from askhz.retrieval import Found, Retrieved
from askhz.text.aliases import Aliases
from askhz.text.words import normal_words

ENGLISH = Passage("a.txt", 0, 31, "Acme sold 24 robots in the year", ((0, 31),), ())
CHINESE = Passage("b.txt", 0, 14, "杭州有24家独角兽企业很多。", ((0, 14),), ())
FERRY = Passage("c.txt", 0, 46, "The ferry is free for all who live on the isle", ((0, 46),), ())
GERMAN = Passage("d.txt", 0, 47, "Die Fähre ist frei für alle, die auf ihr fahren", ((0, 47),), ())
WEIGHTS = load_weights("reader.json")


class Network:
    """Stands where a network stands, and knows what it was given to read."""

    def __init__(self, name: str, *languages: str) -> None:
        self.name, self.digest, self.languages = name, name, languages
        self.texts: list[str] = []

    def read(self, question: str, passage: str, *, within: Span | None = None) -> Extraction:
        self.texts.append(passage)
        return Extraction(((0, 4),), np.ones(1, np.float32), np.ones(1, np.float32), 1.0)


class Two:
    """A reader of two such networks."""

    def __init__(self) -> None:
        self.english, self.bilingual = Network("one", "en"), Network("both", "en", "zh")
        self.reader = ReaderByLanguage(SpanReader(self.english, WEIGHTS), self.bilingual)  # type: ignore[arg-type]

    def read_by(self, asked: str, *passages: Passage, units: bool = False) -> str:
        rows = np.ones((1, 1), np.float32)
        vectors = rows if units else None
        found = tuple(Found(Hit(one, at, 1.0, 1.0, at, at), rows[0], (), vectors) for at, one in enumerate(passages, 1))
        rarity = dict.fromkeys(normal_words(asked), 1.0)
        known = question.analyse(asked)
        return self.reader.read(known, Retrieved(found, (asked,), rows, rarity, Aliases())).reader


def test_english_is_read_by_its_own_reader() -> None:
    two = Two()
    assert two.read_by("How many robots did Acme sell?", ENGLISH) == "one"
    assert two.read_by("How many robots did Acme sell?", ENGLISH, CHINESE) == "one"
    assert two.bilingual.texts == []


@pytest.mark.parametrize(
    ("asked", "passages"),
    [
        ("杭州有多少家独角兽企业？", (CHINESE,)),
        ("杭州有多少家独角兽企业？", (ENGLISH, ENGLISH, CHINESE)),
        ("How many unicorns has Hangzhou?", (CHINESE,)),
        ("How many unicorns has Hangzhou?", (CHINESE, ENGLISH, CHINESE)),
    ],
)
def test_chinese_passages_are_read_by_the_other_one_and_all_beside_them(
    asked: str, passages: tuple[Passage, ...]
) -> None:
    two = Two()
    assert [two.read_by(asked, *passages) for _ in range(2)] == [BILINGUAL] * 2
    assert two.english.texts == []
    assert sorted(two.bilingual.texts) == sorted([passage.text for passage in passages] * 2)


@pytest.mark.parametrize("asked", ["Wie ist das mit der Fähre?", "섬은 몇 개입니까?"])
def test_questions_in_further_languages_are_read_by_the_other_one(asked: str) -> None:
    two = Two()
    assert two.read_by(asked, FERRY, units=True) == CROSSING
    assert two.read_by("Wie ist das mit der Fähre?", GERMAN) == BILINGUAL
    assert two.read_by("What is it that the ferry costs?", GERMAN, units=True) == CROSSING
    assert two.english.texts == []


@pytest.mark.parametrize("asked", ["杭州有多少家独角兽企业？", "OpenTelemetry 的 Distribution 是什么？"])
def test_a_chinese_question_over_english_passages_is_read_by_the_other_one_with_vectors_of_units(asked: str) -> None:
    two = Two()
    known = question.analyse(asked)
    assert two.reader.compares_units(known, [ENGLISH])
    assert not two.reader.compares_units(known, [CHINESE])
    assert two.read_by(asked, ENGLISH, units=True) == CROSSING
    assert two.english.texts == []


def test_a_calibration_is_kept_for_each() -> None:
    names = Two().reader.identities("e@1")
    assert {"one", BILINGUAL, CROSSING} <= set(names)
    assert len(set(names.values())) == len(names)
