"""Probabilities and their log odds, corrected confidence, and the weights that are shipped."""

import json
import math
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askhz.reading import SentenceRanker, SpanReader
from askhz.reading.weighing import WeighingReader
from askhz.reading.weights import Calibration, load_weights, log_odds, sigmoid


@pytest.mark.parametrize(
    ("probability", "odds"),
    [
        (3 / 4, math.log(3)),  # three to one
        (1 / 5, -math.log(4)),
        (1 / 2, 0.0),
        (0.0, -20.0),
        (1.0, 20.0),
        (-0.5, -20.0),
        (1.5, 20.0),
        (1e-12, -20.0),  # ln of it is -27.6
        (1 - 1e-12, 20.0),
    ],
)
def test_log_odds_and_their_bounds(probability: float, odds: float) -> None:
    assert log_odds(probability) == pytest.approx(odds, abs=1e-12)


@given(st.floats(-20, 20))
def test_sigmoid_undoes_log_odds(odds: float) -> None:
    assert log_odds(sigmoid(odds)) == pytest.approx(odds, abs=1e-6)
    assert sigmoid(odds) + sigmoid(-odds) == pytest.approx(1)


def test_odds_beyond_all_bounds_are_still_a_probability() -> None:
    assert sigmoid(1e9) == 1.0
    assert 0 < sigmoid(-1e9) < 1e-200


def test_a_correction_is_a_line_in_log_odds() -> None:
    # Odds of 3 to 1, cubed and halved: 27 to 2.
    assert Calibration(3.0, -math.log(2), 0.5).correct(3 / 4) == pytest.approx(27 / 29)
    # A slope of 0 forgets the confidence: the odds are always 4 to 1.
    flat = Calibration(0.0, math.log(4), 0.5)
    assert flat.correct(0.1) == flat.correct(0.9) == pytest.approx(4 / 5)


def test_a_correction_is_never_out_of_range() -> None:
    assert Calibration(60.0, 0.0, 0.5).correct(0.0) < 1e-6
    assert Calibration(60.0, 0.0, 0.5).correct(1.0) == 1.0


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_correction_keeps_the_order(one: float, other: float) -> None:
    low, high = sorted((one, other))
    steep = Calibration(2.5, -1.0, 0.5)
    assert steep.correct(low) <= steep.correct(high)


@pytest.mark.parametrize("reader", [SentenceRanker, SpanReader])
def test_the_weights_that_are_shipped_are_those_the_reader_uses(reader: type[WeighingReader]) -> None:
    shipped = load_weights(reader.weights_file)
    assert shipped == json.loads(resources.files("askhz.reading").joinpath(reader.weights_file).read_text("utf-8"))
    assert set(shipped["sentence"]) == {"intercept", *reader.sentence_features}
    assert set(shipped["confidence"]) == {"intercept", *reader.confidence_names}
    assert 0 < shipped["threshold"] < 1
