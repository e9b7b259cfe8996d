from __future__ import annotations

import gc
import json
import os
import runpy
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from browser import FakeBot

from askhz.errors import AskhzError
from askhz.models.graphs import cores
from askhz.records import Document
from askhz.render import to_json
from askhz.web import page, serving

pytestmark = [
    # Gradio makes event loops that it never closes; they are collected while these tests run.
    pytest.mark.filterwarnings("ignore:unclosed event loop:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in.*BaseEventLoop:pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in.*socket:pytest.PytestUnraisableExceptionWarning"),
]


class TestServer:
    @pytest.fixture(scope="class")
    @staticmethod
    def address() -> Iterator[str]:
        blocks = page.build(FakeBot())
        yield serving.launch(blocks, port=0).rstrip("/")
        blocks.close(verbose=False)
        del blocks
        gc.collect()

    def test_only_ask_is_shown_to_programs(self, address: str) -> None:
        info = httpx.get(f"{address}/gradio_api/info").json()
        assert list(info["named_endpoints"]) == ["/ask"]
        assert info["unnamed_endpoints"] == {}
        hidden = [
            entry for entry in httpx.get(f"{address}/config").json()["dependencies"] if entry["api_name"] != "ask"
        ]
        assert {entry["api_visibility"] for entry in hidden} == {"private"}

    def test_a_program_asks(self, address: str) -> None:
        assert call(address, ["What did she say?", ["Who founded Hangzhou Bowu Culture?"]]) == to_json(
            FakeBot().ask("What did she say?", history=["Who founded Hangzhou Bowu Culture?"])
        )

    def test_a_program_is_told_what_was_wrong(self, address: str) -> None:
        assert "the question is empty" in str(call(address, ["", []]))

    def test_the_browser_is_forbidden_to_load_from_elsewhere(self, address: str) -> None:
        policy = httpx.get(address).headers["content-security-policy"]
        assert policy.startswith("default-src 'self' data: blob: ")
        assert "http" not in policy

    def test_a_foreign_name_is_not_answered(self, address: str) -> None:
        assert httpx.get(address, headers={"Host": "example.org"}).status_code == 400

    def test_a_foreign_page_may_not_read(self, address: str) -> None:
        response = httpx.get(address, headers={"Origin": "http://example.org"})
        assert "access-control-allow-origin" not in response.headers

    def test_a_request_that_is_too_large_is_refused(self, address: str) -> None:
        large = b"x" * (4 * 2**20 + 1)
        assert httpx.post(f"{address}/gradio_api/call/ask", content=large).status_code == 413
        assert httpx.post(f"{address}/gradio_api/call/ask", content=iter([b"{}"])).status_code == 411

    def test_as_many_questions_are_worked_on_as_there_are_cores(self, address: str) -> None:
        dependencies = httpx.get(f"{address}/config").json()["dependencies"]
        asking = [entry for entry in dependencies if entry["queue"] is not False]
        assert len(asking) >= 3
        blocks = page.build(FakeBot(), [])
        limits = {(f.concurrency_limit, f.concurrency_id) for f in blocks.fns.values() if f.queue}
        assert limits == {(cores(), "questions")}

    def test_there_is_no_monitoring_and_no_footer(self, address: str) -> None:
        assert httpx.get(f"{address}/monitoring/summary").status_code == 403
        assert httpx.get(f"{address}/config").json()["footer_links"] == []

    def test_nothing_in_the_page_is_loaded_from_elsewhere(self, address: str) -> None:
        config = httpx.get(f"{address}/config").json()
        assert config["stylesheets"] == []
        assert "http" not in config["css"]
        assert config["analytics_enabled"] is False


def call(address: str, asked: list[object]) -> object:
    """What the endpoint `ask` gives back, as Gradio's clients read it."""
    event = httpx.post(f"{address}/gradio_api/call/ask", json={"data": asked}).json()["event_id"]
    stream = httpx.get(f"{address}/gradio_api/call/ask/{event}").text
    name, body = stream.strip().split("\n", 1)
    data = json.loads(body.removeprefix("data: "))
    return data[0] if name == "event: complete" else data


class TestPort:
    def test_a_taken_port_is_named_with_the_way_out(self) -> None:
        with socket.socket() as holder:
            holder.bind(("127.0.0.1", 0))
            holder.listen()
            port = holder.getsockname()[1]
            with pytest.raises(AskhzError, match=rf"^port {port} on 127.0.0.1 cannot be used .* --port {port + 1}$"):
                serving.serve(FakeBot(), port=port)

    @pytest.mark.parametrize(
        ("host", "port", "said"),
        [("127.0.0.1", 70_000, "70000"), ("192.0.2.1", 0, "192.0.2.1"), ("a..b", 0, "a..b is not a name")],
    )
    def test_an_impossible_address_is_named(self, host: str, port: int, said: str) -> None:
        with pytest.raises(AskhzError, match=said):
            serving.serve(FakeBot(), host=host, port=port)

    def test_a_proxy_is_bypassed_for_the_page_and_kept_for_the_rest(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NO_PROXY", "example.org")
        monkeypatch.delenv("no_proxy", raising=False)
        serving._bypass_proxies("192.0.2.7")
        assert os.environ["NO_PROXY"] == "example.org,127.0.0.1,localhost,192.0.2.7"
        assert os.environ["no_proxy"] == "127.0.0.1,localhost,192.0.2.7"


def test_the_page_offers_the_examples_that_it_is_given() -> None:
    bot = FakeBot()
    shown = str(page.build(bot, ["Who are <they>?"]).get_config_file())
    assert "Who are &lt;they&gt;?" in shown
    assert bot.asked == []
    canal = FakeBot([Document("a.txt", "the Grand Canal", "The Grand Canal is a canal. It is long.", "d")])
    assert "What is “the Grand Canal” about?" in str(page.build(canal).get_config_file())


def test_serving_is_ready_when_it_has_answered_once_and_works_behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    bot = FakeBot()
    told: list[tuple[str, int, int]] = []

    def ready(address: str) -> None:
        told.append((address, httpx.get(address).status_code, len(bot.asked)))
        raise KeyboardInterrupt

    serving.serve(bot, port=0, ready=ready)
    [(address, status, asked)] = told
    assert address.startswith("http://127.0.0.1:")
    assert status == 200
    assert asked >= 1
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)
    gc.collect()


def test_gradio_is_told_to_stay_at_home_before_it_is_imported() -> None:
    code = """if True:
        import os, sys
        import askhz.web
        from gradio.analytics import analytics_enabled

        print(os.environ["GRADIO_ANALYTICS_ENABLED"], os.environ["HF_HUB_OFFLINE"], analytics_enabled())
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "1", "False"]


class TestApp:
    APP = Path(__file__).parents[2] / "app.py"

    def test_it_says_in_one_line_that_there_is_no_index(self, tmp_path: Path) -> None:
        environment = {**os.environ, "ASKHZ_INDEX": str(tmp_path / "nowhere")}
        done = subprocess.run([sys.executable, self.APP], capture_output=True, text=True, env=environment)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert done.stderr.startswith(f"askhz: {tmp_path / 'nowhere'}")

    @pytest.mark.parametrize(
        ("said", "examples"),
        [("", []), ("Why?\n\n  -- Who? \n", ["Why?", "-- Who?"])],
    )
    def test_it_offers_the_questions_of_the_environment(
        self, said: str, examples: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        given: list[list[str]] = []

        def note(arguments: list[str]) -> int:
            given.append(arguments)
            return 0

        monkeypatch.setenv("ASKHZ_EXAMPLES", said)
        monkeypatch.setattr("askhz.cli.main", note)
        with pytest.raises(SystemExit, match=r"^0$"):
            runpy.run_path(str(self.APP), run_name="__main__")
        assert given == [["serve", *(f"--example={example}" for example in examples)]]
