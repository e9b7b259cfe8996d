from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from askhz.web.login import COOKIE, Login
from askhz.web.passwords import Passwords, password_line, read_passwords

RIGHT = {"name": "ann", "password": "correct horse"}


async def who(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(request.scope.get("user")))


@pytest.fixture(scope="module")
def passwords(tmp_path_factory: pytest.TempPathFactory) -> Passwords:
    file: Path = tmp_path_factory.mktemp("auth") / "passwords"
    file.write_text(password_line("ann", "correct horse"), encoding="utf-8")
    return read_passwords(file)


@pytest.fixture
def client(passwords: Passwords) -> TestClient:
    app = Starlette(
        routes=[Route("/{rest:path}", who, methods=["GET", "POST"])],
        middleware=[Middleware(Login, passwords=passwords)],
    )
    browser = {"Accept": "text/html"}
    return TestClient(app, follow_redirects=False, base_url="https://127.0.0.1", headers=browser)


def test_nobody_gets_through_without_logging_in(client: TestClient) -> None:
    reply = client.get("/api/v1/documents", headers={"Accept": "text/html"})
    assert reply.status_code == 401
    assert "log in first" in reply.json()["error"]
    assert client.post("/gradio_api/queue/join").status_code == 401
    page = client.get("/?q=why%3F", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=%2F%3Fq%3Dwhy%253F")
    assert client.get("/healthz").text == "None"


def test_the_right_password_gives_a_cookie_that_says_who(client: TestClient) -> None:
    reply = client.post("/login", data={**RIGHT, "next": "/?q=why"})
    assert (reply.status_code, reply.headers["location"]) == (303, "/?q=why")
    set_cookie = reply.headers["set-cookie"].lower()
    assert all(word in set_cookie for word in ("httponly", "secure", "samesite=lax"))
    assert client.get("/").text == "ann"
    client.get("/logout")
    assert client.get("/").status_code == 303


def test_a_cookie_that_we_did_not_sign_is_nothing(client: TestClient, passwords: Passwords) -> None:
    client.post("/login", data=RIGHT)
    signed = client.cookies[COOKIE]
    for forged in ("ann", signed[:-2] + "xx", "x" + signed):
        client.cookies.clear()
        client.cookies.set(COOKIE, forged)
        assert client.get("/").status_code == 303


@pytest.mark.parametrize("after", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_logging_in_leads_to_no_other_site(client: TestClient, after: str) -> None:
    assert client.post("/login", data={**RIGHT, "next": after}).headers["location"] == "/"


@pytest.mark.parametrize(
    ("accepted", "language", "said"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN", "用户名或密码不正确。"),
        ("en-GB,zh;q=0.5", "en", "password is wrong"),
        ("", "en", "wrong"),
    ],
)
def test_the_form_is_in_the_language_of_the_browser(
    client: TestClient, accepted: str, language: str, said: str
) -> None:
    reply = client.post("/login", data={"name": "ann", "password": "no"}, headers={"Accept-Language": accepted})
    assert f'lang="{language}"' in reply.text
    assert said in reply.text


def test_what_was_sent_stays_text_in_the_form(client: TestClient) -> None:
    sent = '"><script>alert(1)</script>'
    for page in (
        client.get("/login", params={"next": sent}),
        client.post("/login", data={"name": sent, "password": "x"}),
    ):
        assert "<script>" not in page.text
        assert "&lt;script&gt;" in page.text


@pytest.mark.slow
def test_too_many_wrong_passwords_lock_out_even_the_right_one(client: TestClient) -> None:
    codes = [client.post("/login", data={**RIGHT, "password": "wrong"}).status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]
    assert client.post("/login", data=RIGHT).status_code == 429
    assert client.get("/", auth=("ann", "correct horse")).status_code == 429


def test_a_program_may_log_in_like_a_person(client: TestClient) -> None:
    sent = {"username": "ann", "password": "correct horse"}
    asks = {"Accept": "*/*"}
    wrong = client.post("/login", data={**sent, "password": "wrong"}, headers=asks)
    assert (wrong.status_code, wrong.json()) == (401, {"error": "the name or the password is wrong"})
    assert client.post("/login", data=sent, headers=asks).json() == {"user": "ann"}
    assert client.get("/").text == "ann"


def test_a_program_sends_name_and_password(client: TestClient) -> None:
    assert client.get("/api/v1/health", auth=("ann", "correct horse")).text == "ann"
    assert client.get("/api/v1/health", auth=("ann", "wrong")).status_code == 401
    assert client.get("/api/v1/health", headers={"Authorization": "Basic !"}).status_code == 401
