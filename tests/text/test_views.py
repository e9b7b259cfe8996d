"""Views: edits applied, each kept character located, in linear time."""

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askhz.records import Edit
from askhz.text.views import View, view_of


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit], int, int]:
    """A text of characters that are all different, edits of it, and a stretch."""
    text = "".join(chr(0x4E00 + n) for n in range(draw(st.integers(1, 25))))
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12)))
    pairs = [(a, b) for a, b in zip(places[::2], places[1::2], strict=False)]
    edits = [Edit(a, b, draw(st.sampled_from(["", " ", "; b: "]))) for a, b in pairs]
    start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    return text, edits, start, end


def slowly(text: str, edits: list[Edit], start: int, end: int) -> list[tuple[str, int | None]]:
    """The characters of a view, each with its place."""
    shown: list[tuple[str, int | None]] = []
    for at in range(start, end):
        for edit in edits:
            if edit.start == at and edit.end <= end:
                shown += [(character, None) for character in edit.text]
        if not any(edit.start <= at < edit.end for edit in edits):
            shown.append((text[at], at))
    return shown


def places(view: View) -> list[int | None]:
    where: list[int | None] = [None] * len(view.text)
    for piece in view.pieces:
        where[piece.start : piece.end] = range(piece.at, piece.at + piece.end - piece.start)
    return where


@given(edited())
def test_a_view_is_the_text_with_its_edits(case: tuple[str, list[Edit], int, int]) -> None:
    text, edits, start, end = case
    view = view_of(text, start, end, edits)
    assert list(zip(view.text, places(view), strict=True)) == slowly(text, edits, start, end)
    ends = [at for piece in view.pieces for at in piece[:2]]
    assert ends == sorted(ends)
    assert all(piece.start < piece.end for piece in view.pieces)


@given(edited(), st.sampled_from(["", "A title", "One\nTwo"]))
def test_locating_and_finding(case: tuple[str, list[Edit], int, int], context: str) -> None:
    text, edits, start, end = case
    view = view_of(text, start, end, edits, context)
    assert view.text.startswith(f"{context}\n" if context else "")
    where = places(view)
    for a, b in itertools.combinations_with_replacement(range(len(view.text) + 1), 2):
        found = [at for at in where[a:b] if at is not None]
        assert view.locate(a, b) == ((found[0], found[-1] + 1) if found else None)
    for a, b in itertools.combinations_with_replacement(range(len(text) + 1), 2):
        shown = [n for n, at in enumerate(where) if at is not None and a <= at < b]
        assert view.find(a, b) == ((shown[0], shown[-1] + 1) if shown else None)


@pytest.mark.slow
def test_a_view_takes_time_for_its_own_edits_only() -> None:
    text = "ab" * 200_000
    edits = [Edit(at, at + 1, "") for at in range(0, len(text), 2)]
    began = time.process_time()
    for start in range(0, len(text), 200):
        assert view_of(text, start, start + 200, edits).text == "b" * 100
    assert time.process_time() - began < 5
