"""What the page alone needs, below `/page`: documents and quotes as HTML, questions to begin with, the corpus's map.

Programs use `/api/v1`, which is described; these addresses may change with the page.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..api.routes.reading import pages_of
from ..bot import Bot, Plotted, document_of
from ..errors import AskhzError
from ..records import Document, Span
from ..render.document import document_html, span_html
from ..render.escaping import visible
from ..render.facts import shown_detail
from ..render.quotes import is_header
from ..text.views import view_of
from .examples import Examples
from .projection import project

_MOST_SPANS = 2000  # of one request: those of a whole conversation


def routes(bot: Bot, examples: Examples, state_of: Callable[[str], str | None] = lambda _: None) -> list[Route]:
    """The addresses of the page. `state_of` a source: "changed" or "gone" where its file is so since it was read."""

    def document(request: Request) -> Response:
        source = request.query_params.get("source", "")
        try:
            found = bot.document(source)
        except AskhzError as error:
            return _error(str(error), 404)
        # What is looked at as pictures needs its text only when someone asks for that.
        as_pages = bool(found.boxes) and request.query_params.get("as") == "pages"
        state = state_of(source)
        version, quoted = f"{found.digest}{state or ''}", _within(found.text, request)
        if request.query_params.get("known") == version:
            return JSONResponse({"version": version, "quoted": quoted})
        return JSONResponse(
            {
                "version": version,
                "quoted": quoted,
                "source": visible(found.source),
                "title": visible(found.title),
                "kind": found.kind,
                "length": len(found.text),
                "details": _shown(found.details),
                "pictures": bool(found.boxes),
                "pages": pages_of(found),
                "state": state,
                "html": None if as_pages else document_html(found),
            }
        )

    async def quotes(request: Request) -> Response:
        try:
            spans = [_Wanted(one) for one in json.loads(await request.body())["spans"]]
        except (ValueError, KeyError, TypeError):
            return _error('want {"spans": [{"source": "…", "start": 0, "end": 9, "short": [0, 3] or null}]}', 400)
        if len(spans) > _MOST_SPANS:
            return _error(f"at most {_MOST_SPANS} spans at a time", 400)
        return await run_in_threadpool(lambda: JSONResponse({"quotes": list(_quotes(bot, spans, state_of))}))

    def suggestions(request: Request) -> Response:
        source = request.query_params.get("source")
        questions, ready = examples.found() if source is None else examples.about(source)
        return JSONResponse({"questions": [visible(question) for question in questions], "ready": ready})

    def corpus(request: Request) -> Response:
        if not isinstance(bot, Plotted):
            return _error("these documents have no picture", 404)
        return JSONResponse(project(bot.plot()))

    return [
        Route("/page/document", document),
        Route("/page/quotes", quotes, methods=["POST"]),
        Route("/page/suggestions", suggestions),
        Route("/page/map", corpus),
    ]


def _within(text: str, request: Request) -> str | None:
    """What stands at the place that is asked for, by which the page knows an old quote; None without one."""
    with contextlib.suppress(KeyError, ValueError):
        start, end = int(request.query_params["start"]), int(request.query_params["end"])
        return text[start:end] if 0 <= start < end <= len(text) else None
    return None


class _Wanted:
    """A span that the page asks for. Raises what a wrong shape raises."""

    def __init__(self, one: dict[str, Any]) -> None:
        self.source, self.start, self.end = str(one["source"]), int(one["start"]), int(one["end"])
        short = one.get("short")
        self.short: Span | None = None if short is None else (int(short[0]), int(short[1]))


def _quotes(
    bot: Bot, spans: Sequence[_Wanted], state_of: Callable[[str], str | None]
) -> Iterable[dict[str, Any] | None]:
    """For each span how it looks, its text and what is known of its document; None where that is gone."""
    documents: dict[str, Document | None] = {}
    states: dict[str, str | None] = {}
    for wanted in spans:
        if wanted.source not in documents:
            documents[wanted.source] = document_of(bot, wanted.source)
            states[wanted.source] = state_of(wanted.source)
        document = documents[wanted.source]
        if document is None or not 0 <= wanted.start < wanted.end <= len(document.text):
            yield None
            continue
        view = view_of(document.text, wanted.start, wanted.end, document.edits)
        yield {
            "html": span_html(document, wanted.start, wanted.end, wanted.short),
            "text": document.text[wanted.start : wanted.end],
            "shown": visible(" ".join(view.text.split())),
            "header": is_header((wanted.start, wanted.end), document),
            "details": _shown(document.details),
            "kind": document.kind,
            "state": states[wanted.source],
        }


def _shown(details: dict[str, str]) -> dict[str, str]:
    return {name: visible(shown_detail(name, value)) for name, value in details.items()}


def _error(message: str, status: int) -> Response:
    return JSONResponse({"error": message.replace(os.getcwd(), ".")}, status)  # noqa: PTH109
