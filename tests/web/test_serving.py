from __future__ import annotations

import asyncio
import gc
import os
import runpy
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from browser import FakeBot

from askhz.errors import AskhzError
from askhz.web import Access, serving


class TestServer:
    def test_it_is_guarded(self, address: str) -> None:
        assert "content-security-policy" in httpx.get(address).headers
        assert httpx.get(address, headers={"Host": "example.org"}).status_code == 400
        assert httpx.post(f"{address}/gradio_api/call/ask", content=iter([b"{}"])).status_code == 411

    @pytest.mark.parametrize("origin", ["http://example.org", "http://localhost:3000"])
    def test_a_foreign_page_may_not_read(self, address: str, origin: str) -> None:
        response = httpx.get(f"{address}/config", headers={"Origin": origin})
        assert response.status_code == 403
        assert "access-control-allow-origin" not in response.headers

    def test_no_files_are_taken_by_gradio(self, address: str) -> None:
        assert httpx.post(f"{address}/gradio_api/upload", files={"files": ("a.txt", b"x")}).status_code == 404

    def test_programs_are_answered_beside_the_page(self, address: str) -> None:
        reply = httpx.post(f"{address}/api/v1/ask", json={"question": "How many unicorn companies does Hangzhou have?"})
        assert reply.json()["short"]["text"] == "24"
        assert set(httpx.get(f"{address}/api/v1/openapi.json").json()["paths"]) >= {"/api/v1/ask", "/api/v1/documents"}
        assert not any("gradio" in path for path in httpx.get(f"{address}/api/v1/openapi.json").json()["paths"])

    def test_there_is_no_monitoring_and_no_footer(self, address: str) -> None:
        assert httpx.get(f"{address}/monitoring/summary").status_code == 404
        assert httpx.get(f"{address}/config").json()["footer_links"] == []

    def test_nothing_in_the_page_is_loaded_from_elsewhere(self, address: str) -> None:
        config = httpx.get(f"{address}/config").json()
        assert config["stylesheets"] == []
        assert "http" not in config["css"]
        assert config["analytics_enabled"] is False


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
            serving.serve(FakeBot(), port=port, access=Access(host, open_to_all=True))


@pytest.mark.slow
def test_serving_is_ready_when_it_has_answered_once_and_works_behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    bot = FakeBot()
    told: list[tuple[str, int, int]] = []

    def ready(address: str) -> None:
        told.append((address, httpx.get(address, trust_env=False).status_code, len(bot.asked)))
        raise KeyboardInterrupt

    serving.serve(bot, port=0, ready=ready)
    [(address, status, asked)] = told
    assert address.startswith("http://127.0.0.1:")
    assert status == 200
    assert asked >= 1
    with pytest.raises(httpx.ConnectError):
        httpx.get(address, trust_env=False)
    gc.collect()


def test_no_event_loop_is_left_open() -> None:
    before = open_loops()
    serving.start(FakeBot(), port=0).close()
    assert open_loops() == before


def open_loops() -> int:
    gc.collect()
    # By type: to ask other objects what they are an instance of may run code of theirs.
    loops = [one for one in gc.get_objects() if issubclass(type(one), asyncio.BaseEventLoop)]
    return sum(not loop.is_closed() for loop in loops)


@pytest.mark.slow
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

    @pytest.mark.slow
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
