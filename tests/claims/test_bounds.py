import pytest

from askhz.claims.bounds import bound_missing
from askhz.question import analyse

MOST, LEAST, SHARE, TIMES = "the most that it may be", "the least that it may be", "a share", "how many times"


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("How many boats may lie there at most?", "At least one boat lies there.", MOST),
        ("How many boats may lie there at most?", "Up to four boats lie there.", None),
        ("How many boats may lie there at most?", "Three to four boats lie there, 3-4 in all.", None),
        ("maximum length of a name", "A name is short and to the point.", MOST),
        ("maximum length of a name", "A name has no more than 20 letters.", None),
        ("maximum length of a name", "| Name | Max. letters |", None),
        ("Which version is needed at least?", "The latest version is good.", LEAST),
        ("Which version is needed at least?", "It runs with 3.6 or newer.", None),
        ("What share of the boats is old?", "There are 14 old boats.", SHARE),
        ("What share of the boats is old?", "Two thirds of the boats are old.", None),
        ("What percentage of the boats is old?", "14% are.", None),
        ("When will the harbour be open?", "The harbour is being dredged.", "a time to come"),
        ("When will the harbour be open?", "It opens in spring.", None),
        ("How much money did the town give?", "The town gave money for it.", "a sum"),
        ("How much money did the town give?", "The town gave $300.", None),
        ("How much does it cost to rent an oar?", "An oar is rented for two crowns.", None),
        ("How much are pilots paid?", "Pilots are paid what was agreed.", "a sum"),
        ("How much faster is the new boat?", "The new boat is fast.", "by how much"),
        ("By how much did it cut the costs?", "It cut them by half.", None),
        ("How many times may a pilot be elected?", "A new pilot is elected where fewer than five are left.", TIMES),
        ("How many times may a pilot be elected?", "A pilot is elected for two terms.", None),
        ("Which age group is the boat meant for?", "The boat has 8 to 10 seats.", "an age"),
        ("How old must a pilot be?", "A pilot must be 18.", None),
        ("How old must a pilot be?", "A pilot must be eighteen.", None),
        ("How old is the bridge?", "The bridge was built in 1890.", None),
        ("How many boats may lie there at most?", "There is room for four boats.", None),
        ("How many boats are there?", "The boats are red.", None),  # another form says so
        ("Is at least one pilot needed?", "The pilot is ill.", None),
        ("What are the minimum requirements for a boat?", "- Two oars", None),
        ("What happens when the maximum is reached?", "The gate is closed.", None),
    ],
)
def test_what_the_figure_must_be(asked: str, text: str, expected: str | None) -> None:
    assert bound_missing(analyse(asked), text) == expected
