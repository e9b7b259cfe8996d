import pytest

from askhz.claims.actions import action_missing, actions
from askhz.question import analyse


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("How do I uninstall the pump driver?", "Run `setup` to get the pump driver.", "uninstall"),
        ("How do I uninstall the pump driver?", "Remove the driver with `setup -x`.", None),
        ("how to revert a booking", "A booking is made at the desk.", "revert"),
        ("how to revert a booking", "Bookings\nThey are reversed at the desk.", None),
        ("What's the command to add a berth?", "`berth delete 4` frees it.", None),
        ("How do I remove the wallpaper?", "Soak it and peel it off.", None),  # what one can touch is done in any way
        ("How can we cancel a booking?", "The desk terminates it.", None),
        ("How do I rig a boat?", "Boats lie in the harbour.", None),  # not among what is known
        ("Why do I have to delete a berth?", "To create a berth, press +.", None),
        ("Can I delete a berth?", "To create a berth, press +.", None),
    ],
)
def test_another_action_does_not_tell_how(asked: str, text: str, expected: str | None) -> None:
    assert action_missing(analyse(asked), text) == (f'a word for "{expected}"' if expected else None)


def test_each_action_tells_itself() -> None:
    assert all(word in telling for word, telling in actions().items())
    assert {"delet", "remov", "eras"} <= actions()["delet"]
