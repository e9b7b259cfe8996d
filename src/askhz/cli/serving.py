"""The commands that answer others: `askhz serve`, `askhz mcp`; `askhz passwd` makes a line for the former."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from ..errors import AskhzError, QuestionError
from .opening import opened
from .streams import write_line


def serve_command(options: argparse.Namespace) -> int:
    """`askhz serve`: the web page and the endpoints."""
    from .. import web
    from ..api.settings import Settings

    personal = web.is_loopback(options.host)
    access = web.Access(
        host=options.host,
        names=tuple(options.allow_host),
        proxies=tuple(options.trusted_proxy),
        auth_file=options.auth_file,
        open_to_all=options.no_auth,
        root_path=options.root_path,
    )
    web.check_access(access)  # checked before the networks are loaded
    settings = Settings(
        read_only=options.read_only,
        history=not options.no_history,
        upload_bytes=options.upload_limit * 2**20,
        questions_per_minute=options.rate or (None if personal else _RATE),
        uploads_per_minute=None if personal else _RATE,
        waiting_per_client=None if personal else _WAITING,
        log_questions=options.log_questions,
        watch=options.watch,
    )
    if options.watch and not isinstance(options.index, Path):
        raise QuestionError("--watch follows one index; name one with --in or --index")
    with opened(options.index, options.reader) as bot:
        web.serve(
            bot,
            options.index,
            port=options.port,
            examples=options.example,
            access=access,
            settings=settings,
            log=options.log or options.log_questions,
        )
    return 0


def mcp_command(options: argparse.Namespace) -> int:
    """`askhz mcp`: the tools of the Model Context Protocol over standard input and output."""
    from ..api.server import open_server
    from ..api.settings import Settings
    from ..api.tools import tools

    with opened(options.index, options.reader) as bot:
        server = open_server(bot, options.index, Settings(read_only=True, history=False))
        try:
            tools(server).run("stdio")
        finally:
            server.close()
    return 0


_RATE = 60  # questions, and changes, a minute of one client that is not this machine
_WAITING = 8  # its questions that may wait


def passwd_command(options: argparse.Namespace) -> int:
    """`askhz passwd`: a line for the file of passwords."""
    from ..web.passwords import password_line

    if sys.stdin.isatty():
        password = getpass.getpass("Password: ")
        if getpass.getpass("Once more: ") != password:
            raise AskhzError("the two passwords differ; type the same one twice")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    write_line(password_line(options.name, password))
    return 0
