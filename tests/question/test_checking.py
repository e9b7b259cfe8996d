import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askhz.errors import QuestionError
from askhz.question import LIMIT, analyse, check


class TestCheck:
    @pytest.mark.parametrize("text", ["", " ", "\t\r\n", "\u3000"])
    def test_empty(self, text: str) -> None:
        with pytest.raises(QuestionError, match="the question is empty; ask something"):
            check(text)

    @pytest.mark.parametrize("text", ["?", "…", "!!! ---", "\u200b"])
    def test_no_word(self, text: str) -> None:
        with pytest.raises(QuestionError, match="holds no word; ask in words"):
            check(text)

    def test_length(self) -> None:
        assert check("x " * (LIMIT // 2)) == ("x " * (LIMIT // 2)).strip()
        with pytest.raises(QuestionError, match=r"has 100,000 characters, at most 10,000 are read; shorten it"):
            check("x" * 100_000)

    @pytest.mark.parametrize("character", ["\0", "\x01", "\x1b", "\x7f", "\x85"])
    def test_control_characters(self, character: str) -> None:
        with pytest.raises(QuestionError) as caught:
            check(f"who{character}?")
        assert repr(character) in str(caught.value)
        assert character not in str(caught.value)

    def test_half_a_character(self) -> None:
        with pytest.raises(QuestionError, match=r"not UTF-8 \(at character 3\)"):
            check("who\ud800?")

    def test_space_is_made_one(self) -> None:
        assert check("  Who\tfounded\r\nit? ") == "Who founded it?"

    @settings(deadline=None)  # the first call compiles the patterns
    @given(st.text(max_size=60))
    def test_is_asked_or_refused(self, text: str) -> None:
        try:
            asked = check(text)
        except QuestionError:
            with pytest.raises(QuestionError, match=r"\A[^\n]+; (ask|shorten|remove)[^\n]*\Z"):
                analyse(text)
        else:
            assert check(asked) == asked
            assert analyse(text).text == asked
