import pytest

from askhz.question.spelling import corrected, may_be_misspelt


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What is the rnet of Alden cottage?", ["rnet", "cottage"]),
        ("rent of alden cottage", ["rent", "alden", "cottage"]),
        ("Alden rent", ["rent"]),
        ("WHAT DOES ALDEN COST", ["alden", "cost"]),
        ("error e4022 in iPhone v2", ["error"]),
        ("杭州的公司", []),
    ],
)
def test_names_and_codes_are_not_corrected(text: str, words: list[str]) -> None:
    assert [word.folded for word in may_be_misspelt(text)] == words


def test_only_those_words_change() -> None:
    better = {"alden": "alder", "rnet": "rent"}
    assert corrected("rnet of Alden, rnet of alden", better) == "rent of Alden, rent of alder"
