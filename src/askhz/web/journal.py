"""The log of a server: a JSON object a line on standard error; no question's text unless that was asked for."""

from __future__ import annotations

import json
import logging
import sys
import time
from datetime import UTC, datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..api.measures import Measures
from ..api.server import QUESTIONS

REQUESTS = logging.getLogger("askhz.requests")


class JsonLines(logging.Formatter):
    """A log record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """The record with its time, level, and what was told of it."""
        now = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = getattr(record, "told", None) or {"event": "message", "logger": record.name, "said": record.getMessage()}
        line = {"time": now, "level": record.levelname.lower(), **told}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_to_standard_error() -> None:
    """Write requests, questions and warnings to standard error from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for log in (REQUESTS, QUESTIONS):
        log.disabled = False  # another library's logging configuration may have switched off what was there before it
        log.setLevel(logging.INFO)
        log.propagate = False
        log.handlers = [handler]
    logging.getLogger().addHandler(handler)


class Journal:
    """Counts and logs each request by its address without what differs from one to the next."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self.app, self._measures = app, measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})  # shared by all that handle the request
        began, status = time.perf_counter(), 500
        client = scope["client"][0] if scope.get("client") else ""

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            path = state.get("route", "page")
            self._measures.request(path, status)
            REQUESTS.info(
                path,
                extra={
                    "told": {
                        "event": "request",
                        "method": scope["method"],
                        "path": path,
                        "status": status,
                        "ms": round((time.perf_counter() - began) * 1000, 1),
                        "client": client,
                    }
                },
            )
