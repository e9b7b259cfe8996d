from dataclasses import replace

import pytest
from findings import found_in, hit_of, passage_of

from askhz.answering.matching import (
    asked_words,
    best_members,
    context_words,
    fit,
    members_with_all,
    numbered,
    of_the_same,
    rarity_in,
    telling_words,
)
from askhz.answering.surroundings import stretches
from askhz.question import analyse

PROJECTS = "1. Mend the loom. Owner: textile group.\n2. Varnish it. Owner: boat group.\n3. Sew sails. For: boat group."
(STRETCH,) = stretches([passage_of(PROJECTS, context="Projects of the workshop")])
(GROUP,) = STRETCH.groups


def test_words_that_only_name_members_of_lists_ask_for_nothing() -> None:
    assert asked_words(analyse("What are the steps to light the kiln?")) == {"light", "kiln"}


def test_what_stands_above_is_said_of_all() -> None:
    assert {"project", "workshop"} <= context_words(STRETCH, GROUP)
    # "group" is in every member, "project" stands above: neither tells members apart.
    assert set(telling_words(analyse("Which projects belong to the boat group?"), STRETCH, GROUP)) == {"boat"}


def test_members_by_the_telling_words() -> None:
    both = telling_words(analyse("Which sails does the boat group sew?"), STRETCH, GROUP)
    assert [unit.text[:2] for unit in best_members(GROUP, both)] == ["3."]
    assert [unit.text[:2] for unit in members_with_all(GROUP, both)] == ["3."]
    assert [unit.text[:2] for unit in members_with_all(GROUP, {"boat": 1.0})] == ["2.", "3."]
    assert best_members(GROUP, {}) == members_with_all(GROUP, {}) == []


def test_fit_weighs_rare_words_more() -> None:
    asked = analyse("Where is the loom of Visby?")
    assert fit(asked, ["The loom"], {"loom": 3.0, "visbi": 1.0}) == pytest.approx(3 / 4)
    assert fit(asked, [], {}) == 0.0


def test_a_word_of_one_stretch_is_rarer_than_one_of_all() -> None:
    rarity = rarity_in(stretches([passage_of("The loom broke."), passage_of("The boat sank.", 100)]))
    assert rarity["loom"] > rarity["the"]


def test_a_thing_with_a_number_stands_as_both() -> None:
    rows = "Room: Room 20; Size: 40\nRoom: Room 40; Size: 60"
    (stretch,) = stretches([passage_of(rows, kinds={"R": "row"})])
    group = next(group for group in stretch.groups)
    telling = telling_words(analyse("What is the price of Room 40?"), stretch, group)
    assert telling["room 40"] > telling.get("40", 0.0)
    assert [unit.text for unit in best_members(group, telling)] == ["Room: Room 40; Size: 60"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lot 7 and lot #8, no. 9 of Lane No. 10", {"lot 7", "lot 8", "lane 10"}),
        ("Room: 40", {"room 40"}),
        ("21 Mar. and September 3, 21|7 on 6 Mar", {"mar 21", "sep 3", "mar 6"}),
        ("the 40 of 2024; Size; 40", set()),
        ("the 3rd floor, on the 21st of March, 2nd", {"floor 3"}),
        ("Floor 3rd; 21st Mar", {"floor 3", "mar 21"}),
    ],
)
def test_what_is_numbered(text: str, expected: set[str]) -> None:
    assert numbered(text) == expected


@pytest.mark.parametrize(
    ("asked", "same"),
    [
        ("Who crossed the Hudson?", True),
        ("who crossed the hudson", True),  # the documents write it with a capital
        ("who crossed the ice", False),  # no name
        ("what is on the hudson", False),  # no few words answer
        ("who crossed the hudson at ogden", True),  # of the names those count that the best one has
    ],
)
def test_what_another_document_says_of_someone_else_is_left_out(asked: str, same: bool) -> None:
    one = hit_of("In winter Greta crossed the Hudson.", source="a.txt")
    other = replace(hit_of("In winter Sven crossed the ice at Ogden.", source="b.txt"), rank=2)
    found = [
        found_in(one, "In winter Greta crossed the Hudson."),
        found_in(other, "In winter Sven crossed the ice at Ogden."),
    ]
    known = stretches([one.passage, other.passage])
    assert of_the_same(analyse(asked), found, known) == (found[:1] if same else found)
