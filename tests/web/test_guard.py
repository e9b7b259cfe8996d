from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from askhz.web.guard import guards


async def length(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


def answered(method: str, host: str = "127.0.0.1", **named: object) -> httpx.Response:
    """What an application that listens on `host` answers to one request."""
    app = Starlette(routes=[Route("/", length, methods=["GET", "POST"])], middleware=guards(host))

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.request(method, "/", **named)  # type: ignore[arg-type]

    return asyncio.run(send())


def test_the_browser_is_forbidden_to_load_from_elsewhere() -> None:
    headers = answered("GET").headers
    assert headers["content-security-policy"].startswith("default-src 'self' data: blob: ")
    assert "http" not in headers["content-security-policy"]
    assert (headers["referrer-policy"], headers["x-content-type-options"]) == ("no-referrer", "nosniff")


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"x" * 4 * 2**20, 200), (b"x" * (4 * 2**20 + 1), 413)],
)
def test_a_request_that_is_too_large_is_refused(content: bytes, status: int) -> None:
    response = answered("POST", content=content)
    assert response.status_code == status
    assert "content-security-policy" in response.headers


def test_a_request_that_does_not_say_its_length_is_refused() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"{}"

    assert answered("POST", content=pieces()).status_code == 411


def test_a_foreign_name_is_answered_only_where_other_machines_may_ask() -> None:
    foreign = {"Host": "example.org"}
    assert answered("GET", headers=foreign).status_code == 400
    assert answered("GET", "localhost", headers=foreign).status_code == 400
    assert answered("GET", "0.0.0.0", headers=foreign).status_code == 200
