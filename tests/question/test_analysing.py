from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askhz.errors import QuestionError
from askhz.question import analyse
from askhz.text.aliases import Aliases
from askhz.text.words import nearest_word

ALIASES = Aliases([("Unitree", "Yushu Technology", "宇树科技"), ("DeepSeek", "deep search", "深度求索")])
KNOWN = (("wukong", 2), ("economist", 1), ("founder", 3), ("hangzhou", 9))

words = st.lists(
    st.sampled_from(
        "who what when where why how many much is was does did the a of and it its he she they there that captain "
        "ferry Elk Oslo rent open built carry about 它 他 船长 是 谁 什么 的 呢 那 多少 thanks one".split()
    ),
    min_size=1,
    max_size=9,
).map(lambda chosen: " ".join(["x", *chosen]))


def corrections(words: Sequence[str]) -> dict[str, str]:
    unknown = [word for word in words if word not in dict(KNOWN)]
    return {word: better for word in unknown if (better := nearest_word(word, KNOWN))}


class TestSearch:
    def test_what_is_asked_stays_what_is_looked_up_is_corrected(self) -> None:
        found = analyse("who is the fuonder of wukog?", corrections=corrections)
        assert found.text == "who is the fuonder of wukog?"
        assert found.search == ("who is the founder of wukong?", "who is the fuonder of wukog?")
        assert found.understood == "who is the founder of wukong?"

    def test_stop_words_are_not_corrected(self) -> None:
        asked: list[Sequence[str]] = []

        def note(words: Sequence[str]) -> dict[str, str]:
            asked.append(words)
            return {}

        analyse("Who is the king of it?", ["And the queen?"], corrections=note)
        assert asked == [["king", "queen"]], "and it is asked once"

    def test_what_is_in_another_language_than_the_documents_is_not_corrected(self) -> None:
        asked = "¿Quién es el fuonder de wukog?"
        assert analyse(asked, corrections=corrections).search == (asked,)
        together = {"quien", "es", "el", "de"}.issuperset
        assert analyse(asked, corrections=corrections, together=together).search[0] == "¿Quién es el founder de wukong?"

    def test_capitals_and_lower_case_mean_the_same(self) -> None:
        asked = "When was Unitree founded?"
        variants = [analyse(text, aliases=ALIASES).search[1:] for text in (asked, asked.upper(), asked.lower())]
        assert [[v.casefold() for v in found] for found in variants] == [
            ["when was yushu technology founded?", "when was 宇树科技 founded?"]
        ] * 3

    def test_one_name_looks_for_the_others(self) -> None:
        assert analyse("Who leads Yushu Technology?", aliases=ALIASES).search == (
            "Who leads Yushu Technology?",
            "Who leads Unitree?",
            "Who leads 宇树科技?",
        )

    def test_texts_looked_up_are_few(self) -> None:
        many = Aliases([[f"Name{n}x" for n in range(50)]])
        assert len(analyse("Who is Name3x?", aliases=many).search) <= 5

    def test_a_name_that_the_documents_do_not_have_stays(self) -> None:
        known = (("alder", 9), ("rent", 9))

        def near(words: Sequence[str]) -> dict[str, str]:
            return {word: better for word in words if (better := nearest_word(word, known)) and better != word}

        found = analyse("What is the rnet of Alden cottage?", corrections=near)
        assert found.search == ("What is the rent of Alden cottage?", "What is the rnet of Alden cottage?")
        assert found.understood == "What is the rent of Alden cottage?"


class TestUnderstood:
    @settings(deadline=None)  # the first call compiles the patterns
    @given(st.text(max_size=80), st.lists(st.text(max_size=40), max_size=4))
    def test_it_is_said_exactly_where_something_was_changed(self, text: str, history: list[str]) -> None:
        try:
            found = analyse(text, history, answers=lambda place: "Edda", together=lambda words: True)
        except QuestionError:
            return
        assert found.understood == (None if found.search[0] == found.text else found.search[0])
        assert analyse(text, history, answers=lambda place: "Edda", together=lambda words: True) == found

    @settings(deadline=None)  # the first call compiles the patterns
    @given(words, st.lists(words, max_size=4))
    def test_any_words_are_understood(self, text: str, history: list[str]) -> None:
        found = analyse(text, history, answers=lambda place: "Edda", together=lambda words: True)
        assert found.understood == (None if found.search[0] == found.text else found.search[0])
        assert found.search[0].strip()

    @settings(deadline=None)  # the first call compiles the patterns
    @given(words)
    def test_nothing_is_understood_where_nothing_was_said_before(self, text: str) -> None:
        assert analyse(text).understood is None


def test_one_text_is_no_history() -> None:
    with pytest.raises(QuestionError, match=r"the history is 'Where is it\?'; want a list of earlier questions"):
        analyse("Who founded it?", "Where is it?")
