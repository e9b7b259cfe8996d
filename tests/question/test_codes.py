"""Codes in a question."""

import pytest

from askhz.question.codes import codes_in


def test_each_code_is_found_once() -> None:
    assert [code.text for code in codes_in("--log_level 2.4.1rc1 E-12 trustedProxy")] == [
        "--log_level",
        "2.4.1rc1",
        "E-12",
        "trustedProxy",
    ]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("E4023", "E17", True),
        ("E4023", "OPS-17", False),
        ("-T", "--depth", True),
        ("2.4", "9", True),
        ("2.4", "2019", False),
        ("log_level", "trustedProxy", True),
    ],
)
def test_what_stands_in_the_place_of_what(one: str, other: str, alike: bool) -> None:
    (first,), (second,) = codes_in(one), codes_in(other)
    assert first.is_like(second) is second.is_like(first) is alike


def test_the_noun_before_a_code_is_told() -> None:
    assert [code.noun for code in codes_in("9 Clause 9, version 2.0")] == ["", "clause", "version"]
