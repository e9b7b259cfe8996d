from dataclasses import replace

import pytest
from findings import finding, passage_of

from askhz.answering.separating import (
    SURE_OF_ITEM,
    SURE_OF_ROW,
    both_sides,
    other_side,
    under_other_leads,
    under_said_label,
    without_others,
)
from askhz.answering.surroundings import stretches
from askhz.question import analyse
from askhz.records import Finding

ROWS = "| 3 | Ropsten | test |\n| 4 | Rinkeby | test |\n| 42 | Kovan | test |\nMore are listed elsewhere."
ITEMS = "You may not:\n- copy files\n- switch users\n- run a shell:\n  - as root\n  - as a guest\nAsk if in doubt."


def kept(asked: str, text: str, best: str, evidence: float = 0.2) -> list[str]:
    """The units that are kept where the best one begins so, the others being as likely as said."""
    passage = passage_of(text)
    found = [
        replace(finding(line, 0.5, start=text.index(line)), evidence=evidence)
        for line in (line.strip() for line in text.splitlines())
    ]
    ordered = sorted(found, key=lambda one: not one.text.startswith(best))
    left: list[Finding] = without_others(analyse(asked), ordered, stretches([passage]))
    assert left[0].text.startswith(best)
    return [one.text for one in sorted(left, key=lambda one: one.start)]


@pytest.mark.parametrize(
    "asked", ["Which number does Kovan have?", "What is the number of Kovan?", "Which numbers has Kovan got?"]
)
def test_of_a_table_the_row_that_has_what_is_asked_about(asked: str) -> None:
    assert kept(asked, ROWS, "| 42") == ["| 42 | Kovan | test |", "More are listed elsewhere."]


def test_however_likely_the_reader_finds_other_rows_unless_several_are_wanted() -> None:
    assert len(kept("Which number does Kovan have?", ROWS, "| 42", 0.9)) == 2
    asked = "What are the numbers of Kovan and its like?"
    assert analyse(asked).kind == "list"
    assert [len(kept(asked, ROWS, "| 42", SURE_OF_ROW - less)) for less in (0.0, 0.01)] == [4, 2]


def test_a_row_that_has_what_the_best_one_lacks_is_kept() -> None:
    asked = "What number do Kovan and Rinkeby have?"
    assert kept(asked, ROWS, "| 42")[:2] == ["| 4 | Rinkeby | test |", "| 42 | Kovan | test |"]


@pytest.mark.parametrize("asked", ["Which numbers are used?", "Which number has Sepolia?"])
def test_where_no_word_tells_the_rows_apart_all_are_kept(asked: str) -> None:
    assert len(kept(asked, ROWS, "| 42")) == 4


def test_of_a_list_the_item_that_decides() -> None:
    assert kept("May I copy files?", ITEMS, "- copy") == ["You may not:", "- copy files", "Ask if in doubt."]
    assert len(kept("May I copy files?", ITEMS, "- copy", SURE_OF_ITEM)) == 7


@pytest.mark.parametrize(
    "asked",
    ["What may I not copy or do?", "Why may I not copy files?", "How do I copy files?", "List what I may copy."],
)
def test_all_items_where_a_list_steps_or_reasons_are_wanted(asked: str) -> None:
    assert len(kept(asked, ITEMS, "- copy")) == 7


@pytest.mark.parametrize(("asked", "best"), [("May I run a shell?", "- run"), ("May I be a guest?", "- as a guest")])
def test_an_item_keeps_what_stands_under_it_and_what_it_stands_under(asked: str, best: str) -> None:
    left = kept(asked, ITEMS, best)
    assert "- run a shell:" in left
    assert "- as a guest" in left
    assert "- switch users" not in left


def test_a_sentence_of_no_list_keeps_everything() -> None:
    assert len(kept("May I copy files?", ITEMS, "Ask if")) == 7


@pytest.mark.parametrize(
    ("asked", "side"),
    [
        ("Compare Kovan and Rinkeby.", ["| 4 | Rinkeby | test |"]),
        ("Compare Kovan and Sepolia.", []),
        ("Compare Kovan with Rinkeby, Ropsten and Goerli.", []),
        ("What number have Kovan and Rinkeby?", []),
    ],
)
def test_the_other_side_of_a_comparison(asked: str, side: list[str]) -> None:
    rows = f"| 5 | Goerli | test |\n{ROWS}"
    found = [finding(line, 0.5, start=rows.index(line)) for line in rows.splitlines()[3::-1]]
    assert [one.text for one in other_side(analyse(asked), found, stretches([passage_of(rows)]))] == side


def test_a_row_within_steps_is_told_apart_like_one_of_a_table() -> None:
    text = "1. Fill in the fields:\n  | Amounts | in pounds |\n  | Details | of the ledger |\n2. Print it"
    left = kept("What do the details hold?", text, "| Details")
    assert left == ["1. Fill in the fields:", "| Details | of the ledger |"]


PIECES = ("| Room 14 | 34 | 142 |\n| Room 15 | 35 | 145 |", "| Room 40 | 60 | 220 |\n| Room 41 | 61 | 223 |")


def pieces(asked: str, *, headed: str = "rooms.md") -> list[str]:
    """What is kept of a table that is read in two pieces, all of its rows being as likely."""
    first, second = (
        passage_of(text, start, source)
        for text, start, source in ((PIECES[0], 0, headed), (PIECES[1], 200, "rooms.md"))
    )
    found = [
        replace(
            finding(line, 0.5, start=one.start + one.text.index(line)), evidence=0.9, source=one.source, hit_rank=rank
        )
        for rank, one in enumerate((second, first), 1)
        for line in reversed(one.text.splitlines())
    ]
    return [one.text for one in without_others(analyse(asked), found, stretches([second, first]))]


def test_no_likelihood_outweighs_a_number_not_even_in_another_piece_of_the_table() -> None:
    assert analyse("Which room costs 223?").kind == "list"
    assert pieces("Which room costs 223?") == ["| Room 41 | 61 | 223 |"]
    assert len(pieces("Which rooms are there?")) == 4
    assert len(pieces("Which room costs 223?", headed="others.md")) == 3


OPEN, CLOSED = "1. Give them cards.\n2. Ask for names.", "1. Give them cards.\n2. Name the heaps."
SORTS = [
    passage_of("There are two kinds of card sort.", headings=("Sorting",)),
    passage_of(OPEN, 100, headings=("Sorting", "Open card sort")),
    passage_of(CLOSED, 200, headings=("Sorting", "Closed card sort")),
]


def found_of_sorts() -> list[Finding]:
    lines = ("There are two kinds of card sort.", "1. Give them cards.", "2. Name the heaps.")
    return [finding(line, 0.9 - at / 300, start=at) for line, at in zip(lines, (0, 100, 220), strict=True)]


def test_of_two_things_compared_what_stands_under_their_names() -> None:
    asked = analyse("What is the difference between an open and a closed card sort?")
    sides = both_sides(asked, found_of_sorts(), stretches(SORTS))
    assert [one.text for one in sides] == [OPEN, CLOSED]


def test_what_says_what_a_thing_is_tells_of_its_side() -> None:
    text = "The elk is old.\nThe elk is a loom.\nA lynx is a mill."
    found = [finding(line, 0.5, start=text.index(line)) for line in text.split("\n")]
    sides = both_sides(analyse("How do the elk and the lynx differ?"), found[1:], stretches([passage_of(text)]))
    assert [one.text for one in sides] == ["The elk is a loom.", "A lynx is a mill."]


@pytest.mark.parametrize(
    "asked",
    ["What is the difference between an open card sort and a heap?", "What is an open card sort?"],
)
def test_one_thing_alone_has_no_sides(asked: str) -> None:
    assert both_sides(analyse(asked), found_of_sorts(), stretches(SORTS)) == []


YEAR = "1. January\n  - Ask all groups.\n  - Wait.\n2. March\n  - Write the report.\n  - Print it.\n  - Sing."


@pytest.mark.parametrize(
    ("asked", "under"),
    [
        ("What happens with the report in March?", ["  - Write the report.", "  - Print it.", "  - Sing."]),
        ("What happens with the report?", None),  # the label is not said
        ("Is it printed in March?", None),
        ("Who prints it in March?", None),
    ],
)
def test_all_that_stands_under_a_label_that_is_said(asked: str, under: list[str] | None) -> None:
    (stretch,) = stretches([passage_of(YEAR)])
    (group,) = stretch.groups
    line = "- Print it."
    found = under_said_label(analyse(asked), finding(line, 0.9, start=YEAR.index(line)), group, stretch)
    assert (found and [unit.text for unit in found.members]) == (under and [one.strip() for one in under])
    assert found is None or found.lead[0].text == "2. March"


PRINCIPLES = "- O - Open Hatch Rule (OHR):\n  - Hatches stay open.\n- L - Low Rope Rule (LRR):\n  - Ropes hang low."


def test_letters_of_a_label_need_not_be_said_and_one_item_is_enough_below_a_colon() -> None:
    (stretch,) = stretches([passage_of(PRINCIPLES)])
    (group,) = stretch.groups
    line = "- Hatches stay open."
    best = finding(line, 0.9, start=PRINCIPLES.index(line))
    found = under_said_label(analyse("What does the open hatch rule say?"), best, group, stretch)
    assert found is not None
    assert [unit.text for unit in found.members] == [line]
    assert under_said_label(analyse("What does the open door rule say?"), best, group, stretch) is None


USES = "Buyers use the book to:\n- count ropes\n\nSales people use the book to:\n- find tar\n\nIt lies at the pier."


@pytest.mark.parametrize(
    ("asked", "left_out"),
    [
        ("What do sales people use the book for?", ["Buyers use the book to:", "- count ropes"]),
        ("What do sales people use the book of the buyers for?", []),  # both are said
        ("What is the book used for?", []),
        ("How do sales people and buyers differ?", []),
        ("What is the difference between sales people and others?", []),
        ("Why do sales people use the book?", []),
    ],
)
def test_lists_that_are_led_in_to_by_another_name(asked: str, left_out: list[str]) -> None:
    lines = [line for line in USES.split("\n") if line]
    found = [finding(line, 0.5, start=USES.index(line)) for line in lines]
    ordered = sorted(found, key=lambda one: one.text != "- find tar")
    places = under_other_leads(analyse(asked), ordered, stretches([passage_of(USES)]))
    assert [one.text for one in found if (one.source, one.start) in places] == left_out


def test_a_list_that_is_led_in_to_in_other_words_is_none_of_another_name() -> None:
    text = USES.replace("Buyers use the book to:", "Bring with you:")
    lines = [line for line in text.split("\n") if line]
    found = [finding(line, 0.5, start=text.index(line)) for line in lines]
    ordered = sorted(found, key=lambda one: one.text != "- find tar")
    asked = analyse("What do sales people use the book for?")
    assert under_other_leads(asked, ordered, stretches([passage_of(text)])) == set()
