"""Processes without a network: none that Python could reach, none at all where the machine allows that.

Every attempt that Python makes is refused and written down.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Loaded by every Python process that has its folder on the path, before anything of ours.
_REFUSE = """
import os, socket

def refused(name):
    kept = getattr(socket.socket, name, None)

    def attempt(*given, **named):
        if name == "connect" and isinstance(given[1], (str, bytes)):
            return kept(*given, **named)  # a socket on this machine's disk
        with open(os.environ["ATTEMPTS"], "a") as log:
            log.write(f"{name} {given[1:] if given and isinstance(given[0], socket.socket) else given}\\n")
        raise OSError("no network here")

    return attempt

for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refused(name))
for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "getnameinfo", "create_connection"):
    setattr(socket, name, refused(name))
"""
# What a machine may have set to keep libraries quiet; they must be quiet without.
_UNSET = ("HF_", "TRANSFORMERS_", "GRADIO_", "TOKENIZERS_", "TIKTOKEN_", "HTTP_PROXY", "HTTPS_PROXY")


class Offline:
    """Runs Python without a network, as a user without any settings or caches."""

    def __init__(self, folder: Path) -> None:
        (folder / "guard").mkdir()
        (folder / "guard" / "sitecustomize.py").write_text(_REFUSE, encoding="utf-8")
        self._attempts = folder / "attempts"
        self._environment = {name: value for name, value in os.environ.items() if not name.upper().startswith(_UNSET)}
        self._environment |= {
            "ATTEMPTS": str(self._attempts),
            "PYTHONPATH": str(folder / "guard"),
            "HOME": str(folder / "home"),
            "XDG_CACHE_HOME": str(folder / "home" / "cache"),
        }
        unshare = ["unshare", "--net", "--map-root-user"]
        able = (
            shutil.which("unshare")
            and not subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode
        )
        self._alone = unshare if able else []

    def run(self, *arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self._alone, sys.executable, *arguments],
            cwd=cwd,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def attempts(self) -> list[str]:
        """What was tried so far, a line each."""
        return self._attempts.read_text(encoding="utf-8").splitlines() if self._attempts.exists() else []
