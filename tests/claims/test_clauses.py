"""Clauses and schedules by their numbers."""

from __future__ import annotations

import pytest
from readers import read_one

from askhz.claims.clauses import clause_asked, clauses_in, label_of
from askhz.documents.markdown import read_markdown
from askhz.documents.plain import read_plain
from askhz.records import Document

LEASE = """# Lease

## 1. Rent

It is 900.

## 2. Pets

None.

## Schedule 1: Keys

1. Two for the door.
2. One for the cellar.

## Schedule 2: Stairs

### 1. Cleaning

Every week.

### 2. Bicycles

Not here.
"""


def lease() -> Document:
    return read_one(read_markdown, LEASE, "lease.md")


def told(asked: str) -> list[str]:
    clause, document = clause_asked(asked), lease()
    assert clause is not None
    return [" ".join(document.text[start:end].split()) for start, end in clauses_in(clause, document)]


def test_a_schedule_numbers_its_clauses_anew() -> None:
    assert told("What does clause 2 say?") == [
        "## 2. Pets None.",
        "2. One for the cellar.",
        "### 2. Bicycles Not here.",
    ]


def test_a_schedule_is_no_clause_of_its_number() -> None:
    assert told("What does schedule 1 say?") == ["## Schedule 1: Keys 1. Two for the door. 2. One for the cellar."]
    assert told("What does annex 1 say?") == []
    assert told("Clause 3?") == []


@pytest.mark.parametrize(
    ("asked", "number", "holder"),
    [
        ("What does clause five say?", "5", ""),
        ("clause 4.10 of the lease", "4.10", ""),
        ("And § 7?", "7", ""),
        ("What does annex B say about keys?", "B", "annex"),
        ("What does clause 3 of schedule 2 say?", "3", ""),
        ("In schedule 2, what does clause 3 say?", "3", ""),
    ],
)
def test_the_number_that_is_asked_for(asked: str, number: str, holder: str) -> None:
    clause = clause_asked(asked)
    assert clause is not None
    assert (clause.number, clause.holder) == (number, holder)


@pytest.mark.parametrize("asked", ["Is there a schedule a week ahead?", "What does the clause say?", "Who has 5 keys?"])
def test_nothing_is_named_by_a_number(asked: str) -> None:
    assert clause_asked(asked) is None


def test_what_a_clause_stands_in() -> None:
    document = lease()
    assert label_of(document, LEASE.index("## 2. Pets")) == "Lease"
    assert label_of(document, LEASE.index("### 2. Bicycles")) == "Schedule 2: Stairs"
    assert label_of(document, LEASE.index("2. One")) == "Schedule 1: Keys"


def test_lines_of_a_plain_text_behind_a_schedule_are_its_clauses() -> None:
    schedule = "SCHEDULE A\n1. The kitchen may be used.\n2. The piano is tuned.\n"
    text = f"LEASE\n\n1. Rent\nIt is 900.\n\n2. Pets\nNone.\n\n{schedule}"
    clause, document = clause_asked("What does clause 2 say?"), read_one(read_plain, text, "lease.txt")
    assert clause is not None
    found = [" ".join(document.text[start:end].split()) for start, end in clauses_in(clause, document)]
    assert found == ["2. Pets None.", "2. The piano is tuned."]


def test_an_article_is_no_section_but_any_of_them_is_a_clause() -> None:
    document = read_one(read_plain, "RULES\n\nArticle 1. Keys\nTwo.\n\n§ 2. Pets\nNone.\n", "rules.txt")

    def found(asked: str, *, called_so: bool = True) -> list[str]:
        clause = clause_asked(asked)
        assert clause is not None
        return [
            document.text[start:end].split("\n")[0] for start, end in clauses_in(clause, document, called_so=called_so)
        ]

    assert found("What does article 1 say?") == found("What does clause 1 say?") == ["Article 1. Keys"]
    assert found("What does section 1 say?") == []
    assert found("What does section 1 say?", called_so=False) == ["Article 1. Keys"]
    assert found("What does § 2 say?") == found("What is in clause 2?") == ["§ 2. Pets"]
