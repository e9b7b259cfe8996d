"""What a request may be, and what the browser may load."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..api.application import error_reply
from ..api.refusals import RefusedError
from ..api.routes.shared import PREFIX
from ..api.throttle import Throttle
from .access import Access, Names
from .policy import policy_of

LARGEST_REQUEST = 4 * 2**20  # bytes; a question of 100,000 characters, escaped, takes a quarter of it
_POLICY = b"content-security-policy"
_HEADERS = (
    # Other sites learn nothing. With "no-referrer" a browser would send this page's own form, the login, as if it came
    # from nowhere (`Origin: null`), and that is refused.
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
# What the page and gradio_client need of Gradio's own addresses: uploads, files, proxies, code are closed.
_GRADIO_OPEN = frozenset(
    "info openapi.json app_id queue call run api heartbeat cancel reset startup-events theme.css"
    " component_server".split()
)
_GRADIO_ASKS = re.compile(r"/gradio_api/(?:queue/join|call/|run/|api/)")
_GRADIO_CLOSED = re.compile(
    r"/(?:monitoring|dev|login_check|token|user|proxy=|file=|file/|upload|stream|custom_component)"
)


class Guard:
    """Refuses what is not meant for this server, comes from another site's page, is closed or too large."""

    def __init__(self, app: ASGIApp, access: Access, upload_bytes: int, questions: Throttle) -> None:
        """`questions` counts those that come by Gradio's addresses, too."""
        self.app, self._upload_bytes, self._names = app, upload_bytes, Names(access)
        self._questions = questions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return  # no address here uses websockets
        path = route_path(scope)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", []))
                own = [*_HEADERS, (_POLICY, policy_of(path).encode())]
                if any(name == _POLICY for name, _ in given):  # the page says which of its scripts are its own
                    own.pop()
                message["headers"] = [*given, *own]
            await send(message)

        await (self._refusal(scope, path) or self.app)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope, path: str) -> ASGIApp | None:
        """The response to a request that is refused."""
        headers = Headers(scope=scope)
        if headers.get("host", "") not in self._names:
            return error_reply(400, "this server has another name; --allow-host adds one")
        if _is_foreign(scope, headers):
            return error_reply(403, "another site's page may not ask this server")
        if _is_closed(path):
            return error_reply(404, f"{path}: closed; {PREFIX}/openapi.json lists what there is")
        if scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return None
        if _GRADIO_ASKS.match(path):
            try:
                self._questions.count(scope["client"][0] if scope.get("client") else "")
            except RefusedError as error:
                return error_reply(error.status, error.message, {"Retry-After": str(error.retry_after)})
        length = headers.get("content-length", "" if "transfer-encoding" in headers else "0")
        if not length.isdigit() or (scope["method"] in ("POST", "PUT", "PATCH") and "content-length" not in headers):
            return error_reply(411, "a request says its length")
        largest = self._upload_bytes if path == f"{PREFIX}/upload" else LARGEST_REQUEST
        if int(length) > largest:
            return error_reply(413, f"a request here has at most {largest} bytes; this one has {length}")
        return None


def route_path(scope: Scope) -> str:
    """The path of a request without what a proxy put before it."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    return path.removeprefix(root) if root and path.startswith(f"{root}/") else path


def _is_foreign(scope: Scope, headers: Headers) -> bool:
    """Whether a page of another origin sent a request. Following a link to here is no such thing."""
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    if headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return not (scope["method"] == "GET" and headers.get("sec-fetch-mode") == "navigate")
    return False


def _is_closed(path: str) -> bool:
    if path.startswith("/gradio_api/"):
        return path.removeprefix("/gradio_api/").split("/")[0] not in _GRADIO_OPEN
    return _GRADIO_CLOSED.match(path) is not None


def guards(access: Access, upload_bytes: int, questions: Throttle | None = None) -> Sequence[Middleware]:
    """What stands before everything else; `questions` bounds how many one client may ask."""
    bound = questions or Throttle("questions", None)
    return [Middleware(Guard, access=access, upload_bytes=upload_bytes, questions=bound)]
