from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from askhz.api.throttle import Throttle
from askhz.web.access import Access
from askhz.web.guard import LARGEST_REQUEST, guards

UPLOAD = 5 * 2**20


async def length(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


def answered(
    method: str, path: str = "/", access: Access | None = None, questions: Throttle | None = None, **named: object
) -> httpx.Response:
    """What an application answers to one request."""
    access = access or Access()
    app = Starlette(
        routes=[Route("/{rest:path}", length, methods=["GET", "POST", "DELETE"])],
        middleware=guards(access, UPLOAD, questions),
    )

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app, root_path=access.root_path)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.request(method, path, **named)  # type: ignore[arg-type]

    return asyncio.run(send())


class TestPolicy:
    def test_the_browser_is_forbidden_to_load_from_elsewhere(self) -> None:
        headers = answered("GET").headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; ")
        assert "http" not in headers["content-security-policy"]
        assert (headers["referrer-policy"], headers["x-content-type-options"]) == ("same-origin", "nosniff")

    @pytest.mark.parametrize("path", ["/api/v1/document", "/ui/main.js", "/login"])
    def test_only_gradio_may_make_code_from_text(self, path: str) -> None:
        assert "unsafe-eval" not in answered("GET", path).headers["content-security-policy"]


class TestSize:
    @pytest.mark.parametrize(("path", "largest"), [("/", LARGEST_REQUEST), ("/api/v1/upload", UPLOAD)])
    def test_a_request_that_is_too_large_is_refused(self, path: str, largest: int) -> None:
        assert answered("POST", path, content=b"x" * largest).text == str(largest)
        response = answered("POST", path, content=b"x" * (largest + 1))
        assert response.status_code == 413
        assert str(largest) in response.json()["error"]
        assert "content-security-policy" in response.headers

    def test_a_request_that_does_not_say_its_length_is_refused(self) -> None:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"{}"

        assert answered("POST", content=pieces()).status_code == 411

    def test_a_request_that_brings_nothing_is_let_through(self) -> None:
        assert answered("DELETE", "/api/v1/conversations/x").status_code == 200


class TestNames:
    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "0.0.0.0", "::", "192.0.2.1"])
    def test_a_foreign_name_is_never_answered(self, host: str) -> None:
        assert answered("GET", access=Access(host), headers={"Host": "evil.example"}).status_code == 400
        assert answered("GET", access=Access(host), headers={"Host": "evil.example:7860"}).status_code == 400
        assert answered("GET", access=Access(host), headers={"Host": ""}).status_code == 400

    @pytest.mark.parametrize(
        ("access", "name"),
        [
            (Access("::1"), "[::1]:7860"),
            (Access("::1"), "localhost:7860"),
            (Access("127.0.0.1"), "LOCALHOST"),
            (Access("192.0.2.1"), "192.0.2.1:80"),
            (Access("0.0.0.0"), "192.0.2.9:7860"),
            (Access("::"), "[2001:db8::1]:7860"),
            (Access("127.0.0.1", ("docs.example",)), "docs.example"),
        ],
    )
    def test_own_names_are_answered(self, access: Access, name: str) -> None:
        assert answered("GET", access=access, headers={"Host": name}).status_code == 200


class TestOrigin:
    @pytest.mark.parametrize(
        "origin",
        ["http://evil.example", "null", "http://localhost:3000", "http://127.0.0.1:3000", "http://127.0.0.1.evil"],
    )
    def test_a_page_of_another_origin_is_refused(self, origin: str) -> None:
        for method in ("GET", "POST"):
            assert answered(method, "/api/v1/ask", headers={"Origin": origin}).status_code == 403

    def test_the_own_page_is_not(self) -> None:
        headers = {"Origin": "http://127.0.0.1:7860", "Host": "127.0.0.1:7860"}
        assert answered("POST", "/api/v1/ask", headers=headers).status_code == 200

    @pytest.mark.parametrize(("mode", "status"), [("navigate", 200), ("no-cors", 403)])
    def test_a_link_may_lead_here_but_nothing_may_be_embedded(self, mode: str, status: int) -> None:
        headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode}
        assert answered("GET", "/?q=why", headers=headers).status_code == status


class TestClosed:
    @pytest.mark.parametrize(
        "path",
        [
            "/gradio_api/upload",
            "/gradio_api/upload_progress",
            "/gradio_api/file=/etc/passwd",
            "/gradio_api/proxy=http://a.example",
            "/gradio_api/vibe-edit/",
            "/monitoring/summary",
        ],
    )
    @pytest.mark.parametrize("root", ["", "/askhz"])
    def test_what_gradio_offers_and_the_page_does_not_need(self, path: str, root: str) -> None:
        assert answered("GET", root + path, Access(root_path=root)).status_code == 404
        assert answered("POST", root + path, Access(root_path=root)).status_code == 404

    @pytest.mark.parametrize("path", ["/gradio_api/queue/join", "/gradio_api/call/ask", "/config", "/"])
    def test_what_it_needs_is_open(self, path: str) -> None:
        assert answered("POST", path).status_code == 200


def test_gradios_way_of_asking_has_the_same_bound() -> None:
    questions = Throttle("questions", 2)
    paths = ["/gradio_api/queue/join", "/gradio_api/call/ask", "/gradio_api/run/ask"]
    assert [answered("POST", path, questions=questions).status_code for path in paths] == [200, 200, 429]
    assert answered("GET", paths[1], questions=questions).status_code == 200
