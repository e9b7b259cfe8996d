from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from askhz.api.jobs import Jobs
from askhz.api.refusals import RefusedError
from askhz.errors import IndexFolderError
from askhz.indexing import Report
from askhz.progress import Progress

DONE = Report(1, 0, 0, 2, 9, 3, None, (), 0.1)


class Slow:
    """Work that moves only when it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, on_progress: Progress) -> Report:
        on_progress("reading documents", 1, 2)
        self.begun.set()
        assert self.go.wait(120)
        on_progress("reading documents", 2, 2)
        return DONE


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    one = Jobs(Path("/srv/index"))
    yield one
    one.close()


def end_of(jobs: Jobs, number: str) -> dict[str, Any]:
    """The job as it ended."""
    ended = threading.Event()
    told: list[dict[str, Any]] = []

    def note(job: dict[str, Any]) -> None:
        told.append(job)
        if job["state"] in ("done", "failed", "stopped"):
            ended.set()

    jobs.watch(number, note)
    assert ended.wait(60)
    return told[-1]


def test_work_is_done_and_reported(jobs: Jobs) -> None:
    slow = Slow()
    number = jobs.start("upload", slow)["id"]
    assert slow.begun.wait(60)
    running = jobs.job(number)
    assert (running["state"], running["what"], running["done"], running["total"]) == (
        "running",
        "reading documents",
        1,
        2,
    )
    slow.go.set()
    ended = end_of(jobs, number)
    assert (ended["state"], ended["report"]["added"], ended["error"]) == ("done", 1, None)


def test_work_that_runs_is_stopped_at_its_next_step(jobs: Jobs) -> None:
    slow, dropped = Slow(), threading.Event()
    number = jobs.start("upload", slow, dropped.set)["id"]
    assert slow.begun.wait(60)
    jobs.stop(number)
    slow.go.set()
    assert end_of(jobs, number)["state"] == "stopped"
    assert dropped.is_set()


def test_work_that_waits_is_never_begun(jobs: Jobs) -> None:
    slow, second, dropped = Slow(), Slow(), threading.Event()
    first = jobs.start("upload", slow)["id"]
    number = jobs.start("reindex", second, dropped.set)["id"]
    assert jobs.stop(number)["state"] == "stopped"
    assert dropped.is_set()
    slow.go.set()
    assert end_of(jobs, first)["state"] == "done"
    assert not second.begun.is_set()
    assert [job["id"] for job in jobs.all()] == [number, first]


def test_an_error_is_one_line_without_the_folder(jobs: Jobs) -> None:
    def fail(_: Progress) -> Report:
        raise IndexFolderError("/srv/index: busy; try again")

    def break_(_: Progress) -> Report:
        raise ZeroDivisionError("secret")

    assert end_of(jobs, jobs.start("reindex", fail)["id"])["error"] == "the index: busy; try again"
    unforeseen = end_of(jobs, jobs.start("reindex", break_)["id"])
    assert unforeseen["state"] == "failed"
    assert "secret" not in unforeseen["error"]


def test_so_many_may_wait_and_so_many_are_remembered() -> None:
    jobs, slow = Jobs(most=1), Slow()
    jobs.start("one", slow)
    assert slow.begun.wait(60)
    jobs.start("two", slow)
    with pytest.raises(RefusedError, match="1 changes wait already"):
        jobs.start("three", slow)
    slow.go.set()
    jobs.close()
    with pytest.raises(RefusedError, match="no such job"):
        jobs.job("x")
