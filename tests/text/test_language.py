"""Languages by letters and function words: told where they can be told, and no English question taken for another."""

import json
from pathlib import Path

import pytest

from askhz.text.language import is_foreign, latin_language, other_language, other_latin_language

GOLD = Path(__file__).parent.parent / "gold"
SEED = (Path(__file__).parent.parent.parent / "seeds" / "002_7a6f8e4ba6fff66d.txt").read_text(encoding="utf-8")
GERMAN = "Der Turm ist von April bis Oktober geöffnet. Der Eintritt kostet sieben Euro, und Hunde dürfen nicht hinein."


def questions(name: str) -> list[tuple[str, str]]:
    rows = map(json.loads, (GOLD / name).read_text(encoding="utf-8").splitlines())
    return [(row["question"], row["kind"]) for row in rows]


@pytest.mark.parametrize("name", ["seeds.jsonl", "mixed.jsonl", "real.jsonl"])
def test_no_english_question_is_taken_for_another_language(name: str) -> None:
    assert [asked for asked, _ in questions(name) if is_foreign(asked)] == []


@pytest.mark.parametrize(("language", "least"), [("de", 0.9), ("fr", 0.75), ("es", 1.0)])
def test_most_questions_of_a_language_are_known(language: str, least: float) -> None:
    asked = [asked for asked, kind in questions("languages.jsonl") if kind == language]
    assert sum(latin_language(one) == language for one in asked) / len(asked) >= least


def test_questions_in_other_letters_are_known_by_them() -> None:
    korean = [asked for asked, kind in questions("languages.jsonl") if kind == "ko"]
    assert all(map(is_foreign, korean))  # Latin names in them notwithstanding
    assert is_foreign("Сколько сейчас пакетов в Debian?")
    assert all(other_language(asked, SEED) for asked in korean)


@pytest.mark.parametrize(
    ("asked", "text", "other"),
    [
        ("Wie viele Stufen hat der Turm?", SEED, True),
        ("How many steps does the tower have?", GERMAN, True),
        ("Wie teuer ist der Eintritt?", GERMAN, False),
        ("How many unicorns are there in it?", SEED, False),
        ("杭州有多少家企业?", SEED, True),
        ("Turm Eintritt", GERMAN, False),  # two nouns tell no language
        ("Wie viele Stufen hat der Turm?", "| Turm | 212 |", False),  # nor does a table
        ("Сколько ступеней?", "| 212 |", False),
        ("Сколько ступеней?", "The tower", True),
    ],
)
def test_a_question_and_a_text_in_two_languages(asked: str, text: str, other: bool) -> None:
    assert other_language(asked, text) is other


def test_names_are_written_alike_in_other_letters_only_where_they_are_latin() -> None:
    assert other_latin_language("Wie ist das mit den Türmen in Singapur?", SEED)
    assert not other_latin_language("Кто основал DeepSeek?", SEED)


@pytest.mark.parametrize("asked", ["What is α-β pruning?", "What does μm mean in πr²?", "Is 5 µm more than 5 Ωm?"])
def test_a_few_greek_letters_are_signs(asked: str) -> None:
    assert not is_foreign(asked)
    assert not other_language(asked, SEED)
    assert not is_foreign(f"{SEED[:2000]} {asked}", 6)


def test_a_spanish_mark_in_a_long_text_tells_nothing() -> None:
    assert latin_language(f"{SEED} ¿Que?") == "en"
    assert latin_language("¿Que?") == "es"
