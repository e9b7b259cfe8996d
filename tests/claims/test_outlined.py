"""Lists of which each member has a heading of its own."""

from __future__ import annotations

import pytest
from readers import read_one

from askhz.claims.outlined import outline_asked
from askhz.documents.markdown import read_markdown
from askhz.question import analyse

WAYS = """# 4 ways to save water

Water is dear in summer.

## Fix the taps

A tap that drips loses twenty litres a day.

## Shower for less

Five minutes do.

## Catch the rain

A barrel is enough.

## Water at night

Less of it dries up.

## Further reading

The almanac.
"""


def listed(asked: str, text: str) -> list[str]:
    document = read_one(read_markdown, text, "water.md")
    found = outline_asked(analyse(asked), document)
    if found is None:
        return []
    return [
        document.text[start:end].lstrip("# ") for start, end in (*([found.lead] if found.lead else []), *found.members)
    ]


MEMBERS = ["Fix the taps", "Shower for less", "Catch the rain", "Water at night"]


@pytest.mark.parametrize(
    "asked", ["What are the ways to save water?", "List the four ways to save water", "ways to save water"]
)
def test_a_number_that_is_that_of_the_headings_tells_that_they_are_members(asked: str) -> None:
    assert listed(asked, WAYS) == (MEMBERS if analyse(asked).kind == "list" else [])


@pytest.mark.parametrize(
    "asked",
    [
        "What are the six ways to save water?",
        "What are the ways to save oil?",
        "Which ways to save water are new?",
        "How do I save water?",
        "What are they?",
    ],
)
def test_what_is_asked_must_be_said_and_counted_alike(asked: str) -> None:
    assert listed(asked, WAYS) == []


def test_headings_are_no_members_where_nothing_tells_so() -> None:
    assert listed("What are the ways to save water?", WAYS.replace("# 4 ways", "# Ways")) == []
    assert listed("What are the ways to save water?", WAYS.replace("# 4 ways", "# 9 ways")) == []
    assert listed("What are the ways to save water?", WAYS.replace("# 4 ways", "# Fourteen ways")) == []


def test_a_colon_before_the_first_part_leads_in_to_them() -> None:
    text = WAYS.replace("# 4 ways to save water", "# Water").replace("is dear in summer", "can be saved in many ways")
    assert listed("What are the ways to save water?", text) == []
    led = text.replace("many ways.", "many ways:")
    assert listed("What are the ways to save water?", led) == ["Water can be saved in many ways:", *MEMBERS]


def test_what_is_listed_must_be_what_is_counted() -> None:
    text = WAYS.replace("# 4 ways to save water", "# 4 projects of six towns")
    assert listed("Which projects do towns have?", text) == MEMBERS
    assert listed("Which towns have projects?", text) == []


def test_parts_with_numbers_are_members_without_those_around_them() -> None:
    text = "# Mills\n\n## How to find a leak\n\nBy ear.\n\n" + "".join(
        f"### Step {n}: {name}\n\nSlowly.\n\n" for n, name in enumerate(["Listen", "Look", "Feel"], 1)
    )
    expected = ["Step 1: Listen", "Step 2: Look", "Step 3: Feel"]
    assert listed("What are the ways to find a leak?", text + "### Tools\n\nNone.\n") == expected
    assert listed("What are the ways to find a leak?", text.replace("Step 2", "Step 7")) == []


def test_the_line_below_a_heading_is_no_word_of_it() -> None:
    text = "Three rules\n===========\n\n" + "".join(f"{name}\n----\n\nAlways.\n\n" for name in ("Sit", "Stay", "Sing"))
    assert listed("What are the three rules?", text) == ["Sit", "Stay", "Sing"]


FLU = "# Guide to the flu\n\nCauses, symptoms and treatment of the flu:\n\n" + "".join(
    f"## {name}\n\nText.\n\n" for name in ("Causes", "Symptoms", "Treatment")
)
SOUP = "# Leek soup in 3 steps\n\nThe ingredients of the soup are leeks and cream.\n\n" + "".join(
    f"## {n}. {name}\n\nText.\n\n" for n, name in enumerate(("Chop", "Fry", "Boil"), 1)
)
BANK = "# The bank\n\nThe bank offers three loans to members.\n\n" + "".join(
    f"## {name}\n\nText.\n\n" for name in ("Conditions", "Interest", "Fees")
)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("What symptoms does the flu have?", FLU),
        ("What are the ingredients of the soup?", SOUP),
        ("What loans does the bank offer?", BANK),
        ("What loans does the bank offer?", BANK.replace("members.", "members:").replace("Fees", "How to apply")),
    ],
)
def test_parts_of_a_text_are_no_members(asked: str, text: str) -> None:
    assert listed(asked, text) == []


def test_another_number_than_that_of_the_members_is_none_of_theirs_though_they_are_led_in_to() -> None:
    led = WAYS.replace("Water is dear in summer.", "There are many ways to save water:")
    assert listed("What are the six ways to save water?", led) == []
    assert listed("What are the four ways to save water?", led)[1:] == MEMBERS


def test_a_section_of_its_own_says_what_is_asked() -> None:
    text = "# Membership of the club\n\n" + "".join(
        f"## {n}. {name}\n\nText.\n\n" for n, name in enumerate(("Fees", "Forms", "Types of membership"), 1)
    )
    assert listed("What are the types of membership?", text) == []
    assert listed("What are the types of membership?", text.replace("Types of membership", "Guests")) != []


def test_of_two_lists_that_may_be_meant_none_is() -> None:
    text = "# Water\n\n" + "".join(
        f"## Ways to save water, {n}\n\nThree ways:\n\n"
        + "".join(f"### {name}\n\nNow.\n\n" for name in ("Fix", "Catch", "Wait"))
        for n in ("east", "west")
    )
    assert listed("What are the ways to save water?", text) == []
    assert listed("What are the ways to save water west?", text)[1:] == ["Fix", "Catch", "Wait"]


def test_what_is_counted_may_be_said_to_be_below() -> None:
    text = WAYS.replace("# 4 ways to save water", "# Water").replace(
        "Water is dear in summer.", "Projects save water. We show four below."
    )
    assert listed("Which projects save water?", text) == MEMBERS
    assert listed("Which projects save water?", text.replace("four below", "four")) == []


def test_an_introduction_is_no_member() -> None:
    text = WAYS.replace("## Fix the taps", "## Introduction\n\nIt is dear.\n\n## Fix the taps")
    assert listed("What are the ways to save water?", text) == MEMBERS


def test_numbers_may_be_roman() -> None:
    names = ("Codebase", "Config", "Logs", "Processes")
    text = "# The four-factor mill\n\n# Background\n\nText.\n\n" + "".join(
        f"# {number}. {name}\n\nText.\n\n" for number, name in zip(("I", "II", "III", "IV"), names, strict=True)
    )
    assert [member.split(". ")[1] for member in listed("What are the four factors?", text)] == list(names)
