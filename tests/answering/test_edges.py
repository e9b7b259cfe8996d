"""What says nothing at the ends of quotes is left out."""

from dataclasses import replace

from findings import found_in, hit_of

from askhz.answering.edges import without_bare_ends
from askhz.answering.surroundings import stretches

TEXT = "\n".join(
    (
        "![The kiln](kiln.png)",
        "The kiln is lit at dawn.",
        "Figure 7.7.",
        "It burns for a day.",
        "Note",
        "See also #225.",
        "- Cooling the kiln",
        "Leave it alone.",
        "- open the damper",
        "- lay the wood",
    )
)
HIT = hit_of(TEXT)
KNOWN = stretches([HIT.passage])


def shown(*pieces: tuple[str, str]) -> list[str]:
    """What is left of quotes from the unit that begins as the first text to the end of that of the second."""
    quotes = []
    for first, last in pieces:
        begins, ends = found_in(HIT, first), found_in(HIT, last)
        quotes.append(replace(begins, end=ends.end, text=TEXT[begins.start : ends.end]))
    found = without_bare_ends(quotes, KNOWN)
    assert all(TEXT[one.start : one.end] == one.text for one in found)
    return [one.text for one in found]


def test_pictures_labels_and_headings_of_what_is_next_are_left_out() -> None:
    assert shown(("![The", "Note")) == ["The kiln is lit at dawn.\nFigure 7.7.\nIt burns for a day."]
    assert shown(("It burns", "- Cooling")) == ["It burns for a day."]


def test_a_quote_that_is_nothing_else_is_left_out_unless_it_is_all() -> None:
    assert shown(("It burns", "It burns"), ("Figure", "Figure"), ("See", "See")) == ["It burns for a day."]
    assert shown(("Figure", "Figure")) == ["Figure 7.7."]


def test_the_number_of_a_figure_stays_before_its_caption() -> None:
    assert shown(("Figure", "It burns")) == ["Figure 7.7.\nIt burns for a day."]


def test_the_items_of_a_list_stay() -> None:
    assert shown(("Leave", "- open")) == ["Leave it alone.\n- open the damper"]
    assert shown(("- open", "- lay")) == ["- open the damper\n- lay the wood"]
    assert shown(("Leave", "- lay")) == ["Leave it alone.\n- open the damper\n- lay the wood"]
