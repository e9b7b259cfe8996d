from dataclasses import replace

from answers import ANSWER, CITATION

from askhz.answering import shown
from askhz.records import Hit, Passage


def hits(count: int) -> tuple[Hit, ...]:
    return tuple(
        Hit(Passage("a.txt", 100 * n, 100 * n + 90, "x" * 90, ()), n + 1, 1 / (n + 1), 0.5, 1, 1) for n in range(count)
    )


def test_what_is_quoted_is_shown_however_far_down_it_was_found() -> None:
    quoted = replace(CITATION, start=950, end=960)
    answer = replace(ANSWER, citations=(quoted,), passages=hits(12))
    found = shown(answer, 3)
    assert [hit.passage.start for hit in found] == [0, 100, 900]
    assert [hit.rank for hit in found] == [1, 2, 3]


def test_few_passages_stay_as_they_are() -> None:
    answer = replace(ANSWER, passages=hits(3))
    assert shown(answer, 3) is answer.passages
