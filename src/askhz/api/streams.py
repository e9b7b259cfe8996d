"""Replies that come piece by piece: server-sent events."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from fastapi import Request
from starlette.responses import StreamingResponse

_PULSE = 10.0  # seconds of silence after which a comment is sent, so that no proxy closes the stream


def wants_events(request: Request) -> bool:
    """Whether a request asks for server-sent events."""
    return "text/event-stream" in request.headers.get("accept", "")


def event(name: str, data: Any) -> str:
    r"""One event as it is sent.

    >>> event("queued", {"position": 1})
    'event: queued\ndata: {"position": 1}\n\n'
    """
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def event_stream(events: AsyncGenerator[str]) -> StreamingResponse:
    """The reply that sends events, made by `event`, as they come; they are closed when the other side has gone."""
    return StreamingResponse(
        _with_pulse(events),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _with_pulse(events: AsyncGenerator[str]) -> AsyncIterator[str]:
    upcoming: asyncio.Future[str] | None = None
    try:
        while True:
            upcoming = upcoming or asyncio.ensure_future(anext(events))
            done, _ = await asyncio.wait([upcoming], timeout=_PULSE)
            if not done:
                yield ": still here\n\n"
                continue
            try:
                sent = upcoming.result()
            except StopAsyncIteration:
                return
            upcoming = None
            yield sent
    finally:
        if upcoming is not None:
            upcoming.cancel()
            with contextlib.suppress(asyncio.CancelledError, StopAsyncIteration):
                await upcoming
        await events.aclose()
