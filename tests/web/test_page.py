from __future__ import annotations

import json

import httpx
import pytest
from browser import FakeBot

from askhz.models.graphs import cores
from askhz.render import to_json
from askhz.web import build


def call(address: str, asked: list[object]) -> object:
    """What the endpoint `ask` gives back, as Gradio's clients read it."""
    event = httpx.post(f"{address}/gradio_api/call/ask", json={"data": asked}).json()["event_id"]
    stream = httpx.get(f"{address}/gradio_api/call/ask/{event}").text
    name, body = stream.strip().split("\n", 1)
    data = json.loads(body.removeprefix("data: "))
    return data[0] if name == "event: complete" else data


@pytest.mark.slow
def test_only_ask_is_shown_to_programs(address: str) -> None:
    info = httpx.get(f"{address}/gradio_api/info").json()
    assert list(info["named_endpoints"]) == ["/ask"]
    assert info["unnamed_endpoints"] == {}


def test_a_program_asks(address: str) -> None:
    assert call(address, ["What did she say?", ["Who founded Hangzhou Bowu Culture?"]]) == to_json(
        FakeBot().ask("What did she say?", history=["Who founded Hangzhou Bowu Culture?"])
    )


def test_a_program_is_told_what_was_wrong(address: str) -> None:
    assert "the question is empty" in str(call(address, ["", []]))


def test_as_many_questions_are_worked_on_as_there_are_cores() -> None:
    limits = {(f.concurrency_limit, f.concurrency_id) for f in build(FakeBot()).fns.values() if f.queue}
    assert limits == {(cores(), "questions")}


def test_the_conversation_is_a_component_of_gradios(address: str) -> None:
    components = httpx.get(f"{address}/config").json()["components"]
    (chat,) = [one for one in components if one["props"].get("elem_id") == "hz-chat"]
    assert chat["type"] == "column"  # one that makes no code from text: the page's policy forbids it
