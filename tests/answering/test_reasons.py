from dataclasses import replace

import pytest
from findings import HOW, STEPS, WHO, WHY, finding, listed

from askhz.answering.choosing import choose


@pytest.mark.parametrize("asking", ["Why does the wind blow, then?", "Sailors asked why the wind blows so hard."])
def test_a_question_explains_nothing(asking: str) -> None:
    asks, reason = finding(asking, 0.9, "a.txt", 40), finding("It blew from the sea.", 0.5, "b.txt", 7)
    assert choose(WHY, [asks, reason]) == [reason]
    assert choose(WHY, [asks]) == [asks]
    assert choose(WHO, [asks, reason]) == [asks]


def test_a_heading_explains_nothing() -> None:
    heading, reason = finding("Wind and Weather", 0.9, "a.txt", 40), finding("It blew from the sea.", 0.5, "b.txt", 7)
    assert [f.text for f in choose(WHY, [heading, reason])] == ["It blew from the sea."]
    assert [f.text for f in choose(WHY, [heading])] == ["Wind and Weather"]
    assert choose(WHO, [heading, reason]) == [heading]


def test_steps_without_full_stops_are_no_headings() -> None:
    step, other = listed(STEPS[0]), finding("The kiln was lit at dawn.", 0.5, "b.txt", 7)
    assert choose(HOW, [step, other]) == [step, other]
    assert choose(HOW, [replace(step, whole=None), other]) == [other]
