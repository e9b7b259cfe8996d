"""What something is: the sentence that says so, and where a document that is about it begins."""

from __future__ import annotations

import pytest
from readers import read_one

from askhz.claims.definitions import (
    asked_to_define,
    defines,
    definition_in,
    definition_in_section,
    definition_missing,
    is_about,
    says_what,
)
from askhz.documents.markdown import read_markdown
from askhz.question import analyse


def defined(text: str, subject: str = "loom", source: str = "loom/README.md") -> str | None:
    document = read_one(read_markdown, text, source)
    span = definition_in(subject, document)
    return None if span is None else document.text[slice(*span)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("What is loom?", "loom"),
        ("what is a tidal bore", "tidal bore"),
        ("What is meant by a tidal bore?", "tidal bore"),
        ("What is the fee?", None),
        ("What is the name of the dog that the miller keeps in the yard?", None),
        ("What is loom, and why?", None),
        ("Who is Ada?", None),
        ("How does loom work?", None),
    ],
)
def test_what_is_to_be_defined(asked: str, expected: str | None) -> None:
    assert asked_to_define(analyse(asked)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Loom is a library for weaving.", True),
        ("**loom** is the tool that weaves.", True),
        ("The loom (since 2019) is one of our machines.", True),
        ("loom is:", True),
        ("Loom is open source.", False),
        ("Loom is a member of the guild.", False),
        ("A plugin of loom is a class.", False),
        ("Looming is a danger.", False),
    ],
)
def test_a_sentence_that_defines(text: str, expected: bool) -> None:
    assert defines("loom", text) is expected


def test_the_first_sentence_that_defines() -> None:
    text = "# At a glance\n\nLoom is named after a loom. Loom is a library. It weaves.\n\n## More\n\nLoom is a toy.\n"
    assert defined(text) == "Loom is a library."


def test_a_sentence_that_leads_in_to_a_list_has_it() -> None:
    assert defined("loom is:\n\n- a queue\n- small\n\nMore.\n") == "loom is:\n\n- a queue\n- small"


def test_a_title_may_say_it() -> None:
    assert defined("# loom - a small queue\n\nRead the docs!\n") == "# loom - a small queue"


def test_else_the_first_paragraph_says_it() -> None:
    assert defined("# Loom\n\n![Build](b.svg)\n\nWeaves cloth from yarn.\n\nRun it.\n") == "Weaves cloth from yarn."


def test_rights_say_nothing_of_what_it_is() -> None:
    text = "# Loom\n\nThis text may be copied under the GNU licence.\n\nWeaves cloth from yarn.\n"
    assert defined(text) == "Weaves cloth from yarn."


def test_only_a_document_about_it_says_so_at_its_beginning() -> None:
    assert defined("# Kiln\n\nLoom is a library.\n", source="kiln/notes.md") is None
    assert defined("# Loom\n\nWeaves cloth from yarn.\n", source="loom/index.md") == "Weaves cloth from yarn."
    assert defined("# Loom\n\nWeaves cloth from yarn.\n", source="notes.md") is None
    assert defined("# Notes\n\nThe keys are with Bea.\n", source="loom/readme.md") is None
    assert defined("# Loom - minutes of 3 May\n\nAll were there today.\n", source="notes.md") is None
    document = read_one(read_markdown, "# Faster\n\nText.\n", "loom/faq.md")
    assert not is_about("loom", document)
    assert is_about("faster", document)
    assert not is_about("fast", document)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The loom uses two beams to weave.", True),
        ("Looms, which consist of beams, weave.", True),
        ("Loom: a machine that weaves", True),
        ("Loom\nA machine that weaves.", True),
        ("The loom (a gift) stands for peace.", True),
        ("The loom is one of our machines.", True),
        ("The loom fell over.", False),
        ("Another machine much like the loom is the frame.", False),
    ],
)
def test_a_sentence_that_says_what_a_thing_is_or_does(text: str, expected: bool) -> None:
    assert says_what("loom", text) is expected


def test_the_clone_tool_may_be_a_thing_and_the_fee_too() -> None:
    assert asked_to_define(analyse("What is the clone tool?"), loosely=True) == "clone tool"
    assert asked_to_define(analyse("What was the clone tool?")) is None
    assert asked_to_define(analyse("What was the Great Flood?")) == "Great Flood"


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (
            "The Great Flood of 1871 changed the town. It rose. The Great Flood was a tide.",
            "The Great Flood was a tide.",
        ),
        ("The Great Flood of 1871 changed the town. It rose.", "The Great Flood of 1871 changed the town."),
        ("It rose. So did the Great Flood.", None),
    ],
)
def test_a_section_that_has_the_name_of_a_thing_says_what_it_is(section: str, expected: str | None) -> None:
    text = f"# Water\n\nThe Great Flood was a rumour.\n\n## A.1 The Great Flood\n\n{section}\n\n"
    document = read_one(read_markdown, f"{text}## Great Floods elsewhere\n", "water.md")
    span = definition_in_section("great flood", document)
    assert (None if span is None else document.text[slice(*span)]) == expected


@pytest.mark.parametrize(
    ("asked", "text", "context", "missing"),
    [
        ("What is a loom?", "Loom\nLoom, old\nThe great loom", "", True),
        ("What is a loom?", "A loom is a frame.", "", False),
        ("What is a loom?", "Warp threads are held in it while the weft is drawn.", "", False),
        ("What is direct action?", "A direct debit draws money from an account of another person.", "", True),
        ("What is direct action?", "It is what people do themselves without asking others.", "Direct action", False),
        ("What is LLT mode?", "Mode without tide lets boats in at night.", "The Lower Lock Terminal", False),
        ("What is LLT mode?", "Mode without tide lets boats in at night.", "The harbour", True),
        ("What is the fee?", "Fee", "", False),
        ("When is the loom shown?", "Loom", "", False),
    ],
)
def test_entries_of_an_index_and_what_speaks_of_another_thing_define_nothing(
    asked: str, text: str, context: str, missing: bool
) -> None:
    assert (definition_missing(analyse(asked), text, context) is not None) is missing


def test_the_description_in_a_front_matter_says_what_a_title_names() -> None:
    text = '---\ntitle: Gate trial\ndescription: "Watching how people open a gate."\n---\n\n## How\n\nPick a gate.\n'
    assert defined(text, "gate trial", "trial.md") == "Watching how people open a gate."
    assert defined(text, "gate", "trial.md") is None
    assert defined(text.replace("Watching how people open a gate.", "See below"), "gate trial", "trial.md") is None
