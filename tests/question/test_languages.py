import dataclasses
import re
from typing import get_args

import pytest

from askhz.question import kind_of, social_line
from askhz.question.kinds import counted_in
from askhz.question.languages import LANGUAGES, Language, language_of
from askhz.records import Kind


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Who founded it?", "en"),
        ("unicorn companies hangzhou", "en"),
        ("DeepSeek 是什么?", "zh"),
        ("When was 宇树科技 founded?", "en"),
        ("杭州独角兽数量", "zh"),
        ("誰建了磨坊", "zh"),
        ("Wo ist der Turm?", "en"),
    ],
)
def test_the_language_of_a_question(text: str, code: str) -> None:
    assert language_of(text).code == code


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=list(LANGUAGES))
def test_a_record_is_whole(language: Language) -> None:
    """Every pattern can be compiled, and every kind is one."""
    seen = 0
    for record in (language, language.follow_ups, language.courtesies):
        for value in (getattr(record, field.name) for field in dataclasses.fields(record)):
            if isinstance(value, str):
                re.compile(value)
                seen += 1
    assert seen > 20
    kinds = language.kinds + language.last_kinds
    assert {kind for kind, _ in kinds} <= set(get_args(Kind))
    for _, each in kinds:
        re.compile(each)


def test_a_third_language_is_one_record(monkeypatch: pytest.MonkeyPatch) -> None:
    english = LANGUAGES["en"]
    courtesies = dataclasses.replace(english.courtesies, lines={"thanks": r"danke(?: schon)?"}, fillers="sehr")
    german = dataclasses.replace(
        english,
        code="de",
        telling=r"\b(?:wer|was|wann|wie|der|die|das|danke)\b",
        kinds=(("date", r"\bwann\b"), ("number", r"\bwie viele\b")),
        last_kinds=(),
        courtesies=courtesies,
    )
    monkeypatch.setitem(LANGUAGES, "de", german)
    assert kind_of("Wann öffnet der Turm?") == "date"
    assert kind_of("Wie viele Stufen hat der Turm?") == "number"
    assert kind_of("When does the tower open?") == "date"
    line = social_line("Danke schön!")
    assert line is not None
    assert (line.act, line.language.code) == ("thanks", "de")


def test_patterns_are_found_in_traditional_characters_too() -> None:
    assert kind_of("宇樹科技是什麼時候成立的？") == "date"
    assert counted_in("杭州有多少家獨角獸企業？") == "獨角獸企業"
