"""How replies travel: compressed to other machines, and kept by browsers as long as they stay true."""

from __future__ import annotations

import ipaddress

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .guard import route_path
from .shell import version

_SMALLEST = 1000  # bytes; below it there is nothing to gain
_LEVEL = 5
_FOREVER = b"private, max-age=31536000, immutable"
_ASK_FIRST = b"no-cache"


class Transfer:
    """Compresses what goes to other machines; says of files whose address changes with them that they can be kept."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._compressed = GZipMiddleware(app, minimum_size=_SMALLEST, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._plain(scope, receive, send)
            return
        keeping = _keeping(route_path(scope))

        async def send_kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 304) and keeping:
                given = [(name, value) for name, value in message["headers"] if name.lower() != b"cache-control"]
                message["headers"] = [*given, (b"cache-control", keeping)]
            await send(message)

        await (self._plain if _is_here(scope) else self._compressed)(scope, receive, send_kept)


def _keeping(path: str) -> bytes | None:
    """How long a browser may keep a file; None where the reply says it itself."""
    if path.startswith(("/assets/", f"/ui/{version()}/")):  # Gradio's names and ours change with the content
        return _FOREVER
    return _ASK_FIRST if path.startswith("/ui/") else None


def _is_here(scope: Scope) -> bool:
    """Whether the client is on this machine: what costs time there is not the way."""
    client = scope.get("client")
    try:
        return client is not None and ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False
