from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from askhz.render.escaping import visible


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_visible_text_is_as_long_and_can_be_encoded(text: str) -> None:
    assert len(visible(text)) == len(text)
    visible(text).encode()
