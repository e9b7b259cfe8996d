"""Who was at a meeting, by its minutes."""

from __future__ import annotations

import pytest
from readers import read_one

from askhz.claims import asks_who_attended, attendance_in
from askhz.documents.markdown import read_markdown
from askhz.question import analyse

NAMES = "* Ada Lind\n* Bo Ek"


def present(text: str, asked: str = "Who attended the board meeting?") -> str | None:
    document = read_one(read_markdown, text, "minutes.md")
    span = attendance_in(analyse(asked), document)
    return document.text[slice(*span)] if span else None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Who attended the board meeting in May?", True),
        ("who was at the sync meeting", True),
        ("Who took part in the council call?", True),
        ("Which people were at the summit?", True),
        ("Who is on the board?", False),
        ("Who is on call tonight?", False),
        ("Who joined the board in January?", False),
        ("Who is in charge of the minutes?", False),
        ("attendees of the May session", True),
        ("Who was at the helm?", False),
        ("Who joined the company?", False),
        ("Who led the board meeting?", False),
        ("What was said at the board meeting?", False),
    ],
)
def test_what_asks_for_it(asked: str, expected: bool) -> None:
    assert asks_who_attended(analyse(asked)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"# Board\n\n## Present\n\n{NAMES}\n\n## Agenda\n\nThe wheel.\n", NAMES),
        (f"# Board\n\n## Members present:\n\n{NAMES}\n", NAMES),
        (f"# Board\n\n**Attendees**\n\n{NAMES}\n\nThe wheel.\n", NAMES),
        ("# Board\n\nAttendees: Ada Lind, Bo Ek\n\nThe wheel.\n", "Attendees: Ada Lind, Bo Ek"),
        (f"# Board\n\n## The present state\n\n{NAMES}\n", None),
        (f"# Board\n\n## Present\n\n{NAMES}\n\n## Attendees\n\n{NAMES}\n", None),  # of which meeting?
        ("# Board\n\n## Present\n\n## Agenda\n\nThe wheel.\n", None),
        (f"# Board\n\n## Present\n\n{NAMES}{' or another' * 400}\n", None),
    ],
)
def test_where_it_stands(text: str, expected: str | None) -> None:
    assert present(text) == expected


def test_of_the_meeting_of_another_day_it_says_nothing() -> None:
    text = f"# Board, 2024-06-11\n\n## Present\n\n{NAMES}\n"
    assert present(text, "Who attended the board meeting in June 2024?") == NAMES
    assert present(text, "Who attended the board meeting in May 2024?") is None
    assert present(text.replace(", 2024-06-11", ""), "Who attended the board meeting in June 2024?") is None


def test_of_another_meeting_it_says_nothing() -> None:
    text = f"# Board meeting\n\n## Present\n\n{NAMES}\n"
    assert present(text, "Who was at the board meeting?") == NAMES
    assert present(text, "Who attended the last meeting?") == NAMES
    assert present(text, "Who joined the call with the printers?") is None
