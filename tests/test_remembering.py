from __future__ import annotations

from askhz.remembering import Remembered


def test_what_was_asked_for_last_is_kept() -> None:
    known: Remembered[str, int | None] = Remembered(2)
    known.keep("a", 1)
    known.keep("b", None)
    assert (known.get("a", 9), known.get("b", 9), known.get("c", 9)) == (1, None, 9)
    assert known.get("a", 9) == 1  # so that b is the one not asked for longest
    known.keep("c", 3)
    assert [known.get(key, 9) for key in "abc"] == [1, 9, 3]
    known.keep("a", 4)
    assert known.get("a", 9) == 4
