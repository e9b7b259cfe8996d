"""Names with a small number."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from askhz.claims import required
from askhz.claims.grounds import Ground
from askhz.claims.numbered import is_numbered, is_ranged, numbers_of, told_of_number
from askhz.claims.terms import Term
from askhz.question import analyse

TEXT = "Kestrel 4 runs on Fedora 41 and later, on Debian 12 and 13. PostgreSQL 14 to 17 is required; port 15 is free."


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [
        ("Debian", "12", True),
        ("Debian", "13", True),
        ("Debian", "15", False),  # another thing's
        ("Debian", "41", False),
        ("Kestrel", "4", True),
        ("Fedora", "41", True),
    ],
)
def test_a_number_is_the_nearest_names(name: str, number: str, expected: bool) -> None:
    assert is_numbered(name, number, TEXT) is expected


def test_where_nothing_is_named_it_is_what_the_document_is_about() -> None:
    assert is_numbered("Loom", "4", "Version: 4.0.0; Released: 2024", "Loom")
    assert not is_numbered("Loom", "6", "Version: 4.0.0; Node.js: 6, 8", "Loom")
    assert not is_numbered("Loom", "4", "4.0.0", "Flax")


def test_several_and_abbreviated() -> None:
    assert is_numbered("Room", "12", "rooms 11 and 12")
    assert is_numbered("Postgres", "15", "PostgreSQL 15")
    assert numbers_of("Python", "Python 3.11 and 2 GB") == ["3.11"]


def test_a_range_decides() -> None:
    assert is_ranged("Fedora", TEXT)
    assert is_ranged("PostgreSQL", TEXT)
    assert not is_ranged("Debian", TEXT)
    assert is_ranged("Fedora", "läuft unter Fedora ab Version 40")


def told(question: str, *texts: str, held: int = 0) -> bool | None:
    def holding(words: Sequence[str]) -> int:
        return held

    term: Term = next(term for term in required(analyse(question)) if term.noun)
    return told_of_number(term, [Ground(text, "") for text in texts], holding)


def test_whether_a_name_is_there_with_its_number() -> None:
    assert told("Does it run on Debian 13?", TEXT) is True
    assert told("Does it run on Fedora 42?", TEXT) is True  # the range decides
    assert told("Does it run on Debian 15?", TEXT) is False
    assert told("Does it run on Slackware 15?", TEXT) is None
    assert told("Does it run on Debian 15?", TEXT, held=99) is None  # not all of them were looked at
    assert told("What does the Section 7 say?", "Section 6 says so. 7. Keys") is None


def test_an_ordinal_counts_only_beside_the_name() -> None:
    assert is_numbered("level", "12", "At the 12th level it opens.")
    assert is_numbered("level", "12", "Level: 12th; Rages: 5")
    assert not is_numbered("Loom", "3", "It ran on Loom until the 3rd of May.")
