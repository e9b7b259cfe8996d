"""What a table does not have is not answered by its neighbour."""

from __future__ import annotations

from dataclasses import replace

import pytest
from findings import finding, found_in, hit_of, passage_of
from wholetables import row_found, whole_tables

from askhz.answering import compose
from askhz.answering.absences import lacks_what_is_asked, name_missing, under_asked_heading
from askhz.answering.surroundings import stretches
from askhz.question import analyse
from askhz.records import Reading

WEEK = """# Nursery

| Day | Activity |
|---|---|
| Mon | music |
| Tue | forest |
| Thu–Fri | baking |
"""
CAKE = "# Plum cake\n\n| Ingredient | Amount |\n|---|---|\n| plums | 1 kg |\n| butter | 175 g |\n"
HOTEL = """# Hotel

## Winter

| Room | Price |
|---|---|
| Anchor | 84 |
| Dune | 97 |

## Summer

| Room | Price |
|---|---|
| Anchor | 128 |
| Dune | 240 |
"""


WEEKS = [
    hit_of("- You know the team", source="a.txt", headings=("Plan", "By the end of your first week")),
    hit_of("- You have closed 15 cases", 100, source="a.txt", headings=("Plan", "By the end of your second month")),
]


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("How many cases are closed in the first week?", ["- You know the team"]),
        ("How many cases are closed in month 2?", ["- You have closed 15 cases"]),
        ("How many cases are closed in the third month?", ["- You have closed 15 cases", "- You know the team"]),
        ("How many cases are closed?", ["- You have closed 15 cases", "- You know the team"]),
        (
            "What is the difference between the first week and the first year?",
            ["- You have closed 15 cases", "- You know the team"],
        ),
    ],
)
def test_what_stands_under_another_number_is_said_of_that(asked: str, left: list[str]) -> None:
    findings = [found_in(WEEKS[1], "- You have"), found_in(WEEKS[0], "- You know")]
    known = stretches([hit.passage for hit in WEEKS])
    assert [one.text for one in under_asked_heading(analyse(asked), findings, known)] == left


def test_what_a_passage_says_of_the_number_asked_about_stays() -> None:
    hits = [
        hit_of("- You know the team", source="a.txt", headings=("Plan", "Week 1")),
        hit_of("Mia leads week 1 as well.\nShe charges 40.", 100, source="a.txt", headings=("Plan", "Appendix 3")),
    ]
    findings = [found_in(hits[1], "She charges")]
    known = stretches([hit.passage for hit in hits])
    assert under_asked_heading(analyse("How much does week 1 cost?"), findings, known) == findings
    assert under_asked_heading(analyse("How much does week 2 cost?"), findings, known) == findings


@pytest.mark.parametrize(
    ("text", "row", "asked", "lacks"),
    [
        (WEEK, "Mon", "What is on on Sunday?", True),
        (WEEK, "Mon", "What is on on Wednesday?", True),
        (WEEK, "Thu", "What is on on Friday?", False),
        (WEEK, "Mon", "What is on in the morning?", False),
        (CAKE, "plums", "How much milk goes in the plum cake?", True),
        (CAKE, "butter", "How much butter goes in the plum cake?", False),
        (CAKE, "plums", "How much is needed?", False),
        (HOTEL, "Anchor", "How much is the Anchor in spring?", True),
        (HOTEL, "Anchor", "How much is the Anchor in summer?", False),
        (HOTEL, "Anchor", "How much is the Anchor?", False),
        (WEEK.replace("| Day |", "| When |"), "Tue", "What is on at noon?", False),  # one table alone
    ],
)
def test_a_day_a_thing_or_a_season_that_is_not_there(text: str, row: str, asked: str, lacks: bool) -> None:
    known = whole_tables(text)
    assert lacks_what_is_asked(analyse(asked), row_found(known, row), known, 0.5) is lacks


def test_a_reader_that_is_sure_may_know_a_thing_by_another_name_but_no_day() -> None:
    cake, week = whole_tables(CAKE), whole_tables(WEEK)
    assert not lacks_what_is_asked(analyse("How much fat goes in?"), row_found(cake, "butter"), cake, 0.9)
    assert lacks_what_is_asked(analyse("How much fat goes in?"), row_found(cake, "butter"), cake, 0.5)
    assert lacks_what_is_asked(analyse("What is on on Sunday?"), row_found(week, "Mon"), week, 0.9)


PARTY = """# Party

| Flat | Dish | Brought by |
|---|---|---|
| 1 | Salad | Birgit |
| 2 | Lemon tart | Amara |
"""


@pytest.mark.parametrize(
    ("asked", "lacks"),
    [
        ("Who brings the bread?", True),
        ("Who brings the lemon tart?", False),
        ("Who brings salad?", False),
        ("Who brings bread?", True),
        ("Who came?", False),
        ("Who lives in flat 9?", True),
        ("Who lives in flat 2?", False),
        ("Who came in room 9?", False),  # the table has no rooms
    ],
)
def test_an_object_or_a_number_that_is_not_there(asked: str, lacks: bool) -> None:
    known = whole_tables(PARTY)
    assert lacks_what_is_asked(analyse(asked), row_found(known, "1"), known, 0.95) is lacks


@pytest.mark.parametrize(
    ("levels", "lacks"),
    [(("11th", "12th"), False), (("1-9", "10-14"), False), (("1", "9+"), False), (("11th", "13th"), True)],
)
def test_a_number_may_stand_as_an_ordinal_or_in_a_range(levels: tuple[str, str], lacks: bool) -> None:
    known = whole_tables(f"| Level | Rages |\n|---|---|\n| {levels[0]} | 4 |\n| {levels[1]} | 5 |\n")
    asked = analyse("How many rages are there at level 12?")
    assert lacks_what_is_asked(asked, row_found(known, levels[1]), known, 0.95) is lacks


DAYS = [
    passage_of("- Light the kiln.", headings=("Course", "Day 1")),
    passage_of("- Rest, as on day 5.", 100, headings=("Course", "Day 2")),
]


@pytest.mark.parametrize(
    ("asked", "lacks"),
    [
        ("What do we do on day 8?", True),
        ("What do we do on day 2?", False),
        ("What do we do on day 5?", False),  # it is spoken of
        ("What do we do in room 8?", False),  # there are no rooms
        ("Do we rest on day 8?", False),  # a rule for all days may say it
    ],
)
def test_a_heading_for_another_number_is_not_of_the_one_that_is_asked_for(asked: str, lacks: bool) -> None:
    best = finding("- Light the kiln.", 0.9)
    assert lacks_what_is_asked(analyse(asked), best, stretches(DAYS), 0.9) is lacks


def test_a_heading_for_several_numbers_may_hold_it() -> None:
    known = stretches([*DAYS, passage_of("- Pack.", 200, headings=("Course", "Day 6 to 9"))])
    assert not lacks_what_is_asked(analyse("What do we do on day 8?"), finding("- Pack.", 0.9, start=200), known, 0.9)


PLAGUE = "The plague came to London with the ships."
DIARY = "The diary of Anne describes a winter in Delft."


def test_a_question_without_capitals_is_not_answered_where_its_name_does_not_stand() -> None:
    hits = [hit_of(DIARY, source="a.txt"), replace(hit_of(PLAGUE, source="b.txt"), rank=2)]
    found = found_in(hits[0], DIARY, 0.9)
    asked = "whose diary describes the plague of london"
    declined = compose(analyse(asked), Reading((found,), 0.9), hits, 0.5)
    assert not declined.answered
    assert "london" in (declined.reason or "")
    assert compose(analyse("whose diary describes a winter"), Reading((found,), 0.9), hits, 0.5).answered
    assert name_missing(analyse(asked), [replace(found, hit_rank=2)], hits) is None
    assert name_missing(analyse("compare the plague of london and the winter"), [found], hits) is None
