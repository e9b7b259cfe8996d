import dataclasses
import inspect
from dataclasses import FrozenInstanceError

import pytest

from askhz import records
from askhz.records import Answer, Question

RECORDS = [each for _, each in inspect.getmembers(records, inspect.isclass) if each.__module__ == records.__name__]


@pytest.mark.parametrize("record", RECORDS)
def test_records_are_frozen_and_do_nothing(record: type) -> None:
    assert dataclasses.is_dataclass(record)
    assert record.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in vars(record)
    own = {name for name, value in vars(record).items() if inspect.isfunction(value) and not name.startswith("__")}
    assert own <= {"_dataclass_getstate", "_dataclass_setstate"}


def test_time_does_not_tell_answers_apart() -> None:
    one = Answer("Who?", False, "", None, 0.1, "No.", (), (), {"total": 1.0})
    assert one == dataclasses.replace(one, timings_ms={"total": 2.0})
    with pytest.raises(FrozenInstanceError):
        one.text = "something else"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("kind", "one", "explains"),
    [("person", True, False), ("yes-no", True, False), ("reason", False, True), ("list", False, False)],
)
def test_what_one_sentence_can_answer_and_what_needs_explaining(kind: records.Kind, one: bool, explains: bool) -> None:
    asked = Question(text="x", kind=kind, search=("x",), as_asked="x")
    assert (asked.wants_one, asked.explains) == (one, explains)
