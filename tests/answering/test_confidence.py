import pytest
from findings import finding

from askhz.answering.confidence import confidence_of
from askhz.records import Reading

BEST, WEAK = finding("A heading", 0.8), finding("It rained.", 0.2, start=40)


def test_the_best_finding_has_the_readers_confidence() -> None:
    assert confidence_of(Reading((BEST, WEAK), 0.9), [WEAK, BEST]) == 0.9


def test_a_weaker_one_alone_has_less() -> None:
    # Odds of 9 fall by (0.8 / 0.2) / (0.2 / 0.8) = 16.
    assert confidence_of(Reading((BEST, WEAK), 0.9), [WEAK]) == pytest.approx((9 / 16) / (1 + 9 / 16))
