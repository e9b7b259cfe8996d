from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from askhz.api import streams


def test_a_silent_stream_says_that_it_is_there_and_is_closed_when_nobody_listens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streams, "_PULSE", 0.01)
    closed: list[bool] = []

    async def events() -> AsyncGenerator[str]:
        try:
            yield "first"
            await asyncio.sleep(60)
            yield "never"
        finally:
            closed.append(True)

    async def run() -> None:
        sent = streams.event_stream(events()).body_iterator
        assert isinstance(sent, AsyncGenerator)
        assert await anext(sent) == "first"
        assert await anext(sent) == ": still here\n\n"
        await sent.aclose()

    asyncio.run(run())
    assert closed == [True]


def test_an_event_is_one_line_of_data() -> None:
    assert streams.event("a", {"text": "one\ntwo 杭州"}) == 'event: a\ndata: {"text": "one\\ntwo 杭州"}\n\n'
