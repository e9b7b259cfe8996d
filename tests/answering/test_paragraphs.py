"""What stands around the few words that answer is quoted with them, as far as it belongs to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from findings import found_in, hit_of

from askhz.answering import compose
from askhz.question import analyse
from askhz.records import Reading

TEXT = "Taxes fell in 1894.\nRents fell with them.\nThe mayor left.\n\nThe lake is deep.\nSwans nest there."
SURE, DOUBTFUL, UNLIKELY = 0.9, 0.06, 0.001


def quotes(asked: str, likely: Mapping[str, float], text: str = TEXT) -> list[str]:
    hit = hit_of(text)
    units = [text[start - hit.passage.start : end - hit.passage.start] for start, end in hit.passage.sentences]
    found = [
        replace(
            found_in(hit, unit, 0.5),
            evidence=next((p for begins, p in likely.items() if unit.startswith(begins)), UNLIKELY),
        )
        for unit in units
    ]
    found.sort(key=lambda one: -(one.evidence or 0.0))
    answer = compose(analyse(asked), Reading(tuple(found), 0.9), [hit], 0.5)
    return [citation.quote for citation in answer.citations]


def test_the_sentences_of_the_paragraph_that_may_belong_to_it_are_quoted() -> None:
    assert quotes("When did taxes fall?", {"Taxes": SURE, "Rents": DOUBTFUL}) == [
        "Taxes fell in 1894.\nRents fell with them."
    ]


@pytest.mark.parametrize(
    "likely",
    [
        {"Taxes": SURE, "Rents": UNLIKELY},  # by itself it is none
        {"Taxes": SURE, "Swans": DOUBTFUL},  # it stands in another paragraph
    ],
)
def test_no_others_are(likely: Mapping[str, float]) -> None:
    assert quotes("When did taxes fall?", likely) == ["Taxes fell in 1894."]


def test_what_leads_in_to_the_answer_is_not() -> None:
    text = "Rents were high.\nTaxes fell in 1894.\nThe mayor left."
    assert quotes("When did taxes fall?", {"Taxes": SURE, "Rents": DOUBTFUL}, text) == ["Taxes fell in 1894."]


def test_none_is_added_where_the_words_do_not_allow_it() -> None:
    long = f"Taxes fell in 1894.\nRents {'and fees ' * 80}fell with them."
    assert quotes("When did taxes fall?", {"Taxes": SURE, "Rents": DOUBTFUL}, long) == ["Taxes fell in 1894."]


def test_what_lacks_the_form_asked_for_is_declined_though_the_next_sentence_has_it() -> None:
    text = "Taxes fell.\nThere were 12 of them."
    assert quotes("How many mills are there?", {"Taxes": SURE, "There": DOUBTFUL}, text) == []


COUNTED = (
    "A tag has three parts.\nThe first has seven fields.\nIt is needed.\nSecond come the options.\n"
    "Finally, it ends.\nBye."
)


def test_what_a_text_counts_is_quoted_to_its_last() -> None:
    asked = "What parts does a tag have?"
    assert quotes(asked, {"A tag": SURE, "The first": SURE}, COUNTED) == [COUNTED.removesuffix("\nBye.")]
    assert quotes(asked, {"A tag": SURE}, COUNTED) == ["A tag has three parts."]  # its first is not quoted


def test_two_sentences_count_nothing_and_a_heading_ends_it() -> None:
    asked = "What parts does a tag have?"
    for text in (COUNTED.replace("Second come", "So come"), COUNTED.replace("Second come", "- Second come")):
        assert quotes(asked, {"A tag": SURE, "The first": SURE}, text) == ["\n".join(COUNTED.split("\n")[:2])]


def test_what_is_counted_is_left_where_the_words_do_not_allow_it() -> None:
    long = COUNTED.replace("it ends", " ".join(["it"] * 200))
    assert quotes("What parts does a tag have?", {"A tag": SURE, "The first": SURE}, long) == [
        "\n".join(COUNTED.split("\n")[:2])
    ]
