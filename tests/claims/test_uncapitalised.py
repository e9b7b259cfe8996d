"""Names in a question that is typed without capitals."""

from __future__ import annotations

import pytest

from askhz.claims.uncapitalised import is_uncapitalised, name_elsewhere, name_nowhere, names_written

MILL = "Mill\nThe mill at Tarrow was built by Ann Lund. Mr Darwell was played by Colin Quist."
DAM = "Dam\nThe dam was built in spring. Greta Quist played the miller's wife in the film."


@pytest.mark.parametrize(
    "asked", ["Who built it", "who built Tarrow mill", "谁建的", "wer hat das gebaut und wann", "1894"]
)
def test_a_question_with_a_capital_or_in_another_language_marks_its_names(asked: str) -> None:
    assert not is_uncapitalised(asked)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("who played wickfeld in the film", "wickfeld"),
        ("when did dragsholm open", "dragsholm"),
        ("what is the best inn in dragsholm", "dragsholm"),
        ("who was wickfeld married to", "wickfeld"),
        ("Who played wickfeld", None),  # capitals are used, and names would have one
        ("when was the wickfeld founded", "wickfeld"),
        ("when was it founded wickfeld", None),  # no noun needs to stand there
        ("who donates money", None),  # an English word may be said otherwise
        ("when did tarow open", None),  # a slip
        ("who played dar well", None),  # in two words
        ("who built tarrow", None),
    ],
)
def test_a_name_that_stands_nowhere(asked: str, name: str | None) -> None:
    def held(stem: str) -> bool:
        return stem in ("tarrow", "play", "built", "film", "mill", "open")

    found = name_nowhere(asked, held, [MILL, DAM])
    assert (asked[slice(*found)] if found else None) == name


def test_no_name_is_looked_for_in_documents_of_another_language() -> None:
    def held(stem: str) -> bool:
        return False

    german = "Die Mühle wurde von Ann Lund gebaut und ist nicht mehr in Betrieb."
    assert name_nowhere("who built wickfeld in the north", held, [german]) is None
    assert name_nowhere("who built wickfeld in the north", held, ["磨坊建于一八九四年。"]) is None


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("who built the mill of tarrow", "tarrow"),
        ("when did tarrow burn down", "tarrow"),
        ("who played darwell in the film", "darwell"),
        ("who plays hamlet in the film", "hamlet"),  # who plays a part is told where it is named
        ("who voiced spring in the film", None),
        ("who built the dam in spring", None),
        ("who built it in rome", None),  # stands nowhere: the documents do not tell whether it is a name
        ("who built the dam for millers", None),
        ("Who built the mill of Tarrow?", None),
    ],
)
def test_a_name_that_stands_elsewhere(asked: str, name: str | None) -> None:
    assert name_elsewhere(asked, DAM, [MILL, DAM]) == name


def test_a_name_that_is_quoted() -> None:
    assert name_elsewhere("when did tarrow burn down", MILL, [MILL, DAM]) is None


def test_a_word_that_some_document_writes_small_is_no_name() -> None:
    assert name_elsewhere("when did tarrow burn down", DAM, [MILL, DAM, "a tarrow is a small boat"]) is None


def test_names_are_what_is_written_with_a_capital_wherever_it_stands() -> None:
    assert names_written("who built the mill at tarrow in spring", [MILL, DAM]) == ["tarrow"]
    assert names_written("Who built the mill at Tarrow?", [MILL, DAM]) == []
    assert (
        names_written("who built the mill", ["Mill\nMill of the year"]) == []
    )  # a heading, or where a sentence begins


def test_words_that_an_abbreviation_is_short_for_are_the_name() -> None:
    texts = ["Daily line test\nThe daily line test is at six."]
    assert name_nowhere("who runs the dlt", lambda stem: False, texts) is None
    assert name_nowhere("who runs the dlq", lambda stem: False, texts) is not None
