"""The page's own words: every one in both languages, with the same places to fill in, and every one that is used."""

from __future__ import annotations

import json
import re
from pathlib import Path

import askhz

WEB = Path(askhz.__file__).parent / "web"
TEXT = (WEB / "ui" / "words.js").read_text(encoding="utf-8")
WORDS = {
    language: {
        name: json.loads(text) for name, text in re.findall(r'^    (\w+): ("(?:[^"\\]|\\.)*"),$', block, re.MULTILINE)
    }
    for language, block in re.findall(r"^  (\w\w): \{\n(.*?)^  \},$", TEXT, re.MULTILINE | re.DOTALL)
}


def fields(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", text))


def test_every_word_is_there_in_both_languages_with_the_same_fields() -> None:
    assert sorted(WORDS) == ["en", "zh"]
    assert len(WORDS["en"]) > 100
    assert {name: fields(text) for name, text in WORDS["en"].items()} == {
        name: fields(text) for name, text in WORDS["zh"].items()
    }


def test_the_modules_and_the_frame_ask_for_words_that_there_are() -> None:
    modules = "".join(file.read_text(encoding="utf-8") for file in (WEB / "ui").glob("*.js"))
    frame = (WEB / "shell.html").read_text(encoding="utf-8")
    said = set(re.findall(r"""\bt\("(\w+)\"""", modules))
    asked = said | set(re.findall(r'data-t(?:-\w+)?="(\w+)"', frame + modules))
    assert len(asked) > 80
    assert asked <= set(WORDS["en"])
