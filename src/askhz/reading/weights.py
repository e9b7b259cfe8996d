"""The fitted weights of the readers, and how a confidence is corrected."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from ..records import Reading


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a reader's confidence is corrected: `slope` and `intercept` of its log odds, and the new threshold.

    Platt 1999, *Probabilistic Outputs for Support Vector Machines*.
    """

    slope: float
    intercept: float
    threshold: float

    def correct(self, confidence: float) -> float:
        """The corrected confidence.

        >>> Calibration(1.0, 0.0, 0.5).correct(0.25), Calibration(2.0, 0.0, 0.5).correct(0.5)
        (0.25, 0.5)
        """
        return sigmoid(self.slope * log_odds(confidence) + self.intercept)


def calibrations_of(stored: Mapping[str, Mapping[str, Any]], identities: Mapping[str, str]) -> dict[str, Calibration]:
    """What is stored for readers, by their names, as far as it was fitted to them as they are (`Reader.identities`)."""
    return {
        name: Calibration(stored[name]["slope"], stored[name]["intercept"], stored[name]["threshold"])
        for name, identity in identities.items()
        if name in stored and stored[name]["identity"] == identity
    }


def corrected(reading: Reading, calibration: Calibration) -> Reading:
    """A reading with the corrected confidence and the threshold that goes with it."""
    return replace(reading, confidence=calibration.correct(reading.confidence), threshold=calibration.threshold)


def sigmoid(odds: float) -> float:
    """The probability that log odds stand for.

    >>> sigmoid(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, odds))))


def log_odds(probability: float) -> float:
    """The logarithm of a probability's odds, held between -20 and 20.

    >>> log_odds(0.5), log_odds(0.0)
    (0.0, -20.0)
    """
    if not 0 < probability < 1:
        return 20.0 if probability > 0 else -20.0
    return max(-20.0, min(20.0, math.log(probability / (1 - probability))))


@cache
def load_weights(file: str) -> dict[str, Any]:
    """The fitted weights in a file of this package; made by `training/`."""
    text = resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
    weights: dict[str, Any] = json.loads(text)
    return weights
