import re

from askhz import errors


def test_the_drawn_tree_is_the_tree() -> None:
    drawn = set(re.findall(r"(?:├|└)── (\w+)", errors.__doc__ or ""))
    assert drawn == {child.__name__ for child in errors.AskhzError.__subclasses__()}
    assert errors.AskhzError.__base__ is Exception
