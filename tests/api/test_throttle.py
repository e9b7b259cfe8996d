import pytest

from askhz.api.refusals import RefusedError
from askhz.api.throttle import Throttle


def test_each_client_has_its_own_count() -> None:
    throttle = Throttle("questions", 2)
    for _ in range(2):
        throttle.count("a")
    throttle.count("b")
    with pytest.raises(RefusedError, match=r"more than 2 questions in a minute; wait \d+ s") as refused:
        throttle.count("a")
    assert refused.value.status == 429
    assert 1 <= (refused.value.retry_after or 0) <= 61


def test_checking_counts_nothing() -> None:
    throttle = Throttle("wrong passwords", 1, 15)
    for _ in range(3):
        throttle.check("a")
    throttle.count("a")
    with pytest.raises(RefusedError, match="more than 1 wrong passwords in 15 minutes"):
        throttle.check("a")


def test_without_a_bound_nothing_is_refused() -> None:
    throttle = Throttle("questions", None)
    for _ in range(1000):
        throttle.count("a")
    throttle.check("a")
