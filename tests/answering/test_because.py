"""The cause that a sentence names."""

import pytest

from askhz.answering.because import cause_in


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("Large files are skipped, because it holds a file in memory.", "it holds a file in memory"),
        ("It fell due to a flaw at the edge; nobody was hurt.", "a flaw at the edge"),
        ("It is cheaper, as the new pump has run since May.", "the new pump has run since May"),
        ("They turned the pond down for reasons of safety and built a fence.", "for reasons of safety"),
        ("Because of the frost, the ferry lay still.", "the frost"),
        ("She was ill, so that he went.", None),
        ("It has run since May.", None),
        ("It is old because of rust and because of rain.", None),
        ("It is old because of rust; it is weak because of rain.", None),
    ],
)
def test_the_words_of_the_cause(text: str, cause: str | None) -> None:
    span = cause_in(text)
    assert (span and text[slice(*span)]) == cause


def test_a_sentence_about_something_else_gives_another_cause() -> None:
    text = "The ferry lay still all day. Tea was served, because guests were cold."
    assert cause_in(text, "Why did the ferry lie still?") is None
    assert cause_in(text, "Why was tea served?") is not None
