"""The section whose headings say all that a how-to asks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from findings import hit_of

from askhz.answering.headed import section_told
from askhz.question import analyse
from askhz.records import Anchor, DocumentInfo, Hit, Place

TEXT = "Zed parses.\n$ npm install zed\nThen import it.\nIt is small."


def hits(*headings: str, text: str = TEXT) -> list[Hit]:
    """A passage that begins below "What is Zed?", and goes on below other headings."""
    hit = hit_of(text)
    begins = text.index("$")
    anchors = (Anchor(0, Place(), ("Zed", "What is Zed?")), Anchor(begins, Place(), ("Zed", *headings)))
    info = DocumentInfo("zed.md", "Zed", len(text), {}, "md")
    return [replace(hit, passage=replace(hit.passage, anchors=anchors), document=info)]


def told(asked: str, found: list[Hit]) -> str | None:
    section = section_told(analyse(asked), found)
    return section.text if section else None


def test_what_stands_under_the_heading_answers() -> None:
    assert told("How do I install zed?", hits("Installation")) == TEXT[TEXT.index("$") :]
    assert told("how to install zed properly", hits("Getting started", "Installing")) == TEXT[TEXT.index("$") :]


@pytest.mark.parametrize(
    "asked",
    [
        "How do I uninstall zed?",  # the other way round
        "How do I install plugins for zed?",  # of something else
        "How do I install yak?",  # of another thing
        "How do I use zed?",  # the title says it, no heading
        "Who installs zed?",  # no how-to
    ],
)
def test_nothing_answers_where_a_word_is_said_nowhere_or_in_the_title_alone(asked: str) -> None:
    assert told(asked, hits("Installation")) is None


def test_the_section_that_by_custom_holds_it_answers_where_the_whole_title_is_said() -> None:
    assert told("What will I learn about Zed?", hits("Learning outcomes")) == TEXT[TEXT.index("$") :]
    assert told("What will I learn about it?", hits("Learning outcomes")) is None
    assert told("What will I learn about Zed?", hits("Use")) is None


def test_a_long_section_is_none() -> None:
    assert told("How do I install zed?", hits("Installation", text=f"Zed.\n$ npm install zed\n{'word ' * 121}")) is None


def test_it_comes_from_the_hit_that_has_it() -> None:
    found = [*hits("Use"), replace(hits("Installation")[0], rank=2)]
    section = section_told(analyse("How do I install zed?"), found)
    assert section is not None
    assert section.hit_rank == 2
