"""The opposite of what is asked for, in its place, is no answer."""

from __future__ import annotations

import pytest

from askhz.claims.opposing import says_opposite


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Where does the lower canal begin?", "The upper canal begins at Diepoldsau."),
        ("What is the minimum order?", "The maximum order is 40 boxes."),
        ("What drained the southern flanks of the Alps?", "The Danube drained the northern flanks of the Alps."),
        ("What has uncomplicated definitions?", "Some classes have complicated definitions."),
        ("Which measures are inappropriate measures?", "Of several appropriate measures the mildest is taken."),
        ("What is a qualitative answer?", "A quantitative answer is a number."),
        ("When did the two rivers diverge at Gorinchem?", "From 1421 on the two rivers merged at Gorinchem."),
        ("What changed the delta in the first half of the century?", "It changed in the second half of the century."),
        ("What is a non deterministic machine?", "A deterministic machine follows rules."),
    ],
)
def test_an_opposite_in_its_place(asked: str, text: str) -> None:
    assert says_opposite(asked, text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Where does the lower canal begin?", "The lower canal begins below the upper canal."),
        ("Which problem is unsolved?", "The problem of the knots is not solved."),  # two negations
        ("Which problem was never solved?", "The problem of the knots is unsolved."),
        ("Who are the un-elected members?", "The unelected members are the two auditors."),
        ("Who was Emma's brother?", "Emma, sister of Duke Richard, married the king."),  # the one tells the other
        ("When is the pool closed?", "The pool is open from Tuesday to Sunday."),
        ("What happened after the war?", "Before the war the mill burnt down."),
        ("What can be checked at the same time?", "Different doors can be checked in a second."),
        ("How long is the course?", "The short course takes three days."),
        ("How old is the bridge?", "The new bridge was opened in 1990."),
        ("Which setting disables telemetry?", "The setting tell enables telemetry."),
        ("What takes in steam?", "Steam intakes take most of the room."),
        ("What is the oldest mill on the island?", "Young people meet in the barn."),  # of something else
        ("Where does the lower canal begin?", "It begins at Diepoldsau."),
    ],
)
def test_no_opposite(asked: str, text: str) -> None:
    assert not says_opposite(asked, text)


def test_a_word_that_stands_above_is_not_opposed() -> None:
    asked, text = "Where does the lower canal begin?", "The upper end of the canal is where it begins, at Fussach."
    assert says_opposite(asked, text)
    assert not says_opposite(asked, text, "Rhine\nThe lower canal")
