"""The queue of questions: answered in the order they came, as many at a time as there are cores.

Whoever asks gets events: the place in the queue, the passages found, the answer or an error. Knows nothing of HTTP.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal

from .. import render
from ..bot import Bot
from ..errors import AskhzError
from ..filters import filter_from
from ..models.graphs import cores
from ..records import Answer, Filter, Hit
from .refusals import UNFORESEEN, RefusedError, refusal_of

_log = logging.getLogger(__name__)

EventName = Literal["queued", "passages", "answer", "error"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with all that shapes its answer; `client` tells who asks."""

    question: str
    history: tuple[str, ...] = ()
    k: int = 8
    client: str = ""
    where: Filter | None = None
    as_typed: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a question: `queued` (its place), `passages`, `answer` (an `Answer`) or `error`."""

    name: EventName
    data: Any


@dataclass(slots=True, eq=False)
class _Ticket:
    asked: Asked
    push: Callable[[Event], None]
    future: Future[None] | None = None
    gone: bool = False
    started: bool = field(default=False)


Noted = Callable[[Asked, Answer | None, float], None]
"""Told of each question that was read: the answer (None: an error) and the seconds that it took."""


class Desk:
    """Takes questions and has them answered. Safe for several threads."""

    def __init__(
        self,
        bot: Bot,
        *,
        most: int = 64,
        most_of_one: int | None = None,
        readers: int | None = None,
        on_read: Noted | None = None,
    ) -> None:
        """`most` questions may wait, of one client `most_of_one`; `readers` are read at a time (default: the cores)."""
        self._bot, self.most, self._most_of_one = bot, most, most_of_one
        self._pool = ThreadPoolExecutor(readers or cores(), thread_name_prefix="question")
        self._on_read = on_read
        self._lock = threading.Lock()
        self._waiting: list[_Ticket] = []
        self._reading = 0

    @property
    def waiting(self) -> int:
        """How many questions wait."""
        return len(self._waiting)

    @property
    def reading(self) -> int:
        """How many questions are being read."""
        return self._reading

    def close(self) -> None:
        """Take no more questions; those that wait are dropped."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def enter(self, asked: Asked) -> Events:
        """The events of a question, which waits from now on. Raises `RefusedError` (503) if the queue is full."""
        return Events(self, asked)

    async def answer(self, asked: Asked) -> Answer:
        """The answer to a question. Raises `RefusedError` if there is none."""
        async with self.enter(asked) as events:
            async for event in events:
                if event.name == "answer":
                    found: Answer = event.data
                    return found
                if event.name == "error":
                    raise event.data
        raise RefusedError(503, "the server is stopping; ask again in a moment")

    def _enter(self, asked: Asked, push: Callable[[Event], None]) -> _Ticket:
        ticket = _Ticket(asked, push)
        with self._lock:
            own = sum(other.asked.client == asked.client for other in self._waiting)
            if self._most_of_one is not None and own >= self._most_of_one:
                raise RefusedError(429, f"{own} questions of yours wait already; wait for an answer", retry_after=5)
            if len(self._waiting) >= self.most:
                raise RefusedError(
                    503, f"{len(self._waiting)} questions wait already; ask again in a moment", retry_after=5
                )
            self._waiting.append(ticket)
            try:
                ticket.future = self._pool.submit(self._read, ticket)
            except RuntimeError as error:  # closed
                self._waiting.remove(ticket)
                raise RefusedError(503, "the server is stopping; ask again in a moment") from error
            if not ticket.started:
                push(Event("queued", len(self._waiting)))
        return ticket

    def _leave(self, ticket: _Ticket) -> None:
        """Forget a question that nobody waits for; one that is being read is read to its end."""
        ticket.gone = True
        if ticket.future is not None and ticket.future.cancel():
            self._next(ticket)

    def _next(self, ticket: _Ticket) -> None:
        """Take a question out of the queue and tell those behind it where they are."""
        with self._lock:
            if ticket not in self._waiting:
                return
            at = self._waiting.index(ticket)
            self._waiting.pop(at)
            for place, other in enumerate(self._waiting[at:], at + 1):
                other.push(Event("queued", place))

    def _read(self, ticket: _Ticket) -> None:
        ticket.started = True
        self._next(ticket)
        with self._lock:
            self._reading += 1
        began = time.perf_counter()
        try:
            outcome = None if ticket.gone else self._outcome(ticket)
        finally:
            with self._lock:
                self._reading -= 1
        if outcome is None:
            return
        if self._on_read is not None:  # first, so that the question is counted before its answer is seen
            answer = outcome.data if outcome.name == "answer" else None
            self._on_read(ticket.asked, answer, time.perf_counter() - began)
        ticket.push(outcome)

    def _outcome(self, ticket: _Ticket) -> Event:
        """The last event of a question. Nothing is raised."""
        ticket.push(Event("queued", 0))
        try:
            return Event("answer", self._ask(ticket))
        except AskhzError as error:
            return Event("error", refusal_of(error))
        except RefusedError as error:
            return Event("error", error)
        except Exception:
            _log.exception("a question failed in a way that was not foreseen")
            return Event("error", RefusedError(500, UNFORESEEN))

    def _ask(self, ticket: _Ticket) -> Answer:
        asked = ticket.asked

        def found(hits: Sequence[Hit]) -> None:
            ticket.push(Event("passages", render.search_json(asked.question, hits)["hits"]))

        return self._bot.ask(asked.question, history=asked.history, k=asked.k, on_found=found, **_wishes(asked))


def asked_within(given: Mapping[str, Any]) -> Filter | None:
    """Which documents a request is about; None for all. Raises `RefusedError` for what is no filter."""
    try:
        found = filter_from(given)
    except AskhzError as error:
        raise refusal_of(error) from error
    return None if found == Filter() else found


def within(asked: Asked) -> dict[str, Any]:
    """The argument that keeps a question to some documents; none where it is about all."""
    return {} if asked.where is None else {"where": asked.where}


def _wishes(asked: Asked) -> dict[str, Any]:
    """What an answer is to be like beyond the usual; a bot that knows of no wishes is asked without them."""
    return within(asked) | ({"as_typed": True} if asked.as_typed else {})


class Events:
    """The events of one question, in order; leaving the block gives its place in the queue back."""

    def __init__(self, desk: Desk, asked: Asked) -> None:
        """Must be made in a running event loop. Raises `RefusedError` if the queue is full."""
        self._desk, self._loop = desk, asyncio.get_running_loop()
        self._queue: asyncio.Queue[Event] = asyncio.Queue()
        self._ticket = desk._enter(asked, self._push)

    def _push(self, event: Event) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits
            self._loop.call_soon_threadsafe(self._queue.put_nowait, event)

    async def __aenter__(self) -> Events:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._desk._leave(self._ticket)

    async def __aiter__(self) -> AsyncIterator[Event]:
        while True:
            event = await self._queue.get()
            yield event
            if event.name in ("answer", "error"):
                return
