"""The documents found for questions, judged; expected values by the definitions of nDCG and recall."""

import math

import pytest

from askhz.evaluation.gold import GoldQuestion, QuestionSet
from askhz.evaluation.searches import SearchResult, judge_searches


def questions(**relevance: dict[str, int]) -> QuestionSet:
    asked = tuple(GoldQuestion(name, f"{name}?", "search", answerable=True) for name in relevance)
    return QuestionSet("set", "beir", asked, relevance)


def ndcg(*gains: tuple[int, int], best: list[int]) -> float:
    """Of (rank, grade) pairs: linear gain, divided by log2(rank + 1)."""
    ideal = sum(grade / math.log2(rank + 1) for rank, grade in enumerate(best, 1))
    return sum(grade / math.log2(rank + 1) for rank, grade in gains) / ideal


def test_grades_count_by_their_rank() -> None:
    e = judge_searches(questions(q1={"d1": 1, "d2": 2, "d3": 0}), [("d3", "d1", "d2")], [1.0])
    assert e.ndcg_at_10 == pytest.approx(ndcg((2, 1), (3, 2), best=[2, 1]))
    assert e.recall_at_100 == 2 / 2


def test_the_eleventh_document_counts_for_recall_alone() -> None:
    others = tuple(f"x{n}" for n in range(10))
    e = judge_searches(questions(q1={"d1": 1}), [(*others, "d1")], [1.0])
    assert (e.ndcg_at_10, e.recall_at_100) == (0, 1)
    e = judge_searches(questions(q1={"d1": 1}), [(*others[:9], "d1")], [1.0])
    assert e.ndcg_at_10 == pytest.approx(ndcg((10, 1), best=[1]))


def test_means_are_over_all_questions_those_that_found_nothing_too() -> None:
    asked = questions(q1={"d1": 1}, q2={"d1": 1, "d2": 1, "d3": 1, "d4": 1}, q3={"d1": 1})
    e = judge_searches(asked, [("d1",), ("d2",), ()], [4.0, 1.0, 2.0])
    second = ndcg((1, 1), best=[1, 1, 1, 1])
    assert e.ndcg_at_10 == pytest.approx((1 + second + 0) / 3)
    assert e.recall_at_100 == pytest.approx((1 + 1 / 4 + 0) / 3)
    assert e.name == "set"
    assert e.results[2] == SearchResult(asked.questions[2], {"d1": 1}, (), 0.0, 0.0, 2.0)
    assert [result.gold.id for result in e.results] == ["q1", "q2", "q3"]


def test_times_are_summed_up_by_median_and_95_percent() -> None:
    many = questions(**{f"q{n}": {"d1": 1} for n in range(1, 21)})
    e = judge_searches(many, [("d1",)] * 20, [float(n) for n in range(1, 21)])
    assert (e.ms_median, e.ms_p95) == ((10 + 11) / 2, 19.0)


def test_every_question_wants_its_documents_and_its_time() -> None:
    with pytest.raises(ValueError, match="shorter"):
        judge_searches(questions(q1={"d1": 1}, q2={"d1": 1}), [("d1",), ()], [1.0])
    with pytest.raises(ValueError, match="shorter"):
        judge_searches(questions(q1={"d1": 1}, q2={"d1": 1}), [("d1",)], [1.0, 2.0])
