from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askhz.render.parts import Item, Part, Run, in_sections

WORDS = st.text("ab \n", min_size=1, max_size=9000)


def runs_of(text: str, cuts: list[int]) -> list[Run]:
    edges = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    return [Run(text[one:other], one, other, ("em",)) for one, other in pairwise(edges)]


@given(WORDS, st.lists(st.integers(0, 9000), max_size=4))
def test_a_long_part_is_divided_and_nothing_of_it_is_lost_or_stands_elsewhere(text: str, cuts: list[int]) -> None:
    sections = list(in_sections([Part("paragraph", runs=runs_of(text, cuts))]))
    parts = [part for section in sections for part in section]
    runs = [run for part in parts for run in part.runs]
    assert "".join(run.text for run in runs) == text
    assert all(run.start is not None and text[run.start : run.end] == run.text for run in runs)
    assert {run.styles for run in runs} == {("em",)}
    assert all(sum(len(run.text) for run in part.runs) <= 6000 for part in parts)
    assert [part.goes_on for part in parts] == [True] * (len(parts) - 1) + [False]
    assert all(part.divided == (len(parts) > 1) for part in parts)


def test_a_log_without_an_empty_line_is_divided_between_its_lines() -> None:
    """A reader's text has a space where a line ends, which stands nowhere."""
    texts = [f"line {n} says something about the weir" for n in range(1000)]
    lines = [Run(text, n * 40, n * 40 + len(text)) for n, text in enumerate(texts)]
    runs = [one for line in lines for one in (line, Run(" ", None))]
    sections = list(in_sections([Part("paragraph", runs=runs)]))
    assert len(sections) > 4
    for section in sections:
        assert sum(len(run.text) for part in section for run in part.runs) <= 8000
        assert all(part.runs[0] in lines for part in section)


def test_a_word_is_not_cut_unless_it_is_longer_than_a_part() -> None:
    text = "weir " * 2000
    parts = [part for section in in_sections([Part("code", runs=[Run(text, 0, len(text))])]) for part in section]
    assert len(parts) > 3
    assert all(part.runs[-1].text.endswith("weir ") for part in parts)
    bare = "x" * 10_000
    parts = [part for section in in_sections([Part("code", runs=[Run(bare, 5, 10_005)])]) for part in section]
    assert [(part.runs[0].start, part.runs[-1].end) for part in parts] == [(5, 6005), (6005, 10_005)]


@pytest.mark.parametrize("of", ["rows", "items"])
def test_tables_and_lists_are_divided_by_their_members(of: str) -> None:
    runs = [[Run(f"{n}", n, n + 1)] for n in range(150)]
    whole = (
        Part("table", rows=[(n == 0, [one]) for n, one in enumerate(runs)])
        if of == "rows"
        else Part("list", items=[Item(one, False, 1) for one in runs])
    )
    parts = [part for section in in_sections([whole]) for part in section]
    assert [len(getattr(part, of)) for part in parts] == [60, 60, 30]
    assert [member for part in parts for member in getattr(part, of)] == getattr(whole, of)
    assert [(part.divided, part.goes_on) for part in parts] == [(True, True), (True, True), (True, False)]


def test_short_parts_share_a_section_and_stay_as_they_are() -> None:
    short = [Part("paragraph", runs=[Run("a weir", n, n + 6)]) for n in range(50)]
    sections = list(in_sections(iter(short)))
    assert [len(section) for section in sections] == [40, 10]
    assert [part for section in sections for part in section] == short
    assert list(in_sections([])) == []
