"""What a short answer leaves out because the question says it."""

import pytest

from askhz.answering.trimming import without_what_is_asked
from askhz.question import analyse


@pytest.mark.parametrize(
    ("asked", "text", "span", "expected"),
    [
        ("Who wins the tender?", "The lowest bid wins the tender.", "The lowest bid wins the tender", "The lowest bid"),
        ("Who has painted it?", "It was Ada Lind who painted it.", "Ada Lind who painted it", "Ada Lind"),
        ("Who plants trees?", "Plants grow.", "Plants grow", "Plants grow"),
        ("Who is the owner?", "Ada Lind owns it.", "Ada Lind", "Ada Lind"),
        ("Who says so?", "Ada Lind, the founder of Elk, says so.", "Ada Lind, the founder of Elk", "Ada Lind"),
        ("Which maps are new?", "Tin and Ash, which are small, are.", "Tin and Ash, which are small", "Tin and Ash"),
        ("What is Ada Lind's handle?", "Ada Lind (@skipper) and Bo", "Ada Lind (@skipper)", "@skipper"),
        ("What is the rank of Ada Lind?", "Ada Lind: captain", "Ada Lind: captain", "captain"),
        ("Who is Ada Lind's brother?", "Bo Lind (elder)", "Bo Lind (elder)", "Bo Lind (elder)"),
        ("Which article covers it?", "See Article 17 of it.", "17", "Article 17"),
        ("Which code section is it?", "See section 4.2 of it.", "4.2", "section 4.2"),
        ("What pump value is it?", "It has pump value 4.", "4", "pump value 4"),
        ("When does it run?", "At midnight on each pump it runs.", "midnight on each pump", "midnight"),
        ("When does it run?", "On Monday in the morning.", "Monday in the morning", "Monday in the morning"),
        ("Where does it run?", "At midnight on each pump it runs.", "midnight on each pump", "midnight on each pump"),
        ("Which values may it have?", "From 0-1, with 0 being off.", "0-1, with 0 being off", "0-1"),
        ("How many articles are there?", "It has articles 17 and 18.", "17", "17"),
        ("What is the pump?", "It is the pump (Ash model).", "the pump (Ash model)", "the pump (Ash model)"),
        ("What number does the boat have?", "It has number 12.", "12", "12"),
        ("What is Ada's locker number?", "Her locker number is 12.", "12", "12"),
        (
            "Which mill follows the weir?",
            "The Ash mill follows the weir.",
            "The Ash mill follows the weir",
            "The Ash mill",
        ),
        (
            "Which mill runs at night?",
            "The Ash mill runs and stops.",
            "The Ash mill runs and stops",
            "The Ash mill runs and stops",
        ),
        ("Which year was it?", "In May 17 of us went.", "17", "17"),
    ],
)
def test_what_the_question_says_is_left_out(asked: str, text: str, span: str, expected: str) -> None:
    at = text.index(span)
    start, end = without_what_is_asked(analyse(asked), text, at, at + len(span))
    assert text[start:end] == expected
