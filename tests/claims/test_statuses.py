"""Numbers that a text lists with what each means."""

from __future__ import annotations

import pytest
from readers import read_one

from askhz.claims.statuses import STATUS, lists_statuses, status_lines
from askhz.documents.plain import read_plain

MANUAL = """NAME
     loom - weaves

EXIT STATUS
     loom returns one of the following values:

           0       It went well
           1       No thread was given or
                   it broke
           2       The reed is missing

EXAMPLES
     Weave three times:

           1  loom
           2  loom
"""


def said(number: str, text: str = MANUAL) -> list[str]:
    document = read_one(read_plain, text, "loom.1.txt")
    return [" ".join(text[slice(*span)].split()) for span in status_lines(number, document)]


def test_a_status_is_explained_by_its_line() -> None:
    assert said("0") == ["0 It went well"]
    assert said("1") == ["1 No thread was given or it broke"]


def test_a_status_that_is_not_listed() -> None:
    assert said("3") == []
    assert lists_statuses(read_one(read_plain, MANUAL, "loom.1.txt"))


def test_numbers_that_nothing_calls_statuses() -> None:
    text = "Prices of the mill\n\n  1  flour\n  2  bran\n"
    assert said("1", text) == []
    assert not lists_statuses(read_one(read_plain, text, "prices.txt"))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("What does exit status 1 mean?", "1"),
        ("What is error 412?", "412"),
        ("What does signal 9 do?", "9"),
        ("What is error 4.2?", None),
        ("What does 7 mean?", None),
    ],
)
def test_how_a_status_is_asked_for(asked: str, expected: str | None) -> None:
    found = STATUS.search(asked)
    assert (found and found["status"]) == expected
