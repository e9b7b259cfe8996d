"""The page and the endpoints on a port of this machine."""

from __future__ import annotations

import logging
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from ..api.application import application
from ..api.refusals import RefusedError
from ..api.server import Server, open_server
from ..api.settings import Settings
from ..bot import Bot
from ..errors import AskhzError
from ..models.encoder import Encoder
from .access import Access, check_access, is_personal
from .examples import Examples
from .guard import guards
from .journal import Journal, log_to_standard_error
from .login import Login
from .page import build, in_a_loop
from .passwords import Passwords, read_passwords
from .shell import Shell, scripts, version
from .transfer import Transfer
from .views import routes

_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "PingFang SC", "Microsoft YaHei", "sans-serif")
_UI = Path(__file__).parent / "ui"
_SESSIONS = 1000  # of Gradio's pages whose state is kept; the oldest go first
_STARTED = 30.0  # seconds to wait for the port to answer
_GRACE = 1  # seconds that requests get to end once the server stops


@dataclass(slots=True, eq=False)
class Running:
    """A server that answers at `address`."""

    address: str
    server: Server
    _blocks: gr.Blocks
    _uvicorn: uvicorn.Server
    _thread: threading.Thread

    def close(self) -> None:
        """Stop it."""
        # A page that is still open holds a stream: that it is cut is no error.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)
        self._uvicorn.should_exit = True
        self._thread.join(_GRACE + 2)
        self.server.close()
        self._blocks.close(verbose=False)


def start(
    bot: Bot,
    folder: Path | None = None,
    *,
    port: int = 7860,
    examples: Sequence[str] | None = None,
    access: Access | None = None,
    settings: Settings | None = None,
    open_encoder: Callable[[Path], Encoder] | None = None,
    ready: bool = True,
) -> Running:
    """Answer in the background, on a port of the access's host; port 0 takes one that is free.

    `folder` is the index, so that documents can be added and conversations kept; `examples` as in `Examples`. `/readyz`
    says so at once unless `ready` is false. Raises `AskhzError` if the port is taken or the host is not this machine's.
    """
    access = access or Access()
    check_access(access)  # this and the next before the work of loading
    passwords = None if access.auth_file is None else read_passwords(access.auth_file)
    listening = _listen(access.host, port)
    settings = replace(settings or Settings(), personal=is_personal(access))
    server = open_server(bot, folder, settings, open_encoder=open_encoder)
    server.ready = ready
    try:
        blocks = build(bot)
        app = in_a_loop(lambda: assembled(server, blocks, access, passwords, Examples(bot, examples)))
        config = uvicorn.Config(
            app,
            log_level="warning",
            log_config=None,  # the log is the program's: see `journal`
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            timeout_graceful_shutdown=_GRACE,
        )
        running = uvicorn.Server(config)
        thread = threading.Thread(target=running.run, args=([listening],), name="server", daemon=True)
        thread.start()
    except BaseException:
        server.close()
        listening.close()
        raise
    began = time.monotonic()
    while not running.started:
        if not thread.is_alive() or time.monotonic() - began > _STARTED:
            raise AskhzError(f"the server on port {port} did not start; its messages above say why")
        time.sleep(0.01)
    number = listening.getsockname()[1]
    host = f"[{access.host}]" if ":" in access.host else access.host
    return Running(f"http://{host}:{number}{access.root_path}/", server, blocks, running, thread)


def assembled(
    server: Server, blocks: gr.Blocks, access: Access, passwords: Passwords | None, examples: Examples
) -> FastAPI:
    """One application: the endpoints, a front end's files, Gradio's page, and before all of it whoever guards it."""
    app = application(server, _before(server, access, passwords), access.root_path)
    app.add_api_route(f"/ui/{version()}/page.js", _scripts, include_in_schema=False)
    app.mount(f"/ui/{version()}", StaticFiles(directory=_UI))
    app.mount("/ui", StaticFiles(directory=_UI))
    app.routes.extend(routes(server.bot, examples, lambda source: _file_state(server, source)))
    blocks.state_session_capacity = _SESSIONS
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        root_path=access.root_path or None,
        show_error=False,
        max_file_size="1kb",  # the page takes no files this way
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=_theme(),
    )
    return app


def _file_state(server: Server, source: str) -> str | None:
    """What has become of a document's file since it was read: "changed", "gone", or None where nothing has."""
    if server.library is None:
        return None
    try:
        state = server.library.document(source).state
    except (AskhzError, RefusedError):  # taken out of the index a moment ago
        return None
    return state if state in ("changed", "gone") else None


async def _scripts() -> Response:
    return Response(scripts(), media_type="text/javascript")


def _before(server: Server, access: Access, passwords: Passwords | None) -> list[Middleware]:
    """What each request goes through before it is answered, outermost first."""
    before = [
        Middleware(Journal, measures=server.measures),
        *guards(access, server.settings.upload_bytes, server.questions),
    ]
    if access.proxies:
        before.insert(0, Middleware(ProxyHeadersMiddleware, trusted_hosts=list(access.proxies)))
    if passwords is not None:
        before.append(Middleware(Login, passwords=passwords))
    return [*before, Middleware(Transfer), Middleware(Shell)]


def serve(
    bot: Bot,
    folder: Path | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    examples: Sequence[str] | None = None,
    access: Access | None = None,
    settings: Settings | None = None,
    log: bool = False,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Answer until interrupted; `ready` gets the address once the first answer will be as quick as the next.

    `access` takes the place of `host`. `log`: requests and questions are written to standard error as JSON lines. The
    rest is as in `start`, and so is what is raised.
    """
    if log:
        log_to_standard_error()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)  # how a supervisor ends it
    running = start(
        bot, folder, port=port, examples=examples, access=access or Access(host), settings=settings, ready=False
    )
    try:
        bot.ask("What is this about?")
        running.server.ready = True
        (ready or _say)(running.address)
        threading.Event().wait()
    except KeyboardInterrupt:
        pass
    finally:
        running.close()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


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


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens there."""
    if not 0 <= port <= 65535:  # the system would take the number modulo 65,536 without an error
        raise AskhzError(f"{port} is not a port: choose one between 1 and 65535 with --port")
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except (socket.gaierror, UnicodeError) as error:  # the second for a name with an empty or overlong part
        raise AskhzError(f"{host} is not a name of this machine: choose 127.0.0.1 with --host") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(where)
        listening.listen(2048)
    except OSError as error:
        listening.close()
        raise AskhzError(
            f"port {port} on {host} cannot be used ({error.strerror}): stop the program that holds it, "
            f"or choose another port with --port {port % 65535 + 1}"
        ) from error
    return listening
