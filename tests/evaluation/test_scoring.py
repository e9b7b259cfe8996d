"""One answer judged by hand."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smallrun import HOW_MANY, ROBOTS, TEXT, WHO, declined, gold, passage, said

from askhz.evaluation.gold import Evidence
from askhz.evaluation.scoring import explained, judge, lies_in, quoted_by, shared_characters
from askhz.explanations import ExplainedUnit, Explanation
from askhz.records import Answer, Citation, Passage, Span


@pytest.mark.parametrize(
    ("span", "quoted"),
    [
        ((24, 49), True),
        ((0, 49), True),
        ((33, 40), True),
        ((33, 75), True),
        ((35, 75), True),
        ((37, 75), False),
        ((50, 75), False),
    ],
)
def test_evidence_is_quoted_from_half_of_it_on(span: Span, quoted: bool) -> None:
    citation = Citation(1, "a.txt", "", *span, TEXT[slice(*span)])
    half = len(TEXT[24:49]) / 2
    assert quoted == (24 <= span[0] < span[1] <= 49 or 49 - max(span[0], 24) >= half)
    assert quoted_by(Evidence(TEXT[24:49], "a.txt"), citation) is quoted
    assert quoted_by(Evidence(TEXT[24:49], "a.txt", 24), citation) is quoted
    assert quoted_by(Evidence(TEXT[24:49], "b.txt"), citation) is False
    assert quoted_by(Evidence(TEXT[24:49]), citation) is quoted


def test_an_empty_quote_is_no_evidence() -> None:
    assert not quoted_by(Evidence(TEXT), Citation(1, "a.txt", "", 3, 3, ""))


def test_evidence_lies_in_passages_of_its_document_whatever_the_line_breaks() -> None:
    broken = Passage("a.txt", 0, 12, "one\ntwo\nfour", ())
    assert lies_in(Evidence("one two", "a.txt"), broken)
    assert not lies_in(Evidence("one two", "b.txt"), broken)
    assert not lies_in(Evidence("four", "a.txt", 9), broken)


@given(st.text("ab", max_size=12), st.text("ab", max_size=12))
def test_shared_characters_is_the_longest_overlap(one: str, other: str) -> None:
    slow = [n for n in range(min(len(one), len(other)) + 1) if one[len(one) - n :] == other[:n]]
    slow += [n for n in range(min(len(one), len(other)) + 1) if other[len(other) - n :] == one[:n]]
    assert shared_characters(one, other) == max(slow)


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        ({"quote": "Zhang Min founded it."}, "citation 1: not the text of a.txt from 0 to 23"),
        ({"start": -1}, "citation 1: not the text"),
        ({"source": "b.txt"}, "citation 1: no document b.txt"),
    ],
)
def test_a_quote_that_is_not_word_for_word_is_a_flaw(change: dict[str, Any], flaw: str) -> None:
    fields: dict[str, Any] = {
        "n": 1,
        "source": "a.txt",
        "title": "",
        "start": 0,
        "end": 23,
        "quote": TEXT[:23],
    } | change
    citation = Citation(**fields)
    answer = Answer("", True, f"{citation.quote} [1]", None, 0.9, None, (citation,), ())
    result = judge(gold("q", "who", WHO), answer, text_of={"a.txt": TEXT}.__getitem__)
    assert [found.startswith(flaw) for found in result.flaws or ()] == [True]
    assert judge(gold("q", "who", WHO), answer).flaws is None


def test_added_words_and_a_short_answer_outside_the_quotes_are_flaws() -> None:
    answer = said(WHO, "24")
    answer = Answer("", True, "Well: " + answer.text, answer.short, 0.9, None, answer.citations, ())
    result = judge(gold("q", "who", WHO), answer, text_of=lambda source: TEXT)
    assert result.flaws == ("short answer: in none of the quotes", "answer: not its quotes and their numbers alone")


def test_without_evidence_the_allowed_answer_must_be_read_and_half_right() -> None:
    asked = gold("q", "who", None, ["Zhang Min"])
    assert judge(asked, said(WHO, "Zhang Min founded")).right is True  # F1 2·2/(3+2)
    assert judge(asked, said(WHO, "Min founded Bowu")).right is False  # F1 2·1/(3+2)
    assert judge(gold("q", "how_many", None, ["24"]), said(HOW_MANY, "has 24 unicorns")).right is True  # F1 2·1/(3+1)
    assert judge(asked, said(ROBOTS, "Robots", passages=[passage(ROBOTS)])).miss == "not retrieved"
    assert judge(asked, said(ROBOTS, "Robots", passages=[passage(WHO)])).miss == "not read"
    assert judge(asked, declined(passages=[passage(WHO)])).miss == "declined"


def test_what_is_not_known_is_not_judged() -> None:
    assert judge(gold("q", "who", answerable=None), said(WHO)).right is None
    assert judge(gold("q", "who", answerable=True), said(WHO)).right is None
    assert judge(gold("q", "who", answerable=True), declined()).miss == "declined"


def unit(span: Span, score: float, quoted: int | None = None) -> ExplainedUnit:
    start, end = span
    return ExplainedUnit("a.txt", start, end, TEXT[start:end], 1, score, {}, quoted, "")


@pytest.mark.parametrize(
    ("kind", "question", "score", "miss"),
    [
        ("who", "Who founded Bowu?", 0.9, "filtered"),
        ("who", "Who founded Bowu?", 0.1, "not read"),
        ("list", "Who founded Bowu?", 0.9, "wrong kind"),
        ("of another sort", "Who founded Bowu?", 0.1, "not read"),
    ],
)
def test_an_explanation_tells_why_evidence_was_not_quoted(kind: str, question: str, score: float, miss: str) -> None:
    asked = replace(gold("q", kind, WHO), question=question)
    result = judge(asked, said(ROBOTS, passages=[passage(WHO), passage(ROBOTS, rank=2)]))
    assert result.miss == "not read"
    units = (unit(WHO, score), unit(ROBOTS, 0.5, quoted=1))
    explanation = Explanation("person", (question,), (), "", (), units, 0.9, 0.5, {}, "")
    assert explained(result, explanation).miss == miss
    right = judge(asked, said(WHO, passages=[passage(WHO)]))
    assert explained(right, explanation) == right


def test_complete_is_all_of_the_evidence() -> None:
    asked = replace(gold("q", "who", WHO), evidence=(Evidence(TEXT[slice(*WHO)]), Evidence(TEXT[slice(*ROBOTS)])))
    half = judge(asked, said(WHO))
    assert (half.evidence_answered, half.complete, half.coverage) == (True, False, 0.5)
    whole = judge(asked, said((0, 75)))
    assert (whole.complete, whole.coverage) == (True, 1.0)
    assert judge(gold("q", "who", answerable=False), declined()).complete is None
