"""The index of a server in step with its folders by itself, switched on and off while it runs.

It goes on as `askhz index --watch` does, with what the index records of its folders. Its updates take turns with the
jobs, so that neither finds the other at work.
"""

from __future__ import annotations

import functools
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .. import indexing
from ..errors import AskhzError
from ..indexing import Report
from ..models.encoder import Encoder
from .jobs import Jobs
from .library import report_json
from .refusals import UNFORESEEN, RefusedError, refusal_of, without_paths

_log = logging.getLogger(__name__)


class _EndedError(Exception):
    """The watching was ended in the middle of an update."""


class Watching:
    """Whether an index follows its folders, and what came of it. Safe for several threads."""

    def __init__(self, folder: Path, jobs: Jobs, *, open_encoder: Callable[[Path], Encoder] | None = None) -> None:
        """Off at first. `open_encoder` replaces the index's own; tests give a fake."""
        self._folder, self._jobs, self._open_encoder = folder, jobs, open_encoder
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._changes = 0
        self._report: dict[str, Any] | None = None
        self._said: str | None = None

    def state(self) -> dict[str, Any]:
        """Whether it is on, how many updates changed something, the last of those, and what was said last."""
        on = self._thread is not None and self._thread.is_alive()
        return {"watching": on, "changes": self._changes, "report": self._report, "said": self._said}

    def start(self) -> None:
        """Switch it on. Raises `RefusedError` if the index was not made of files."""
        try:
            known = indexing.recorded(self._folder)
        except AskhzError as error:
            raise refusal_of(error) from error
        if not known.roots:
            raise RefusedError(409, "the index was not made of files; there is no folder to watch")
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return
            self._said = None
            self._stop = threading.Event()
            self._thread = threading.Thread(target=self._run, args=(known, self._stop), name="watching", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Switch it off; an update that runs is given up, and the index is as it was."""
        with self._lock:
            self._stop.set()
            if self._thread is not None:
                self._thread.join()
            self._thread = None

    def _run(self, known: indexing.Recorded, stop: threading.Event) -> None:
        def goes_on(what: str, done: int, total: int, /) -> None:
            if stop.is_set():
                raise _EndedError("ended")

        once = functools.partial(indexing.update, encoders={}, open_encoder=self._open_encoder, on_progress=goes_on)

        def update(*given: Any, **named: Any) -> Report:
            return self._jobs.between(functools.partial(once, *given, **named))

        try:
            indexing.watch(
                known.roots, self._folder, update, rules=known.rules, stop=stop, on_update=self._updated, said=self._say
            )
        except _EndedError:
            pass
        except AskhzError as error:
            self._say(str(error))
        except Exception:
            _log.exception("watching failed in a way that was not foreseen")
            self._say(UNFORESEEN)

    def _updated(self, report: Report) -> None:
        if report.added or report.changed or report.removed:
            self._report = report_json(report)
            self._changes += 1

    def _say(self, line: str) -> None:
        self._said = without_paths(line, self._folder)
