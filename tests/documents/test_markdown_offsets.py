"""Where bytes of UTF-8 stand among characters, compared with encoding each beginning of the text."""

from hypothesis import given
from hypothesis import strategies as st

from askhz.documents.markdown_offsets import character_of


@given(st.text(st.sampled_from("ab é\u07ff\u0800中\uffff😀")), st.integers(0, 5))
def test_each_character_is_found_by_its_first_byte(text: str, start: int) -> None:
    at = character_of(text, start)
    for number in range(len(text) + 1):
        assert at(len(text[:number].encode())) == number + start
