import pytest

from askhz.question.languages import language_of
from askhz.question.subjects import definite_phrases, subject_of
from askhz.text.aliases import Aliases


@pytest.mark.parametrize(
    ("asked", "subject"),
    [
        ("When was the tug Gannet built?", "the tug Gannet"),
        ("How many barrels does the tug Gannet carry?", "the tug Gannet"),
        ("What is the yearly fee of Larch meadow?", "Larch meadow"),
        ("Who founded the glass works at Orrefjord?", "the glass works at Orrefjord"),
        ("Who conducts the Harbour choir?", "the Harbour choir"),
        ("When does the Harbour choir rehearse?", "the Harbour choir"),
        ("How many keepers work at the seal station?", "the seal station"),
        ("What does the warranty cover?", "the warranty"),
        ("How long does the walnut bread keep fresh?", "the walnut bread"),
        ("What is sourdough?", "sourdough"),
        ("Is log_level a number?", "log_level"),
        ("What did the city of Bergen buy?", "Bergen"),
        ("Who leads Unitree?", "Unitree"),
        ("How long does the Larch festival last?", "the Larch festival"),
        ("Where does the Elk moor?", "the Elk"),
        ("Tell me about the Skin & Bones app.", "the Skin & Bones app"),
        ("What was wrong with the larch.org homepage?", "the larch.org homepage"),
        ("How long does it take for 1 TB?", None),
        ("When does the council pay travel costs?", None),
        ("When does the annual summer fair start?", "the annual summer fair"),
        ("Why do bees swarm?", None),
        ("长江大桥是什么时候建成的？", "长江大桥"),
        ("谁建了磨坊？", None),
    ],
)
def test_what_a_question_is_about(asked: str, subject: str | None) -> None:
    assert subject_of(asked, Aliases(), language_of(asked)) == subject


@pytest.mark.parametrize(
    ("asked", "phrases"),
    [
        ("Who is the captain?", [("the captain", False)]),
        ("When did the captain retire?", [("the captain", False)]),
        ("What is the height of the mast?", [("the height of the mast", False)]),
        ("What is the price of tin?", [("the price of tin", True)]),
        ("Who is the captain of the Elk?", [("the captain of the Elk", True)]),
        ("Does the pool have a slide?", [("the pool", False)]),
        ("Is the gate open?", [("the gate", False)]),
        ("Why do bees swarm?", []),
    ],
)
def test_definite_phrases(asked: str, phrases: list[tuple[str, bool]]) -> None:
    found = list(definite_phrases(asked, language_of(asked)))
    assert [(phrase.text, phrase.complete) for phrase in found] == phrases
    assert all(asked[phrase.start : phrase.end] == phrase.text for phrase in found)
