"""How often one client may do a thing."""

from __future__ import annotations

import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from .refusals import RefusedError


class Throttle:
    """So many of a thing a minute for each client; None: no bound. Safe for several threads."""

    def __init__(self, what: str, most: int | None, minutes: int = 1) -> None:
        """`what` names the thing in the refusal."""
        self._what, self._most, self._minutes = what, most, minutes
        self._limit = RateLimitItemPerMinute(most or 1, minutes)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, client: str) -> None:
        """Count one. Raises `RefusedError` (429) if it is one too many."""
        if self._most is not None and not self._limiter.hit(self._limit, client):
            raise self._refused(client)

    def check(self, client: str) -> None:
        """Raise `RefusedError` (429) if one more would be too many; counts nothing."""
        if self._most is not None and not self._limiter.test(self._limit, client):
            raise self._refused(client)

    def _refused(self, client: str) -> RefusedError:
        reset, _ = self._limiter.get_window_stats(self._limit, client)
        wait = max(1, round(reset - time.time()) + 1)
        span = "a minute" if self._minutes == 1 else f"{self._minutes} minutes"
        return RefusedError(429, f"more than {self._most} {self._what} in {span}; wait {wait} s", retry_after=wait)
