from __future__ import annotations

from dataclasses import replace

from answers import CITATION

from askhz.records import Place
from askhz.render.facts import breadcrumb, place_of_citation


def test_a_section_that_is_one_of_the_headings_is_said_once() -> None:
    citation = replace(CITATION, place=Place(section="Setup", page="3"), headings=("Setup",))
    assert place_of_citation(citation) == "page 3 · Setup · at 19 % · characters 11–48"


def test_without_a_place_only_percent_and_characters_are_said() -> None:
    assert place_of_citation(CITATION) == "at 19 % · characters 11–48"
    assert place_of_citation(replace(CITATION, document=None)) == "characters 11–48"


def test_a_long_heading_is_shortened() -> None:
    assert breadcrumb(("x " * 100,)) == "x " * 29 + "x …"
