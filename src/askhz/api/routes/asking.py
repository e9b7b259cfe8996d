"""Questions and searches."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from ... import render
from ...errors import AskhzError
from ...records import Answer
from ..asking import Asked, Event, Events, asked_within, within
from ..bodies import AskBody, SearchBody
from ..refusals import refusal_of, without_paths
from ..replies import AnswerReply, SearchReply, described
from ..server import Server, client_of
from ..streams import event, event_stream, wants_events
from .shared import ThisServer

router = APIRouter(tags=["asking"])
Kept = Callable[[Answer], int | None]
"""Keeps an answer; returns the number of its turn."""


@router.post("/ask", summary="One question, one answer", responses=described(AnswerReply, stream=True))
async def ask(body: AskBody, request: Request, server: ThisServer) -> Response:
    """The answer object; with `Accept: text/event-stream` the events `queued`, `passages`, `answer` and `error`."""
    where = asked_within(body.model_dump())
    asked = Asked(body.question, tuple(body.history), body.k, client_of(request), where, body.as_typed)
    return await reply(asked, request, server)


async def reply(asked: Asked, request: Request, server: Server, keep: Kept = lambda _: None) -> Response:
    """The answer to a question, at once or as a stream; `keep` is called with it before it is sent."""
    server.questions.count(asked.client)
    if wants_events(request):
        return event_stream(_events(server.desk.enter(asked), server, keep))
    answer = await server.desk.answer(asked)
    turn = await run_in_threadpool(keep, answer)
    return JSONResponse(render.to_json(answer), headers={} if turn is None else {"X-Turn": str(turn)})


async def _events(events: Events, server: Server, keep: Kept) -> AsyncGenerator[str]:
    async with events:
        async for one in events:
            for sent in await _sent(one, server, keep):
                yield sent


async def _sent(one: Event, server: Server, keep: Kept) -> list[str]:
    if one.name == "queued":
        return [event("queued", {"position": one.data})]
    if one.name == "passages":
        return [event("passages", one.data)]
    if one.name == "error":
        return [event("error", {"message": without_paths(one.data.message, server.folder)})]
    try:
        turn = await run_in_threadpool(keep, one.data)
    except AskhzError as error:  # the conversation was deleted meanwhile
        return [event("error", {"message": without_paths(str(error), server.folder)})]
    return [*([] if turn is None else [event("turn", {"n": turn})]), event("answer", render.to_json(one.data))]


@router.post(
    "/search",
    summary="The passages found, no answer composed",
    response_model=None,
    responses=described(SearchReply),
)
async def search(body: SearchBody, request: Request, server: ThisServer) -> dict[str, Any]:
    """The passages found, best first."""
    asked = Asked(body.query, tuple(body.history), body.k, client_of(request), asked_within(body.model_dump()))
    return await _search(asked, server)


@router.get(
    "/search",
    summary="The passages found, no answer composed",
    response_model=None,
    responses=described(SearchReply),
)
async def search_by_address(
    request: Request,
    server: ThisServer,
    q: str,
    k: Annotated[int, Query(ge=1, le=1000)] = 8,
    source: Annotated[list[str] | None, Query()] = None,
    folder: Annotated[list[str] | None, Query()] = None,
    type: Annotated[list[str] | None, Query()] = None,  # noqa: A002 (the name in the address)
    since: str | None = None,
    until: str | None = None,
) -> dict[str, Any]:
    """The passages found, best first."""
    where = asked_within({"source": source, "folder": folder, "type": type, "since": since, "until": until})
    return await _search(Asked(q, (), k, client_of(request), where), server)


async def _search(asked: Asked, server: Server) -> dict[str, Any]:
    server.questions.count(asked.client)

    def found() -> dict[str, Any]:
        hits = server.bot.search(asked.question, history=asked.history, k=asked.k, **within(asked))
        return render.search_json(asked.question, hits)

    try:
        return await run_in_threadpool(found)
    except AskhzError as error:
        raise refusal_of(error) from error
