"""A server of two texts with the fake encoder, and a client that asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fakes import open_fake
from fastapi.testclient import TestClient
from indexes import TEXTS, update, write

from askhz.api.application import application
from askhz.api.server import Server, open_server
from askhz.api.settings import Settings
from askhz.chatbot import Chatbot
from askhz.index import lookup
from askhz.reading.ranker import SentenceRanker

MakeClient = Callable[..., TestClient]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The index folder of two texts."""
    update(write(tmp_path / "documents", TEXTS), tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def make_client(folder: Path) -> Iterator[MakeClient]:
    """Makes a client that asks a server from this machine: `make_client(Settings(…))`."""
    with ExitStack() as stack:

        def make(settings: Settings | None = None, *, host: str = "127.0.0.1") -> TestClient:
            bot = Chatbot(lookup.Index(folder, open_encoder=open_fake), SentenceRanker())
            stack.callback(bot.close)
            server = open_server(bot, folder, settings, open_encoder=open_fake)
            stack.callback(server.close)
            client = TestClient(application(server), raise_server_exceptions=False, client=(host, 50_000))
            return stack.enter_context(client)

        yield make


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    """A client that asks from this machine."""
    return make_client()


def server_of(client: TestClient) -> Server:
    """The server that a client asks."""
    server: Server = client.app.state.server  # type: ignore[attr-defined]
    return server
