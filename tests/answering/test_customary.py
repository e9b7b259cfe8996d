import pytest

from askhz.answering.customary import holds_by_custom
from askhz.question import analyse


@pytest.mark.parametrize(
    ("asked", "heading"),
    [
        ("What do I need to make it?", "Ingredients"),
        ("What does one need for the mill?", "3. Requirements"),
        ("What do I need before I can sail?", "Prerequisites:"),
        ("What is required for the exam?", "What you'll need"),
        ("What is needed to build the loom?", "Tools and materials"),
        ("What are the disadvantages of two mills?", "Drawbacks"),
        ("What are the benefits of two mills?", "Advantages"),
        ("What do millers get out of it?", "Benefits"),
        ("What must be avoided in a mill?", "What not to do"),
        ("What am I not allowed to use the mill for?", "4. Prohibited Uses"),
        ("What is forbidden in the mill?", "Restrictions"),
        ("What should I be able to do after the course on mills?", "Learning Outcomes"),
        ("What will I learn in the course?", "What you'll learn"),
    ],
)
def test_what_holds_it(asked: str, heading: str) -> None:
    assert holds_by_custom(analyse(asked), heading)


@pytest.mark.parametrize(
    ("asked", "heading"),
    [
        ("What do I need to sign?", "Requirements"),
        ("What do I need to change in the settings?", "Requirements"),
        ("What do I need to do before the exam?", "Prerequisites"),
        ("What do I need to know about rye?", "Ingredients"),
        ("Who needs the mill?", "Requirements"),
        ("What do I need to make it?", "Changes of the requirements"),
        ("What are the drawbacks of two mills?", "Benefits"),
        ("Why does the mill stop?", "Motivation"),
        ("What should I learn before the course?", "Learning outcomes"),
        ("What am I allowed to use the mill for?", "Prohibited uses"),
        ("Who is not allowed in the mill?", "Restrictions"),
        ("What will I need in the course?", "Learning outcomes"),
        ("What will I learn in the course?", "Outcomes of the flood"),
    ],
)
def test_what_does_not(asked: str, heading: str) -> None:
    assert not holds_by_custom(analyse(asked), heading)
