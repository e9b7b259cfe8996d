"""The terms of reStructuredText: their names, what is told of them, and where what explains them begins."""

import pytest

from askhz.documents.outline import lines_of
from askhz.documents.restructured_terms import Term, defined, described, option


def seen(text: str, term: Term | None) -> tuple[list[str], list[str], str] | None:
    """The names, what is told, and the explanation from its first character on."""
    if term is None:
        return None
    names, told = ([text[slice(*span)] for span in spans] for spans in (term.names, term.told))
    return names, told, "" if term.start is None else text[term.start :].strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("water\n  wet", (["water"], [], "wet")),
        ("  water : liquid : cold\n    wet", (["water"], ["liquid", "cold"], "wet")),
        ("water::\n  wet", (["water"], [], "wet")),
        ("water\nwet", None),
        ("water\n\n  wet", None),
        ("| water\n   wet", None),
        ("water", None),
    ],
)
def test_a_definition_is_deeper_than_its_term(text: str, expected: object) -> None:
    assert seen(text, defined(lines_of(text), 0)) == expected


def test_a_glossary_has_several_terms() -> None:
    text = "house\nflat : f\n  Where."
    assert seen(text, defined(lines_of(text), 0, glossary=True)) == (["house", "flat"], [], "Where.")
    assert defined(lines_of(text), 0) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-a  all", (["-a"], [], "all")),
        ("-o FILE, --out=<file>  where", (["-o FILE, --out=<file>"], [], "where")),
        ("--long\n    where", (["--long"], [], "where")),
        ("/V  old", (["/V"], [], "old")),
        ("-a all", None),
        ("--long\nwhere", None),
        ("-- all", None),
    ],
)
def test_an_option_stands_before_two_spaces_or_a_deeper_line(text: str, expected: object) -> None:
    assert seen(text, option(lines_of(text), 0)) == expected


def test_each_line_beside_a_directive_is_a_name() -> None:
    text = "send(a,\n b)\nkeep \\\n going\nstop\n:type: int\n:module: x\n\n All."
    lines = lines_of(text)
    names = ["send(a,\n b)", "keep \\\n going", "stop"]
    assert seen(text, described(lines[:5], lines[5:7], lines[8:], 8)) == (names, ["type: int"], "All.")
    assert described(lines[4:5], [], [], 5).start is None
