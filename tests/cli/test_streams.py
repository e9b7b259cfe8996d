from __future__ import annotations

import io
import json
import os

import pytest
from contract import answer_breaches
from shell import Done, Run, text_of

from askhz.cli import streams


class TestLines:
    def test_one_answer_a_line_in_order(self, run: Run) -> None:
        done = run("ask", "-", "--json", stdin=b"Who sold silk?\n\n  \r\nWho founded Bowu Culture?\r\nwhy dragons")
        assert (done.status, done.err) == (0, "")
        assert [answer["question"] for answer in done.objects] == [
            "Who sold silk?",
            "Who founded Bowu Culture?",
            "why dragons",
        ]
        assert [breach for answer in done.objects for breach in answer_breaches(answer, text_of)] == []

    def test_no_line_no_answer(self, run: Run) -> None:
        shown = run("ask", "-", stdin=b"Who sold silk?\nWho founded Bowu Culture?\n").out
        assert [line for line in shown.splitlines() if line.startswith("? ")] == [
            "? Who sold silk?",
            "? Who founded Bowu Culture?",
        ]
        assert run("ask", "-", "--json") == run("search", "-", stdin=b"\n \n") == Done(0, "", "")

    def test_json_with_history(self, run: Run) -> None:
        line = {"question": "What did she found?", "history": ["Who are the Merchants?"]}
        done = run("ask", "-", "--json", stdin=b"\xef\xbb\xbf" + json.dumps(line).encode() + b"\r\n")
        assert (done.status, done.err) == (0, "")
        assert done.object["question"] == "What did she found?"
        alone = run("search", "-", "--json", stdin=b'{"question": "What did she found?"}').object
        with_history = run("search", "-", "--json", stdin=json.dumps(line).encode()).object
        assert alone["query"] == with_history["query"] == "What did she found?"
        assert alone["hits"][0]["source"] == "dragons.txt"
        assert with_history["hits"][0]["source"] == "silk.txt"

    @pytest.mark.parametrize("command", ["ask", "search"])
    def test_a_bad_line_is_named_and_the_rest_goes_on(self, run: Run, command: str) -> None:
        bad = [
            (b"\xff\xfe", "not UTF-8 (byte 0); send it as UTF-8"),
            (b'{"question": "silk"', "not a JSON object"),
            (b'{"question": ' * 20_000, "not a JSON object"),
            (b'{"question": "silk", "n": ' + b"9" * 5000 + b"}", "not a JSON object"),
            (b"{}", 'want {"question": "'),
            (b'{"question": 7}', 'want {"question": "'),
            (b'{"question": "silk", "history": "earlier"}', 'want {"question": "'),
            (b'{"question": "silk", "history": [1]}', 'want {"question": "'),
            (b'{"question": "silk", "history": null}', 'want {"question": "'),
            (b'{"question": "  "}', "the question is empty"),
            (b'{"question": "\\ud800"}', "not UTF-8"),
            (b"\x01", "control character"),
            (b"x" * 100_000, "100,000 characters"),
        ]
        done = run(command, "-", "--json", stdin=b"\n".join([b"silk", *(line for line, _ in bad), b"dragons"]))
        assert done.status == 2
        assert [each.get("query", each.get("question")) for each in done.objects] == ["silk", "dragons"]
        said = done.err.splitlines()
        assert len(said) == len(bad)
        for number, (line, (_, what)) in enumerate(zip(said, bad, strict=True), 2):
            assert line.startswith(f"askhz: line {number}: ")
            assert what in line


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class TestProgress:
    @pytest.fixture
    def clock(self, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        """The time in seconds, in a list of one."""
        now = [0.0]
        monkeypatch.setattr("time.monotonic", lambda: now[0])
        return now

    def said(self, stream: io.StringIO, clock: list[float], monkeypatch: pytest.MonkeyPatch) -> str:
        """What is said of work that reports at 0.5, 1.5, 1.6, 7 and 7.1 seconds."""
        monkeypatch.setattr("sys.stderr", stream)
        clock[0] = 0.0
        with streams.progress_line() as progress:
            for done, clock[0] in enumerate((0.5, 1.5, 1.6, 7.0, 7.1), 1):
                progress("reading", done, 5)
        return stream.getvalue()

    def test_a_terminal_gets_one_line_that_changes(self, clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.said(Terminal(), clock, monkeypatch) == "\rreading 2/5 \rreading 4/5 \rreading 5/5 \n"

    def test_a_file_gets_a_line_now_and_then(self, clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.said(io.StringIO(), clock, monkeypatch) == "reading 4/5\nreading 5/5\n"

    def test_quick_work_says_nothing(self, clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
        with streams.progress_line() as progress:
            progress("reading", 1, 1)
        assert capsys.readouterr().err == ""

    def test_preparing_is_said_at_once(self, clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
        with streams.progress_line() as progress:
            progress("preparing the reader", 0, 1)
        assert capsys.readouterr().err.startswith("preparing the reader (once for an index")


@pytest.mark.parametrize(("columns", "width"), [(40, 40), (100, 100), (300, 100)])
def test_lines_are_as_wide_as_the_terminal_but_at_most_100(
    columns: int, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.get_terminal_size", lambda fallback: os.terminal_size((columns, 24)))
    assert streams.terminal_width() == width


def test_an_error_is_one_line_in_which_nothing_acts(capsys: pytest.CaptureFixture[str]) -> None:
    assert streams.write_error("a\nb \x1b[31m") == 2
    assert capsys.readouterr().err == "askhz: a b ␛[31m\n"
