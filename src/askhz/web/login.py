"""Who is asking: a form, a signed cookie, a lock-out after failures. Programs send a name and password each time."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from urllib.parse import parse_qs, quote, urlencode

from itsdangerous import BadSignature, URLSafeTimedSerializer
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ..api.application import error_reply
from ..api.refusals import RefusedError
from ..api.throttle import Throttle
from .guard import route_path
from .passwords import Passwords
from .policy import own_policy

COOKIE = "askhz_login"
_LASTS = 14 * 24 * 3600  # seconds
_FAILURES, _MINUTES = 5, 15
_CLIENT_FAILURES = 30
_REMEMBERED = 300.0  # seconds for which a program's password is not checked again
_OPEN = ("/healthz", "/readyz")
_STYLE = Markup("""
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; display: grid; place-items: center; min-height: 95vh; margin: 0 }
form { display: grid; gap: .75rem; width: min(20rem, 90vw) }
input, button { font: inherit; padding: .6rem; width: 100%; min-height: 44px; box-sizing: border-box }
p { margin: 0 }
""")
_POLICY = own_policy(f"'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'")
_PAGE = Markup("""<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>askhz: {log_in}</title><style>{style}</style></head><body><main><form method="post" action="{action}">
<h1>askhz</h1><p role="alert">{said}</p>
<label>{named} <input name="name" autocomplete="username" required autofocus value="{name}"></label>
<label>{password} <input name="password" type="password" autocomplete="current-password" required></label>
<input type="hidden" name="next" value="{next}">
<button>{log_in}</button></form></main></body></html>
""")
_WORDS = {
    "en": {"lang": "en", "log_in": "Log in", "named": "Name", "password": "Password"},
    "zh": {"lang": "zh-CN", "log_in": "登录", "named": "用户名", "password": "密码"},
}
_WRONG = {"en": "The name or the password is wrong.", "zh": "用户名或密码不正确。"}


class Login:
    """Lets nobody through who has not logged in; says in the scope's `user` who it is."""

    def __init__(self, app: ASGIApp, passwords: Passwords) -> None:
        self.app, self._passwords = app, passwords
        self._signer = URLSafeTimedSerializer(passwords.secret, salt="askhz login")
        self._failures = Throttle("wrong passwords", _FAILURES, _MINUTES)
        self._of_client = Throttle("wrong passwords", _CLIENT_FAILURES, _MINUTES)
        self._remembered: dict[bytes, tuple[str, float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = route_path(scope)
        request = Request(scope, receive)
        if path == "/login":
            await (await self._login(request))(scope, receive, send)
            return
        if path == "/logout":
            response: Response = RedirectResponse(_address(scope, "/login"), 303)
            response.delete_cookie(COOKIE, path=_address(scope, "/"))
            await response(scope, receive, send)
            return
        try:
            user = self._of_cookie(request) or await self._of_header(request)
        except RefusedError as error:
            await _refused(error)(scope, receive, send)
            return
        if user is None and path not in _OPEN:
            await self._unknown(request, path)(scope, receive, send)
            return
        await self.app({**scope, "user": user} if user else scope, receive, send)

    def _of_cookie(self, request: Request) -> str | None:
        try:
            name = self._signer.loads(request.cookies.get(COOKIE, ""), max_age=_LASTS)
        except BadSignature:
            return None
        return name if isinstance(name, str) and name in self._passwords else None

    async def _of_header(self, request: Request) -> str | None:
        scheme, _, sent = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return None
        key = hmac.digest(self._passwords.secret, sent.encode(), hashlib.sha256)
        name, until = self._remembered.get(key, ("", 0.0))
        if time.monotonic() < until:
            return name
        try:
            name, _, password = base64.b64decode(sent, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        if not await self._matches(request, name, password):
            return None
        if len(self._remembered) > 1000:
            self._remembered.clear()
        self._remembered[key] = name, time.monotonic() + _REMEMBERED
        return name

    async def _matches(self, request: Request, name: str, password: str) -> bool:
        """Whether a password is right. Raises `RefusedError` (429) after too many that were wrong."""
        client = request.client.host if request.client else ""
        self._of_client.check(client)
        self._failures.check(f"{client} {name}")
        if await run_in_threadpool(self._passwords.match, name, password):
            return True
        self._of_client.count(client)
        self._failures.count(f"{client} {name}")
        return False

    async def _login(self, request: Request) -> Response:
        if request.method == "GET":
            return _page(request, "", request.query_params.get("next", ""))
        if request.method != "POST":
            return error_reply(405, "log in with POST")
        said = parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
        said.setdefault("name", said.get("username", [""]))  # Gradio's clients call it so
        name, password, after = (said.get(field, [""])[0] for field in ("name", "password", "next"))
        by_person = "text/html" in request.headers.get("accept", "")
        try:
            right = await self._matches(request, name, password)
        except RefusedError as error:
            shown = _page(request, f"{error.message}.".capitalize(), after, name, 429)
            return shown if by_person else _refused(error)
        if not right:
            shown = _page(request, _WRONG[_language(request)], after, name, 401)
            return shown if by_person else error_reply(401, "the name or the password is wrong")
        response: Response = JSONResponse({"user": name})
        if by_person:
            response = RedirectResponse(_address(request.scope, _local(after)), 303)
        response.set_cookie(
            COOKIE,
            str(self._signer.dumps(name)),
            _LASTS,
            path=_address(request.scope, "/"),
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return response

    def _unknown(self, request: Request, path: str) -> Response:
        headers = Headers(scope=request.scope)
        if request.method == "GET" and "text/html" in headers.get("accept", "") and not path.startswith("/api/"):
            query = f"?{request.url.query}" if request.url.query else ""
            where = _address(request.scope, "/login") + "?" + urlencode({"next": quote(path) + query})
            return RedirectResponse(where, 303)
        return error_reply(401, "log in first: send a name and password (Basic), or the cookie that /login gives")


def _refused(error: RefusedError) -> Response:
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return error_reply(error.status, error.message, headers)


def _address(scope: Scope, path: str) -> str:
    return str(scope.get("root_path", "")) + path


def _local(after: str) -> str:
    """The address to show after logging in: a path of this server, never another site."""
    return after if after.startswith("/") and not after.startswith("//") and "\\" not in after else "/"


def _language(request: Request) -> str:
    """The language of the page, by the one that the browser wants most."""
    return "zh" if request.headers.get("accept-language", "").lower().startswith("zh") else "en"


def _page(request: Request, said: str, after: str, name: str = "", status: int = 200) -> Response:
    words = _WORDS[_language(request)]
    shown = _PAGE.format(
        style=_STYLE, action=_address(request.scope, "/login"), said=said, name=name, next=after, **words
    )
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Language", "Content-Security-Policy": _POLICY}
    return HTMLResponse(shown, status, headers)
