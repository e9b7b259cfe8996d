"""What the endpoints of one server share."""

from __future__ import annotations

import ipaddress
import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import Request, Response

from ..bot import Bot
from ..errors import IndexFolderError
from ..history import History
from ..models.encoder import Encoder
from ..records import Answer
from .asking import Asked, Desk
from .jobs import Jobs
from .library import Library
from .measures import Measures
from .pictures import Pictures
from .refusals import RefusedError
from .settings import Settings
from .throttle import Throttle
from .watching import Watching

QUESTIONS = logging.getLogger("askhz.questions")
_OWNER_COOKIE = "askhz_browser"
_YEAR = 365 * 24 * 3600


@dataclass(slots=True, eq=False)
class Server:
    """One server: the chatbot, its documents (None: they cannot be changed), its conversations, its queue."""

    bot: Bot
    settings: Settings
    library: Library | None
    history: History | None
    desk: Desk
    jobs: Jobs
    pictures: Pictures
    measures: Measures
    questions: Throttle
    uploads: Throttle
    ready: bool = field(default=True)
    watching: Watching | None = None

    @property
    def folder(self) -> Path | None:
        """The index folder."""
        return None if self.library is None else self.library.folder

    @property
    def changeable(self) -> bool:
        """Whether documents may be added and removed."""
        return self.library is not None and not self.settings.read_only

    def close(self) -> None:
        """End everything that was begun."""
        self.desk.close()
        if self.watching is not None:
            self.watching.stop()
        self.jobs.close()
        self.pictures.close()
        if self.history is not None:
            self.history.close()


def open_server(
    bot: Bot,
    folder: Path | None = None,
    settings: Settings | None = None,
    *,
    open_encoder: Callable[[Path], Encoder] | None = None,
) -> Server:
    """A server of a chatbot over the index in `folder` (None: one that cannot be changed and keeps nothing).

    Conversations are not kept where the folder may not be written. Raises `RefusedError` if its folders are to be
    watched and it was not made of any.
    """
    settings = settings or Settings()
    history = None
    if folder is not None and settings.history:
        try:
            history = History(folder)
        except IndexFolderError as error:
            logging.getLogger(__name__).warning("conversations are not kept: %s", error)

    def noted(asked: Asked, answer: Answer | None, seconds: float) -> None:
        measures.question(answer, seconds)
        told: dict[str, object] = {"event": "question", "client": asked.client, "ms": round(seconds * 1000, 1)}
        if answer is not None:
            told |= {"answered": answer.answered, "confidence": round(answer.confidence, 3)}
        if settings.log_questions:
            told["question"] = asked.question
        QUESTIONS.info(json.dumps(told, ensure_ascii=False), extra={"told": told})

    desk = Desk(bot, most=settings.waiting, most_of_one=settings.waiting_per_client, on_read=noted)
    measures = Measures(lambda: desk.waiting, lambda: desk.reading)
    jobs = Jobs(folder)
    server = Server(
        bot=bot,
        settings=settings,
        library=None if folder is None else Library(folder, open_encoder=open_encoder),
        history=history,
        desk=desk,
        jobs=jobs,
        pictures=Pictures(),
        measures=measures,
        questions=Throttle("questions", settings.questions_per_minute),
        uploads=Throttle("changes", settings.uploads_per_minute),
        watching=None if folder is None else Watching(folder, jobs, open_encoder=open_encoder),
    )
    if settings.watch and server.watching is not None:
        server.watching.start()
    return server


def user_of(request: Request) -> str | None:
    """Who is logged in; None where nobody need be."""
    found: str | None = request.scope.get("user")
    return found


def client_of(request: Request) -> str:
    """What tells one client from another: who is logged in, else the address."""
    return user_of(request) or (request.client.host if request.client else "")


def is_local(request: Request) -> bool:
    """Whether a request comes from this machine itself, and no proxy handed it on."""
    if request.client is None or {"forwarded", "x-forwarded-for"} & set(request.headers):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def owner_of(request: Request, response: Response, server: Server) -> str:
    """Whose conversations a request is about: who is logged in, the one person of this machine, else this browser."""
    user = user_of(request)
    if user is not None:
        return f"user {user}"
    if server.settings.personal:
        return ""
    known = request.cookies.get(_OWNER_COOKIE, "")
    if len(known) < 32:
        known = secrets.token_urlsafe(24)
        path = request.scope.get("root_path") or "/"
        response.set_cookie(
            _OWNER_COOKIE,
            known,
            _YEAR,
            path=path,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
    return f"browser {known}"


def library_of(server: Server) -> Library:
    """The documents, if they can be changed. Raises `RefusedError` (403)."""
    if server.library is None or server.settings.read_only:
        raise RefusedError(403, "the documents cannot be changed here; the server was started with --read-only")
    return server.library


def history_of(server: Server) -> History:
    """The conversations. Raises `RefusedError` (403) if none are kept."""
    if server.history is None:
        raise RefusedError(403, "conversations are not kept here; the server was started with --no-history")
    return server.history
