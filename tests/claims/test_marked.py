"""What documents have under marks."""

from askhz.claims import NO_MARKS, Marked


def test_nothing_is_marked() -> None:
    assert Marked() == NO_MARKS
    assert NO_MARKS.stretches == ()
    assert NO_MARKS.lacking is None
