"""The answers of a small run summed up, checked by hand."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from questionfiles import CONTEXT, SQUAD, written
from scripted import ScriptedBot
from smallrun import QUESTIONS, SCRIPT, TEXT, WHO, declined, gold, said

from askhz.evaluation.gold import QuestionSet, read_questions
from askhz.evaluation.running import answer_all
from askhz.evaluation.scoring import TextOf
from askhz.evaluation.summaries import Evaluation
from askhz.records import Answer, Citation, Hit, Passage, ShortAnswer


def evaluated(
    script: Mapping[str, Answer] = SCRIPT, questions: QuestionSet = QUESTIONS, text_of: TextOf | None = None
) -> Evaluation:
    return answer_all(ScriptedBot(script), questions, text_of=text_of)


def test_a_small_run_is_judged_as_by_hand() -> None:
    e = evaluated(text_of={"a.txt": TEXT}.get)
    assert [r.miss for r in e.results] == [None, "not read", "not retrieved", "declined", None, "answered wrongly"]
    assert [r.right for r in e.results] == [True, False, False, False, True, False]
    assert [r.rank for r in e.results] == [2, 1, None, 1, None, None]
    t = e.total
    assert (t.questions, t.answerable, t.unanswerable) == (6, 4, 2)
    assert t.evidence_read == 3 / 4
    assert t.evidence_answered == 1 / 4
    assert t.coverage == (1 / 1 + 0 + 0 + 0) / 4
    assert t.exact_match == (1 + 0 + 0 + 0) / 4
    assert t.f1 == (1 + 0 + 0 + 0) / 4
    assert t.answered == 3 / 4
    assert t.answered_rightly == 1 / 4
    assert t.declined_rightly == 1 / 2
    assert t.words == (4 + 4 + 4 + 4) / 4
    assert {miss: n for miss, n in t.misses.items() if n} == {
        "not retrieved": 1,
        "not read": 1,
        "declined": 1,
        "answered wrongly": 1,
    }
    assert t.complete == (1 + 0 + 0 + 0) / 4
    assert t.calibration_error == e.calibration.error
    assert e.refusal == (1 / 2, 1 / 2)
    assert e.mrr == (1 / 2 + 1 / 1 + 0 + 1 / 1) / 4
    assert e.verbatim is True
    # Given with 0.9 (right), 0.6, 0.5 and 0.4 (wrong), each in a bin of its own.
    c = e.calibration
    assert c.answers == 4
    assert c.error == pytest.approx((abs(0.9 - 1) + 0.6 + 0.5 + 0.4) / 4)
    assert c.brier == pytest.approx((0.1**2 + 0.6**2 + 0.5**2 + 0.4**2) / 4)
    # All six in order of confidence, only the first of them right.
    assert c.area == pytest.approx((0 / 1 + 1 / 2 + 2 / 3 + 3 / 4 + 4 / 5 + 5 / 6) / 6)
    assert c.error_all == pytest.approx((0.1 + 0.6 + 0.5 + 0.4 + 0.2 + 0.1) / 6)


def test_kinds_are_summed_apart_in_their_order() -> None:
    who, how_many, absent = evaluated().kinds
    assert (who.kind, how_many.kind, absent.kind) == ("who", "how_many", "absent")
    assert (who.evidence_read, who.answered_rightly, who.declined_rightly) == (2 / 2, 1 / 2, None)
    assert (how_many.evidence_read, how_many.answered) == (1 / 2, 1 / 2)
    assert (absent.evidence_read, absent.exact_match, absent.answered) == (None, None, None)
    assert absent.misses["answered wrongly"] == 1
    assert (who.complete, absent.complete) == (1 / 2, None)
    assert who.calibration_error == pytest.approx((abs(0.9 - 1) + 0.6) / 2)


def test_kinds_are_also_those_that_questions_are_taken_for() -> None:
    e = answer_all(
        ScriptedBot({"Who founded it?": said(WHO), "What is this about?": said(WHO), "why?": declined()}),
        QuestionSet(
            "three",
            "native",
            tuple(
                replace(gold(name, "x", WHO), question=name)
                for name in ("Who founded it?", "What is this about?", "why?")
            ),
        ),
    )
    assert [(s.kind, s.questions, s.answered) for s in e.taken_for] == [
        ("person", 1, 1),
        ("overview", 1, 1),
        ("reason", 1, 0),
    ]


def test_squad_scores_refusals_and_finds_the_best_threshold(tmp_path: Path) -> None:
    questions = read_questions(written(tmp_path, json.dumps(SQUAD), "squad.json"))
    source = "Six Dragons 1.1"
    whole = Hit(Passage(source, 0, len(CONTEXT), CONTEXT, ()), 1, 1.0, 1.0, 1, 1)
    half = Hit(Passage(source, 0, 25, CONTEXT[:25], ()), 1, 1.0, 1.0, 1, 1)

    def short(start: int, end: int, confidence: float, hit: Hit) -> Answer:
        text = CONTEXT[start:end]
        citation = Citation(1, source, "", start, end, text)
        return Answer(
            "", True, f"{text} [1]", ShortAnswer(text, source, start, end), confidence, None, (citation,), (hit,)
        )

    script = {"How many videos?": short(38, 40, 0.8, whole), "How many cats?": short(13, 15, 0.3, whole)}
    e = evaluated(script, questions)
    assert [(s.kind, s.exact_match, s.f1) for s in e.kinds] == [("HasAns", 1, 1), ("NoAns", 0, 0)]
    assert e.total.exact_match == (1 + 0) / 2
    assert e.best_exact_match == (0.8, (1 + 1) / 2)
    # The first "24" is in the passage and in the answer, but it is not the one meant.
    script = {"How many videos?": short(13, 15, 0.8, half), "How many cats?": declined()}
    e = evaluated(script, questions)
    assert (e.results[0].evidence_read, e.results[0].evidence_answered) == (False, False)
    assert e.total.exact_match == (1 + 1) / 2
    assert e.best_f1 == (0.8, 1)


def test_what_is_not_known_is_left_out() -> None:
    e = evaluated({"q?": said(WHO)}, QuestionSet("one", "native", (gold("q", "who", answerable=None),)))
    assert (e.total.answerable, e.total.answered, e.refusal, e.calibration.error) == (0, None, (None, None), None)
    assert (e.total.words, e.verbatim) == (4, None)
