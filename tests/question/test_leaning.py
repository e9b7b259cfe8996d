"""Whether a question leaves out what it is about."""

import pytest

from askhz.question.languages import language_of
from askhz.question.leaning import leans_on_history
from askhz.text.aliases import Aliases


@pytest.mark.parametrize(
    ("asked", "leans"),
    [
        ("When was it built?", True),
        ("And the deposit?", True),
        ("And -T?", True),
        ("In which file format?", True),
        ("In which file format is the log of the Heron kept?", False),
        ("And who founded the Harbour Choir?", False),
        ("Is it true that robots dance?", False),
        ("Where is the Gannet?", False),
        ("Can I get a Windows one?", True),
        ("How many people does one ferry carry?", False),
        ("Is that free?", True),
        ("Can I print that with a phone?", True),
        ("On Sundays too?", True),
        ("Is the Elk green too?", False),
        ("What do I need?", True),
        ("它有多长？", True),
        ("Since when does the Elk tow it?", True),  # nothing tows itself
        ("What is the Elk and who tows it?", False),
        ("Can the crew of the Elk leave it?", False),
    ],
)
def test_a_question_leans_or_does_not(asked: str, leans: bool) -> None:
    assert leans_on_history(asked, Aliases(), language_of(asked)) is leans
