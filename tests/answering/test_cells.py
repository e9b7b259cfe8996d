import pytest

from askhz.answering.cells import Cell, answering_cell, cells_of, names_field, naming_cell
from askhz.answering.surroundings import Stretch, Unit, stretches
from askhz.documents.edits import row_edits
from askhz.question import analyse
from askhz.records import Edit, Passage

ROW = "| Hartsgate | 530 | soil probe SO-1 | forestry depot |"
COLUMNS = ["Station", "Altitude (m)", "Sensor", "Keeper"]


def row_of(text: str = ROW, columns: list[str] = COLUMNS, start: int = 100) -> tuple[Unit, Stretch]:
    """A row that begins at `start` as its table's reader leaves it."""
    cells, at = [], 0
    for cell in text.strip("|").split("|"):
        begin = text.index(cell, at) + 1
        cells.append((start + begin, start + begin + len(cell.strip())))
        at = begin + len(cell) - 1
    padded = " " * start + text
    edits = tuple(row_edits(padded, (start, start + len(text)), [(cell, []) for cell in cells], columns))
    span = (start, start + len(text))
    (stretch,) = stretches([Passage("a.md", *span, text, (span,), edits=edits, kinds=("row",))])
    return stretch.units[0], stretch


def test_a_row_is_read_cell_by_cell_under_its_headers() -> None:
    unit, stretch = row_of()
    assert unit.reads == "Station: Hartsgate; Altitude (m): 530; Sensor: soil probe SO-1; Keeper: forestry depot"
    assert [(cell.column, cell.reads) for cell in cells_of(unit, stretch)] == [
        ("Station", "Hartsgate"),
        ("Altitude (m)", "530"),
        ("Sensor", "soil probe SO-1"),
        ("Keeper", "forestry depot"),
    ]
    assert all(stretch.passage.text[c.start - 100 : c.end - 100] == c.reads for c in cells_of(unit, stretch))


def test_without_headers_cells_have_no_column() -> None:
    unit, stretch = row_of(columns=[])
    assert [(cell.column, cell.reads) for cell in cells_of(unit, stretch)][:2] == [("", "Hartsgate"), ("", "530")]


def test_who_asks_for_a_name_where_no_header_is_said() -> None:
    crew = "| Asta Lind | captain | Visby |"
    unit, stretch = row_of(crew, ["Name", "Rank", "Home port"])
    cells, at = cells_of(unit, stretch), 100 + crew.index("Visby")
    asked = ("Who is the captain of the cutter?", "Where is the captain?", "What is the home port of Asta Lind?")
    found = [answering_cell(analyse(one), cells, (at, at + 5)) for one in asked]
    assert [cell and cell.reads for cell in found] == ["Asta Lind", "Visby", "Visby"]


@pytest.mark.parametrize(
    ("asked", "near", "expected"),
    [
        ("Which sensor does Hartsgate have?", "530", "soil probe SO-1"),
        ("Which station has the soil probe?", "SO-1", "Hartsgate"),
        ("Who keeps Hartsgate?", "530", "forestry depot"),
        ("How high is Hartsgate?", "530", "530"),
        ("What lies at Hartsgate?", "probe", "soil probe SO-1"),
        ("Tell me of Hartsgate", "Hartsgate", None),
        ("Which stations have the soil probe?", "SO-1", "Hartsgate"),
    ],
)
def test_the_cell_under_the_header_asked_for_answers(asked: str, near: str, expected: str | None) -> None:
    unit, stretch = row_of()
    at = 100 + ROW.index(near)
    cell = answering_cell(analyse(asked), cells_of(unit, stretch), (at, at + len(near)))
    assert (cell and cell.reads) == expected


def record(text: str) -> tuple[Unit, Stretch]:
    """A record of data: a line a value, each after its key."""
    ends = [at for at, letter in enumerate(text) if letter == "\n"]
    edits = tuple(Edit(at, at + 1, "; ") for at in ends)
    span = (0, len(text))
    (stretch,) = stretches([Passage("a.json", *span, text, (span,), edits=edits, kinds=("row",))])
    return stretch.units[0], stretch


@pytest.mark.parametrize(
    ("asked", "near", "expected"),
    [
        ("What is Ada Lind's phone number?", "2019", "4317"),
        ("When did Ada Lind start?", "start: 2019-01-07", "2019-01-07"),
        ("What is the first name of Lind?", "4317", "Ada"),
        ("Who has the number 4317?", "Name: Ada", "Ada"),
    ],
)
def test_the_values_of_a_record_stand_under_their_keys(asked: str, near: str, expected: str) -> None:
    text = "firstName: Ada\nsurname: Lind\nphone: 4317\nstart: 2019-01-07"
    unit, stretch = record(text)
    at = text.index(near)
    cell = answering_cell(analyse(asked), cells_of(unit, stretch), (at, at + len(near)))
    assert cell is not None
    assert cell.reads == expected


LINE = "| 11 | Harbour | 04:10 | 23:40 | 20 | 32 | 5.50 | 3.00 | – |"
LINES = [
    "Line",
    "To",
    "First departure",
    "Last departure",
    "Every (min)",
    "Travel time (min)",
    "Adults",
    "Children",
    "Dogs",
]


@pytest.mark.parametrize(
    ("asked", "before", "near", "expected"),
    [
        ("When does the last bus of line 11 leave?", (), "04:10", "23:40"),
        ("What time is the first departure of line 11?", (), "32", "04:10"),
        ("How long does line 11 take?", (), "20", "32"),
        ("And for children?", ("What does line 11 cost for adults?",), "5.50", "3.00"),
        ("What does line 11 cost for dogs?", (), "5.50", None),
    ],
)
def test_of_several_headers_the_one_that_is_asked_for(
    asked: str, before: tuple[str, ...], near: str, expected: str | None
) -> None:
    unit, stretch = row_of(LINE, LINES)
    at = 100 + LINE.index(near)
    cell = answering_cell(analyse(asked, before), cells_of(unit, stretch), (at, at + len(near)))
    assert (cell and cell.reads) == expected


@pytest.mark.parametrize(
    ("asked", "expected"), [("What is the shortcut on Mac?", "Cmd+N"), ("Where does it take place?", "Room 3")]
)
def test_a_header_is_named_by_a_part_of_it_but_by_no_idiom(asked: str, expected: str) -> None:
    text = "| New note | Ctrl+N | Cmd+N | 25 | Room 3 |"
    unit, stretch = row_of(text, ["Action", "Windows", "macOS", "Places", "Room"])
    cell = answering_cell(analyse(asked), cells_of(unit, stretch), None)
    assert cell is not None
    assert cell.reads == expected


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ("When was the note written?", ["date", "created"]),
        ("When was the sheet last revised?", ["updated", "revised"]),
        ("Who wrote the calendar?", ["author", "who"]),
        ("What is the state of the note?", ["status", "state"]),
        ("Which harbour did they use?", ["harbour"]),
        ("Who approved the briefing?", ["who"]),
        ("Why hold a briefing?", ["why"]),
        ("What is a briefing for?", ["why"]),
        ("How long does a briefing take?", ["timeRequired"]),
        ("How many briefings are there?", []),
        ("Is a start given?", ["wickStart"]),
    ],
)
def test_a_field_is_asked_for_by_its_name_or_what_it_is_for(asked: str, keys: list[str]) -> None:
    all_keys = ["title", "author", "date", "created", "updated", "revised", "status", "state", "tags", "harbour"]
    all_keys += ["why", "who", "timeRequired", "wickStart"]
    assert [key for key in all_keys if names_field(analyse(asked), key)] == keys


@pytest.mark.parametrize(
    ("asked", "near", "expected"),
    [
        ("Who is accountable for the standup?", "Everyone", "Lead"),
        ("Who is in the standup?", "Everyone", "Everyone"),
        ("Which activities has everyone?", "Everyone", "Standup"),
    ],
)
def test_a_header_that_is_a_question_word_says_least(asked: str, near: str, expected: str) -> None:
    row = "| Standup | Everyone | Lead |"
    unit, stretch = row_of(row, ["Activity type", "Who", "Accountable"])
    at = 100 + row.index(near)
    cell = answering_cell(analyse(asked), cells_of(unit, stretch), (at, at + len(near)))
    assert (cell and cell.reads) == expected


def test_what_is_asked_for_of_something_is_the_header_not_what_it_is_of() -> None:
    unit, stretch = row_of("| draft | keeps the pump cool | 4 |", ["Status", "Pump rule", "Level"])
    cells = cells_of(unit, stretch)
    cell = answering_cell(analyse("What is the status of the pump rule?"), cells, (cells[1].start, cells[1].end))
    assert cell is not None
    assert cell.reads == "draft"


def test_a_price_is_not_the_number_sold() -> None:
    cells = [Cell("Seat", 0, 8, "Standing"), Cell("Tickets sold", 9, 11, "70"), Cell("Price", 12, 13, "8")]
    found = answering_cell(analyse("How much is a standing ticket?"), cells, (9, 11))
    assert found is not None
    assert found.reads == "8"
    cells = [Cell("Room", 0, 4, "Dune"), Cell("Price", 5, 7, "97"), Cell("Breakfast", 8, 10, "£9")]
    found = answering_cell(analyse("How much is breakfast in the Dune?"), cells, None)
    assert found is not None
    assert found.reads == "£9"


def test_who_is_a_name() -> None:
    cells = [Cell("Day", 0, 3, "Thu"), Cell("Activity", 4, 12, "swimming"), Cell("With", 13, 16, "Ife")]
    found = answering_cell(analyse("Who does the activity on Thursday?"), cells, (4, 12))
    assert found is not None
    assert found.reads == "Ife"


def test_what_has_the_most_is_named() -> None:
    cells = [Cell("No", 0, 1, "3"), Cell("Name", 2, 6, "Josh"), Cell("Salary", 7, 11, "4800")]
    for asked, head, expected in (
        ("Who has the highest salary?", "salari", "Josh"),
        ("What is the highest salary?", "salari", "4800"),
        ("Which member joined last?", "", "Josh"),
    ):
        found = naming_cell(analyse(asked), cells, frozenset([head]) if head else frozenset())
        assert found is not None
        assert found.reads == expected


def test_who_is_no_code() -> None:
    cells = [Cell("Order", 0, 6, "A-1046"), Cell("Customer", 7, 18, "Rowing Club"), Cell("Article", 19, 25, "Flyers")]
    found = answering_cell(analyse("Who ordered the flyers?"), cells, (7, 18))
    assert found is not None
    assert found.reads == "Rowing Club"
