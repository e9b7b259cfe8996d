"""No network: indexing, asking and scoring work with every outside address unreachable, and try none."""

from pathlib import Path

import pytest
from offline import Offline

GOLD = '{"id": "a", "question": "Who founded Hangzhou Bowu Culture?", "answers": ["Zhang Min"]}\n'


def test_an_attempt_is_refused_and_seen(tmp_path: Path) -> None:
    offline = Offline(tmp_path)
    done = offline.run("-c", "import urllib.request; urllib.request.urlopen('http://192.0.2.1')")
    assert done.returncode == 1
    assert len(offline.attempts()) == 1
    assert "192.0.2.1" in offline.attempts()[0]


@pytest.mark.model
def test_indexing_tries_no_address(seed_index: Path, offline: Offline) -> None:
    # The fixture made the index in such a process, the encoder's export included.
    assert (seed_index / "encoders").is_dir()
    assert offline.attempts() == []


@pytest.mark.model
@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "Who founded Hangzhou Bowu Culture?"],
        ["search", "unicorn companies"],
        ["verify"],
        ["eval", "gold.jsonl", "--report", "report.html"],
    ],
    ids=lambda arguments: str(arguments[0]),
)
def test_asking_tries_no_address(arguments: list[str], seed_index: Path, offline: Offline, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text(GOLD, encoding="utf-8")
    done = offline.run("-m", "askhz", *arguments, "--index", seed_index, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout
    assert offline.attempts() == []
