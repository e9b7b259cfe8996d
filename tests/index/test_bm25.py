"""The formula against its definition in double precision and against tantivy."""

import math

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from askhz.index.bm25 import Scorer, idf, stored_length
from askhz.index.postings import Postings

TEXTS = st.lists(
    st.lists(st.sampled_from(["dragon", "hangzhou", "24", "宇树"]), max_size=8).flatmap(
        lambda words: st.integers(1, 400).map(lambda times: words * times)
    ),
    min_size=1,
    max_size=12,
)


def test_idf_by_hand() -> None:
    assert float(idf(10, 3)) == pytest.approx(math.log(1 + (10 - 3 + 0.5) / (3 + 0.5)))
    assert float(idf(1, 1)) > 0


def test_a_score_by_hand() -> None:
    scorer = Scorer({"a": 1, "b": 2}, count=2, total=6)
    a, b = math.log(1 + 1.5 / 1.5), math.log(1 + 0.5 / 2.5)
    norm = 1.2 * (0.25 + 0.75 * 4 / 3)
    expected = a * 2.2 * 2 / (2 + norm) + b * 2.2 * 1 / (1 + norm)
    assert scorer.score(["a", "b", "a", "c"]) == pytest.approx(expected)
    assert scorer.score([]) == scorer.score(["c"]) == 0


@given(st.integers(0, 10**6))
def test_a_stored_length_is_rounded_down_by_less_than_an_eighth(length: int) -> None:
    assert length - length / 8 < stored_length(length) <= length or length == stored_length(length)
    assert stored_length(stored_length(length)) == stored_length(length)


@given(TEXTS)
@examples(60)
def test_scores_are_those_of_tantivy(texts: list[list[str]]) -> None:
    postings = Postings()
    postings.change([], ((number, " ".join(text)) for number, text in enumerate(texts)))
    words = list(dict.fromkeys(word for text in texts for word in text))
    holding = {word: sum(word in text for text in texts) for word in words}
    scorer = Scorer(holding, len(texts), sum(map(len, texts)))
    found = postings.search(words, len(texts), lambda ids: pytest.fail("nothing was removed"))
    assert len(found) == sum(map(bool, texts))
    for number, score in found:
        assert scorer.score(texts[number]) == pytest.approx(score, rel=1e-6)
