"""Whole processes: what only shows when `askhz` runs by itself."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ASKHZ = Path(sys.executable).with_name("askhz")


def process(
    *arguments: str | bytes, stdin: bytes | None = b"", folder: Path, **named: Any
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [ASKHZ, *arguments],
        input=stdin,
        stdout=named.pop("stdout", subprocess.PIPE),
        stderr=named.pop("stderr", subprocess.PIPE),
        env={**os.environ, "ASKHZ_INDEX": str(folder), **named.pop("env", {})},
        timeout=300,
        check=False,
        **named,
    )


def assert_one_line(done: subprocess.CompletedProcess[bytes], said: bytes) -> None:
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert said in done.stderr


def loaded(code: str, *arguments: str | Path) -> set[str]:
    """The top-level modules that a new Python has loaded once it has run the code."""
    code = f"import sys\n{code}\nsys.stderr.write(' '.join({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, check=True, timeout=300)
    return set(done.stderr.decode().split())


class TestLight:
    HEAVY = frozenset(
        ("gradio", "jinja2", "torch", "sklearn", "matplotlib", "tiktoken", "markdown_it", "transformers", "pandas")
    )

    def test_a_heavy_module_would_be_seen(self) -> None:
        assert loaded("import askhz.render.document") & self.HEAVY == {"jinja2"}

    def test_the_command_by_itself(self) -> None:
        modules = loaded("import askhz.cli")
        assert "askhz" in modules
        assert not modules & self.HEAVY

    @pytest.mark.model
    def test_a_question(self, seed_index: Path) -> None:
        code = "from askhz.cli import main\nassert main(sys.argv[1:]) == 0"
        modules = loaded(code, "ask", "Who founded Hangzhou Bowu Culture?", "--index", seed_index)
        assert "onnxruntime" in modules
        assert not modules & self.HEAVY


@pytest.mark.model
class TestProcess:
    def test_the_same_bytes_whatever_the_hash_seed(self, seed_index: Path) -> None:
        lines = b"Who founded Hangzhou Bowu Culture?\nWhy did the Six Little Dragons emerge?\nwhat is yushu\n"
        seen = set()
        for seed in ("0", "1"):
            done = process("ask", "-", "--json", stdin=lines, folder=seed_index, env={"PYTHONHASHSEED": seed})
            assert (done.returncode, done.stderr) == (0, b"")
            seen.add(re.sub(rb'"timings_ms": \{[^}]*\}', b"", done.stdout))
        assert len(seen) == 1

    def test_each_answer_before_the_next_question(self, seed_index: Path) -> None:
        with subprocess.Popen(
            [ASKHZ, "ask", "-", "--json", "--index", seed_index], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as asking:
            assert asking.stdin is not None
            assert asking.stdout is not None
            for question in ("Who founded Hangzhou Bowu Culture?", "How many unicorns does Hangzhou have?"):
                asking.stdin.write(question.encode() + b"\n")
                asking.stdin.flush()
                assert json.loads(asking.stdout.readline())["question"] == question
            asking.stdin.close()
            assert asking.wait(timeout=300) == 0

    def test_arguments_that_are_not_utf8(self, seed_index: Path) -> None:
        assert_one_line(process("ask", b"caf\xe9", folder=seed_index), b"not UTF-8")
        assert_one_line(process("show", b"\xff\xfe", folder=seed_index), b"not UTF-8")
        assert_one_line(process("ask", "silk", "--index", b"\xff", folder=seed_index), b"no such index")

    def test_an_output_that_takes_no_more(self, seed_index: Path) -> None:
        with Path("/dev/full").open("wb") as full:
            assert_one_line(process("ask", "why", folder=seed_index, stdout=full), b"No space left")

    def test_a_reader_that_has_gone(self, seed_index: Path) -> None:
        read, write = os.pipe()
        os.close(read)
        with os.fdopen(write, "wb") as gone:
            for arguments in (["show", "000_779636ba29f8fdb9.txt"], ["--help"]):
                done = process(*arguments, folder=seed_index, stdout=gone)
                assert (done.returncode, done.stderr) == (0, b"")

    @pytest.mark.parametrize("closed", ["<&-", ">&- 2>&-"])
    def test_closed_streams(self, seed_index: Path, closed: str) -> None:
        done = subprocess.run(
            [
                "bash",
                "-c",
                f"{ASKHZ} {'ask -' if closed == '<&-' else 'ask who founded Hangzhou Bowu Culture'} {closed}",
            ],
            env={**os.environ, "ASKHZ_INDEX": str(seed_index)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=300,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")

    def test_another_language_of_the_terminal(self, seed_index: Path) -> None:
        plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "latin-1"}
        done = process("search", "-", "--json", stdin="宇树科技是什么\n".encode(), folder=seed_index, env=plain)
        assert done.returncode == 0
        assert json.loads(done.stdout.decode())["query"] == "宇树科技是什么"

    def test_python_m(self, seed_index: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "askhz", "show", "--index", seed_index], capture_output=True, check=True, timeout=300
        )
        assert done.stdout == b"000_779636ba29f8fdb9.txt\n002_7a6f8e4ba6fff66d.txt\n"
