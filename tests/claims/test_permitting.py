"""Which units of a document may answer a question that asks for a term."""

from __future__ import annotations

from askhz.claims import permitted, required
from askhz.question import analyse
from askhz.records import Passage


def may(question: str, *units: str) -> list[str]:
    text, spans = "", []
    for unit in units:
        spans.append((len(text), len(text) + len(unit)))
        text += unit + " "
    passage = Passage("a.md", 0, len(text), text, tuple(spans))
    allowed = permitted(required(analyse(question)), [(passage, span, None) for span in spans])
    return [unit for unit, yes in zip(units, allowed, strict=True) if yes]


YANKED = "Version 3.9.2 was yanked because it lost files; use 3.9.3 instead."
CALLED = 'Kestrel 3.8 is called "Alder", 3.9 "Birch", 4.0 "Cedar".'


def test_a_unit_has_the_term_and_not_another_of_its_series() -> None:
    assert may("What does E-4023 mean?", "E-4023 is heat.", "E-4024 is cold.") == ["E-4023 is heat."]


def test_where_none_has_it_all_may() -> None:
    assert may("What does E-4023 mean?", "E-4024 is cold.", "It is red.") == ["E-4024 is cold.", "It is red."]


def test_what_was_done_to_one_is_not_said_of_the_other() -> None:
    assert may("Why was 3.9.2 yanked?", YANKED) == [YANKED]
    assert may("Why was 3.9.3 yanked?", YANKED, "3.9.3 is fine.") == ["3.9.3 is fine."]
    assert may("Why was 3.9.3 yanked?", YANKED) == []  # though there is nothing else
    assert may("Which reason has 3.9.3?", YANKED) == [YANKED]


def test_several_may_be_named_one_after_the_other() -> None:
    assert may("What is Kestrel 4.0 called?", CALLED) == [CALLED]
