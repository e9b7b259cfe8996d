from __future__ import annotations

import gc
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from browser import CITY, HOSTILE, LONGEST, FakeBot

from askhz.errors import AskhzError
from askhz.records import Document
from askhz.render import page, payload
from askhz.web import page, serving

pytestmark = [
    # Gradio makes event loops that it never closes; they are collected while these tests run.
    pytest.mark.filterwarnings("ignore:unclosed event loop:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in.*BaseEventLoop:pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in.*socket:pytest.PytestUnraisableExceptionWarning"),
]

UNICORNS = "How many unicorn companies does Hangzhou have?"


class TestReply:
    def test_an_answer(self) -> None:
        turn = page.reply(FakeBot(), (), UNICORNS)
        assert (turn.number, turn.question, turn.understood) == (1, UNICORNS, True)
        assert "<strong>24</strong>" in turn.bubble
        assert "A city and its dragons" in turn.sources
        assert "Guo Bin" in turn.sources

    def test_a_refusal(self) -> None:
        turn = page.reply(FakeBot(), (), "Which bank lends?")
        assert "hz-refused" in turn.bubble
        assert "No sentence speaks of that." in turn.bubble
        assert turn.understood

    def test_the_history_holds_the_questions_that_were_understood(self) -> None:
        bot = FakeBot()
        conversation: page.Conversation = ()
        for question in ("Who founded Hangzhou Bowu Culture?", "", "x" * (LONGEST + 1), "What did she say?"):
            conversation = (*conversation, page.reply(bot, conversation, question))
        assert bot.asked[-1] == ("What did she say?", ("Who founded Hangzhou Bowu Culture?",))
        assert [turn.number for turn in conversation] == [1, 2, 3, 4]

    @pytest.mark.parametrize(
        ("question", "said"),
        [
            ("", "the question is empty: ask something"),
            ("x" * 100_000, "the question has 100000 characters: ask in at most 2000"),
        ],
    )
    def test_an_error_is_said_in_a_bubble(self, question: str, said: str) -> None:
        turn = page.reply(FakeBot(), (), question)
        assert "hz-error" in turn.bubble
        assert said in turn.bubble
        assert not turn.sources

    def test_an_unforeseen_error_is_logged_and_its_words_are_kept_from_the_page(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        turn = page.reply(FakeBot(), (), "break")
        assert "hz-error" in turn.bubble
        assert "on purpose" not in turn.bubble
        assert "on purpose" in caplog.text

    def test_hostile_text_is_escaped(self) -> None:
        turn = page.reply(FakeBot(), (), f"What does the hostile sample read: {HOSTILE}")
        for part in (turn.bubble, turn.sources, page.turn_html(1, turn.question, turn.bubble)):
            assert "<img" not in part
            assert "<script" not in part
            assert "<style" not in part


class TestExamples:
    def test_the_seeds_have_their_own(self) -> None:
        bot = FakeBot([Document(source, "t", "One. Two.", "d") for source in page.SEED_SOURCES])
        assert page.examples_for(bot, bot.sources()) == page.SEED_EXAMPLES

    def test_other_documents_get_those_that_they_answer(self) -> None:
        bot = FakeBot([Document("a", "the Grand Canal", "The Grand Canal is a canal. It is long.", "d")])
        assert page.examples_for(bot, bot.sources()) == ("What is the Grand Canal?", "Who wrote the Grand Canal?")
        bot = FakeBot([Document("a", "Something else", "The Grand Canal is a canal. It is long.", "d")])
        assert page.examples_for(bot, bot.sources()) == ()

    def test_a_title_that_cannot_be_asked_about_gives_none(self) -> None:
        bot = FakeBot([Document("a.txt", "long " * LONGEST, CITY, "d", {})])
        assert page.examples_for(bot, bot.sources()) == ()


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
        assert call(address, ["What did she say?", ["Who founded Hangzhou Bowu Culture?"]]) == payload.to_json(
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

    def test_there_is_no_monitoring_and_no_footer(self, address: str) -> None:
        assert httpx.get(f"{address}/monitoring/summary").status_code == 403
        assert httpx.get(f"{address}/config").json()["footer_links"] == []

    def test_nothing_in_the_page_is_loaded_from_elsewhere(self, address: str) -> None:
        config = httpx.get(f"{address}/config").json()
        assert config["stylesheets"] == []
        assert "http" not in config["css"]
        assert config["analytics_enabled"] is False


def call(address: str, data: list[object]) -> object:
    """What the endpoint `ask` gives back, as Gradio's clients read it."""
    event = httpx.post(f"{address}/gradio_api/call/ask", json={"data": data}).json()["event_id"]
    stream = httpx.get(f"{address}/gradio_api/call/ask/{event}").text
    name, body = stream.strip().split("\n", 1)
    payload = json.loads(body.removeprefix("data: "))
    return payload[0] if name == "event: complete" else payload


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

        assert "gradio" not in sys.modules

        from gradio.analytics import analytics_enabled
        print(os.environ["GRADIO_ANALYTICS_ENABLED"], os.environ["HF_HUB_OFFLINE"], analytics_enabled())
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "1", "False"]


def test_the_app_says_in_one_line_that_there_is_no_index(tmp_path: Path) -> None:
    app = Path(__file__).parent.parent / "app.py"
    environment = {**os.environ, "ASKHZ_INDEX": str(tmp_path / "nowhere")}
    done = subprocess.run([sys.executable, app], capture_output=True, text=True, env=environment)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"askhz: {tmp_path / 'nowhere'}")
