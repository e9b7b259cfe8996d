from dataclasses import replace

from findings import found_in, hit_of

from askhz.answering.headers import header_of, with_headers
from askhz.answering.surroundings import Stretch, stretches
from askhz.records import BlockKind, Edit, Finding, Hit

HEAD = "| Day | From |\n|---|---|\n"
ROWS = ("| Monday | 9 |", "| Tuesday | 10 |", "| Friday | 11 |")
TABLE = HEAD + "\n".join(ROWS)


def hit() -> Hit:
    """A table whose header is no unit; its rows read "Day: Monday; From: 9"."""
    found = hit_of("\n".join(ROWS))
    text, spans, edits, at = TABLE, [], [], len(HEAD)
    for row in ROWS:
        spans.append((at, at + len(row)))
        bar = at + row.index(" | ")
        edits += [Edit(at, at + 2, "Day: "), Edit(bar, bar + 3, "; From: "), Edit(at + len(row) - 2, at + len(row), "")]
        at += len(row) + 1
    kind: BlockKind = "row"
    kinds = (kind,) * len(ROWS)
    passage = replace(
        found.passage, start=0, end=len(text), text=text, sentences=tuple(spans), edits=tuple(edits), kinds=kinds
    )
    return replace(found, passage=passage)


def row(number: int) -> Finding:
    return found_in(hit(), ROWS[number], 0.5)


def known() -> list[Stretch]:
    return stretches([hit().passage])


def test_the_first_row_is_quoted_in_one_piece_with_the_header() -> None:
    assert [one.text for one in with_headers([row(0)], known())] == [HEAD + ROWS[0]]


def test_a_row_further_down_has_the_header_before_it_once() -> None:
    assert [one.text for one in with_headers([row(1), row(2)], known())] == ["| Day | From |", ROWS[1], ROWS[2]]
    assert [one.short for one in with_headers([replace(row(1), short=(1, 2))], known())] == [None, (1, 2)]


def test_what_is_not_below_all_names_has_no_header() -> None:
    stretch = known()[0]
    assert header_of(stretch.units[1], stretch) == (0, len("| Day | From |"))
    other = stretches([replace(hit().passage, text=TABLE.replace("Day", "Tag"))])
    assert [one.text for one in with_headers([row(1)], other)] == [ROWS[1]]
