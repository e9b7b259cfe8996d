"""What a server counts and times, for Prometheus and as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from ..records import Answer

_SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Measures:
    """The measures of one server. Safe for several threads."""

    def __init__(self, waiting: Callable[[], int], reading: Callable[[], int]) -> None:
        """`waiting` and `reading` tell how many questions wait and are being read."""
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "askhz_requests", "Requests by address and status.", ["path", "status"], registry=self._registry
        )
        self._questions = Counter("askhz_questions", "Questions by outcome.", ["outcome"], registry=self._registry)
        self._seconds = Histogram(
            "askhz_question_seconds", "Seconds that reading took.", buckets=_SECONDS, registry=self._registry
        )
        for name, about, value in (
            ("waiting", "Questions that wait.", waiting),
            ("reading", "Questions that are being read.", reading),
        ):
            Gauge(f"askhz_questions_{name}", about, registry=self._registry).set_function(value)

    def request(self, path: str, status: int) -> None:
        """Count a request; `path` without what differs from one request to the next."""
        self._requests.labels(path, str(status)).inc()

    def question(self, answer: Answer | None, seconds: float) -> None:
        """Count a question that was read; None where it ended in an error."""
        outcome = "error" if answer is None else "answered" if answer.answered else "declined"
        self._questions.labels(outcome).inc()
        self._seconds.observe(seconds)

    def text(self) -> bytes:
        """All measures as Prometheus reads them."""
        return generate_latest(self._registry)

    def json(self) -> dict[str, Any]:
        """All measures but buckets and times of creation: name to value, or to values by label."""
        found: dict[str, Any] = {}
        for metric in self._registry.collect():
            for sample in metric.samples:
                if sample.name.endswith(("_bucket", "_created")):
                    continue
                if sample.labels:
                    found.setdefault(sample.name, {})[" ".join(sample.labels.values())] = sample.value
                else:
                    found[sample.name] = sample.value
        return found
