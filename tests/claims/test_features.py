"""How far a unit meets what a question claims."""

import pytest

from askhz.claims import CLAIM_FEATURES, passage_claims, question_claims, required, unit_claims
from askhz.claims.grounds import Ground
from askhz.question import analyse
from askhz.text.aliases import Aliases


def of_unit(question: str, unit: str) -> set[str]:
    asked = analyse(question)
    return {name for name, value in unit_claims(asked, required(asked), unit).items() if value}


@pytest.mark.parametrize(
    ("question", "unit", "expected"),
    [
        ("When was the game released?", "Revenue reached a billion in November 2024.", {"event_elsewhere"}),
        ("When was the game released?", "It was released in August.", set()),
        ("What does E4023 mean?", "E4022: motor too hot.", {"term_rival"}),
        ("What does E4023 mean?", "E4023 comes after E4022.", set()),
    ],
)
def test_what_a_unit_denies(question: str, unit: str, expected: set[str]) -> None:
    assert of_unit(question, unit) & {"event_elsewhere", "term_rival"} == expected


def test_the_share_of_terms_that_a_passage_lacks() -> None:
    terms = required(analyse("What did Marit Solvang say of E4023?"))
    here = Ground("She said that E4023 is rare.", "Minutes")
    assert passage_claims(terms, here, Aliases()) == {"term_missing": 0.5}
    assert passage_claims(terms, Ground(here.text, "Marit Solvang"), Aliases()) == {"term_missing": 0.0}
    assert passage_claims((), here, Aliases()) == {"term_missing": 0.0}


def test_words_that_stand_nowhere_count_by_their_rarity() -> None:
    asked = analyse("What does the crate hold?")
    rarity = {"crate": 3.0, "hold": 1.0}
    assert question_claims(asked, rarity, frozenset({"crate"})) == {"word_absent": 0.75}
    assert question_claims(asked, rarity, frozenset()) == {"word_absent": 0.0}


def test_the_features_are_those_that_are_named() -> None:
    asked = analyse("What does the crate hold?")
    made = {
        **unit_claims(asked, (), "A box."),
        **passage_claims((), Ground("", ""), Aliases()),
        **question_claims(asked, {}, frozenset()),
    }
    assert set(made) == set(CLAIM_FEATURES)


@pytest.mark.parametrize(
    ("question", "unit", "missing"),
    [
        ("Who founded the mill?", "The mill is run by Ada Lind.", True),
        ("Who founded the mill?", "The mill was established by Ada Lind.", False),
        ("When was the game released?", "It earned a billion by May 2024.", True),
        ("When was the game released?", "It came out in May 2024.", True),
        ("When was the game released?", "It was published in May 2024.", False),
        ("Who likes the mill?", "The mill is run by Ada Lind.", False),
        ("Why was the mill founded?", "The mill is run by Ada Lind.", False),
    ],
)
def test_an_event_has_words_of_its_own(question: str, unit: str, missing: bool) -> None:
    assert ("event_missing" in of_unit(question, unit)) is missing
