"""The numbers of list items, as Word shows them."""

import pytest
from lxml import etree

from askhz.documents.numbering import Numbering, number, roman

RULES = """<numbering>
<abstractNum abstractNumId="1"><lvl ilvl="0"><numFmt val="decimal"/><lvlText val="Article %1"/></lvl>
  <lvl ilvl="1"><start val="3"/><numFmt val="decimalZero"/><lvlText val="%1-%2"/><isLgl/></lvl></abstractNum>
<abstractNum abstractNumId="2"><numStyleLink val="Own"/></abstractNum>
<abstractNum abstractNumId="3"><styleLink val="Own"/><lvl ilvl="0"><numFmt val="upperLetter"/><lvlText val="%1)"/></lvl>
</abstractNum>
<abstractNum abstractNumId="4"><lvl ilvl="0"><numFmt val="none"/><lvlText val=""/></lvl></abstractNum>
<num numId="1"><abstractNumId val="1"/></num><num numId="2"><abstractNumId val="2"/></num>
<num numId="4"><abstractNumId val="4"/></num><num numId="5"><abstractNumId val="1"/></num>
<num numId="6"><abstractNumId val="1"/><lvlOverride ilvl="0"><startOverride val="1"/></lvlOverride></num>
<num numId="7"><abstractNumId val="99"/></num></numbering>"""


def numbering() -> Numbering:
    return Numbering(etree.fromstring(RULES))


def test_levels_start_count_and_begin_again() -> None:
    lists = numbering()
    marks = [lists.mark("1", depth) for depth in (0, 1, 1, 0, 1)]
    assert marks == ["Article 1", "1-3", "1-4", "Article 2", "2-3"]


def test_lists_of_the_same_rules_count_on_unless_they_restart() -> None:
    lists = numbering()
    assert [lists.mark(identity, 0) for identity in ("1", "5", "6", "6", "1")] == [
        "Article 1",
        "Article 2",
        "Article 1",
        "Article 2",
        "Article 3",
    ]


def test_a_deeper_item_before_any_higher_one() -> None:
    assert numbering().mark("1", 1) == "1-3"


def test_linked_rules_no_numbers_and_lists_that_are_not_there() -> None:
    lists = numbering()
    assert lists.mark("2", 0) == "A)"
    assert lists.mark("4", 0) == ""
    assert lists.mark("7", 0) is lists.mark("1", 5) is lists.mark("1", 99) is None
    assert Numbering(None).mark("1", 0) is None


@pytest.mark.parametrize(
    ("value", "form", "written"),
    [
        (27, "lowerLetter", "aa"),
        (3, "ordinal", "3rd"),
        (12, "ordinal", "12th"),
        (21, "chineseCounting", "二十一"),
        (10, "japaneseCounting", "十"),
        (0, "upperRoman", "0"),
        (5, "noSuchForm", "5"),
    ],
)
def test_forms_of_numbers(value: int, form: str, written: str) -> None:
    assert number(value, form) == written


def test_roman_numerals_add_up() -> None:
    worth = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
    for value in range(1, 4000):
        digits = [worth[sign] for sign in roman(value)]
        signed = [-one if one < after else one for one, after in zip(digits, [*digits[1:], 0], strict=True)]
        assert sum(signed) == value
