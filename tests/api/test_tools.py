"""The tools, called by the protocol's own client."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from browser import CITY, FakeBot
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamablehttp_client
from mcp.shared.memory import create_connected_server_and_client_session

from askhz.api.application import application
from askhz.api.server import open_server
from askhz.api.tools import tools

QUESTION = "How many unicorn companies does Hangzhou have?"


def told(work: Callable[[ClientSession], Awaitable[Any]]) -> Any:
    """What a client is told by the tools of a fake chatbot."""
    server = open_server(FakeBot())

    async def run() -> Any:
        async with create_connected_server_and_client_session(tools(server)._mcp_server) as session:
            return await work(session)

    try:
        return anyio.run(run)
    finally:
        server.close()


def test_the_tools_are_named_and_only_read() -> None:
    listed = told(lambda session: session.list_tools()).tools
    assert [tool.name for tool in listed] == ["ask", "search", "documents", "document"]
    assert all(tool.description and tool.annotations.readOnlyHint for tool in listed)


def test_an_answer_is_the_contracts_object() -> None:
    result = told(lambda session: session.call_tool("ask", {"question": QUESTION}))
    answer = result.structuredContent
    assert (answer["answered"], answer["short"]["text"]) == (True, "24")
    [citation] = answer["citations"]
    assert CITY[citation["start"] : citation["end"]] == citation["quote"]
    assert json.loads(result.content[0].text) == answer


def test_searching_and_reading() -> None:
    hits = told(lambda session: session.call_tool("search", {"query": "unicorn companies", "k": 2})).structuredContent
    assert [hit["rank"] for hit in hits["hits"]] == [1, 2]
    listed = told(lambda session: session.call_tool("documents", {})).structuredContent["documents"]
    assert [one["source"] for one in listed] == ["city.txt", "hostile.txt"]
    asked = {"source": "city.txt", "start": 5, "length": 10}
    part = told(lambda session: session.call_tool("document", asked)).structuredContent
    assert (part["text"], part["end"], part["length"]) == (CITY[5:15], 15, len(CITY))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("ask", {"question": " "}),
        ("ask", {"question": 7}),
        ("ask", {"question": "x", "k": 0}),
        ("ask", {"question": "x", "since": "soon"}),
        ("search", {"query": "x", "until": "1"}),
        ("document", {"source": "x"}),
    ],
)
def test_what_cannot_be_done_is_said(name: str, arguments: dict[str, Any]) -> None:
    result = told(lambda session: session.call_tool(name, arguments))
    assert result.isError
    assert "Traceback" not in result.content[0].text


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_server_offers_the_same_over_http() -> None:
    server = open_server(FakeBot())
    app = application(server)

    def client(
        headers: dict[str, str] | None = None, timeout: httpx.Timeout | None = None, auth: httpx.Auth | None = None
    ) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(app), headers=headers, timeout=timeout, auth=auth)

    async def run() -> Any:
        async with (
            app.router.lifespan_context(app),
            streamablehttp_client("http://127.0.0.1/mcp", httpx_client_factory=client) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return await session.call_tool("ask", {"question": QUESTION})

    try:
        assert anyio.run(run).structuredContent["short"]["text"] == "24"
    finally:
        server.close()


@pytest.mark.slow
@pytest.mark.model
def test_the_command_speaks_over_standard_input_and_output(seed_index: Path) -> None:
    command = StdioServerParameters(command=sys.executable, args=["-m", "askhz", "mcp", "--index", str(seed_index)])

    async def run() -> Any:
        async with stdio_client(command) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            return await session.call_tool("ask", {"question": QUESTION})

    assert anyio.run(run).structuredContent["short"]["text"] == "24"
