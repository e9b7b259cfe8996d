"""The page on a port of this machine."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from importlib import resources

import gradio as gr

from ..bot import Bot
from ..errors import AskhzError
from .guard import guards
from .page import build

_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "PingFang SC", "Microsoft YaHei", "sans-serif")


def launch(blocks: gr.Blocks, host: str = "127.0.0.1", port: int = 7860) -> str:
    """Start the page in the background and give its address. Port 0 takes one that is free.

    Raises `AskhzError` if the port is taken or the host is not this machine's.
    """
    port = _free_port(host, port)
    _bypass_proxies(host)
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
        app_kwargs={"middleware": guards(host)},
        theme=_theme(),
        css=resources.files(__package__).joinpath("page.css").read_text("utf-8"),
    )
    return address


def serve(
    bot: Bot,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    examples: Sequence[str] | None = None,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Show the page until interrupted; `ready` gets its address once the first answer will be as quick as the next.

    `examples`: as in `build`. Raises `AskhzError` if the page cannot be started there.
    """
    _free_port(host, port)  # before the work of loading
    blocks = build(bot, examples)
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
