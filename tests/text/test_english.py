from __future__ import annotations

import pytest

from askhz.text.english import is_english


@pytest.mark.parametrize("word", ["the", "hi", "gavel", "skim", "downgraded"])  # the first and the last of the list
def test_a_word_of_the_list(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize("word", ["recieve", "gave l", "gavel 1", "avel", "杭州", "", "the\n", "23135851162", "é"])
def test_what_is_none(word: str) -> None:
    assert not is_english(word)
