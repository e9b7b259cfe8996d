"""What every endpoint can ask for: the server, and who asks."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response

from ..server import Server, owner_of

PREFIX = "/api/v1"


def server_of(request: Request) -> Server:
    """The server that a request belongs to."""
    server: Server = request.app.state.server
    return server


def note_route(request: Request) -> None:
    """Leave the address, without what differs from one request to the next, for whoever counts requests."""
    path = request.scope["route"].path
    within = PREFIX if f"{PREFIX}/" in request.url.path and not path.startswith(PREFIX) else ""
    request.state.route = within + path


ThisServer = Annotated[Server, Depends(server_of)]


def _owner(request: Request, response: Response, server: ThisServer) -> str:
    return owner_of(request, response, server)


Owner = Annotated[str, Depends(_owner)]
"""Whose conversations a request is about. Sets a cookie on the reply that FastAPI makes."""
