"""Many people asking a server at once.

With `pip install 'askhz[load]'` and `askhz serve --index index` running:

    locust -f bench/load.py --headless --users 50 --spawn-rate 10 --run-time 10m --host http://127.0.0.1:7860

Each person has a conversation of their own, asks questions in it (`ASKHZ_QUESTIONS`, a file of one a line, or those
below), and reads for a moment before the next. A failure is: an error, an answer to another question, a conversation
that holds what somebody else asked (looked at after ten turns and at the end), a quote that does not stand in its
document. Locust prints the throughput and the percentiles; this prints the 95th percentile of the answers with the
number of cores, and how much memory the server held at the beginning, at the end, and after half a minute of silence.
"""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path
from typing import Any

from locust import HttpUser, between, events, task

QUESTIONS = [
    "Why did the Six Little Dragons emerge in Hangzhou?",
    "How many unicorn companies does Hangzhou have?",
    "Who founded Hangzhou Bowu Culture?",
    "Who is the mayor of Hangzhou?",
    "What does Unitree make?",
    "When was Game Science founded?",
]
if "ASKHZ_QUESTIONS" in os.environ:
    lines = Path(os.environ["ASKHZ_QUESTIONS"]).read_text(encoding="utf-8").splitlines()
    QUESTIONS = [line for line in lines if line.strip()]
_BUSY = (429, 503)  # said, and tried again: no fault
_MOST_TURNS = 10
_QUIET = 30  # seconds


class Person(HttpUser):  # type: ignore[misc]
    """Somebody who asks, reads, and asks again."""

    wait_time = between(0.5, 2)

    def on_start(self) -> None:
        """Begin a conversation."""
        self.texts: dict[str, str] = {}
        self.begin()

    def begin(self) -> None:
        """A new conversation."""
        self.number = self.client.post("/api/v1/conversations", json={}).json()["id"]
        self.asked: list[str] = []
        self.given_up: str | None = None  # begun, and not answered yet

    @task  # type: ignore[untyped-decorator]
    def ask(self) -> None:
        """One question in the conversation, checked against what comes back."""
        question = random.choice(QUESTIONS)
        self.given_up = question
        address = f"/api/v1/conversations/{self.number}"
        with self.client.post(
            f"{address}/ask", json={"question": question}, name="ask", catch_response=True
        ) as response:
            if response.status_code in _BUSY:
                response.success()
                return
            answer = response.json()
            if response.status_code != 200 or answer["question"] != question:
                response.failure(f"{response.status_code}: {json.dumps(answer)[:200]}")
                return
            self.asked.append(question)
            self.given_up = None
            if wrong := next((one for one in answer["citations"] if not self.stands(one)), None):
                response.failure(f"not word for word: {wrong['source']}[{wrong['start']}:{wrong['end']}]")
        if len(self.asked) == _MOST_TURNS:
            self.check()
            self.begin()

    def on_stop(self) -> None:
        """What was asked last is in its conversation, too."""
        self.check()

    def check(self) -> None:
        """Whether the conversation holds what was asked in it. A question that was given up at the end may be in it."""
        address = f"/api/v1/conversations/{self.number}"
        with self.client.get(address, name="conversation", catch_response=True) as response:
            turns = [turn["question"] for turn in response.json()["turns"]]
            if turns[: len(self.asked)] != self.asked or turns[len(self.asked) :] not in ([], [self.given_up]):
                response.failure(f"the conversation holds other questions than were asked in it: {turns}")

    def stands(self, citation: dict[str, Any]) -> bool:
        """Whether a quote stands in its document."""
        source = citation["source"]
        if source not in self.texts:
            self.texts[source] = self.client.get("/api/v1/document", params={"source": source}, name="document").json()[
                "text"
            ]
        quote: str = citation["quote"]
        return self.texts[source][citation["start"] : citation["end"]] == quote


def _resident(port: int) -> str:
    """The memory of the process that listens on a port of this machine, in MB; "unknown" for another machine."""
    import psutil

    for one in psutil.net_connections("inet"):
        if one.status == psutil.CONN_LISTEN and one.laddr.port == port and one.pid:
            return f"{psutil.Process(one.pid).memory_info().rss / 2**20:.0f} MB"
    return "unknown"


@events.test_start.add_listener  # type: ignore[untyped-decorator]
def begun(environment: Any, **_: Any) -> None:
    """Say how much memory the server holds."""
    print(f"cores: {os.cpu_count()}; the server holds {_resident(_port(environment))}")


@events.test_stop.add_listener  # type: ignore[untyped-decorator]
def ended(environment: Any, **_: Any) -> None:
    """Say what the answers took, and what memory the server holds and has given back."""
    asked = environment.stats.get("ask", "POST")
    late = asked.get_response_time_percentile(0.95) or 0
    print(
        f"{asked.num_requests} answers, {asked.num_failures} failures; 95th percentile {late / 1000:.1f} s "
        f"on {os.cpu_count()} cores; the server holds {_resident(_port(environment))}"
    )
    time.sleep(_QUIET)
    print(f"after {_QUIET} s in which nobody asked: {_resident(_port(environment))}")


def _port(environment: Any) -> int:
    return int(environment.host.rstrip("/").rsplit(":", 1)[1])
