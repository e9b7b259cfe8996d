"""What each figure reads off an evaluation, and how figures are written."""

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hostile import searched
from scripted import ScriptedBot
from smallrun import QUESTIONS, SCRIPT

from askhz.evaluation.figures import (
    COLUMNS,
    OVERALL,
    answers_and_searches,
    brief,
    columns_shown,
    exact,
    one_line,
    rate,
    whole,
    written,
)
from askhz.evaluation.metrics import Threshold
from askhz.evaluation.running import answer_all
from askhz.evaluation.summaries import Evaluation


@pytest.fixture(scope="module")
def small() -> Evaluation:
    """The small run that `test_summaries.py` judges by hand."""
    return answer_all(ScriptedBot(SCRIPT), QUESTIONS)


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (rate, 2 / 3, "0.67"),
        (exact, 2 / 3, "0.667"),
        (brief, 8.04, "8.0"),
        (brief, 99.94, "99.9"),
        (brief, 100.4, "100"),
        (whole, 12.6, "13"),
    ],
)
def test_how_numbers_are_written(write: Callable[[float], str], value: float, text: str) -> None:
    assert write(value) == written(value, write) == text


def test_what_does_not_apply_is_a_dash_and_nought_is_not() -> None:
    assert written(None, rate) == "–"
    assert written(0.0, rate) == "0.00"


def test_every_column_reads_its_figure_off_a_summary(small: Evaluation) -> None:
    total = replace(small.total, calibration_error=0.4, words=4.0, ms_median=3.0, ms_p95=7.0)
    assert {column.column: column.of(total) for column in COLUMNS} == {
        "read": 3 / 4,
        "quoted": 1 / 4,
        "complete": 1 / 4,
        "cover": 1 / 4,
        "EM": 1 / 4,
        "F1": 1 / 4,
        "answered": 3 / 4,
        "rightly": 1 / 4,
        "declined": 1 / 2,
        "calib": 0.4,
        "words": 4.0,
        "ms": 3.0,
        "p95": 7.0,
    }


def test_errors_and_times_are_better_when_lower_and_words_neither_way() -> None:
    by_direction = {
        wanted: {column.column for column in COLUMNS if column.higher_is_better is wanted}
        for wanted in (True, False, None)
    }
    assert by_direction[False] == {"calib", "ms", "p95"}
    assert by_direction[None] == {"words"}


def test_every_overall_figure_is_read_off_an_evaluation(small: Evaluation) -> None:
    e = replace(small, best_exact_match=Threshold(0.8, 0.5), best_f1=Threshold(0.7, 0.6))
    values = {figure.title: figure.of(e) for figure in OVERALL}
    assert values == {
        "Calibration error": e.calibration.error,
        "Calibration error, equal mass": e.calibration.error_equal_mass,
        "Brier score": e.calibration.brier,
        "Area under risk and coverage": e.calibration.area,
        "Refusal precision": 1 / 2,
        "Refusal recall": 1 / 2,
        "MRR of the evidence": (1 / 2 + 1 / 1 + 0 + 1 / 1) / 4,
        "Best exact match": 0.5,
        "Best F1": 0.6,
        "Threshold of the best F1": 0.7,
    }
    assert None not in values.values()


@pytest.mark.parametrize("best", [None, Threshold(math.inf, 0.5)])
def test_a_best_threshold_that_is_none_is_not_written(small: Evaluation, best: Threshold | None) -> None:
    (threshold,) = (figure for figure in OVERALL if figure.title == "Threshold of the best F1")
    assert threshold.of(replace(small, best_f1=best)) is None


def test_a_column_is_shown_where_it_applies_to_one_summary(small: Evaluation) -> None:
    who, _, absent = small.kinds
    shown = {column.column for column in columns_shown([absent])}
    assert shown == {"declined", "calib", "words", "ms", "p95"}
    every = [column.column for column in columns_shown([who, absent])]
    assert every == [column.column for column in COLUMNS]


def test_answers_and_searches_are_told_apart_in_their_order(small: Evaluation) -> None:
    search = searched()
    answers, searches = answers_and_searches([("b", small), ("s", search), ("a", small)])
    assert [label for label, _ in answers] == ["b", "a"]
    assert searches == [("s", search)]


def test_a_text_on_one_line_has_nothing_that_acts() -> None:
    assert one_line(" a\n\tb\x1b[31m 数\u202e量 ") == "a b [31m 数 量"
