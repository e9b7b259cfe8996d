"""What is asked for by how it is written."""

import pytest

from askhz.answering.contacts import contact_in
from askhz.question import analyse

TEXT = "Ask ada@example.org, or bo@example.org, +41 555 030 51, see https://example.org/desk."


@pytest.mark.parametrize(
    ("asked", "near", "expected"),
    [
        ("What is the mail address of the desk?", None, "ada@example.org"),
        ("What is the mail address of the desk?", "or bo", "bo@example.org"),
        ("What is the desk's phone number?", None, "+41 555 030 51"),
        ("What is the desk's website?", None, "https://example.org/desk"),
        ("Who reads the mails?", None, None),
        ("What is the name of the desk?", None, None),
    ],
)
def test_the_contact_of_the_kind_that_is_named(asked: str, near: str | None, expected: str | None) -> None:
    span = (TEXT.index(near), TEXT.index(near) + len(near)) if near else None
    found = contact_in(analyse(asked), TEXT, span)
    assert (TEXT[slice(*found)] if found else None) == expected
