"""A client that is generated from the description alone, and what it can do with a server.

Runs where the generator is installed: `pip install --no-deps openapi-python-client ruamel.yaml`. It is no dependency,
since it asks for an older typer than Gradio's; it works with the newer one.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from browser import FakeBot
from fastapi.testclient import TestClient

from askhz.api.application import application
from askhz.api.server import open_server

pytest.importorskip("openapi_python_client")
pytestmark = pytest.mark.slow
QUESTION = "How many unicorn companies does Hangzhou have?"


@pytest.fixture
def server() -> Iterator[TestClient]:
    """The endpoints over a fake bot."""
    opened = open_server(FakeBot())
    with TestClient(application(opened), base_url="http://testserver") as client:
        yield client
    opened.close()


@pytest.fixture
def generated(server: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The package that openapi-python-client makes of the description."""
    described = tmp_path / "openapi.json"
    described.write_text(json.dumps(server.get("/api/v1/openapi.json").json()), encoding="utf-8")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # it formats with ruff
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--path", str(described)]
    made = subprocess.run(
        [*command, "--output-path", str(tmp_path / "askhz_client")],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.count("WARNING") <= 1, made.stdout  # it knows no pictures, so not what /document/page gives
    monkeypatch.syspath_prepend(tmp_path)
    return importlib.import_module("askhz_client")


def test_a_generated_client_asks_and_reads_typed_replies(server: TestClient, generated: ModuleType) -> None:
    def module(name: str) -> Any:
        return importlib.import_module(f"{generated.__name__}.{name}")

    models, ask, documents = module("models"), module("api.asking.ask"), module("api.documents.documents")
    client = generated.Client(base_url="http://testserver").set_httpx_client(server)
    answer = ask.sync(client=client, body=models.AskBody(question=QUESTION))
    assert type(answer) is models.AnswerReply
    assert (answer.short.text, answer.citations[0].source, answer.kind) == ("24", "city.txt", "answer")
    assert answer.citations[0].quote == "Hangzhou boasts 24 unicorn companies, ranking fourth."
    assert [one.source for one in documents.sync(client=client).documents] == ["city.txt", "hostile.txt"]
    refused = ask.sync_detailed(client=client, body=models.AskBody(question=""))
    assert (int(refused.status_code), refused.parsed.error) == (400, "the question is empty: ask something")
