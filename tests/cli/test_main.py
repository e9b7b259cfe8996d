from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from shell import Done, Run

from askhz.chatbot import Chatbot


class TestIndexFolder:
    def test_option_then_environment_then_here(self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("named", "environment"):
            (tmp_path / f"{name}.txt").write_text(f"Silk of the {name} folder.", encoding="utf-8")
            assert run("index", f"{name}.txt", "--index", name).status == 0

        def asked(*more: str) -> str:
            return str(run("search", "silk", "--json", *more).object["hits"][0]["source"])

        assert asked() == "silk.txt"
        monkeypatch.setenv("ASKHZ_INDEX", "environment")
        assert asked() == "environment.txt"
        assert asked("--index", "named") == "named.txt"
        monkeypatch.setenv("ASKHZ_INDEX", "")
        assert asked() == "silk.txt"

    @pytest.mark.parametrize(
        "arguments",
        [
            ["ask", "silk"],
            ["ask", "-"],
            ["search", "silk"],
            ["chat"],
            ["documents"],
            ["show"],
            ["verify"],
            ["serve"],
        ],
    )
    def test_missing_or_foreign(self, run: Run, tmp_path: Path, arguments: list[str]) -> None:
        foreign, file = tmp_path / "foreign", tmp_path / "file"
        foreign.mkdir()
        (foreign / "photo.jpg").write_bytes(b"\xff\xd8")
        file.write_text("a file", encoding="utf-8")
        run(*arguments, "--index", tmp_path / "missing").assert_error(
            f"askhz index PATH --index {tmp_path / 'missing'}"
        )
        run(*arguments, "--index", foreign).assert_error("foreign")
        run(*arguments, "--index", file).assert_error("file")
        assert [path.name for path in foreign.iterdir()] == ["photo.jpg"]
        assert file.read_text(encoding="utf-8") == "a file"
        assert not (tmp_path / "missing").exists()


class TestUsage:
    @pytest.mark.parametrize("arguments", [[], ["bogus"], ["--bogus"], ["ask", "--k"]])
    def test_wrong_usage(self, run: Run, arguments: list[str]) -> None:
        run(*arguments).assert_error("--help")

    def test_version_and_help(self, run: Run) -> None:
        assert re.fullmatch(r"askhz \d+\.\d+\.\d+\n", run("--version").out)
        assert run("--help").status == 0


class TestFaults:
    @pytest.fixture
    def raised(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], Done]:
        """What `askhz show` does when looking up raises an error."""

        def show(error: BaseException) -> Done:
            def fail(bot: Chatbot) -> list[str]:
                raise error

            monkeypatch.setattr(Chatbot, "sources", fail)
            return run("show")

        return show

    def test_a_full_disk_is_said_in_one_line(self, raised: Callable[[BaseException], Done]) -> None:
        raised(OSError(28, "No space left on device", "index/x")).assert_error(
            "index/x: No space left on device; make room or write elsewhere"
        )

    def test_an_interrupt_and_a_reader_that_has_gone_are_no_errors(
        self, raised: Callable[[BaseException], Done]
    ) -> None:
        assert raised(KeyboardInterrupt()) == Done(130, "", "")
        assert raised(BrokenPipeError()) == Done(0, "", "")
