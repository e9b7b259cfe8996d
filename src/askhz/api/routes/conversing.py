"""Conversations that are kept, and what people think of answers."""

from __future__ import annotations

import dataclasses
import json
from functools import cache, partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from ... import render
from ...bot import document_of
from ...errors import QuestionError
from ...history import Conversation, History, Turn
from ...records import Answer
from ..asking import Asked, asked_within
from ..bodies import FeedbackBody, NewConversationBody, TitleBody, TurnBody
from ..refusals import RefusedError
from ..replies import AnswerReply, described
from ..server import client_of, history_of
from .asking import reply
from .shared import Owner, ThisServer
from .transcript import transcript

router = APIRouter(tags=["conversations"])
MOST_OFFSET = 10**9  # SQLite takes no number beyond 64 bits
_FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind: {"schema": {"type": "string"}} for kind in ("text/markdown", "application/json")}}
}


@router.get("/conversations", summary="The conversations, the last used first")
def conversations(
    server: ThisServer,
    owner: Owner,
    q: str = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    offset: Annotated[int, Query(ge=0, le=MOST_OFFSET)] = 0,
) -> dict[str, Any]:
    """Those that hold every word of `q` in their title or a question."""
    found, total = history_of(server).conversations(owner, q, limit=limit, offset=offset)
    return {"conversations": [dataclasses.asdict(one) for one in found], "total": total}


@router.post("/conversations", status_code=201, summary="A new conversation")
def create_conversation(server: ThisServer, owner: Owner, body: NewConversationBody | None = None) -> dict[str, Any]:
    """An empty conversation; without a title it takes its first question."""
    return dataclasses.asdict(history_of(server).create(owner, body.title if body else ""))


@router.get("/conversations/{number}", summary="One conversation with its turns")
def conversation(number: str, server: ThisServer, owner: Owner) -> dict[str, Any]:
    """The conversation; each turn has the answer object that was given."""
    return _whole(*_found(history_of(server), owner, number))


@router.patch("/conversations/{number}", summary="Rename a conversation")
def rename_conversation(number: str, body: TitleBody, server: ThisServer, owner: Owner) -> dict[str, Any]:
    """Give it another title."""
    history = history_of(server)
    _found(history, owner, number)
    return dataclasses.asdict(history.rename(owner, number, body.title))


@router.delete("/conversations/{number}", status_code=204, summary="Delete a conversation")
def delete_conversation(number: str, server: ThisServer, owner: Owner) -> None:
    """Delete it with its turns."""
    history = history_of(server)
    _found(history, owner, number)
    history.delete(owner, number)


@router.post(
    "/conversations/{number}/ask",
    summary="A question in a conversation",
    responses=described(AnswerReply, stream=True),
)
async def ask_in_conversation(
    number: str, body: TurnBody, request: Request, server: ThisServer, owner: Owner
) -> Response:
    """As `/ask`; the turns before are the history, and the turn is kept."""
    history = history_of(server)
    _, turns = _found(history, owner, number)
    earlier = tuple(turn.question for turn in turns)
    where = asked_within(body.model_dump())
    asked = Asked(body.question, earlier, body.k, client_of(request), where, body.as_typed)

    def keep(answer: Answer) -> int:
        return history.append(owner, number, body.question, render.to_json(answer)).n

    return await reply(asked, request, server, keep)


@router.delete("/conversations/{number}/turns/{first}", status_code=204, summary="Take turns back")
def remove_turns(number: str, first: Literal["last"] | int, server: ThisServer, owner: Owner) -> None:
    """Take away a turn and those after it, to edit the question and ask again."""
    history = history_of(server)
    _found(history, owner, number)
    history.remove_turns(owner, number, None if first == "last" else int(first))


@router.get(
    "/conversations/{number}/export", summary="A conversation as a file", response_class=Response, responses=_FILES
)
def export_conversation(
    number: str,
    server: ThisServer,
    owner: Owner,
    format: Literal["md", "json"] = "md",  # noqa: A002
) -> Response:
    """The conversation as Markdown or JSON."""
    one, turns = _found(history_of(server), owner, number)
    if format == "json":
        written, media = json.dumps(_whole(one, turns), ensure_ascii=False, indent=1), "application/json"
    else:
        written, media = transcript(one, turns, cache(partial(document_of, server.bot))), "text/markdown; charset=utf-8"
    named = f'attachment; filename="conversation-{one.created[:10]}.{format}"'
    return Response(written, media_type=media, headers={"Content-Disposition": named})


@router.post("/feedback", status_code=201, summary="What a person thinks of an answer")
def feedback(body: FeedbackBody, server: ThisServer, owner: Owner) -> dict[str, Any]:
    """Keep a verdict; the answer and the earlier questions are those of the conversation where one is named."""
    history = history_of(server)
    earlier, answer = tuple(body.history), body.answer
    if body.conversation is not None:
        _, turns = _found(history, owner, body.conversation)
        judged = next((turn for turn in reversed(turns) if turn.question == body.question), None)
        if judged is None:
            raise RefusedError(404, "the conversation has no such question; send the question as it was asked")
        earlier = tuple(turn.question for turn in turns if turn.n < judged.n)
        answer = answer or judged.answer
    correction = (body.correction or "").strip() or None
    number = history.add_feedback(
        owner, body.question, body.verdict, history=earlier, correction=correction, answer=answer
    )
    return {"id": number}


def _found(history: History, owner: str, number: str) -> tuple[Conversation, list[Turn]]:
    try:
        return history.conversation(owner, number), history.turns(owner, number)
    except QuestionError as error:
        raise RefusedError(404, str(error)) from error


def _whole(one: Conversation, turns: list[Turn]) -> dict[str, Any]:
    return {**dataclasses.asdict(one), "turns": [dataclasses.asdict(turn) for turn in turns]}
