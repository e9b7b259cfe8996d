from __future__ import annotations

from pathlib import Path

import pytest
from browser import FakeBot
from starlette.requests import Request

from askhz.api.refusals import RefusedError
from askhz.api.server import client_of, history_of, is_local, library_of, open_server


def request(host: str | None, *, user: str | None = None, **headers: str) -> Request:
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "client": (host, 1) if host else None, "headers": sent}
    return Request(scope | ({"user": user} if user else {}))


@pytest.mark.parametrize(("host", "local"), [("127.0.0.1", True), ("::1", True), ("192.0.2.1", False), (None, False)])
def test_only_this_machine_is_local(host: str | None, local: bool) -> None:
    assert is_local(request(host)) is local


def test_what_a_proxy_hands_on_is_not_local() -> None:
    assert not is_local(request("127.0.0.1", x_forwarded_for="192.0.2.1"))
    assert not is_local(request("127.0.0.1", forwarded="for=192.0.2.1"))


def test_a_client_is_who_is_logged_in_or_the_address() -> None:
    assert client_of(request("192.0.2.1", user="ann")) == "ann"
    assert client_of(request("192.0.2.1")) == "192.0.2.1"


def test_without_a_folder_nothing_is_kept_or_changed() -> None:
    server = open_server(FakeBot())
    assert not server.changeable
    with pytest.raises(RefusedError):
        library_of(server)
    with pytest.raises(RefusedError):
        history_of(server)
    server.close()


def test_a_folder_that_cannot_be_written_keeps_no_conversations(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = open_server(FakeBot(), tmp_path / "nowhere")
    assert server.history is None
    assert "conversations are not kept" in caplog.text
    server.close()
