"""Work on the index that takes a while: one job after the other, each with its progress, each can be stopped."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from ..errors import AskhzError
from ..indexing import Report
from ..progress import Progress
from .library import report_json
from .refusals import UNFORESEEN, RefusedError, without_paths

_log = logging.getLogger(__name__)
_KEPT = 50  # finished jobs that can still be looked up
_OFTEN = 0.1  # seconds between two reports of a job's progress
JobState = Literal["waiting", "running", "done", "failed", "stopped"]
Work = Callable[[Progress], Report]
T = TypeVar("T")


class _StoppedError(Exception):
    """Someone stopped the job."""


@dataclass(slots=True, eq=False)
class _Job:
    id: str
    kind: str
    drop: Callable[[], None]
    state: JobState = "waiting"
    what: str = ""
    done: int = 0
    total: int = 0
    report: dict[str, Any] | None = None
    error: str | None = None
    stop: bool = False
    told: float = 0.0
    future: Future[None] | None = None
    watching: list[Callable[[dict[str, Any]], None]] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "state": self.state,
            "what": self.what,
            "done": self.done,
            "total": self.total,
            "report": self.report,
            "error": self.error,
        }


class Jobs:
    """The jobs of a server. Safe for several threads. A job is told as the JSON object that programs get."""

    def __init__(self, folder: Path | None = None, *, most: int = 20) -> None:
        """`folder`, the index, is not named in errors; `most` jobs may wait."""
        self._folder, self._most = folder, most
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="job")
        self._lock = threading.RLock()
        self._jobs: dict[str, _Job] = {}

    def close(self) -> None:
        """Stop what runs, drop what waits."""
        with self._lock:
            for job in self._jobs.values():
                job.stop = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def start(self, kind: str, work: Work, drop: Callable[[], None] = lambda: None) -> dict[str, Any]:
        """Queue work; `drop` is called if it is never started. Raises `RefusedError` if too many jobs wait."""
        with self._lock:
            if sum(job.state == "waiting" for job in self._jobs.values()) >= self._most:
                drop()
                raise RefusedError(503, f"{self._most} changes wait already; try again later", retry_after=10)
            job = _Job(secrets.token_urlsafe(9), kind, drop)
            self._jobs[job.id] = job
            ended = [one.id for one in self._jobs.values() if one.state in ("done", "failed", "stopped")]
            for old in ended[:-_KEPT]:
                del self._jobs[old]
            job.future = self._pool.submit(self._run, job, work)
            return job.shown()

    def between(self, work: Callable[[], T]) -> T:
        """Have something done while no job runs, and wait for what it gives."""
        return self._pool.submit(work).result()

    def all(self) -> list[dict[str, Any]]:
        """Every job, the newest first."""
        with self._lock:
            return [job.shown() for job in reversed(self._jobs.values())]

    def job(self, number: str) -> dict[str, Any]:
        """One job. Raises `RefusedError` if there is none."""
        with self._lock:
            return self._found(number).shown()

    def stop(self, number: str) -> dict[str, Any]:
        """Stop a job: one that waits at once, one that runs at its next step; one that ended stays as it is."""
        with self._lock:
            job = self._found(number)
            job.stop = True
            if job.state == "waiting" and job.future is not None and job.future.cancel():
                job.state = "stopped"
                job.drop()
                self._tell(job)
            return job.shown()

    def watch(self, number: str, told: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
        """Have a job told now and each time that it moves, from any thread; returns what ends that."""
        with self._lock:
            job = self._found(number)
            job.watching.append(told)
            told(job.shown())

        def end() -> None:
            with self._lock:
                job.watching.remove(told)

        return end

    def _found(self, number: str) -> _Job:
        try:
            return self._jobs[number]
        except KeyError:
            raise RefusedError(404, f"{number}: no such job; it may have ended long ago") from None

    def _tell(self, job: _Job) -> None:
        for told in list(job.watching):
            told(job.shown())

    def _run(self, job: _Job, work: Work) -> None:
        def progress(what: str, done: int, total: int, /) -> None:
            if job.stop:
                raise _StoppedError
            with self._lock:
                moved = job.what != what
                job.what, job.done, job.total = what, done, total
                if moved or time.monotonic() - job.told > _OFTEN:
                    job.told = time.monotonic()
                    self._tell(job)

        with self._lock:
            job.state = "running"
            self._tell(job)
        state: JobState = "failed"
        try:
            progress("beginning", 0, 0)
            job.report = report_json(work(progress))
            state = "done"
        except _StoppedError:
            state = "stopped"
        except (AskhzError, RefusedError) as error:
            job.error = without_paths(str(error), self._folder)
        except Exception:
            _log.exception("a job failed in a way that was not foreseen")
            job.error = UNFORESEEN
        with self._lock:
            if state != "done":
                job.drop()
            job.state = state
            self._tell(job)
