"""Fields of records and of front matter that a question asks for by their names."""

from __future__ import annotations

import json

import pytest
from readers import read_one

from askhz.answering.fields import field_told, says_field, tells_nothing
from askhz.answering.surroundings import Stretch, stretches
from askhz.documents.data import read_json
from askhz.documents.markdown import read_markdown
from askhz.question import analyse
from askhz.records import Document, Finding, Passage

PACKAGE = {
    "name": "weir",
    "version": "5.3.0",
    "description": "Opens and closes gates",
    "author": "Ada Lind <ada@example.org>",
    "license": "MIT",
    "keywords": ["gate", "river"],
    "engines": {"node": ">= 18"},
    "scripts": {"test": "mocha --check", "lint": "eslint ."},
}
BRIEFING = (
    "---\ntitle: Quarry safety briefing\nauthor: Bo Ek\ndate: 2023-09-14\nlastmod: 2024-01-02\n"
    "duration: 20 min\n---\n\nWear a helmet.\n"
)


def whole(document: Document, first: int = 0) -> list[Stretch]:
    fields = [block for block in document.blocks if block.kind in ("row", "front matter") and not block.header][first:]
    start, end = fields[0].start, fields[-1].end
    edits = tuple(edit for edit in document.edits if start <= edit.start and edit.end <= end)
    spans, kinds = tuple((one.start, one.end) for one in fields), tuple(one.kind for one in fields)
    text = document.text[start:end]
    return stretches(
        [Passage(document.source, start, end, text, spans, document.anchors, document.title, edits, kinds)]
    )


def package(name: str = "weir", **further: str) -> list[Stretch]:
    return whole(read_one(read_json, json.dumps(PACKAGE | {"name": name} | further), f"{name}/package.json"))


def briefing() -> list[Stretch]:
    return whole(read_one(read_markdown, BRIEFING, "briefing.md"))


def value(told: Finding | None) -> str | None:
    return None if told is None or told.short is None else told.text[told.short[0] - told.start :]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Who is the author of weir?", "Ada Lind <ada@example.org>"),
        ("Which license does weir have?", "MIT"),
        ("Which node version does weir need?", ">= 18"),
        ("What is the test script of weir?", "mocha --check"),
        ("What are the keywords of weir?", "gate, river"),
        ("Who wrote weir?", "Ada Lind <ada@example.org>"),
    ],
)
def test_a_field_is_told_by_its_name_and_what_the_file_is_about(asked: str, expected: str) -> None:
    assert value(field_told(analyse(asked), package(), 1)) == expected


@pytest.mark.parametrize(
    "asked",
    [
        "Who is the author of sluice?",  # another thing
        "Who is the author?",  # of nothing
        "What is the license of weir plugins?",  # of something else of it
        "What is the homepage of weir?",  # no such field
        "What is weir?",  # asks for no field
        "Which license version does weir have?",  # no version stands there
    ],
)
def test_a_word_that_nothing_accounts_for_leaves_it_untold(asked: str) -> None:
    assert field_told(analyse(asked), package(), 1) is None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("When was the quarry safety briefing written?", "2023-09-14"),
        ("When was the quarry safety briefing last updated?", "2024-01-02"),
        ("Who wrote the quarry safety briefing?", "Bo Ek"),
        ("How long does the quarry safety briefing take?", "20 min"),
        ("How often is the quarry safety briefing given?", None),
        ("When was the quarry closed?", None),
    ],
)
def test_of_a_front_matter(asked: str, expected: str | None) -> None:
    assert value(field_told(analyse(asked), briefing(), 1)) == expected


def test_the_quote_is_the_line_and_belongs_to_its_document() -> None:
    told = field_told(analyse("Who is the author of weir?"), [*briefing(), *package()], 4)
    assert told is not None
    assert (told.source, told.text, told.hit_rank) == ("weir/package.json", "author: Ada Lind <ada@example.org>", 5)


def test_of_files_that_say_different_things_none_tells() -> None:
    asked = analyse("Which license does weir have?")
    both = [*package(), *whole(read_one(read_json, '{"name": "weir", "license": "BSD"}', "weir/lib.json"))]
    assert field_told(asked, both, 1) is None
    same = [*package(), *whole(read_one(read_json, '{"name": "weir", "license": "MIT"}', "weir/lib.json"))]
    assert value(field_told(asked, same, 1)) == "MIT"


def test_the_file_that_has_more_of_what_is_asked_about_tells() -> None:
    asked = analyse("What is the version of weir pumps?")
    assert value(field_told(asked, [*package(), *package("weir pumps", version="7.0.1")], 1)) == "7.0.1"


@pytest.mark.parametrize(
    ("asked", "says"),
    [("Who is the author of weir?", True), ("Who wrote weir?", False), ("Who is the lead author of weir?", False)],
)
def test_a_question_that_says_the_field_and_nothing_else(asked: str, says: bool) -> None:
    told = field_told(analyse("Who is the author of weir?"), package(), 1)
    assert told is not None
    assert says_field(analyse(asked), told) is says


def test_a_field_below_the_first_is_a_line_of_its_own() -> None:
    document = read_one(read_json, json.dumps(PACKAGE), "weir/package.json")
    told = field_told(analyse("What is the lint script of weir?"), whole(document, first=2), 1)
    assert told is not None
    assert told.text == "lint: eslint ." == document.text[told.start : told.end]


def test_a_field_as_long_as_a_text_is_none() -> None:
    asked = analyse("What is the description of weir?")
    assert value(field_told(asked, package(), 1)) == "Opens and closes gates"
    assert field_told(asked, package(description="word " * 61), 1) is None


@pytest.mark.parametrize(
    ("asked", "nothing"),
    [
        ("What does the briefing of the author Bo Ek say?", [False, True, False, False, False]),
        ("Who is Bo Ek?", [False] * 5),  # the author
        ("Is the author Bo Ek?", [False] * 5),
        ("Is the author Bo Ek careful?", [False, True, False, False, False]),
        ("Which briefings have the author Bo Ek?", [False] * 5),
        ("When was the safety talk written?", [True, True, False, False, False]),
    ],
)
def test_a_field_that_repeats_the_question_or_is_of_another_kind_tells_nothing(asked: str, nothing: list[bool]) -> None:
    (stretch,) = briefing()
    fields = [Finding(unit.source, unit.start, unit.end, unit.text, 0.9, None, 1) for unit in stretch.units]
    assert [tells_nothing(analyse(asked), one, [stretch]) for one in fields] == nothing


def test_the_mark_of_the_only_value_of_a_list_is_no_part_of_it() -> None:
    text = BRIEFING.replace("author: Bo Ek", "authors:\n  - bo-ek")
    told = field_told(analyse("Who wrote the quarry safety briefing?"), whole(read_one(read_markdown, text, "q.md")), 1)
    assert value(told) == "bo-ek"
