import pytest

from askhz.records import Anchor, BlockKind, Edit, Passage
from askhz.text.passages import unit_texts
from askhz.text.stretches import above_rows, interrupted, joined, may_be_interrupted, runs_on, within_one


def part(text: str, start: int, kind: BlockKind = "item", headings: tuple[str, ...] = (), source: str = "a") -> Passage:
    """A passage of one unit."""
    end = start + len(text)
    anchors = (Anchor(0, headings=headings),) if headings else ()
    return Passage(
        source, start, end, text, ((start, end),), anchors, kinds=(kind,), edits=(Edit(start, start + 2, ""),)
    )


ONE, TWO, THREE = part("- one", 0), part("- two", 6), part("- three", 12)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (TWO, True),
        (part("$ run", 6, "code"), True),
        (part("It ends.", 6, "paragraph"), True),  # it may stand within the item
        (part("- two", 6, source="b"), False),
        (part("- two", 6, headings=("Next",)), False),
        (part("- two", 600), False),
    ],
)
def test_a_list_runs_on_within_its_section(other: Passage, expected: bool) -> None:
    assert runs_on(ONE, other) is expected


def test_a_passage_within_one_list() -> None:
    assert within_one(ONE)
    assert not within_one(part("It ends.", 0, "paragraph"))
    assert not within_one(Passage("a", 0, 1, "x", ((0, 1),)))


def test_joined_passages_read_as_one_document() -> None:
    (whole,) = joined([THREE, ONE, TWO, ONE], {("a", 5, 6): "\n", ("a", 11, 12): "\n"})
    assert whole.text == "- one\n- two\n- three"
    assert (whole.start, whole.end) == (0, 19)
    assert [whole.text[start:end] for start, end in whole.sentences] == ["- one", "- two", "- three"]
    assert unit_texts(whole) == ["one", "two", "three"]
    assert whole.kinds == ("item",) * 3


def test_what_lies_between_must_be_known_and_empty() -> None:
    assert joined([ONE, TWO], {("a", 5, 6): "x"}) == [ONE, TWO]
    assert joined([ONE, TWO], {}) == [ONE, TWO]
    assert joined([], {}) == []


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ("\n\n.. code-block:: console\n\n   ", 1),
        ("\n\n   .. code::\n      :number-lines:\n\n   ", 1),
        ("\n\n.. note::\n\n   ", 2),
        ("\n\n.. code-block:: console\n\nElse:\n\n   ", 2),
    ],
)
def test_a_directive_that_says_that_code_follows_divides_nothing(between: str, expected: int) -> None:
    first = part("1. Run:", 0)
    other = part("rooms list", 7 + len(between), "code")
    assert len(joined([first, other], {("a", 7, other.start): between})) == expected


def test_prose_behind_an_item_belongs_to_it_where_it_is_indented() -> None:
    step, note, end = part("1. one", 0), part("Be careful.", 11, "paragraph"), part("It ends.", 8, "paragraph")
    assert [one.text for one in joined([step, note], {("a", 6, 11): "\n\n   "})] == ["1. one\n\n   Be careful."]
    assert joined([step, end], {("a", 6, 8): "\n\n"}) == [step, end]


def test_prose_between_steps_whose_numbers_follow_one_another_belongs_to_them() -> None:
    one, plain = part("1. one", 0), part("Wait.", 8, "paragraph")
    after = Passage(
        "a", 8, 22, "Wait.\n\n2. two", ((8, 13), (15, 21)), kinds=("paragraph", "item"), edits=(Edit(8, 8, ""),)
    )
    assert len(joined([one, after], {("a", 6, 8): "\n\n"})) == 1
    assert len(joined([one, plain], {("a", 6, 8): "\n\n"})) == 2


def test_a_passage_of_steps_and_notes_may_be_within_one_list() -> None:
    both = Passage("a", 0, 19, "1. one\n\n   A note.", ((0, 6), (11, 18)), kinds=("item", "paragraph"))
    assert within_one(both)


def test_a_tables_header_may_lie_between() -> None:
    lead, row = part("Hours:", 0, "paragraph"), part("| Monday | 9 |", 20, "row")
    (whole,) = joined([lead, row], {("a", 6, 20): "\n\n| Day | From |\n"[:14]})
    assert whole.text.startswith("Hours:\n\n| Day |")


def test_the_header_above_the_first_row_is_put_before_it() -> None:
    before, row = part("It opens.", 0, "paragraph"), part("| Monday | 9 |", 30, "row")
    assert above_rows(row, before) == ("a", 10, 30)
    assert above_rows(row, None) == ("a", 0, 30)
    assert above_rows(before, None) is None
    other, whole = joined([before, row], {("a", 10, 30): "# Hours\n| Day | H |\n"})
    assert other == before
    assert whole.text == "# Hours\n| Day | H |\n| Monday | 9 |"
    assert (whole.start, whole.text[whole.sentences[0][0] - whole.start :]) == (10, "| Monday | 9 |")


def test_steps_may_go_on_behind_prose() -> None:
    first, prose, last = part("1. one", 0), part("It is long.", 8, "paragraph"), part("2. two", 21)
    assert may_be_interrupted(first, prose)
    assert may_be_interrupted(prose, last)
    assert not may_be_interrupted(prose, part("1. two", 21))
    assert not may_be_interrupted(part("- one", 0), prose)
    assert not may_be_interrupted(first, part("It is long.", 8, "paragraph", headings=("Next",)))
    gaps = interrupted({4: first, 5: prose, 6: last})
    assert gaps == [("a", 6, 8), ("a", 19, 21)]
    assert interrupted({4: first, 5: prose, 6: part("3. two", 21)}) == []
    assert interrupted({4: first, 6: last}) == []
    between = dict.fromkeys(gaps, "\n\n")
    assert [one.text for one in joined([first, prose, last], between, frozenset(gaps))] == [
        "1. one\n\nIt is long.\n\n2. two"
    ]
    assert joined([first, prose, last], between)[0] == first
    assert len(joined([first, prose, last], dict.fromkeys(gaps, "x"), frozenset(gaps))) == 3
