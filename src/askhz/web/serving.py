"""The page on a port: what is allowed in, what the browser may load."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Callable
from importlib import resources

import gradio as gr
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import AskhzError
from .page import Bot, build

_LARGEST_REQUEST = 4 * 2**20  # bytes; a question of 100,000 characters, escaped, takes a quarter of it
_POLICY = (
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; "  # Gradio makes its components from inline code
    "form-action 'self'; base-uri 'self'; object-src 'none'; frame-ancestors 'self'"
)
_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "PingFang SC", "Microsoft YaHei", "sans-serif")


def launch(blocks: gr.Blocks, host: str = "127.0.0.1", port: int = 7860) -> str:
    """Start the page in the background and give its address. Port 0 takes one that is free.

    Raises `AskhzError` if the port is taken or the host is not this machine's.
    """
    port = _free_port(host, port)
    _bypass_proxies(host)
    middleware = [Middleware(_Guard)]
    if host in ("127.0.0.1", "localhost"):  # a foreign name that was made to point here is not answered
        middleware.append(Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"]))
    _, address, _ = blocks.launch(
        server_name=f"[{host}]" if ":" in host else host,
        server_port=port,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        inbrowser=False,
        inline=False,
        show_error=False,
        footer_links=[],
        run_history=False,
        max_file_size="1kb",  # the page takes no files
        enable_monitoring=False,
        strict_cors=True,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        state_session_capacity=1000,
        app_kwargs={"middleware": middleware},
        theme=_theme(),
        css=resources.files(__package__).joinpath("page.css").read_text("utf-8"),
    )
    return address


def serve(bot: Bot, *, host: str = "127.0.0.1", port: int = 7860, ready: Callable[[str], None] | None = None) -> None:
    """Show the page until interrupted; `ready` gets its address once the first answer will be as quick as the next.

    Raises `AskhzError` if the page cannot be started there.
    """
    _free_port(host, port)  # before the work of loading
    blocks = build(bot)
    bot.ask("What is this about?")
    address = launch(blocks, host, port)
    try:
        (ready or _say)(address)
        threading.Event().wait()
    except KeyboardInterrupt:
        pass
    finally:
        blocks.close(verbose=False)


def _say(address: str) -> None:
    sys.stdout.write(f"askhz is ready at {address} (Ctrl+C stops it)\n")
    sys.stdout.flush()


def _theme() -> gr.themes.Base:
    """System fonts, and the colours that the browser shows before the style sheet is there."""
    return gr.themes.Base(font=_FONTS, font_mono=("ui-monospace", "monospace"), neutral_hue="stone").set(
        body_background_fill="#f7f6f2",
        body_background_fill_dark="#15181b",
        body_text_color="#1d2329",
        body_text_color_dark="#e8e7e2",
    )


def _free_port(host: str, port: int) -> int:
    """The port, or for 0 a free one, if this machine can listen on it."""
    if not 0 <= port <= 65535:  # the system would quietly take the remainder
        raise AskhzError(f"{port} is not a port: choose one between 1 and 65535 with --port")
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
            return int(probe.getsockname()[1])
    except (socket.gaierror, UnicodeError) as error:  # the second for a name with an empty or overlong part
        raise AskhzError(f"{host} is not a name of this machine: choose 127.0.0.1 with --host") from error
    except OSError as error:
        raise AskhzError(
            f"port {port} on {host} cannot be used ({error.strerror}): stop the program that holds it, "
            f"or choose another port with --port {port % 65535 + 1}"
        ) from error


def _bypass_proxies(host: str) -> None:
    """Gradio calls the page once when it starts; a proxy in the environment would not find it."""
    for name in ("NO_PROXY", "no_proxy"):
        known = [part for part in os.environ.get(name, "").split(",") if part]
        missing = [part for part in dict.fromkeys(("127.0.0.1", "localhost", host)) if part not in known]
        os.environ[name] = ",".join([*known, *missing])


class _Guard:
    """Refuse requests that are too large, and forbid the browser to load anything from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                more = [(b"content-security-policy", _POLICY.encode()), (b"referrer-policy", b"no-referrer")]
                message["headers"] = [*message.get("headers", []), *more, (b"x-content-type-options", b"nosniff")]
            await send(message)

        app = self.app
        if scope["method"] in ("POST", "PUT", "PATCH"):
            length = headers.get(b"content-length", b"")
            if not length.isdigit():
                app = PlainTextResponse("A request says its length.", status_code=411)
            elif int(length) > _LARGEST_REQUEST:
                app = PlainTextResponse(f"A request has at most {_LARGEST_REQUEST} bytes.", status_code=413)
        await app(scope, receive, send_guarded)
