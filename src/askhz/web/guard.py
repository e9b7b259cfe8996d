"""What a request may be, and what the browser may load."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LARGEST_REQUEST = 4 * 2**20  # bytes; a question of 100,000 characters, escaped, takes a quarter of it
_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; "  # Gradio makes components from inline code
        b"form-action 'self'; base-uri 'self'; object-src 'none'; frame-ancestors 'self'",
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


class Guard:
    """Refuses requests that are too large, and forbids the browser to load anything from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        await (_refusal(scope) or self.app)(scope, receive, send_guarded)


def _refusal(scope: Scope) -> ASGIApp | None:
    """The response to a request that has too much in it, or does not say how much."""
    if scope["method"] not in ("POST", "PUT", "PATCH"):
        return None
    length = dict(scope["headers"]).get(b"content-length", b"")
    if not length.isdigit():
        return PlainTextResponse("A request says its length.", status_code=411)
    if int(length) > _LARGEST_REQUEST:
        return PlainTextResponse(f"A request has at most {_LARGEST_REQUEST} bytes.", status_code=413)
    return None


def guards(host: str) -> list[Middleware]:
    """What stands before the page when it listens on `host`."""
    guarded = [Middleware(Guard)]
    if host in ("127.0.0.1", "localhost"):  # another site's name that was made to point here gets no answer
        guarded.append(Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"]))
    return guarded
