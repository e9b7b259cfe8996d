"""What was decided of a matter, as minutes say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from readers import read_one

from askhz.answering.decisions import decided
from askhz.answering.surroundings import Stretch, stretches
from askhz.documents.markdown import read_markdown
from askhz.question import analyse
from askhz.records import Finding
from askhz.text.passages import PassageLimits, cut

MINUTES = """# Minutes of {day}

## Roof

The roof leaks in three places. A new one costs 41,000. It was resolved to patch it. Hugh writes to the fund.

## Café

Two people are interested. Sunniva talks to both.
"""
OLDER = """# Minutes of 3 May 2025

## Roof

It was decided to wait with the roof.
"""


def known(*texts: str) -> list[Stretch]:
    found = []
    for n, text in enumerate(texts):
        document = replace(read_one(read_markdown, text, f"{n}.md"), source=f"{n}.md")
        found += [replace(passage, context=document.title) for passage in cut(document, PassageLimits())]
    return stretches(found)


def found(stretches_: Sequence[Stretch], *begins: str) -> list[Finding]:
    units = [unit for begin in begins for one in stretches_ for unit in one.units if unit.text.startswith(begin)]
    return [Finding(unit.source, unit.start, unit.end, unit.text, 1.0, None, 1) for unit in units]


@pytest.mark.parametrize(
    ("asked", "best", "expected"),
    [
        ("What did we decide about the roof?", "The roof leaks", "It was resolved"),
        ("What was the decision on the roof?", "It was resolved", "It was resolved"),
        ("How much is a new roof?", "A new one", "A new one"),
        ("What did we decide about the café?", "Two people", "Two people"),  # nothing was
        ("What did we decide about the car park?", "It was resolved", None),
    ],
)
def test_the_sentence_that_says_how_it_was_settled(asked: str, best: str, expected: str | None) -> None:
    around = known(MINUTES.format(day="11 March 2026"))
    told = decided(analyse(asked), found(around, best), around)
    assert [one.text[: len(expected or "")] for one in told[:1]] == ([expected] if expected else [])


def test_the_later_decision_comes_first() -> None:
    around = known(OLDER, MINUTES.format(day="11 March 2026"))
    asked = analyse("What did we decide about the roof?")
    told = decided(asked, found(around, "It was decided", "It was res"), around)
    assert [one.source for one in told] == ["1.md", "0.md"]
    undated = known(OLDER, MINUTES.format(day="the trustees"))
    told = decided(
        analyse("What did we decide about the roof?"), found(undated, "It was decided", "It was res"), undated
    )
    assert [one.source for one in told] == ["0.md", "1.md"]


def test_words_of_another_sentence_are_not_the_decision() -> None:
    around = known("# Minutes\n\n- The piano is cracked. It was agreed to hire one.\n")
    (best,) = found(around, "- The piano")
    for short, expected in (("cracked", None), ("hire one", "hire one")):
        start = best.start + best.text.index(short)
        told = decided(
            analyse("What did we decide about the piano?"),
            [replace(best, short=(start, start + len(short)))],
            around,
        )
        assert (told[0].short is None) is (expected is None)


def test_a_likely_one_of_the_matter_takes_the_place_of_another() -> None:
    around = known(MINUTES.format(day="11 March 2026"))
    told = decided(analyse("What was decided about the roof?"), found(around, "Two people", "The roof leaks"), around)
    assert told[0].text.startswith("It was resolved")
