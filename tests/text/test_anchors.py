from hypothesis import given, settings
from hypothesis import strategies as st

from askhz.records import Anchor
from askhz.text.anchors import anchor_at, anchors_within

ANCHORS = st.lists(st.integers(0, 40), max_size=8).map(lambda starts: [Anchor(start) for start in sorted(starts)])


@given(ANCHORS, st.integers(0, 45))
@settings(deadline=None)
def test_the_anchor_at_an_offset_is_the_last_one_that_has_begun(anchors: list[Anchor], offset: int) -> None:
    begun = [anchor for anchor in anchors if anchor.start <= offset]
    assert anchor_at(anchors, offset) is (begun[-1] if begun else None)


@given(ANCHORS, st.integers(0, 45), st.integers(0, 20))
@settings(deadline=None)
def test_the_anchors_of_a_stretch_are_those_of_its_offsets(anchors: list[Anchor], start: int, length: int) -> None:
    each = [anchor_at(anchors, offset) for offset in range(start, start + length)]
    inside = [anchor for anchor in anchors if start < anchor.start < start + length]
    found = list(anchors_within(anchors, start, start + length))
    if length:
        assert [anchor for anchor in found if anchor.start > start] == inside
        assert set(found) == set(filter(None, each)) | set(inside)


def test_of_anchors_at_the_same_place_the_last_holds() -> None:
    anchors = [Anchor(0, headings=("a",)), Anchor(5, headings=("b",)), Anchor(5, headings=("c",))]
    assert anchors_within(anchors, 5, 9) == (anchors[2],)
