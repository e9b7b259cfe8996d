from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from browser import FakeBot
from fastapi.testclient import TestClient
from starlette.middleware import Middleware

from askhz.api.application import application
from askhz.api.server import QUESTIONS, open_server
from askhz.api.settings import Settings
from askhz.web.journal import REQUESTS, Journal, JsonLines, log_to_standard_error

QUESTION = "How many unicorn companies does Hangzhou have?"


@pytest.fixture
def logs() -> Iterator[None]:
    """Puts the loggers back as they were."""
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    root.handlers = before
    for log in (REQUESTS, QUESTIONS):
        log.handlers, log.propagate = [], True
        log.setLevel(logging.NOTSET)


@pytest.mark.parametrize("text", [False, True])
@pytest.mark.usefixtures("logs")
def test_requests_and_questions_are_json_lines(text: bool, capfd: pytest.CaptureFixture[str]) -> None:
    log_to_standard_error()
    server = open_server(FakeBot(), settings=Settings(log_questions=text))
    app = application(server, [Middleware(Journal, measures=server.measures)])
    with TestClient(app) as client:
        client.post("/api/v1/ask", json={"question": QUESTION})
        client.get("/api/v1/jobs/secret-name")
    server.close()
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    [question] = [line for line in lines if line["event"] == "question"]
    assert (question["answered"], question.get("question")) == (True, QUESTION if text else None)
    requests = [line for line in lines if line["event"] == "request"]
    assert [(line["method"], line["path"], line["status"]) for line in requests] == [
        ("POST", "/api/v1/ask", 200),
        ("GET", "/api/v1/jobs/{number}", 404),
    ]
    assert server.measures.json()["askhz_requests_total"] == {"/api/v1/ask 200": 1.0, "/api/v1/jobs/{number} 404": 1.0}


def test_an_error_stands_in_its_line() -> None:
    try:
        raise ValueError("broken")
    except ValueError as error:
        record = logging.LogRecord("askhz", logging.ERROR, __file__, 1, "it %s", ("failed",), (ValueError, error, None))
    line = json.loads(JsonLines().format(record))
    assert (line["level"], line["said"]) == ("error", "it failed")
    assert "ValueError: broken" in line["error"]
