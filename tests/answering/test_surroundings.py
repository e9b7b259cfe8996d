from findings import found_in, hit_of, passage_of

from askhz.answering.surroundings import group_of, paragraph_of, stretch_of, stretches, unit_of
from askhz.records import Passage


def groups(text: str) -> list[tuple[str, list[str], list[str]]]:
    (stretch,) = stretches([passage_of(text, kinds={">": "quotation"})])
    return [(g.kind, [unit.text for unit in g.lead], [unit.text for unit in g.members]) for g in stretch.groups]


def test_items_and_code_are_one_list_with_what_leads_in() -> None:
    assert groups("Before.\nDo this:\n1. one\n$ run\n- two\nAfter.") == [
        ("list", ["Do this:"], ["1. one", "$ run", "- two"])
    ]


def test_a_paragraph_of_an_item_belongs_to_it() -> None:
    assert groups("1. one\n\n   Be careful.\n\n2. two\n\nAfter.") == [("list", [], ["1. one", "Be careful.", "2. two"])]


PICTURE = "![The knob](img/knob.png)"


def test_pictures_and_notes_between_steps_do_not_end_a_list() -> None:
    assert groups(f"Do this:\n1. one\n{PICTURE}\n1. two\n\n> Note\n\n1. three\nAfter.") == [
        ("list", ["Do this:"], ["1. one", PICTURE, "1. two", "> Note", "1. three"])
    ]
    assert groups(f"- one\n{PICTURE}\n- two\n{PICTURE}") == [("list", [], ["- one", PICTURE, "- two"])]


def test_prose_between_steps_whose_numbers_follow_one_another_belongs_to_them() -> None:
    assert groups("1. one\nIt opens.\nWait.\n2. two\nAfter.") == [
        ("list", [], ["1. one", "It opens.", "Wait.", "2. two"])
    ]
    assert len(groups("1. one\n2. two\nThe other way:\n1. three\n2. four")) == 2
    assert len(groups("- one\nThe other way:\n- two")) == 2


def test_a_number_that_follows_far_below_begins_something_else() -> None:
    prose = "\n".join(f"It is said so {n}." for n in range(25))
    found = groups(f"1. one\n{prose}\n2. two\n3. three")
    assert [members for _, _, members in found] == [["1. one"], ["2. two", "3. three"]]


def test_what_leads_in_stands_above_a_picture() -> None:
    assert groups(f"Do this:\n{PICTURE}\n1. one\n2. two") == [("list", ["Do this:"], ["1. one", "2. two"])]


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


def test_the_sentences_of_a_paragraph() -> None:
    hit = hit_of("One is.\nTwo is.\nThree is.\n\nFour is.\n- five\n- six", 50)
    known = stretches([hit.passage])
    assert [unit.text for unit in paragraph_of(found_in(hit, "Two is."), known)] == ["One is.", "Two is.", "Three is."]
    assert [unit.text for unit in paragraph_of(found_in(hit, "Four is."), known)] == ["Four is."]
    assert paragraph_of(found_in(hit, "- six"), known) == ()
    assert paragraph_of(found_in(hit, "Two is."), []) == ()


def test_a_lead_in_that_does_not_say_what_the_list_is_of_has_the_sentence_before_it() -> None:
    assert groups("Before.\nThere are two mills.\nHere they are:\n- one\n- two") == [
        ("list", ["There are two mills.", "Here they are:"], ["- one", "- two"])
    ]
    for lead in ("The mills are:", "Here they are: two mills of the old town and all that is in them:"):
        assert groups(f"There are two mills.\n{lead}\n- one\n- two") == [("list", [lead], ["- one", "- two"])]
    assert groups("The mills\nHere they are:\n- one\n- two")[0][1] == ["Here they are:"]  # no sentence
