import pytest

from askhz.answering.extremes import extreme_row
from askhz.answering.superlatives import asks_for_extreme
from askhz.answering.surroundings import Stretch, stretches
from askhz.documents.edits import row_edits
from askhz.question import analyse
from askhz.records import Edit, Passage, Span

COLUMNS = ["Station", "Altitude (m)", "Beds", "Opened"]
ROWS = [
    "| Amberfell | 412 | 9 | 2017-03-09 |",
    "| Dunlow | 1,157 | 12 | 2020-01-15 |",
    "| Lowmill | 88 | 40 | 2024-03-22 |",
]


def table(rows: list[str] = ROWS, columns: list[str] = COLUMNS) -> Stretch:
    text, at = "\n".join(rows), 0
    edits: list[Edit] = []
    spans: list[Span] = []
    for row in rows:
        cells, low = [], 0
        for cell in row.strip("|").split("|"):
            begin = row.index(cell, low) + 1
            cells.append((at + begin, at + begin + len(cell.strip())))
            low = begin + len(cell) - 1
        span = (at, at + len(row))
        edits += row_edits(text, span, [(cell, []) for cell in cells], columns)
        spans.append(span)
        at += len(row) + 1
    kinds = ("row",) * len(rows)
    (stretch,) = stretches([Passage("a.md", 0, len(text), text, tuple(spans), edits=tuple(edits), kinds=kinds)])  # type: ignore[arg-type]
    return stretch


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Which station has the most beds?", "Lowmill"),
        ("Which station has the fewest beds?", "Amberfell"),
        ("Which has the highest altitude?", "Dunlow"),
        ("Which station is the newest?", "Lowmill"),
        ("Which was opened earliest?", "Amberfell"),
        ("Which station is the oldest?", "Amberfell"),
        ("Which station lies highest?", None),  # beds or altitude?
    ],
)
def test_the_row_with_the_extreme_value(asked: str, expected: str | None) -> None:
    stretch = table()
    row = extreme_row(analyse(asked), stretch.groups[0], stretch)
    assert (row and row.text.split()[1]) == expected


def test_one_column_of_numbers_is_plain() -> None:
    stretch = table([row.rsplit("|", 3)[0] + "|" for row in ROWS], COLUMNS[:2])
    row = extreme_row(analyse("Which station lies highest?"), stretch.groups[0], stretch)
    assert row is not None
    assert row.text.startswith("| Dunlow")


def test_a_tie_or_a_missing_value_is_not_plain() -> None:
    for other in ("| Inkwell | 88 | 40 | 2024-03-22 |", "| Inkwell | 88 | none | 2024-03-22 |"):
        stretch = table([*ROWS, other])
        assert extreme_row(analyse("Which has the most beds?"), stretch.groups[0], stretch) is None


@pytest.mark.parametrize("asked", ["Which sensor does Dunlow have?", "Who mostly works there?", "What is most of it?"])
def test_other_questions_ask_for_no_extreme(asked: str) -> None:
    assert not asks_for_extreme(analyse(asked))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Which treatment is the most expensive?", "Facial"),
        ("What is the cheapest treatment?", "Eyebrows"),
        ("Which treatment takes longest?", "Perm"),
        ("Which treatment is the shortest?", "Eyebrows"),
        ("Which treatment is the quickest?", "Eyebrows"),
        ("Which treatment is the slowest?", "Perm"),
    ],
)
def test_the_adjective_tells_the_column_and_units_are_compared(asked: str, expected: str) -> None:
    rows = ["| Facial | 59.00 | 60 min |", "| Eyebrows | 12.00 | 15 min |", "| Perm | 45.00 | 2 h |"]
    stretch = table(rows, ["Treatment", "Price", "Duration"])
    row = extreme_row(analyse(asked), stretch.groups[0], stretch)
    assert row is not None
    assert expected in row.text


def test_values_in_units_that_do_not_compare_have_no_extreme() -> None:
    stretch = table(["| Rope | 5 m |", "| Sand | 3 kg |"], ["Thing", "Amount"])
    assert extreme_row(analyse("Which is the largest amount?"), stretch.groups[0], stretch) is None


def test_where_the_column_that_is_meant_lacks_a_value_no_other_takes_its_place() -> None:
    stretch = table(["| Pottery | € 185 | 8 |", "| First aid | free | 25 |"], ["Course", "Fee", "Places"])
    assert extreme_row(analyse("Which course is the cheapest?"), stretch.groups[0], stretch) is None


@pytest.mark.parametrize(
    ("column", "asked", "expected"),
    [
        ("Days to ripe", "Which ripens fastest?", "Sungold"),
        ("Days to ripe", "Which is the slowest to ripen?", "Ox"),
        ("Speed (km/h)", "Which is the fastest?", "Ox"),
        ("Speed (km/h)", "Which is the slowest?", "Sungold"),
        ("Speed (metres/minute)", "Which is the slowest?", "Sungold"),
    ],
)
def test_the_fastest_takes_the_least_time_and_has_the_most_speed(column: str, asked: str, expected: str) -> None:
    stretch = table(["| Marzia | 78 |", "| Sungold | 57 |", "| Ox | 95 |"], ["Variety", column])
    row = extreme_row(analyse(asked), stretch.groups[0], stretch)
    assert row is not None
    assert row.text.startswith(f"| {expected}")


def test_a_sum_is_no_row_of_its_table() -> None:
    stretch = table([*ROWS, "| Total | 1,657 | 61 | |"])
    row = extreme_row(analyse("Which station has the most beds?"), stretch.groups[0], stretch)
    assert row is not None
    assert "Lowmill" in row.text


STAFF = ["| Jana | 2940 | 28 | 11 | 17 | 2024-09-15 |", "| Piotr | 3850 | 32 | 30 | 2 | 3 Feb 2011 |"]
STAFF += ["| Colm | 4800 | 30 | 9 | 21 | 10 January 2015 |"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Who has most holiday left?", "Colm"),
        ("Who has taken the most holiday?", "Piotr"),
        ("Who has the most holiday days?", "Piotr"),
        ("Who earns least?", "Jana"),
        ("Who has been here longest?", "Piotr"),
        ("Who started last?", "Jana"),
        ("Who joined first?", "Piotr"),
    ],
)
def test_a_verb_or_a_participle_tells_the_column(asked: str, expected: str) -> None:
    stretch = table(STAFF, ["Name", "Salary", "Holiday days", "Taken", "Days left", "Start"])
    row = extreme_row(analyse(asked), stretch.groups[0], stretch)
    assert row is not None
    assert row.text.startswith(f"| {expected}")


def test_of_columns_alike_the_small_words_tell() -> None:
    stretch = table(["| Ada | 64 | 80 |", "| Bo | 77 | 35 |"], ["Name", "Hours this year", "Hours last year"])
    for asked, expected in (("Who has most hours this year?", "Bo"), ("Who had most hours last year?", "Ada")):
        row = extreme_row(analyse(asked), stretch.groups[0], stretch)
        assert row is not None
        assert row.text.startswith(f"| {expected}")


def test_the_oldest_has_the_most_years_or_was_born_first() -> None:
    for cells, column in ((("34", "61"), "Age"), (("1990", "1963"), "Born")):
        stretch = table([f"| Ada | {cells[0]} |", f"| Bo | {cells[1]} |"], ["Name", column])
        row = extreme_row(analyse("Who is the oldest?"), stretch.groups[0], stretch)
        assert row is not None
        assert row.text.startswith("| Bo")
        row = extreme_row(analyse("Who is the youngest?"), stretch.groups[0], stretch)
        assert row is not None
        assert row.text.startswith("| Ada")


def test_times_of_day_are_compared() -> None:
    stretch = table(["| Monday | 18.00 |", "| Friday | 19.30 |"], ["Day", "Closes"])
    row = extreme_row(analyse("Which day does it close latest?"), stretch.groups[0], stretch)
    assert row is not None
    assert row.text.startswith("| Friday")
