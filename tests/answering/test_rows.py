"""Rows of a whole table that the question's words point to."""

from __future__ import annotations

import pytest
from readers import read_one

from askhz.answering.rows import asks_for_ticked, rows_alike, rows_told
from askhz.answering.surroundings import Stretch, stretches
from askhz.documents.markdown import read_markdown
from askhz.question import analyse
from askhz.records import Finding, Passage
from askhz.text.words import word_set

STAFF = """# Staff of the mill

| Name | Department | Role | Weekly hours | First aider | Net (EUR) | Gross (EUR) |
|---|---|---|---|---|---|---|
| Ada Lind | Maintenance | Electrician | 38 | yes | 20 | 30 |
| Bo Ek | Sales | Clerk | 25 | no | 21 | 31 |
| Cy Moe | Maintenance | Fitter | 40 | no | 25 | 36 |
| Di Orr | Production | Apprentice miller | 40 | yes | 12 | 15 |
"""


def tables(text: str = STAFF) -> list[Stretch]:
    document = read_one(read_markdown, text, "staff.md")
    rows = [block for block in document.blocks if block.kind == "row"]
    spans = tuple((block.start, block.end) for block in rows if not block.header)
    start, end = rows[0].start, rows[-1].end
    edits = tuple(edit for edit in document.edits if start <= edit.start and edit.end <= end)
    passage = Passage(
        "staff.md", start, end, text[start:end], spans, (), document.title, edits, tuple(row.kind for row in rows[1:])
    )
    return stretches([passage])


def told(asked: str, text: str = STAFF) -> list[str]:
    """The first cells of the rows that are told."""
    found = rows_told(analyse(asked), tables(text))
    return [row.text.strip("| ").split(" | ")[0] for row in found[0]] if found else []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Who works in maintenance?", ["Ada Lind", "Cy Moe"]),
        ("Who is the apprentice?", ["Di Orr"]),
        ("Which employees are first aiders?", ["Ada Lind", "Di Orr"]),
        ("Who is not a first aider?", ["Bo Ek", "Cy Moe"]),
        ("Who isn't a first aider?", ["Bo Ek", "Cy Moe"]),
        ("Who in maintenance is a first aider?", ["Ada Lind"]),
        ("What is the role of Bo Ek?", ["Bo Ek"]),
        ("Who has the most weekly hours?", []),  # two have
        ("Who has the fewest weekly hours?", ["Bo Ek"]),
        ("Who costs the most?", ["Cy Moe"]),
        ("Who is the cheapest in gross?", ["Di Orr"]),
        ("Which first aider has the most in gross?", ["Ada Lind"]),
        ("Who in maintenance has the fewest weekly hours?", ["Ada Lind"]),
        ("Who in sales has the fewest weekly hours?", []),  # one alone is compared with nobody
    ],
)
def test_each_word_is_accounted_for(asked: str, expected: list[str]) -> None:
    assert told(asked) == expected


@pytest.mark.parametrize(
    "asked",
    [
        "Who works in logistics?",
        "Who works in maintenance on Sundays?",
        "Why does Ada Lind work in maintenance?",
        "How do I join maintenance?",
        "Who works in the mill?",  # that all rows are of
        "Which of them in maintenance is the oldest?",
        "Who is the tallest?",
        "Who is not the cheapest in gross?",
        "Who does not work in sales?",
    ],
)
def test_a_word_that_nothing_accounts_for_leaves_it_open(asked: str) -> None:
    assert told(asked) == []


def test_net_and_gross_must_agree() -> None:
    assert told("Which electrician is the most expensive?") == []
    assert told("Who has the most net and gross?") == ["Cy Moe"]
    other = STAFF.replace("| 25 | 36 |", "| 25 | 29 |")
    assert told("Who has the most net and gross?", other) == []


def test_of_two_tables_that_tell_none_is_meant() -> None:
    assert rows_told(analyse("Who works in sales?"), [*tables(), *tables(STAFF.replace("Bo Ek", "Flo Ans"))]) is None


def test_too_many_rows_are_not_quoted() -> None:
    rows = "".join(
        f"| Person {n} | {'Sales' if n % 2 else 'Stores'} | works here since a long time |\n" for n in range(90)
    )
    assert told("Who works in sales?", f"# S\n\n| Name | Department | Note |\n|---|---|---|\n{rows}") == []


FLEET = """# Ferries

| Ferry | Cars | Retired | Heated |
|---|---|---|---|
| Elk | 48 | 2019 | yes |
| Alder | 60 | | no |
| Tern | – | | yes |
| Total | 360 | | |
"""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("When was the Elk retired?", ["Elk"]),
        ("When was the Alder retired?", []),  # its cell is empty
        ("How many cars does the Tern take?", []),  # a dash
        ("How many are there of the Tern?", []),  # all others have a number there
        ("Which ferries are heated?", ["Elk", "Tern"]),
        ("Which ferries are not heated?", ["Alder"]),  # nor is the sum one
        ("How many cars in total?", ["Total"]),
    ],
)
def test_empty_cells_and_sums_tell_nothing(asked: str, expected: list[str]) -> None:
    assert told(asked, FLEET) == expected


def test_whether_a_column_of_yes_and_no_is_asked_for() -> None:
    assert asks_for_ticked(analyse("Which ferries are heated?"), tables(FLEET))
    assert not asks_for_ticked(analyse("Which ferries are retired?"), tables(FLEET))


INVENTORY = """# Lease

## Inventory

| Item | Room | Number |
|---|---|---|
| Wardrobe | Bedroom | 2 |
| Keys | Hall | 3 |
"""


@pytest.mark.parametrize(
    ("asked", "said", "expected"),
    [
        ("How many wardrobes are in the flat?", "The flat on the second floor.", ["Wardrobe"]),
        ("How many wardrobes are in the office?", "The flat on the second floor.", []),
        ("How many chairs are in the flat?", "The flat on the second floor.", []),
        ("How many keys are there?", "", ["Keys"]),
    ],
)
def test_a_thing_is_counted_where_the_document_says_what_all_is_of(asked: str, said: str, expected: list[str]) -> None:
    found = rows_told(analyse(asked), tables(INVENTORY), {"staff.md": word_set(said)})
    assert ([row.text.strip("| ").split(" | ")[0] for row in found[0]] if found else []) == expected


def test_a_day_that_is_written_short_is_the_day() -> None:
    courses = "# Courses\n\n| Course | Day |\n|---|---|\n| Yoga | Tue |\n| Pottery | Wed |\n| Spanish | Tue |\n"
    assert told("Which courses are on Tuesday?", courses) == ["Yoga", "Spanish"]
    assert told("Which courses are on Friday?", courses) == []


@pytest.mark.parametrize(
    ("asked", "row", "expected"),
    [
        ("Who mends things in maintenance?", "Cy Moe", ["Ada Lind", "Cy Moe"]),
        ("Who sells things in sales?", "Bo Ek", []),  # the only one
        ("Is Ada Lind in maintenance?", "Ada Lind", []),
        ("Who mends the loom?", "Cy Moe", []),
    ],
)
def test_rows_of_which_the_same_is_said(asked: str, row: str, expected: list[str]) -> None:
    known = tables()
    unit = next(unit for unit in known[0].units if row in unit.text)
    best = Finding(unit.source, unit.start, unit.end, unit.text, 1.0, None, 1)
    found = rows_alike(analyse(asked), best, known)
    assert ([one.text.strip("| ").split(" | ")[0] for one in found[0]] if found else []) == expected
