"""Contradictions and readings: what differs among the findings from the best one."""

from collections.abc import Sequence

import pytest

from askhz.answering import compose
from askhz.claims import Differing, differences
from askhz.question import analyse
from askhz.records import Anchor, Answer, BlockKind, DocumentInfo, Finding, Hit, Passage, Place, Reading

Said = tuple[str, str]
"""A title and a sentence below it."""
OLD, NEW = (
    ("Travel policy 2021", "The meal allowance is 42 euros."),
    ("Travel policy 2024", "The meal allowance is 55 euros."),
)
ELK, OTTER, LYNX = (
    ("Ferry Elk", "It leaves the quay at 08:10."),
    ("Ferry Otter", "It leaves the quay at 09:20."),
    ("Ferry Lynx", "It leaves the quay at 10:45."),
)


def read(
    *said: Said, shorts: Sequence[str] = (), details: Sequence[dict[str, str]] = (), kind: BlockKind = "paragraph"
) -> tuple[list[Finding], list[Hit]]:
    findings, hits = [], []
    for n, (title, text) in enumerate(said):
        source, end = f"{n}.md", len(text)
        info = DocumentInfo(source, title, end, details[n] if details else {})
        passage = Passage(source, 0, end, text, ((0, end),), context=title, kinds=(kind,))
        hits.append(Hit(passage, n + 1, 1 / (n + 1), 0.5, 1, 1, info))
        short = None
        if shorts:
            at = text.index(shorts[n])
            short = at, at + len(shorts[n])
        findings.append(Finding(source, 0, end, text, 0.9 - n / 10, short, n + 1))
    return findings, hits


def differ(question: str, *said: Said, history: Sequence[str] = (), shorts: Sequence[str] = ()) -> Differing | None:
    return differences(analyse(question, history), *read(*said, shorts=shorts))


def answer(question: str, *said: Said) -> Answer:
    findings, hits = read(*said)
    return compose(analyse(question), Reading(tuple(findings), 0.9), hits, 0.5)


class TestOne:
    def test_one_that_counts_nothing_is_no_other_value(self) -> None:
        said = (
            ("Board", "Each board can control two motors."),
            ("Board", "Power goes to one of the motors of a board."),
        )
        assert differ("How many motors can one board control?", *said) is None

    def test_one_of_them_is_no_number_of_them(self) -> None:
        said = (("Board", "Each board can control two motors."), ("Kit", "Each board can control one of the motors."))
        assert differ("How many motors can a board control?", *said) is None

    def test_one_in_the_question_does_not_choose(self) -> None:
        said = (("Board", "Each board can control two motors."), ("Kit", "Each board can control one motor."))
        got = differ("How many motors can one board control?", *said)
        assert got is not None
        assert got.kind == "conflict"

    def test_one_that_counts_is(self) -> None:
        said = (("Board", "Each board can control two motors."), ("Kit", "Each board can control one motor."))
        got = differ("How many motors can a board control?", *said)
        assert got is not None
        assert got.kind == "conflict"


class TestConflict:
    def test_both_are_quoted_the_newest_first(self) -> None:
        got = answer("What is the meal allowance?", OLD, NEW)
        assert got.conflict
        assert not got.ambiguous
        assert [one.quote for one in got.citations] == [NEW[1], OLD[1]]

    def test_dates_of_the_details(self) -> None:
        same = "Travel policy"
        findings, hits = read((same, OLD[1]), (same, NEW[1]), details=[{"date": "2021-01-01"}, {"date": "2024-03-01"}])
        found = differences(analyse("What is the meal allowance?"), findings, hits)
        assert found is not None
        assert [one.text for one in found.findings] == [NEW[1], OLD[1]]

    def test_without_dates_the_best_comes_first(self) -> None:
        found = differ("What is the meal allowance?", ("Handbook", OLD[1]), ("FAQ", NEW[1]))
        assert found is not None
        assert (found.kind, [one.text for one in found.findings]) == ("conflict", [OLD[1], NEW[1]])

    @pytest.mark.parametrize(
        ("question", "chosen"),
        [
            ("What is the current meal allowance?", NEW),
            ("What is the meal allowance now?", NEW),
            ("What is the meal allowance today?", NEW),
            ("What was the previous meal allowance?", OLD),
        ],
    )
    def test_the_question_chooses(self, question: str, chosen: Said) -> None:
        got = answer(question, OLD, NEW)
        assert not got.conflict
        assert [one.quote for one in got.citations] == [chosen[1]]

    def test_a_ban_and_a_permission(self) -> None:
        found = differ(
            "Are dogs allowed in the garden?",
            ("Rules 2020", "Dogs are allowed in the garden."),
            ("Rules 2023", "Dogs are not allowed in the garden."),
        )
        assert found is not None
        assert found.kind == "conflict"

    def test_in_other_words(self) -> None:
        found = differ(
            "Within how many days must receipts be handed in?",
            ("Policy 2021", "Receipts must be handed in within 60 days."),
            ("Policy 2024", "Hand in receipts no later than 30 days after the trip."),
        )
        assert found is not None
        assert found.kind == "conflict"

    @pytest.mark.parametrize(
        ("question", "one", "other"),
        [
            ("How many people does the room seat?", "The room seats 40 people.", "The room seats 40 people."),
            ("How many people does the room seat?", "The room seats 40 people.", "40 people are seated in the room."),
            ("What is the fine for late books?", "The fine for late books is 5.", "The fine for lost cards is 9."),
            ("How many firms are there?", "In 2019 there were 12 firms.", "In 2021 there were 20 firms."),
            ("Which colours are there?", "The colours are red and blue.", "The colours are green and white."),
            ("Why is the room closed?", "The room is closed for 3 repairs.", "The room is closed for 4 repairs."),
            ("What is the meal allowance?", "The meal allowance is 42 euros.", "The hotel costs 55 euros."),
        ],
    )
    def test_what_is_no_conflict(self, question: str, one: str, other: str) -> None:
        assert differ(question, ("Rules 2020", one), ("Rules 2023", other)) is None

    def test_rows_of_a_table_are_several_things(self) -> None:
        findings, hits = read(OLD, NEW, kind="row")
        assert differences(analyse("What is the meal allowance?"), findings, hits) is None


class TestReadings:
    def test_each_is_quoted_with_what_it_is_about(self) -> None:
        got = answer("When does it leave?", ELK, OTTER, LYNX)
        assert got.ambiguous
        assert not got.conflict
        assert got.short is None
        assert got.readings == tuple(f"{title}: When does it leave?" for title, _ in (ELK, OTTER, LYNX))
        assert [one.quote for one in got.citations] == [text for _, text in (ELK, OTTER, LYNX)]

    def test_a_reading_asked_is_answered(self) -> None:
        got = answer("Ferry Otter: When does it leave?", ELK, OTTER, LYNX)
        assert (got.ambiguous, [one.quote for one in got.citations]) == (False, [OTTER[1]])

    def test_what_was_spoken_of_is_meant(self) -> None:
        found = differ("When does it leave?", ELK, OTTER, history=["How long is the ferry Otter?"])
        assert found is not None
        assert (found.kind, [one.text for one in found.findings]) == ("chosen", [OTTER[1]])

    def test_names_instead_of_numbers(self) -> None:
        said = [("Ferry Elk", "Its captain is Tove Dale."), ("Ferry Otter", "Its captain is Siv Moe.")]
        found = differ("Who is the captain?", *said, shorts=["Tove Dale", "Siv Moe"])
        assert found is not None
        assert (found.kind, found.labels) == ("readings", ("Ferry Elk", "Ferry Otter"))

    def test_sections_of_one_document(self) -> None:
        first, second = "Check-out is at 11:00.", "Check-out is at 12:00."
        text = f"{first} {second}"
        info = DocumentInfo("a.md", "Lodging", len(text))
        hits, findings = [], []
        for n, (heading, unit) in enumerate((("Hotel", first), ("Campsite", second)), 1):
            at = text.index(unit)
            anchors = (Anchor(at, Place(), ("Lodging", heading)),)
            passage = Passage("a.md", at, at + len(unit), unit, ((at, at + len(unit)),), anchors, f"Lodging {heading}")
            hits.append(Hit(passage, n, 0.5, 0.5, 1, 1, info))
            findings.append(Finding("a.md", at, at + len(unit), unit, 0.9, None, n))
        found = differences(analyse("When is check-out?"), findings, hits)
        assert found is not None
        assert (found.kind, found.labels) == ("readings", ("Hotel", "Campsite"))

    def test_more_than_four_are_not_answered(self) -> None:
        said = [
            (f"Ferry {name}", f"It leaves the quay at 1{n}:10.")
            for n, name in enumerate(["Ada", "Bo", "Cy", "Di", "Ed"])
        ]
        got = answer("When does it leave?", *said)
        assert not got.answered
        assert got.reason == (
            "Several answers fit; add which is meant: Ferry Ada, Ferry Bo, Ferry Cy, Ferry Di, Ferry Ed."
        )


@pytest.mark.parametrize(
    ("question", "short"), [("Which lane is not heated?", None), ("Which lane is heated?", "four")]
)
def test_the_only_one_that_is_so_is_no_short_answer_to_which_is_not(question: str, short: str | None) -> None:
    findings, hits = read(("Pool", "Only lane four is heated."), shorts=["four"])
    got = compose(analyse(question), Reading(tuple(findings), 0.9), hits, 0.5)
    assert (got.short.text if got.short else None) == short


def test_the_words_below_a_picture_are_no_reading() -> None:
    assert differ("When does it leave?", ELK, OTTER) is not None
    pictured = ("Ferry Otter", f"![{OTTER[1]}](./otter.jpeg)")
    assert differ("When does it leave?", ELK, pictured) is None


def test_what_has_nothing_of_what_is_asked_contradicts_nothing() -> None:
    quoted = ("Log", "Hollis quoted £640 for the back gutter.")
    planned = ("Hollis Roofing", "In 2025 the gutter was quoted.")
    assert differ("How much did Hollis quote for the gutter?", quoted, planned) is None
    other = ("Hollis Roofing", "In 2025 the gutter was quoted at £700.")
    assert differ("How much did Hollis quote for the gutter?", quoted, other) is not None
