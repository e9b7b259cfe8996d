from findings import found_in, hit_of, passage_of

from askhz.answering.surroundings import group_of, stretch_of, stretches, unit_of
from askhz.records import Passage


def groups(text: str) -> list[tuple[str, list[str], list[str]]]:
    (stretch,) = stretches([passage_of(text)])
    return [(g.kind, [unit.text for unit in g.lead], [unit.text for unit in g.members]) for g in stretch.groups]


def test_items_and_code_are_one_list_with_what_leads_in() -> None:
    assert groups("Before.\nDo this:\n1. one\n$ run\n- two\nAfter.") == [
        ("list", ["Do this:"], ["1. one", "$ run", "- two"])
    ]


def test_a_paragraph_of_an_item_belongs_to_it() -> None:
    assert groups("1. one\n\n   Be careful.\n\n2. two\n\nAfter.") == [("list", [], ["1. one", "Be careful.", "2. two"])]


def test_a_line_of_code_by_itself_is_a_step() -> None:
    assert groups("To update:\n\n`apt update`\n\n`apt upgrade`\n\nDone.") == [
        ("list", ["To update:"], ["`apt update`", "`apt upgrade`"])
    ]


def test_short_lines_below_a_colon_are_a_list() -> None:
    assert groups("Method:\nMix it\nBake it\n\nServes two") == [("lines", ["Method:"], ["Mix it", "Bake it"])]
    assert groups("Method:\nMix it well.\nBake it long.") == []


def test_rows_are_a_table() -> None:
    assert groups("Hours:\n| Monday | 9 |\n| Tuesday | 10 |") == [
        ("table", ["Hours:"], ["| Monday | 9 |", "| Tuesday | 10 |"])
    ]


def test_what_a_finding_stands_in() -> None:
    hit = hit_of("Do:\n- one\n- two", 50)
    longer = Passage("a.txt", 40, 100, " " * 60, ())
    (stretch, other) = stretches([hit.passage, longer])
    finding = found_in(hit, "- two")
    assert stretch_of(finding, [stretch]) is stretch
    assert stretch_of(finding, [stretch, other]) is other  # the longest
    assert stretch_of(finding, []) is None
    unit = unit_of(finding, stretch)
    assert unit is not None
    assert unit.text == "- two"
    group = group_of(unit.start, unit.end, stretch)
    assert group is not None
    assert [member.text for member in group.members] == ["- one", "- two"]
