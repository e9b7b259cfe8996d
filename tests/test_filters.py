from datetime import date

import pytest

from askhz.errors import QuestionError
from askhz.filters import days, filter_from, narrowed, window
from askhz.records import Filter


def test_what_a_program_says() -> None:
    assert filter_from({"question": "?", "source": "a.txt", "sources": ["b.txt", "a.txt"]}) == Filter(
        ("b.txt", "a.txt")
    )
    assert filter_from({"types": [".PDF", "pdf", "md"]}).types == ("pdf", "md")
    assert filter_from({"folder": "/a/b/"}).folders == ("a/b",)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sources": 3}, "sources is 3; want a list of names"),
        ({"sources": ["a.txt", None]}, "want a list of names"),
        ({"folders": [""]}, "want a list of names"),
        ({"since": 2024}, "since is 2024; want a date as 2024, 2024-05 or 2024-05-31"),
        ({"until": "31/5/2024"}, "until is '31/5/2024'; want a date"),
        ({"until": "2024-02-30"}, "until is '2024-02-30'; want a date"),
        ({"since": "2024-06", "until": "2024-05-31"}, "until is 2024-05-31, which is before since, 2024-06"),
        ({"source": "caf\udce9"}, "is not UTF-8"),
    ],
)
def test_what_cannot_be_used_is_said(given: dict[str, object], said: str) -> None:
    with pytest.raises(QuestionError, match=r"^[^\n]*$") as caught:
        filter_from(given)
    assert said in str(caught.value)


def test_both_ways_to_give_one() -> None:
    assert narrowed(None, ()) is None
    assert narrowed(Filter(), []) is None
    assert narrowed({"type": "md"}, ["a.md"]) == Filter(("a.md",), types=("md",))
    with pytest.raises(QuestionError, match="want a list"):
        narrowed(None, "a.md")


def test_a_mistyped_filter_does_not_ask_everything() -> None:
    with pytest.raises(QuestionError, match="'kind' is no filter; want one of sources, source, "):
        narrowed({"kind": "pdf"}, ())


def test_a_window_has_both_its_ends() -> None:
    assert window(Filter(since="2023", until="2024-02")) == (date(2023, 1, 1), date(2024, 2, 29))
    assert window(Filter(until="2024-05-01")) == (date.min, date(2024, 5, 1))
    assert window(Filter(types=("md",))) is None


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2025-03-19", date(2025, 3, 19), date(2025, 3, 19)),
        ("2025-3", date(2025, 3, 1), date(2025, 3, 31)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025-03-19T08:00:00+08:00", date(2025, 3, 19), date(2025, 3, 19)),
        ("19 March 2025", date(2025, 3, 19), date(2025, 3, 19)),
        ("Feb 2024", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_the_days_that_a_document_tells(written: str, first: date, last: date) -> None:
    assert days(written) == (first, last)


@pytest.mark.parametrize("written", ["", "undated", "2025-13-40", "spring", "12:30", "2025-03-19-7", "999999999999"])
def test_what_is_no_date(written: str) -> None:
    assert days(written) is None
