from __future__ import annotations

from askhz.remembering import Remembered


def test_what_was_asked_for_last_is_kept() -> None:
    known: Remembered[str, int] = Remembered(2)
    known.keep("a", 1)
    known.keep("b", 2)
    assert (known.get("a"), known.get("b"), known.get("c")) == (1, 2, None)
    assert known.get("a") == 1  # so that b is the one not asked for longest
    known.keep("c", 3)
    assert [known.get(key) for key in "abc"] == [1, None, 3]
    known.keep("a", 4)
    assert known.get("a") == 4
