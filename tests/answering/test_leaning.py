import pytest
from findings import HITS, WHY, found_in, hit_of

from askhz.answering import compose
from askhz.answering.leaning import leans
from askhz.question import analyse
from askhz.records import Reading

TEXT = "The mayor cut taxes.\nHe added that rents would fall.\nThis drew many young firms.\nThe lake is deep."


def quotes(asked: str, begins: str, text: str = TEXT, headings: tuple[str, ...] = ()) -> list[str]:
    hit = hit_of(text, headings=headings)
    answer = compose(analyse(asked), Reading((found_in(hit, begins),), 0.9), [hit, *HITS[1:]], 0.5)
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize(
    "text", ["This made it rich.", "In addition, rents fell.", "He added that it grew.", "因此它很大。"]
)
def test_what_points_back_leans(text: str) -> None:
    assert leans(text)


@pytest.mark.parametrize(
    "text", ["The city grew.", "It is easy to see why.", "This guide says how.", "There are nine.", "Therese left."]
)
def test_what_stands_alone_does_not(text: str) -> None:
    assert not leans(text)


def test_the_sentence_that_it_leans_on_is_quoted_with_it() -> None:
    assert quotes("Why did firms come?", "He added") == ["The mayor cut taxes.\nHe added that rents would fall."]
    assert quotes("Why did firms come?", "This drew") == [
        "The mayor cut taxes.\nHe added that rents would fall.\nThis drew many young firms."
    ]
    assert quotes("Why did firms come?", "The lake") == ["The lake is deep."]


def test_what_the_question_names_itself_need_not_be_said_again() -> None:
    kiln = "The kiln was founded in 1871.\nIt closed because the clay ran out."
    assert quotes("Why did the kiln close?", "It closed", kiln) == ["It closed because the clay ran out."]
    assert quotes("Why did work end in 1963?", "It closed", kiln) == [kiln]
    heading = ("The brick kiln at Torrbacken",)
    assert quotes("Why was it closed? Torrbacken", "It closed", kiln, heading) == [
        "It closed because the clay ran out."
    ]


def test_only_as_far_as_the_words_allow() -> None:
    long = " ".join(["word"] * 158) + ".\nThis is why."
    assert quotes(WHY.text, "This is why", long) == ["This is why."]


def test_a_heading_or_an_item_is_not_taken_along() -> None:
    assert quotes("Why did firms come?", "This drew", "- one thing\nThis drew many firms.") == ["This drew many firms."]
