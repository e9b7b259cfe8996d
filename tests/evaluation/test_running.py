"""What a bot is asked, and what becomes of its answers and searches."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from questionfiles import beir
from scripted import ScriptedBot
from smallrun import QUESTIONS, ROBOTS, SCRIPT, TEXT, WHO

from askhz.errors import QuestionError
from askhz.evaluation.gold import read_questions
from askhz.evaluation.running import run, search_all
from askhz.evaluation.searches import SearchEvaluation
from askhz.evaluation.summaries import Evaluation
from askhz.explanations import ExplainedUnit, Explanation
from askhz.records import Answer


def test_history_and_depth_reach_the_bot_and_progress_is_told() -> None:
    bot, progress = ScriptedBot(SCRIPT), list[tuple[str, int, int]]()
    run(bot, QUESTIONS, k=5, on_progress=lambda what, done, total: progress.append((what, done, total)))
    assert bot.asked[0] == ("right?", ("Before?",), 5)
    assert bot.asked[1][1] == ()
    assert progress == [("asking", n, 6) for n in range(1, 7)]


def test_a_question_that_the_bot_refuses_is_named(tmp_path: Path) -> None:
    refusing = ScriptedBot(error=QuestionError("too long; shorten it"))
    with pytest.raises(QuestionError, match=r"six\.jsonl, question right: too long; shorten it"):
        run(refusing, QUESTIONS)
    with pytest.raises(QuestionError, match="set, question q1: too long; shorten it"):
        run(refusing, read_questions(beir(tmp_path / "set")))


def test_searches_are_measured_over_documents(tmp_path: Path) -> None:
    questions = read_questions(beir(tmp_path))
    found = {"query 1": ["d2", "d2", "d1", "d2"], "query 2": []}
    e = run(ScriptedBot(found=found), questions)
    assert isinstance(e, SearchEvaluation)
    assert [r.ranked for r in e.results] == [("d2", "d1"), ()]
    assert e.ndcg_at_10 == pytest.approx((1 / math.log2(2 + 1) + 0) / 2)
    assert e.recall_at_100 == (1 / 1 + 0 / 2) / 2


def test_judgements_of_questions_that_were_not_asked_do_not_count(tmp_path: Path) -> None:
    questions = read_questions(beir(tmp_path))
    first = replace(questions, questions=questions.questions[:1])
    e = search_all(ScriptedBot(found={"query 1": ["d1"]}), first)
    assert (len(e.results), e.ndcg_at_10, e.recall_at_100) == (1, 1, 1)


def test_a_search_goes_deeper_until_it_has_a_hundred_documents(tmp_path: Path) -> None:
    questions = read_questions(beir(tmp_path, "query-id\tcorpus-id\tscore\nq1\td99\t1\n"))
    crowded = [f"d{n // 3}" for n in range(600)]  # three passages a document: d99 begins at passage 298
    e = search_all(ScriptedBot(found={"query 1": crowded}), questions)
    assert e.results[0].ranked == tuple(f"d{n}" for n in range(100))
    assert (e.ndcg_at_10, e.recall_at_100) == (0, 1)


def test_the_same_run_gives_the_same_results() -> None:
    def without_times(e: Evaluation | SearchEvaluation) -> tuple[Any, ...]:
        assert isinstance(e, Evaluation)
        return [replace(r, milliseconds=0.0) for r in e.results], e.calibration, e.refusal

    assert without_times(run(ScriptedBot(SCRIPT), QUESTIONS)) == without_times(run(ScriptedBot(SCRIPT), QUESTIONS))


class Explaining(ScriptedBot):
    """Quotes what scored less than the evidence, and says so."""

    def explain(self, question: str, /, *, history: Sequence[str] = (), k: int = 8) -> tuple[Answer, Explanation]:
        answer = self.ask(question, history=history, k=k)
        units = tuple(
            ExplainedUnit("a.txt", *span, TEXT[slice(*span)], 1, score, {}, quoted, "")
            for span, score, quoted in ((WHO, 0.8, None), (ROBOTS, 0.4, 1))
        )
        return answer, Explanation("person", (question,), (), "", (), units, 0.6, 0.5, {}, "")


def test_a_bot_that_explains_is_asked_why_evidence_was_not_quoted() -> None:
    bot = Explaining(SCRIPT)
    questions = replace(QUESTIONS, questions=tuple(replace(q, kind="of another sort") for q in QUESTIONS.questions))
    e = run(bot, questions)
    assert isinstance(e, Evaluation)
    assert [r.miss for r in e.results] == [None, "filtered", "not retrieved", "declined", None, "answered wrongly"]
    assert [asked for asked, _, _ in bot.asked].count("unread?") == 2
    assert len(bot.asked) == len(QUESTIONS.questions) + 1
