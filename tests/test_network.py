"""No network: indexing, asking and scoring work with every outside address unreachable, and try none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Loaded by every Python process that has its folder on the path, before anything of ours.
REFUSE = """
import os, socket

def refused(name):
    def attempt(*given, **named):
        if name == "connect" and isinstance(given[1], (str, bytes)):
            return kept(*given, **named)  # a socket on this machine's disk
        with open(os.environ["ATTEMPTS"], "a") as log:
            log.write(f"{name} {given[1:] if given and isinstance(given[0], socket.socket) else given}\\n")
        raise OSError("no network here")
    kept = socket.socket.connect
    return attempt

for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refused(name))
for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "getnameinfo", "create_connection"):
    setattr(socket, name, refused(name))
"""
GOLD = '{"id": "a", "question": "Who sold silk?", "answers": ["Merchants"]}\n'
FREE = ("HF_", "TRANSFORMERS_", "GRADIO_", "TOKENIZERS_", "TIKTOKEN_", "HTTP_PROXY", "HTTPS_PROXY")


def namespace() -> list[str]:
    """The words before a command that leave it no network at all, where this machine allows that."""
    unshare = ["unshare", "--net", "--map-root-user"]
    if shutil.which("unshare") and subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode == 0:
        return unshare
    return []


@pytest.mark.model
def test_no_address_is_tried(tmp_path: Path) -> None:
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(REFUSE, encoding="utf-8")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "silk.txt").write_text("Merchants sold silk abroad. Looms stood there.", encoding="utf-8")
    (tmp_path / "gold.jsonl").write_text(GOLD, encoding="utf-8")
    attempts = tmp_path / "attempts"
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith(FREE)}
    environment |= {
        "ATTEMPTS": str(attempts),
        "PYTHONPATH": str(tmp_path / "guard"),
        "HOME": str(tmp_path / "home"),  # nothing cached by an earlier run may help
        "XDG_CACHE_HOME": str(tmp_path / "home" / "cache"),
    }
    alone = namespace()

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*alone, sys.executable, *command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    # The guard guards.
    assert run("-c", "import urllib.request; urllib.request.urlopen('http://192.0.2.1')").returncode == 1
    assert "192.0.2.1" in attempts.read_text(encoding="utf-8")
    attempts.unlink()

    for arguments in (
        ["index", "texts"],  # the encoder's export included
        ["ask", "Who sold silk?"],
        ["search", "silk"],
        ["verify"],
        ["eval", "gold.jsonl", "--report", "report.html"],
    ):
        done = run("-m", "askhz", *arguments)
        assert done.returncode in (0, 1), done.stderr
        assert "Traceback" not in done.stderr
        assert not attempts.exists(), attempts.read_text(encoding="utf-8")
    assert "Merchants sold silk abroad." in run("-m", "askhz", "search", "silk").stdout
