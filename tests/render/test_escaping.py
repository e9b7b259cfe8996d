from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from askhz.render.escaping import columns_of, visible


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_visible_text_is_as_long_and_can_be_encoded(text: str) -> None:
    assert len(visible(text)) == len(text)
    visible(text).encode()


def test_a_wide_character_takes_two_columns_and_a_combining_one_none() -> None:
    assert columns_of("杭州a\u0301") == 2 + 2 + 1 + 0
