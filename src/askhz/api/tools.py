"""The same as tools for other programs: the Model Context Protocol, over standard input and output or HTTP."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import anyio.to_thread
from pydantic import Field

from .. import render
from ..errors import AskhzError
from ..records import Hit
from .asking import Asked, asked_within
from .refusals import RefusedError, without_paths
from .routes.reading import documents as listed_documents
from .server import Server

if TYPE_CHECKING:
    from mcp.server.fastmcp import FastMCP

T = TypeVar("T")
LONGEST = 20_000  # characters of a document that one call gives
_ABOUT = (
    "Answers questions from a person's own documents in the documents' own words. Every answer is made of verbatim "
    "quotes with their places; where the documents do not answer, that is said. Quote them unchanged."
)
_Sources = Annotated[list[str] | None, Field(description="only these documents, by their source")]
_Folders = Annotated[list[str] | None, Field(description="only documents below these folders")]
_Types = Annotated[list[str] | None, Field(description="only documents of these types, as pdf or md")]
_Since = Annotated[str | None, Field(description="only documents from this day on: 2024, 2024-05 or 2024-05-31")]
_Until = Annotated[str | None, Field(description="only documents up to this day")]


def tools(server: Server) -> FastMCP[Any]:
    """The tools of a server. Raises `AskhzError` if the package for it is not installed."""
    try:
        from mcp.server.fastmcp import FastMCP
        from mcp.server.transport_security import TransportSecuritySettings
        from mcp.types import ToolAnnotations
    except ImportError as error:
        raise AskhzError(f"tools need the package {error.name}; pip install 'askhz[mcp]'") from error

    # Whoever mounts it over HTTP has checked the name that it was called by: see `web.guard`.
    trusting = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    made: FastMCP[Any] = FastMCP(
        "askhz",
        instructions=_ABOUT,
        stateless_http=True,
        json_response=True,
        transport_security=trusting,
    )
    root.handlers, root.level = handlers, level  # it sets up a log of its own, which nobody asked for
    reads = ToolAnnotations(readOnlyHint=True, idempotentHint=True, openWorldHint=False)
    own = _Tools(server)
    for tool in (own.ask, own.search, own.documents, own.document):
        made.add_tool(tool, annotations=reads, structured_output=True)
    return made


class _Tools:
    """What the tools of a server do; their docstrings and fields are what a model is told of them."""

    def __init__(self, server: Server) -> None:
        """Tools over what a server answers from."""
        self._server = server

    async def ask(
        self,
        question: Annotated[str, Field(description="one question, in whole words")],
        history: Annotated[list[str] | None, Field(description="earlier questions, oldest first")] = None,
        k: Annotated[int, Field(ge=1, le=1000, description="passages to read")] = 8,
        sources: _Sources = None,
        folders: _Folders = None,
        types: _Types = None,
        since: _Since = None,
        until: _Until = None,
        as_typed: Annotated[bool, Field(description="respell nothing, fill nothing in from the history")] = False,
    ) -> dict[str, Any]:
        """The answer in the documents' own words, with citations, or why they do not answer."""
        try:
            where = asked_within(_given(sources, folders, types, since, until))
            asked = Asked(question, tuple(history or ()), k, "mcp", where, as_typed)
            return render.to_json(await self._server.desk.answer(asked))
        except RefusedError as error:
            raise ValueError(without_paths(error.message, self._server.folder)) from error

    async def search(
        self,
        query: Annotated[str, Field(description="what to look for")],
        k: Annotated[int, Field(ge=1, le=1000, description="passages to give")] = 8,
        sources: _Sources = None,
        folders: _Folders = None,
        types: _Types = None,
        since: _Since = None,
        until: _Until = None,
    ) -> dict[str, Any]:
        """The passages found, best first, no answer composed."""
        given = _given(sources, folders, types, since, until)

        def found() -> Sequence[Hit]:
            return self._server.bot.search(query, k=k, where=asked_within(given))

        hits = await _aside(self._server, found)
        return render.search_json(query, hits)

    async def documents(self) -> dict[str, Any]:
        """What is indexed: source, title, kind, pages, passages, state."""
        return await _aside(self._server, functools.partial(listed_documents, self._server))

    async def document(
        self,
        source: Annotated[str, Field(description="the source of a document")],
        start: Annotated[int, Field(ge=0, description="the first character")] = 0,
        length: Annotated[int, Field(ge=1, le=LONGEST, description="how many characters")] = LONGEST,
    ) -> dict[str, Any]:
        """The text of a document, or a part of it, exactly as citations count it."""
        found = await _aside(self._server, functools.partial(self._server.bot.document, source))
        end = min(len(found.text), start + length)
        return {
            "source": found.source,
            "title": found.title,
            "kind": found.kind,
            "length": len(found.text),
            "start": start,
            "end": end,
            "text": found.text[start:end],
        }


def _given(
    sources: list[str] | None, folders: list[str] | None, types: list[str] | None, since: str | None, until: str | None
) -> dict[str, Any]:
    """What a filter is made of."""
    return {"sources": sources, "folders": folders, "types": types, "since": since, "until": until}


async def _aside(server: Server, call: Callable[[], T]) -> T:
    """What a call gives, in a thread of its own; an error as one line without paths."""
    try:
        return await anyio.to_thread.run_sync(call)
    except (AskhzError, RefusedError, KeyError) as error:
        raise ValueError(without_paths(str(error), server.folder)) from error
