"""A list that is too long: what of it is quoted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from findings import found_in, hit_of, sentence

from askhz.answering import compose
from askhz.answering.cutting import WHOLE_LIMIT
from askhz.question import analyse
from askhz.records import Reading


def quotes(asked: str, text: str, best: str) -> list[str]:
    hit = hit_of(text)
    found = replace(found_in(hit, best), evidence=0.9)
    answer = compose(analyse(asked), Reading((found,), 0.9), [hit], 0.5)
    return [citation.quote for citation in answer.citations]


def steps(words: int) -> str:
    """Three steps, two of them with what is to be seen to, each of so many words."""
    looks = [f"   - look {sentence(words, about)}" for about in ("oil", "salt", "dust", "rust")]
    return f"To start:\n1. open it\n{looks[0]}\n{looks[1]}\n2. turn it\n{looks[2]}\n{looks[3]}\n3. close it"


@pytest.mark.parametrize("best", ["1. open", "3. close", "- look dust"])
@pytest.mark.parametrize("asked", ["How do I start it?", "What are the steps to start it?"])
def test_of_steps_that_are_too_long_with_what_stands_below_each_the_steps_alone(asked: str, best: str) -> None:
    text = steps(WHOLE_LIMIT // 3)
    best = next(line.strip() for line in text.splitlines() if best in line)
    assert quotes(asked, text, best) == ["To start:\n1. open it", "2. turn it", "3. close it"]


def test_of_steps_that_are_not_all_of_it() -> None:
    text = steps(5)
    assert quotes("How do I start it?", text, "3. close it") == [text]


def test_of_items_without_numbers_the_list_within_that_is_not_too_long() -> None:
    text = steps(WHOLE_LIMIT // 3).replace("1. ", "- ").replace("2. ", "- ").replace("3. ", "- ")
    best = next(line.strip() for line in text.splitlines() if "dust" in line)
    (quote,) = quotes("How do I start it?", text, best)
    assert quote.startswith("- turn it")
    assert quote.count("look") == 2


@pytest.mark.parametrize("best", ["1. ", "3. "])
def test_of_steps_that_are_each_too_long_what_each_begins_with(best: str) -> None:
    rest = sentence(WHOLE_LIMIT // 2, "oil")
    text = f"The steps:\n1. **Open it.** Then {rest}\n2. Turn it round. Then {rest}\n3. **Close it** and {rest}"
    best = next(line for line in text.splitlines() if line.startswith(best))
    expected = ["The steps:\n1. **Open it.**", "2. Turn it round.", "3. **Close it**"]
    assert quotes("What are the steps to start it?", text, best) == expected


def test_of_two_that_are_too_long_as_much_as_may_be() -> None:
    rest = sentence(WHOLE_LIMIT // 2 + 20, "oil")
    text = f"The steps:\n1. **Open it.** Then {rest}\n2. **Close it.** Then {rest}"
    best = text.splitlines()[1]
    (quote,) = quotes("What are the steps to start it?", text, best)
    assert best in quote


def test_of_steps_that_begin_too_long_as_much_as_may_be() -> None:
    text = "\n".join(f"{n}. {sentence(WHOLE_LIMIT // 2, 'oil')}" for n in (1, 2, 3))
    (quote,) = quotes("What are the steps to start it?", text, text.splitlines()[1])
    assert WHOLE_LIMIT // 2 <= len(quote.split()) <= WHOLE_LIMIT + 2
