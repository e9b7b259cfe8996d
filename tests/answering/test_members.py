from dataclasses import replace

import pytest
from findings import FIRST, HITS, found_in, hit_of

from askhz.answering import compose
from askhz.answering.members import members_beside
from askhz.answering.surroundings import stretches
from askhz.documents.edits import row_edits
from askhz.question import analyse
from askhz.records import Answer, BlockKind, Edit, Hit, Passage, Reading, Span

PROJECTS = "\n".join(
    [
        "1. Rebuild the loom. Owner: textile group.",
        "2. Varnish the boat. Owner: boat group.",
        "3. Cast the bell. Owner: metal group.",
        "4. Weld the vane. Owner: metal group.",
    ]
)
STATIONS = "| Amberfell | 412 | night crew |\n| Dunlow | 157 | village school |\n| Lowmill | 88 | guild |"


def row_edits_of(text: str) -> list[list[Edit]]:
    """The edits of rows that stand on lines of their own, under two headers."""
    found, at = [], 0
    for line in text.split("\n"):
        cells: list[tuple[Span, list[Edit]]] = []
        begin = 0
        for cell in line.strip("|").split("|"):
            begin = line.index(cell, begin) + 1
            cells.append(((at + begin, at + begin + len(cell.strip())), []))
            begin += len(cell) - 1
        found.append(list(row_edits(text, (at, at + len(line)), cells, ["Station", "Altitude"])))
        at += len(line) + 1
    return found


def answer(asked: str, hit: Hit, begins: str, short: str | None = None) -> Answer:
    return compose(analyse(asked), Reading((found_in(hit, begins, short=short),), 0.9), [hit, *HITS[1:]], 0.5)


def fields() -> Hit:
    text = 'title = "Calendar"\ndate = 2022-02-01\nOpen the hives in spring.'
    spans = ((0, 18), (19, 36), (37, 62))
    kinds: tuple[BlockKind, ...] = ("front matter", "front matter", "paragraph")
    return Hit(Passage("a.txt", 0, len(text), text, spans, kinds=kinds), 1, 0.5, 0.5, 1, 1, FIRST)


class TestRows:
    def test_the_row_that_the_question_names_answers(self) -> None:
        got = answer("Who is the keeper of Dunlow?", hit_of(STATIONS), "| Amberfell", "night crew")
        assert [citation.quote for citation in got.citations] == ["| Dunlow | 157 | village school |"]
        assert got.confidence == 0.9

    def test_without_such_a_row_the_readers_stays(self) -> None:
        got = answer("Who is the best keeper?", hit_of(STATIONS), "| Amberfell", "night crew")
        assert got.citations[0].quote == "| Amberfell | 412 | night crew |"

    def test_a_count_of_rows_is_not_made_up(self) -> None:
        got = answer("How many stations are there?", hit_of(STATIONS, context="Stations"), "| Amberfell", "412")
        assert not got.answered

    DATA = "| Flow rate | 460 l/h |\n| Weight | 12.4 kg |\n| Cable length | 5 m |\n| Warranty | 3 years |"

    def test_the_row_of_what_an_adjective_asks_for_answers(self) -> None:
        got = answer("How heavy is the pump?", hit_of(self.DATA), "| Flow", "460 l/h")
        assert got.citations[0].quote == "| Weight | 12.4 kg |"

    def test_a_row_that_has_a_word_of_the_question_stays(self) -> None:
        hit = hit_of(self.DATA, context="Warranty")
        got = answer("How long is the warranty?", hit, "| Warranty", "3 years")
        assert got.citations[0].quote == "| Warranty | 3 years |"


class TestCounts:
    HIT = hit_of(PROJECTS, context="Projects of the workshop")

    def test_a_list_is_shown_and_its_own_last_number_counts_it(self) -> None:
        got = answer("How many projects are there?", self.HIT, "1. Rebuild", "1")
        assert got.text == f"{PROJECTS} [1]"
        assert got.short is not None
        assert got.short.text == "4"

    def test_only_those_that_the_question_is_about(self) -> None:
        got = answer("How many projects does the metal group have?", self.HIT, "1. Rebuild", "1")
        assert [citation.quote for citation in got.citations] == ["\n".join(PROJECTS.split("\n")[2:])]
        assert got.short is None

    def test_what_no_member_has_is_not_counted(self) -> None:
        assert not answer("How many projects do the metal and boat groups share?", self.HIT, "1. Rebuild", "1").answered

    def test_a_number_in_an_item_that_counts_the_thing_answers(self) -> None:
        got = answer("How many puppets are made?", hit_of("1. Make forty puppets.\n2. Sew sails."), "1. Make", "forty")
        assert got.short is not None
        assert got.short.text == "forty"


class TestFields:
    @pytest.mark.parametrize("begins", ["title", "date"])
    def test_the_field_that_is_asked_for(self, begins: str) -> None:
        got = answer("When was the calendar written?", fields(), begins)
        assert [citation.quote for citation in got.citations] == ["date = 2022-02-01"]
        assert got.short is not None
        assert got.short.text == "2022-02-01"

    def test_no_other_field_is_an_answer(self) -> None:
        assert not answer("Who approved the calendar?", fields(), "title").answered


class TestNames:
    TEXT = "- Harbour Light Group: swept the pier and met the mayor.\n- Harbour Rope Group: meets twice a month."

    def test_the_item_that_has_the_whole_name_answers(self) -> None:
        got = answer("Who did the Harbour Light Group meet?", hit_of(self.TEXT), "- Harbour Rope", "twice a month")
        assert got.citations[0].quote == "- Harbour Light Group: swept the pier and met the mayor."

    def test_what_another_item_says_does_not_answer(self) -> None:
        hit = hit_of(self.TEXT)
        assert not answer(
            "How often does the Harbour Light Group meet?", hit, "- Harbour Rope", "twice a month"
        ).answered
        assert answer("How often does the Harbour Rope Group meet?", hit, "- Harbour Rope", "twice a month").answered

    def test_a_name_that_stands_above_all_items_tells_none_of_them_apart(self) -> None:
        text = "- Meets twice a month.\n- Whoever joins the Harbour Light Group pays ten crowns."
        hit = hit_of(text, headings=("Harbour Light Group",))
        got = answer("How often does the Harbour Light Group meet?", hit, "- Meets", "twice a month")
        assert got.citations[0].quote == "- Meets twice a month."

    def test_an_item_is_about_what_the_item_above_it_names(self) -> None:
        text = "- Ada told of the Harbour Light prize\n  - All read for 30 days\n- Bo told of the weather"
        hit = hit_of(text)
        got = answer("How long is read for the Harbour Light prize?", hit, "- All read", "30 days")
        assert got.short is not None
        assert (got.citations[0].quote, got.short.text) == ("- All read for 30 days", "30 days")

    def test_what_stands_under_an_item_is_its_own_and_rows_have_no_members_beside_them(self) -> None:
        hit = hit_of("- Light:\n  - twice a month\n- Rope")
        beside = members_beside(found_in(hit, "- Light"), stretches([hit.passage]))
        assert [unit.text for unit in beside] == ["- Rope"]
        table = hit_of(STATIONS)
        assert members_beside(found_in(table, "| Dunlow"), stretches([table.passage])) == ()


class TestCounted:
    def test_a_cell_without_a_number_counts_nothing(self) -> None:
        text = "| Amberfell | 412 |\n| Dunlow | 157 |"
        hit = hit_of(text)
        edits = tuple(edit for row in row_edits_of(text) for edit in row)
        hit = replace(hit, passage=replace(hit.passage, edits=edits))
        assert not answer("How many stations are there?", hit, "| Amberfell", "Amberfell").answered

    def test_what_is_counted_may_have_no_word(self) -> None:
        hit = hit_of(self.PORTS)
        assert not answer("How many ../../etc/passwd are there?", hit, "- 8", "8").answered

    PORTS = "- 8 x Servo outputs\n- 6 x Aux outputs\n- Power input"

    def test_the_item_with_all_that_is_counted_answers(self) -> None:
        hit = hit_of(self.PORTS)
        findings = (found_in(hit, "- 6", short="6"), found_in(hit, "- 8", 0.5, short="8"))
        got = compose(analyse("How many servo outputs are there?"), Reading(findings, 0.9), [hit, *HITS[1:]], 0.5)
        assert got.short is not None
        assert got.short.text == "8"

    def test_what_is_counted_tells_more_than_what_it_belongs_to(self) -> None:
        hit = hit_of("- 8 x Servo outputs\n- 6 x Aux outputs of the Kite board")
        findings = (found_in(hit, "- 6", short="6"), found_in(hit, "- 8", 0.5, short="8"))
        asked = analyse("How many servo outputs does the Kite board have?")
        got = compose(asked, Reading(findings, 0.9), [hit, *HITS[1:]], 0.5)
        assert got.short is not None
        assert got.short.text == "8"

    def test_rows_and_steps_can_be_counted(self) -> None:
        text = "1. Gather facts.\n2. Draw a chart with four rows.\n3. Map the flow."
        got = answer("How many rows does the chart have?", hit_of(text), "2.", "four")
        assert got.short is not None
        assert got.short.text == "four"
